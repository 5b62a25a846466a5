"""An outcome in the light of what people confirmed: surer on a known layout, held against others of its course.

Takes the machine's outcome and a `Memory`; gives the outcome that stands until a person decides. Pure, and the same
when it is done twice.
Refuses to touch what a person decided, to put anything in the place of what was read but another value that was read
(see `known_layout`), and to give a value without evidence. Where a course has another value, that is an issue for a
person; where none was read, the value that it proposes is one as well. What none of a layout's confirmed certificates
states is not stated.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ingest.activity import REQUIRED_FIELDS, Activity, Category, Field, FieldName, Issue, IssueCode, Outcome
from ingest.confidence import Calibration, log_odds, probability
from ingest.fingerprint import folded_text, parse_fingerprint
from ingest.known_layout import MOST, on_known_layout
from ingest.memory import (
    KNOWN_AFTER,
    TAUGHT,
    LearnedCourse,
    LearnedLayout,
    Memory,
    Value,
    Vote,
    compared,
    course_keys,
    number_key,
    place_of,
    value_key,
    value_keys,
)
from ingest.normalise import CATEGORY_THRESHOLD, doubted

METHOD: Final = "memory:course"


# What a certificate need not state. The others are on every certificate, so that one without them was read badly.
_MAY_BE_ABSENT: Final = (FieldName.PROVIDER, FieldName.CREDIT)
_SURPRISING: Final = 0.5  # how sure hours are, at most, on a layout that never stated any; an area, of another title

# What the same course says, as the logarithm of how much likelier that is of a right value than of a wrong one. Not
# measured: a value that is wrong hardly ever is what people confirmed for the same number, but colleagues' certificates
# are often read wrong in the same way.
_COURSE_AGREES, _COURSE_DIFFERS = math.log(0.98 / 0.01), math.log(0.02 / 0.99)
_COLLEAGUES_AGREE, _COLLEAGUES_DIFFER = math.log(0.95 / 0.5), math.log(0.05 / 0.5)
LEAST_COLLEAGUES: Final = 2  # who read the same
_SHARE_OF_COLLEAGUES: Final = 0.75
_PEOPLE_ERR: Final = 0.05  # how often one confirmation alone is wrong, at most


def recall(outcome: Outcome, memory: Memory, calibration: Calibration, promised_error: float) -> Outcome:
    """The outcome with what the memory adds to it.

    Args:
        outcome: As the machine made it.
        memory: What was learned.
        calibration: Gives the confidence that a record needs, on a known layout and on a new one.
        promised_error: The largest share of accepted records that may be wrong.
    """
    activity = outcome.activity
    if activity is None or outcome.recalled is not None or _is_decided(activity):
        return outcome
    layout = memory.layout_of(parse_fingerprint(outcome.layout)) if outcome.layout else None
    is_known = layout is not None and layout.is_known
    course = memory.course_of(activity)
    fields: dict[FieldName, Field[Any]] = {name: activity.field(name) for name in FieldName}
    notes, issues = list[str](), activity.issues
    if layout and is_known:
        fields |= {name: _on_known_layout(outcome, fields[name], layout, calibration) for name in REQUIRED_FIELDS}
        fields[FieldName.CATEGORY] = _of_other_title(fields, activity)
        issues = _without_answered(outcome, activity, layout)
        notes.append(f"{layout.key}, {layout.papers} confirmed")
    if course:
        fields |= {name: _as_taught(fields[name], course, activity) for name in TAUGHT}
        notes.append(f"{course.key}, {len(course.certificates)} confirmed")
    told = _held_against_colleagues(fields, outcome, memory, course)
    if told != fields:
        notes.append("other certificates of the course, not confirmed")
    if not notes:
        return outcome
    threshold = calibration.acceptance_threshold(promised_error, is_known=is_known)
    told |= {name: doubted(_without(told[name], IssueCode.LOW_CONFIDENCE), threshold) for name in REQUIRED_FIELDS}
    changed: dict[str, Any] = {name.value: item for name, item in told.items()}
    return replace(outcome, activity=replace(activity, **changed, issues=issues), recalled="; ".join(notes))


def _is_decided(activity: Activity) -> bool:
    return any(activity.field(name).decided_by is not None for name in FieldName)


def _on_known_layout(outcome: Outcome, item: Field[Any], layout: LearnedLayout, calibration: Calibration) -> Field[Any]:
    """The field as it is on this layout."""
    if item.name in _MAY_BE_ABSENT and not layout.is_stated(item.name):
        return _not_stated(item)
    weights = calibration.known_layout.get(item.name)
    if weights is None:
        return item
    found = on_known_layout(outcome, item, layout, weights)
    # Two amounts that are both printed: the confirmed certificates say which it is.
    return _without(found, IssueCode.CONFLICT) if item.name is FieldName.CREDIT else found


def _of_other_title(fields: Mapping[FieldName, Field[Any]], activity: Activity) -> Field[Category]:
    """The area of the lab; unsure where it was told from another title than the one that stands now."""
    item, area = activity.category, activity.category.value
    if area is None or value_key(fields[FieldName.TITLE]) == value_key(activity.title):
        return item
    sure = min(area.confidence, _SURPRISING)
    issue = Issue(IssueCode.LOW_CONFIDENCE, item.name, f"it was told from “{activity.title.value}”")
    item = _without(item, IssueCode.LOW_CONFIDENCE)
    return replace(item, value=replace(area, confidence=sure), confidence=sure, issues=(*item.issues, issue))


def _not_stated(item: Field[Any]) -> Field[Any]:
    """The field as no confirmed certificate of the layout states it.

    A provider is withdrawn: what looked like one was none on each of them. Hours that were read are kept for a person,
    for hours that are left out are lost to their holder.
    """
    if item.value is None or item.name is FieldName.PROVIDER:
        return Field(item.name)
    return replace(item, confidence=min(item.confidence or 0.0, _SURPRISING))


def _without_answered(outcome: Outcome, activity: Activity, layout: LearnedLayout) -> tuple[Issue, ...]:
    """The issues of the record without the doubt whether it is a certificate, where people said so of its like.

    Only a paper whose holder stands where that of the confirmed ones does is like them; a form to be filled in is not.
    """
    place = place_of(outcome, activity.holder)
    own = [lesson.readings[FieldName.HOLDER][0] for lesson in layout.papers_taught()]
    here = [one for one in own if place is not None and one.place is not None and one.place.is_near(place)]
    if len(here) < KNOWN_AFTER or not all(reading.was_right for reading in here):
        return activity.issues
    return tuple(issue for issue in activity.issues if issue.code is not IssueCode.DOUBTFUL_PAPER)


def _as_taught(item: Field[Any], course: LearnedCourse, activity: Activity) -> Field[Any]:
    """The field held against what people confirmed for the course."""
    if item.name not in course.values:
        return item
    value, count = course.values[item.name]
    if isinstance(value, Category):
        return _category_as_taught(item, value, count, course, activity)
    if item.value is None:
        return _proposed(item, value, count, activity) if course.is_by_number else item
    if compared(item.name, value_key(item)) == compared(item.name, _key_of(item.name, value)):
        return _told(item, _COURSE_AGREES)
    here, there = _words(item.name, item.value), _words(item.name, value)
    detail = f"“{here}” here, “{there}” on {_certificates(count)} of the course"
    return _told(item, _COURSE_DIFFERS, Issue(IssueCode.DIFFERS_FROM_COURSE, item.name, detail))


def _proposed(item: Field[Any], value: Value, count: int, activity: Activity) -> Field[Any]:
    """The course's value in a field where nothing was read. Its evidence is the number, and a person must look."""
    number = activity.program_number
    if number.candidate is None:
        return item
    candidate = replace(number.candidate, name=item.name, method=METHOD)
    detail = f"not found here; “{_words(item.name, value)}” on {_certificates(count)} of program {number.value}"
    issue = Issue(IssueCode.PROPOSED_VALUE, item.name, detail)
    confidence = (number.confidence or 0.0) * _confidence_of_people(count)
    return replace(
        _without(item, IssueCode.MISSING),
        value=value,
        candidate=candidate,
        confidence=confidence,
        issues=(*_without(item, IssueCode.MISSING).issues, issue),
    )


def _category_as_taught(
    item: Field[Category], taught: Category, count: int, course: LearnedCourse, activity: Activity
) -> Field[Category]:
    """The area of the lab is no value that was read but a conclusion: an unsure one gives way to the confirmed one."""
    own, sure = item.value, _confidence_of_people(count)
    anchor = activity.program_number.candidate if course.is_by_number else activity.title.candidate
    if own is None or anchor is None:
        return item
    if own.label is taught.label:
        sure = max(sure, own.confidence)
        return replace(_without(item, IssueCode.LOW_CONFIDENCE), value=replace(own, confidence=sure), confidence=sure)
    if own.confidence >= CATEGORY_THRESHOLD:
        detail = f"“{own.label.value}” here, “{taught.label.value}” on {_certificates(count)} of the course"
        return _told(item, 0.0, Issue(IssueCode.DIFFERS_FROM_COURSE, item.name, detail))
    others = [(own.label, min(own.confidence, 1 - sure)), *own.runners_up]
    runners_up = tuple((label, chance) for label, chance in others if label is not taught.label)
    return replace(
        _without(item, IssueCode.LOW_CONFIDENCE),
        value=replace(taught, confidence=sure, runners_up=runners_up, method=METHOD),
        candidate=replace(anchor, name=item.name, method=METHOD),
        confidence=sure,
    )


def _held_against_colleagues(
    fields: dict[FieldName, Field[Any]], outcome: Outcome, memory: Memory, course: LearnedCourse | None
) -> dict[FieldName, Field[Any]]:
    """The fields held against what was read on undecided certificates of the same course, one for each colleague.

    Those that share a title and a provider can say nothing of these two.
    """
    told = dict(fields)
    values = value_keys(activity) if (activity := outcome.activity) else {}
    for key in course_keys(values):
        number = values.get(FieldName.PROGRAM_NUMBER)
        is_by_number = number is not None and key == number_key(number)
        votes = _colleagues(memory.votes.get(key, ()), outcome)
        for name in (FieldName.TITLE, FieldName.PROVIDER, FieldName.CREDIT):
            is_taught = course is not None and name in course.values
            if is_taught or told[name] is not fields[name] or not (is_by_number or name is FieldName.CREDIT):
                continue
            told[name] = _as_colleagues_have_it(fields[name], votes)
    return told


def _colleagues(votes: Sequence[Vote], outcome: Outcome) -> tuple[Vote, ...]:
    """One vote for each other person: a paper that was scanned twice has no say about itself."""
    activity = outcome.activity
    own = folded_text(activity.holder.value or "") if activity else ""
    others = {vote.holder: vote for vote in votes if vote.holder not in ("", own)}
    return tuple(others.values())


def _as_colleagues_have_it(item: Field[Any], votes: Sequence[Vote]) -> Field[Any]:
    stated = [vote.values[item.name] for vote in votes if item.name in vote.values]
    counts = Counter(compared(item.name, text) for text in stated)
    if item.value is None or not counts:
        return item
    ((common, count),) = counts.most_common(1)
    if count < LEAST_COLLEAGUES or count < _SHARE_OF_COLLEAGUES * len(stated):
        return item
    if common == compared(item.name, value_key(item)):
        return _told(item, _COLLEAGUES_AGREE)
    theirs = next(text for text in stated if compared(item.name, text) == common).replace("_", " ")
    detail = f"“{_words(item.name, item.value)}” here, “{theirs}” on those of {count} colleagues for the same course"
    return _told(item, _COLLEAGUES_DIFFER, Issue(IssueCode.DIFFERS_FROM_COURSE, item.name, detail))


def _told(item: Field[Any], weight: float, *issues: Issue) -> Field[Any]:
    """The field after hearing something: as much surer or less sure, and with the issues."""
    sure = item.confidence
    if sure is not None and weight:
        heard = probability(log_odds(sure) + weight)
        sure = max(sure, min(heard, MOST)) if weight > 0 else heard
    return replace(item, confidence=sure, issues=(*item.issues, *issues))


def _without(item: Field[Any], code: IssueCode) -> Field[Any]:
    return replace(item, issues=tuple(issue for issue in item.issues if issue.code is not code))


def _confidence_of_people(count: int) -> float:
    """How sure a value is that so many confirmed certificates agree on."""
    return 1 - _PEOPLE_ERR / (count + 1)


def _certificates(count: int) -> str:
    return "a confirmed certificate" if count == 1 else f"{count} confirmed certificates"


def _key_of(name: FieldName, value: Value) -> str:
    return value_key(Field(name, value))


def _words(name: FieldName, value: Value) -> str:
    return _key_of(name, value).replace("_", " ")
