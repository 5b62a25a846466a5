"""What the text of a candidate says: a date, an amount, a name, a title, a number in their plain form.

Takes text as printed, gives a `Reading`: the value, how plainly the text says it, and its doubts. Refuses to choose
between candidates, and to guess: two readings of a date stay two.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from ingest.activity import Candidate, Credit, FieldName, Issue, IssueCode
from ingest.credits import find_credits
from ingest.dates import find_dates
from ingest.names import plain_name, whole_name
from ingest.vocabulary import Vocabulary

PACE_NUMBER: Final = re.compile(r"(\d{3})\s?[-–—]\s?(\d{3})\s?[-–—]\s?(\d{2})")
_LEVELS: Final = {
    "basic": "basic",
    "beginner": "basic",
    "introductory": "basic",
    "intermediate": "intermediate",
    "advanced": "advanced",
}
# What sellers put before a title, such as "APIC243882242 - CME/CMLE - ", "2021AM: " (education.ascp.org,
# learning.americanmedtech.org, read 2026-11-23): the code of a catalogue has three digits or more. A marker ("CD138")
# and a standard are no codes.
_CATALOGUE_CODE: Final = re.compile(
    r"^(?!ISO|CD\d)(?:[A-Z]{2,6}-?\d{3,}(?:\.[A-Z\d]+)?|\d{4}[A-Z]{2,4})\s*(?::|\s[-–])\s+"
    r"(?:(?:CME|CMLE|CE)(?:/(?:CME|CMLE))?\s+[-–]\s+)?"
)
# ... and after it (labce.com, asclsce.org, learning.americanmedtech.org, read 2026-11-23).
_DECORATION: Final = re.compile(
    r"\s*\((?:online\s+CE\s+course|by\s+(?:LabCE|ASCLS)|CE:\s*\d+(?:\.\d+)?|retired[^()]*)\)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate's value, and how plainly the text says it (1.0: in one way only)."""

    value: Any
    plainness: float = 1.0
    issues: tuple[Issue, ...] = ()


def readers(
    vocabulary: Vocabulary, day_first: bool | None, today: date
) -> dict[FieldName, Callable[[str], Reading | None]]:
    """How the text of each field is read: a function from the printed text to a reading, None if it is none."""
    return {
        FieldName.HOLDER: lambda text: _name_reading(plain_name(whole_name(text), vocabulary)),
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


def printed_text(candidate: Candidate) -> str:
    """What a field's reader reads: the text, after its label where that stands apart; a title that OCR read, mended."""
    text = candidate.evidence.text
    if candidate.name is FieldName.TITLE and candidate.evidence.read_confidence is not None:
        text = mended(text)
    return text if candidate.label is None else f"{candidate.label}: {text}"


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
    match = PACE_NUMBER.fullmatch(text.strip())
    return "-".join(match.groups()) if match else text.strip(" .:#")


def _text_reading(text: str) -> Reading | None:
    return Reading(text) if text else None


def _name_reading(name: str) -> Reading | None:
    """A name's reading; one with a digit was misread."""
    if not any(map(str.isdigit, name)):
        return _text_reading(name)
    detail = f"“{name}” has a digit: a letter may have been misread"
    return Reading(name, 0.5, (Issue(IssueCode.MISREAD, FieldName.HOLDER, detail),))


def value_key(value: Any) -> Any:
    """What makes two values the same: texts fold case and punctuation; the same hours in two units are one."""
    if isinstance(value, Credit):
        return value.amount
    return re.sub(r"\W+", "", value.casefold()) if isinstance(value, str) else value
