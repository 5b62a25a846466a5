"""Whatever a document does to the process that reads it, the others are read and nothing remains."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest import workers
from ingest.activity import Outcome
from ingest.errors import IngestError, MissingToolError
from ingest.settings import Settings
from ingest.worker import MakeWork
from ingest.workers import run_supervised
from tests.faulty_works import (
    make_broken_work,
    make_dead_work,
    make_faulty_work,
    make_no_work,
    make_plain_work,
)
from tests.made_outcomes import RUN

ROOT = Path(__file__).parent.parent
ONE_GIGABYTE = 1_000_000_000
PATIENCE_SECONDS = 60.0  # for what takes one second on an idle machine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def files(folder: Path, *names: str) -> list[Path]:
    """Files that look like PDFs and differ."""
    paths = [folder / name for name in names]
    for path in paths:
        path.write_bytes(b"%PDF-1.7 " + path.name.encode())
    return paths


def read(
    paths: Iterable[Path], work: MakeWork[tuple[Outcome, ...]] = make_faulty_work, **changes: float
) -> list[Outcome]:
    """The one outcome of each document."""
    settings = Settings(**{"workers": 2, "worker_memory_bytes": 2 * ONE_GIGABYTE} | changes)  # type: ignore[arg-type]
    return [one for (one,) in run_supervised(paths, settings, RUN, work)]


def told(outcomes: list[Outcome]) -> list[str]:
    """The holder of each, or the code of its failure."""
    return [
        str(one.activity.holder.value) if one.activity else one.failure.code if one.failure else "" for one in outcomes
    ]


def children() -> set[int]:
    """The processes that this one started and that are workers."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):  # it ended while we looked
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                is_ours = int(parent) == os.getpid() and state != "Z"
                if is_ours and b"spawn_main" in (entry / "cmdline").read_bytes():
                    found.add(int(entry.name))
    return found


def is_running(pid: int) -> bool:
    """Whether the process is there and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until_gone(pids: Iterable[int]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while left := [pid for pid in pids if is_running(pid)]:
        assert time.monotonic() < until, f"still running: {left}"
        time.sleep(0.02)


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")


def test_results_come_in_the_order_of_the_input(folder: Path) -> None:
    names = ["slow-0.pdf", *(f"{number}.pdf" for number in range(1, 12))]
    outcomes = read(files(folder, *names))
    assert told(outcomes) == [Path(name).stem for name in names]
    assert read([]) == []


def test_the_input_is_taken_no_faster_than_the_window(folder: Path) -> None:
    taken: list[Path] = []

    def paths() -> Iterator[Path]:
        for path in files(folder, *(f"{number}.pdf" for number in range(30))):
            taken.append(path)
            yield path

    results = run_supervised(paths(), Settings(workers=1), RUN, make_plain_work)
    next(results)
    assert len(taken) <= 1 + workers.WINDOW
    assert len(list(results)) == 29


def test_each_fault_is_its_own_file_failing(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    names = ["a.pdf", "exit-1.pdf", "b.pdf", "segfault-1.pdf", "raise-1.pdf", "c.pdf", "locked-1.pdf", "d.pdf"]
    with caplog.at_level(logging.ERROR):
        outcomes = read(files(folder, *names))
    assert told(outcomes) == ["a", "worker_died", "b", "worker_died", "document_error", "c", "encrypted_file", "d"]
    messages = [one.failure.message for one in outcomes if one.failure]
    assert "exit-1.pdf: the process that read it ended (exit code 7)" in messages[0]
    assert "segfault-1.pdf: the process that read it ended (signal 11)" in messages[1]
    assert "ZeroDivisionError: no such luck at faulty_works.py:" in messages[2]
    assert "Traceback" in caplog.text
    failed = outcomes[1]
    assert (failed.pages, failed.run, failed.source.path) == ((0, 0), RUN, folder / "exit-1.pdf")
    assert failed.source.sha256 is not None


def test_too_much_memory_fails_the_file_and_not_the_machine(folder: Path) -> None:
    outcomes = read(files(folder, "eat-1.pdf", "a.pdf"), workers=1)
    assert told(outcomes) == ["worker_died", "a"]
    assert outcomes[0].failure is not None
    assert "worker_memory_bytes" in outcomes[0].failure.message


@needs_proc
def test_a_document_that_takes_too_long_is_killed_with_what_it_started(folder: Path) -> None:
    outcomes = read(files(folder, "hang-1.pdf", "a.pdf", "b.pdf"), document_seconds=4, page_seconds=0.1)
    assert told(outcomes) == ["timed_out", "a", "b"]
    assert outcomes[0].failure is not None
    assert "Raise document_seconds" in outcomes[0].failure.message
    wait_until_gone(map(int, (folder / "hang-1.pids").read_text().split()))
    assert children() == set()


def test_a_document_of_many_pages_may_take_longer(folder: Path) -> None:
    long, short = folder / "slower-long.pdf", folder / "slower-short.pdf"
    for path, pages in ((long, 100), (short, 1)):
        canvas = Canvas(str(path))
        for _ in range(pages):
            canvas.showPage()
        canvas.save()
    outcomes = read([long, short], document_seconds=2, page_seconds=0.2)
    assert told(outcomes) == ["slower-long", "timed_out"]


@needs_proc
def test_a_worker_killed_from_outside_is_replaced(folder: Path) -> None:
    paths = files(folder, *(f"slow-{number}.pdf" for number in range(3)))
    settings = Settings(workers=1)
    results = run_supervised(paths, settings, RUN, make_faulty_work)
    outcomes = [*next(results)]
    (pid,) = children()
    os.kill(pid, signal.SIGKILL)
    outcomes += [one for (one,) in results]
    assert told(outcomes) in (["slow-0", "worker_died", "slow-2"], ["slow-0", "slow-1", "slow-2"])
    wait_until_gone([pid])


@needs_proc
def test_who_stops_listening_leaves_nothing_behind(folder: Path) -> None:
    paths = files(folder, "a.pdf", *(f"hang-{number}.pdf" for number in range(4)))
    results = run_supervised(paths, Settings(workers=2), RUN, make_faulty_work)
    next(results)
    assert children()
    results.close()
    assert children() == set()


def test_a_missing_tool_stops_the_run(folder: Path) -> None:
    with pytest.raises(MissingToolError, match="Tesseract is gone"):
        read(files(folder, "a.pdf", "missing-1.pdf", "b.pdf"))
    with pytest.raises(MissingToolError, match="not installed"):
        read(files(folder, "a.pdf"), make_no_work)


@pytest.mark.parametrize("work", [make_dead_work, make_broken_work])
def test_a_worker_that_cannot_start_stops_the_run(folder: Path, work: MakeWork[tuple[Outcome, ...]]) -> None:
    with pytest.raises(IngestError, match=r"ended while it started \(exit code [19]\)"):
        read(files(folder, "a.pdf", "b.pdf"), work)


def test_a_worker_that_never_gets_ready_stops_the_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "START_SECONDS", 0.0)
    with pytest.raises(IngestError, match="not ready"):
        read(files(folder, "a.pdf"))


SCRIPT = """
import sys
from pathlib import Path
from ingest.settings import Settings
from ingest.workers import run_supervised
from tests.faulty_works import make_faulty_work
from tests.made_outcomes import RUN

if __name__ == "__main__":
    for (outcome,) in run_supervised(map(Path, sys.argv[1:]), Settings(workers=2), RUN, make_faulty_work):
        print(outcome.source.path.name, flush=True)
"""


def start_script(folder: Path, *names: str) -> subprocess.Popen[str]:
    """A process of its own that reads these files."""
    script = folder / "script.py"
    script.write_text(SCRIPT)
    return subprocess.Popen(
        [sys.executable, str(script), *map(str, files(folder, *names))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def pids_of_hanging(folder: Path, *names: str) -> list[int]:
    """Wait until these documents hang; the processes of their workers and of what these started."""
    found: list[int] = []
    until = time.monotonic() + PATIENCE_SECONDS
    for name in names:
        path = folder / name
        while not (path.exists() and len(path.read_text().split()) == 2):
            assert time.monotonic() < until, f"{name} was not read"
            time.sleep(0.05)
        found += map(int, path.read_text().split())
    return found


def test_nothing_that_a_worker_prints_gets_to_standard_output(folder: Path) -> None:
    process = start_script(folder, "print-1.pdf", "a.pdf")
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert out.splitlines() == ["print-1.pdf", "a.pdf"]
    assert err.count("garbage from") == 3  # what libraries log is not for people
    assert process.returncode == 0


@needs_proc
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_no_worker_outlives_its_supervisor(folder: Path, how: signal.Signals) -> None:
    process = start_script(folder, "hang-1.pdf", "hang-2.pdf")
    pids = pids_of_hanging(folder, "hang-1.pids", "hang-2.pids")
    assert all(map(is_running, pids))
    process.send_signal(how)
    try:
        process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    wait_until_gone(pids)
