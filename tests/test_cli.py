"""The commands as they are typed: what they print where, and how they end."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import pytest
from click.testing import CliRunner, Result

from ingest.cli import main
from ingest.record import from_record, to_record

SAMPLES: Final = Path(__file__).parent.parent / "samples"
READ_FILES: Final = ("labce_abo_discrepancies.pdf", "benchside_invoice.pdf", "marchetti_two_courses.pdf")
BROKEN: Final = "download_interrupted.pdf"
COPY: Final = "labce_abo_discrepancies (copy).pdf"
COMMAND: Final = (sys.executable, "-c", "from ingest.cli import main; main(prog_name='ingest')")


def ingest(*arguments: object) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="ingest")


def lines(text: str) -> list[dict[str, Any]]:
    """JSON lines, each one read."""
    return [json.loads(line) for line in text.splitlines()]


def fill(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copyfile(SAMPLES / "certificates" / name, folder / name)
    return folder


def snapshot(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(folder.iterdir())}


# Help


def commands(group: click.Group, *above: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield above, group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield (*above, name), command


COMMANDS = dict(commands(main))


@pytest.mark.parametrize("names", COMMANDS, ids=lambda names: " ".join(names) or "ingest")
def test_every_command_explains_itself(names: tuple[str, ...]) -> None:
    result = ingest(*names, "--help")
    assert result.exit_code == 0
    usage, sentence, *_ = result.stdout.split("\n\n")
    assert usage.startswith(f"Usage: {' '.join(('ingest', *names))}")
    assert sentence.strip().split("\n")[0][2].isupper() or sentence.strip()[0].isupper()
    assert sentence.rstrip().endswith(".")
    for option in COMMANDS[names].params:
        if isinstance(option, click.Option) and not option.help:
            assert isinstance(option.type, click.Choice | click.IntRange), f"{option.name} says what it takes"


def test_the_version_is_told() -> None:
    assert ingest("--version").stdout.startswith("ingest, version 0.")


CONTRACT = ["run", "read", "text", "review", "roster load", "audit", "export", "status", "doctor"]


@pytest.mark.parametrize("name", CONTRACT)
def test_the_commands_of_the_contract_are_there(name: str) -> None:
    assert tuple(name.split()) in COMMANDS


# What was typed wrong


WRONG_LINES: list[tuple[str, ...]] = [
    ("run",),
    ("read",),
    ("frobnicate",),
    ("run", "here", "--frobnicate"),
    ("run", "here", "--workers", "0"),
    ("read", "here", "--workers", "many"),
    ("run", "here", "--format", "xml"),
    ("export",),
    ("audit", "--as-of", "yesterday"),
    ("roster", "load"),
]


@pytest.mark.parametrize("words", WRONG_LINES, ids=" ".join)
def test_a_wrong_line_ends_with_2(words: tuple[str, ...]) -> None:
    result = ingest(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error:" in result.stderr


@pytest.mark.parametrize("command", ["run", "read", "text"])
def test_a_path_that_is_not_there_is_named(command: str, tmp_path: Path) -> None:
    options = ["--database", f"sqlite:///{tmp_path}/a.db"] if command == "run" else []
    result = ingest(command, tmp_path / "gone", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(tmp_path / "gone") in result.stderr


@pytest.mark.parametrize("command", ["run", "read", "text"])
def test_a_folder_without_a_file_is_the_wrong_one(command: str, tmp_path: Path) -> None:
    empty = fill(tmp_path / "empty")
    options = ["--database", f"sqlite:///{tmp_path}/a.db"] if command == "run" else []
    result = ingest(command, empty, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"No file was found in {empty}" in result.stderr


def test_a_wrong_setting_ends_with_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGEST_WORKERS", "several")
    result = ingest("read", fill(tmp_path / "some", BROKEN))
    assert result.exit_code == 2
    assert "workers" in result.stderr


# The database


def no_database(folder: Path) -> str:
    (folder / "notes.db").write_text("these are notes, and no database\n" * 100)
    return f"sqlite:///{folder}/notes.db"


WRONG_DATABASES = [
    ("no folder", lambda folder: f"sqlite:///{folder}/gone/a.db"),
    ("no database", no_database),
    ("a folder", lambda folder: f"sqlite:///{folder}"),
    ("no such kind", lambda folder: "papyrus://scroll"),
    ("no URL", lambda folder: "ingest.db"),
]


@pytest.mark.parametrize("make", [make for _, make in WRONG_DATABASES], ids=[name for name, _ in WRONG_DATABASES])
def test_a_wrong_database_ends_with_4(make: Any, tmp_path: Path) -> None:
    for command in (("status",), ("run", fill(tmp_path / "some", BROKEN)), ("audit",)):
        result = ingest(*command, "--database", make(tmp_path))
        assert (result.exit_code, result.stdout) == (4, "")
        assert result.stderr.startswith("ingest: ")
        assert len(result.stderr.strip().splitlines()) == 1, "one message, no traceback"


# A lab


@dataclass(frozen=True, slots=True)
class Lab:
    """A folder that was read twice into a database, without being asked for tables and with."""

    folder: Path
    database: str
    before: dict[Path, tuple[bytes, int]]
    first: Result
    second: Result

    def ingest(self, *arguments: object) -> Result:
        return ingest(*arguments, "--database", self.database)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    root = tmp_path_factory.mktemp("lab")
    folder = fill(root / "certificates", *READ_FILES, BROKEN, COPY)
    before = snapshot(folder)
    database = f"sqlite:///{root}/lab.db"
    first = ingest("run", folder, "--workers", 1, "--database", database, "--format", "jsonl")
    second = ingest("run", folder, "--workers", 1, "--database", database)
    return Lab(folder, database, before, first, second)


def test_run_prints_a_record_for_each_certificate_and_5_for_a_failed_file(lab: Lab) -> None:
    assert lab.first.exit_code == 5
    records = lines(lab.first.stdout)
    assert {record["schema"] for record in records} == {"ingest/outcome/1"}
    assert sorted(Path(record["source"]["path"]).name for record in records) == sorted(
        [COPY, "benchside_invoice.pdf", *["marchetti_two_courses.pdf"] * 2, BROKEN]
    ), "the copy comes first, so it is the one that is read"
    assert all(to_record(from_record(record)) == record for record in records)
    assert lab.first.stderr == ""


def test_the_second_run_reads_nothing(lab: Lab) -> None:
    assert lab.second.exit_code == 5, "one file still cannot be read"
    assert "read now" not in lab.second.stdout
    assert "already done, not read again" in lab.second.stdout
    assert BROKEN in lab.second.stderr
    again = lab.ingest("run", lab.folder, "--format", "jsonl")
    assert again.stdout == ""


def test_nothing_in_the_folder_is_changed(lab: Lab) -> None:
    assert snapshot(lab.folder) == lab.before


def test_status_adds_up(lab: Lab) -> None:
    result = lab.ingest("status", "--format", "json")
    assert result.exit_code == 0
    (status,) = lines(result.stdout)
    assert status["schema"] == "ingest/status/1"
    assert status["files"] == sum(status["states"].values()) == len(status["rows"]) == len(lab.before)
    by_name = {Path(row["path"]).name: row for row in status["rows"]}
    assert by_name[BROKEN]["state"] == "failed"
    assert by_name[BROKEN]["failure"]["code"] == "unreadable_file"
    assert by_name["benchside_invoice.pdf"]["state"] == "not_a_certificate"
    assert by_name["labce_abo_discrepancies.pdf"]["state"] == "duplicate"
    assert Path(by_name["labce_abo_discrepancies.pdf"]["duplicate_of"]).name == COPY
    assert by_name["marchetti_two_courses.pdf"]["certificates"] == 2


def test_status_as_a_table_names_what_failed(lab: Lab) -> None:
    result = lab.ingest("status")
    assert result.exit_code == 0
    assert "5 files seen" in result.stdout
    assert BROKEN in result.stderr


def test_export_to_jsonl_gives_the_records(lab: Lab, tmp_path: Path) -> None:
    result = lab.ingest("export", "-o", tmp_path / "all.jsonl")
    assert (result.exit_code, result.stdout) == (0, "")
    exported = lines((tmp_path / "all.jsonl").read_text(encoding="utf-8"))
    read = {(record["source"]["sha256"], *record["pages"]): record for record in lines(lab.first.stdout)}
    assert len(exported) == len(read)
    for record in exported:
        assert record["decision"]["by"] is None
        assert {key: record[key] for key in record if key != "decision"} == read[
            (record["source"]["sha256"], *record["pages"])
        ]


def test_export_to_csv_gives_a_row_for_each_record(lab: Lab, tmp_path: Path) -> None:
    lab.ingest("export", "-o", tmp_path / "all.csv")
    with (tmp_path / "all.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(lines(lab.first.stdout))
    assert "Dana R. Whitfield" in {row["holder"] for row in rows}


@pytest.mark.parametrize("name", ["all.docx", "all", "gone/all.csv"])
def test_export_refuses_what_it_cannot_write(lab: Lab, tmp_path: Path, name: str) -> None:
    result = lab.ingest("export", "-o", tmp_path / name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(tmp_path / name) in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_show_tells_values_and_doubts(lab: Lab) -> None:
    result = lab.ingest("show")
    assert result.exit_code == 0
    assert "Whitfield" in result.stdout
    assert "proposed split" in " ".join(result.stdout.split())
    doubtful = lab.ingest("show", "--review").stdout
    assert "benchside_invoice" not in doubtful
    assert "marchetti" in doubtful


def test_verify_finds_a_file_that_changed(lab: Lab, tmp_path: Path) -> None:
    assert lab.ingest("verify").exit_code == 0
    folder = fill(tmp_path / "some", BROKEN)
    database = ("--database", f"sqlite:///{tmp_path}/a.db")
    assert ingest("run", folder, *database).exit_code == 5
    (folder / BROKEN).write_bytes(b"other bytes")
    result = ingest("verify", *database)
    assert result.exit_code == 5
    assert f"{BROKEN}: changed" in result.stderr


# The roster and the audit


@pytest.fixture(scope="module")
def staffed(lab: Lab) -> Lab:
    result = lab.ingest("roster", "load", SAMPLES / "roster.csv")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "8 people with" in result.stderr
    return lab


def test_audit_gives_the_json_of_the_contract(staffed: Lab) -> None:
    result = staffed.ingest("audit", "--format", "json", "--as-of", "2026-11-23")
    assert result.exit_code == 0
    audit = json.loads(result.stdout)
    assert (audit["schema"], audit["as_of"]) == ("ingest/audit/1", "2026-11-23")
    assert len({person["person_id"] for person in audit["people"]}) == 8
    for person in audit["people"]:
        assert {
            "person_id",
            "name",
            "credential",
            "cycle",
            "rule",
            "status",
            "areas",
            "total",
            "decisive",
            "issues",
        } <= (person.keys())
        assert person["status"] in {"met", "short", "undecided", "voluntary", "no_rule"}
    (dana,) = [person for person in audit["people"] if person["person_id"] == "1001"]
    assert (dana["credential"], dana["cycle"]) == ("MLS", ["2023-12-01", "2026-11-30"])
    assert float(dana["total"]["possible"]) >= 2, "her certificate may count"
    assert audit["unmatched"] == []


def test_audit_takes_its_format_from_the_file(staffed: Lab, tmp_path: Path) -> None:
    on_screen = staffed.ingest("audit", "--format", "json", "--as-of", "2026-11-23").stdout
    result = staffed.ingest("audit", "-o", tmp_path / "audit.json", "--as-of", "2026-11-23")
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads((tmp_path / "audit.json").read_text(encoding="utf-8")) == json.loads(on_screen)


def test_audit_as_a_table_and_of_one_person(staffed: Lab) -> None:
    everybody, one = staffed.ingest("audit"), staffed.ingest("audit", "--person", "1002")
    assert everybody.exit_code == one.exit_code == 0
    assert "Whitfield" in everybody.stdout
    assert "Oyelowo" in one.stdout
    assert "Whitfield" not in one.stdout


def test_audit_of_nobody_on_the_roster_ends_with_2(staffed: Lab, tmp_path: Path) -> None:
    stranger = staffed.ingest("audit", "--person", "4711")
    assert (stranger.exit_code, stranger.stdout) == (2, "")
    assert "4711" in stranger.stderr
    nobody = ingest("audit", "--database", f"sqlite:///{tmp_path}/new.db", "--format", "json")
    assert (nobody.exit_code, nobody.stdout) == (2, "")
    assert "ingest roster load" in nobody.stderr


def test_audit_refuses_a_file_that_it_cannot_write(staffed: Lab, tmp_path: Path) -> None:
    result = staffed.ingest("audit", "-o", tmp_path / "gone" / "audit.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "gone" in result.stderr


WRONG_ROSTERS = [
    ("no file", None, "roster.csv"),
    ("no column", "person_id,name\n1,Dana\n", "credential"),
    (
        "a wrong date",
        (SAMPLES / "roster.csv").read_text(encoding="utf-8").replace("2023-12-01", "2023-13-01"),
        "cycle_start",
    ),
]


@pytest.mark.parametrize(("text", "says"), [row[1:] for row in WRONG_ROSTERS], ids=[row[0] for row in WRONG_ROSTERS])
def test_a_wrong_roster_ends_with_2_and_changes_nothing(
    staffed: Lab, tmp_path: Path, text: str | None, says: str
) -> None:
    if text is not None:
        (tmp_path / "roster.csv").write_text(text, encoding="utf-8")
    result = staffed.ingest("roster", "load", tmp_path / "roster.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert staffed.ingest("audit", "--person", "1002").exit_code == 0, "the old roster is still there"


# Without a database


@pytest.fixture(scope="module")
def read_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    root = tmp_path_factory.mktemp("read")
    folder = fill(root / "certificates", *READ_FILES, BROKEN)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        return folder, ingest("read", "certificates", "--workers", 1)


def test_read_prints_records_and_nothing_else(read_folder: tuple[Path, Result]) -> None:
    _, result = read_folder
    assert result.exit_code == 5
    records = lines(result.stdout)
    assert [Path(record["source"]["path"]).name for record in records] == [
        "benchside_invoice.pdf",
        BROKEN,
        "labce_abo_discrepancies.pdf",
        "marchetti_two_courses.pdf",
        "marchetti_two_courses.pdf",
    ]
    by_name = {Path(record["source"]["path"]).name: record for record in records}
    assert by_name[BROKEN]["status"] == "failed"
    assert by_name[BROKEN]["failure"]["code"] == "unreadable_file"
    assert by_name["labce_abo_discrepancies.pdf"]["activity"]["holder"]["value"] == "Dana R. Whitfield"
    assert BROKEN in result.stderr


def test_read_leaves_nothing_behind(read_folder: tuple[Path, Result]) -> None:
    folder, _ = read_folder
    left = {path.name for path in folder.parent.iterdir() if not path.name.startswith(".coverage")}
    assert left == {"certificates"}, "measuring the coverage leaves its own files"


@pytest.fixture(scope="module")
def texts(read_folder: tuple[Path, Result]) -> dict[str, Result]:
    folder, _ = read_folder
    return {form: ingest("text", folder, "--workers", 1, "--format", form) for form in ("jsonl", "plain")}


def test_text_prints_a_line_for_each_page(texts: dict[str, Result]) -> None:
    assert texts["jsonl"].exit_code == 5
    records = lines(texts["jsonl"].stdout)
    assert [(Path(record["path"]).name, record.get("page")) for record in records] == [
        ("benchside_invoice.pdf", 1),
        (BROKEN, None),
        ("labce_abo_discrepancies.pdf", 1),
        ("marchetti_two_courses.pdf", 1),
        ("marchetti_two_courses.pdf", 2),
    ]
    assert records[1]["failure"]["code"] == "unreadable_file"
    assert BROKEN in texts["jsonl"].stderr


def test_text_in_plain_prints_the_text_alone(texts: dict[str, Result]) -> None:
    assert texts["plain"].exit_code == 5
    pages = [record["text"] for record in lines(texts["jsonl"].stdout) if "text" in record]
    assert [line for line in texts["plain"].stdout.splitlines() if line] == [
        line for page in pages for line in page.splitlines()
    ]


# In a process of its own


def in_a_process(*arguments: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


def test_without_tesseract_nothing_is_read_and_the_command_to_type_is_told(tmp_path: Path) -> None:
    result = in_a_process("read", fill(tmp_path / "some", BROKEN), PATH=str(tmp_path), INGEST_OCR_ENGINE="command")
    assert (result.returncode, result.stdout) == (3, "")
    assert "Tesseract is not installed. Type: " in result.stderr


def test_doctor_tells_what_is_missing(tmp_path: Path) -> None:
    result = in_a_process("doctor", PATH=str(tmp_path), COLUMNS="200", INGEST_OCR_ENGINE="command")
    assert result.returncode == 3
    (tesseract,) = [line for line in result.stdout.splitlines() if "tesseract" in line and "scans" in line]
    assert "missing" in tesseract


def test_doctor_is_content_when_everything_is_there() -> None:
    result = ingest("doctor")
    assert result.exit_code == 0
    assert "missing" not in result.stdout
    for part in ("python", "tesseract", "model", "pypdfium2", "sqlalchemy"):
        assert part in result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_an_interrupted_run_ends_with_130_and_keeps_what_it_saved(tmp_path: Path) -> None:
    names = sorted(path.name for path in (SAMPLES / "certificates").glob("*.pdf"))
    folder = fill(tmp_path / "certificates", *names)
    database = f"sqlite:///{tmp_path}/a.db"
    process = subprocess.Popen(
        [*COMMAND, "run", str(folder), "--database", database, "--workers", "1", "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    rest, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    saved = {(record["source"]["sha256"], *record["pages"]) for record in (first, *lines(rest))}
    assert ingest("export", "--database", database, "-o", tmp_path / "all.jsonl").exit_code == 0
    exported = lines((tmp_path / "all.jsonl").read_text(encoding="utf-8"))
    assert saved <= {(record["source"]["sha256"], *record["pages"]) for record in exported}
    (status,) = lines(ingest("status", "--database", database, "--format", "json").stdout)
    assert status["files"] == sum(status["states"].values())


def test_the_review_pages_stop_on_interrupt(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "review", "--database", f"sqlite:///{tmp_path}/a.db", "--port", "0", "--user", "dana"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        announced = process.stderr.readline()
        assert "http://127.0.0.1:" in announced
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode in (0, 130)
