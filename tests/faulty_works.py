"""Works that go wrong as real ones may, by the name of the file; workers import them from here."""

import functools
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from ingest.acquire import acquire
from ingest.activity import Outcome
from ingest.errors import EncryptedFile, MissingToolError
from ingest.settings import Settings
from tests.made_outcomes import RUN, outcome

Work: TypeAlias = Callable[[Path], tuple[Outcome, ...]]


def read_plainly(path: Path, settings: Settings) -> tuple[Outcome, ...]:
    """A certificate whose holder is the file's name."""
    return (outcome(acquire(path, settings), holder=path.stem),)


def make_plain_work(settings: Settings) -> Work:
    """Work without a fault."""
    return functools.partial(read_plainly, settings=settings)


def make_slow_work(settings: Settings) -> Work:
    """Work of some milliseconds."""

    def work(path: Path) -> tuple[Outcome, ...]:
        time.sleep(0.05)
        return read_plainly(path, settings)

    return work


def make_faulty_work(settings: Settings) -> Work:
    """Work whose fault is the first word of the file's name."""

    def work(path: Path) -> tuple[Outcome, ...]:
        fault = path.name.partition("-")[0]
        if fault == "hang":
            child = subprocess.Popen(["sleep", "300"])
            path.with_suffix(".pids").write_text(f"{os.getpid()} {child.pid}")
            child.wait()
        elif fault == "exit":
            os._exit(7)
        elif fault == "segfault":
            os.kill(os.getpid(), 11)
        elif fault == "raise":
            raise ZeroDivisionError("no such luck")
        elif fault == "locked":
            raise EncryptedFile(f"{path.name}: needs a password.", path=path, stage="read")
        elif fault == "eat":
            bytearray(3_000_000_000)
        elif fault == "print":
            sys.stdout.write("garbage from Python\n")
            sys.stdout.flush()
            os.write(1, b"garbage from a library\n")
            subprocess.run(["echo", "garbage from a program"], check=True)
            logging.getLogger("a_library").error("garbage from a log")
        elif fault == "missing":
            raise MissingToolError("Tesseract is gone. Install it.")
        elif fault == "slow":
            time.sleep(0.5)
        elif fault == "slower":
            time.sleep(3)
        return read_plainly(path, settings)

    return work


def make_no_work(settings: Settings) -> Work:
    """Tools that cannot be built."""
    raise MissingToolError("Tesseract is not installed. Install it.")


def make_dead_work(settings: Settings) -> Work:
    """Tools that end the process."""
    os._exit(9)


def make_broken_work(settings: Settings) -> Work:
    """Tools that have a fault of their own."""
    raise ZeroDivisionError("no tools")


def main(arguments: Sequence[str]) -> None:
    """Read a folder into a database with slow work: `faulty_works.py URL FOLDER`."""
    from ingest.batch import read_files  # workers, which import this module as well, need no database
    from ingest.store import Store

    url, folder = arguments
    with Store.open(url) as store:
        for _ in read_files([Path(folder)], Settings(workers=2), store, RUN, make_slow_work):
            pass


if __name__ == "__main__":
    main(sys.argv[1:])
