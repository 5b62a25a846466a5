"""What became of each file that was ever seen.

Takes an open connection; gives a `SeenFile` for each row of the sightings, in the same order.
Refuses nothing: a file that was not read yet waits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa

from ingest.activity import Failure
from ingest.decision import State
from ingest.standing import Row, Standing, find_paths, find_standing


class FileState(StrEnum):
    """What became of a file. Of several certificates in it, the one that most needs a person gives the state."""

    WAITING = "waiting"  # found, not read yet
    FAILED = "failed"
    DUPLICATE = "duplicate"  # the same bytes as an earlier file, which is counted
    NEEDS_REVIEW = "needs_review"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    NOT_A_CERTIFICATE = "not_a_certificate"


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file that was ever seen, and what became of it."""

    path: Path
    sha256: str | None
    state: FileState
    certificates: int
    duplicate_of: Path | None
    failure: Failure | None
    first_seen: datetime
    last_seen: datetime


def find_files(connection: sa.Connection, rows: Sequence[Row]) -> Iterator[SeenFile]:
    """What became of the files of these rows of SIGHTINGS."""
    hashes = sorted({row.sha256 for row in rows if row.sha256})
    standing = find_standing(connection, hashes, with_records=False)
    paths = find_paths(connection, hashes)
    for row in rows:
        yield _seen_file(row, standing.get(row.sha256, ()), paths.get(row.sha256, ()))


def failure_of(row: Row) -> Failure | None:
    """The failure that a row of SIGHTINGS or OUTCOMES states."""
    return Failure(row.failure_code, row.failure_message) if row.failure_code else None


def _seen_file(row: Row, standing: Sequence[Standing], paths: Sequence[Path]) -> SeenFile:
    first = paths[0] if paths else Path(row.path)
    states = {FileState(certificate.state.value) for certificate in standing} or {FileState.WAITING}
    failure = failure_of(row) or next((failure_of(item.row) for item in standing if item.state is State.FAILED), None)
    if failure:
        states = {FileState.FAILED}
    elif first != Path(row.path):
        states.add(FileState.DUPLICATE)
    return SeenFile(
        path=Path(row.path),
        sha256=row.sha256,
        state=next(state for state in FileState if state in states),
        certificates=sum(certificate.state is not State.FAILED for certificate in standing),
        duplicate_of=None if first == Path(row.path) else first,
        failure=failure,
        first_seen=datetime.fromisoformat(row.first_seen),
        last_seen=datetime.fromisoformat(row.last_seen),
    )
