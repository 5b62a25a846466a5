"""The staff list, and whose a printed name is."""

import re
from datetime import date
from pathlib import Path

import pytest

from ingest.errors import SettingsError
from ingest.person import Credential, Person
from ingest.roster import COLUMNS, load_roster

HEADER = ",".join(COLUMNS)
DANA = "17,Dana R. Whitfield,Dana Reyes; D. Reyes,dana@example.org,MLS,2015-06-01,2024-05-01,2027-04-30"


def written(folder: Path, *lines: str, encoding: str = "utf-8", header: str = HEADER) -> Path:
    path = folder / "staff.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding=encoding)
    return path


def person(person_id: str, name: str, *other_names: str) -> Person:
    return Person(person_id, name, other_names, None, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_person_with_two_credentials(tmp_path: Path, encoding: str) -> None:
    second = "17,Dana R. Whitfield,Dana Reyes;D. Reyes,dana@example.org,MB,,,2026-01-31"
    other = '18,"Núñez, José",,,,,,'
    assert load_roster(written(tmp_path, DANA, "", other, second, encoding=encoding)) == (
        Person(
            "17",
            "Dana R. Whitfield",
            ("Dana Reyes", "D. Reyes"),
            "dana@example.org",
            (
                Credential("MLS", date(2015, 6, 1), date(2024, 5, 1), date(2027, 4, 30)),
                Credential("MB", None, None, date(2026, 1, 31)),
            ),
        ),
        Person("18", "Núñez, José", (), None, ()),
    )


def test_columns_in_another_order_and_with_spaces(tmp_path: Path) -> None:
    path = written(
        tmp_path, "MLS, 17 ,Dana,,,,,", header="credential, person_id, name," + ",".join(COLUMNS[2:4] + COLUMNS[5:])
    )
    assert load_roster(path) == (Person("17", "Dana", (), None, (Credential("MLS", None, None, None),)),)


def test_a_header_alone_is_an_empty_roster(tmp_path: Path) -> None:
    assert load_roster(written(tmp_path)) == ()


WRONG_ROWS = [
    ("17,Dana,,,MLS,2015-6-1,,", "line 3, column certified_on: '2015-6-1' is not a date of the form YYYY-MM-DD"),
    ("17,Dana,,,MLS,20150601,,", "line 3, column certified_on: '20150601' is not a date"),
    ("17,Dana,,,MLS,,06/01/2024,", "line 3, column cycle_start: '06/01/2024' is not a date"),
    ("17,Dana,,,MLS,,,2027-02-30", "line 3, column cycle_end: '2027-02-30' is not a date"),
    ("17,Dana,,,MLS,,2027-05-01,2027-04-30", "line 3, column cycle_end: 2027-04-30 is not after cycle_start"),
    ("17,Dana,,,MLS,2028-01-01,2024-05-01,2027-04-30", "line 3, column certified_on: 2028-01-01 is after cycle_end"),
    (",Dana,,,MLS,,,", "line 3, column person_id: is empty"),
    ("17,,,,MLS,,,", "line 3, column name: is empty"),
    ("17,Dana,,,,,,2027-04-30", "line 3, column credential: is empty"),
    ("17,Dana,,,MLS,,", "line 3, column cycle_start: the row has 7 cells, the header 8"),
    ("17,Whitfield, Dana,,,MLS,,,", "line 3, column cycle_end: the row has 9 cells, the header 8"),
    ('17,"Dana\nWhitfield",,,MLS,,,', "line 3, column name: holds a line break"),
    ("17,Dana\x00,,,MLS,,,", "line 3, column name: holds a line break or another control character"),
    ('17,"Dana,,,MLS,,,', "line 3: not a row of a CSV file"),
    ('17,"Dana" R.,,,MLS,,,', "line 3: not a row of a CSV file"),
]


@pytest.mark.parametrize(("row", "message"), WRONG_ROWS, ids=[message for _, message in WRONG_ROWS])
def test_a_wrong_row_is_named_with_line_and_column(tmp_path: Path, row: str, message: str) -> None:
    path = written(tmp_path, "1,Ann Lee,,,MLS,,,", row)
    with pytest.raises(SettingsError, match=re.escape(message)) as raised:
        load_roster(path)
    assert raised.value.message.startswith(str(path))
    assert raised.value.path == path


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ("17,Dana Q. Whitfield,,,MB,,,", "line 3, column name: contradicts line 2"),
        ("17,Dana R. Whitfield,Dana Reyes,,MB,,,", "line 3, column other_names: contradicts line 2"),
        (
            "17,Dana R. Whitfield,Dana Reyes;D. Reyes,x@example.org,MB,,,",
            "line 3, column email: contradicts line 2",
        ),
        (DANA, "line 3, column credential: person_id '17' already has a row for MLS"),
        (
            "17,Dana R. Whitfield,Dana Reyes;D. Reyes,dana@example.org,,,,",
            "line 3, column credential: person_id '17' already has a row for no credential",
        ),
    ],
)
def test_rows_that_contradict_each_other_are_refused(tmp_path: Path, second: str, message: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(message)):
        load_roster(written(tmp_path, DANA, second))


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (HEADER.replace("cycle_end", "expires"), "line 1: column 'expires' is unknown or twice there"),
        (HEADER.replace(",email", ""), "line 1: column email is missing"),
        (HEADER + ",email", "line 1: column 'email' is unknown or twice there"),
        (HEADER.replace(",", ";"), "Part the cells by commas"),
    ],
)
def test_a_wrong_header_is_told(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(message)):
        load_roster(written(tmp_path, header=header))


def test_another_encoding_is_told_with_line_and_byte(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes(f"{HEADER}\n1,José Ruiz,,,,,,\n".encode("latin-1"))
    with pytest.raises(SettingsError, match="line 2, byte 6 of the line: not UTF-8"):
        load_roster(path)
    path.write_text(HEADER, encoding="utf-16")
    with pytest.raises(SettingsError, match="line 1, byte 1 of the line: not UTF-8"):
        load_roster(path)


def test_an_empty_file_and_none_are_told(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        load_roster(path)
    path.write_bytes(b"")
    with pytest.raises(SettingsError, match="the file is empty"):
        load_roster(path)
