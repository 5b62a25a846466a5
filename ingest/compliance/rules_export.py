"""The rules as people and programs see them: a table of all, one in full with its sources, a record.

Takes `Rule`s. Refuses to leave out where a fact was read, and what is only our reading.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import TypeAdapter
from rich.table import Table

from ingest.compliance.rules import Area, Basis, Conversion, Counting, Rule, Source

_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)


def rule_record(rule: Rule) -> dict[str, Any]:
    """The JSON-ready record of a rule, with the keys of a rule file of one credential."""
    record: dict[str, Any] = _RULE.dump_python(rule, mode="json")
    return record


def rules_table(rules: Sequence[Rule]) -> Table:
    """One row for each rule: whom it is for, for which cycles, and what it asks."""
    table = Table(title=f"{len(rules)} rules", title_justify="left")
    for heading in ("Rule", "Credential", "Cycles that end", "Points", "Minimums"):
        table.add_column(heading, overflow="fold")
    for rule in rules:
        minimums = ", ".join(f"{area.points} {area.words}" for area in rule.areas)
        table.add_row(rule.id, rule.credential, _cycles(rule), f"{rule.total} in {rule.years} years", minimums)
    return table


def rule_lines(rule: Rule) -> Iterator[str]:
    """A rule in full, line by line, each fact with its source."""
    sources = {source.id: source for source in rule.sources}
    yield f"{rule.id}: {rule.credential}, {rule.board}, edition {rule.edition}"
    if rule.also_written:
        yield f"also written {', '.join(rule.also_written)}"
    yield f"for cycles that end {_cycles(rule)}"
    yield f"{rule.total} points in {rule.years} years ({_said_by(rule.source, sources)})"
    yield ""
    for area in rule.all_areas:
        yield from _area_lines(area, sources)
    yield ""
    yield from (_unit_line(unit, sources) for unit in rule.units)
    if rule.voluntary:
        day, said = rule.voluntary.certified_before, _said_by(rule.voluntary.source, sources)
        yield f"voluntary if certified before {day} ({said}), but {rule.voluntary.exception}"
    if rule.documents:
        named = ", ".join(name.value.replace("_", " ") for name in rule.documents.fields)
        lists = "lists of courses too" if rule.documents.lists else "no lists of courses"
        yield f"a certificate must state {named}; {lists} ({_said_by(rule.documents.source, sources)})"
    if rule.accepted:
        pace = "any P.A.C.E. program, and " if rule.accepted.pace else ""
        yield f"surely accepted: {pace}{', '.join(rule.accepted.providers)} ({_said_by(rule.accepted.source, sources)})"
    yield from (f"{fact.words} ({_basis(fact.basis, fact.source, sources)})" for fact in rule.facts)
    yield ""
    yield from _source_lines(rule.sources)
    yield rule.note


def _area_lines(area: Area, sources: dict[str, Source]) -> Iterator[str]:
    yield f"{area.points:>5} {area.words} ({_said_by(area.source, sources)})"
    yield from (f"      {_counting_words(item, sources)}" for item in area.counts)


def _counting_words(item: Counting, sources: dict[str, Source]) -> str:
    names = ", ".join(label.value for label in item.categories)
    perhaps = "" if item.certain else "perhaps "
    return f"{perhaps}{names}: {item.note} ({_basis(item.basis, item.source, sources)})"


def _unit_line(unit: Conversion, sources: dict[str, Source]) -> str:
    return f"1 {unit.unit.value} = {unit.points}: {unit.note} ({_basis(unit.basis, unit.source, sources)})"


def _source_lines(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        revised = f", revised {source.revised}" if source.revised else ""
        yield f"[{source.standing.value}] {source.id}: {source.address}, read {source.read_on}{revised}"


def _basis(basis: Basis, source: str | None, sources: dict[str, Source]) -> str:
    said = _said_by(source, sources) if source else ""
    return said if basis is Basis.SOURCE else ", ".join(filter(None, ("our reading", said)))


def _said_by(source: str, sources: dict[str, Source]) -> str:
    return f"{source}, {sources[source].standing.value}"


def _cycles(rule: Rule) -> str:
    first, last = rule.in_force_from, rule.in_force_until
    if first and last:
        return f"{first} to {last}"
    return f"from {first}" if first else f"until {last}" if last else "any day"
