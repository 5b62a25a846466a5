"""Times this reader against what people use today, on the same files in one run.

    python -m benchmarks.reading.compare [--sets scan,photo] [--files 12] [--json FILE] [--write]

Takes the folder that `make_pages` wrote (and makes it if it is not there); prints for each set and reader the CPU
seconds of a page, their ratio to ours, the words found and the memory needed. Readers take turns file by file, each
time another begins, so that a busy machine is busy for all of them. The dear readers see a sample of each set; ours
sees all of it, and the ratios are of the sample alone. Refuses to compare a reader with files that it has not read.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from benchmarks.reading.page_files import FOLDER, FONTS, SETS, TRUTH, PageFile, load_pages
from benchmarks.reading.readers import (
    DEFAULTS,
    OCRMYPDF,
    ONE_THREAD,
    OURS,
    ReaderProcess,
    Reading,
    warm_readers,
)
from benchmarks.reading.words import Found, count_found
from benchmarks.tables import made_on, markdown_table, replace_table

# How many files of a set the other readers get: their 2 to 8 CPU seconds a scan would make hours of all.
SAMPLES: Final = {"text": 210, "scan": 36, "rotated": 18, "photo": 18, "script": 18}
LABELS: Final = {
    OURS: "ingest",
    DEFAULTS: "(a) pdfplumber / pytesseract",
    ONE_THREAD: "(b) same, OMP_THREAD_LIMIT=1",
    OCRMYPDF: "(c) OCRmyPDF --sidecar, one thread",
}
HEAD: Final = (
    "set, reader", "files", "CPU s/page", "p95", "ratio", "ratio/page", "recall", "precision", "names", "peak MiB"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """One file by one reader."""

    file: str
    group: str
    detail: str
    script: str | None  # the script font of the holder's name
    reader: str
    sampled: bool  # read by all readers
    cpu_seconds: float
    wall_seconds: float
    peak_mib: float
    started_mib: float
    error: str | None
    found: Found


@dataclass(frozen=True, slots=True)
class Row:
    """One reader on one set."""

    group: str
    reader: str
    label: str
    files: int
    median_seconds: float
    p95_seconds: float
    ratio: float | None  # its median over ours, of the same files
    page_ratio: float | None  # the median of its ratios to ours, file by file
    found: Found
    peak_mib: float
    started_mib: float
    errors: int

    def cells(self) -> tuple[str, ...]:
        """As a row of the table."""
        found = self.found
        shares = ["-" if share is None else f"{share:.4f}" for share in (found.recall, found.precision, found.names)]
        ratios = ["-" if ratio is None else f"{ratio:.1f}" for ratio in (self.ratio, self.page_ratio)]
        files = f"{self.files} ({self.errors} failed)" if self.errors else str(self.files)
        peak = f"{self.peak_mib:.0f} + {self.started_mib:.0f}" if self.started_mib else f"{self.peak_mib:.0f}"
        times = (_seconds(self.median_seconds), _seconds(self.p95_seconds))
        return (f"{self.group}: {self.label}", files, *times, *ratios, *shares, peak)


def compare(pages: Sequence[PageFile], groups: Sequence[str], samples: dict[str, int]) -> Iterator[Result]:
    """Read the sets, one after the other; each in fresh warm processes, so that peak memory is the set's own."""
    for group in groups:
        files = [page for page in pages if page.group == group]
        sampled = set(random.Random(group).sample(range(len(files)), min(samples[group], len(files))))
        names = [OURS, DEFAULTS, ONE_THREAD] + ([] if group == "text" else [OCRMYPDF])
        with warm_readers(names, [files[0].path, files[-1].path]) as readers:
            for number, page in enumerate(files):
                sys.stderr.write(f"\r{group} {number + 1}/{len(files)} ")
                turn = number % len(readers)
                order = [*readers[turn:], *readers[:turn]] if number in sampled else readers[:1]
                yield from _results(order, page, number in sampled)
        sys.stderr.write("\n")


def _results(readers: Iterable[ReaderProcess], page: PageFile, sampled: bool) -> Iterator[Result]:
    for reader in readers:
        reading: Reading = reader.read(page.path)
        yield Result(
            file=page.path.name,
            group=page.group,
            detail=page.detail,
            script=page.script,
            reader=reader.name,
            sampled=sampled,
            cpu_seconds=reading.cpu_seconds,
            wall_seconds=reading.wall_seconds,
            peak_mib=reading.peak_mib,
            started_mib=reading.started_mib,
            error=reading.error,
            found=count_found(reading.words, page.words, page.holder),
        )


def summarise(results: Sequence[Result]) -> list[Row]:
    """A row for each set and reader, and one more for ours on all files of the set."""
    rows = []
    for group in dict.fromkeys(result.group for result in results):
        of_group = [result for result in results if result.group == group]
        sampled = [result for result in of_group if result.sampled]
        ours = {result.file: result.cpu_seconds for result in sampled if result.reader == OURS}
        all_ours = [result for result in of_group if result.reader == OURS]
        if len(all_ours) > len(ours):
            rows.append(_row(all_ours, f"{LABELS[OURS]}, all files", {}))
        for reader in dict.fromkeys(result.reader for result in sampled):
            its = [result for result in sampled if result.reader == reader]
            rows.append(_row(its, LABELS[reader], {} if reader == OURS else ours))
    order = list(LABELS)
    return sorted(rows, key=lambda row: (SETS.index(row.group), order.index(row.reader), -row.files))


def _row(results: Sequence[Result], label: str, ours: dict[str, float]) -> Row:
    """Add up; `ours` are our CPU seconds by file, empty where there is nothing to compare."""
    seconds = [result.cpu_seconds for result in results]
    median = statistics.median(seconds)
    each = [result.cpu_seconds / ours[result.file] for result in results] if ours else []
    return Row(
        group=results[0].group,
        reader=results[0].reader,
        label=label,
        files=len(results),
        median_seconds=median,
        p95_seconds=percentile(seconds, 95),
        ratio=median / statistics.median(ours.values()) if ours else None,
        page_ratio=statistics.median(each) if each else None,
        found=sum((result.found for result in results), Found()),
        peak_mib=max(result.peak_mib for result in results),
        started_mib=max(result.started_mib for result in results),
        errors=sum(result.error is not None for result in results),
    )


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of the values that at least `percent` of them do not exceed.

    >>> percentile([4, 1, 3, 2], 50), percentile([7], 95)
    (2, 7)
    """
    ordered = sorted(values)
    return ordered[max(0, -int(-len(ordered) * percent // 100) - 1)]


def _seconds(value: float) -> str:
    return f"{value:.4f}" if value < 0.1 else f"{value:.2f}"


def names_by_font(results: Sequence[Result]) -> list[tuple[str, ...]]:
    """Font, name words that we read of those printed, on scans and on photos, and both as a share."""
    rows = []
    for script in sorted({result.script for result in results if result.script is not None}):
        its = [one for one in results if one.script == script and one.reader == OURS and one.group != "text"]
        scans = sum((one.found for one in its if one.group != "photo"), Found())
        photos = sum((one.found for one in its if one.group == "photo"), Found())
        share = (scans + photos).names
        shown = [f"{found.name_right}/{found.name_printed}" for found in (scans, photos)]
        rows.append((script, *shown, "-" if share is None else f"{share:.3f}"))
    return rows


def write_up(results: Sequence[Result], minutes: float) -> str:
    """The tables with what they were made on."""
    tables = [markdown_table(HEAD, [row.cells() for row in summarise(results)])]
    if fonts := names_by_font(results):
        tables.append(markdown_table(("ingest: names in", "scans", "photos", "share"), fonts))
    return "\n\n".join([*tables, f"Made on {made_on()} The run took {minutes:.0f} minutes."])


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the options, compare, print."""
    parser = argparse.ArgumentParser(description="Time this reader against what people use today.")
    parser.add_argument("--pages", type=Path, default=FOLDER, help=f"made by make_pages; default {FOLDER}")
    parser.add_argument("--fonts", type=Path, default=FONTS, help="where npm put its fonts, if pages must be made")
    parser.add_argument("--sets", default=",".join(SETS), help="with commas between; default all")
    parser.add_argument("--files", type=int, help="at most so many of each set, for all readers; default see SAMPLES")
    parser.add_argument("--json", type=Path, help="write every reading there")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args(arguments)
    if not (options.pages / TRUTH).is_file():
        command = [sys.executable, "-m", "benchmarks.reading.make_pages"]
        done = subprocess.run([*command, "--out", options.pages, "--fonts", options.fonts], check=False)
        if done.returncode:
            return done.returncode
    pages, samples = load_pages(options.pages), SAMPLES
    if options.files is not None:
        pages = [page for group in SETS for page in _few(pages, group, options.files)]
        samples = dict.fromkeys(SETS, options.files)
    began = time.monotonic()
    results = list(compare(pages, options.sets.split(","), samples))
    text = write_up(results, (time.monotonic() - began) / 60)
    print(text)
    for result in results:
        if result.error is not None:
            print(f"{result.group}/{result.file}: {LABELS[result.reader]}: {result.error}")
    if options.json:
        options.json.write_text(json.dumps([asdict(result) for result in results], indent=1), encoding="utf-8")
    if options.write:
        replace_table("compare", text)
    return 0


def _few(pages: Sequence[PageFile], group: str, count: int) -> list[PageFile]:
    files = [page for page in pages if page.group == group]
    return random.Random(group).sample(files, min(count, len(files)))


if __name__ == "__main__":
    sys.exit(main())
