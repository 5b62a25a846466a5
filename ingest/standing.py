"""Which certificates of a document stand, and how: the newest run's, but for those that a person decided.

Takes an open connection and the sha256 of documents; gives their certificates in the order of their pages.
Refuses to let a page count twice: what overlaps a decided certificate gives way to it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa

from ingest.activity import Outcome, Status
from ingest.database import DECISIONS, DOCUMENTS, OUTCOMES, RECALLED, SIGHTINGS
from ingest.decision import Action, Decision, State, decided_outcome, in_force, read_changes, state_after
from ingest.record import from_record

Key: TypeAlias = tuple[str, int, int, int]  # sha256, first and last page, row of the table on them (0: none)
Row: TypeAlias = sa.Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class StoredCertificate:
    """A certificate as it stands."""

    key: str  # `Outcome.key`
    outcome: Outcome  # with the people's values; undecided, with what decisions about others taught
    machine: Outcome  # what the machine alone said; of a decided certificate, what it said when it was decided
    state: State
    paths: tuple[Path, ...]  # every file that holds these bytes, in the order in which they were first seen
    decision: int  # number of the last decision, 0 before the first; `Store.decide` takes it back as `seen`
    decided_by: str | None  # None unless confirmed or rejected
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A certificate that stands, as the database holds it."""

    row: Row  # of OUTCOMES
    decisions: tuple[Decision, ...]  # all of them, also those taken back

    @property
    def state(self) -> State:
        return state_after(Status(self.row.recalled_status or self.row.status), self.decisions)

    @property
    def undecided(self) -> Outcome:
        """The outcome that stands as long as nobody decides: the machine's, with what people's decisions taught."""
        return from_record(self.row.recalled_record or self.row.record)


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision and the outcome that it was made upon."""

    outcome_id: int
    decision: Decision


def parse_key(key: str) -> Key | None:
    """The sha256, pages and row that `Outcome.key` names; None for anything else.

    >>> parse_key("ab:1-2"), parse_key("ab:1-2#3"), parse_key("ab")
    (('ab', 1, 2, 0), ('ab', 1, 2, 3), None)
    """
    sha256, _, rest = key.partition(":")
    pages, hash_sign, row = rest.partition("#")
    first, _, last = pages.partition("-")
    if not (sha256 and first.isdecimal() and last.isdecimal() and (row.isdecimal() or not hash_sign)):
        return None
    return sha256, int(first), int(last), int(row or 0)


def find_certificates(connection: sa.Connection, hashes: Sequence[str]) -> list[StoredCertificate]:
    """The certificates of these documents, in the order of `hashes`."""
    standing = find_standing(connection, hashes, with_records=True)
    paths = find_paths(connection, hashes)
    return [
        _certificate(certificate, paths.get(sha256, ()))
        for sha256 in hashes
        for certificate in standing.get(sha256, ())
    ]


def find_standing(
    connection: sa.Connection, hashes: Sequence[str], *, with_records: bool
) -> dict[str, tuple[Standing, ...]]:
    """What stands of these documents. `with_records` False leaves out the records, which are most of the bytes."""
    decisions = find_decisions(connection, hashes)
    decided = {key[0] for key in decisions}
    columns = [column for column in OUTCOMES.c if with_records or column is not OUTCOMES.c.record]
    recalled = [RECALLED.c.status.label("recalled_status")]
    recalled += [RECALLED.c.record.label("recalled_record")] if with_records else []
    query = (
        sa.select(*columns, DOCUMENTS.c.run_id.label("newest_run_id"), *recalled)
        .join(DOCUMENTS, DOCUMENTS.c.sha256 == OUTCOMES.c.sha256)
        .outerjoin(RECALLED, RECALLED.c.outcome_id == OUTCOMES.c.id)
        .where(OUTCOMES.c.sha256.in_(hashes))
        .where(sa.or_(OUTCOMES.c.run_id == DOCUMENTS.c.run_id, OUTCOMES.c.sha256.in_(decided)))
        .order_by(OUTCOMES.c.first_page, OUTCOMES.c.last_page, OUTCOMES.c.table_row, OUTCOMES.c.id)
    )
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(query):
        rows[row.sha256].append(row)
    return {
        sha256: tuple(
            Standing(row, tuple(item.decision for item in decisions.get(row_key(row), ())))
            for row in _rows_that_stand(of_document, decisions)
        )
        for sha256, of_document in rows.items()
    }


def find_decisions(connection: sa.Connection, hashes: Sequence[str]) -> dict[Key, tuple[DecisionRow, ...]]:
    """The decisions about the certificates of these documents, the first ones first."""
    found: dict[Key, tuple[DecisionRow, ...]] = {}
    query = sa.select(DECISIONS).where(DECISIONS.c.sha256.in_(hashes)).order_by(DECISIONS.c.number)
    for row in connection.execute(query):
        decision = Decision(
            row.number,
            row.decided_by,
            datetime.fromisoformat(row.decided_at),
            Action(row.action),
            read_changes(row.changes, row.decided_by),
        )
        found[row_key(row)] = (*found.get(row_key(row), ()), DecisionRow(row.outcome_id, decision))
    return found


def find_paths(connection: sa.Connection, hashes: Sequence[str]) -> dict[str, tuple[Path, ...]]:
    """The files that hold these bytes, in the order in which they were first seen."""
    found: dict[str, tuple[Path, ...]] = {}
    query = sa.select(SIGHTINGS.c.sha256, SIGHTINGS.c.path).where(SIGHTINGS.c.sha256.in_(hashes))
    for row in connection.execute(query.order_by(SIGHTINGS.c.id)):
        found[row.sha256] = (*found.get(row.sha256, ()), Path(row.path))
    return found


def row_key(row: Row) -> Key:
    """What names a certificate in a row of OUTCOMES or DECISIONS."""
    return row.sha256, row.first_page, row.last_page, row.table_row


def _rows_that_stand(rows: Sequence[Row], decisions: dict[Key, tuple[DecisionRow, ...]]) -> list[Row]:
    """The decided rows first; then what the newest run, then the runs decided upon, have for the pages left."""
    decided_ids = {_decided_upon(decisions.get(row_key(row), ())) for row in rows}
    decided = [row for row in rows if row.id in decided_ids]
    newest = [row for row in rows if row.run_id == row.newest_run_id]
    newest.sort(key=lambda row: row.status == Status.FAILED.value)  # a failure that was tried again gives way
    earlier = [row for row in rows if row.run_id in {other.run_id for other in decided}]
    standing: list[Row] = []
    for row in (*decided, *newest, *earlier):
        if not any(_overlap(row, other) for other in standing):
            standing.append(row)
    return sorted(standing, key=row_key)


def _decided_upon(decisions: Sequence[DecisionRow]) -> int | None:
    """The id of the outcome that the decisions in force are about."""
    standing = in_force([item.decision for item in decisions])
    return decisions[-1].outcome_id if standing else None


def _overlap(one: Row, other: Row) -> bool:
    """Whether the two cannot both stand. Only one run says which rows a table has: those of another are others."""
    if 0 in (one.first_page, other.first_page):  # a failure is about the whole file
        return True
    same_table = (one.run_id, one.first_page, one.last_page) == (other.run_id, other.first_page, other.last_page)
    if same_table and one.table_row and other.table_row:
        return bool(one.table_row == other.table_row)
    return bool(one.first_page <= other.last_page and other.first_page <= one.last_page)


def _certificate(standing: Standing, paths: tuple[Path, ...]) -> StoredCertificate:
    machine, outcome = from_record(standing.row.record), standing.undecided
    if paths:
        source = replace(machine.source, path=paths[0])
        machine, outcome = replace(machine, source=source), replace(outcome, source=source)
    decisions = in_force(standing.decisions)
    return StoredCertificate(
        key=machine.key,
        outcome=decided_outcome(machine, decisions) if decisions else outcome,
        machine=machine,
        state=standing.state if paths else State.REPLACED,
        paths=paths,
        decision=standing.decisions[-1].number if standing.decisions else 0,
        decided_by=decisions[-1].decided_by if decisions else None,
        decided_at=decisions[-1].decided_at if decisions else None,
    )
