"""Reads the dated rule files: what a credential asks of one renewal, with the source of each fact.

Takes folders of TOML files, one for each edition of a rule, which may be the rule of many credentials; gives `Rule`s,
one for each credential and edition, and the one in force for a credential and an expiry date.
Refuses unknown keys, wrong types, amounts that do not add up, sources that are not listed, and two editions in force
for the same renewal.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from unicodedata import normalize

from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError, model_validator
from pydantic import Field as Limits
from pydantic.dataclasses import dataclass

from ingest.activity import CategoryLabel, FieldName, Unit
from ingest.compliance.toml_lines import line_of
from ingest.errors import SettingsError

SHIPPED_RULES: Final = Path(__file__).parent / "rules"
REST: Final = "rest"  # the name of the part that fills the total once the minimums are met
MAX_AREAS: Final = 10  # the allocation looks at every subset of areas: 2^10 of them at most

_STRICT: Final = ConfigDict(extra="forbid")

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
# Points are counted in hundredths (see `check`), so a finer amount in a rule could never be met exactly.
Points = Annotated[Decimal, Limits(gt=0, le=1000, decimal_places=2, allow_inf_nan=False)]


class Standing(StrEnum):
    """How near to the board a source is."""

    PRIMARY = "P"  # the board's or the accreditor's own text was read
    SECONDARY = "S"  # somebody else repeats it


class Basis(StrEnum):
    """Whether a source says it, or we read it so."""

    SOURCE = "source"
    POLICY = "policy"


@dataclass(frozen=True, slots=True, config=_STRICT)
class Source:
    """Where a fact was read, and when."""

    id: Text
    address: Text  # site and path, without scheme
    standing: Standing
    read_on: date
    revised: Text | None = None  # as the source states it


@dataclass(frozen=True, slots=True, config=_STRICT)
class Counting:
    """Categories that count toward an area, and why."""

    categories: Annotated[tuple[CategoryLabel, ...], Limits(min_length=1)]
    basis: Basis
    note: Text
    source: Text | None = None  # the id of a `Source`; None only for a policy
    certain: bool = True  # false where only a person can say whether a course of these categories belongs to the area


@dataclass(frozen=True, slots=True, config=_STRICT)
class Area:
    """A minimum of points in some categories."""

    name: Text
    words: Text  # as a person says it, such as "blood banking"
    points: Points
    source: Text
    counts: Annotated[tuple[Counting, ...], Limits(min_length=1)]

    @property
    def categories(self) -> frozenset[CategoryLabel]:
        """All categories that count toward this area, or may."""
        return frozenset(label for counting in self.counts for label in counting.categories)

    @property
    def certain_categories(self) -> frozenset[CategoryLabel]:
        """Those that count without a doubt."""
        return frozenset(label for counting in self.counts if counting.certain for label in counting.categories)


@dataclass(frozen=True, slots=True, config=_STRICT)
class Conversion:
    """How many points one unit of credit gives."""

    unit: Unit
    points: Points
    basis: Basis
    source: Text
    note: Text


@dataclass(frozen=True, slots=True, config=_STRICT)
class Cap:
    """What activities of some units may bring together at most, as a share of the total."""

    units: Annotated[tuple[Unit, ...], Limits(min_length=1)]
    share: Annotated[Decimal, Limits(gt=0, le=1, decimal_places=4, allow_inf_nan=False)]
    source: Text
    note: Text


@dataclass(frozen=True, slots=True, config=_STRICT)
class Multiplier:
    """Courses of some providers that count for more, or less, than their credit says."""

    providers: Annotated[tuple[Text, ...], Limits(min_length=1)]
    factor: Annotated[Decimal, Limits(gt=0, le=10, decimal_places=4, allow_inf_nan=False)]
    source: Text
    note: Text


@dataclass(frozen=True, slots=True, config=_STRICT)
class Voluntary:
    """Who takes part of their own will only."""

    certified_before: date
    source: Text
    except_certified_by: tuple[Text, ...]  # bodies, as the roster writes them, whose certificants must take part
    exception: Text  # who must take part all the same
    exception_source: Text


@dataclass(frozen=True, slots=True, config=_STRICT)
class Documents:
    """What a certificate must show to be accepted."""

    fields: tuple[FieldName, ...]
    lists: bool  # whether a transcript or another list of courses is accepted
    same_name: bool  # whether first and last name on it must be those on the roster
    source: Text


@dataclass(frozen=True, slots=True, config=_STRICT)
class Accepted:
    """Whose courses count without a doubt. Others may count as well: a person must look."""

    providers: tuple[Text, ...]
    pace: bool  # any course with a P.A.C.E. program number
    source: Text


@dataclass(frozen=True, slots=True, config=_STRICT)
class Covered:
    """One of several credentials that a file is the rule of, with the area that is its own."""

    name: Text
    also_written: tuple[Text, ...] = ()
    area: Text | None = None  # name and words of its own area; None if the rule has none
    words: Text | None = None
    counts: tuple[Counting, ...] = ()


@dataclass(frozen=True, slots=True, config=_STRICT)
class _OfMany:
    """The part of a file that names its credentials."""

    credentials: tuple[Covered, ...]


@dataclass(frozen=True, slots=True, config=_STRICT)
class Fact:
    """What `check` does for every rule so far, and who says that it may."""

    name: Text
    words: Text
    basis: Basis
    source: Text


@dataclass(frozen=True, slots=True, config=_STRICT)
class Rule:
    """One edition of what a credential asks: in force for renewals from one expiry date to another, both included."""

    schema: Literal["ingest/rule/1"]
    id: Text
    credential: Text
    also_written: tuple[Text, ...]
    board: Text
    edition: Text
    note: Text
    source: Text  # of the total and the years
    years: Annotated[int, Limits(ge=1, le=10)]
    total: Points
    areas: Annotated[tuple[Area, ...], Limits(max_length=MAX_AREAS - 1)]  # `rest` is one more
    rest: Area
    units: Annotated[tuple[Conversion, ...], Limits(min_length=1)]
    sources: Annotated[tuple[Source, ...], Limits(min_length=1)]
    facts: tuple[Fact, ...] = ()
    in_force_from: date | None = None  # None: no beginning is known
    in_force_until: date | None = None  # None: no end is known
    in_force_source: Text | None = None
    voluntary: Voluntary | None = None
    documents: Documents | None = None
    accepted: Accepted | None = None
    caps: tuple[Cap, ...] = ()
    multipliers: tuple[Multiplier, ...] = ()
    window_months: Annotated[int, Limits(ge=1, le=120)] | None = None  # before the end of the cycle; None: the cycle

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        names = [area.name for area in self.areas]
        if len(set(names)) < len(names) or REST in names or self.rest.name != REST:
            raise ValueError(f"areas need names of their own, and only the rest is named {REST!r}")
        added = sum((area.points for area in self.all_areas), Decimal(0))
        if added != self.total:
            raise ValueError(f"the areas and the rest add up to {added}, not to the total of {self.total}")
        units = [conversion.unit for conversion in self.units]
        if len(set(units)) < len(units):
            raise ValueError("a unit is converted twice")
        capped = [unit for cap in self.caps for unit in cap.units]
        if len(set(capped)) < len(capped) or not set(capped) <= set(units):
            raise ValueError("a cap is about units that are converted, and a unit has one cap at most")
        if self.in_force_from and self.in_force_until and self.in_force_until < self.in_force_from:
            raise ValueError("in_force_until is before in_force_from")
        known = {source.id for source in self.sources}
        unknown = sorted(self._cited() - known)
        if unknown or len(known) < len(self.sources):
            raise ValueError(f"sources that are not listed, or listed twice: {', '.join(unknown) or 'twice'}")
        return self

    def _cited(self) -> set[str]:
        cited = {self.source, self.in_force_source}
        cited |= {area.source for area in self.all_areas} | {conversion.source for conversion in self.units}
        cited |= {counting.source for area in self.all_areas for counting in area.counts}
        cited |= {fact.source for fact in self.facts}
        if self.voluntary:
            cited |= {self.voluntary.source, self.voluntary.exception_source}
        cited |= {one.source for one in (self.documents, self.accepted, *self.caps, *self.multipliers) if one}
        return {source for source in cited if source is not None}

    @property
    def all_areas(self) -> tuple[Area, ...]:
        """The areas in the order of the file, the rest last."""
        return (*self.areas, self.rest)

    def points_for(self, unit: Unit) -> Decimal | None:
        """The points of one unit; None if no source states a conversion."""
        return next((conversion.points for conversion in self.units if conversion.unit is unit), None)

    def cap_of(self, unit: Unit) -> int:
        """The number, from 1, of the cap that a unit falls under; 0: none."""
        return next((number for number, cap in enumerate(self.caps, start=1) if unit in cap.units), 0)

    def factor_of(self, provider: str | None) -> Decimal:
        """By what the points of this provider's courses are multiplied."""
        name = letters(provider or "")
        found = (one.factor for one in self.multipliers if name in map(letters, one.providers))
        return next(found, Decimal(1))

    def names(self, credential: str) -> bool:
        """Whether this rule is about a credential written so, such as `MLS(ASCP)CM`."""
        return _plain(credential) in {_plain(name) for name in (self.credential, *self.also_written)}

    def in_force(self, cycle_end: date) -> bool:
        """Whether this edition is in force for a renewal that is due on that day."""
        return (self.in_force_from or date.min) <= cycle_end <= (self.in_force_until or date.max)


def load_rules(*folders: Path) -> tuple[Rule, ...]:
    """Read every rule file of the folders; of the shipped ones if none is given.

    Raises:
        SettingsError: a file cannot be read, a key or a value is wrong, or two editions are in force at once.
    """
    read: list[tuple[Path, Rule]] = []
    for folder in folders or (SHIPPED_RULES,):
        paths = sorted(folder.glob("*.toml"))
        if not paths:
            raise SettingsError(f"{folder} holds no rule file (*.toml).", path=folder)
        read += [(path, rule) for path in paths for rule in load_rule_file(path)]
    refuse_overlap(read)
    return tuple(rule for _, rule in read)


def all_rules(own: Path | None) -> tuple[Rule, ...]:
    """The rules that ship and those of the lab's own folder, where it has one.

    Raises:
        SettingsError: as `load_rules`.
    """
    return load_rules(SHIPPED_RULES, *([own] if own else []))


def load_rule_file(path: Path) -> tuple[Rule, ...]:
    """Read one rule file: a rule for each credential that it covers.

    Raises:
        SettingsError: the file cannot be read, or a key or a value is wrong; names the file and the key.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: the rule file cannot be read: {error}", path=path) from error
    try:
        return tuple(TypeAdapter(Rule).validate_python(one) for one in _of_each_credential(content))
    except ValidationError as error:
        problems = "; ".join(
            f"line {line_of(text, item['loc'])}: {'.'.join(map(str, item['loc'])) or 'the rule'}: {item['msg']}"
            for item in error.errors()
        )
        raise SettingsError(f"{path}: {problems}. Correct the rule file.", path=path) from error


def _of_each_credential(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The content of a file for each credential that it covers, with the credential's own area in its place.

    An area with `own = true` has the points and the source; the credential gives the name and what counts.
    """
    if "credentials" not in content:
        yield content
        return
    listed = {"credentials": content.pop("credentials")}
    name = content.pop("id", None)
    for covered in TypeAdapter(_OfMany).validate_python(listed).credentials:
        own = {"name": covered.area, "words": covered.words, "counts": covered.counts}
        areas = [
            {key: value for key, value in area.items() if key != "own"} | (own if area.get("own") is True else {})
            for area in content.get("areas", ())
        ]
        yield (
            content
            | ({} if name is None else {"id": f"{name}-{_plain(covered.name)}"})
            | {
                "credential": covered.name,
                "also_written": covered.also_written,
                "areas": areas,
            }
        )


def find_rule(rules: Iterable[Rule], credential: str, cycle_end: date) -> Rule | None:
    """The rule for a credential and the day its cycle ends; None if there is none.

    Which rule binds is a function of these two alone: the requirements changed by expiry date.
    """
    return next((rule for rule in rules if rule.names(credential) and rule.in_force(cycle_end)), None)


def letters(text: str) -> str:
    """A name or number for comparing: its letters and digits, without case.

    >>> letters("A.S.C.P. ") == letters("ASCP")
    True
    """
    return re.sub(r"[\W_]", "", text.casefold())


def _plain(credential: str) -> str:
    """A credential without case, white space and small raised letters.

    >>> _plain("MLS (ASCP)ᶜᵐ") == _plain("mls(ascp)CM")
    True
    """
    return "".join(normalize("NFKC", credential).split()).casefold()


def refuse_overlap(read: Sequence[tuple[Path, Rule]]) -> None:
    """Refuse rules of which two are in force for one credential and day, or that have one id.

    Raises:
        SettingsError: two are; names the later file.
    """
    for number, (path, rule) in enumerate(read):
        for other_path, other in read[:number]:
            if rule.id == other.id:
                raise SettingsError(f"{path}: id: {rule.id} is also the id of {other_path.name}.", path=path)
            same = any(rule.names(name) for name in (other.credential, *other.also_written))
            latest_start = max(rule.in_force_from or date.min, other.in_force_from or date.min)
            earliest_end = min(rule.in_force_until or date.max, other.in_force_until or date.max)
            if same and latest_start <= earliest_end:
                raise SettingsError(
                    f"{path}: in_force_from: renewals of {latest_start} already have a rule in {other_path.name}.",
                    path=path,
                )
