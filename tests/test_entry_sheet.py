"""What is typed in is what surely counts, in the order of the areas; CE Broker's numbers are never guessed."""

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.activity import Credit, Field, FieldName, Unit
from ingest.compliance.audit import Audit, audit
from ingest.decision import State
from ingest.entry_sheet import CE_BROKER_COLUMNS, ENTRY_COLUMNS, write_ce_broker, write_entries
from ingest.errors import SettingsError
from ingest.standing import StoredCertificate
from tests.test_audit import AS_OF, DANA, MLS, RULES, certificate, complete
from tests.test_audit_workbook import changed

TITLE = '=HYPERLINK("http://example.org","x")'


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def lab(*certificates: StoredCertificate, both: bool = False) -> Audit:
    credentials = (MLS, replace(MLS, name="MLT")) if both else (MLS,)
    return audit((replace(DANA, credentials=credentials),), certificates, RULES, AS_OF)


def numbered(stored: StoredCertificate, course: str, provider: str, **fields: Field[Any]) -> StoredCertificate:
    return changed(
        stored,
        program_number=Field(FieldName.PROGRAM_NUMBER, course),
        provider_number=Field(FieldName.PROVIDER_NUMBER, provider),
        **fields,
    )


def test_rows_go_by_area_and_a_split_certificate_has_one_in_each(tmp_path: Path) -> None:
    waiting = certificate(50, DANA.name, "safety", state=State.NEEDS_REVIEW)
    split = certificate(51, DANA.name, "chemistry", "5", title=TITLE)
    safety, chemistry, *_ = complete(DANA.name, 1)[0::3]
    assert chemistry.key != safety.key
    assert write_entries(lab(waiting, split, safety), tmp_path / "a.csv") == 3
    rows = read(tmp_path / "a.csv")
    assert tuple(rows[0]) == tuple(column.heading for column in ENTRY_COLUMNS)
    assert [(row["area"], row["points"], row["points_of_certificate"]) for row in rows] == [
        ("safety", "1", "1"),
        ("chemistry", "2", "5"),
        ("any area of the laboratory", "3", "5"),
    ]
    last = rows[-1]
    assert (last["title"], last["completed_on"], last["file"]) == (f"'{TITLE} 51", "2025-01-15", "in/51.pdf")
    assert (last["person_id"], last["credential"], last["cycle_end"]) == ("17", "MLS", "2027-04-30")


def test_points_that_no_area_needs_are_not_typed_in(tmp_path: Path) -> None:
    write_entries(lab(*complete(DANA.name, 1), certificate(51, DANA.name, "chemistry", "9")), tmp_path / "a.csv")
    assert sum(Decimal(row["points"]) for row in read(tmp_path / "a.csv")) == 36


def test_a_workbook_has_dates_and_numbers_and_no_formula(tmp_path: Path) -> None:
    write_entries(lab(certificate(51, DANA.name, "chemistry", "1.5", title=TITLE)), tmp_path / "a.xlsx")
    headings, row = openpyxl.load_workbook(tmp_path / "a.xlsx")["To type in"].iter_rows()
    cells = {heading.value: cell for heading, cell in zip(headings, row, strict=True)}
    assert (cells["title"].value, cells["title"].data_type) == (f"{TITLE} 51", "s")
    assert (cells["points"].value, str(cells["completed_on"].value)) == (1.5, "2025-01-15 00:00:00")


def test_ce_broker_has_its_columns_and_no_number_of_another_body(tmp_path: Path) -> None:
    theirs = numbered(certificate(1, DANA.name), "20-123456", "50-7890")
    pace = numbered(
        certificate(2, DANA.name), "578-063-22", "578", credit=Field(FieldName.CREDIT, Credit(Decimal(1), Unit.CME))
    )
    unsure = numbered(certificate(3, DANA.name, state=State.NEEDS_REVIEW), "20-999999", "50-1")
    assert write_ce_broker(lab(theirs, pace, unsure, both=True), tmp_path / "a.csv", "FL") == 2
    first, second = read(tmp_path / "a.csv")
    assert tuple(first) == tuple(column.heading for column in CE_BROKER_COLUMNS)
    assert list(first.values())[:10] == ["7890", "123456", "", "", "", "2025-01-15", "FL", "", "", "1"]
    assert list(second.values())[:10] == ["", "", "578-063-22", "", "", "2025-01-15", "FL", "", "", ""]
    assert first["(name)"] == DANA.name


def test_other_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\.csv or \.xlsx"):
        write_entries(lab(), tmp_path / "a.pdf")
    with pytest.raises(SettingsError, match=r"save that as \.xls"):
        write_ce_broker(lab(), tmp_path / "a.xls")
