"""Memory of one worker process after 200 and after 2,000 mixed documents.

    python -m benchmarks.memory [--documents 2000] [--first 200] [--write]

Takes the samples and the pages that `make_pages` wrote, in one fixed mixture again and again; gives the resident memory
of the worker that reads them, as users' workers do: through the whole pipeline. Refuses to take a replaced worker's
memory for the first one's: it says how often a worker was replaced.
"""

import argparse
import os
import random
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from benchmarks.reading.page_files import FOLDER, SETS, TRUTH, load_pages
from benchmarks.tables import made_on, markdown_table, replace_table
from ingest.activity import Failure
from ingest.settings import Settings, load_settings
from ingest.workers import read_documents, supervise

SAMPLES: Final = Path(__file__).parent.parent / "samples" / "certificates"
MOST_PICTURES: Final = 20  # of each set: all of them would take hours and show no more
WINDOW: Final = 50  # documents: a worker is some 60 MiB larger after a photo than after a text (2026-11-23)
PROMISED_MIB: Final = 50.0  # that the worker may grow between the two


@dataclass(frozen=True, slots=True)
class Resident:
    """The memory of a worker process after a document."""

    pid: int
    mib: float


def measured_documents(settings: Settings) -> Callable[[Path], Resident]:
    """The work of the worker: the pipeline, and then a look at its own memory."""
    work = read_documents(settings)

    def measure(path: Path) -> Resident:
        work(path)
        return Resident(os.getpid(), resident_mib())

    return measure


def resident_mib() -> float:
    """The resident memory of this process now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def mixture(pages: Path) -> list[Path]:
    """The documents in a fixed order, kinds mixed."""
    paths = [path for path in sorted(SAMPLES.iterdir()) if path.suffix in (".pdf", ".jpg", ".png", ".tif")]
    files = load_pages(pages)
    for group in SETS:
        of_group = [file.path for file in files if file.group == group]
        paths += of_group if group == "text" else of_group[:MOST_PICTURES]
    random.Random(1).shuffle(paths)
    return paths


def watch(paths: Sequence[Path], documents: int) -> Iterator[Resident]:
    """The worker's memory after each document; of one that failed, the memory before it."""
    last = Resident(0, 0.0)
    settings = load_settings(workers=1)
    for number, (_, answer) in enumerate(
        supervise(islice(cycle(paths), documents), settings, measured_documents), start=1
    ):
        last = last if isinstance(answer, Failure) else answer
        sys.stderr.write(f"\r{number}/{documents} {last.mib:.0f} MiB ")
        yield last
    sys.stderr.write("\n")


def write_up(seen: Sequence[Resident], first: int) -> str:
    """The figures at both places and their differences."""
    pids = list(dict.fromkeys(one.pid for one in seen if one.pid))
    early, late = _around(seen[:first]), _around(seen)
    rows = [
        (f"after {first} documents", *early),
        (f"after {len(seen)} documents", *late),
        (
            f"difference (promised: at most {PROMISED_MIB:.0f})",
            *(f"{int(after) - int(before):+d}" for before, after in zip(early, late, strict=True)),
        ),
    ]
    note = "" if len(pids) == 1 else f" The worker was replaced {len(pids) - 1} times."
    head = ("one worker process, MiB", "then", f"median of {WINDOW}", f"most of {WINDOW}")
    return f"{markdown_table(head, rows)}\n\nMade on {made_on()}{note}"


def _around(seen: Sequence[Resident]) -> tuple[str, str, str]:
    """The memory after the last document, and the median and the most of the last `WINDOW`."""
    last = [one.mib for one in seen[-WINDOW:]]
    return f"{last[-1]:.0f}", f"{statistics.median(last):.0f}", f"{max(last):.0f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the options, read, print."""
    parser = argparse.ArgumentParser(description="Measure the memory of one worker over many documents.")
    parser.add_argument("--pages", type=Path, default=FOLDER, help=f"made by make_pages; default {FOLDER}")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--first", type=int, default=200)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args(arguments)
    if not (options.pages / TRUTH).is_file():
        parser.error(f"no pages in {options.pages}; type: python -m benchmarks.reading.make_pages")
    if not 0 < options.first <= options.documents:
        parser.error("--first must be between 1 and --documents")
    text = write_up(list(watch(mixture(options.pages), options.documents)), options.first)
    print(text)
    if options.write:
        replace_table("memory", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
