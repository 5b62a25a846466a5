"""What the database has learned, and the outcomes in its light: a memory from the decisions in force, by query.

Takes an open connection; gives the `Memory`, and writes for each undecided outcome that it has a say about the outcome
that `recall` makes of it, so that the list, the pages and the audit see one and the same.
Refuses to keep what was learned apart from the decisions: when one is taken back, the next look finds it gone. The
outcomes that stand on it are made again in the same transaction.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

import sqlalchemy as sa

from ingest.activity import FieldName, Outcome
from ingest.confidence import Calibration, load_calibration
from ingest.database import (
    DECISIONS,
    DOCUMENTS,
    FIELDS,
    FORGOTTEN,
    LAYOUTS,
    LEARNING_LOCK,
    OUTCOMES,
    RECALLED,
    wait_for_lock,
)
from ingest.decision import Action, FieldValue, decided_outcome
from ingest.errors import StoreError
from ingest.fingerprint import SAME_LAYOUT, Fingerprint, folded_text, parse_fingerprint
from ingest.memory import (
    Forgotten,
    LearnedCourse,
    LearnedLayout,
    Lesson,
    Memory,
    Vote,
    course_keys,
    lesson,
    make_memory,
    value_key,
)
from ingest.recall import LEAST_COLLEAGUES, recall
from ingest.record import from_record, to_record
from ingest.saving import now_text
from ingest.standing import Row, find_decisions, row_key
from ingest.vocabulary import MODEL_FOLDER

T = TypeVar("T")

CHUNK: Final = 400
_VOTING: Final = (
    FieldName.HOLDER,
    FieldName.TITLE,
    FieldName.PROVIDER,
    FieldName.COMPLETED_ON,
    FieldName.CREDIT,
    FieldName.PROGRAM_NUMBER,
)


@dataclass(frozen=True, slots=True)
class Bar:
    """What a record must reach to be accepted without a person."""

    calibration: Calibration
    promised_error: float


def load_bar(promised_error: float) -> Bar:
    """The bar of the shipped model.

    Raises:
        SettingsError: its calibration is damaged.
    """
    return Bar(load_calibration(MODEL_FOLDER), promised_error)


@dataclass(frozen=True, slots=True)
class Learned:
    """One thing that was learned, as people see it."""

    item: LearnedLayout | LearnedCourse | Forgotten  # the last: nothing is left of it but that it is to be forgotten
    forgotten_by: str | None
    forgotten_at: datetime | None

    @property
    def key(self) -> str:
        return self.item.key


class Learning:
    """What one open database has learned. Remembers the lessons of decisions that it has read before."""

    def __init__(self, bar: Bar | None) -> None:
        self._bar = bar
        self._lessons: dict[tuple[int, int, str], Lesson] = {}  # by the outcome, and number and time of the decision

    def memory(self, connection: sa.Connection) -> Memory:
        """All that was learned, as of the decisions in force."""
        return self._memory(connection, _votes(connection))

    def memory_before(self, connection: sa.Connection) -> Memory:
        """The memory before a change that this transaction makes; until it ends no other makes one."""
        wait_for_lock(connection, LEARNING_LOCK)
        return self.memory(connection)

    def recall_all(self, connection: sa.Connection) -> None:
        """Make every outcome anew that the memory has a say about; without a bar all stay as they are."""
        if self._bar is None:
            return
        wait_for_lock(connection, LEARNING_LOCK)
        votes = _votes(connection)
        memory = self._memory(connection, votes)
        connection.execute(sa.delete(RECALLED))
        self._recall(connection, sorted(_concerned(connection, memory, votes)), memory)

    def recall_after(self, connection: sa.Connection, before: Memory, documents: Collection[str] = ()) -> None:
        """Make those outcomes anew that a change of the memory concerns.

        Args:
            connection: Its transaction has made the change.
            before: The memory before the change.
            documents: The sha256 of those whose own outcomes changed.
        """
        votes = _votes(connection)
        after = self._memory(connection, votes)
        own = sa.select(OUTCOMES.c.id).where(OUTCOMES.c.sha256.in_(documents))
        concerned = set(connection.execute(own).scalars()) | _concerned_by_change(connection, before, after, votes)
        self._recall(connection, sorted(concerned), after)

    def everything(self, connection: sa.Connection) -> tuple[Learned, ...]:
        """Layouts, then courses, those first of which most was confirmed; and what is to be forgotten beside them."""
        memory = self.memory(connection)
        forgotten = {row.key: row for row in connection.execute(sa.select(FORGOTTEN))}
        layouts = sorted(memory.layouts, key=lambda layout: (-layout.papers, layout.key))
        courses = sorted(memory.courses.values(), key=lambda course: (-len(course.certificates), course.key))
        keys = {layout.key for layout in layouts} | memory.courses.keys()
        left = [Forgotten(key, None) for key in sorted(forgotten) if key not in keys]
        items: tuple[LearnedLayout | LearnedCourse | Forgotten, ...] = (*layouts, *courses, *left)
        return tuple(_learned(item, forgotten.get(item.key)) for item in items)

    def forget(self, connection: sa.Connection, key: str, user: str) -> None:
        """Remember a layout or a course no more, until `restore`.

        Raises:
            StoreError: nothing of that key was learned, or it is forgotten already.
        """
        before = self.memory_before(connection)
        layout = next((layout for layout in before.layouts if layout.key == key), None)
        item = layout or before.courses.get(key)
        if item is None or item.is_forgotten:
            raise StoreError(f"Nothing is remembered as {key}. Look for it with: ingest learned")
        looks = str(layout.lessons[0].fingerprint) if layout else None
        row = {"key": key, "fingerprint": looks, "forgotten_by": user, "forgotten_at": now_text()}
        connection.execute(sa.insert(FORGOTTEN).values(row))
        self.recall_after(connection, before)

    def restore(self, connection: sa.Connection, key: str) -> None:
        """Remember again what was to be forgotten.

        Raises:
            StoreError: it was not.
        """
        before = self.memory_before(connection)
        if connection.execute(sa.delete(FORGOTTEN).where(FORGOTTEN.c.key == key)).rowcount == 0:
            raise StoreError(f"{key} was not forgotten. Look for it with: ingest learned")
        self.recall_after(connection, before)

    def _memory(self, connection: sa.Connection, votes: Mapping[int, Vote]) -> Memory:
        forgotten = [
            Forgotten(row.key, parse_fingerprint(row.fingerprint) if row.fingerprint else None)
            for row in connection.execute(sa.select(FORGOTTEN))
        ]
        return make_memory(self._confirmed(connection), forgotten, votes.values())

    def _confirmed(self, connection: sa.Connection) -> list[Lesson]:
        """The lesson of each certificate whose last decision confirms it."""
        query = sa.select(DECISIONS).where(_is_last(), DECISIONS.c.action == Action.CONFIRM.value)
        rows = {(row.outcome_id, row.number, row.decided_at): row for row in connection.execute(query)}
        missing = [row for key, row in rows.items() if key not in self._lessons]
        for start in range(0, len(missing), CHUNK):
            chunk = missing[start : start + CHUNK]
            decisions = find_decisions(connection, [row.sha256 for row in chunk])
            ids = [row.outcome_id for row in chunk]
            records = connection.execute(sa.select(OUTCOMES.c.id, OUTCOMES.c.record).where(OUTCOMES.c.id.in_(ids)))
            machines = {row.id: from_record(row.record) for row in records}
            for row in chunk:
                machine = machines[row.outcome_id]
                made = [item.decision for item in decisions[row_key(row)]]
                if machine.activity is not None:
                    learned = lesson(machine, decided_outcome(machine, made), made[-1].decided_at)
                    self._lessons[row.outcome_id, row.number, row.decided_at] = learned
        return [self._lessons[key] for key in rows if key in self._lessons]

    def _recall(self, connection: sa.Connection, ids: Sequence[int], memory: Memory) -> None:
        """Make these outcomes anew; those that are decided or no longer in force, and those of no bar, as they were."""
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            connection.execute(sa.delete(RECALLED).where(RECALLED.c.outcome_id.in_(chunk)))
            if self._bar is None:
                continue
            query = sa.select(OUTCOMES.c.id, OUTCOMES.c.record).join(DOCUMENTS, _in_force())
            rows = []
            for row in connection.execute(query.where(OUTCOMES.c.id.in_(chunk), _is_undecided())):
                made = recall(from_record(row.record), memory, self._bar.calibration, self._bar.promised_error)
                if made.recalled is not None:
                    rows.append({"outcome_id": row.id, "status": made.status.value, "record": to_record(made)})
            if rows:
                connection.execute(sa.insert(RECALLED), rows)


def recalled_values(machine: Outcome, seen: Outcome) -> dict[FieldName, FieldValue | None]:
    """The values that the memory put in place of the machine's: whoever confirms what they saw, confirms these."""
    before, after = machine.activity, seen.activity
    if before is None or after is None:
        return {}
    pairs = {name: (before.field(name), after.field(name)) for name in FieldName}
    return {name: new.value for name, (old, new) in pairs.items() if value_key(old) != value_key(new)}


def _votes(connection: sa.Connection) -> dict[int, Vote]:
    """What the machine read on each certificate that nobody decided, by the outcome's id."""
    query = (
        sa.select(FIELDS.c.outcome_id, FIELDS.c.name, FIELDS.c.value, FIELDS.c.unit)
        .join(OUTCOMES, OUTCOMES.c.id == FIELDS.c.outcome_id)
        .join(DOCUMENTS, _in_force())
        .where(_is_undecided(), FIELDS.c.name.in_([name.value for name in _VOTING]), FIELDS.c.value.is_not(None))
    )
    values: dict[int, dict[FieldName, str]] = defaultdict(dict)
    for row in connection.execute(query):
        values[row.outcome_id][FieldName(row.name)] = f"{row.value} {row.unit}" if row.unit else row.value
    return {outcome: Vote(folded_text(read.get(FieldName.HOLDER, "")), read) for outcome, read in values.items()}


def _concerned(connection: sa.Connection, memory: Memory, votes: Mapping[int, Vote]) -> set[int]:
    """The outcomes that the memory may have a say about, found without their records."""
    concerned = {
        outcome
        for outcome, fingerprint in _fingerprints(connection)
        if (layout := memory.layout_of(fingerprint)) is not None and layout.is_known
    }
    for outcome, vote in votes.items():
        for key in course_keys(vote.values):
            if key in memory.courses or len(memory.votes.get(key, ())) > LEAST_COLLEAGUES:
                concerned.add(outcome)
    return concerned


def _concerned_by_change(
    connection: sa.Connection, before: Memory, after: Memory, votes: Mapping[int, Vote]
) -> set[int]:
    """The outcomes of a layout or a course that is not as it was before."""
    layouts = _changed({item.key: item for item in before.layouts}, {item.key: item for item in after.layouts})
    courses = _changed(before.courses, after.courses).keys() | _changed(before.votes, after.votes).keys()
    kinds = [item for pair in layouts.values() for item in pair if item is not None]
    concerned = {
        outcome
        for outcome, fingerprint in _fingerprints(connection)
        if any(layout.shared.likeness(fingerprint) >= SAME_LAYOUT for layout in kinds)
    }
    for outcome, vote in votes.items():
        if not courses.isdisjoint(course_keys(vote.values)):
            concerned.add(outcome)
    return concerned


def _changed(before: Mapping[str, T], after: Mapping[str, T]) -> dict[str, tuple[T | None, T | None]]:
    pairs = {key: (before.get(key), after.get(key)) for key in before.keys() | after.keys()}
    return {key: (old, new) for key, (old, new) in pairs.items() if old != new}


def _fingerprints(connection: sa.Connection) -> Iterator[tuple[int, Fingerprint]]:
    """Those of the undecided outcomes in force."""
    query = (
        sa.select(LAYOUTS)
        .join(OUTCOMES, OUTCOMES.c.id == LAYOUTS.c.outcome_id)
        .join(DOCUMENTS, _in_force())
        .where(_is_undecided())
    )
    for row in connection.execute(query):
        yield row.outcome_id, parse_fingerprint(row.fingerprint)


def _in_force() -> sa.ColumnElement[bool]:
    """The condition that an outcome is what the newest run of its document made."""
    return sa.and_(DOCUMENTS.c.sha256 == OUTCOMES.c.sha256, DOCUMENTS.c.run_id == OUTCOMES.c.run_id)


def _is_undecided() -> sa.ColumnElement[bool]:
    """The condition that an outcome could be read and that no decision about its certificate is in force."""
    last = DECISIONS.alias()
    decided = sa.exists().where(_same_key(last, OUTCOMES), last.c.action != Action.REOPEN.value, _is_last(last))
    return sa.and_(OUTCOMES.c.failure_code.is_(None), ~decided)


def _is_last(decisions: sa.FromClause = DECISIONS) -> sa.ColumnElement[bool]:
    """The condition that no decision about the same certificate came later."""
    later = DECISIONS.alias()
    return ~sa.exists().where(_same_key(later, decisions), later.c.number > decisions.c.number)


def _same_key(one: sa.FromClause, other: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(*(one.c[name] == other.c[name] for name in ("sha256", "first_page", "last_page", "table_row")))


def _learned(item: LearnedLayout | LearnedCourse | Forgotten, row: Row | None) -> Learned:
    if row is None:
        return Learned(item, None, None)
    return Learned(item, row.forgotten_by, datetime.fromisoformat(row.forgotten_at))
