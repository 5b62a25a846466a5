"""Supervised worker processes: one document at a time, with limits, a time-out, and a restart after a crash.

Takes paths and the work to do on each, gives the answers in the same order; at most `WINDOW` documents for each worker
are under way. Refuses to wait for a document longer than it may take: its process is killed with all that it started,
and the document fails by name. No worker outlives the process that runs this, and none writes to its standard output.
"""

import contextlib
import logging
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import islice
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Final

from ingest.acquire import describe
from ingest.activity import Failure, Outcome, Run
from ingest.errors import IngestError, TimedOut, WorkerDied
from ingest.settings import Settings
from ingest.worker import Done, Failed, MakeWork, Message, Opened, Ready, Stop, T, serve

WINDOW: Final = 4  # documents under way for each worker, so that one slow document does not stop the others
START_SECONDS: Final = 120.0  # for a worker to load its models
STOP_SECONDS: Final = 5.0  # for an idle worker to end by itself
EXIT_SECONDS: Final = 0.5  # for a process that has closed its pipe to be gone, so that we see how it ended

_log = logging.getLogger(__name__)
_spawn = multiprocessing.get_context("spawn")  # a fork would copy locks and connections that are in use


def read_documents(settings: Settings) -> Callable[[Path], tuple[Outcome, ...]]:
    """The work that workers do unless they are given another: the pipeline."""
    from ingest.pipeline import build_tools, process  # noqa: PLC0415 - only workers load the models

    tools = build_tools(settings)
    return lambda path: process(path, tools)


def run_supervised(
    paths: Iterable[Path], settings: Settings, run: Run, work: MakeWork[tuple[Outcome, ...]] = read_documents
) -> Generator[tuple[Outcome, ...], None, None]:
    """Read each document in a worker process, and give its outcomes in the order of `paths`.

    Args:
        paths: The documents.
        settings: How many workers, and their limits.
        run: Made by what, for the outcomes of documents that no worker could finish.
        work: Makes the work, once in each worker.

    Raises:
        IngestError: a worker cannot start, or cannot read any document.
    """
    with contextlib.closing(supervise(paths, settings, work)) as answers:
        for path, answer in answers:
            if isinstance(answer, Failure):
                yield (Outcome(describe(path), (0, 0), run, None, answer),)
            else:
                yield answer


def supervise(
    paths: Iterable[Path], settings: Settings, work: MakeWork[T]
) -> Generator[tuple[Path, T | Failure], None, None]:
    """Do any work on each document in a worker process, and give each path, in order, with its answer or failure.

    Raises:
        IngestError: a worker cannot start, or cannot read any document.
    """
    crew = _Crew(settings, work)
    try:
        yield from crew.answers_to(iter(paths))
    finally:
        crew.stop()


class _Worker:
    """One process, and the document that it has in hand."""

    def __init__(self, settings: Settings, work: MakeWork[Any]) -> None:
        self.connection, theirs = _spawn.Pipe()
        self.process: SpawnProcess = _spawn.Process(
            target=serve, args=(theirs, settings, work), name="ingest-worker", daemon=True
        )
        with _signals_wait():
            self.process.start()
        theirs.close()
        self.ready = False
        self.task: tuple[int, Path] | None = None
        self.deadline = time.monotonic() + START_SECONDS

    @property
    def idle(self) -> bool:
        return self.ready and self.task is None

    def give(self, task: tuple[int, Path], seconds: float) -> bool:
        """Give it a document; tell whether it took it."""
        try:
            self.connection.send(task[1])
        except BrokenPipeError:
            return False
        self.task = task
        self.deadline = time.monotonic() + seconds
        return True

    def receive(self) -> Message | None:
        """What it says; None if it ended without a word."""
        try:
            message: Message = self.connection.recv()
        except (EOFError, OSError):
            return None
        return message

    def let_go(self) -> None:
        """Let it end by itself; what does not is killed."""
        self.connection.close()
        self.kill(STOP_SECONDS)

    def kill(self, patience_seconds: float = 0.0) -> str:
        """Kill the process and all that it started; tell how the process ended."""
        wait([self.process.sentinel], patience_seconds)
        if self.process.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # it has no group of its own yet
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.connection.close()
        code = self.process.exitcode
        return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"


class _Crew:
    """The workers, and the documents between the first that is not answered yet and the last that was given out."""

    def __init__(self, settings: Settings, work: MakeWork[Any]) -> None:
        self.settings = settings
        self.work = work
        self.workers: list[_Worker] = []
        self.backlog: deque[tuple[int, Path]] = deque()  # waiting for a worker
        self.answers: dict[int, tuple[Path, Any]] = {}  # waiting for the answer to an earlier document

    def answers_to(self, paths: Iterator[Path]) -> Iterator[tuple[Path, Any]]:
        tasks = enumerate(paths)
        taken = answered = 0
        while True:
            more = list(islice(tasks, answered + WINDOW * self.settings.workers - taken))
            taken += len(more)
            self.backlog.extend(more)
            self._hand_out()
            if answered in self.answers:
                yield self.answers.pop(answered)
                answered += 1
            elif answered < taken:
                self._listen()
            else:
                return

    def stop(self) -> None:
        """End all of them: at once, unless they have nothing in hand."""
        busy = [worker for worker in self.workers if not worker.idle]
        for worker in busy:
            worker.kill()
        for worker in self.workers:
            if worker.idle:
                worker.let_go()
        self.workers.clear()

    def _hand_out(self) -> None:
        """Give each idle worker a document, and start the workers that are missing for the rest."""
        for worker in tuple(self.workers):
            if self.backlog and worker.idle:
                if worker.give(self.backlog[0], self.settings.document_seconds):
                    self.backlog.popleft()
                else:
                    self._dismiss(worker)
        starting = sum(not worker.ready for worker in self.workers)
        for _ in range(min(len(self.backlog) - starting, self.settings.workers - len(self.workers))):
            self.workers.append(_Worker(self.settings, self.work))

    def _listen(self) -> None:
        """Wait until a worker says something, ends, or has had its time."""
        now = time.monotonic()
        busy = [worker for worker in self.workers if worker.task or not worker.ready]
        first = min(worker.deadline for worker in busy)
        heard = set(wait([worker.connection for worker in self.workers], max(0.0, first - now)))
        for worker in tuple(self.workers):
            if worker.connection in heard:
                self._hear(worker, worker.receive())
            elif worker in busy and worker.deadline <= time.monotonic():
                self._dismiss_late(worker)

    def _hear(self, worker: _Worker, message: Message | None) -> None:
        match message:
            case Ready():
                worker.ready = True
            case Opened(pages):
                pages = min(pages, self.settings.max_pages)
                worker.deadline += pages * self.settings.page_seconds
            case Done(answer):
                self._answer(worker, answer)
            case Failed(failure, trace, replace):
                path = self._fail(worker, failure)
                if trace:
                    _log.error("%s: %s\n%s", path, failure.message, trace)
                if replace:
                    self._dismiss(worker)
            case Stop(error):
                raise error
            case None:
                self._bury(worker)

    def _bury(self, worker: _Worker) -> None:
        """Its process ended by itself, or was killed from outside."""
        how = self._dismiss(worker, EXIT_SECONDS)
        if worker.task is None:
            if not worker.ready:
                raise IngestError(f"A worker process ended while it started ({how}). See the messages above.")
            return
        name = worker.task[1].name
        self._fail(
            worker,
            Failure(
                WorkerDied.code,
                f"{name}: the process that read it ended ({how}). The others go on; run again to try it once more.",
            ),
        )

    def _dismiss_late(self, worker: _Worker) -> None:
        self._dismiss(worker)
        if worker.task is None:
            raise IngestError(f"A worker process was not ready after {START_SECONDS:.0f} seconds. Run again.")
        name = worker.task[1].name
        self._fail(
            worker,
            Failure(
                TimedOut.code,
                f"{name}: not read after {self.settings.document_seconds:g} seconds and its pages' time. "
                "Raise document_seconds or page_seconds in ingest.toml, then run again.",
            ),
        )

    def _dismiss(self, worker: _Worker, patience_seconds: float = 0.0) -> str:
        self.workers.remove(worker)
        return worker.kill(patience_seconds)

    def _fail(self, worker: _Worker, failure: Failure) -> Path:
        assert worker.task is not None
        path = worker.task[1]
        self._answer(worker, failure)
        return path

    def _answer(self, worker: _Worker, answer: Any) -> None:
        assert worker.task is not None
        number, path = worker.task
        self.answers[number] = (path, answer)
        worker.task = None


@contextlib.contextmanager
def _signals_wait() -> Iterator[None]:
    """Hold back Ctrl-C, so that a process is never started and then forgotten."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
