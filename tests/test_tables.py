"""Columns are found by the white between them, rows by their dates, amounts and names, also where cells wrap."""

import time

import pytest
from hypothesis import given

from ingest.activity import FieldName
from ingest.document import Page
from ingest.table_headers import bands_of, find_headers, name_of, text_of
from ingest.tables import Table, amount_in, find_tables
from tests.made_pages import HOSTILE, HOSTILE_SECONDS, Printed, at, page, printed_pages, stacked

HEADER = (at(50, 100, "Date"), at(150, 100, "Course Title"), at(420, 100, "Hours"))


def cells(table: Table) -> list[dict[str, str]]:
    """For each row what stands under each header."""
    return [
        {column.label: text_of(table.page, words) for column, words in zip(table.columns, row.cells, strict=True)}
        for row in table.rows
    ]


def only(made: Page) -> Table:
    (table,) = find_tables(made)
    return table


def row(top: float, day: str, title: str, hours: str, *more: Printed) -> tuple[Printed, ...]:
    return at(50, top, day), at(150, top, title), at(425, top, hours), *more


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Date Completed", FieldName.COMPLETED_ON),
        ("Completion Date", FieldName.COMPLETED_ON),
        ("Course Title", FieldName.TITLE),
        ("Activity", FieldName.TITLE),
        ("P.A.C.E.® no.", FieldName.PROGRAM_NUMBER),
        ("Course ID", FieldName.PROGRAM_NUMBER),
        ("Contact Hours", FieldName.CREDIT),
        ("CE Credits", FieldName.CREDIT),
        ("Sponsor", FieldName.PROVIDER),
        ("Participant", FieldName.HOLDER),
        ("Last name, first name", FieldName.HOLDER),
        ("Expiration Date", "other"),
        ("Job Title", "other"),
        ("Amount", "price"),
        ("Employee ID", "unknown"),
        ("Dana Whitfield", "unknown"),
    ],
)
def test_header_words_name_their_column(label: str, name: str) -> None:
    assert name_of(label) == name


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1.5", "1.5"), ("2,0", "2.0"), ("1.5 contact hours", "1.5"), ("March 3", None), ("578-1", None)],
)
def test_amounts_are_numbers_alone_or_with_their_unit(text: str, amount: str | None) -> None:
    assert amount_in(text) == amount


def test_each_row_has_its_cells() -> None:
    made = page(
        *HEADER,
        *row(120, "01/15/2024", "Reading the Gram Stain", "1.5"),
        *row(140, "02/20/2024", "Anaerobes Revisited", "2.0"),
    )
    assert cells(only(made)) == [
        {"Date": "01/15/2024", "Course Title": "Reading the Gram Stain", "Hours": "1.5"},
        {"Date": "02/20/2024", "Course Title": "Anaerobes Revisited", "Hours": "2.0"},
    ]


@pytest.mark.parametrize(("above", "below"), [(0.0, 13.0), (-6.5, 6.5)], ids=["at the top", "in the middle"])
def test_a_title_that_wraps_stays_whole(above: float, below: float) -> None:
    made = page(
        *HEADER,
        at(150, 130 + above, "Massive Transfusion: What the"),
        at(50, 130, "01/15/2024"),
        at(425, 130, "1.5"),
        at(150, 130 + below, "Blood Bank Must Know"),
        at(150, 170 + above, "Hemolysis, Icterus and"),
        at(50, 170, "02/20/2024"),
        at(425, 170, "2.0"),
        at(150, 170 + below, "Lipemia"),
    )
    assert [cell["Course Title"] for cell in cells(only(made))] == [
        "Massive Transfusion: What the Blood Bank Must Know",
        "Hemolysis, Icterus and Lipemia",
    ]


def test_a_date_that_wraps_makes_no_row() -> None:
    made = page(
        *HEADER,
        *row(120, "January 15,", "Reading the Gram Stain", "1.5", at(50, 133, "2024")),
        *row(160, "February 20,", "Anaerobes Revisited", "2.0", at(50, 173, "2024")),
    )
    assert [cell["Date"] for cell in cells(only(made))] == ["January 15, 2024", "February 20, 2024"]


def test_numbers_at_the_right_edge_of_their_column_are_theirs() -> None:
    made = page(
        at(50, 100, "Date"), at(150, 100, "Course"), at(300, 100, "Hours"), at(360, 100, "Provider"),
        at(50, 120, "01/15/2024"), at(150, 120, "Gram Stain"), at(340, 120, "1.5"), at(360, 120, "LabCE"),
        at(50, 140, "02/20/2024"), at(150, 140, "Anaerobes"), at(335, 140, "12.0"), at(360, 140, "LabCE"),
    )  # fmt: skip
    assert [(cell["Hours"], cell["Provider"]) for cell in cells(only(made))] == [("1.5", "LabCE"), ("12.0", "LabCE")]


def test_a_header_of_two_lines_is_one() -> None:
    made = page(
        at(50, 100, "Date"), at(150, 100, "Course"), at(420, 100, "Contact"), at(420, 113, "hours"),
        *row(140, "01/15/2024", "Gram Stain", "1.5"),
    )  # fmt: skip
    assert only(made).columns[2].label == "Contact hours"


def test_sums_are_no_rows() -> None:
    made = page(*HEADER, *row(120, "01/15/2024", "Gram Stain", "1.5"), at(150, 140, "Total hours"), at(425, 140, "1.5"))
    table = only(made)
    assert len(table.rows) == 1
    assert [text_of(made, total) for total in table.totals] == ["Total hours 1.5"]


def test_names_make_the_rows_of_a_list_of_people() -> None:
    made = page(
        at(50, 100, "Name"), at(250, 100, "Department"), at(400, 100, "Signature"),
        at(50, 130, "Otis Abernathy"), at(250, 130, "Core lab"),
        at(50, 160, "De Leon, Elspeth"), at(250, 160, "Blood bank"),
        at(50, 190, "Signature of instructor"),
    )  # fmt: skip
    assert [cell["Name"] for cell in cells(only(made))] == ["Otis Abernathy", "De Leon, Elspeth"]


@pytest.mark.parametrize(
    "printed",
    [
        (at(50, 100, "Name:"), at(150, 100, "Dana Whitfield"), at(50, 120, "Date:"), at(150, 120, "01/15/2024")),
        (at(50, 100, "Course"), at(300, 100, "Hours"), at(400, 100, "Price"), at(50, 120, "Gram Stain"),
         at(300, 120, "1.5"), at(400, 120, "19.00")),
        (at(50, 100, "This certifies that Dana completed the course"), at(50, 120, "on 01/15/2024")),
    ],
    ids=["a form", "a price list", "a sentence"],
)  # fmt: skip
def test_what_is_no_table_gives_none(printed: tuple[Printed, ...]) -> None:
    assert find_tables(page(*printed)) == ()


def test_a_table_goes_on_without_its_header() -> None:
    first = page(*HEADER, *row(120, "01/15/2024", "Gram Stain", "1.5"))
    second = page(*row(40, "02/20/2024", "Anaerobes Revisited", "2.0"), number=2)
    (table,) = find_tables(second, only(first).columns)
    assert [cell["Course Title"] for cell in cells(table)] == ["Anaerobes Revisited"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_takes_no_time(text: str) -> None:
    start = time.process_time()
    find_tables(stacked("Date Title Hours", text))
    assert time.process_time() - start < HOSTILE_SECONDS


@given(printed_pages())
def test_any_page_gets_an_answer(made: Page) -> None:
    for table in find_tables(made):
        assert table.rows
        assert all(len(row.cells) == len(table.columns) for row in table.rows)
    for first, after, columns in find_headers(made, bands_of(made)):
        assert first < after and len(columns) >= 2
