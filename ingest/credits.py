"""Finds and reads amounts of continuing-education credit in text.

Takes a text, gives `CreditSpan`s: an amount, its unit, and how plainly the text says that it is credit. Refuses to
convert: equivalent contact hours are worked out by the rules. Hours and minutes are one amount of hours.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from ingest.activity import Credit, Unit

_WORDS: Final = {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
}
_FRACTIONS: Final = {"½": "0.5", "¼": "0.25", "¾": "0.75", "1/2": "0.5", "1/4": "0.25", "3/4": "0.75"}

_NUMBER = (
    r"(?P<number>(?<![\d.,/:#-])\d{1,3}(?:\.\d{1,4}|,\d{1,2})?(?![\d/]|,\d))"
    r"(?:\s?(?P<fraction>[½¼¾]|(?<=\d )[13]/[24]))?"
    r"|(?P<half>(?<!\d)[½¼¾])"
    rf"|(?P<word>\b(?:{'|'.join(_WORDS)})\b)(?:\s*\(\s*(?P<figure>\d{{1,2}}(?:\.\d{{1,2}})?)\s*\))?"
)
_PACE = r"(?:P\.?\s?A\.?\s?C\.?\s?E\.?\s*(?:\(R\)|®|©|™)?\s*)"
# The units as certificates print them, plainest first. "Credit hours" without a body's name are contact hours only
# where the certificate says so elsewhere; they stay `hour` here.
_UNITS: Final = (
    (
        Unit.CONTACT_HOUR,
        rf"(?:{_PACE})?contact[\s-]*(?:hour|hr)s?|{_PACE}\s*(?:credit(?:\s+hour)?|hour|CE(?:U)?)s?|{_PACE}",
    ),
    (Unit.CEU, r"(?:IACET\s+)?C\.?E\.?U\.?(?:['’]?s)?|continuing\s+education\s+units?"),
    (
        Unit.CME,
        r"CMLEs?|CMEs?|AMA\s+PRA\s+Category\s+1(?:\s+Credits?)?|(?:CME/CMLE|CMLE/CME)",
    ),
    (
        Unit.CONTACT_HOUR,
        r"(?:CE|C\.E\.|continuing\s+education)(?:\s*(?:credit\s*)?(?:hour|hr|credit)s?)?|ACCENT\s*(?:®|\(R\))?",
    ),
    (Unit.POINT, r"(?:CMP\s+|CPD\s+)?points?"),
    (
        Unit.HOUR,
        r"(?:CPEs?|PDUs?|CDUs?|PDHs?|CPD)(?:\s+(?:credit|hour|unit)s?)?|(?:credit|training|clock|learning|course|class|instructional)?\s*(?:hours?|hrs?|horas?|heures?|stunden?|ore|jam)",
    ),
    (Unit.HOUR, r"credits?"),
)
_TAIL = r"(?:\s*\(s\))?"
_UNIT = "|".join(f"(?P<u{index}>{pattern})" for index, (_, pattern) in enumerate(_UNITS))

_AMOUNT_FIRST: Final = re.compile(
    rf"(?:{_NUMBER})\s*\)?\s*(?:-\s*)?(?:(?:ASCLS|approved|of|total|on-?demand|video)\s+){{0,3}}(?:{_UNIT}){_TAIL}(?![\w])",
    re.IGNORECASE,
)
_COUNTED = r"(?:(?:total|number\s+of|no\.?\s+of|#\s*of|earned|awarded|approved|ASCLS|credits?)\s+){0,4}"
_DELIMITER = r"\s*(?::|=|-|–|\n|(?<=contact hours)\s|(?<=contact hour\(s\))\s|\s(?=[\d.,]+[ \t]*(?:\n|$)))\s*"
_LABEL_FIRST: Final = re.compile(
    rf"\b{_COUNTED}(?:{_UNIT}){_TAIL}"
    r"(?:\s+(?:credits?|hours?|units?))?(?:\s+(?:earned|awarded|granted|claimed|completed|credits?)){0,3}"
    rf"\s*(?:\([^()]{{0,90}}\))?{_DELIMITER}(?:{_NUMBER})(?!\s*(?:/|-\d))",
    re.IGNORECASE,
)
# The words of a unit in a label that stands apart from its number.
CREDIT_WORDS: Final = re.compile(rf"\b(?:{'|'.join(pattern for _, pattern in _UNITS)}){_TAIL}(?!\w)", re.IGNORECASE)
_DURATION: Final = re.compile(
    r"(?<![\d.:])(?:(?P<hours>\d{1,3})\s*(?:hours?|hrs?|h)\b\.?(?:\s*(?:and|,)?\s*(?P<also>\d{1,2})\s*(?:minutes?|mins?|m)\b)"
    r"|(?P<minutes>\d{1,4})[\s-]*(?:minutes?|mins?)\b(?!\s*(?:hour|=)))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CreditSpan:
    """An amount of credit in a text."""

    start: int
    end: int
    credit: Credit
    plainness: float  # 0..1: 1 names contact hours, CEU or CME; 0.5 says hours; 0.3 a bare word or a duration


def find_credits(text: str) -> tuple[CreditSpan, ...]:
    """All amounts of credit in `text`, from left to right.

    >>> [(str(span.credit.amount), span.credit.unit.value) for span in find_credits("1.5 P.A.C.E.® contact hours")]
    [('1.5', 'contact_hour')]
    >>> [(str(span.credit.amount), span.credit.unit.value) for span in find_credits("1 hour 21 minutes")]
    [('1.35', 'hour')]
    """
    found: list[CreditSpan] = []
    for pattern, read in ((_DURATION, _duration), (_AMOUNT_FIRST, _amount), (_LABEL_FIRST, _amount)):
        for match in pattern.finditer(text):
            overlapped = [s for s in found if match.start() < s.end and s.start < match.end()]
            span = read(match)
            if span is None or any(other.plainness >= span.plainness for other in overlapped):
                continue
            found = [other for other in found if other not in overlapped] + [span]
    return tuple(sorted(found, key=lambda span: span.start))


def _duration(match: re.Match[str]) -> CreditSpan | None:
    minutes = int(match["minutes"] or match["also"] or 0) + 60 * int(match["hours"] or 0)
    amount = (Decimal(minutes) / 60).quantize(Decimal("0.0001"), ROUND_HALF_UP).normalize()
    if not minutes:
        return None
    return CreditSpan(match.start(), match.end(), Credit(amount, Unit.HOUR), 0.55 if match["also"] else 0.35)


def _amount(match: re.Match[str]) -> CreditSpan | None:
    amount = _number(match)
    index = next(index for index in range(len(_UNITS)) if match[f"u{index}"])
    if amount is None or amount <= 0:
        return None
    plainness = (1.0, 1.0, 1.0, 0.9, 0.6, 0.5, 0.3)[index]
    start = match.end() - len(match[0].lstrip())
    return CreditSpan(start, match.end(), Credit(amount, _UNITS[index][0]), plainness)


def _number(match: re.Match[str]) -> Decimal | None:
    if match["half"]:
        return Decimal(_FRACTIONS[match["half"]])
    if match["word"]:
        amount = Decimal(_WORDS[match["word"].lower()])
        # "one (1.0)": the figure must say the same as the word, else neither is believed.
        return amount if match["figure"] is None or Decimal(match["figure"]) == amount else None
    amount = Decimal(match["number"].replace(",", "."))
    return amount + Decimal(_FRACTIONS[match["fraction"]]) if match["fraction"] else amount
