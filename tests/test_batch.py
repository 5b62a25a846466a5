"""A folder of files becomes rows, once, whatever happens on the way."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.activity import Outcome
from ingest.batch import FileEvent, What, read_files
from ingest.errors import MissingToolError, SettingsError, StoreError
from ingest.seen import FileState
from ingest.settings import Settings
from ingest.store import Store
from ingest.worker import MakeWork
from tests.faulty_works import make_faulty_work, make_no_work, make_plain_work
from tests.made_outcomes import LATER_RUN, RUN

ROOT = Path(__file__).parent.parent


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'lab.db'}") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def write(folder: Path, name: str, content: str | None = None) -> Path:
    path = folder / name
    path.write_bytes(b"%PDF-1.7 " + (content or name).encode())
    return path


def batch(
    folder: Path, store: Store, work: MakeWork[tuple[Outcome, ...]] = make_plain_work, **changes: int
) -> list[FileEvent]:
    settings = Settings(**{"workers": 1} | changes)  # type: ignore[arg-type]
    return list(read_files([folder], settings, store, RUN, work))


def told(events: list[FileEvent]) -> dict[str, str]:
    return {event.path.name: event.what.value for event in events}


def states(store: Store) -> dict[str, str]:
    return {file.path.name: file.state.value for file in store.files()}


def test_files_are_read_once(folder: Path, store: Store) -> None:
    for name in ("a.pdf", "b.pdf"):
        write(folder, name)
    events = batch(folder, store)
    assert told(events) == {"a.pdf": "read", "b.pdf": "read"}
    assert [(event.number, event.total) for event in events] == [(1, 2), (2, 2)]
    assert events[0].outcomes[0].activity is not None
    assert told(batch(folder, store, make_no_work)) == {"a.pdf": "already_done", "b.pdf": "already_done"}
    write(folder, "c.pdf")
    assert told(batch(folder, store)) == {"a.pdf": "already_done", "b.pdf": "already_done", "c.pdf": "read"}
    assert len(list(store.current())) == 3


def test_another_run_reads_again(folder: Path, store: Store) -> None:
    write(folder, "a.pdf")
    batch(folder, store)
    events = list(read_files([folder], Settings(workers=1), store, LATER_RUN, make_plain_work))
    assert told(events) == {"a.pdf": "read"}


def test_the_same_bytes_are_read_once(folder: Path, store: Store) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        write(folder, name, "the same")
    events = batch(folder, store)
    assert told(events) == {"a.pdf": "read", "b.pdf": "duplicate", "c.pdf": "duplicate"}
    assert [event.duplicate_of for event in events if event.what is What.DUPLICATE] == [folder / "a.pdf"] * 2
    assert told(batch(folder, store)) == {"a.pdf": "already_done", "b.pdf": "duplicate", "c.pdf": "duplicate"}
    assert len(list(store.current())) == 1


def test_the_same_bytes_are_read_once_also_where_the_first_comes_last(folder: Path, store: Store) -> None:
    write(folder, "z.pdf", "the same")
    batch(folder, store)
    write(folder, "a.pdf", "the same")
    events = list(read_files([folder], Settings(workers=1), store, LATER_RUN, make_plain_work))
    assert told(events) == {"a.pdf": "read", "z.pdf": "duplicate"}


def test_a_replaced_file_is_read(folder: Path, store: Store) -> None:
    write(folder, "scan.pdf", "old")
    (first,) = batch(folder, store)
    write(folder, "scan.pdf", "new")
    (second,) = batch(folder, store)
    assert (second.what, second.replaces) == (What.READ, first.outcomes[0].source.sha256)
    assert len(list(store.current())) == 1
    assert len(list(store.replaced())) == 1


def test_what_cannot_be_read_has_its_state_and_stops_nothing(folder: Path, store: Store) -> None:
    write(folder, "good.pdf")
    write(folder, "locked-1.pdf")
    write(folder, "exit-1.pdf")
    write(folder, "large.pdf", "x" * 1000)
    (folder / "empty.pdf").touch()
    (folder / "letter.pdf").write_text("Dear colleague, please find enclosed nothing.")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    failing = dict.fromkeys(("locked-1.pdf", "exit-1.pdf", "large.pdf", "empty.pdf", "letter.pdf"), "failed")
    events = batch(folder, store, make_faulty_work, max_file_bytes=500)
    assert told(events) == {"good.pdf": "read", **failing}
    codes = {event.path.name: event.failure.code for event in events if event.failure}
    assert codes == {
        "locked-1.pdf": "encrypted_file",
        "exit-1.pdf": "worker_died",
        "large.pdf": "too_large",
        "empty.pdf": "empty_document",
        "letter.pdf": "unsupported_file",
    }
    assert states(store) == {"good.pdf": "accepted", **failing}
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before

    # Once more: what may have been the machine's fault is tried again, and each failure is named again.
    again = batch(folder, store, make_faulty_work, max_file_bytes=500)
    assert told(again) == {"good.pdf": "already_done", **failing, "locked-1.pdf": "already_done"}
    assert {event.path.name: event.failure.code for event in again if event.failure} == codes
    assert {event.path.name for event in again if event.what is What.FAILED} >= {"exit-1.pdf"}


def test_a_file_that_may_not_be_opened_is_tried_each_time(
    folder: Path, store: Store, forbid: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(folder, "a.pdf")
    forbid(path)
    assert told(batch(folder, store)) == {"a.pdf": "failed"}
    monkeypatch.undo()
    path.chmod(0o600)
    assert told(batch(folder, store)) == {"a.pdf": "read"}
    assert states(store) == {"a.pdf": "accepted"}


def test_a_file_that_is_gone_before_it_is_read_fails_alone(folder: Path, store: Store) -> None:
    path, other = write(folder, "a.pdf"), write(folder, "b.pdf")
    events = read_files([folder / "missing-link.pdf", folder], Settings(workers=1), store, RUN, make_plain_work)
    (folder / "missing-link.pdf").symlink_to(path)
    first = next(events)
    assert (first.path.name, first.what) == ("a.pdf", What.DUPLICATE)
    other.unlink()
    assert told(list(events)) == {"missing-link.pdf": "read", "b.pdf": "failed"}
    assert states(store)["b.pdf"] == FileState.FAILED


def test_an_empty_folder_and_a_missing_path(folder: Path, store: Store) -> None:
    assert batch(folder, store) == []
    with pytest.raises(SettingsError, match="no such file or folder"):
        batch(folder / "nowhere", store)


def test_what_was_saved_stays_when_the_run_stops(folder: Path, store: Store) -> None:
    for name in ("a.pdf", "missing-1.pdf", "z.pdf"):
        write(folder, name)
    with pytest.raises(MissingToolError):
        batch(folder, store, make_faulty_work)
    assert states(store)["missing-1.pdf"] == states(store)["z.pdf"] == FileState.WAITING


def test_a_database_that_is_taken_away_stops_the_run(folder: Path, tmp_path: Path) -> None:
    write(folder, "a.pdf")
    with Store.open(f"sqlite:///{tmp_path / 'lab.db'}?timeout=0.1") as store:
        holding = sqlite3.connect(tmp_path / "lab.db", isolation_level=None)
        holding.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use"):
            batch(folder, store)
        holding.close()


# Killed on the way


def rows(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database but for times."""
    queries = {
        "sightings": "SELECT path, sha256, size_bytes, failure_code FROM sightings ORDER BY path",
        "documents": "SELECT sha256, media_type, size_bytes, run_id FROM documents ORDER BY sha256",
        "outcomes": "SELECT sha256, first_page, last_page, run_id, status, failure_code, "
        "json_remove(record, '$.seconds', '$.source.acquired_at') FROM outcomes ORDER BY sha256, first_page",
        "fields": "SELECT sha256, name, value, unit, text, confidence, page, boxes, method "
        "FROM fields JOIN outcomes ON outcomes.id = outcome_id ORDER BY sha256, name",
    }
    connection = sqlite3.connect(database)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    found = {name: connection.execute(query).fetchall() for name, query in queries.items()}
    connection.close()
    return found


def run_script(database: Path, folder: Path) -> subprocess.Popen[bytes]:
    """A batch in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faulty_works", f"sqlite:///{database}", str(folder)],
        cwd=ROOT,
        start_new_session=True,
    )


def processes_of(folder: Path) -> list[int]:
    """Every process whose command line names the folder, and those that these started."""
    found: set[int] = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            session = int((entry / "stat").read_text().rpartition(")")[2].split()[3])
            named = str(folder).encode() in (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if named:
            found.add(session)
    return sorted(found)


def test_killed_at_any_moment_and_run_again_gives_the_same_rows(tmp_path: Path, folder: Path) -> None:
    for number in range(60):
        write(folder, f"{number:02}.pdf", f"the same {number % 50}")
    undisturbed, disturbed = tmp_path / "undisturbed.db", tmp_path / "disturbed.db"
    assert run_script(undisturbed, folder).wait(60) == 0
    expected = rows(undisturbed)
    assert [len(expected[name]) for name in ("sightings", "documents", "outcomes", "fields")] == [60, 50, 50, 500]

    for saved in (0, 1, 10, 20):
        process = run_script(disturbed, folder)
        wait_for_outcomes(disturbed, saved, process)
        os.killpg(process.pid, signal.SIGKILL)  # the supervisor alone: each worker has a session of its own
        process.wait(10)
    left = rows(disturbed)
    assert len(left["sightings"]) == 60
    assert 20 <= len(left["outcomes"]) < 50
    assert run_script(disturbed, folder).wait(60) == 0
    assert rows(disturbed) == expected
    if Path("/proc/self").exists():
        assert processes_of(folder) == []


def wait_for_outcomes(database: Path, count: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
            (found,) = connection.execute("SELECT count(*) FROM outcomes").fetchone()
            connection.close()
        except sqlite3.OperationalError:
            found = 0
        if found >= count:
            return
        time.sleep(0.005)
    raise AssertionError(f"no {count} outcomes were saved")


def test_two_batches_at_once_save_each_file_once(tmp_path: Path, folder: Path) -> None:
    for number in range(20):
        write(folder, f"{number:02}.pdf")
    database = tmp_path / "lab.db"
    both = [run_script(database, folder), run_script(database, folder)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert {name: len(found) for name, found in rows(database).items()} == {
        "sightings": 20,
        "documents": 20,
        "outcomes": 20,
        "fields": 200,
    }
    shutil.rmtree(folder)
    with Store.open(f"sqlite:///{database}") as store:
        assert len(list(store.current())) == 20
