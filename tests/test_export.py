"""What is exported is what stands, and no spreadsheet runs any of it."""

import csv
import io
import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ingest.activity import Credit, FieldName, Issue, IssueCode, Unit
from ingest.decision import Action
from ingest.errors import SettingsError
from ingest.export import COLUMNS, write_certificates
from ingest.record import from_record
from ingest.standing import StoredCertificate
from ingest.store import Store
from ingest.workbook import CUT_MARK, defang
from tests.made_outcomes import failed, outcome, source

DOUBT = Issue(IssueCode.LOW_CONFIDENCE, FieldName.TITLE, "the title is hardly readable")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'lab.db'}") as opened:
        yield opened


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_a_row_for_each_certificate(store: Store, tmp_path: Path) -> None:
    two = source(tmp_path / "two.pdf")
    store.save([outcome(two, DOUBT), outcome(two, pages=(2, 3), holder="Zoë Núñez")])
    store.save([failed(source(tmp_path / "locked.pdf"), "encrypted_file")])
    store.sighted([source(tmp_path / "copy.pdf", b"two.pdf")], outcome(two).run)
    assert write_certificates(store.current(), tmp_path / "out.csv") == 3
    first, second, third = read_csv(tmp_path / "out.csv")
    assert tuple(first) == COLUMNS
    assert (first["state"], first["title"], first["title_confidence"]) == (
        "needs_review",
        "Anemias of Chronic Disease",
        "0.99",
    )
    assert (first["credit"], first["unit"], first["completed_on"]) == ("1.5", "contact_hour", "2026-03-14")
    assert (first["category"], first["level"], first["level_confidence"]) == ("hematology", "", "")
    assert first["issues"] == "low_confidence: the title is hardly readable"
    assert (first["path"], first["other_paths"]) == (str(tmp_path / "two.pdf"), str(tmp_path / "copy.pdf"))
    assert (second["holder"], second["first_page"], second["last_page"]) == ("Zoë Núñez", "2", "3")
    assert (third["state"], third["failure"], third["title"]) == ("failed", "encrypted_file", "")
    assert not list(tmp_path.glob(".*.part"))


def test_jsonl_has_the_values_of_people(store: Store, tmp_path: Path) -> None:
    made = outcome(source(tmp_path / "caf\udce9.pdf"), DOUBT, holder="Zoë \ud800")
    store.save([made])
    store.decide(made.key, "kim", {FieldName.CREDIT: Credit(Decimal(2), Unit.CEU)}, Action.CONFIRM, seen=0)
    write_certificates(store.current(), tmp_path / "out.jsonl")
    (line,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert "Zoë" in line
    record = json.loads(line)
    (certificate,) = store.current()
    assert from_record(record) == certificate.outcome
    assert record["activity"]["credit"]["value"] == "2"
    assert record["activity"]["credit"]["by"] == "human:kim"
    assert record["activity"]["title"]["by"] == "machine"
    assert (record["status"], record["issues"]) == ("accepted", [])
    assert certificate.decided_at is not None
    assert record["decision"] == {"state": "confirmed", "by": "kim", "at": certificate.decided_at.isoformat()}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_is_a_formula(store: Store, tmp_path: Path, start: str) -> None:
    danger = f'{start}HYPERLINK("http://example.org","x")'
    made = outcome(source(tmp_path / "a.pdf"), holder=danger)
    store.save([made])
    write_certificates(store.current(), tmp_path / "out.csv")
    (row,) = read_csv(tmp_path / "out.csv")
    assert row["holder"] == f"'{danger}"
    assert defang("1.5") == "1.5"


def test_a_failed_export_leaves_the_earlier_file(store: Store, tmp_path: Path) -> None:
    store.save([outcome(source(tmp_path / "a.pdf"))])
    out = tmp_path / "out.csv"
    out.write_text("the earlier file")

    def breaking() -> Iterator[StoredCertificate]:
        yield from store.current()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_certificates(breaking(), out)
    assert out.read_text() == "the earlier file"
    assert not list(tmp_path.glob(".*.part"))


def test_a_place_that_cannot_be_written_says_so(store: Store, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be written"):
        write_certificates(store.current(), tmp_path / "nowhere" / "out.csv")
    with pytest.raises(SettingsError, match=r"must end in \.csv or \.jsonl or \.xlsx"):
        write_certificates(store.current(), tmp_path / "out.docx")


def test_a_pipe_is_written_and_not_replaced(store: Store, tmp_path: Path) -> None:
    store.save([outcome(source(tmp_path / "a.pdf"))])
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_certificates(store.current(), pipe)
    assert json.loads(os.read(reading, 100_000))["status"] == "accepted"
    os.close(reading)
    assert pipe.is_fifo()


def test_xlsx_has_text_as_text_days_as_dates_and_amounts_as_numbers(store: Store, tmp_path: Path) -> None:
    danger = '=HYPERLINK("http://example.org","x")'
    two = source(tmp_path / "caf\udce9.pdf")
    store.save([outcome(two, holder=danger), outcome(two, pages=(2, 3), holder="A\x00" + "x" * 40_000)])
    store.save([failed(source(tmp_path / "locked.pdf"), "encrypted_file")])
    assert write_certificates(store.current(), tmp_path / "out.XLSX") == 3
    sheet = openpyxl.load_workbook(tmp_path / "out.XLSX")["Certificates"]
    headings, first, second, third = (tuple(row) for row in sheet.iter_rows())
    assert tuple(cell.value for cell in headings) == COLUMNS
    cells = {heading.value: cell for heading, cell in zip(headings, first, strict=True)}
    assert (cells["holder"].value, cells["holder"].data_type, cells["holder"].hyperlink) == (danger, "s", None)
    assert (cells["credit"].value, cells["title_confidence"].value, cells["first_page"].value) == (1.5, 0.99, 1)
    assert (str(cells["completed_on"].value), cells["program_number"].value) == ("2026-03-14 00:00:00", "578-063-22")
    assert str(cells["path"].value).endswith("caf\\udce9.pdf")
    holder = str(second[COLUMNS.index("holder")].value)
    assert holder.startswith("A\ufffdx")
    assert holder.endswith(CUT_MARK)
    assert "encrypted_file" in [cell.value for cell in third]
    assert not list(tmp_path.glob(".*.part"))


def test_an_xlsx_can_go_into_a_pipe(store: Store, tmp_path: Path) -> None:
    store.save([outcome(source(tmp_path / "a.pdf"))])
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_certificates(store.current(), pipe)
    book = openpyxl.load_workbook(io.BytesIO(os.read(reading, 100_000)))
    os.close(reading)
    assert book["Certificates"].max_row == 2
