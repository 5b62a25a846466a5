"""Spreadsheets as people save them: separators, encodings, XLSX, and what is refused with line and column."""

import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import sheet_lines, spreadsheet
from ingest.errors import SettingsError
from ingest.spreadsheet import MAX_ROWS, Row, read_rows


def rows(path: Path) -> list[tuple[str, ...]]:
    return [row.cells for row in read_rows(path)]


def refused(path: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        rows(path)
    return str(caught.value).removeprefix(f"{path}, ")


def xlsxwriter_book(path: Path) -> Any:
    import xlsxwriter  # type: ignore[import-untyped]

    return xlsxwriter.Workbook(str(path))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "claims.csv"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "claims.xlsx"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_encodings_and_line_ends(file: Path, mark: str, encoding: str, end: str) -> None:
    lines = (("id", "title"), ("1", "Hämatologie, Teil; 1"), ("2", 'The "quoted"\none'))
    quoted = (mark.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    file.write_bytes(end.join(quoted).encode(encoding))
    assert rows(file) == [("id", "title"), ("1", "Hämatologie, Teil; 1"), ("2", 'The "quoted" one')]


def test_blank_lines_and_empty_cells_to_the_right_are_left_out_and_lines_stay_those_of_the_file(file: Path) -> None:
    file.write_text('\nid,title,,\n\n1,"a\nb"\n,,,\n2,c,,\n')
    assert list(read_rows(file)) == [Row(2, ("id", "title")), Row(4, ("1", "a b")), Row(7, ("2", "c"))]


def test_the_line_that_names_the_separator_is_taken(file: Path) -> None:
    file.write_text("sep=;\nid;title, or so\n1;a\n")
    assert [row.line for row in read_rows(file)] == [2, 3]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1, column A: the file is empty"),
        (b"\n \n", "line 1, column A: the file is empty"),
        (b"id,title\n1,caf\xe9\n", "line 2, column B, byte 6 of the line: not UTF-8"),
        (b"id;title\r\n1;a\r\n2;caf\xe9\r\n", "line 3, column B, byte 6 of the line: not UTF-8"),
        ("id,title\n1,ab\n".encode("utf-16") + b"\x41", "line 3, column A, byte 1 of the line: not UTF-16"),
        ("id,title\n1,a\n".encode("utf-16")[2:], "line 1, column A: holds the control character U+0000"),
        (b"id,title\n1,a\x00b\n", "line 2, column title: holds the control character U+0000"),
        (b"id,title\n1,a\x1b[2J\n", "line 2, column title: holds the control character U+001B"),
        (b"id,title\n1\n", "line 2, column title: the row has 1 cells"),
        (b"id,title\n1,a,b\n", "line 2, column C: the row has 3 cells"),
        (b'id,title\n1,a\n2,"open\n3,c\n', "line 3, column A or later: not a row of a CSV file"),
        (b"id,title;hours\n1,2;3\n", "line 1, column A: comma and semicolon are there equally often"),
        (b"id,title\n1," + b"a" * 6000, "line 2, column title: holds more than 5,000"),
        (b"id,title\n1," + b"a" * 1_100_000, "line 2, column A: the line has more than"),
        (b"a," * 300 + b"a\n", "line 1, column GS: more than 200 columns"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old .xls file, or one with a password"),
        (b"PK\x03\x04 no archive", "line 1, column A: the XLSX file is damaged"),
    ],
)
def test_what_is_refused_is_named_by_line_and_column(file: Path, content: bytes, words: str) -> None:
    file.write_bytes(content)
    assert words in refused(file)


def test_a_wrong_byte_far_into_the_file_is_found(file: Path) -> None:
    file.write_bytes(b"id,title\n" + b"1,abcdefghij\n" * 20_000 + b"1,\xff\n")
    assert refused(file).startswith("line 20002, column B, byte 3 of the line")


def test_no_file_is_an_error(file: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        rows(file)


def test_a_million_rows_are_refused_in_little_memory(file: Path) -> None:
    with file.open("w") as out:
        out.write("id,title\n")
        for _ in range(100):
            out.write("1,A course\n" * 10_000)
    tracemalloc.start()
    with pytest.raises(SettingsError, match=f"line {MAX_ROWS + 1}, column id: the file has more than"):
        for _ in read_rows(file):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_a_workbook_gives_texts(book: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(["id", "title", "hours", "date", None])
    sheet.append([1001, " A course ", 1.1, datetime(2026, 3, 4, tzinfo=UTC).replace(tzinfo=None)])
    sheet.append([])
    sheet.append([1002.0, True, 2, datetime(2026, 3, 4, 13, 30, tzinfo=UTC).replace(tzinfo=None)])
    made.create_sheet("other").append(["not", "read"])
    made.save(book)
    assert list(read_rows(book)) == [
        Row(1, ("id", "title", "hours", "date")),
        Row(2, ("1001", "A course", "1.1", "2026-03-04")),
        Row(4, ("1002", "TRUE", "2", "2026-03-04")),
    ]


def test_a_formula_needs_a_value(book: Path) -> None:
    made = xlsxwriter_book(book)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["id", "hours"])
    sheet.write_formula(1, 1, "=1+1", None, 2)
    sheet.write(1, 0, "1")
    made.close()
    assert rows(book)[1] == ("1", "2")
    without = openpyxl.load_workbook(book)
    without.save(book)  # openpyxl writes formulas without values
    assert "line 2, column B: a formula without a value" in refused(book)


def test_a_cell_with_an_error_is_refused(book: Path) -> None:
    made = xlsxwriter_book(book)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["id", "hours"])
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    made.close()
    assert "line 2, column B: the cell shows the error #DIV/0!" in refused(book)


def test_archives_that_unpack_to_too_much_are_refused(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * (sheet_lines.MAX_OTHER_BYTES + 1))
    assert "line 1, column A: the XLSX file unpacks to 50,000,001 bytes" in refused(book)


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_entities_are_refused(book: Path, name: str) -> None:
    openpyxl.Workbook().save(book)
    other = book.with_name("other.xlsx")
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(other, "w") as new:
        for part in old.namelist():
            start = b'<!DOCTYPE x [<!ENTITY a "b">]>' if part == name else b""
            new.writestr(part, start + old.read(part))
    assert "the XLSX file is damaged or is no spreadsheet" in refused(other)


def test_a_damaged_workbook_is_refused(book: Path) -> None:
    openpyxl.Workbook().save(book)
    whole = book.read_bytes()
    for size in (10, len(whole) // 2, len(whole) - 10):
        book.write_bytes(whole[:size])
        assert refused(book).startswith("line 1, column A: the XLSX file is damaged")


def test_too_many_rows_of_a_workbook(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 3)
    made = openpyxl.Workbook()
    for number in range(5):
        made.worksheets[0].append(["id", number])
    made.save(book)
    assert refused(book).startswith("line 4, column id: the file has more than 3 rows")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_rows_or_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    try:
        widths = {len(cells) for cells in rows(file)}
    except SettingsError as error:
        assert "line 1" in str(error) or "line " in str(error) or ".xls" in str(error)
    else:
        assert len(widths) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_workbook_with_changed_bytes_is_rows_or_refused(book: Path, data: st.DataObject) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].append(["id", "date"])
    made.worksheets[0].append([1, 2.5])
    made.save(book)
    other = book.with_name("other.xlsx")
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(other, "w") as new:
        name = data.draw(st.sampled_from(old.namelist()))
        for part in old.namelist():
            content = bytearray(old.read(part))
            if part == name:
                content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
            new.writestr(part, bytes(content))
    try:
        rows(other)
    except SettingsError as error:
        assert "line " in str(error)
