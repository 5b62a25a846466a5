"""What one certificate brings under a rule: its points, or why none, or only perhaps; and which are the same course.

Takes a certificate, a rule, a cycle and a date. Refuses to guess: an activity without a stated conversion, outside the
cycle, held twice, or on a paper that the board does not take, is not counted, and says so.

Points are whole hundredths here, so that sums and splits are exact; a finer amount is rounded down.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from ingest.activity import Activity, Credit, Field, IssueCode, PartialDate, Unit
from ingest.compliance.rules import Rule, letters
from ingest.person import Credential
from ingest.readings import PACE_NUMBER


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
    OTHER_FOLDER = "other_folder"
    LACKS_FIELD = "lacks_field"
    OTHER_NAME = "other_name"
    LIST_NOT_ACCEPTED = "list_not_accepted"
    UNSURE_PROVIDER = "unsure_provider"
    NO_CREDENTIAL = "no_credential"
    NO_RULE = "no_rule"
    NO_CYCLE = "no_cycle"
    CYCLE_LENGTH = "cycle_length"
    CAPPED = "capped"
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
    is_same_name: bool = True  # first and last name on it are those on the roster
    folder_of: str | None = None  # a colleague in whose folder it lies


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a certificate does not count, or counts as possible only."""

    code: FindingCode
    detail: str
    excludes: bool  # it cannot count, whatever a review says of it


def window_of(rule: Rule, credential: Credential) -> tuple[date | None, date]:
    """The first and the last day on which an activity counts: the cycle's, or the rule's months before its end."""
    end = credential.cycle_end or date.max
    if rule.window_months is None or credential.cycle_end is None:
        return credential.cycle_start, end
    after = end + timedelta(days=1)
    years, month = divmod(after.year * 12 + after.month - 1 - rule.window_months, 12)
    return date(years, month + 1, min(after.day, calendar.monthrange(years, month + 1)[1])), end


def doubt_of_date(completed_on: Field[PartialDate], window: tuple[date | None, date], as_of: date) -> Doubt | None:
    """Why a date is not surely within the window; None if it is.

    Only activities of the current cycle count (ascp.org enter-allocate-CMP, read 2026-11-23). A month or a year counts
    if all of it lies in the cycle.
    """
    if completed_on.value is None or any(issue.code is IssueCode.AMBIGUOUS_DATE for issue in completed_on.issues):
        return Doubt(FindingCode.UNSURE_DATE, "no single date of completion was read", excludes=False)
    first, last = completed_on.value.days()
    start, end = window
    cycle = f"{start or '…'} to {end}, when activities count"
    if first > as_of:
        return Doubt(FindingCode.AFTER_AS_OF, f"{completed_on.value} is after {as_of}", excludes=True)
    if first > end or (start is not None and last < start):
        return Doubt(FindingCode.OUTSIDE_CYCLE, f"{completed_on.value} is not in {cycle}", excludes=True)
    if start is None or first < start or last > end:
        return Doubt(FindingCode.UNSURE_DATE, f"{completed_on.value} may lie outside {cycle}", excludes=False)
    return None


def doubt_of_paper(countable: Countable, rule: Rule) -> Doubt | None:
    """What the board asks a certificate to show and this one does not; None if nothing, or if it asks for nothing."""
    asked = rule.documents
    if asked is None:
        return None
    if countable.is_row and not asked.lists:
        detail = f"{rule.board} accepts no list of courses: the certificate itself is needed"
        return Doubt(FindingCode.LIST_NOT_ACCEPTED, detail, excludes=True)
    if asked.same_name and not countable.is_same_name:
        detail = f"{rule.board} asks for the first and last name of the roster, not {countable.activity.holder.value!r}"
        return Doubt(FindingCode.OTHER_NAME, detail, excludes=False)
    lacking = [name for name in asked.fields if countable.activity.field(name).value is None]
    if not lacking:
        return None
    words = ", ".join(name.value.replace("_", " ") for name in lacking)
    detail = f"{rule.board} asks a certificate to state: {words}"
    return Doubt(FindingCode.LACKS_FIELD, detail, excludes=countable.settled)


def doubt_of_provider(activity: Activity, rule: Rule) -> Doubt | None:
    """Why a course may not be one that the board accepts; None if it surely is, or if the rule names nobody."""
    accepted, provider = rule.accepted, activity.provider.value
    if accepted is None or (accepted.pace and PACE_NUMBER.fullmatch(activity.program_number.value or "")):
        return None
    if provider is not None and letters(provider) in {letters(name) for name in accepted.providers}:
        return None
    detail = f"{provider or 'the provider'} is none of those that {rule.board} is known to accept"
    return Doubt(FindingCode.UNSURE_PROVIDER, detail, excludes=False)


def points_of(countable: Countable, rule: Rule) -> int | Doubt:
    """The points of an activity in hundredths, or why there are none."""
    credit = countable.activity.credit.value
    if credit is None:
        return Doubt(FindingCode.NO_CREDIT, "no amount of credit was read", excludes=countable.settled)
    printed = f"{credit.amount.normalize():f} {credit.unit.value}"
    each = rule.points_for(credit.unit)
    if each is None:
        detail = f"{printed}: no source states how many points this unit gives"
        return Doubt(FindingCode.NO_CONVERSION, detail, excludes=True)
    each *= rule.factor_of(countable.activity.provider.value)
    points = hundredths(credit.amount * each) if credit.amount.is_finite() else 0
    if points <= 0:
        return Doubt(FindingCode.NO_CREDIT, f"{printed} is no amount that can count", excludes=True)
    return points


def settled_and_early_first(countable: Countable) -> tuple[bool, str, str]:
    completed_on = countable.activity.completed_on.value
    waits = not countable.settled or countable.holder_doubt is not None
    return waits, str(completed_on or "~"), countable.key  # "~" sorts after digits: undated ones last


def without_duplicates(countables: Iterable[Countable]) -> tuple[list[Countable], list[FindingIssue]]:
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
            return letters(ours.value) == letters(theirs.value)
    return False


def hundredths(points: Decimal) -> int:
    """Points as whole hundredths, a finer amount rounded down."""
    return int(points * 100)
