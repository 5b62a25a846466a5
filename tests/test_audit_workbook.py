"""The audit as a workbook: every sheet answers its question, and no cell does anything."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.activity import Field, FieldName, PartialDate
from ingest.compliance.audit import audit
from ingest.compliance.audit_workbook import write_audit_workbook
from ingest.decision import State
from ingest.standing import StoredCertificate
from tests.test_audit import AS_OF, DANA, LAB, RULES, certificate, complete

DANGER = '=HYPERLINK("http://example.org","x")'


def changed(stored: StoredCertificate, **fields: Any) -> StoredCertificate:
    assert stored.outcome.activity is not None
    return replace(stored, outcome=replace(stored.outcome, activity=replace(stored.outcome.activity, **fields)))


def dated(stored: StoredCertificate, *parts: int) -> StoredCertificate:
    return changed(stored, completed_on=Field(FieldName.COMPLETED_ON, PartialDate(*parts)))


@pytest.fixture
def book(tmp_path: Path) -> Any:
    certificates = [
        *complete(DANA.name, 1)[1:],
        certificate(50, DANA.name, "safety", state=State.NEEDS_REVIEW, title=DANGER),
        certificate(51, DANA.name, "chemistry", "30"),
        dated(certificate(52, DANA.name, "safety", title="@Old"), 2020, 1, 5),
        dated(certificate(53, DANA.name, "ethics"), 2025, 2),
        certificate(60, "＝Robert Chen"),
    ]
    path = tmp_path / "audit.xlsx"
    write_audit_workbook(audit(LAB, certificates, RULES, AS_OF), path)
    return openpyxl.load_workbook(path)


def rows(sheet: Any) -> list[dict[str, Any]]:
    headings, *others = sheet.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in others]


def test_people_have_a_row_for_each_credential(book: Any) -> None:
    assert book.sheetnames == ["People", "Areas", "Certificates", "Not counted", "Nobody's"]
    dana, ann, unruled, ben = rows(book["People"])
    assert (dana["Person id"], dana["Credential"], dana["Status"]) == ("17", "MLS", "undecided")
    assert (str(dana["Cycle end"]), dana["Days left"]) == ("2027-04-30 00:00:00", 158)
    assert (dana["Points"], dana["Required"]) == (66, 36)
    assert dana["Missing"] == "1 point in safety by 2027-04-30"
    assert dana["Decisive: review these first"].startswith(DANGER)
    assert (ann["Status"], unruled["Status"], unruled["Required"]) == ("short", "no_rule", None)
    assert (ben["Credential"], ben["About the credential"]) == (None, "the roster states no credential")


def test_areas_say_what_is_open(book: Any) -> None:
    safety = rows(book["Areas"])[0]
    wanted = {"Area": "safety", "Points": 0, "Possible": 1, "Required": 1, "Still open": 1, "Certificates": 1}
    assert {name: safety[name] for name in wanted} == wanted


def test_certificates_say_where_they_counted(book: Any) -> None:
    by_title: dict[str, list[dict[str, Any]]] = {}
    for row in rows(book["Certificates"]):
        by_title.setdefault(row["Title"], []).append(row)
    (waiting,) = by_title[f"{DANGER} 50"]
    assert (waiting["Area"], waiting["Points given"], waiting["Counts"]) == ("safety", 1, "waiting")
    assert (waiting["File"], waiting["Pages"], str(waiting["Completed on"])) == (
        "in/50.pdf",
        "1",
        "2025-01-15 00:00:00",
    )
    assert (waiting["Credit"], waiting["Unit"]) == (1, "contact hour")
    given = sum(row["Points given"] or 0 for rows_ in by_title.values() for row in rows_ if row["Counts"] == "sure")
    assert given == 35
    assert by_title["Course 53"][0]["Completed on"] == "2025-02"


def test_what_did_not_count_says_why(book: Any) -> None:
    (old,) = rows(book["Not counted"])
    assert (old["Title"], old["Code"]) == ("@Old 52", "outside_cycle")
    assert old["Why"].startswith("2020-01-05 is not in ")
    (unmatched,) = rows(book["Nobody's"])
    assert unmatched["Name on the certificate"] == "＝Robert Chen"
    assert "roster" in unmatched["Why nobody's"]


def test_no_cell_is_a_formula_or_a_link(book: Any) -> None:
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        for row in sheet.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type == "f" or cell.hyperlink]


def test_an_empty_lab_is_a_workbook_of_headings(tmp_path: Path) -> None:
    assert write_audit_workbook(audit((), (), RULES, date(2026, 1, 1)), tmp_path / "a.xlsx") == 0
