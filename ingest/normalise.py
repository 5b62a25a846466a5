"""Candidates + category -> `Activity`: for each field the surest value, its runners-up, and what is in doubt.

Takes the candidates of one certificate, best first, and the day of today; gives an activity whose every value has its
evidence, a calibrated confidence and its doubts. Refuses to guess: no default day, month, year or hour; two readings
mean an issue (see `readings`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from ingest.activity import (
    REQUIRED_FIELDS,
    Activity,
    Candidate,
    Category,
    Field,
    FieldName,
    Issue,
    IssueCode,
    PartialDate,
)
from ingest.confidence import Calibration, Parts, twice_read
from ingest.readings import PACE_NUMBER, Reading, day_comes_first, printed_text, readers, second_agrees, value_key
from ingest.vocabulary import Vocabulary

T = TypeVar("T")

# Two values whose finders' confidences lie closer than this are in conflict.
CONFLICT_LEAD: Final = 0.15
# Values kept beside the first one: so many are offered to a person, and to what is remembered of the layout.
RUNNERS_UP: Final = 5
# Below this an area is unsure: its points count toward the total, toward the area only as possible.
CATEGORY_THRESHOLD: Final = 0.95


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate that says something, what it says, and what is known of it."""

    candidate: Candidate
    reading: Reading
    parts: Parts


def normalise(
    options: Mapping[FieldName, Sequence[Option]],
    category: Category,
    *,
    vocabulary: Vocabulary,
    calibration: Calibration,
    promised_error: float,
    today: date,
) -> Activity:
    """The activity that the options of each field (see `find_options`) mean, the first of them foremost."""
    fields: dict[FieldName, Field[Any]] = {
        name: _field(name, options.get(name, ()), calibration) for name in FieldName if name is not FieldName.CATEGORY
    }
    fields[FieldName.PROVIDER] = _provider(fields, vocabulary)
    fields[FieldName.COMPLETED_ON] = _each(
        fields[FieldName.COMPLETED_ON], lambda item: _checked_date(item, fields[FieldName.PROGRAM_NUMBER].value, today)
    )
    threshold = calibration.acceptance_threshold(promised_error)
    fields = {name: doubted(field, threshold) for name, field in fields.items()}
    fields[FieldName.CATEGORY] = _category(category, fields[FieldName.TITLE])
    return Activity(**{name.value: fields[name] for name in FieldName}, issues=())


def find_options(
    candidates: Sequence[Candidate],
    agrees: Callable[[Candidate], bool | None],
    *,
    vocabulary: Vocabulary,
    calibration: Calibration,
    today: date,
) -> dict[FieldName, tuple[Option, ...]]:
    """What each field may be, the surest first, each value once; fields whose surest is noise are left out.

    Args:
        candidates: Of all fields, the surest of each field first.
        agrees: Whether the second opinion says the same as a candidate; None if it says nothing.
        vocabulary: The word lists of the model.
        calibration: Says what is noise.
        today: A date after this day cannot be a completion.
    """
    found: dict[FieldName, tuple[Option, ...]] = {}
    dates = [item.evidence.text for item in candidates if item.name is FieldName.COMPLETED_ON]
    for name, read in readers(vocabulary, day_comes_first(dates), today).items():
        readings: dict[Any, tuple[Candidate, Reading]] = {}
        for item in (item for item in candidates if item.name is name):
            reading = read(printed_text(item))
            if reading is not None and not _is_holders(name, reading, item, found):
                readings.setdefault(value_key(reading.value), (item, reading))
        if not readings or next(iter(readings.values()))[0].confidence < calibration.fields[name].floor:
            continue
        chances = [item.confidence for item, _ in readings.values()]
        found[name] = tuple(
            _option(item, reading, max(chances[:at] + chances[at + 1 :], default=0.0), agrees(item), read)
            for at, (item, reading) in enumerate(list(readings.values())[: 1 + RUNNERS_UP])
        )
    return found


def _is_holders(
    name: FieldName, reading: Reading, item: Candidate, found: Mapping[FieldName, Sequence[Option]]
) -> bool:
    """Whether it is the name that more surely is the holder's: that is no title, and no provider."""
    if name not in (FieldName.TITLE, FieldName.PROVIDER) or FieldName.HOLDER not in found:
        return False
    holder = found[FieldName.HOLDER][0]
    is_same = value_key(reading.value) == value_key(holder.reading.value)
    return is_same and item.confidence < holder.candidate.confidence


def _option(
    item: Candidate,
    reading: Reading,
    rival: float,
    agrees: bool | None,
    read: Callable[[str], Reading | None],
) -> Option:
    """A candidate with what is known of it; `rival` is the chance of the surest one that says something else."""
    is_same = second_agrees(item, read)
    if is_same is False:
        reading = replace(reading, issues=(*reading.issues, _disagreement(item)))
    words_read = twice_read(item.evidence.read_confidence, is_same)
    return Option(item, reading, Parts(words_read, item.confidence, rival, agrees, reading.plainness))


def _disagreement(candidate: Candidate) -> Issue:
    one, two = (" ".join(text.split()) for text in (candidate.evidence.text, candidate.evidence.second or ""))
    other = f"“{two}”" if two else "nothing"
    return Issue(IssueCode.READERS_DISAGREE, candidate.name, f"“{one}”, and by a second reader {other}")


def _field(name: FieldName, options: Sequence[Option], calibration: Calibration) -> Field[Any]:
    """The first option's value, and the others; another one close behind it is a conflict."""
    if not options:
        missing = Issue(IssueCode.MISSING, name, f"no {_words(name)} was found on the certificate")
        return Field(name, issues=(missing,) if name in REQUIRED_FIELDS else ())
    best, *others = (
        Field(
            name,
            option.reading.value,
            option.candidate,
            calibration.confidence(name, option.parts),
            option.reading.issues,
        )
        for option in options
    )
    if name is FieldName.CREDIT and len(options) > 1:
        one, two = (option.candidate for option in options[:2])
        if one.confidence - two.confidence < CONFLICT_LEAD:
            detail = f"“{one.evidence.text}” and “{two.evidence.text}” are both printed"
            best = replace(best, issues=(*best.issues, Issue(IssueCode.CONFLICT, name, detail)))
    return replace(best, runners_up=tuple(others))


def _each(field: Field[T], change: Callable[[Field[T]], Field[T]]) -> Field[T]:
    """The field and its runners-up, each changed."""
    return replace(change(field), runners_up=tuple(map(change, field.runners_up)))


def doubted(field: Field[Any], threshold: float) -> Field[Any]:
    """A required value below the threshold is for a person to look at."""
    if field.name not in REQUIRED_FIELDS or field.confidence is None or field.confidence >= threshold:
        return field
    needed = f"{threshold:.1%} is needed" if threshold <= 1 else "no confidence is high enough yet"
    detail = f"{field.confidence:.0%} sure; {needed} to accept it without a person"
    return replace(field, issues=(*field.issues, Issue(IssueCode.LOW_CONFIDENCE, field.name, detail)))


def _provider(fields: dict[FieldName, Field[Any]], vocabulary: Vocabulary) -> Field[str]:
    """The provider as printed; where none is, the one that the program number's first three digits name."""
    printed, number = fields[FieldName.PROVIDER], fields[FieldName.PROVIDER_NUMBER]
    if printed.value is not None:
        return _each(printed, lambda item: _in_full(item, vocabulary))
    if number.candidate is None:
        return printed
    named = next((known.name for known in vocabulary.providers if known.number == number.value), None)
    if named is None:
        return printed
    candidate = replace(number.candidate, name=FieldName.PROVIDER, method="table:pace_provider")
    return Field(FieldName.PROVIDER, named, candidate, number.confidence)


def _in_full(field: Field[str], vocabulary: Vocabulary) -> Field[str]:
    """An acronym alone says less than the name that it stands for."""
    if field.value is None or not field.value.isupper():
        return field
    full = next((known.name for known in vocabulary.providers if field.value in known.wordings), field.value)
    return replace(field, value=full)


def _checked_date(field: Field[PartialDate], number: str | None, today: date) -> Field[PartialDate]:
    """The date with the doubts that other facts raise."""
    if field.value is None:
        return field
    issues = list(field.issues)
    if field.value.days()[0] > today:
        issues.append(Issue(IssueCode.IN_FUTURE, field.name, f"{field.value} is after {today}"))
    pace = PACE_NUMBER.fullmatch(number) if number else None
    # A program number's last digits are the year of its approval, which no completion precedes (labce.com pairs).
    if pace and field.value.year < 2000 + int(pace[3]):
        detail = f"{field.value} is before the year of the program number {number}"
        issues.append(Issue(IssueCode.CONFLICT, field.name, detail))
    return replace(field, issues=tuple(issues))


def _category(category: Category, title: Field[str]) -> Field[Category]:
    """The category, with the title as its evidence."""
    issues: tuple[Issue, ...] = ()
    if category.confidence < CATEGORY_THRESHOLD:
        best = f"{category.label.value} ({category.confidence:.0%})"
        others = ", ".join(f"{label.value} ({chance:.0%})" for label, chance in category.runners_up[:2])
        issues = (Issue(IssueCode.LOW_CONFIDENCE, FieldName.CATEGORY, f"may be {best}, {others}"),)
    candidate = title.candidate and replace(title.candidate, name=FieldName.CATEGORY, method=category.method)
    return Field(FieldName.CATEGORY, category, candidate, category.confidence, issues)


def _words(name: FieldName) -> str:
    return {FieldName.COMPLETED_ON: "completion date"}.get(name, name.value.replace("_", " "))
