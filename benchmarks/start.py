"""CPU time of `ingest --help`, which users wait for most often.

    python -m benchmarks.start [--runs 10] [--write]

Takes nothing; gives the median CPU seconds of the command beside those of a bare Python, which it cannot be below.
Refuses a command that fails.
"""

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.tables import made_on, markdown_table, replace_table

PROMISED_SECONDS: Final = 0.15
COMMANDS: Final = (
    ("ingest --help", (str(Path(sys.executable).with_name("ingest")), "--help")),
    ("python -c pass", (sys.executable, "-c", "pass")),
)


def cpu_seconds(command: Sequence[str]) -> float:
    """User and system time of one run.

    Raises:
        RuntimeError: it failed.
    """
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise RuntimeError(f"{' '.join(command)} ended with exit code {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the options, run, print."""
    parser = argparse.ArgumentParser(description="Measure the CPU time of `ingest --help`.")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args(arguments)
    taken = {name: [cpu_seconds(command) for _ in range(options.runs)] for name, command in COMMANDS}
    rows = [(name, f"{statistics.median(runs):.3f}", f"{max(runs):.3f}") for name, runs in taken.items()]
    table = markdown_table(("command", "CPU s, median", "most"), rows)
    text = f"{table}\n\n{options.runs} runs; promised: under {PROMISED_SECONDS} s. Made on {made_on()}"
    print(text)
    if options.write:
        replace_table("start", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
