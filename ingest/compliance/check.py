"""One person's activities against the rule of one credential: what is there, what is missing, what depends on a review.

Takes activities, a rule, the credential with its cycle, and a date; gives a `Finding`. Pure.
Refuses to guess: an activity without a stated conversion, outside the cycle or held twice is not counted, and says so;
one whose date, holder or area is in doubt is counted as possible only.

Points are whole hundredths here, so that sums and splits are exact; a finer amount is rounded down.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from ingest.activity import Activity, Category, CategoryLabel, Credit, Field, IssueCode, PartialDate, Unit
from ingest.compliance.allocate import Offer, allocate, satisfied, smallest_deciding_set
from ingest.compliance.rules import Rule
from ingest.person import Credential

NOTHING: Final = Offer(0, 0)
# Our reading: cycles may be synchronised (QIHC page of ascp.org, read 2026-11-23), so a month more or less is no error.
CYCLE_TOLERANCE: Final = timedelta(days=31)


class FindingStatus(StrEnum):
    """Where a person stands."""

    MET = "met"  # even if every unreviewed record is wrong
    SHORT = "short"  # even if every one is right
    UNDECIDED = "undecided"  # depends on the decisive records
    VOLUNTARY = "voluntary"
    NO_RULE = "no_rule"


class FindingCode(StrEnum):
    """Why an activity does not count, or counts as possible only; and doubts about the credential itself."""

    DUPLICATE = "duplicate"
    OUTSIDE_CYCLE = "outside_cycle"
    AFTER_AS_OF = "after_as_of"
    UNSURE_DATE = "unsure_date"
    NO_CREDIT = "no_credit"
    NO_CONVERSION = "no_conversion"
    NO_AREA = "no_area"
    UNCERTAIN_HOLDER = "uncertain_holder"
    NO_CREDENTIAL = "no_credential"
    NO_RULE = "no_rule"
    NO_CYCLE = "no_cycle"
    CYCLE_LENGTH = "cycle_length"
    CERTIFIED_ON_UNKNOWN = "certified_on_unknown"
    VOLUNTARY_EXCEPTION = "voluntary_exception"


@dataclass(frozen=True, slots=True)
class FindingIssue:
    """A doubt about what was counted. `activity` is the key of a certificate, None if it is about none."""

    code: FindingCode
    activity: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Countable:
    """A certificate that may count for a person."""

    key: str  # `Outcome.key`
    activity: Activity
    settled: bool  # accepted, or confirmed by a person; else it waits for review
    holder_doubt: str | None = None  # why it may be somebody else's
    is_row: bool = False  # of a transcript or an attendance list


@dataclass(frozen=True, slots=True)
class Amounts:
    """Points: required, counted from settled records, and possible if every waiting record is right as it was read."""

    required: Decimal
    counted: Decimal
    possible: Decimal


@dataclass(frozen=True, slots=True)
class AreaFinding:
    """One area: no more points than it requires are given to it; the surplus fills the rest."""

    area: str
    words: str
    points: Amounts
    activities: tuple[str, ...]  # keys of the certificates behind the points


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about one person."""

    status: FindingStatus
    areas: tuple[AreaFinding, ...] = ()
    total: Amounts | None = None  # None without a rule
    decisive: tuple[str, ...] = ()
    issues: tuple[FindingIssue, ...] = ()


def check(countables: Sequence[Countable], rule: Rule | None, credential: Credential, as_of: date) -> Finding:
    """Check one person's activities against the rule of one credential.

    Args:
        countables: Certificates of this person, in any order.
        rule: The rule in force for the end of the cycle; None if there is none.
        as_of: Activities after this day are not done yet.

    Returns:
        The finding. `decisive` is a smallest set of waiting records that, confirmed as they were read, make the
        requirement met; see `smallest_deciding_set` for how far it is exact. A waiting record of which no credit could
        be read may bring any amount, so it can keep a person from being `short`, but adds nothing to `possible`.
    """
    if rule is None or credential.cycle_end is None:
        return Finding(FindingStatus.NO_RULE, issues=_about_missing_rule(credential))
    claims, issues = _claims(countables, rule, credential, as_of)
    required = [_hundredths(area.points) for area in rule.all_areas]
    sure, shown = [claim.sure for claim in claims], [claim.shown for claim in claims]
    confirmed = [claim.confirmed for claim in claims]
    counted = allocate(sure, required)
    possible = allocate(shown, required, floor=_by_area(counted, len(required)))
    status, decisive = FindingStatus.SHORT, tuple[str, ...]()
    if rule.voluntary and credential.certified_on and credential.certified_on < rule.voluntary.certified_before:
        status = FindingStatus.VOLUNTARY
    elif satisfied(sure, required):
        status = FindingStatus.MET
    elif satisfied(confirmed, required):
        status = FindingStatus.UNDECIDED
        waiting = [claim for claim in claims if claim.sure != claim.confirmed]
        positions = smallest_deciding_set(sure, [(claim.sure, claim.confirmed) for claim in waiting], required)
        decisive = tuple(waiting[position].key for position in positions)
    return Finding(
        status=status,
        areas=_area_findings(rule, required, claims, counted, possible),
        total=Amounts(rule.total, _points(sum(o.points for o in sure)), _points(sum(o.points for o in shown))),
        decisive=decisive,
        issues=(*_about_credential(rule, credential), *issues),
    )


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a certificate brings: for sure, as it is shown if it is right, and at most once it is reviewed."""

    key: str
    sure: Offer
    shown: Offer
    confirmed: Offer


def _claims(
    countables: Sequence[Countable], rule: Rule, credential: Credential, as_of: date
) -> tuple[list[_Claim], list[FindingIssue]]:
    claims, issues = list[_Claim](), list[FindingIssue]()
    kept, repeated = _without_duplicates(sorted(countables, key=_settled_and_early_first))
    issues += repeated
    offer_areas = _area_bits(rule)
    for countable in kept:
        if countable.holder_doubt:
            issues.append(FindingIssue(FindingCode.UNCERTAIN_HOLDER, countable.key, countable.holder_doubt))
        when = _doubt_of_date(countable.activity.completed_on, credential, as_of)
        amount = _points_of(countable, rule)
        doubts = [doubt for doubt in (when, amount) if isinstance(doubt, _Doubt)]
        issues += [FindingIssue(doubt.code, countable.key, doubt.detail) for doubt in doubts]
        if any(doubt.excludes for doubt in doubts):
            continue
        sure_areas, possible_areas = offer_areas(countable.activity.category)
        if not possible_areas:
            detail = f"{rule.id} lets {_label_words(countable.activity.category)} count toward nothing"
            issues.append(FindingIssue(FindingCode.NO_AREA, countable.key, detail))
            continue
        if isinstance(amount, _Doubt):  # not read: at most it brings all that is required
            confirmed = Offer(_hundredths(rule.total), possible_areas)
            claims.append(_Claim(countable.key, NOTHING, NOTHING, confirmed))
            continue
        shown = Offer(amount, possible_areas)
        certain = countable.settled and not countable.holder_doubt and when is None
        claims.append(_Claim(countable.key, Offer(amount, sure_areas) if certain else NOTHING, shown, shown))
    return claims, issues


@dataclass(frozen=True, slots=True)
class _Doubt:
    code: FindingCode
    detail: str
    excludes: bool  # it cannot count, whatever a review says of it


def _doubt_of_date(completed_on: Field[PartialDate], credential: Credential, as_of: date) -> _Doubt | None:
    """Why a date is not surely within the cycle; None if it is.

    Only activities of the current cycle count (ascp.org enter-allocate-CMP, read 2026-11-23). A month or a year counts
    if all of it lies in the cycle.
    """
    if completed_on.value is None or any(issue.code is IssueCode.AMBIGUOUS_DATE for issue in completed_on.issues):
        return _Doubt(FindingCode.UNSURE_DATE, "no single date of completion was read", excludes=False)
    first, last = completed_on.value.days()
    start, end = credential.cycle_start, credential.cycle_end or date.max
    cycle = f"the cycle {start or '…'} to {end}"
    if first > as_of:
        return _Doubt(FindingCode.AFTER_AS_OF, f"{completed_on.value} is after {as_of}", excludes=True)
    if first > end or (start is not None and last < start):
        return _Doubt(FindingCode.OUTSIDE_CYCLE, f"{completed_on.value} is not in {cycle}", excludes=True)
    if start is None or first < start or last > end:
        return _Doubt(FindingCode.UNSURE_DATE, f"{completed_on.value} may lie outside {cycle}", excludes=False)
    return None


def _points_of(countable: Countable, rule: Rule) -> int | _Doubt:
    """The points of an activity in hundredths, or why there are none."""
    credit = countable.activity.credit.value
    if credit is None:
        return _Doubt(FindingCode.NO_CREDIT, "no amount of credit was read", excludes=countable.settled)
    printed = f"{credit.amount.normalize():f} {credit.unit.value}"
    each = rule.points_for(credit.unit)
    if each is None:
        detail = f"{printed}: no source states how many points this unit gives"
        return _Doubt(FindingCode.NO_CONVERSION, detail, excludes=True)
    points = _hundredths(credit.amount * each) if credit.amount.is_finite() else 0
    if points <= 0:
        return _Doubt(FindingCode.NO_CREDIT, f"{printed} is no amount that can count", excludes=True)
    return points


def _area_bits(rule: Rule) -> Callable[[Field[Category]], tuple[int, int]]:
    """A function that gives the areas an activity surely counts toward, and those it may count toward, as bits.

    With a doubtful category, the points surely count only where they would with any category. They may count wherever
    the label or a runner-up does, in several areas at once: a course may belong to both.
    """
    bits = {
        label: sum(1 << number for number, area in enumerate(rule.all_areas) if label in area.categories)
        for label in CategoryLabel
    }
    anywhere, in_any_case = 0, -1
    for areas in bits.values():
        anywhere |= areas
        in_any_case &= areas

    def areas_of(category: Field[Category]) -> tuple[int, int]:
        if category.value is None:
            return in_any_case, anywhere
        label = bits[category.value.label]
        if not category.issues:
            return label, label
        for runner_up, _ in category.value.runners_up:
            label |= bits[runner_up]
        return in_any_case, label

    return areas_of


def _label_words(category: Field[Category]) -> str:
    return "no category" if category.value is None else f"the category {category.value.label.value}"


def _settled_and_early_first(countable: Countable) -> tuple[bool, str, str]:
    completed_on = countable.activity.completed_on.value
    waits = not countable.settled or countable.holder_doubt is not None
    return waits, str(completed_on or "~"), countable.key  # "~" sorts after digits: undated ones last


def _without_duplicates(countables: Iterable[Countable]) -> tuple[list[Countable], list[FindingIssue]]:
    """One of each: the same course on the same day with the same credit is counted once.

    A transcript lists what there are certificates of, with a header such as "Hours" for every unit: between a row and
    something else the amount alone must be the same.
    """
    kept, issues = list[Countable](), list[FindingIssue]()
    alike: dict[object, list[Countable]] = {}
    for countable in countables:
        activity = countable.activity
        if activity.completed_on.value is None or activity.credit.value is None:
            kept.append(countable)
            continue
        others = alike.setdefault(activity.completed_on.value, [])
        same = (other for other in others if _same_credit(countable, other) and _same_course(activity, other.activity))
        first = next(same, None)
        if first is None:
            others.append(countable)
            kept.append(countable)
        else:
            issues.append(FindingIssue(FindingCode.DUPLICATE, countable.key, f"the same as {first.key}"))
    return kept, issues


def _same_credit(one: Countable, other: Countable) -> bool:
    ours, theirs = one.activity.credit.value, other.activity.credit.value
    if ours is None or theirs is None:
        return False
    if one.is_row or other.is_row:
        return _hours_of(ours) == _hours_of(theirs)
    return ours == theirs


def _hours_of(credit: Credit) -> Decimal:
    """The amount in hours: a CEU is ten contact hours, by the definition of IACET."""
    return credit.amount * 10 if credit.unit is Unit.CEU else credit.amount


def _same_course(one: Activity, other: Activity) -> bool:
    """By program number where both state one, else by title."""
    for ours, theirs in ((one.program_number, other.program_number), (one.title, other.title)):
        if ours.value and theirs.value:
            return _letters(ours.value) == _letters(theirs.value)
    return False


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text.casefold())


def _area_findings(
    rule: Rule,
    required: Sequence[int],
    claims: Sequence[_Claim],
    counted: Sequence[Sequence[int]],
    possible: Sequence[Sequence[int]],
) -> tuple[AreaFinding, ...]:
    got, may_get = _by_area(counted, len(required)), _by_area(possible, len(required))
    findings = []
    for number, area in enumerate(rule.all_areas):
        behind = counted if got[number] == required[number] else possible
        findings.append(
            AreaFinding(
                area.name,
                area.words,
                Amounts(area.points, _points(got[number]), _points(may_get[number])),
                tuple(claim.key for claim, share in zip(claims, behind, strict=True) if share[number]),
            )
        )
    return tuple(findings)


def _by_area(shares: Sequence[Sequence[int]], n_areas: int) -> list[int]:
    return [sum(share[area] for share in shares) for area in range(n_areas)]


def _hundredths(points: Decimal) -> int:
    return int(points * 100)


def _points(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100


def _about_missing_rule(credential: Credential) -> tuple[FindingIssue, ...]:
    if credential.cycle_end is None:
        return (FindingIssue(FindingCode.NO_CYCLE, None, "the roster states no cycle_end"),)
    detail = f"no rule is known for {credential.name} and a cycle that ends on {credential.cycle_end}"
    return (FindingIssue(FindingCode.NO_RULE, None, detail),)


def _about_credential(rule: Rule, credential: Credential) -> tuple[FindingIssue, ...]:
    issues = []
    start, end = credential.cycle_start, credential.cycle_end
    if start is None or end is None:
        issues.append(FindingIssue(FindingCode.NO_CYCLE, None, "the roster states no cycle_start"))
    elif abs((end - start) - timedelta(days=365.25 * rule.years)) > CYCLE_TOLERANCE:
        detail = f"the cycle {start} to {end} is not one of {rule.years} years"
        issues.append(FindingIssue(FindingCode.CYCLE_LENGTH, None, detail))
    if rule.voluntary and credential.certified_on is None:
        detail = "the roster states no certified_on; taking part is taken as required"
        issues.append(FindingIssue(FindingCode.CERTIFIED_ON_UNKNOWN, None, detail))
    elif rule.voluntary and credential.certified_on and credential.certified_on < rule.voluntary.certified_before:
        detail = f"voluntary unless another fact requires it: {rule.voluntary.exception}"
        issues.append(FindingIssue(FindingCode.VOLUNTARY_EXCEPTION, None, detail))
    return tuple(issues)
