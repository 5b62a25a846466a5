"""Transcripts (one person, many courses) and attendance lists (one course, many people): one activity for each row.

Takes the pages of one page range, gives a `Listing` with a small document for each row: the page without the other
rows, so that whatever stands once on the paper is found there as on any certificate; the row's cells are its own.
Refuses to divide a certificate that only lists its sessions: see decision 0007.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from ingest.activity import Candidate, FieldName, Issue, IssueCode
from ingest.dates import find_dates
from ingest.document import Document, Glyphs, Page, Word, make_page
from ingest.table_headers import Column, text_of
from ingest.tables import Row, Table, amount_in, find_tables, lines_of

LEAST_ROWS: Final = 2
DAYS_OF_A_MEETING: Final = 14  # whose sessions lie within so many days
SURELY: Final = 2  # sum of the points for a transcript
CELL_CONFIDENCE: Final = 0.95  # that the words of a cell are what its header says; a person sees every row

# Fields that each row of a transcript states for itself: where it has no cell for one, the page's must not fill it in.
ROW_FIELDS: Final = (
    FieldName.TITLE,
    FieldName.COMPLETED_ON,
    FieldName.CREDIT,
    FieldName.PROGRAM_NUMBER,
    FieldName.CERTIFICATE_NUMBER,
    FieldName.LEVEL,
)
_TRANSCRIPT: Final = re.compile(
    r"\btranscript\b|\b(?:ce|c\.e\.|education|training|learning|course|activity|completion|competency)\s+"
    r"(?:record|history|log|report|summary|activities|tracker)\b"
    r"|\b(?:completed|list\s+of)\s+(?:courses|activities|trainings?|programs)\b|\bfollowing\s+(?:courses|activities|programs|classes|trainings)\b",
    re.IGNORECASE,
)
_PAGE_NUMBER: Final = re.compile(r"(?:page|p\.)?\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?", re.IGNORECASE)
_ATTENDANCE: Final = re.compile(
    r"\b(?:attendance|sign-?\s?in|participants?|attendees?|class)\s+(?:list|sheet|roster|record|log)|\broster\b",
    re.IGNORECASE,
)
_ONE_EVENT: Final = re.compile(
    r"^\W*(?:event|conference|meeting|symposium|convention|(?:program|activity|course|event|meeting)\s+title|title\s+of\s+\w+)\b[^:\n]{0,20}:",
    re.IGNORECASE | re.MULTILINE,
)
_FINISHED: Final = re.compile(
    r"certif(?:y|ies)\s+that|\b(?:has|have)\s+(?:successfully\s+)?(?:completed|attended|participated|earned)|awarded\s+to|presented\s+to",
    re.IGNORECASE,
)
_CERTIFICATE: Final = re.compile(r"^\W*certificate\b(?:\s+of\b.*)?\W*$", re.IGNORECASE | re.MULTILINE)


class Kind(StrEnum):
    """What a listing lists."""

    TRANSCRIPT = "transcript"
    ATTENDANCE = "attendance list"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row says of one field: a span of the text of its own document."""

    name: FieldName
    page: int
    start: int
    end: int
    label: str  # the words of the column's header


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row, ready to be read like a certificate."""

    number: int  # from 1, over all pages
    document: Document  # its pages hold what stands beside the tables, their headers, and this row alone
    cells: tuple[Cell, ...]
    fields: tuple[FieldName, ...]  # those that only a cell may give


@dataclass(frozen=True, slots=True)
class Listing:
    """A transcript or an attendance list."""

    kind: Kind
    rows: tuple[ListedRow, ...]
    issues: tuple[Issue, ...]  # of each row


def find_listing(document: Document, pages: Sequence[Page]) -> Listing | Issue | None:
    """The rows of the tables on `pages`; None if there is no table, or only one of a single certificate.

    An issue if the pages are taken for one certificate and have a table of what may be several.
    """
    tables = _tables(pages)
    kind = _kind(tables, pages)
    if kind is None:
        return _of_sessions(tables, pages)
    paper = _Paper(document, tuple(pages), tables, kind)
    places = [(table, row) for table in tables for row in table.rows]
    return Listing(
        kind,
        tuple(_listed(paper, table, row, number) for number, (table, row) in enumerate(places, start=1)),
        (*_loose_issues(tables), *(_sum_issues(tables) if kind is Kind.TRANSCRIPT else ())),
    )


def _of_sessions(tables: Sequence[Table], pages: Sequence[Page]) -> Issue | None:
    count = sum(len(table.rows) for table in tables)
    if count < LEAST_ROWS or _points(tables, pages) < 0:
        return None
    detail = f"a table of {count} rows was taken for the parts of one activity"
    return Issue(IssueCode.SEVERAL_ON_PAGE, None, detail)


def goes_on(before: Page, page: Page) -> bool:
    """Whether a table of the page before goes on, with its header again or without.

    What stands above it must have stood on the page before as well: another name is another person's transcript.
    """
    last = find_tables(before)
    if not last or len(last[-1].rows) < LEAST_ROWS:
        return False
    found = find_tables(page, last[-1].columns)
    if not found or [column.name for column in found[0].columns] != [column.name for column in last[-1].columns]:
        return False
    head = min(word.box.top for word in _words_of(found[0]))
    above = {text_of(page, line) for line in lines_of([word for word in page.words if word.box.bottom <= head])}
    known = {text_of(before, line) for line in lines_of(before.words)}
    return all(_PAGE_NUMBER.fullmatch(line) for line in above - known)


def row_candidates(row: ListedRow, candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates of a row: its cells, and of the page's those of fields that a row does not state."""
    own = tuple(
        Candidate(
            cell.name,
            row.document.evidence(_page(row.document.pages, cell.page), cell.start, cell.end),
            CELL_CONFIDENCE,
            "table:column",
            cell.label if cell.name is FieldName.CREDIT else None,  # a bare number is read with its header
        )
        for cell in row.cells
    )
    return own + tuple(candidate for candidate in candidates if candidate.name not in row.fields)


def _tables(pages: Sequence[Page]) -> tuple[Table, ...]:
    """The tables of the pages; one goes on without a header where the next page has none."""
    found: list[Table] = []
    for page in pages:
        goes_on = found[-1].columns if found and found[-1].page.number == page.number - 1 else ()
        found += find_tables(page, goes_on)
    return tuple(found)


def _kind(tables: Sequence[Table], pages: Sequence[Page]) -> Kind | None:
    if sum(len(table.rows) for table in tables) < LEAST_ROWS:
        return None
    if any(table.has(FieldName.HOLDER) for table in tables):
        beside = "\n".join(_text_beside(page, tables) for page in pages)
        count = sum(len(table.rows) for table in tables)
        return Kind.ATTENDANCE if count > LEAST_ROWS or _ATTENDANCE.search(beside) else None
    return Kind.TRANSCRIPT if _points(tables, pages) >= SURELY else None


def _points(tables: Sequence[Table], pages: Sequence[Page]) -> int:
    """How much speaks for a list of several courses, over one certificate with its sessions (decision 0007)."""
    text = "\n".join(_text_beside(page, tables) for page in pages)
    columns = {column.name for table in tables for column in table.columns}
    days = [span.readings[0] for table in tables for span in find_dates(_column_text(table, FieldName.COMPLETED_ON))]
    points = 3 if _TRANSCRIPT.search(text) else 0
    points += 2 if FieldName.PROVIDER in columns else 0
    if len(days) * 2 < sum(len(table.rows) for table in tables):
        points -= 2
    elif (max(day.days()[1] for day in days) - min(day.days()[0] for day in days)).days > DAYS_OF_A_MEETING:
        points += 3
    points -= 3 if _ONE_EVENT.search(text) else 0
    points -= 3 if _FINISHED.search(text) and not re.search(r"\bfollowing\b", text, re.IGNORECASE) else 0
    return points - (2 if _CERTIFICATE.search(text) else 0)


def _text_beside(page: Page, tables: Sequence[Table]) -> str:
    taken = {id(word) for table in tables for word in _words_of(table)}
    lines = lines_of([word for word in page.words if id(word) not in taken])
    return "\n".join(text_of(page, line) for line in lines)


def _words_of(table: Table) -> Iterable[Word]:
    yield from table.header
    for total in table.totals:
        yield from total
    for row in table.rows:
        for cell in row.cells:
            yield from cell


def _column_text(table: Table, name: FieldName) -> str:
    places = [index for index, column in enumerate(table.columns) if column.name == name]
    return "\n".join(text_of(table.page, row.cells[place]) for row in table.rows for place in places)


def _listed(paper: "_Paper", table: Table, row: Row, number: int) -> ListedRow:
    """The row with the pages that it is read from."""
    cells: list[Cell] = []
    shown: dict[int, Page] = {}
    for page in paper.pages:
        own = _cells(table.columns, row) if table.page is page else []
        shown[page.number], spans = _relaid(page, paper.lines_beside(page), [words for _, words in own])
        cells += [
            Cell(name, page.number, start, end, label)
            for ((name, label), _), (start, end) in zip(own, spans, strict=True)
        ]
    named = {column.name for column in table.columns}
    fields = tuple(
        name for name in FieldName if name in named or (paper.kind is Kind.TRANSCRIPT and name in ROW_FIELDS)
    )
    kept = tuple(shown.get(page.number, page) for page in paper.document.pages)
    return ListedRow(number, replace(paper.document, pages=kept), tuple(cells), fields)


@dataclass(frozen=True, slots=True)
class _Paper:
    """What all rows have in common."""

    document: Document
    pages: tuple[Page, ...]
    tables: tuple[Table, ...]
    kind: Kind

    def lines_beside(self, page: Page) -> list[list[Word]]:
        """The lines of a page without the rows of its tables; their headers stay."""
        on_page = [table for table in self.tables if table.page is page]
        headers = {id(word) for table in on_page for word in table.header}
        rows = {id(word) for table in on_page for word in _words_of(table)} - headers
        return list(lines_of([word for word in page.words if id(word) not in rows]))


def _cells(columns: Sequence[Column], row: Row) -> list[tuple[tuple[FieldName, str], tuple[Word, ...]]]:
    """Name, label and words of each field that the row fills; a name in two columns in its natural order."""
    found: dict[FieldName, tuple[str, tuple[Word, ...]]] = {}
    for column, words in zip(columns, row.cells, strict=True):
        if not isinstance(column.name, FieldName) or not words:
            continue
        label, before = found.get(column.name, (column.label, ()))
        if not before:
            found[column.name] = column.label, words
        elif column.name is FieldName.HOLDER:
            last_comes_first = label.casefold().startswith("last")
            found[column.name] = label, words + before if last_comes_first else before + words
    return [((name, label), words) for name, (label, words) in found.items()]


def _relaid(
    page: Page, lines: Sequence[Sequence[Word]], cells: Sequence[Sequence[Word]]
) -> tuple[Page, list[tuple[int, int]]]:
    """A page of these lines and then these cells, and where in its text each cell stands."""
    cell_lines = [list(lines_of(words)) for words in cells]
    laid = [*lines, *(line for of_cell in cell_lines for line in of_cell)]
    made = make_page(
        [[_glyphs(page, word) for word in line] for line in laid],
        number=page.number,
        width=page.width,
        height=page.height,
        rotation=page.rotation,
        reader=page.reader,
        why=page.why,
        corners=page.corners,
        codes=page.codes,
        marks=page.marks,
        doubt=page.doubt,
    )
    spans: list[tuple[int, int]] = []
    first = sum(map(len, lines))
    for words in cells:
        spans.append((made.words[first].start, made.words[first + len(words) - 1].end))
        first += len(words)
    return made, spans


def _glyphs(page: Page, word: Word) -> Glyphs:
    return Glyphs(page.text[word.start : word.end], word.box, word.size, word.confidence, word.second)


def _page(pages: Iterable[Page], number: int) -> Page:
    return next(page for page in pages if page.number == number)


def _loose_issues(tables: Sequence[Table]) -> tuple[Issue, ...]:
    count = sum(table.loose for table in tables)
    if not count:
        return ()
    detail = f"{count} lines of the table could not be told to belong to a row: rows may be missing"
    return (Issue(IssueCode.SEVERAL_ON_PAGE, None, detail),)


def _sum_issues(tables: Sequence[Table]) -> tuple[Issue, ...]:
    """An issue where a printed total is the sum neither of its table's rows nor of all rows."""
    sums = [_sum(table) for table in tables]
    printed = [amount for table in tables for total in table.totals for amount in _amounts(table.page, total)]
    if not printed or not any(sums):
        return ()
    whole = sum(sums, Decimal(0))
    if any(amount in (whole, *sums) for amount in printed):
        return ()
    detail = f"the rows add up to {whole.normalize():f}, the printed total is {printed[-1].normalize():f}"
    return (Issue(IssueCode.SUM_DIFFERS, FieldName.CREDIT, detail),)


def _sum(table: Table) -> Decimal:
    places = [index for index, column in enumerate(table.columns) if column.name is FieldName.CREDIT]
    texts = [amount_in(text_of(table.page, row.cells[places[0]])) for row in table.rows] if places else []
    return sum((Decimal(text) for text in texts if text), Decimal(0))


def _amounts(page: Page, words: Sequence[Word]) -> list[Decimal]:
    texts = re.findall(r"(?<![\d.])\d{1,4}(?:\.\d{1,3})?(?![\d.]*\d)", text_of(page, words))
    return [Decimal(text) for text in texts]
