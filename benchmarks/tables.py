"""Figures as Markdown tables, and their place in `docs/performance.md`.

Takes rows, gives text; writes it between two comments that carry the table's name, and leaves all other lines alone.
Refuses a document without these comments.
"""

import os
import platform
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

PERFORMANCE: Final = Path(__file__).parent.parent / "docs" / "performance.md"


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose columns line up; all but the first are set to the right.

    >>> print(markdown_table(["set", "n"], [["scan", "20"]]))
    | set  |  n |
    |------|---:|
    | scan | 20 |
    """
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        laid = [
            cell.rjust(width) if number else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(laid)} |"

    rule = "|".join("-" * (width + 1) + (":" if number else "-") for number, width in enumerate(widths))
    return "\n".join([line(head), f"|{rule}|", *(line(row) for row in rows)])


def replace_table(name: str, text: str, document: Path = PERFORMANCE) -> None:
    """Put `text` between the comments ``<!-- name -->`` and ``<!-- /name -->`` of a document.

    Raises:
        ValueError: the document has no such place.
    """
    before = document.read_text(encoding="utf-8")
    place = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- /{re.escape(name)} -->)", re.DOTALL)
    after, count = place.subn(lambda found: f"{found[1]}{text.strip()}\n{found[2]}", before)
    if count != 1:
        raise ValueError(f"{document.name} has {count} places for {name!r}")
    document.write_text(after, encoding="utf-8")


def made_on() -> str:
    """The day, the machine and the state of the code, as a sentence."""
    cpu, memory = _of_proc("cpuinfo", "model name"), _of_proc("meminfo", "MemTotal")
    gibibytes = f"{int(memory.split()[0]) / 2**20:.0f} GiB, " if memory else ""
    state = _output("git", "describe", "--always", "--dirty")
    tesseract = _output("tesseract", "--version").splitlines()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores {cpu or platform.machine()}, {gibibytes}"
        f"{platform.system()}, Python {platform.python_version()}, {tesseract[0] if tesseract else 'no tesseract'}, "
        f"load {os.getloadavg()[0]:.1f}, code {state or 'unknown'}."
    )


def _of_proc(file: str, key: str) -> str | None:
    path = Path("/proc", file)
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), None)


def _output(*command: str) -> str:
    """What a program prints; nothing if it is not there or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PERFORMANCE.parent)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
