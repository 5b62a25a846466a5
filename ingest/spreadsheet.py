"""The rows of a spreadsheet as people save it, as plain text.

Takes a CSV file (comma, semicolon or tab; UTF-8, or UTF-16 with its mark) or the first sheet of an XLSX file; gives
`Row`s one by one, so that memory stays flat. Cells are stripped; dates of an XLSX file come as YYYY-MM-DD.
Refuses to guess an encoding, to mend rows, and to read more than `MAX_ROWS` rows; each refusal names line and column.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unicodedata import category

from ingest.errors import SettingsError

MAX_ROWS: Final = 200_000  # with the headings; a lab's yearly claims are some thousands
MAX_COLUMNS: Final = 200
MAX_CELL: Final = 5_000  # characters
MAX_LINE: Final = 1_000_000  # characters
CHUNK_BYTES: Final = 1 << 16

_DELIMITERS: Final = ",;\t"
_DELIMITER_WORDS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}
_SEPARATOR_LINE: Final = re.compile(r'"?sep=([,;\t])"?\s*', re.IGNORECASE)  # which spreadsheets write and read
_OLE: Final = b"\xd0\xcf\x11\xe0"  # an old .xls, or a file with a password


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank; it has as many cells as the first one."""

    line: int  # from 1; of a row over several lines, the first
    cells: tuple[str, ...]


def read_rows(path: Path) -> Iterator[Row]:
    """The rows that are not blank, one by one; the first holds the headings.

    Raises:
        SettingsError: the file cannot be read as a spreadsheet; names the line and the column.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise SettingsError(f"{path}: the spreadsheet cannot be read: {error.strerror}.", path=path) from error
    if start.startswith(_OLE):
        raise SettingsError(
            f"{path}: an old .xls file, or one with a password. Save it as .xlsx or as CSV UTF-8, without a password.",
            path=path,
        )
    if start.startswith(b"PK"):
        from ingest.sheet_lines import workbook_lines  # noqa: PLC0415  openpyxl takes long to import

        lines = workbook_lines(path)
    else:
        lines = _csv_lines(path, start)
    yield from _checked(lines, path)


def wrong_cell(path: Path, line: int, column: str, what: str) -> SettingsError:
    """The error for a cell, such as `claims.csv, line 3, column hours: ...`."""
    return SettingsError(f"{path}, line {line}, column {column}: {what}", path=path)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula.

    >>> [is_formula(text) for text in ("=1+1", "@SUM(A1)", "Sums", "")]
    [True, True, False, False]
    """
    return text.lstrip().startswith(("=", "+", "-", "@"))


def column_letters(number: int) -> str:
    """What spreadsheets call a column, counted from 1.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _checked(lines: Iterable[tuple[int, list[str]]], path: Path) -> Iterator[Row]:
    """Rows of equal width with printable cells, not too many."""
    headings: tuple[str, ...] = ()
    count = 0
    for line, raw in lines:
        cells = [cell.replace("\n", " ").replace("\t", " ").strip() for cell in raw]  # a wrapped cell is one text
        while len(cells) > len(headings) and not cells[-1]:  # empty cells to the right of the table
            cells.pop()
        if not any(cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise wrong_cell(
                path, line, _name(headings, 0), f"the file has more than {MAX_ROWS:,} rows. Part it, by year or team."
            )
        if len(cells) > MAX_COLUMNS:
            raise wrong_cell(path, line, column_letters(MAX_COLUMNS + 1), f"more than {MAX_COLUMNS} columns.")
        for place, cell in enumerate(cells):
            _check_text(cell, path, line, _name(headings, place))
        if headings and len(cells) != len(headings):
            place = min(len(cells), len(headings))
            raise wrong_cell(
                path,
                line,
                _name(headings, place),
                f"the row has {len(cells)} cells, line with the headings {len(headings)}. "
                "Put cells that hold the separator in double quotes.",
            )
        headings = headings or tuple(cells)
        yield Row(line, tuple(cells))
    if not headings:
        raise SettingsError(f"{path}, line 1, column A: the file is empty. Its first line must be headings.", path=path)


def _check_text(cell: str, path: Path, line: int, column: str) -> None:
    if len(cell) > MAX_CELL:
        raise wrong_cell(path, line, column, f"holds more than {MAX_CELL:,} characters.")
    odd = next((letter for letter in cell if category(letter) in ("Cc", "Cs")), None)
    if odd is not None:
        raise wrong_cell(path, line, column, f"holds the control character U+{ord(odd):04X}. Remove it.")


def _name(headings: tuple[str, ...], place: int) -> str:
    """The heading of a column, or its letters."""
    heading = headings[place] if place < len(headings) else ""
    return heading[:60] or column_letters(place + 1)


def _csv_lines(path: Path, start: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file with the line on which each begins."""
    texts = _text_lines(path, start)
    first, line = next(texts, ""), 1
    while first and not first.strip():
        first, line = next(texts, ""), line + 1
    separator = _SEPARATOR_LINE.fullmatch(first)
    if separator:
        first, line, delimiter = next(texts, ""), line + 1, separator[1]
    else:
        delimiter = _delimiter(first, path, line)
    skipped = line - 1

    def rest() -> Iterator[str]:
        yield first
        yield from texts

    reader = csv.reader(rest(), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield line, cells
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        raise SettingsError(
            f"{path}, line {line}, column A or later: not a row of a CSV file: {error}. "
            "Look for a double quote that is not closed.",
            path=path,
        ) from error


def _delimiter(first: str, path: Path, line: int) -> str:
    """What parts the cells of the headings: what stands there most often, outside of quotes."""
    bare = re.sub(r'"(?:[^"]|"")*"', "", first)
    counts = {mark: bare.count(mark) for mark in _DELIMITERS}
    most = max(counts.values())
    best = [mark for mark in _DELIMITERS if counts[mark] == most]
    if most and len(best) > 1:
        words = " and ".join(_DELIMITER_WORDS[mark] for mark in best)
        raise wrong_cell(path, line, "A", f"{words} are there equally often. Part the cells by one of them only.")
    return best[0]


def _text_lines(path: Path, start: bytes) -> Iterator[str]:
    """The lines of a text, each with its line end; several lines only where no more is known."""
    encoding = "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    done, pending = 0, ""  # lines given; the beginning of the next
    with path.open("rb") as file:
        while True:
            content = file.read(CHUNK_BYTES)
            try:
                pending += decoder.decode(content, final=not content)
            except UnicodeDecodeError as error:
                raise _wrong_bytes(path, error, encoding, done + 1, pending) from error
            *lines, pending = pending.split("\n")
            for line in lines:
                done += 1
                yield line + "\n"
            if len(pending) > MAX_LINE:
                raise wrong_cell(path, done + 1, "A", f"the line has more than {MAX_LINE:,} characters.")
            if not content:
                break
    if pending:
        yield pending


def _wrong_bytes(path: Path, error: UnicodeDecodeError, encoding: str, line: int, pending: str) -> SettingsError:
    """Where the bytes end to be text: `pending` is what came before in the same line."""
    plain = "utf-8" if encoding == "utf-8-sig" else error.encoding.replace("_", "-")
    before = pending + error.object[: error.start].decode(plain, "ignore")
    before = before.replace("\r\n", "\n").replace("\r", "\n")
    line += before.count("\n")
    last = before.rpartition("\n")[2]
    byte = len(last.encode("utf-8" if encoding == "utf-8-sig" else "utf-16-le", "surrogatepass")) + 1
    column = column_letters(max(last.count(mark) for mark in _DELIMITERS) + 1)
    name = "UTF-8" if encoding == "utf-8-sig" else "UTF-16"
    return SettingsError(
        f"{path}, line {line}, column {column}, byte {byte} of the line: not {name}. Save the file as CSV UTF-8.",
        path=path,
    )
