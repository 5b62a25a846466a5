"""Tables written as spreadsheets, xlsx or csv, in which nothing is a formula or a link.

Takes sheets with their columns and rows, gives a file that is whole or not there at all (`whole_file`).
Refuses more rows than a spreadsheet has. Text that is too long for a cell is cut, and a mark says so; characters that
XML does not know are replaced.

Names and titles come from papers of strangers. In xlsx each text is stored as text, and what begins like a formula
carries the mark by which a spreadsheet keeps it text when somebody edits the cell; in csv an apostrophe does that.
"""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

from ingest.errors import SettingsError
from ingest.whole_file import whole_file

Cell: TypeAlias = str | int | Decimal | date | None

# What begins a formula: OWASP "CSV Injection" (read 2026-11-23), and the full-width forms that Excel takes as well.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# Microsoft, "Excel specifications and limits": rows of a sheet with the headings, UTF-16 units of a cell.
MAX_ROWS: Final = 1_048_576
MAX_CELL_UNITS: Final = 32_767
CUT_MARK: Final = " … [cut: too long for a cell]"
_FIRST_YEAR: Final = 1900  # of the calendar of spreadsheets; an earlier date is written as text
_MAX_FOOTER: Final = 255

# What XML 1.0 does not know, apart from lone surrogates, which are written out beforehand.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet; `width` in characters, as spreadsheets count it."""

    heading: str
    width: float = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. The rows are taken once and may be made on the way; each has a cell for each column."""

    name: str  # at most 31 characters, none of []:*?/\\, not of the lab's own making
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    caption: str = ""  # at the foot of each printed page


def write_sheet(sheet: Sheet, path: Path) -> int:
    """Write one sheet as the suffix of `path` says, csv or xlsx, and tell how many rows there are without headings.

    Raises:
        SettingsError: another suffix, too many rows, or the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return write_workbook((sheet,), path)
    if suffix == ".csv":
        return write_table(sheet, path)
    raise SettingsError(f"{path}: the name must end in .csv or .xlsx, which says the format.", path=path)


def write_workbook(sheets: Iterable[Sheet], path: Path) -> int:
    """Write the sheets as xlsx, and tell how many rows there are in all without headings.

    Raises:
        SettingsError: a sheet has too many rows, or the file cannot be written.
    """
    # Rows go to temporary files as they come. In a folder of their own, they are gone whatever happens.
    with whole_file(path) as file, tempfile.TemporaryDirectory(prefix="ingest-xlsx-") as folder:
        return _write(sheets, path, file, folder)


def write_table(sheet: Sheet, path: Path) -> int:
    """Write one sheet as csv, in UTF-8 with the mark by which Excel knows it, and tell how many rows there are.

    Numbers have a decimal point and dates are `YYYY-MM-DD`, whatever the country.

    Raises:
        SettingsError: the file cannot be written.
    """
    count = 0
    with whole_file(path) as binary:
        # People read \udc80 as what it is: a byte of a file name that is not UTF-8.
        file = io.TextIOWrapper(binary, "utf-8-sig", errors="backslashreplace", newline="", write_through=True)
        try:
            writer = csv.writer(file)
            writer.writerow([column.heading for column in sheet.columns])
            for count, row in enumerate(sheet.rows, start=1):  # noqa: B007 - told at the end
                writer.writerow([defang(cell) if isinstance(cell, str) else _text(cell) for cell in row])
        finally:
            file.detach()  # `whole_file` closes it
    return count


def defang(cell: str) -> str:
    """The cell as text in any spreadsheet: an apostrophe goes before what would begin a formula.

    >>> defang('=HYPERLINK("http://x")'), defang("Dana")
    ('\\'=HYPERLINK("http://x")', 'Dana')
    """
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def cell_text(text: str) -> str:
    """The text as an xlsx cell can hold it: of bounded length, and of characters that XML knows.

    >>> cell_text("a\\x00b\\udc80"), len(cell_text("x" * 40_000))
    ('a\ufffdb\\\\udc80', 32767)
    """
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    text = _NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_CELL_UNITS:
        return text
    # A character of two units that the cut goes through is left out.
    return units[: 2 * (MAX_CELL_UNITS - len(CUT_MARK))].decode("utf-16-le", "ignore") + CUT_MARK


def _write(sheets: Iterable[Sheet], path: Path, file: BinaryIO, folder: str) -> int:
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415  a csv needs none of it

    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "tmpdir": folder,
            # Cells are written by their type below; should one slip through, it is still not a formula or link.
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    top = {"valign": "top"}
    formats = _Formats(
        heading=book.add_format({"bold": True, "bottom": 1, "text_wrap": True, **top}),
        text=book.add_format({**top, "text_wrap": True}),
        like_formula=book.add_format({**top, "text_wrap": True, "quote_prefix": True}),
        number=book.add_format(top),
        date=book.add_format({**top, "num_format": "yyyy-mm-dd", "align": "left"}),
    )
    try:
        count = sum(_write_rows(book.add_worksheet(sheet.name), sheet, formats, path) for sheet in sheets)
        book.close()
    finally:
        for worksheet in book.worksheets():  # a book that failed leaves its temporary files open
            worksheet.row_data_fh.close()
    return count


@dataclass(frozen=True, slots=True)
class _Formats:
    """How cells look; xlsxwriter says nothing of its types."""

    heading: Any
    text: Any
    like_formula: Any
    number: Any
    date: Any


def _write_rows(worksheet: Any, sheet: Sheet, formats: _Formats, path: Path) -> int:
    for place, column in enumerate(sheet.columns):
        worksheet.set_column(place, place, column.width)
        worksheet.write_string(0, place, cell_text(column.heading), formats.heading)
    count = 0
    for count, row in enumerate(sheet.rows, start=1):
        if count >= MAX_ROWS:
            raise SettingsError(
                f"{path}: a spreadsheet holds {MAX_ROWS:,} rows, and there are more. Write a .csv instead.", path=path
            )
        for place, cell in enumerate(row):
            _write_cell(worksheet, count, place, cell, formats)
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, count, len(sheet.columns) - 1)
    worksheet.repeat_rows(0)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)  # as many pages down as it takes
    # `&` begins a code in a footer.
    worksheet.set_footer(f"&L{sheet.caption.replace('&', '&&')}&R&P / &N"[:_MAX_FOOTER])
    return count


def _write_cell(worksheet: Any, row: int, place: int, cell: Cell, formats: _Formats) -> None:
    if isinstance(cell, int) or (isinstance(cell, Decimal) and cell.is_finite()):
        worksheet.write_number(row, place, float(cell), formats.number)
    elif isinstance(cell, date) and cell.year >= _FIRST_YEAR:
        worksheet.write_datetime(row, place, cell, formats.date)
    elif text := cell_text(cell if isinstance(cell, str) else _text(cell)):
        worksheet.write_string(
            row, place, text, formats.like_formula if text.startswith(FORMULA_STARTS) else formats.text
        )


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal) and cell.is_finite():
        return f"{cell.normalize():f}"
    return str(cell)
