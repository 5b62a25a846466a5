"""The readers that are compared, each warm in a process of its own.

Takes a file, gives the words that a reader found and what that cost: CPU seconds of its process and of the programs
that it started. Refuses to count imports and the loading of models: a process reads two files before it is measured.

Run as a program (`python -m benchmarks.reading.readers NAME`) this is such a process: paths come in on standard input,
one JSON object for each goes out on standard output.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MODULE: Final = "benchmarks.reading.readers"  # this file, as Python finds it
OURS, DEFAULTS, ONE_THREAD, OCRMYPDF = "ingest", "plumber", "plumber-1", "ocrmypdf"
# What users do today is measured as they do it: without the limit of threads that `make` and our workers set.
THREAD_VARIABLES: Final = ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
THREADS: Final[dict[str, str | None]] = {OURS: "1", DEFAULTS: None, ONE_THREAD: "1", OCRMYPDF: "1"}
BASELINE_DPI: Final = 300
PEER_SECONDS: Final = 300.0

Read = Callable[[Path], list[str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one file."""

    words: tuple[str, ...]
    cpu_seconds: float  # user and system, of the reader and of what it started
    wall_seconds: float
    peak_mib: float  # resident memory of the reader's process until now
    started_mib: float  # of the largest program that it started until now; 0 if it started none
    error: str | None  # why it found nothing


class ReaderProcess:
    """A reader that waits for files."""

    def __init__(self, name: str) -> None:
        environment = {key: value for key, value in os.environ.items() if key not in THREAD_VARIABLES}
        if (limit := THREADS[name]) is not None:
            environment |= dict.fromkeys(THREAD_VARIABLES, limit)
        self.name = name
        self._process = subprocess.Popen(
            [sys.executable, "-m", MODULE, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def read(self, path: Path) -> Reading:
        """Read one file.

        Raises:
            RuntimeError: the process ended.
        """
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process of {self.name} ended at {path}")
        found = json.loads(answer)
        return Reading(**found | {"words": tuple(found["words"])})

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@contextmanager
def warm_readers(names: Sequence[str], warm_up: Sequence[Path]) -> Iterator[list[ReaderProcess]]:
    """Start readers and let each read the files of `warm_up`."""
    readers = [ReaderProcess(name) for name in names]
    try:
        for reader in readers:
            for path in warm_up:
                reader.read(path)
        yield readers
    finally:
        for reader in readers:
            reader.close()


def make_reader(name: str) -> Read:
    """A reader by its name; the libraries that it needs are imported here."""
    return {OURS: _ours, DEFAULTS: _plumber, ONE_THREAD: _plumber, OCRMYPDF: _ocrmypdf}[name]()


def _ours() -> Read:
    from ingest.acquire import acquire  # noqa: PLC0415 - each process imports its own reader alone
    from ingest.read import read  # noqa: PLC0415
    from ingest.settings import load_settings  # noqa: PLC0415

    settings = load_settings()

    def words(path: Path) -> list[str]:
        document = read(acquire(path, settings), settings)
        return [word for page in document.pages for word in page.text.split()]

    return words


def _plumber() -> Read:
    """What people use: the words of the text layer, else Tesseract on the page drawn at 300 dpi, all by defaults."""
    import pdfplumber  # noqa: PLC0415
    import pytesseract  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    def words(path: Path) -> list[str]:
        if path.suffix != ".pdf":
            with Image.open(path) as picture:
                return str(pytesseract.image_to_string(picture)).split()
        found: list[str] = []
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                layer = [str(word["text"]) for word in page.extract_words()]
                drawn = None if layer else page.to_image(resolution=BASELINE_DPI).original
                found += layer or str(pytesseract.image_to_string(drawn)).split()
        return found

    return words


def _ocrmypdf() -> Read:
    """OCRmyPDF for the text alone: the cheapest way it has, without an output file."""
    program = str(Path(sys.executable).with_name("ocrmypdf"))

    def words(path: Path) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            sidecar = Path(folder, "text.txt")
            command = [program, "--quiet", "--jobs", "1", "--output-type", "none", "--sidecar", str(sidecar)]
            command += [] if path.suffix == ".pdf" else ["--image-dpi", str(BASELINE_DPI)]
            done = subprocess.run(
                [*command, str(path), "-"], capture_output=True, text=True, timeout=PEER_SECONDS, check=False
            )
            if done.returncode:
                raise RuntimeError(f"exit code {done.returncode}: {done.stderr.strip()[-200:]}")
            return sidecar.read_text(encoding="utf-8").split()

    return words


def _cpu_seconds() -> float:
    own, started = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + started.ru_utime + started.ru_stime


def _peak_mib() -> float:
    """The largest resident memory of this process.

    Not `ru_maxrss`, in which Linux counts what the parent had before the program was loaded.
    """
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmHWM in /proc/self/status")


def _measured(read: Read, path: Path) -> Reading:
    error, words = None, []
    wall, cpu = time.perf_counter(), _cpu_seconds()
    try:
        words = read(path)
    except Exception as failure:  # noqa: BLE001 - the worker's edge: a reader that fails has found no words
        error = f"{type(failure).__name__}: {failure}"
    cpu, wall = _cpu_seconds() - cpu, time.perf_counter() - wall
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Reading(tuple(words), cpu, wall, _peak_mib(), started, error)


def _serve(name: str) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is not an answer
    read = make_reader(name)
    for line in sys.stdin:
        reading = _measured(read, Path(line.rstrip("\n")))
        fields = {key: getattr(reading, key) for key in Reading.__dataclass_fields__}
        answers.write(f"{json.dumps(fields)}\n")
        answers.flush()


if __name__ == "__main__":
    _serve(sys.argv[1])
