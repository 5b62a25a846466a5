"""A lab against the rules: every person and credential, and the certificates that belong to nobody.

Takes people, certificates as they stand, rules and a date; gives an `Audit`, its JSON record and its table.
Refuses to give a certificate to a person when two people fit its holder's name equally well.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from ingest.compliance.check import Amounts, Finding, FindingStatus, check
from ingest.compliance.counting import Countable, FindingCode, FindingIssue
from ingest.compliance.rules import Rule, find_rule
from ingest.decision import State
from ingest.errors import SettingsError
from ingest.person import Credential, Person
from ingest.roster import Match, NameIndex
from ingest.standing import StoredCertificate

SCHEMA: Final = "ingest/audit/1"

SETTLED: Final = (State.ACCEPTED, State.CONFIRMED)
# The others (failed, not a certificate, rejected, replaced) count for nobody.
COUNTING: Final = (*SETTLED, State.NEEDS_REVIEW)

REVIEWS_SHOWN: Final = 3  # in a row of the table; the JSON record has them all

_STYLES: Final = {
    FindingStatus.MET: "green",
    FindingStatus.SHORT: "red",
    FindingStatus.UNDECIDED: "yellow",
    FindingStatus.VOLUNTARY: "dim",
    FindingStatus.NO_RULE: "dim",
}


@dataclass(frozen=True, slots=True)
class CredentialAudit:
    """One credential of one person against its rule; `credential` and `rule` None if there is none."""

    person: Person
    credential: Credential | None
    rule: Rule | None
    finding: Finding
    review_first: tuple[str, ...] = ()  # the decisive certificates in words


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A certificate that belongs to nobody on the roster."""

    key: str
    holder: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """A lab on one day."""

    as_of: date
    people: tuple[CredentialAudit, ...]
    unmatched: tuple[Unmatched, ...]


def audit(
    people: Sequence[Person],
    certificates: Iterable[StoredCertificate],
    rules: Sequence[Rule],
    as_of: date,
    person: str | None = None,
) -> Audit:
    """Check every credential of every person, in the order of the roster.

    Args:
        people: The whole roster, also when only one person is asked for: names are matched against all of them.
        certificates: As they stand in the store.
        rules: All rules; which one binds is found by credential and end of cycle.
        as_of: Activities after this day are not done yet.
        person: Only this `person_id`; `unmatched` stays complete.

    Raises:
        SettingsError: `person` is not on the roster.
    """
    if person is not None and person not in {known.person_id for known in people}:
        raise SettingsError(f"Nobody on the roster has the person_id {person!r}. Load the roster that names them.")
    matched, titles, unmatched = _match(people, certificates)
    return Audit(
        as_of=as_of,
        people=tuple(
            row
            for known in people
            if person in (None, known.person_id)
            for row in _check_person(known, matched[known.person_id], titles, rules, as_of)
        ),
        unmatched=tuple(unmatched),
    )


def to_json(audit: Audit) -> dict[str, Any]:
    """The JSON-ready record of the contract (`ingest/audit/1`). Amounts are decimal strings, null without a rule."""
    return {
        "schema": SCHEMA,
        "as_of": audit.as_of.isoformat(),
        "people": [_row_record(row) for row in audit.people],
        "unmatched": [certificate.key for certificate in audit.unmatched],
        "unmatched_reasons": [
            {"activity": certificate.key, "holder": certificate.holder, "reason": certificate.reason}
            for certificate in audit.unmatched
        ],
    }


def to_table(audit: Audit) -> Table:
    """The audit for the terminal: what each person has, what is missing, what to review first."""
    notes = " ".join(dict.fromkeys(row.rule.note for row in audit.people if row.rule))
    count = len(audit.unmatched)
    belong = "certificate belongs" if count == 1 else "certificates belong"
    unmatched = f"{count} {belong} to nobody on the roster. " if count else ""
    table = Table(
        title=f"Audit as of {audit.as_of}", caption=f"{unmatched}{notes}" or None, title_justify="left", show_lines=True
    )
    for heading in ("Person", "Status", "Points", "Missing, and what to review first"):
        table.add_column(heading, no_wrap=heading == "Status")
    for row in audit.people:
        status = row.finding.status
        table.add_row(
            _plain(_person_words(row)),
            Text(status.value, _STYLES[status]),
            Text(_points_words(row.finding.total)),
            _plain("\n".join((*filter(None, (missing_words(row),)), *_review_words(row)))),
        )
    return table


def missing_words(row: CredentialAudit) -> str:
    """What a person still needs, such as `2 points in blood banking by 2027-04-30`.

    For a person who is short, what is missing even if every waiting record is right; else what the settled records
    leave open.
    """
    finding = row.finding
    if finding.total is None or row.credential is None or finding.status is FindingStatus.MET:
        return ""

    def gap(points: Amounts) -> Decimal:
        return points.required - (points.possible if finding.status is FindingStatus.SHORT else points.counted)

    by_gap: dict[Decimal, list[str]] = {}  # areas that lack the same are said together
    for area in finding.areas:
        if gap(area.points) > 0:
            by_gap.setdefault(gap(area.points), []).append(area.words)
    parts = [
        f"{_number(points)} point{'' if points == 1 else 's'}{' each' if len(areas) > 1 else ''} in {_listed(areas)}"
        for points, areas in by_gap.items()
    ]
    return f"{'; '.join(parts)} by {row.credential.cycle_end}" if parts else ""


def _listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence.

    >>> _listed(["safety", "chemistry", "hematology"])
    'safety, chemistry and hematology'
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _person_words(row: CredentialAudit) -> str:
    if row.credential is None:
        return f"{row.person.name} ({row.person.person_id})\nno credential"
    until = f"to {row.credential.cycle_end}" if row.credential.cycle_end else "no cycle"
    return f"{row.person.name} ({row.person.person_id})\n{row.credential.name} {until}"


def _review_words(row: CredentialAudit) -> tuple[str, ...]:
    more = len(row.review_first) - REVIEWS_SHOWN
    shown = tuple(f"review {words}" for words in row.review_first[:REVIEWS_SHOWN])
    return (*shown, f"and {more} more") if more > 0 else shown


def _match(
    people: Sequence[Person], certificates: Iterable[StoredCertificate]
) -> tuple[dict[str, list[Countable]], dict[str, str], list[Unmatched]]:
    """Each person's certificates, every certificate in words, and those of nobody."""
    index = NameIndex(people)
    found: dict[str | None, Match] = {}  # by printed name: colleagues have many certificates each
    matched = defaultdict[str, list[Countable]](list)
    titles, unmatched = dict[str, str](), list[Unmatched]()
    for certificate in certificates:
        activity = certificate.outcome.activity
        if activity is None or certificate.state not in COUNTING:
            continue
        holder = activity.holder.value
        match = found.get(holder) or found.setdefault(holder, index.match(holder))
        if match.person_id is None:
            unmatched.append(Unmatched(certificate.key, holder, match.reason))
            continue
        doubt = None if match.certain else match.reason
        settled = certificate.state in SETTLED
        is_row = certificate.outcome.row is not None
        matched[match.person_id].append(Countable(certificate.key, activity, settled, doubt, is_row))
        titles[certificate.key] = _certificate_words(certificate)
    return matched, titles, unmatched


def _certificate_words(certificate: StoredCertificate) -> str:
    activity = certificate.outcome.activity
    title = (activity.title.value if activity else None) or "no title read"
    completed_on = (activity.completed_on.value if activity else None) or "no date"
    file = certificate.paths[0].name if certificate.paths else certificate.key
    return f"{title}, {completed_on} ({file})"


def _check_person(
    person: Person, countables: Sequence[Countable], titles: dict[str, str], rules: Sequence[Rule], as_of: date
) -> Iterable[CredentialAudit]:
    if not person.credentials:
        nothing = FindingIssue(FindingCode.NO_CREDENTIAL, None, "the roster states no credential")
        yield CredentialAudit(person, None, None, Finding(FindingStatus.NO_RULE, issues=(nothing,)))
    for credential in person.credentials:
        rule = find_rule(rules, credential.name, credential.cycle_end) if credential.cycle_end else None
        finding = check(countables, rule, credential, as_of)
        yield CredentialAudit(person, credential, rule, finding, tuple(titles[key] for key in finding.decisive))


def _row_record(row: CredentialAudit) -> dict[str, Any]:
    credential, finding = row.credential, row.finding
    return {
        "person_id": row.person.person_id,
        "name": row.person.name,
        "credential": credential.name if credential else None,
        "cycle": [_date_text(credential.cycle_start), _date_text(credential.cycle_end)] if credential else [None, None],
        "rule": row.rule.id if row.rule else None,
        "status": finding.status.value,
        "areas": [
            {"area": area.area, **_amounts_record(area.points), "activities": list(area.activities)}
            for area in finding.areas
        ],
        "total": _amounts_record(finding.total),
        "decisive": list(finding.decisive),
        "issues": [
            {"code": issue.code.value, "activity": issue.activity, "detail": issue.detail} for issue in finding.issues
        ],
        "note": row.rule.note if row.rule else None,
    }


def _amounts_record(amounts: Amounts | None) -> dict[str, str | None]:
    if amounts is None:
        return {"required": None, "counted": None, "possible": None}
    return {
        "required": _number(amounts.required),
        "counted": _number(amounts.counted),
        "possible": _number(amounts.possible),
    }


def _points_words(total: Amounts | None) -> str:
    """The total in words.

    >>> _points_words(Amounts(Decimal(36), Decimal("31.50"), Decimal(38)))
    '31.5 of 36\\n38 possible'
    """
    if total is None:
        return ""
    words = f"{_number(total.counted)} of {_number(total.required)}"
    return words if total.possible == total.counted else f"{words}\n{_number(total.possible)} possible"


def _number(amount: Decimal) -> str:
    """A decimal string without needless zeros.

    >>> _number(Decimal("30.00"))
    '30'
    """
    return f"{amount.normalize():f}"


def _date_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(text: str) -> Text:
    """Text from certificates and rosters as it is: no markup, and no control sequence of the terminal's."""
    return Text("".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text))
