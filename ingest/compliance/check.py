"""One person's activities against the rule of one credential: what is there, what is missing, what depends on a review.

Takes activities, a rule, the credential with its cycle, and a date; gives a `Finding`. Pure.
Refuses to guess: an activity without a stated conversion, outside the cycle or held twice is not counted, and says so;
one whose date, holder or area is in doubt is counted as possible only.

Points are whole hundredths here, so that sums and splits are exact; a finer amount is rounded down.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from ingest.activity import Category, CategoryLabel, Field
from ingest.compliance.allocate import Offer, allocate, brought, satisfied, short_areas, smallest_deciding_set
from ingest.compliance.counting import (
    Countable,
    Doubt,
    FindingCode,
    FindingIssue,
    doubt_of_date,
    doubt_of_paper,
    doubt_of_provider,
    hundredths,
    points_of,
    settled_and_early_first,
    window_of,
    without_duplicates,
)
from ingest.compliance.rules import Rule, letters
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
class ActivityFinding:
    """Where the points of one certificate went. Points that no area needs are in no share."""

    activity: str  # the key of the certificate
    points: Decimal | None  # what it brings under the rule; None if no credit could be read
    is_sure: bool  # it counts whatever a review says; else its shares are what it would give if it was read right
    shares: tuple[tuple[str, Decimal], ...]  # names of areas and the points given to each


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about one person."""

    status: FindingStatus
    areas: tuple[AreaFinding, ...] = ()
    total: Amounts | None = None  # None without a rule
    activities: tuple[ActivityFinding, ...] = ()  # all that may count, the sure ones first, then by date
    decisive: tuple[str, ...] = ()
    helpful: tuple[str, ...] = ()  # all waiting ones that could bring what is missing; empty unless undecided
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
    required = [hundredths(area.points) for area in rule.all_areas]
    sure, shown = [claim.sure for claim in claims], [claim.shown for claim in claims]
    confirmed = [claim.confirmed for claim in claims]
    limits = [hundredths(rule.total * cap.share) for cap in rule.caps]
    counted = allocate(sure, required, limits=limits)
    possible = allocate(shown, required, _by_area(counted, len(required)), limits)
    status, decisive, helpful = FindingStatus.SHORT, tuple[str, ...](), tuple[str, ...]()
    if _is_voluntary(rule, credential):
        status = FindingStatus.VOLUNTARY
    elif satisfied(sure, required, limits):
        status = FindingStatus.MET
    elif satisfied(confirmed, required, limits):
        status = FindingStatus.UNDECIDED
        waiting = [claim for claim in claims if claim.sure != claim.confirmed]
        positions = smallest_deciding_set(sure, [(claim.sure, claim.confirmed) for claim in waiting], required, limits)
        decisive = tuple(waiting[position].key for position in positions)
        short = short_areas(sure, required, limits)
        helpful = tuple(claim.key for claim in waiting if claim.confirmed.areas & short)
    return Finding(
        status=status,
        areas=_area_findings(rule, required, claims, counted, possible),
        total=Amounts(rule.total, _points(brought(sure, limits)), _points(brought(shown, limits))),
        activities=_activity_findings(rule, claims, counted, possible),
        decisive=decisive,
        helpful=helpful,
        issues=(*_about_credential(rule, credential), *_about_caps(rule, shown, limits), *issues),
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
    kept, repeated = without_duplicates(sorted(countables, key=settled_and_early_first))
    issues += repeated
    offer_areas, window = _area_bits(rule), window_of(rule, credential)
    for countable in kept:
        if countable.holder_doubt:
            issues.append(FindingIssue(FindingCode.UNCERTAIN_HOLDER, countable.key, countable.holder_doubt))
        if countable.folder_of:
            detail = f"it lies in the folder of {countable.folder_of}"
            issues.append(FindingIssue(FindingCode.OTHER_FOLDER, countable.key, detail))
        when = doubt_of_date(countable.activity.completed_on, window, as_of)
        amount = points_of(countable, rule)
        paper, giver = doubt_of_paper(countable, rule), doubt_of_provider(countable.activity, rule)
        doubts = [doubt for doubt in (when, amount, paper, giver) if isinstance(doubt, Doubt)]
        issues += [FindingIssue(doubt.code, countable.key, doubt.detail) for doubt in doubts]
        if any(doubt.excludes for doubt in doubts):
            continue
        sure_areas, possible_areas = offer_areas(countable.activity.category)
        if not possible_areas:
            detail = f"{rule.id} lets {_label_words(countable.activity.category)} count toward nothing"
            issues.append(FindingIssue(FindingCode.NO_AREA, countable.key, detail))
            continue
        if isinstance(amount, Doubt):  # not read: at most it brings all that is required
            confirmed = Offer(hundredths(rule.total), possible_areas)
            claims.append(_Claim(countable.key, NOTHING, NOTHING, confirmed))
            continue
        credit = countable.activity.credit.value
        group = rule.cap_of(credit.unit) if credit else 0
        shown = Offer(amount, possible_areas, group)
        certain = countable.settled and not (countable.holder_doubt or when or paper or giver)
        claims.append(_Claim(countable.key, Offer(amount, sure_areas, group) if certain else NOTHING, shown, shown))
    return claims, issues


def _area_bits(rule: Rule) -> Callable[[Field[Category]], tuple[int, int]]:
    """A function that gives the areas an activity surely counts toward, and those it may count toward, as bits.

    A course of several categories counts where any of them does. With a doubtful category, the points surely count only
    where they would with any category; they may count wherever the label or a runner-up does, in several areas at once:
    a course may belong to both.
    """
    surely, maybe = (
        {label: sum(1 << n for n, of_area in enumerate(sets) if label in of_area) for label in CategoryLabel}
        for sets in (
            [area.certain_categories for area in rule.all_areas],
            [area.categories for area in rule.all_areas],
        )
    )
    anywhere, in_any_case = 0, -1
    for label in CategoryLabel:
        anywhere |= maybe[label]
        in_any_case &= surely[label]

    def areas_of(category: Field[Category]) -> tuple[int, int]:
        found = category.value
        if found is None:
            return in_any_case, anywhere
        named = (found.label, *found.also)
        if not category.issues:
            return _union(surely, named), _union(maybe, named)
        return in_any_case, _union(maybe, (*named, *(label for label, _ in found.runners_up)))

    return areas_of


def _union(bits: Mapping[CategoryLabel, int], labels: Iterable[CategoryLabel]) -> int:
    areas = 0
    for label in labels:
        areas |= bits[label]
    return areas


def _label_words(category: Field[Category]) -> str:
    return "no category" if category.value is None else f"the category {category.value.label.value}"


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


def _activity_findings(
    rule: Rule, claims: Sequence[_Claim], counted: Sequence[Sequence[int]], possible: Sequence[Sequence[int]]
) -> tuple[ActivityFinding, ...]:
    names = [area.name for area in rule.all_areas]
    findings = []
    for claim, sure, maybe in zip(claims, counted, possible, strict=True):
        is_sure = claim.sure.points > 0
        given = sure if is_sure else maybe
        shares = tuple((name, _points(points)) for name, points in zip(names, given, strict=True) if points)
        points = _points(claim.shown.points) if claim.shown.points else None
        findings.append(ActivityFinding(claim.key, points, is_sure, shares))
    return tuple(findings)


def _by_area(shares: Sequence[Sequence[int]], n_areas: int) -> list[int]:
    return [sum(share[area] for share in shares) for area in range(n_areas)]


def _points(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100


def _about_missing_rule(credential: Credential) -> tuple[FindingIssue, ...]:
    if credential.cycle_end is None:
        return (FindingIssue(FindingCode.NO_CYCLE, None, "the roster states no cycle_end"),)
    detail = f"no rule is known for {credential.name} and a cycle that ends on {credential.cycle_end}"
    return (FindingIssue(FindingCode.NO_RULE, None, detail),)


def _about_caps(rule: Rule, shown: Sequence[Offer], limits: Sequence[int]) -> tuple[FindingIssue, ...]:
    issues = []
    for number, (cap, limit) in enumerate(zip(rule.caps, limits, strict=True), start=1):
        points = sum(offer.points for offer in shown if offer.group == number)
        if points > limit:
            units = " and ".join(unit.value.replace("_", " ") for unit in cap.units)
            detail = f"{_points(points)} points from {units}, of which {_points(limit)} count at most"
            issues.append(FindingIssue(FindingCode.CAPPED, None, detail))
    return tuple(issues)


def _is_voluntary(rule: Rule, credential: Credential) -> bool:
    voluntary, first_certified_by = rule.voluntary, credential.certified_by
    if voluntary is None or credential.certified_on is None or credential.certified_on >= voluntary.certified_before:
        return False
    return first_certified_by is None or letters(first_certified_by) not in map(letters, voluntary.except_certified_by)


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
    elif rule.voluntary and credential.certified_by is None and _is_voluntary(rule, credential):
        detail = f"voluntary unless another fact requires it: {rule.voluntary.exception}"
        issues.append(FindingIssue(FindingCode.VOLUNTARY_EXCEPTION, None, detail))
    return tuple(issues)
