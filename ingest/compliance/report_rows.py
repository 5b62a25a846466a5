"""What the audit report shows, in words and amounts: the lab at a glance, each person, credential and certificate.

Takes an `Audit` and all certificates that it may name; gives a `Report`. Pure, and without markup.
Refuses nothing: what is not known is said to be so.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

from ingest.compliance.audit import SETTLED, Audit, CredentialAudit
from ingest.compliance.check import ActivityFinding, Amounts, FindingStatus
from ingest.compliance.rules import Rule
from ingest.compliance.wording import certificate_words, number_words
from ingest.person import Person
from ingest.standing import StoredCertificate

STATUS_WORDS: Final = {
    FindingStatus.SHORT: "short",
    FindingStatus.UNDECIDED: "undecided",
    FindingStatus.MET: "met",
    FindingStatus.VOLUNTARY: "voluntary",
    FindingStatus.NO_RULE: "no rule",
}
_KEY: Final = re.compile(r"[0-9a-f]{64}:\d+-\d+(?:#\d+)?")  # `Outcome.key`


@dataclass(frozen=True, slots=True)
class Bar:
    """Amounts in words, and as shares (0..100) of the bar's width: the required one ends at `required_at`."""

    words: str
    amounts: Amounts
    counted_at: float
    possible_at: float
    required_at: float
    is_full: bool  # what is counted is enough


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate; `""` for what could not be read."""

    title: str
    completed_on: str
    provider: str
    points: str
    counts_toward: tuple[str, ...]
    standing: str  # why it counts or waits, in two or three words
    is_sure: bool
    is_decisive: bool
    file: str
    pages: str
    address: str  # of the page in the file; "" if no file is known
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CredentialSection:
    """One credential of one person."""

    number: int  # in the report, from 1
    row: CredentialAudit
    status: FindingStatus
    renewal: str
    days_left: int | None
    next_steps: tuple[str, ...]
    total: Bar | None
    areas: tuple[tuple[str, Bar], ...]
    decisive: tuple[CertificateRow, ...]
    counting: tuple[CertificateRow, ...]
    others: tuple[CertificateRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonSection:
    """One person with each credential, in the order of the roster."""

    number: int
    person: Person
    credentials: tuple[CredentialSection, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that the report shows."""

    as_of: date
    people: tuple[PersonSection, ...]
    renewals: tuple[tuple[PersonSection, CredentialSection], ...]  # the next one first, without a date last
    longest_days: int  # to the last renewal, at least 1
    statuses: tuple[tuple[FindingStatus, int], ...]
    waiting: int  # certificates whose points, or areas, a person must confirm
    deciding: int  # those of them that a status depends on
    nobodys: tuple[tuple[str, CertificateRow], ...]  # printed holder, certificate and why
    rules: tuple[Rule, ...]


def report_rows(
    audit: Audit, certificates: Iterable[StoredCertificate], person_ids: Collection[str] | None = None
) -> Report:
    """Put an audit into words.

    Args:
        audit: The audit.
        certificates: All that were given to `audit`: it keeps those of people, and names the files of nobody's.
        person_ids: The people to show, in the order of the roster; None for all of them.
    """
    known = {certificate.key: certificate for certificate in certificates} | dict(audit.certificates)
    shown = [row for row in audit.people if person_ids is None or row.person.person_id in person_ids]
    credentials = [_credential(audit, known, row, number) for number, row in enumerate(shown, 1)]
    by_person = groupby(credentials, key=lambda section: section.row.person.person_id)
    people = tuple(
        PersonSection(number, sections[0].row.person, sections)
        for number, sections in enumerate((tuple(group) for _, group in by_person), 1)
    )
    renewals = [(person, section) for person in people for section in person.credentials]
    renewals.sort(key=lambda pair: (pair[1].days_left is None, pair[1].days_left or 0))
    counts = Counter(section.status for section in credentials)
    deciding = {key for row in shown for key in row.finding.decisive}
    ids = {row.person.person_id for row in shown}
    waiting = {key for key, one in audit.certificates.items() if audit.owners[key] in ids and _waits(one)}
    unsure = {item.activity for row in shown for item in row.finding.activities if not item.is_sure}
    return Report(
        as_of=audit.as_of,
        people=people,
        renewals=tuple(renewals),
        longest_days=max([1, *(section.days_left or 0 for section in credentials)]),
        statuses=tuple((status, counts[status]) for status in STATUS_WORDS if counts[status]),
        waiting=len(waiting | unsure | deciding),
        deciding=len(deciding),
        nobodys=tuple(
            (one.holder or "", _certificate(known.get(one.key), reasons=(one.reason,))) for one in audit.unmatched
        ),
        rules=tuple(dict.fromkeys(row.rule for row in shown if row.rule)),
    )


def counted_words(count: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted_words(1, "certificate"), counted_words(2, "person", "people")
    ('1 certificate', '2 people')
    """
    return f"{count} {one if count == 1 else many or one + 's'}"


def days_words(days: int | None) -> str:
    """How far away a day is; nothing of one that is not known.

    >>> days_words(1), days_words(0), days_words(-3)
    ('1 day left', 'ends today', 'ended 3 days ago')
    """
    if days is None:
        return ""
    if days == 0:
        return "ends today"
    return f"{counted_words(days, 'day')} left" if days > 0 else f"ended {counted_words(-days, 'day')} ago"


def _credential(
    audit: Audit, known: Mapping[str, StoredCertificate], row: CredentialAudit, number: int
) -> CredentialSection:
    finding = row.finding
    area_words = {area.area: area.words for area in finding.areas}
    reasons: dict[str, tuple[str, ...]] = {}
    for issue in finding.issues:
        if issue.activity:
            reasons[issue.activity] = (*reasons.get(issue.activity, ()), _without_keys(issue.detail, known))
    counting = {item.activity: item for item in finding.activities}
    rows = {
        key: _certificate(known.get(key), item, area_words, reasons.get(key, ()), key in finding.decisive)
        for key, item in counting.items()
    }
    own = [key for key, owner in audit.owners.items() if owner == row.person.person_id]
    left_out = dict.fromkeys([*reasons, *own])
    end = row.credential.cycle_end if row.credential else None
    return CredentialSection(
        number=number,
        row=row,
        status=finding.status,
        renewal=str(end) if end else "no date known",
        days_left=(end - audit.as_of).days if end else None,
        next_steps=_next_steps(row, audit.as_of),
        total=_bar(finding.total) if finding.total else None,
        areas=tuple((area.words, _bar(area.points)) for area in finding.areas),
        decisive=tuple(rows[key] for key in finding.decisive if key in rows),
        counting=tuple(rows.values()),
        others=tuple(
            _certificate(known.get(key), reasons=reasons.get(key, ("there is no rule to count it by",)))
            for key in left_out
            if key not in counting
        ),
        notes=tuple(issue.detail for issue in finding.issues if issue.activity is None),
    )


def _next_steps(row: CredentialAudit, as_of: date) -> tuple[str, ...]:
    """What to do, in one or two plain sentences."""
    credential, rule = row.credential, row.rule
    if credential is None:
        return ("Write the credential and its cycle into the staff list.",)
    if credential.cycle_end is None:
        return (f"Write the end of the {credential.name} cycle into the staff list.",)
    if rule is None:
        return (f"No rule is known for {credential.name} to {credential.cycle_end}: check with your board.",)
    if row.finding.status is FindingStatus.VOLUNTARY:
        before = f" for people certified before {rule.voluntary.certified_before}" if rule.voluntary else ""
        return (f"Nothing is required: taking part is voluntary{before}.",)
    return _under_a_rule(row, credential.cycle_end, as_of)


def _under_a_rule(row: CredentialAudit, end: date, as_of: date) -> tuple[str, ...]:
    finding, is_over = row.finding, end < as_of
    if finding.status is FindingStatus.MET:
        return (f"Nothing is missing. The renewal {'was' if is_over else 'is'} due by {end}.",)
    missing = row.missing.removesuffix(f" by {end}") or "more points"
    if finding.status is FindingStatus.SHORT:
        needs = f"The cycle ended on {end} without {missing}." if is_over else f"Needs {missing} by {end}."
        waiting = sum(not item.is_sure for item in finding.activities)
        them = "it" if waiting == 1 else "them"
        also = f"Also review {counted_words(waiting, 'certificate')}: this takes {them} as right."
        return (needs, also) if waiting else (needs,)
    one = len(finding.decisive) == 1
    review = f"Review {counted_words(len(finding.decisive), 'certificate')}"
    return (
        f"{review}: if {'it is' if one else 'they are'} right, the requirement is met.",
        f"What is counted so far leaves open: {missing}, by {end}.",
    )


def _bar(amounts: Amounts) -> Bar:
    whole = max(amounts.required, amounts.possible, amounts.counted, Decimal("0.01"))

    def share(points: Decimal) -> float:
        return round(float(points / whole * 100), 2)

    waiting = amounts.possible - amounts.counted
    words = f"{number_words(amounts.counted)} of {number_words(amounts.required)}"
    if waiting > 0:
        words += f", {number_words(waiting)} more if reviews confirm"
    return Bar(
        words,
        amounts,
        share(amounts.counted),
        share(amounts.possible),
        share(amounts.required),
        amounts.counted >= amounts.required,
    )


def _certificate(
    stored: StoredCertificate | None,
    item: ActivityFinding | None = None,
    area_words: Mapping[str, str] | None = None,
    reasons: tuple[str, ...] = (),
    is_decisive: bool = False,
) -> CertificateRow:
    activity = stored.outcome.activity if stored else None
    path = stored.paths[0] if stored and stored.paths else None
    first, last = stored.outcome.pages if stored else (0, 0)
    toward = (
        tuple(f"{number_words(points)} {(area_words or {}).get(area, area)}" for area, points in item.shares)
        if item
        else ()
    )
    standing = ""
    if item:
        standing = "counted" if item.is_sure else "waits for review" if stored and _waits(stored) else "in doubt"
    return CertificateRow(
        title=(activity and activity.title.value) or "",
        completed_on=str((activity and activity.completed_on.value) or ""),
        provider=(activity and activity.provider.value) or "",
        points=number_words(item.points) if item and item.points is not None else "",
        counts_toward=toward,
        standing=standing,
        is_sure=bool(item and item.is_sure),
        is_decisive=is_decisive,
        file=path.name if path else "",
        pages="" if first == 0 else f"page {first}" if first == last else f"pages {first}–{last}",
        address=f"{path.absolute().as_uri()}#page={max(first, 1)}" if path else "",
        reasons=reasons,
    )


def _without_keys(detail: str, known: Mapping[str, StoredCertificate]) -> str:
    """A reason that names another certificate, such as the one it repeats, as a reader knows that one."""
    return _KEY.sub(lambda key: certificate_words(known[key[0]]) if key[0] in known else key[0], detail)


def _waits(stored: StoredCertificate) -> bool:
    return stored.state not in SETTLED
