"""Proposes the pieces of each kind: texts, and those that have a form of their own: dates, amounts of credit, numbers.

Takes a `Sheet`, gives `Proposals` for each kind, with what their form says as further columns. Refuses to choose.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ingest.activity import FieldName, Unit
from ingest.credits import CREDIT_WORDS, CreditSpan, find_credits
from ingest.dates import DateSpan, find_dates
from ingest.extract.parted import parted_names
from ingest.extract.pieces import Pieces, pieces_at, propose
from ingest.extract.tokens import NONE, PAGE, Floats, Sheet

MOST: Final = 200  # of one kind on one certificate

TEXT_NAMES: Final = ("is_parted",)
DATE_NAMES: Final = (
    "is_whole readings dates index_of_date from_last later_dates earlier_dates same_date has_two_digit_year"
    " range_follows range_precedes"
).split()
# The units that are read, in the order in which the models learned them.
READ_UNITS: Final = (Unit.CONTACT_HOUR, Unit.CME, Unit.CEU, Unit.POINT, Unit.HOUR)
CREDIT_NAMES: Final = (
    "plainness amount quarters credits larger smaller same_amount is_labelled_apart index_of_credit words_number"
).split() + [f"unit_{unit.value}" for unit in READ_UNITS]
NUMBER_NAMES: Final = (
    "number_length number_digits number_letters hyphens is_pace is_florida is_pace_part in_link in_date is_year"
    " is_upper repeats_number numbers_on_page index_of_number"
).split()

PACE_NUMBER: Final = re.compile(r"(?<![\w-])(\d{3})\s?[-–—]\s?(\d{3})\s?[-–—]\s?(\d{2})(?![\w-])")
_FLORIDA: Final = re.compile(r"20-\d{6}")  # a CE Broker tracking number: the course's, with the state
_NUMBER: Final = re.compile(r"(?<![\w@./-])[A-Za-z0-9][A-Za-z0-9/_.\-]*[A-Za-z0-9](?![\w@])|\b\d\b")
_TELEPHONE: Final = re.compile(r"(?:\+?\d{1,2}[-. ])?\d{3}[-.]\d{3}[-.]\d{4}")
_LINK: Final = re.compile(
    r"(?:verify|certificates?|validate|credentials?|confirm|c|cert|accomplishments(?:/\w+)?|certificate/verify)[./=?]+(?:[\w.=?-]{0,40}/){0,6}"
    r"(?P<id>[\w-]*\d[\w-]{4,}|[A-Z0-9]{8,}|[\w]{5}(?:-[\w]{5}){2,})",
    re.IGNORECASE,
)
# A number that a line is, or ends with after a label: "Contact hours earned in all: 4.00", "HOURS..: 1.50".
_LAST_NUMBER: Final = re.compile(
    r"(?:^|[\s:.…_])(?P<amount>\d{1,3}(?:[.,]\d{1,2})?|\d?\s?[½¼¾]"
    r"|[a-z]{3,6}\s*\(\d{1,2}(?:\.\d{1,2})?\))\s*$",
    re.IGNORECASE,
)
LONGEST_LABEL: Final = 60  # characters before the number in which its unit must stand
_TO: Final = re.compile(r"^[ ,\w:]{0,12}?\s*(?:to|till|until|through|and|[-–—])\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposals:
    """Pieces of one kind, what their form says, and the label of each where it stands apart."""

    pieces: Pieces
    form: Floats  # (n, names)
    labels: tuple[str | None, ...]


def propose_texts(sheet: Sheet) -> Proposals:
    """What may be a name, a title or a provider; a name in parts has a label (see `parted_names`)."""
    pieces, parted = propose(sheet), parted_names(sheet)
    both = pieces.joined(pieces_at(sheet, np.array([span for span, _ in parted], dtype=np.int64).reshape(-1, 2)))
    labels = (None,) * len(pieces) + tuple(label for _, label in parted)
    form = np.array([[label is not None] for label in labels], dtype=np.float32).reshape(-1, len(TEXT_NAMES))
    return Proposals(both, form, labels)


def propose_values(sheet: Sheet) -> tuple[tuple[tuple[FieldName, ...], Proposals], ...]:
    """Dates, credits and numbers, each with the fields that choose from them."""
    numbers = (FieldName.PROGRAM_NUMBER, FieldName.PROVIDER_NUMBER, FieldName.CERTIFICATE_NUMBER)
    return (
        ((FieldName.COMPLETED_ON,), _dates(sheet)),
        ((FieldName.CREDIT,), _credits(sheet)),
        (numbers, _numbers(sheet)),
    )


def _proposals(sheet: Sheet, spans: list[tuple[int, int]], form: list[Sequence[float]], width: int) -> Proposals:
    kept = np.array(spans[:MOST], dtype=np.int64).reshape(-1, 2)
    columns = np.array(form[:MOST], dtype=np.float32).reshape(-1, width)
    return Proposals(pieces_at(sheet, kept), columns, (None,) * len(kept))


def _dates(sheet: Sheet) -> Proposals:
    found: list[tuple[int, DateSpan, str]] = []
    for index, page in enumerate(sheet.layout.pages):
        found += [(index, span, page.text) for span in find_dates(page.text)]
    days = [span.readings[0].days()[0].toordinal() for _, span, _ in found]
    form: list[Sequence[float]] = []
    for place, (index, span, text) in enumerate(found):
        before = found[place - 1] if place else None
        after = found[place + 1] if place + 1 < len(found) else None
        form.append(
            (
                span.is_whole,
                len(span.readings),
                len(found),
                place,
                len(found) - 1 - place,
                sum(day > days[place] for day in days),
                sum(day < days[place] for day in days),
                days.count(days[place]),
                not re.search(r"(?:19|20)\d\d", text[span.start : span.end]),
                after is not None and after[0] == index and _joins(text, span, after[1]),
                before is not None and before[0] == index and _joins(text, before[1], span),
            )
        )
    spans = [(index * PAGE + span.start, index * PAGE + span.end) for index, span, _ in found]
    return _proposals(sheet, spans, form, len(DATE_NAMES))


def _joins(text: str, first: DateSpan, second: DateSpan) -> bool:
    return _TO.match(text[first.end : second.start]) is not None


def _credits(sheet: Sheet) -> Proposals:
    found: dict[tuple[int, int], tuple[CreditSpan, str | None]] = {}
    for start, span in _written_credits(sheet):
        found[start + span.start, start + span.end] = (span, None)
    for where, span, apart in _labelled_credits(sheet):
        found.setdefault(where, (span, apart))
    spans = sorted(found)[:MOST]
    amounts = [float(found[where][0].credit.amount) for where in spans]
    units = READ_UNITS
    form: list[Sequence[float]] = []
    for place, where in enumerate(spans):
        span, label = found[where]
        amount = amounts[place]
        form.append(
            (
                span.plainness,
                min(amount, 500.0),
                amount * 4 == int(amount * 4),
                len(spans),
                sum(other > amount for other in amounts),
                sum(other < amount for other in amounts),
                amounts.count(amount),
                label is not None,
                place,
                span.credit.amount < 13 and not any(map(str.isdigit, sheet.text(*where))),
                *(span.credit.unit is unit for unit in units),
            )
        )
    proposals = _proposals(sheet, spans, form, len(CREDIT_NAMES))
    return Proposals(proposals.pieces, proposals.form, tuple(found[where][1] for where in spans))


def _written_credits(sheet: Sheet) -> Iterator[tuple[int, CreditSpan]]:
    """Amount and unit in one paragraph: a number and the words of the next cell are not one amount."""
    pages = {page.number: index for index, page in enumerate(sheet.layout.pages)}
    for paragraph in sheet.layout.paragraphs:
        for span in find_credits(paragraph.text):
            yield pages[paragraph.page] * PAGE + paragraph.start, span


def _labelled_credits(sheet: Sheet) -> Iterator[tuple[tuple[int, int], CreditSpan, str]]:
    """A number alone, whose label stands before it in its line, left of it, above it or below it."""
    pages = {page.number: index for index, page in enumerate(sheet.layout.pages)}
    for index, line in enumerate(sheet.layout.lines):
        match = _LAST_NUMBER.search(line.text)
        if match is None:
            continue
        amount = match["amount"]
        lead = line.text[: match.start("amount")].rstrip(" .:…_-–|")
        above, _, below, _, left = sheet.neighbours[index].tolist()
        beside = [sheet.layout.lines[other].text for other in (left, above, below) if other != NONE]
        for label in [lead] if lead else beside:
            unit = CREDIT_WORDS.search(label[-LONGEST_LABEL:])
            amounts = find_credits(f"{unit[0]}: {amount}") if unit else ()
            if unit and amounts:
                start = pages[line.page] * PAGE + line.start + match.start("amount")
                yield (start, start + len(amount)), amounts[0], unit[0].strip()
                break


def _numbers(sheet: Sheet) -> Proposals:
    # By span: whether it stands in a link, and whether it is a part of a P.A.C.E. number.
    found: dict[tuple[int, int], tuple[bool, bool]] = {}
    dates: list[tuple[int, int]] = []
    for index, page in enumerate(sheet.layout.pages):
        base = index * PAGE
        dates += [(base + span.start, base + span.end) for span in find_dates(page.text)]
        for match in PACE_NUMBER.finditer(page.text):
            found[base + match.start(), base + match.end()] = (False, False)
            found[base + match.start(1), base + match.end(1)] = (False, True)
        for match in _LINK.finditer(page.text):
            found.setdefault((base + match.start("id"), base + match.end("id")), (True, False))
        for match in _NUMBER.finditer(page.text):
            text = match[0]
            if _TELEPHONE.fullmatch(text):
                continue
            if any(map(str.isdigit, text)) or (len(text) >= 8 and text.isupper()):
                found.setdefault((base + match.start(), base + match.end()), (False, False))
    spans = sorted(found)[:MOST]
    texts = [sheet.text(*where) for where in spans]
    form: list[Sequence[float]] = [
        (
            len(text),
            sum(map(str.isdigit, text)),
            sum(map(str.isalpha, text)),
            text.count("-"),
            PACE_NUMBER.fullmatch(text) is not None,
            _FLORIDA.fullmatch(text) is not None,
            found[where][1],
            found[where][0],
            any(start < where[1] and where[0] < end for start, end in dates),
            re.fullmatch(r"(?:19|20)\d\d", text) is not None,
            text.isupper(),
            texts.count(text),
            len(spans),
            place,
        )
        for place, (where, text) in enumerate(zip(spans, texts, strict=True))
    ]
    return _proposals(sheet, spans, form, len(NUMBER_NAMES))
