"""Tables on pages: header words, columns by the white between them, and rows, also those that wrap.

Takes a page, gives its `Table`s: for each row the words in each column. Rules need not be drawn, and text layers and
OCR are the same to it. Refuses to say what a table is for: that is `transcript`.

A row is known by its anchor: a date or an amount in its column, or a name. Lines without one belong to the nearest row.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from ingest.activity import FieldName
from ingest.dates import find_dates
from ingest.document import Box, Page, Word
from ingest.table_headers import (
    HEADER_GAP,
    UNKNOWN,
    WRAPPED,
    Band,
    Column,
    bands_of,
    find_headers,
    middle_of,
    name_of,
    text_of,
)

ROW_GAP: Final = 4.5  # font sizes of white that end a table
MOSTLY: Final = 0.6  # of the rows with a date have an amount on their line, then rows are known by their amounts
WITHIN_HEADER: Final = 3.0  # rows that must speak for an edge within the width of a header's own words
ROWS_TRIED: Final = 15  # of a table, to find where its columns end
ROOM_BESIDE_DATE: Final = 12  # characters that a cell of a date may have beside it, such as a weekday
TALLEST: Final = 2.5  # a line is larger than the header by this factor: no row

_NUMBER: Final = re.compile(r"\W*(?P<amount>\d{1,3}(?:[.,]\d{1,3})?)(?:\s*[^\W\d][\w.]*){0,3}\W*")
_NAME: Final = re.compile(r"(?:\d{1,3}[.)]?\s+)?[^\W\d_][\w.'’-]*(?:,?\s+[^\W\d_][\w.'’()-]*){1,6},?")
_CODE: Final = re.compile(r"(?=\S*\d)[\w#./-]+")
_TOTAL: Final = re.compile(r"\b(?:sub-?|grand\s+)?totals?\b", re.IGNORECASE)
PARTICLES: Final = frozenset("de la del der den van von da di du le y e al el dos das bin ibn".split())


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the words in each column, line after line."""

    cells: tuple[tuple[Word, ...], ...]  # one for each column


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page."""

    page: Page
    columns: tuple[Column, ...]
    header: tuple[Word, ...]  # empty where it goes on from the page before
    rows: tuple[Row, ...]
    totals: tuple[tuple[Word, ...], ...]  # the rows of sums
    loose: int  # lines between the rows that have a date or an amount and belong to none: a row may be missing

    def has(self, name: FieldName | str) -> bool:
        """Whether a column is of that name."""
        return any(column.name == name for column in self.columns)


def find_tables(page: Page, before: Sequence[Column] = ()) -> tuple[Table, ...]:
    """The tables of a page; `before` are the columns of one on the page before, that may go on without a header."""
    bands = bands_of(page)
    headers = list(find_headers(page, bands))
    if not headers:
        table = _fill(page, tuple(before), (), bands) if before else None
        return (table,) if table and table.rows else ()
    ends = [first for first, _, _ in headers[1:]] + [len(bands)]
    found = [
        _fill(page, columns, tuple(word for band in bands[first:after] for word in band.words), bands[after:end])
        for (first, after, columns), end in zip(headers, ends, strict=True)
    ]
    return tuple(table for table in found if table.rows)


def amount_in(text: str) -> str | None:
    """The number of a cell that holds an amount and nothing else but its unit, such as ``1.5 h``; None for others."""
    match = _NUMBER.fullmatch(text)
    return match["amount"].replace(",", ".") if match else None


def _fill(page: Page, columns: tuple[Column, ...], header: tuple[Word, ...], bands: Sequence[Band]) -> Table:
    bands = _until_the_end(header, bands)
    totals = [band for band in bands if _is_total(page, band)]
    lines = [band for band in bands if band not in totals]
    anchored = _with_anchors(page, columns, lines)
    columns = _with_edges(page, columns, anchored, lines)
    anchors = _anchors(page, columns, lines)
    shares = _shares(lines, [lines.index(anchor) for anchor in anchors])
    rows: list[Row] = []
    taken: list[Band] = []
    for index, anchor in enumerate(anchors):
        first, last = shares[index], shares[index + 1]
        own = _of_one_row(lines[first:last], lines.index(anchor) - first, columns)
        taken += own
        cells = tuple(
            tuple(word for line in own for word in line.words if column.x0 <= _centre(word.box) < column.x1)
            for column in columns
        )
        rows.append(Row(cells))
    last_row = max((line.middle for line in taken), default=0.0)
    loose = [line for line in anchored if line not in taken and line.middle < last_row]
    return Table(page, columns, header, tuple(rows), tuple(band.words for band in totals), len(loose))


def _until_the_end(header: Sequence[Word], bands: Sequence[Band]) -> list[Band]:
    """The bands up to a wide white, or to print that is much larger."""
    kept: list[Band] = []
    size = max((word.size for word in header), default=0.0)
    last = max((middle_of(word) for word in header), default=None)
    for band in bands:
        if last is not None and (band.middle - last > ROW_GAP * max(band.size, size) or band.size > TALLEST * size > 0):
            break
        kept.append(band)
        last = band.middle if header else None
    return kept


def _is_total(page: Page, band: Band) -> bool:
    text = text_of(page, band.words)
    return bool(_TOTAL.search(text)) and any(character.isdigit() for character in text) and not find_dates(text)


def _with_anchors(page: Page, columns: Sequence[Column], lines: Sequence[Band]) -> list[Band]:
    """The lines that look like rows before it is known where the columns end."""
    if not any(column.name in (FieldName.COMPLETED_ON, FieldName.CREDIT) for column in columns):
        return list(lines)
    found = []
    for line in lines:
        texts = [page.text[word.start : word.end] for word in line.words]
        if find_dates(" ".join(texts)) or any(amount_in(text) for text in texts):
            found.append(line)
    return found


def _with_edges(
    page: Page, columns: Sequence[Column], anchored: Sequence[Band], lines: Sequence[Band]
) -> tuple[Column, ...]:
    """The columns, divided from each other where what stands on either side is what the headers say."""
    rows = [_Words(page, band) for band in anchored[:ROWS_TRIED]]
    last = rows[-1].band.middle + WRAPPED * rows[-1].band.size if rows else 0.0
    spans = [(word.box.x0, word.box.x1) for line in lines if line.middle <= last for word in line.words]
    cuts = [_cut(rows, spans, left, right) for left, right in pairwise(columns)]
    edges = [float("-inf"), *cuts, float("inf")]
    return tuple(
        Column(column.name, column.label, start, end)
        for column, (start, end) in zip(columns, pairwise(edges), strict=True)
    )


def _cut(rows: Sequence["_Words"], words: Sequence[tuple[float, float]], left: Column, right: Column) -> float:
    """The place between two headers with the best fit of both sides, then with the widest white."""
    middle = (left.x1 + right.x0) / 2
    if right.x0 <= left.x1:
        return middle
    spans = [span for span in words if span[1] > left.x0 and span[0] < right.x1]
    edges = sorted(
        {left.x0, left.x1, right.x0, right.x1, *(edge for span in spans for edge in span if left.x0 < edge < right.x1)}
    )
    best = (float("-inf"), 0.0, middle)
    for start, end in pairwise(edges):
        place = (start + end) / 2
        if not left.x0 < place < right.x1:
            continue
        cut = sum(x0 < place < x1 for x0, x1 in spans)
        out = WITHIN_HEADER * (place < left.x1 or place > right.x0)
        fit = sum(_fits(left.name, row.before(place)) + _fits(right.name, row.after(place)) for row in rows)
        parts = sum(row.is_parted(place) for row in rows)
        best = max(best, (fit + parts - 2 * cut - out, end - start, place))
    return best[2]


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a band, to be asked what stands beside a place."""

    page: Page
    band: Band

    def is_parted(self, place: float) -> bool:
        """Whether a wide white lies there, with words on either side of it."""
        left = [word.box.x1 for word in self.band.words if word.box.x1 <= place]
        right = [word.box.x0 for word in self.band.words if word.box.x0 >= place]
        return bool(left and right) and min(right) - max(left) > HEADER_GAP * self.band.size

    def before(self, place: float) -> str:
        """The words that end at `place`, back to the first wide white."""
        return self._run([word for word in reversed(self.band.words) if _centre(word.box) < place], backwards=True)

    def after(self, place: float) -> str:
        """The words that begin at `place`, up to the first wide white."""
        return self._run([word for word in self.band.words if _centre(word.box) >= place], backwards=False)

    def _run(self, words: Sequence[Word], *, backwards: bool) -> str:
        run: list[Word] = []
        for word in words:
            white = _white(word, run[-1]) if run and backwards else _white(run[-1], word) if run else 0.0
            if white > HEADER_GAP * self.band.size:
                break
            run.append(word)
        return text_of(self.page, run[::-1] if backwards else run)


def _white(left: Word, right: Word) -> float:
    return right.box.x0 - left.box.x1


def _fits(name: FieldName | str, text: str) -> int:
    """1 if the text is what such a column holds, -1 if it is what another kind of column holds; 0 for either."""
    is_amount, dates = amount_in(text) is not None, find_dates(text)
    is_date = bool(dates) and len(text) - (dates[0].end - dates[0].start) < ROOM_BESIDE_DATE
    if name == FieldName.CREDIT:
        return 1 if is_amount else -1
    if name == FieldName.COMPLETED_ON:
        return 1 if is_date else -1
    is_number = bool(_CODE.fullmatch(text))
    if name in (FieldName.PROGRAM_NUMBER, FieldName.CERTIFICATE_NUMBER, FieldName.PROVIDER_NUMBER):
        return 1 if is_number else -1
    if name in (FieldName.TITLE, FieldName.PROVIDER, FieldName.HOLDER):
        return -1 if is_amount or dates or is_number else 0
    return 0


def _anchors(page: Page, columns: Sequence[Column], lines: Sequence[Band]) -> list[Band]:
    """The lines that rows are known by: those with a name; else those with an amount or a date.

    Amounts do not wrap, dates may: a line with a date alone is a row of its own only far from every amount.
    """
    texts = [{column.name: text_of(page, _inside(line, column)) for column in reversed(columns)} for line in lines]
    names = {column.name for column in columns}
    if FieldName.HOLDER in names and not names >= {FieldName.TITLE, FieldName.COMPLETED_ON}:
        return [line for line, text in zip(lines, texts, strict=True) if _is_name(text[FieldName.HOLDER])]
    counted = [
        line for line, text in zip(lines, texts, strict=True) if amount_in(text.get(FieldName.CREDIT, "")) is not None
    ]
    dated = [line for line, text in zip(lines, texts, strict=True) if _has_day(text.get(FieldName.COMPLETED_ON, ""))]
    first, second = (counted, dated) if len(counted) >= MOSTLY * len(dated) else (dated, counted)
    far = [line for line in second if all(abs(line.middle - other.middle) > WRAPPED * line.size for other in first)]
    return [line for line in lines if line in first or line in far]


def _is_name(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    small = {word for word in words if word.islower()} - PARTICLES
    return bool(_NAME.fullmatch(text)) and not small and not find_dates(text) and name_of(text) == UNKNOWN


def _has_day(text: str) -> bool:
    """Whether a date stands there, also one without its year, as in the programme of a meeting."""
    return bool(
        find_dates(text) or re.fullmatch(r"[^\W\d]{3,9}\.?\s+\d{1,2}|\d{1,2}\s+[^\W\d]{3,9}\.?|\d{1,2}/\d{1,2}", text)
    )


def _inside(band: Band, column: Column) -> tuple[Word, ...]:
    return tuple(word for word in band.words if column.x0 <= _centre(word.box) < column.x1)


def _centre(box: Box) -> float:
    return (box.x0 + box.x1) / 2


def _shares(lines: Sequence[Band], anchors: Sequence[int]) -> list[int]:
    """Where each anchor's share of the lines begins, and the end: divided at the widest white between two anchors."""
    starts = [0]
    for upper, lower in pairwise(anchors):
        whites = [round(lines[place].middle - lines[place - 1].middle, 1) for place in range(upper + 1, lower + 1)]
        starts.append(lower - whites[::-1].index(max(whites)))  # of equal whites the last: what follows is of the row
    return [*starts, len(lines)]


def _of_one_row(lines: Sequence[Band], anchor: int, columns: Sequence[Column]) -> Sequence[Band]:
    """The anchor's line with those above and below it that go on in the columns of words, line by line."""
    first = last = anchor
    while first > 0 and _goes_on(lines[first - 1], lines[first], columns):
        first -= 1
    while last + 1 < len(lines) and _goes_on(lines[last + 1], lines[last], columns):
        last += 1
    return lines[first : last + 1]


def _goes_on(line: Band, beside: Band, columns: Sequence[Column]) -> bool:
    if abs(line.middle - beside.middle) > WRAPPED * beside.size or line.size > 1.3 * beside.size:
        return False
    keeps_to_words = all(column.name != FieldName.CREDIT for column in columns if _inside(line, column))
    return keeps_to_words and not any(
        word.box.x0 < column.x1 < word.box.x1 for column in columns for word in line.words
    )


def lines_of(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of a cell, line after line as they were read."""
    for _, group in groupby(words, key=lambda word: word.line):
        yield list(group)
