"""The commands that write what an audit found, from a database with confirmed certificates."""

import json
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from click.testing import CliRunner, Result
from reportlab.pdfgen.canvas import Canvas

from ingest.cli import main
from ingest.decision import Action
from ingest.roster import load_roster
from ingest.store import Store
from tests.made_outcomes import outcome, source

ROSTER = (
    "person_id,name,other_names,email,credential,certified_on,cycle_start,cycle_end\n"
    "17,Dana R. Whitfield,,dana@lab.example,MLS,2015-06-01,2024-05-01,2027-04-30\n"
    "18,Ann Lee,,,PBT,,,2027-01-31\n"
)
CLAIMS = (
    "person_id,Course,CE Hrs,Date done\n"
    "17,Anemias of Chronic Disease,2,2026-03-14\n"
    "17,A Course Nobody Has a Paper Of,1,2025-03-14\n"
)


@dataclass(frozen=True, slots=True)
class Lab:
    folder: Path

    def ingest(self, *arguments: object) -> Result:
        database = ("--database", f"sqlite:///{self.folder}/lab.db", "--as-of", "2026-11-23")
        given = [*map(str, arguments), *(database if arguments[0] != "export" else database[:2])]
        return CliRunner().invoke(main, given, prog_name="ingest")


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """Dana has a confirmed certificate and one that waits."""
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    with Store.open(f"sqlite:///{tmp_path}/lab.db") as store:
        store.save_people(load_roster(tmp_path / "roster.csv"))
        for name in ("one.pdf", "two.pdf"):
            canvas = Canvas(str(tmp_path / name), invariant=1)
            canvas.drawString(100, 700, f"Certificate {name}")
            canvas.save()
            made = outcome(source(tmp_path / name, (tmp_path / name).read_bytes()))
            store.save([made])
            if name == "one.pdf":
                store.decide(made.key, "kim", {}, Action.CONFIRM, seen=0)
    return Lab(tmp_path)


def test_the_audit_as_a_page(lab: Lab) -> None:
    result = lab.ingest("audit", "-o", lab.folder / "audit.html")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Dana R. Whitfield" in (lab.folder / "audit.html").read_text(encoding="utf-8")


def test_the_audit_as_a_spreadsheet(lab: Lab) -> None:
    assert lab.ingest("audit", "-o", lab.folder / "audit.xlsx").exit_code == 0
    assert "People" in openpyxl.load_workbook(lab.folder / "audit.xlsx").sheetnames
    on_screen = lab.ingest("audit", "--format", "xlsx")
    assert (on_screen.exit_code, "needs a file" in on_screen.stderr) == (2, True)


def test_claims_with_free_columns_mapped_once(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lab.folder)
    Path("claims.csv").write_text(CLAIMS, encoding="utf-8")
    Path("ingest.toml").write_text('[claims]\nhours = "CE Hrs"\ncompleted_on = "Date done"\n', encoding="utf-8")
    result = lab.ingest("audit", "--claims", "claims.csv", "--format", "json")
    assert result.exit_code == 0, result.stderr
    found = {(item["kind"], item["line"]) for item in json.loads(result.stdout)["discrepancies"]}
    assert {("other_hours", 2), ("no_proof", 3)} <= found
    assert "other hours" in lab.ingest("audit", "--claims", "claims.csv").stdout
    assert lab.ingest("audit", "--claims", "claims.csv", "--format", "html").exit_code == 2


def test_a_packet_is_verified_and_a_changed_one_is_not(lab: Lab) -> None:
    file = lab.folder / "packet.pdf"
    made = lab.ingest("packet", "17", "-o", file)
    assert (made.exit_code, f"Certificates in {file}: 1," in made.stderr) == (0, True), made.stderr
    runner = CliRunner()
    assert runner.invoke(main, ["verify", str(file)]).exit_code == 0
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        del pdf.pages[-1]
        pdf.save()
    assert runner.invoke(main, ["verify", str(file)]).exit_code == 5


def test_reminders_and_entries(lab: Lab) -> None:
    assert lab.ingest("reminders", "-o", lab.folder / "ends.ics").exit_code == 0
    assert b"BEGIN:VCALENDAR" in (lab.folder / "ends.ics").read_bytes()
    assert lab.ingest("entries", "-o", lab.folder / "entries.csv").exit_code == 0
    assert "Anemias of Chronic Disease" in (lab.folder / "entries.csv").read_text(encoding="utf-8-sig")
    assert lab.ingest("entries", "--ce-broker", "--state", "FL", "-o", lab.folder / "broker.xlsx").exit_code == 0
    assert lab.ingest("entries", "-o", lab.folder / "entries.txt").exit_code == 2


def test_learning_records(lab: Lab) -> None:
    made = lab.ingest("export", "--as", "badges", "-o", lab.folder / "badges")
    assert (made.exit_code, "2 certificates" in made.stderr) == (0, True), made.stderr
    badge, _ = (lab.folder / "badges").iterdir()
    assert "proof" not in json.loads(badge.read_text(encoding="utf-8"))
    assert lab.ingest("export", "--as", "clr", "--person", "17", "-o", lab.folder / "clr.json").exit_code == 0
    assert lab.ingest("export", "--as", "clr", "-o", lab.folder / "clr.json").exit_code == 2
    assert lab.ingest("export", "--as", "xapi", "-o", lab.folder / "statements.jsonl").exit_code == 0
    assert len((lab.folder / "statements.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_what_a_person_said_of_whose_a_certificate_is_counts(lab: Lab) -> None:
    (lab.folder / "roster.csv").write_text(ROSTER.replace("Dana R. Whitfield", "Kay Zimmer"), encoding="utf-8")
    with Store.open(f"sqlite:///{lab.folder}/lab.db") as store:
        store.save_people(load_roster(lab.folder / "roster.csv"))
        key = outcome(source(lab.folder / "one.pdf", (lab.folder / "one.pdf").read_bytes())).key
        nobodys = json.loads(lab.ingest("audit", "--format", "json").stdout)
        store.assign(key, "17", "kim")
    kays = json.loads(lab.ingest("audit", "--format", "json").stdout)
    assert (nobodys["people"][0]["total"]["counted"], len(nobodys["unmatched"])) == ("0", 2)
    assert (kays["people"][0]["total"]["counted"], kays["unmatched"]) == ("1.5", [])  # both: the name is an alias now
