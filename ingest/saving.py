"""How sightings and outcomes are written: what is written twice is there once.

Takes an open connection whose transaction writes, and the values; `store` decides when a transaction ends.
Refuses nothing: a row that is there already stays.
"""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from ingest.activity import Failure, Outcome, Run
from ingest.database import DECISIONS, DOCUMENTS, FIELDS, LAYOUTS, OUTCOMES, RUNS, SIGHTINGS, insert_new
from ingest.document import SourceFile
from ingest.errors import DocumentError, OcrFailed, TimedOut, WorkerDied
from ingest.record import to_record

# Failures that may come from the machine rather than the file, such as too little memory: a rerun tries these again.
PASSING_FAILURES: Final = (TimedOut.code, WorkerDied.code, OcrFailed.code, DocumentError.code)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file as it was just seen, against what was known of it and of its bytes."""

    path: Path
    duplicate_of: Path | None  # the first file seen with the same bytes
    replaces: str | None  # sha256 of other bytes that lay at this path before


def same_run(run: Run) -> sa.ColumnElement[bool]:
    """The condition that a row of RUNS is this run."""
    return sa.and_(*(RUNS.c[name] == value for name, value in asdict(run).items()))


def run_id_of(connection: sa.Connection, run: Run) -> int:
    """The id of the run, which is written down at its first use."""
    insert_new(connection, RUNS, asdict(run))
    return int(connection.execute(sa.select(RUNS.c.id).where(same_run(run))).scalar_one())


def is_settled() -> sa.ColumnElement[bool]:
    """The condition that an outcome is not to be tried again in its run."""
    return sa.or_(OUTCOMES.c.failure_code.is_(None), OUTCOMES.c.failure_code.not_in(PASSING_FAILURES))


def settled(run_id: int) -> sa.Select[str]:
    """The sha256 of the documents that the run read, or could not read for a reason that stays."""
    return sa.select(OUTCOMES.c.sha256).where(OUTCOMES.c.run_id == run_id, is_settled())


def see(connection: sa.Connection, source: SourceFile, failure: Failure | None) -> Sighting:
    """Record that a file is there. Bytes that cannot be read today do not undo what was read before."""
    path, now = _absolute(source.path), now_text()
    here = SIGHTINGS.c.path == str(path)
    before = connection.execute(sa.select(SIGHTINGS.c.sha256).where(here)).scalar()
    seen: dict[str, Any] = {"size_bytes": source.size_bytes, "last_seen": now}
    seen |= {"failure_code": failure and failure.code, "failure_message": failure and failure.message}
    if source.sha256 is not None:
        document = {"sha256": source.sha256, "media_type": source.media_type, "size_bytes": source.size_bytes}
        insert_new(connection, DOCUMENTS, document)
        seen["sha256"] = source.sha256
    insert_new(connection, SIGHTINGS, {"path": str(path), "first_seen": now, **seen})
    connection.execute(sa.update(SIGHTINGS).where(here).values(seen))
    if source.sha256 is None:
        return Sighting(source.path, None, None)
    same = sa.select(SIGHTINGS.c.path).where(SIGHTINGS.c.sha256 == source.sha256).order_by(SIGHTINGS.c.id).limit(1)
    first = Path(connection.execute(same).scalar_one())
    return Sighting(source.path, None if first == path else first, None if before == source.sha256 else before)


def bring_into_force(connection: sa.Connection, hashes: Sequence[str], run_id: int) -> None:
    """Let the run's outcomes stand, where it has any; a passing failure stands only where nothing else does."""
    connection.execute(
        sa.update(DOCUMENTS)
        .where(DOCUMENTS.c.sha256.in_(hashes))
        .where(
            sa.or_(
                DOCUMENTS.c.sha256.in_(settled(run_id)),
                sa.and_(
                    DOCUMENTS.c.run_id.is_(None),
                    DOCUMENTS.c.sha256.in_(sa.select(OUTCOMES.c.sha256).where(OUTCOMES.c.run_id == run_id)),
                ),
            )
        )
        .values(run_id=run_id)
    )


def remove_passing_failures(connection: sa.Connection, sha256: str, run_id: int) -> None:
    """Make room for another try at a document, but for an outcome that a person decided upon."""
    connection.execute(
        sa.delete(OUTCOMES).where(
            OUTCOMES.c.sha256 == sha256,
            OUTCOMES.c.run_id == run_id,
            OUTCOMES.c.failure_code.in_(PASSING_FAILURES),
            OUTCOMES.c.id.not_in(sa.select(DECISIONS.c.outcome_id)),
        )
    )


def insert_outcome(connection: sa.Connection, outcome: Outcome, run_id: int) -> None:
    """Insert an outcome and its fields, unless it is there."""
    placed = replace(outcome, source=replace(outcome.source, path=_absolute(outcome.source.path)))
    record, failure = to_record(placed), outcome.failure
    identity = {"sha256": outcome.source.sha256, "run_id": run_id}
    identity |= dict(zip(("first_page", "last_page"), outcome.pages, strict=True))
    identity["table_row"] = outcome.row or 0
    row = identity | {
        "status": outcome.status.value,
        "failure_code": failure and failure.code,
        "failure_message": failure and failure.message,
        "record": record,
        "saved_at": now_text(),
    }
    outcome_id = insert_new(connection, OUTCOMES, row)
    if outcome_id is None:
        return
    columns = ("value", "text", "confidence", "page", "boxes", "method")
    rows = [
        {"outcome_id": outcome_id, "name": name, "unit": field.get("unit")} | {key: field[key] for key in columns}
        for name, field in (record["activity"] or {}).items()
    ]
    if rows:
        connection.execute(sa.insert(FIELDS), rows)
    if outcome.layout is not None:
        insert_new(connection, LAYOUTS, {"outcome_id": outcome_id, "fingerprint": outcome.layout})


def _absolute(path: Path) -> Path:
    """The path from the root, without dots; links stay, since a link and its target are two files to the user."""
    return Path(os.path.normpath(path.absolute()))


def now_text() -> str:
    """This moment as the database keeps it: ISO, UTC."""
    return datetime.now(UTC).isoformat()
