"""Finds and reads dates in text, strictly: nothing that is not printed is filled in.

Takes a text, gives `DateSpan`s with every reading that the print allows: one, or two where day and month cannot be told
apart. Refuses relative words ("today"), numbers that are no calendar day, and years outside 1950-2099.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ingest.activity import PartialDate

# Month names of English and of the other languages of certificates that staff hold.
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero janeiro janvier januar januari ocak gennaio",
            "february feb febrero fevereiro fevrier février februar februari subat şubat febbraio",
            "march mar marzo março marco mars märz maret mart",
            "april apr abril avril nisan aprile",
            "may mayo maio mai mei mayis mayıs maggio",
            "june jun junio junho juin juni haziran giugno",
            "july jul julio julho juillet juli temmuz luglio",
            "august aug agosto août aout agustus ağustos agustos",
            "september sept sep septiembre setembro septembre eylul eylül settembre",
            "october oct octubre outubro octobre oktober ekim ottobre",
            "november nov noviembre novembro novembre kasım kasim",
            "december dec diciembre dezembro décembre decembre dezember desember aralık aralik dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_ORDINALS: Final = {
    word: number
    for number, word in enumerate(
        (
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third "
            "twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
        ).split(),
        start=1,
    )
}

_MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
# A raised "th" is often read as quotation marks.
_DAY = r"(?P<day>[0-3]?\d)(?:\s?(?:st|nd|rd|th)|[\"“”'’°*®]{1,2})?"
_YEAR = r"(?P<year>(?:19[5-9]|20\d)\d)"
_YEAR_SHORT = r"(?P<year>(?:19[5-9]|20\d)\d|['’]?\d\d)"
# The days of a meeting before its last one, which may lie in the next month.
_LAST_OF = r"(?:[0-3]?\d(?:st|nd|rd|th)?\s*(?:-|–|—|to|and|&|,)\s*(?:(?P<last_month>{month})\b\.?\s*)?){{0,4}}".format(
    month="|".join(sorted(MONTHS, key=len, reverse=True))
)
_OF = r"(?:\s*day)?(?:\s*(?:of|de|del))?"

_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # 2026-03-14, 2026/03/14, 2026.03.14
        rf"(?<![\d/.-]){_YEAR} ?(?P<mark>[-/.]) ?(?P<month_number>[01]?\d) ?(?P=mark) ?(?P<day>[0-3]?\d)(?![\d/])",
        # March 14, 2026; Mar. 14th 2026; March 25 and 26, 2023; March 3 - 5, 2023; March,14 2026
        rf"\b{_MONTH}[\s,]*{_LAST_OF}{_DAY}(?:\s*,\s*|\s*\.\s*|\s+of\s+|\s+){_YEAR}\b",
        # Mar-14-2026, Mar/14/2026
        rf"\b{_MONTH}(?P<mark>[-/]){_DAY}(?P=mark){_YEAR}\b",
        # 14 March 2026; 14th day of March, 2026; 14-Mar-2026; 14/Mar/26; 14 de marzo de 2026
        rf"(?<![\d/.]){_DAY}{_OF}[\s,./-]*{_MONTH}[\s,./-]*(?:of\s+|de\s+|del\s+)?{_YEAR}\b",
        rf"(?<![\d/.]){_DAY}(?P<mark>[-/ .]){_MONTH}(?P=mark)(?P<year>\d\d)\b(?![\d:])",
        # fourteenth day of March, 2026
        rf"\b(?P<ordinal>{'|'.join(sorted(_ORDINALS, key=len, reverse=True))}){_OF}\s+{_MONTH}[\s,]*{_YEAR}\b",
        # 03/14/2026, 14.03.2026, 3-14-26; 3/14/2026-3/16/2026
        rf"(?:(?<![\d/.-])|(?<=/\d{{4}}-)|(?<=/\d\d-))(?P<one>[0-3]?\d) ?(?P<mark>[-/.]) ?"
        rf"(?P<two>[0-3]?\d) ?(?P=mark) ?"
        rf"{_YEAR_SHORT}(?![\d/]|-(?!\d?\d/))",
        # March 2026, March of 2026, Mar-2026
        rf"\b{_MONTH}(?:\s*[,-]?\s*|\s+(?:of|de)\s+){_YEAR}\b",
    )
)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date in a text: where it stands and how it may be read."""

    start: int
    end: int
    readings: tuple[PartialDate, ...]  # one; or two: month first, then day first

    @property
    def is_whole(self) -> bool:
        """Whether a day is printed."""
        return self.readings[0].day is not None


@lru_cache(maxsize=64)  # several stages ask for the dates of one page
def find_dates(text: str) -> tuple[DateSpan, ...]:
    """All dates in `text`, from left to right, none overlapping another.

    >>> [str(span.readings[0]) for span in find_dates("Completed March 14, 2026; expires 14.04.2028")]
    ['2026-03-14', '2028-04-14']
    >>> [[str(reading) for reading in span.readings] for span in find_dates("03/04/2026")]
    [['2026-03-04', '2026-04-03']]
    """
    found: list[DateSpan] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if any(match.start() < span.end and span.start < match.end() for span in found):
                continue
            readings = _readings(match)
            if readings:
                found.append(DateSpan(match.start(), match.end(), readings))
    return tuple(sorted(found, key=lambda span: span.start))


def _readings(match: re.Match[str]) -> tuple[PartialDate, ...]:
    groups = match.groupdict()
    year = _year(groups["year"])
    if groups.get("one"):
        one, two = int(groups["one"]), int(groups["two"])
        pairs = [(one, two)] if one == two else [(one, two), (two, one)]
        if groups["mark"] == ".":  # dots are used where the day comes first
            pairs = [(two, one)] if two <= 12 else pairs
        return tuple(date for month, day in pairs if (date := _date(year, month, day)))
    if groups.get("month_number"):
        month = int(groups["month_number"])
    else:
        month = MONTHS[(groups.get("last_month") or groups["month"]).lower()]
    if groups.get("ordinal"):
        day: int | None = _ORDINALS[groups["ordinal"].lower()]
    else:
        day = int(groups["day"]) if groups.get("day") else None
    one_reading = _date(year, month, day)
    return (one_reading,) if one_reading else ()


def _year(text: str) -> int:
    digits = text.lstrip("'’")
    # A two-digit year on a certificate is of this century: none is older than the papers' owners' careers allow.
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _date(year: int, month: int, day: int | None) -> PartialDate | None:
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None
