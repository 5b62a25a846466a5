"""No cell of a spreadsheet is a formula or a link, whatever stands on a paper, and a file is whole or not there."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest import workbook
from ingest.errors import SettingsError
from ingest.workbook import CUT_MARK, MAX_CELL_UNITS, Cell, Column, Sheet, cell_text, write_sheet, write_workbook

HOSTILE = (
    '=HYPERLINK("http://example.org","x")',
    "@SUM(A1:A9)",
    "+1",
    "-1",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "{=1+1}",
    "http://example.org",
    "mailto:a@example.org",
    "internal:'People'!A1",
    "1e5",
    "0017",
    "<b>&amp;</b>",
    "_x0041_",
)
COLUMNS = (Column("text", 20), Column("number"), Column("day"))


def read(path: Path) -> Any:
    """The workbook as openpyxl has it, which would say `f` of a formula."""
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize("danger", HOSTILE)
def test_a_hostile_cell_is_text_and_no_link(tmp_path: Path, danger: str) -> None:
    path = tmp_path / "a.xlsx"
    write_sheet(Sheet("S", COLUMNS, [(danger, None, None)]), path)
    cell = read(path)["S"]["A2"]
    # xlsxwriter writes _x0041_ so that Excel shows it and no A; openpyxl does not take that back.
    stored = danger.replace("\r", "\n").replace("_x0041_", "_x005F_x0041_")
    assert (cell.value, cell.data_type) == (stored, "s")
    assert cell.hyperlink is None
    assert bool(cell.quotePrefix) == danger.startswith(("=", "@", "+", "-", "\t", "\r", "＝"))


@pytest.mark.parametrize("danger", HOSTILE[:7])
def test_a_hostile_cell_of_a_csv_has_its_apostrophe(tmp_path: Path, danger: str) -> None:
    path = tmp_path / "a.csv"
    write_sheet(Sheet("S", COLUMNS, [(danger, Decimal("-1.50"), date(2026, 3, 14))]), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["text", "number", "day"], [f"'{danger}", "-1.5", "2026-03-14"]]


def test_a_hostile_heading_name_and_caption_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_sheet(Sheet("Nobody's", (Column("=1+1"),), [("x",)], "&D of R&D " + "x" * 400), path)
    sheet = read(path)["Nobody's"]
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=1+1", "s")


def test_numbers_and_dates_are_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows: list[tuple[Cell, ...]] = [
        ("", Decimal("1.50"), date(2026, 3, 14)),
        (None, -3, date(1066, 10, 14)),
        ("x", Decimal("NaN"), None),
    ]
    assert write_sheet(Sheet("S", COLUMNS, rows), path) == 3
    sheet = read(path)["S"]
    assert [cell.value for cell in sheet[2]][:2] == [None, 1.5]
    assert sheet["C2"].value.date() == date(2026, 3, 14)
    assert sheet["C2"].number_format == "yyyy-mm-dd"
    assert (sheet["B3"].value, sheet["C3"].value) == (-3, "1066-10-14")
    assert sheet["B4"].value == "NaN"


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("a\x00b\x1b[2J", "a\ufffdb\ufffd[2J"),
        ("caf\udce9", "caf\\udce9"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ufffe", "\ufffd"),
        ("Zoë 🧪", "Zoë 🧪"),
    ],
)
def test_characters_that_xml_refuses_are_replaced(tmp_path: Path, raw: str, stored: str) -> None:
    path = tmp_path / "a.xlsx"
    write_sheet(Sheet("S", COLUMNS, [(raw, None, None)]), path)
    assert read(path)["S"]["A2"].value == stored


@pytest.mark.parametrize("letter", ["x", "🧪"])
def test_a_text_too_long_for_a_cell_is_cut_with_a_mark(letter: str) -> None:
    cut = cell_text(letter * 40_000)
    assert cut.endswith(CUT_MARK)
    assert MAX_CELL_UNITS - 1 <= len(cut.encode("utf-16-le")) // 2 <= MAX_CELL_UNITS
    assert cell_text("x" * MAX_CELL_UNITS) == "x" * MAX_CELL_UNITS


def test_a_long_cell_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_sheet(Sheet("S", COLUMNS, [("x" * 40_000, None, None)]), path)
    assert read(path)["S"]["A2"].value == cell_text("x" * 40_000)


def test_too_many_rows_are_refused_and_leave_the_earlier_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 4)
    path = tmp_path / "a.xlsx"
    assert write_sheet(Sheet("S", COLUMNS, [("x", 1, None)] * 3), path) == 3
    before = path.read_bytes()
    with pytest.raises(SettingsError, match=r"Write a \.csv instead"):
        write_sheet(Sheet("S", COLUMNS, [("x", 1, None)] * 4), path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]
    assert write_sheet(Sheet("S", COLUMNS, [("x", 1, None)] * 4), tmp_path / "a.csv") == 4


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_failure_on_the_way_leaves_nothing(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    def breaking() -> Iterator[tuple[Cell, ...]]:
        yield ("x", 1, None)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_sheet(Sheet("S", COLUMNS, breaking()), tmp_path / name)
    assert list(tmp_path.rglob("*")) == [temporary]


def test_each_sheet_can_be_filtered_and_printed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook((Sheet("Some", COLUMNS, [("x", 1, None)] * 2), Sheet("None's", COLUMNS, ())), path)
    book = read(path)
    assert book.sheetnames == ["Some", "None's"]
    some, none = book["Some"], book["None's"]
    assert (some.freeze_panes, some.auto_filter.ref, some.print_title_rows) == ("A2", "A1:C3", "$1:$1")
    assert (none.auto_filter.ref, none.max_row) == ("A1:C1", 1)
    assert (some.page_setup.orientation, some.page_setup.fitToWidth, some.page_setup.fitToHeight) == (
        "landscape",
        None,  # one page, as the standard takes it
        0,
    )
    assert some.column_dimensions["A"].width > 20


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\.csv or \.xlsx"):
        write_sheet(Sheet("S", COLUMNS, ()), tmp_path / "a.ods")
    with pytest.raises(SettingsError, match="cannot be written"):
        write_sheet(Sheet("S", COLUMNS, ()), tmp_path / "nowhere" / "a.xlsx")
