"""What people's decisions teach: the layouts and the courses that they confirmed, and what undecided certificates say.

Takes a `Lesson` from each certificate that a person confirmed, a `Vote` from each that nobody decided, and what a
person wants forgotten; gives a `Memory`, from which `recall` draws. Pure: `learned` makes it from the database each
time it is needed, so that a decision that is taken back teaches nothing any more.
Refuses to learn from what no person confirmed, and to count one paper twice.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, TypeAlias

from ingest.activity import Activity, Category, Credit, Field, FieldName, Outcome, PartialDate
from ingest.fingerprint import SAME_LAYOUT, Fingerprint, Shared, folded_text, parse_fingerprint
from ingest.record import value_text

Value: TypeAlias = str | PartialDate | Credit | Category

KNOWN_AFTER: Final = 3  # papers of a layout that people confirmed
TAUGHT: Final = (FieldName.TITLE, FieldName.PROVIDER, FieldName.CREDIT, FieldName.CATEGORY)  # by a course
# What a value's place may differ by, as shares of the page: the same edge or middle, and about the same height.
SIDEWAYS, DOWN = 0.04, 0.08


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands on its certificate, and how it was found."""

    method: str
    label: str  # folded; "" if it has none apart
    page: int  # from 0
    left: float  # shares of the page's width and height
    right: float
    top: float
    height: float  # of its first line
    before: tuple[str, ...] = ()  # the words before it, folded, with 0 for every digit
    after: tuple[str, ...] = ()

    def is_near(self, other: "Place") -> bool:
        """Whether a value at `other` stands where this one does."""
        if (self.method, self.label, self.page) != (other.method, other.label, other.page):
            return False
        edges = (self.left - other.left, self.right - other.right)
        return min(*map(abs, edges), abs(sum(edges)) / 2) <= SIDEWAYS and abs(self.top - other.top) <= DOWN


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that the machine had for a field that a person then decided upon: its choice, or a runner-up."""

    value: str  # see `value_key`
    was_right: bool
    place: Place | None  # None if it found no value
    is_first: bool = True  # the machine's choice


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one confirmed certificate teaches."""

    certificate: str  # `Outcome.key`
    decided_at: datetime
    fingerprint: Fingerprint | None
    paper: tuple[str, ...]  # holder, title and date: the same paper scanned twice is one
    readings: Mapping[FieldName, tuple[Reading, ...]]  # the machine's choice first
    confirmed: Mapping[FieldName, str]  # see `value_key`
    courses: tuple[str, ...]  # see `course_keys`
    number: str | None  # the program number, as confirmed
    values: Mapping[FieldName, Value]  # of `TAUGHT`, as confirmed


@dataclass(frozen=True, slots=True)
class Vote:
    """What the machine read on a certificate that nobody decided; as a colleague of the same course it has a say."""

    holder: str  # folded
    values: Mapping[FieldName, str]  # see `value_keys`


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a person does not want to be remembered."""

    key: str  # of a layout or a course
    fingerprint: Fingerprint | None  # of a layout: what it looked like then


@dataclass(frozen=True, slots=True)
class LearnedLayout:
    """A layout of which people confirmed certificates."""

    key: str
    shared: Shared
    lessons: tuple[Lesson, ...]
    is_forgotten: bool = False

    @property
    def papers(self) -> int:
        """How many different papers of it were confirmed."""
        return len({lesson.paper for lesson in self.lessons})

    @property
    def is_known(self) -> bool:
        return self.papers >= KNOWN_AFTER and not self.is_forgotten

    def papers_taught(self) -> tuple[Lesson, ...]:
        """The last lesson of each of its papers."""
        return tuple({lesson.paper: lesson for lesson in self.lessons}.values())

    def is_stated(self, name: FieldName) -> bool:
        """Whether any of its papers states the field."""
        return any(lesson.confirmed[name] for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class LearnedCourse:
    """A course of which people confirmed certificates."""

    key: str
    values: Mapping[FieldName, tuple[Value, int]]  # on which all confirmed certificates agree, and how many those are
    disputed: tuple[FieldName, ...]  # on which they do not: these are not taught
    certificates: tuple[str, ...]
    is_by_number: bool  # its program number names it, not its title, provider and year
    is_forgotten: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """All that was learned. The empty one changes nothing."""

    layouts: tuple[LearnedLayout, ...] = ()
    courses: Mapping[str, LearnedCourse] = field(default_factory=dict)
    votes: Mapping[str, tuple[Vote, ...]] = field(default_factory=dict)  # by the key of the course

    def layout_of(self, item: Fingerprint | None) -> LearnedLayout | None:
        """The layout of a certificate, known or not; None if none like it was confirmed, or it is to be forgotten."""
        found = None if item is None else _most_like(self.layouts, item)
        return None if found is None or self.layouts[found].is_forgotten else self.layouts[found]

    def course_of(self, activity: Activity) -> LearnedCourse | None:
        """The course of a certificate, by its program number before its title; None if none was confirmed."""
        found = (self.courses.get(key) for key in course_keys(value_keys(activity)))
        return next((course for course in found if course is not None and not course.is_forgotten), None)


def make_memory(lessons: Iterable[Lesson], forgotten: Sequence[Forgotten] = (), votes: Iterable[Vote] = ()) -> Memory:
    """The memory that these make, the same whatever their order."""
    ordered = sorted(lessons, key=lambda lesson: (lesson.decided_at, lesson.certificate))
    by_course = defaultdict(list)
    for vote in votes:
        for key in course_keys(vote.values):
            by_course[key].append(vote)
    return Memory(
        _layouts(ordered, forgotten),
        _courses(ordered, {item.key for item in forgotten}),
        {key: tuple(of_course) for key, of_course in by_course.items()},
    )


def lesson(machine: Outcome, confirmed: Outcome, decided_at: datetime) -> Lesson:
    """What a certificate teaches that a person confirmed.

    Args:
        machine: What the machine had made of it, without what was recalled.
        confirmed: The same with the person's values.
        decided_at: When it was confirmed.

    Raises:
        ValueError: one of the two has no activity.
    """
    before, after = machine.activity, confirmed.activity
    if before is None or after is None:
        raise ValueError(f"{machine.key} has no activity to learn from")
    readings = {name: _readings(machine, before.field(name), value_key(after.field(name))) for name in FieldName}
    paper = (FieldName.HOLDER, FieldName.TITLE, FieldName.COMPLETED_ON)
    return Lesson(
        machine.key,
        decided_at,
        parse_fingerprint(machine.layout) if machine.layout else None,
        tuple(folded_text(value_key(after.field(name))) for name in paper),
        readings,
        {name: value_key(after.field(name)) for name in FieldName},
        course_keys(value_keys(after)),
        after.program_number.value,
        {name: value for name in TAUGHT if (value := after.field(name).value) is not None},
    )


def _readings(machine: Outcome, item: Field[Any], confirmed: str) -> tuple[Reading, ...]:
    """The machine's choice and its runners-up; all those are right that say what was confirmed."""
    own = Reading(value_key(item), value_key(item) == confirmed, place_of(machine, item))
    wanted = compared(item.name, confirmed)
    others = ((compared(item.name, value_key(other)) == wanted, other) for other in item.runners_up)
    return (
        own,
        *(Reading(value_key(other), is_right, place_of(machine, other), False) for is_right, other in others),
    )


def place_of(outcome: Outcome, item: Field[Any]) -> Place | None:
    """Where the field's value stands; None if it has no evidence, or the page's size is not known."""
    shape = next((one for one in outcome.shapes if item.candidate and one.number == item.candidate.evidence.page), None)
    if item.candidate is None or shape is None or item.value is None:
        return None
    evidence = item.candidate.evidence
    boxes = evidence.boxes
    return Place(
        item.candidate.method,
        folded_text(item.candidate.label or ""),
        shape.number - outcome.pages[0],
        min(box.x0 for box in boxes) / shape.width,
        max(box.x1 for box in boxes) / shape.width,
        min(box.top for box in boxes) / shape.height,
        max(boxes[0].height, 1.0) / shape.height,
        _folded_words(evidence.before),
        _folded_words(evidence.after),
    )


def _folded_words(text: str) -> tuple[str, ...]:
    """Words as they stand beside a value on any certificate of a layout: a date there is another one each time."""
    return tuple(re.sub(r"\d", "0", folded_text(word)) for word in text.split())


def value_key(item: Field[Any]) -> str:
    """A field's value as text, by which values are held against each other; "" if there is none."""
    text = value_text(item) or ""
    return f"{text} {item.value.unit.value}" if isinstance(item.value, Credit) else text


def compared(name: FieldName, key: str) -> str:
    """A value's key (see `value_key`) as it is held against another: of a text, case and punctuation are no matter.

    >>> compared(FieldName.TITLE, "Gram Stain: Basics") == compared(FieldName.TITLE, "GRAM STAIN – BASICS")
    True
    >>> compared(FieldName.CREDIT, "1.5 ceu") == compared(FieldName.CREDIT, "15 ceu")
    False
    """
    return folded_text(key) if name in (FieldName.TITLE, FieldName.PROVIDER) else key


def value_keys(activity: Activity) -> dict[FieldName, str]:
    """The values of an activity as text; fields without one are left out."""
    return {name: text for name in FieldName if (text := value_key(activity.field(name)))}


def course_keys(values: Mapping[FieldName, str]) -> tuple[str, ...]:
    """What names the course of a certificate with these values: its program number; its title, provider and year.

    >>> course_keys({FieldName.PROGRAM_NUMBER: "578-063-22"})
    ('course:578-063-22',)
    """
    number = values.get(FieldName.PROGRAM_NUMBER)
    keys = [number_key(number)] if number else []
    title, provider = (folded_text(values.get(name, "")) for name in (FieldName.TITLE, FieldName.PROVIDER))
    year = values.get(FieldName.COMPLETED_ON, "")[:4]
    if title and provider and year:
        keys.append(f"course:{_short_digest(f'{title} {provider} {year}')}")
    return tuple(keys)


def number_key(number: str) -> str:
    """What names the course of a program number."""
    return "course:" + "".join(number.casefold().split())


def _layouts(lessons: Sequence[Lesson], forgotten: Sequence[Forgotten]) -> tuple[LearnedLayout, ...]:
    """Each lesson goes to the layout that it is most like, or founds a new one."""
    layouts: list[LearnedLayout] = []
    for item in lessons:
        if item.fingerprint is None:
            continue
        found = _most_like(layouts, item.fingerprint)
        if found is None:
            shared = Shared.of(item.fingerprint)
            layouts.append(LearnedLayout(f"layout:{_short_digest(str(item.fingerprint))}", shared, (item,)))
        else:
            grown = layouts[found]
            layouts[found] = replace(
                grown, shared=grown.shared.joined_by(item.fingerprint), lessons=(*grown.lessons, item)
            )
    keys = {item.key for item in forgotten}
    unwanted = [item.fingerprint for item in forgotten if item.fingerprint is not None]
    return tuple(
        replace(
            layout,
            is_forgotten=layout.key in keys or any(layout.shared.likeness(item) >= SAME_LAYOUT for item in unwanted),
        )
        for layout in layouts
    )


def _most_like(layouts: Sequence[LearnedLayout], item: Fingerprint) -> int | None:
    """The index of the layout that a certificate is most like; None if it is of none of them."""
    likeness, found = max(
        ((layout.shared.likeness(item), -index) for index, layout in enumerate(layouts)), default=(0.0, 0)
    )
    return -found if likeness >= SAME_LAYOUT else None


def _courses(lessons: Sequence[Lesson], forgotten: Collection[str]) -> dict[str, LearnedCourse]:
    by_key = defaultdict(list)
    for item in lessons:
        for key in item.courses:
            by_key[key].append(item)
    return {key: _course(key, of_course, key in forgotten) for key, of_course in by_key.items()}


def _course(key: str, lessons: Sequence[Lesson], is_forgotten: bool) -> LearnedCourse:
    values: dict[FieldName, tuple[Value, int]] = {}
    disputed = []
    for name in TAUGHT:
        stated = {item.paper: item.values[name] for item in lessons if name in item.values}
        different = {compared(name, value_key(Field(name, value))) for value in stated.values()}
        if len(different) > 1:
            disputed.append(name)
        elif different:
            values[name] = (next(iter(stated.values())), len(stated))
    is_by_number = any(item.number and number_key(item.number) == key for item in lessons)
    certificates = tuple(item.certificate for item in lessons)
    return LearnedCourse(key, values, tuple(disputed), certificates, is_by_number, is_forgotten)


def _short_digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
