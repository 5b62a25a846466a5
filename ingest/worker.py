"""One worker process: does its work on one document after another until the pipe is closed.

Takes paths from a pipe, gives for each a `Message`. Limits its own memory, leads its own process group, ends with the
process that started it, and writes nothing to standard output. Refuses nothing: whatever a library raises is that
document's failure.
"""

import contextlib
import ctypes
import logging
import multiprocessing
import os
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from ingest.activity import Failure
from ingest.errors import DocumentError, IngestError, WorkerDied
from ingest.settings import Settings

T = TypeVar("T")
# Makes the work, once in each worker; a function of a module, since each worker imports it.
MakeWork: TypeAlias = Callable[[Settings], Callable[[Path], T]]

PR_SET_PDEATHSIG: Final = 1  # Linux, prctl(2)
TRIM_EVERY: Final = 50  # documents; after each one that has pictures it costs 8 % of the CPU time (2026-11-23)


# What a worker says. Each message is about the document that it was given last.
@dataclass(frozen=True, slots=True)
class Ready:
    """The tools are loaded."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The document has this many pages, and may take the more time."""

    pages: int


@dataclass(frozen=True, slots=True)
class Done:
    answer: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """The work raised. After too little memory the process is not to be trusted with another document."""

    failure: Failure
    trace: str | None  # of a fault that is not the document's
    replace: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """No document can be read, such as when Tesseract is not there."""

    error: IngestError


Message: TypeAlias = Ready | Opened | Done | Failed | Stop


def serve(connection: Connection, settings: Settings, make_work: MakeWork[Any]) -> None:
    """Read documents until the pipe is closed."""
    _settle_in(settings)
    try:
        work = make_work(settings)
    except IngestError as error:
        connection.send(Stop(error))
        return
    import pypdfium2  # noqa: F401, PLC0415 - `_count_pages` needs both; the time of the first document is its own
    from PIL import Image  # noqa: F401, PLC0415

    connection.send(Ready())
    for number in count(1):
        try:
            path = connection.recv()
        except EOFError:
            return
        connection.send(Opened(_count_pages(path)))
        connection.send(_do(work, path))
        if number % TRIM_EVERY == 0:
            _give_memory_back()


def _do(work: Callable[[Path], Any], path: Path) -> Message:
    try:
        return Done(work(path))
    except DocumentError as error:
        return Failed(Failure(error.code, error.message), None, replace=False)
    except IngestError as error:
        return Stop(error)
    except MemoryError:
        message = f"{path.name}: needs more memory than worker_memory_bytes allows. Raise it, then run again."
        return Failed(Failure(WorkerDied.code, message), traceback.format_exc(), replace=True)
    except Exception as error:  # noqa: BLE001 - the worker's edge: whatever a library raises is this file's failure
        where = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {error} at {Path(where.filename).name}:{where.lineno}"
        message = f"{path.name}: our own error ({what}). Please report it; the other files go on."
        return Failed(Failure(DocumentError.code, message), traceback.format_exc(), replace=False)


def _give_memory_back() -> None:
    """Return to the system what was freed; glibc keeps what lies below anything that is still in use.

    Of 450 MiB after 240 mixed documents 270 remain (2026-11-23), and long-lived workers do not drift upwards.
    """
    with contextlib.suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def _settle_in(settings: Settings) -> None:
    """Limit this process, and tie it to the one that started it."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the supervisor
    os.setsid()  # one group with what we start, such as Tesseract, to be killed together
    os.dup2(2, 1)  # whatever a library prints goes to standard error
    logging.basicConfig(level=logging.CRITICAL)  # what libraries think of a file; our own errors go to the supervisor
    for name in ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"  # one core for each worker; Tesseract alone is four times slower without this
    _limit_memory(settings.worker_memory_bytes)
    _end_with_parent()


def _limit_memory(size_bytes: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = size_bytes if most == resource.RLIM_INFINITY else min(size_bytes, most)
    with contextlib.suppress(ValueError, OSError):  # macOS has the name but refuses a limit
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _end_with_parent() -> None:
    """End this process and all that it started as soon as the supervisor is gone, however it went.

    Two ways, since each alone misses a case: a thread sees the end also while a library computes without the
    interpreter's lock; the signal, on Linux, also while the interpreter is busy and the thread does not get it.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None
    signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    def watch() -> None:
        wait([parent.sentinel])
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def _count_pages(path: Path) -> int:
    """How many pages a PDF or TIFF has; 1 for any other file."""
    import pypdfium2  # noqa: PLC0415 - only workers need it
    from PIL import Image  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            head = file.read(4)
        if head[:2] in (b"II", b"MM"):
            with Image.open(path, formats=("TIFF",)) as picture:
                return int(getattr(picture, "n_frames", 1))
        with pypdfium2.PdfDocument(path) as document:
            return len(document)
    except Exception:  # noqa: BLE001 - the worker's edge: whatever is wrong with the file, the work says it better
        return 1
