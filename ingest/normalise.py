"""Candidates + category -> `Activity`: dates, hours, names and numbers in their plain form.

Takes the candidates of one certificate, best first, and the day of today; gives an activity whose every value has its
evidence, a calibrated confidence and its doubts. Refuses to guess: no default day, month, year or hour; two readings
mean an issue.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from ingest.activity import (
    REQUIRED_FIELDS,
    Activity,
    Candidate,
    Category,
    Credit,
    Field,
    FieldName,
    Issue,
    IssueCode,
    PartialDate,
)
from ingest.confidence import Calibration, Parts, twice_read
from ingest.credits import find_credits
from ingest.dates import find_dates
from ingest.names import plain_name
from ingest.vocabulary import Vocabulary

# Two values whose finders' confidences lie closer than this are in conflict.
CONFLICT_LEAD: Final = 0.15
# Below this an area is unsure: its points count toward the total, toward the area only as possible.
CATEGORY_THRESHOLD: Final = 0.95

_PACE_NUMBER: Final = re.compile(r"(\d{3})\s?[-–—]\s?(\d{3})\s?[-–—]\s?(\d{2})")
_LEVELS: Final = {
    "basic": "basic",
    "beginner": "basic",
    "introductory": "basic",
    "intermediate": "intermediate",
    "advanced": "advanced",
}
# Decorations that sellers put around a title (labce.com, asclsce.org, learning.americanmedtech.org, read 2026-11-23).
# ... and before it, such as "APIC243882242 - CME/CMLE - ", "2021AM: " (education.ascp.org,
# learning.americanmedtech.org, read 2026-11-23): the code of a catalogue has three digits or more. A marker ("CD138")
# and a standard are no codes.
_CATALOGUE_CODE: Final = re.compile(
    r"^(?!ISO|CD\d)(?:[A-Z]{2,6}-?\d{3,}(?:\.[A-Z\d]+)?|\d{4}[A-Z]{2,4})\s*(?::|\s[-–])\s+"
    r"(?:(?:CME|CMLE|CE)(?:/(?:CME|CMLE))?\s+[-–]\s+)?"
)
_DECORATION: Final = re.compile(
    r"\s*\((?:online\s+CE\s+course|by\s+(?:LabCE|ASCLS)|CE:\s*\d+(?:\.\d+)?|retired[^()]*)\)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate's value, and how plainly the text says it (1.0: in one way only)."""

    value: Any
    plainness: float = 1.0
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The surest candidate of a field, what it says, and what is known of it."""

    candidate: Candidate
    reading: Reading
    parts: Parts
    rival: Candidate | None  # the surest one that says something else


def normalise(
    chosen: Mapping[FieldName, Chosen],
    category: Category,
    *,
    vocabulary: Vocabulary,
    calibration: Calibration,
    promised_error: float,
    today: date,
) -> Activity:
    """The activity that the chosen candidates (see `choose`) mean."""
    fields: dict[FieldName, Field[Any]] = {
        name: _field(name, chosen.get(name), calibration) for name in FieldName if name is not FieldName.CATEGORY
    }
    fields[FieldName.PROVIDER] = _provider(fields, vocabulary)
    fields[FieldName.COMPLETED_ON] = _checked_date(fields, today)
    threshold = calibration.acceptance_threshold(promised_error)
    fields = {name: doubted(field, threshold) for name, field in fields.items()}
    fields[FieldName.CATEGORY] = _category(category, fields[FieldName.TITLE])
    return Activity(**{name.value: fields[name] for name in FieldName}, issues=())


def choose(
    candidates: Sequence[Candidate],
    agrees: Callable[[Candidate], bool | None],
    *,
    vocabulary: Vocabulary,
    calibration: Calibration,
    today: date,
) -> dict[FieldName, Chosen]:
    """The surest candidate of each field that has one above the noise.

    Args:
        candidates: Of all fields, the surest of each field first.
        agrees: Whether the second opinion says the same as a candidate; None if it says nothing.
        vocabulary: The word lists of the model.
        calibration: Says what is noise.
        today: A date after this day cannot be a completion.
    """
    chosen = {}
    dates = [item.evidence.text for item in candidates if item.name is FieldName.COMPLETED_ON]
    for name, read in readers(vocabulary, day_comes_first(dates), today).items():
        own = [item for item in candidates if item.name is name]
        readings = [(item, reading) for item in own if (reading := read(printed_text(item))) is not None]
        if not readings or readings[0][0].confidence < calibration.fields[name].floor:
            continue
        best, reading = readings[0]
        rivals = [item for item, other in readings[1:] if value_key(other.value) != value_key(reading.value)]
        runner_up = rivals[0].confidence if rivals else 0.0
        is_same = second_agrees(best, read)
        if is_same is False:
            reading = replace(reading, issues=(*reading.issues, _disagreement(best)))
        words_read = twice_read(best.evidence.read_confidence, is_same)
        parts = Parts(words_read, best.confidence, runner_up, agrees(best), reading.plainness)
        chosen[name] = Chosen(best, reading, parts, rivals[0] if rivals else None)
    return chosen


def readers(
    vocabulary: Vocabulary, day_first: bool | None, today: date
) -> dict[FieldName, Callable[[str], Reading | None]]:
    """How the text of each field is read: a function from the printed text to a reading, None if it is none."""
    return {
        FieldName.HOLDER: lambda text: _text_reading(plain_name(text, vocabulary)),
        FieldName.TITLE: lambda text: _text_reading(plain_title(text)),
        FieldName.PROVIDER: lambda text: _text_reading(plain_provider(text)),
        FieldName.COMPLETED_ON: lambda text: read_date(text, day_first, today),
        FieldName.CREDIT: read_credit,
        FieldName.PROGRAM_NUMBER: lambda text: _text_reading(plain_number(text)),
        FieldName.PROVIDER_NUMBER: _text_reading,
        FieldName.CERTIFICATE_NUMBER: lambda text: _text_reading(text.strip(" .:#")),
        FieldName.LEVEL: lambda text: _text_reading(_LEVELS.get(text.casefold(), "")),
    }


def second_agrees(candidate: Candidate, read: Callable[[str], Reading | None]) -> bool | None:
    """Whether a second reader of the candidate's words says the same; None if none looked.

    It does if its words are the same, or mean the same value: a letter more in what stands around a date is no matter.
    """
    evidence = candidate.evidence
    if evidence.second is None:
        return None
    if _same_words(evidence.text, evidence.second):
        return True
    one = read(printed_text(candidate))
    two = read(printed_text(replace(candidate, evidence=replace(evidence, text=evidence.second))))
    if one is None or two is None:
        return False
    if isinstance(one.value, str):
        return _same_words(one.value, two.value)
    return bool(one.value == two.value)


def _same_words(one: str, two: str) -> bool:
    """Whether two texts differ only in case, accents, spaces and punctuation; but 1.5 is not 15, and 1/12 is not 11/2.

    >>> _same_words("José Ruiz, 1.5 h", "JOSE RUIZ 1,5h"), _same_words("1.5 h", "15 h")
    (True, False)
    """

    def folded(text: str) -> str:
        plain = unicodedata.normalize("NFKD", text).casefold()
        return re.sub(r"(?<=\d)(\s*[^\w\s]+\s*)(?=\d)|[\W_]+", lambda found: "." if found[1] else "", plain)

    return folded(one) == folded(two)


def _disagreement(candidate: Candidate) -> Issue:
    one, two = (" ".join(text.split()) for text in (candidate.evidence.text, candidate.evidence.second or ""))
    other = f"“{two}”" if two else "nothing"
    return Issue(IssueCode.READERS_DISAGREE, candidate.name, f"“{one}”, and by a second reader {other}")


def _field(name: FieldName, chosen: Chosen | None, calibration: Calibration) -> Field[Any]:
    """The chosen value; another one close behind it is a conflict."""
    if chosen is None:
        missing = Issue(IssueCode.MISSING, name, f"no {_words(name)} was found on the certificate")
        return Field(name, issues=(missing,) if name in REQUIRED_FIELDS else ())
    best, rival, issues = chosen.candidate, chosen.rival, list(chosen.reading.issues)
    if name is FieldName.CREDIT and rival and best.confidence - rival.confidence < CONFLICT_LEAD:
        detail = f"“{best.evidence.text}” and “{rival.evidence.text}” are both printed"
        issues.append(Issue(IssueCode.CONFLICT, name, detail))
    return Field(name, chosen.reading.value, best, calibration.confidence(name, chosen.parts), tuple(issues))


def printed_text(candidate: Candidate) -> str:
    """What a field's reader reads: the text, after its label where that stands apart; a title that OCR read, mended."""
    text = candidate.evidence.text
    if candidate.name is FieldName.TITLE and candidate.evidence.read_confidence is not None:
        text = mended(text)
    return text if candidate.label is None else f"{candidate.label}: {text}"


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
        # An acronym alone says less than the name that it stands for.
        full = next((known.name for known in vocabulary.providers if printed.value in known.wordings), printed.value)
        return replace(printed, value=full) if printed.value.isupper() else printed
    if number.candidate is None:
        return printed
    named = next((known.name for known in vocabulary.providers if known.number == number.value), None)
    if named is None:
        return printed
    candidate = replace(number.candidate, name=FieldName.PROVIDER, method="table:pace_provider")
    return Field(FieldName.PROVIDER, named, candidate, number.confidence)


def _checked_date(fields: dict[FieldName, Field[Any]], today: date) -> Field[PartialDate]:
    """The date with the doubts that other facts raise."""
    field: Field[PartialDate] = fields[FieldName.COMPLETED_ON]
    if field.value is None:
        return field
    issues = list(field.issues)
    if field.value.days()[0] > today:
        issues.append(Issue(IssueCode.IN_FUTURE, field.name, f"{field.value} is after {today}"))
    number = fields[FieldName.PROGRAM_NUMBER].value
    pace = _PACE_NUMBER.fullmatch(number) if number else None
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


def read_date(text: str, day_first: bool | None, today: date) -> Reading | None:
    """A date's reading. Two readings stay two unless another date on the page, or the calendar, tells them apart.

    Args:
        text: The date as printed.
        day_first: Whether other dates on the page put the day first; None if they do not tell.
        today: A reading after this day cannot be a completion.

    >>> read_date("03/04/2026", None, date(2026, 11, 23)).issues[0].code.value
    'ambiguous_date'
    >>> str(read_date("03/12/2026", None, date(2026, 11, 23)).value)
    '2026-03-12'
    """
    spans = find_dates(text)
    if not spans:
        return None
    readings = spans[0].readings
    if len(readings) == 1:
        issues: tuple[Issue, ...] = ()
        if not spans[0].is_whole:
            issues = (Issue(IssueCode.PARTIAL_DATE, FieldName.COMPLETED_ON, f"only “{text}” is printed"),)
        return Reading(readings[0], 1.0, issues)
    possible = [reading for reading in readings if reading.days()[0] <= today] or list(readings)
    if len(possible) == 1:
        return Reading(possible[0], 0.98)
    if day_first is not None:
        return Reading(readings[1] if day_first else readings[0], 0.95)
    detail = f"“{text}” may be {readings[0]} or {readings[1]}"
    return Reading(readings[0], 0.5, (Issue(IssueCode.AMBIGUOUS_DATE, FieldName.COMPLETED_ON, detail),))


def day_comes_first(dates: Iterable[str]) -> bool | None:
    """What the numeric dates on the page tell about the order of day and month; None if nothing."""
    votes = set()
    for text in dates:
        match = re.fullmatch(r"\s*(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?\d{2,4}\s*", text)
        if match:
            first, second = int(match[1]), int(match[2])
            votes |= {True} if first > 12 else {False} if second > 12 else set()
    return votes.pop() if len(votes) == 1 else None


def read_credit(text: str) -> Reading | None:
    """An amount of credit.

    >>> read_credit("1.5 P.A.C.E. contact hours").value
    Credit(amount=Decimal('1.5'), unit=<Unit.CONTACT_HOUR: 'contact_hour'>)
    """
    spans = find_credits(text)
    return Reading(spans[0].credit) if spans else None


def mended(text: str) -> str:
    """A title read by OCR, with the words mended that Tesseract takes for others.

    >>> mended("Al in the Laboratory: HbAlc and Alc")
    'AI in the Laboratory: HbA1c and A1c'
    """
    return re.sub(r"\bAl\b", "AI", re.sub(r"\b((?:Hb)?A)[lI]c\b", r"\g<1>1c", text))


def plain_title(text: str) -> str:
    """A title on one line, without quotation marks and sellers' decorations.

    >>> plain_title("“Rh System:\\nBasics” (Online CE Course)")
    'Rh System: Basics'
    >>> plain_title("APIC243882242 - CME/CMLE - Contamination of Cultures"), plain_title("CD138: A Marker")
    ('Contamination of Cultures', 'CD138: A Marker')
    """
    text = _DECORATION.sub("", re.sub(r"(?<=\w)[\u00ad\u2010]\s*\n\s*", "", text))
    return _CATALOGUE_CODE.sub("", " ".join(text.split()).strip(' "“”«»,;:*_|'))


def plain_provider(text: str) -> str:
    """A provider's name on one line, once.

    >>> plain_provider("LabCE\\nLabCE")
    'LabCE'
    """
    words = text.split()
    half = len(words) // 2
    if words[:half] == words[half:]:  # a logo's words and the line under it
        words = words[:half]
    return " ".join(words).strip(" ,;:")


def plain_number(text: str) -> str:
    """A program number; those of the P.A.C.E. form with plain hyphens.

    >>> plain_number("578 – 008 – 15")
    '578-008-15'
    """
    match = _PACE_NUMBER.fullmatch(text.strip())
    return "-".join(match.groups()) if match else text.strip(" .:#")


def _text_reading(text: str) -> Reading | None:
    return Reading(text) if text else None


def value_key(value: Any) -> Any:
    """What makes two values the same: texts fold case and punctuation; the same hours in two units are one."""
    if isinstance(value, Credit):
        return value.amount
    return re.sub(r"\W+", "", value.casefold()) if isinstance(value, str) else value


def _words(name: FieldName) -> str:
    return {FieldName.COMPLETED_ON: "completion date"}.get(name, name.value.replace("_", " "))
