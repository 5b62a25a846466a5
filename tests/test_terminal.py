"""What people see: tables on standard output, failures on standard error, and no bar where nobody watches."""

import io
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.table import Table

from ingest.activity import Failure, FieldName, Issue, IssueCode, Outcome
from ingest.batch import FileEvent, What
from ingest.decision import State
from ingest.doctor import Part
from ingest.seen import FileState, SeenFile
from ingest.standing import StoredCertificate
from ingest.terminal import (
    SHOWN,
    Progress,
    print_table,
    say_failures,
    show_batch,
    show_certificates,
    show_files,
    show_parts,
)
from tests.made_outcomes import failed, outcome, source

NOW = datetime(2026, 11, 23, tzinfo=UTC)
BROKEN = Failure("unreadable_file", "a.pdf: damaged. Copy it again.")


def words(text: str) -> str:
    """The text without the lines of its tables."""
    return " ".join("".join(" " if "─" <= letter <= "╿" else letter for letter in text).split())


def event(name: str, what: What, *outcomes: Outcome, failure: Failure | None = None) -> FileEvent:
    return FileEvent(Path("in") / name, what, outcomes, failure)


def seen(name: str, state: FileState, failure: Failure | None = None) -> SeenFile:
    return SeenFile(Path("in") / name, "0" * 64, state, 1, None, failure, NOW, NOW)


def certificate(path: Path, *issues: Issue) -> StoredCertificate:
    made = outcome(source(path), *issues)
    return StoredCertificate(made.key, made, made, State(made.status.value), (path,), 0, None, None)


EVENTS = (
    event("a.pdf", What.READ, outcome(source(Path("in/a.pdf")))),
    event("b.pdf", What.READ, outcome(source(Path("in/b.pdf")), Issue(IssueCode.MISSING, FieldName.CREDIT, ""))),
    event("c.pdf", What.ALREADY_DONE),
    event("d.pdf", What.FAILED, failed(source(Path("in/d.pdf")), "unreadable_file"), failure=BROKEN),
)


def test_a_file_that_took_anothers_place_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    scan = FileEvent(Path("in/scan.pdf"), What.READ, (outcome(source(Path("in/scan.pdf"))),), replaces="0" * 64)
    show_batch((scan, EVENTS[0]), "sqlite:///ingest.db")
    said = words(capsys.readouterr().out)
    assert "replaced in/scan.pdf: other bytes lay there before" in said
    assert said.count("replaced") == 1


def test_a_batch_is_summed_up(capsys: pytest.CaptureFixture[str]) -> None:
    show_batch(EVENTS, "sqlite:///ingest.db")
    out, err = capsys.readouterr()
    said = words(out)
    assert "4 files into sqlite:///ingest.db" in said
    assert "read now 2" in said
    assert "already done, not read again 1" in said
    assert "failed, named below 1" in said
    assert "certificates accepted without a person 1" in said
    assert "certificates that need a person 1" in said
    assert "duplicates" not in said
    assert "Next: ingest review" in said
    assert words(err) == "failed in: a.pdf: damaged. Copy it again."


def test_nothing_doubtful_needs_no_advice(capsys: pytest.CaptureFixture[str]) -> None:
    show_batch(EVENTS[:1], "sqlite:///ingest.db")
    out, err = capsys.readouterr()
    assert "1 file into" in out
    assert "Next:" not in out
    assert err == ""


def test_a_password_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show_batch(EVENTS, "postgresql+psycopg://ana:secret@db.example/ce")
    out, _ = capsys.readouterr()
    assert "db.example/ce" in out
    assert "secret" not in out


@pytest.mark.parametrize("name", ["[red]a.pdf", "[bold]", "a [draft].pdf", "a[/b].pdf"])
def test_a_file_name_is_no_markup(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    say_failures([(Path("in/[bold]/a.pdf"), f"{name}: damaged.")])
    assert capsys.readouterr().err.strip() == f"failed in/[bold]: {name}: damaged."
    show_certificates([certificate(Path(name.replace("/", "")))])
    assert name.replace("/", "") in capsys.readouterr().out
    show_batch(EVENTS[:1], f"sqlite:///{name}[/]")
    assert "1 file into sqlite:///" in capsys.readouterr().out


def test_a_file_name_that_is_not_utf_8_is_shown_somehow(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict", write_through=True)
    monkeypatch.setattr(sys, "stdout", strict)
    show_certificates([certificate(Path(os.fsdecode(b"caf\xe9.pdf")))])
    shown = strict.buffer
    assert isinstance(shown, io.BytesIO)
    assert b"caf" in shown.getvalue()


def test_certificates_are_shown_with_values_and_doubts(capsys: pytest.CaptureFixture[str]) -> None:
    doubts = (
        Issue(IssueCode.PROPOSED_SPLIT, None, ""),
        Issue(IssueCode.LOW_CONFIDENCE, FieldName.HOLDER, ""),
        Issue(IssueCode.LOW_CONFIDENCE, FieldName.COMPLETED_ON, ""),
    )
    file = certificate(Path("in/a.pdf"), *doubts)
    gone = failed(source(Path("in/b.pdf")), "unreadable_file")
    show_certificates([file, StoredCertificate(gone.key, gone, gone, State.FAILED, (), 0, None, None)])
    said = words(capsys.readouterr().out)
    for value in ("Whitfield", "2026-03-14", "1.5", "needs review", "a.pdf"):
        assert value in said
    assert "proposed split" in said
    assert "b.pdf" not in said


def test_the_states_of_all_files_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    show_files([seen("a.pdf", FileState.ACCEPTED), seen("b.pdf", FileState.ACCEPTED), seen("c.pdf", FileState.WAITING)])
    out, err = capsys.readouterr()
    assert "accepted 2" in words(out)
    assert "waiting 1" in words(out)
    assert "sum 3" in words(out)
    assert err == ""


def test_of_many_failures_the_first_are_named_and_the_rest_counted(capsys: pytest.CaptureFixture[str]) -> None:
    show_files([seen(f"{number}.pdf", FileState.FAILED, BROKEN) for number in range(SHOWN + 3)])
    out, err = capsys.readouterr()
    assert len(err.splitlines()) == SHOWN
    assert "and 3 more: ingest status --format json" in out


def test_what_is_missing_is_told_with_the_way_to_get_it(capsys: pytest.CaptureFixture[str]) -> None:
    show_parts(
        [
            Part("tesseract", None, "scans", "Type: install [it]"),
            Part("psycopg", None, "PostgreSQL", "pip install x", is_needed=False),
            Part("python", "3.11.7", "everything", "unused advice"),
        ]
    )
    said = words(capsys.readouterr().out)
    assert "tesseract missing scans Type: install [it]" in said
    assert "psycopg not installed PostgreSQL pip install x" in said
    assert "unused advice" not in said


def test_a_table_in_a_file_is_wide_enough(tmp_path: Path) -> None:
    table = Table()
    table.add_column("Title")
    table.add_row("A Rather Long Title of a Course " * 4)
    with (tmp_path / "table.txt").open("w", encoding="utf-8") as file:
        print_table(table, file)
    text = (tmp_path / "table.txt").read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert ("A Rather Long Title of a Course " * 4).strip() in text


class Screen(io.StringIO):
    """Standard error that somebody watches."""

    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_only_where_somebody_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Progress("Reading") as progress:
        progress.show(3, 7)
    assert capsys.readouterr() == ("", "")
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with Progress("Reading") as progress:
        for done in range(4):
            progress.show(done, 7)
    assert "Reading" in screen.getvalue()
    assert "3/7" in screen.getvalue()
    assert capsys.readouterr().out == ""
