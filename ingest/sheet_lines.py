"""The first sheet of an XLSX file as lines of texts.

Takes a path; gives each line with its cells, read one by one.
Refuses what unpacks to too much, formulas without a value and cells with an error; `spreadsheet` checks the rest.
"""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from ingest.errors import SettingsError

MAX_SHEET_BYTES: Final = 400_000_000  # unpacked; read as a stream, and no further than the rows that are taken
MAX_OTHER_BYTES: Final = 50_000_000  # unpacked, of all other parts together, which are held in memory
MAX_PARTS: Final = 2_000
MAX_CELLS: Final = 201  # of a line: one more than a table may have, so that a wider one is seen
_START_BYTES: Final = 4_096

_UNREADABLE: Final = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, InvalidFileException, EOFError, OSError, RuntimeError),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError),
)  # what openpyxl lets through from damaged files; its parsers' errors are SyntaxErrors


def workbook_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines of the first sheet, the blank ones too.

    Raises:
        SettingsError: it is no such file, or a cell has no value that can be read.
    """
    line = 0
    try:
        _check_size(path)
        values, formulas = _sheet(path, values=True), _sheet(path, values=False)
        while True:
            with warnings.catch_warnings():  # of openpyxl, about styles; a wrong date comes as an error cell
                warnings.simplefilter("ignore")
                shown, written = next(values, None), next(formulas, None)
            if shown is None or written is None:
                return
            line += 1
            cells = islice(zip(shown, written, strict=False), MAX_CELLS)
            yield line, [_text(cell, formula, path, line, place) for place, (cell, formula) in enumerate(cells, 1)]
    except _UNREADABLE as error:
        where = f"line {line + 1}" if line else "line 1, column A"
        raise SettingsError(
            f"{path}, {where}: the XLSX file is damaged or is no spreadsheet ({type(error).__name__}). "
            "Open it in a spreadsheet program and save it anew, or as CSV UTF-8.",
            path=path,
        ) from error


def _check_size(path: Path) -> None:
    """Refuse what unpacks to too much, and entities, which unpack once more; zipfile holds parts to their size."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
        others = sum(part.file_size for part in parts if part not in sheets)
        largest = max((part.file_size for part in sheets), default=0)
        if len(parts) > MAX_PARTS or others > MAX_OTHER_BYTES or largest > MAX_SHEET_BYTES:
            raise SettingsError(
                f"{path}, line 1, column A: the XLSX file unpacks to {others + largest:,} bytes in {len(parts)} parts, "
                "which is more than is read. Save the table alone as CSV UTF-8.",
                path=path,
            )
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as file:
                    start = file.read(_START_BYTES).replace(b"\0", b"")  # UTF-16 too
                if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                    raise ValueError("a document type, which spreadsheet programs do not write")
                if part in sheets and part.file_size > MAX_OTHER_BYTES and b"dimension" not in start:
                    raise ValueError("a large sheet without its dimension")  # openpyxl would hold all of it


def _sheet(path: Path, *, values: bool) -> Iterator[Any]:
    with path.open("rb") as file:  # openpyxl leaves open what it cannot read
        book = openpyxl.load_workbook(file, read_only=True, data_only=values, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        yield from sheet.iter_rows()


def _text(cell: Any, formula: Any, path: Path, line: int, column: int) -> str:
    value = cell.value
    name = get_column_letter(column)
    if value is None:
        if formula.data_type == "f":
            raise SettingsError(
                f"{path}, line {line}, column {name}: a formula without a value. "
                "Open the file in a spreadsheet program and save it, or paste the value.",
                path=path,
            )
        return ""
    if cell.data_type == "e":
        raise SettingsError(f"{path}, line {line}, column {name}: the cell shows the error {value}.", path=path)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{Decimal(f'{value:.12g}'):f}"  # 1.1 is stored as 1.1000000000000001
    return str(value)
