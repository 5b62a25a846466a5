"""Reads broken and odd files, each in a process of its own, and says how each ended.

    python -m benchmarks.torture FOLDER [--all] [--json FILE] [--write]

Takes a folder of such files; gives for each its named state, seconds, peak memory and the words found, and lists one by
one the files in which we find no text and pdfplumber, pdftotext or Tesseract finds some. The other readers look only at
files in which we find none, unless --all is given. Refuses to call any exception but our own a named state.
"""

import argparse
import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from benchmarks.tables import made_on, markdown_table, replace_table
from ingest.acquire import acquire
from ingest.errors import DocumentError
from ingest.read import read
from ingest.settings import load_settings

MOST_SECONDS: Final = 30.0  # of wall time, promised for each file on a machine that does nothing else
MOST_MIB: Final = 1024.0  # promised for each file
GIVE_UP_SECONDS: Final = 60.0  # wall time after which a child is killed
DRAWN_PAGES: Final = 3  # of a PDF that Tesseract gets
DRAWN_DPI: Final = 200
READ, NO_TEXT, FAULT = "read", "no text", "FAULT"
LIBRARIES: Final = ("pdfplumber", "pdftotext", "tesseract")


@dataclass(frozen=True, slots=True)
class Ending:
    """How one reader ended with one file."""

    state: str  # READ, NO_TEXT, the code of a DocumentError, or FAULT with what was raised
    words: int
    seconds: float  # of wall time
    cpu_seconds: float  # with what it started
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Tried:
    """One file, by us and by the other readers that had to look."""

    file: str
    ours: Ending
    others: dict[str, Ending]

    @property
    def is_exception(self) -> bool:
        """We find no text, and another does."""
        return self.ours.words == 0 and any(other.words for other in self.others.values())


def try_files(folder: Path, *, ask_all: bool = False) -> Iterator[Tried]:
    """Every file of a folder and those in it, but for lists."""
    readers = {"pdfplumber": _plumber, "pdftotext": _pdftotext, "tesseract": _tesseract}
    missing = [name for name in LIBRARIES[1:] if shutil.which(name) is None]
    for name in missing:
        sys.stderr.write(f"{name} is not installed and is left out\n")
        del readers[name]
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".tsv"):
        ours = in_child(_ours, path)
        others = {}
        if ask_all or not ours.words:
            others = {name: in_child(work, path) for name, work in readers.items()}
        yield Tried(path.relative_to(folder).as_posix(), ours, others)


def in_child(work: Callable[[Path], str], path: Path, give_up_seconds: float = GIVE_UP_SECONDS) -> Ending:
    """Read a file in a forked process with the memory limit of a worker; kill it when its time is over."""
    answers, answer = os.pipe()
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.close(answers)
        _child(work, path, answer)
    os.close(answer)
    text, late = _listen(answers, began + give_up_seconds)
    if late:
        os.killpg(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    seconds = time.monotonic() - began
    if late:
        state, words = f"{FAULT}: not ended after {give_up_seconds:g} s", 0
    elif status or not text:
        state, words = f"{FAULT}: the process ended with status {status}", 0
    else:
        told = json.loads(text)
        state, words = told["state"], told["words"]
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return Ending(state, words, round(seconds, 2), round(cpu_seconds, 2), round(usage.ru_maxrss / 1024, 1))


def _child(work: Callable[[Path], str], path: Path, answer: int) -> None:
    """The life of the forked process."""
    os.setsid()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    limit = load_settings().worker_memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        words = count_words(work(path))
        told: dict[str, object] = {"state": READ if words else NO_TEXT, "words": words}
    except DocumentError as error:
        told = {"state": error.code, "words": 0}
    except BaseException as error:  # noqa: BLE001 - the worker's edge: whatever was raised is what we are here to see
        told = {"state": f"{FAULT}: {type(error).__name__}: {error}"[:300], "words": 0}
    os.write(answer, json.dumps(told).encode())
    os._exit(0)


def _listen(pipe: int, deadline: float) -> tuple[str, bool]:
    """What the child told, and whether it ran out of time."""
    told = b""
    with os.fdopen(pipe, "rb", buffering=0) as answers:
        while select.select([answers], [], [], max(0.0, deadline - time.monotonic()))[0]:
            piece = answers.read(65536)
            if not piece:
                return told.decode(), False
            told += piece
    return "", True


def count_words(text: str) -> int:
    """Words of at least two letters or digits; fewer are marks of the paper.

    >>> count_words("| a — Gram stain")
    2
    """
    return sum(sum(character.isalnum() for character in word) >= 2 for word in text.split())


def _ours(path: Path) -> str:
    settings = load_settings()
    return "\n".join(page.text for page in read(acquire(path, settings), settings).pages)


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024) or path.suffix.lower() == ".pdf"


def _plumber(path: Path) -> str:
    import pdfplumber  # noqa: PLC0415 - in the child alone

    if not _is_pdf(path):
        return ""
    with pdfplumber.open(path) as pdf:
        return "\n".join(page.extract_text() or "" for page in pdf.pages)


def _pdftotext(path: Path) -> str:
    if not _is_pdf(path):
        return ""
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode(errors="replace")


def _tesseract(path: Path) -> str:
    if not _is_pdf(path):
        done = subprocess.run(["tesseract", path, "-"], capture_output=True, check=True)
        return done.stdout.decode(errors="replace")
    import pdfplumber  # noqa: PLC0415 - in the child alone
    import pytesseract  # noqa: PLC0415

    with pdfplumber.open(path) as pdf:
        drawn = (page.to_image(resolution=DRAWN_DPI).original for page in pdf.pages[:DRAWN_PAGES])
        return "\n".join(str(pytesseract.image_to_string(picture)) for picture in drawn)


def write_up(tried: Sequence[Tried]) -> str:
    """States with their counts, what broke a promise, and the exceptions."""
    states = Counter(one.ours.state.partition(":")[0] for one in tried)
    parts = [markdown_table(("state", "files"), [(state, str(count)) for state, count in states.most_common()])]
    slowest = max(tried, key=lambda one: one.ours.seconds)
    largest = max(tried, key=lambda one: one.ours.peak_mib)
    parts.append(
        f"{len(tried)} files. Slowest: {slowest.file}, {_taken(slowest.ours)}. "
        f"Largest: {largest.file}, {largest.ours.peak_mib:.0f} MiB."
    )
    faults = [f"- {one.file}: {one.ours.state}" for one in tried if one.ours.state.startswith(FAULT)]
    over = [
        f"- {one.file}: {_taken(one.ours)}, {one.ours.peak_mib:.0f} MiB"
        for one in tried
        if one.ours.seconds > MOST_SECONDS or one.ours.peak_mib > MOST_MIB
    ]
    exceptions = [f"- {one.file} ({one.ours.state}): {_found_by(one)}" for one in tried if one.is_exception]
    for title, lines in (
        ("Without a named state", faults),
        (f"Over {MOST_SECONDS:.0f} s or {MOST_MIB:.0f} MiB", over),
        ("We find no text, and another reader finds some", exceptions),
    ):
        parts.append(f"{title}: {len(lines) or 'none'}." + ("\n\n" + "\n".join(lines) if lines else ""))
    return "\n\n".join([*parts, f"Made on {made_on()}"])


def _taken(ending: Ending) -> str:
    """Wall time, which others on the machine lengthen, and CPU time, which they hardly do."""
    return f"{ending.seconds:.1f} s ({ending.cpu_seconds:.1f} s of CPU)"


def _found_by(one: Tried) -> str:
    return ", ".join(f"{name} {other.words} words" for name, other in one.others.items() if other.words)


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the options, read, print."""
    parser = argparse.ArgumentParser(description="Read broken and odd files, each in a process of its own.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="let the other readers look at every file")
    parser.add_argument("--json", type=Path, help="write how every file ended there")
    parser.add_argument("--write", action="store_true", help="put the summary into docs/performance.md")
    options = parser.parse_args(arguments)
    tried = []
    for one in try_files(options.folder, ask_all=options.all):
        tried.append(one)
        sys.stderr.write(f"\r{len(tried)} ")
    sys.stderr.write("\n")
    text = write_up(tried)
    print(text)
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in tried], indent=1), encoding="utf-8")
    if options.write:
        replace_table("torture", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
