"""Reads many files into a database: finds, hashes, skips what is done, gives out the rest, and saves.

Takes files and folders, gives one event for each file as soon as it is known what became of it.
Refuses nothing but a path that does not exist. Only this process writes to the database: whatever ends it, what was
saved stays, and the next batch goes on with the rest. When all are read, what people taught is brought to bear on them.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from ingest.acquire import acquire, describe, find_files
from ingest.activity import Failure, Outcome, Run
from ingest.errors import DocumentError
from ingest.saving import Sighting
from ingest.settings import Settings
from ingest.store import Store
from ingest.worker import MakeWork
from ingest.workers import read_documents, run_supervised

CHUNK: Final = 100  # files whose sightings are saved in one go


class What(StrEnum):
    """What became of a file in this batch."""

    READ = "read"
    ALREADY_DONE = "already_done"  # read, or failed for good, by an earlier batch of the same run
    DUPLICATE = "duplicate"  # the same bytes as another file, which is read
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileEvent:
    """One file is dealt with."""

    path: Path
    what: What
    outcomes: tuple[Outcome, ...] = ()  # of a file that was read or failed in this batch
    failure: Failure | None = None  # of a file that failed, also when an earlier batch found that
    duplicate_of: Path | None = None
    replaces: str | None = None  # sha256 of the other bytes that lay at this path before
    number: int = 0  # how many files are dealt with by now, this one included
    total: int = 0


def read_files(
    paths: Sequence[Path],
    settings: Settings,
    store: Store,
    run: Run,
    work: MakeWork[tuple[Outcome, ...]] = read_documents,
) -> Iterator[FileEvent]:
    """Read each file once and save what came out of it.

    Args:
        paths: Files and folders.
        settings: Limits, and how many workers.
        store: Where to save.
        run: Made by what; a document that is already done in this run is not read again.
        work: Makes the work of the workers.

    Raises:
        SettingsError: a path does not exist.
        IngestError: no document can be read, or the database refuses. What was saved until then stays.
    """
    files = tuple(find_files(paths))
    for number, event in enumerate(_read_all(files, settings, store, run, work), start=1):
        yield replace(event, number=number, total=len(files))


def _read_all(
    files: Sequence[Path], settings: Settings, store: Store, run: Run, work: MakeWork[tuple[Outcome, ...]]
) -> Iterator[FileEvent]:
    """All files are hashed before the first is read, so that each is in the database whatever happens then."""
    unread: list[Sighting] = []
    for sorted_out in _sort_out(files, settings, store, run):
        if isinstance(sorted_out, FileEvent):
            yield sorted_out
        else:
            unread.append(sorted_out)
    with contextlib.closing(run_supervised((file.path for file in unread), settings, run, work)) as answers:
        for file, outcomes in zip(unread, answers, strict=True):
            sighting = store.save(outcomes)
            yield _event(file.path, outcomes, file.replaces or sighting.replaces)
    store.recall()


def _sort_out(files: Sequence[Path], settings: Settings, store: Store, run: Run) -> Iterator[FileEvent | Sighting]:
    """Give each file that must be read as a sighting, and what became of the others."""
    done = store.known(run)
    given_out: dict[str, Path] = {}
    for start in range(0, len(files), CHUNK):
        sources = []
        for path in files[start : start + CHUNK]:
            try:
                sources.append(acquire(path, settings))
            except DocumentError as error:
                outcome = Outcome(describe(path), (0, 0), run, None, Failure(error.code, error.message))
                yield _event(path, (outcome,), store.save((outcome,)).replaces)
        for source, sighting in zip(sources, store.sighted(sources, run), strict=True):
            sha256 = str(source.sha256)
            original = sighting.duplicate_of or given_out.get(sha256)
            if sha256 not in done and sha256 not in given_out:
                given_out[sha256] = source.path
                yield sighting
            else:
                what = What.DUPLICATE if original else What.ALREADY_DONE
                failure = done.get(sha256)
                yield FileEvent(source.path, what, (), failure, original, sighting.replaces)


def _event(path: Path, outcomes: tuple[Outcome, ...], replaces: str | None) -> FileEvent:
    failure = outcomes[0].failure
    return FileEvent(path, What.FAILED if failure else What.READ, outcomes, failure, None, replaces)
