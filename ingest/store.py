"""Saves and finds documents, outcomes, decisions and people, in SQLite or PostgreSQL.

Takes outcomes, decisions and people; gives certificates as they stand, with the people's values over the machine's.
Identity is sha256 + page range + run: what is saved twice is there once. Each method is one transaction.
Refuses to change or forget what a person decided: a later run's outcome is saved beside it.
"""

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from ingest.activity import Failure, FieldName, Outcome, Run, Status
from ingest.assignments import Assignment, aliases_of, assign, find_assignments, withdraw
from ingest.database import (
    CREDENTIALS,
    DECISIONS,
    DOCUMENTS,
    OUTCOMES,
    PEOPLE,
    RUNS,
    SIGHTINGS,
    WRITES,
    open_database,
    reported,
)
from ingest.decision import (
    Action,
    Decision,
    FieldValue,
    State,
    changes_record,
    changes_to,
    decided_outcome,
    in_force,
)
from ingest.document import SourceFile
from ingest.errors import DecisionConflict, StoreError
from ingest.learned import Bar, Learned, Learning, recalled_values
from ingest.person import Credential, Person
from ingest.record import from_record
from ingest.saving import (
    Sighting,
    bring_into_force,
    insert_outcome,
    is_settled,
    now_text,
    remove_passing_failures,
    run_id_of,
    same_run,
    see,
    settled,
)
from ingest.seen import SeenFile, failure_of, find_files
from ingest.standing import (
    Standing,
    StoredCertificate,
    find_certificates,
    find_decisions,
    find_standing,
    parse_key,
    row_key,
)

T = TypeVar("T")

_CREDENTIAL_COLUMNS: Final = ("certified_on", "cycle_start", "cycle_end", "certified_by")
CHUNK: Final = 400  # rows asked for at once; databases bound the number of parameters of a statement


class Store:
    """The database of one lab. Safe to use from several threads and processes."""

    def __init__(self, engine: sa.Engine, bar: Bar | None = None) -> None:
        self._learning = Learning(bar)  # without a bar decisions teach nothing yet
        self._engine = engine
        self._writing_engine = engine.execution_options(**{WRITES: True})

    @classmethod
    def open(cls, url: str, bar: Bar | None = None) -> Self:
        """Open the database, making it or bringing it up to date where needed.

        Raises:
            StoreError: it is locked, damaged, not writable, newer than this program, not ours, or the URL is wrong.
            MissingToolError: the driver for it is not installed.
        """
        return cls(open_database(url), bar)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Files and outcomes

    def sighted(self, sources: Sequence[SourceFile], run: Run) -> tuple[Sighting, ...]:
        """Record that these files are there; documents already read in `run` are from now on as that run read them."""
        with self._writing() as connection:
            run_id = run_id_of(connection, run)
            sightings = tuple(see(connection, source, None) for source in sources)
            for chunk in _chunks([source.sha256 for source in sources if source.sha256]):
                bring_into_force(connection, chunk, run_id)
        return sightings

    def known(self, run: Run) -> dict[str, Failure | None]:
        """The sha256 of each document that needs no reading in this run, with its failure where it failed for good."""
        query = (
            sa.select(OUTCOMES.c.sha256, OUTCOMES.c.failure_code, OUTCOMES.c.failure_message)
            .join(RUNS)
            .where(same_run(run), is_settled())
            .order_by(OUTCOMES.c.status != Status.FAILED.value)
        )
        with self._reading() as connection:
            return {row.sha256: failure_of(row) for row in connection.execute(query)}

    def save(self, outcomes: Sequence[Outcome]) -> Sighting:
        """Save all outcomes of one file: those of a document already read in the same run are there and stay.

        Raises:
            ValueError: the outcomes are not those of one file and one run.
            StoreError: the database refuses.
        """
        if len({(outcome.source, outcome.run) for outcome in outcomes}) != 1:
            raise ValueError("save takes all outcomes of one file, made by one run, and at least one")
        source, run = outcomes[0].source, outcomes[0].run
        with self._writing() as connection:
            if source.sha256 is None:
                return see(connection, source, outcomes[0].failure)
            run_id = run_id_of(connection, run)
            sighting = see(connection, source, None)
            if not connection.execute(settled(run_id).where(OUTCOMES.c.sha256 == source.sha256)).first():
                remove_passing_failures(connection, source.sha256, run_id)
                for outcome in outcomes:
                    insert_outcome(connection, outcome, run_id)
            bring_into_force(connection, [source.sha256], run_id)
        return sighting

    def files(self) -> Iterator[SeenFile]:
        """Every file ever seen and its state, in the order of their paths."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(SIGHTINGS).order_by(SIGHTINGS.c.path)).all()
        for chunk in _chunks(rows):
            with self._reading() as connection:
                files = tuple(find_files(connection, chunk))
            yield from files

    # Certificates

    def current(self) -> Iterator[StoredCertificate]:
        """Each certificate once, as it stands, in the order in which their files were first seen.

        A decided certificate stands as it was decided, any other as the newest run read it. A document whose every
        path now holds other bytes is left out: see `replaced`.
        """
        query = sa.select(SIGHTINGS.c.sha256).where(SIGHTINGS.c.sha256.is_not(None)).group_by(SIGHTINGS.c.sha256)
        yield from self._certificates(query.order_by(sa.func.min(SIGHTINGS.c.id)))

    def replaced(self) -> Iterator[StoredCertificate]:
        """The certificates of documents whose every path now holds other bytes. They count no more."""
        sighted = sa.select(SIGHTINGS.c.sha256).where(SIGHTINGS.c.sha256.is_not(None))
        query = sa.select(DOCUMENTS.c.sha256).where(DOCUMENTS.c.sha256.not_in(sighted))
        yield from self._certificates(query.order_by(DOCUMENTS.c.sha256))

    def find(self, key: str) -> StoredCertificate | None:
        """The certificate of that key as it stands; None if there is none."""
        wanted = parse_key(key)
        if wanted is None:
            return None
        with self._reading() as connection:
            certificates = find_certificates(connection, [wanted[0]])
        return next((certificate for certificate in certificates if certificate.key == key), None)

    def decide(
        self,
        key: str,
        user: str,
        values: Mapping[FieldName, FieldValue | None],
        action: Action,
        *,
        seen: int,
    ) -> int:
        """Append what a person decided about a certificate, and give the decision's number.

        Args:
            key: The certificate's.
            user: Who decides.
            values: The fields' values as the person wants them; those left out, or the same as now, stay.
            action: What is decided.
            seen: The `decision` of the certificate that the person looked at.

        Raises:
            DecisionConflict: somebody else decided since.
            StoreError: there is no such certificate, or it cannot be decided so.
            ValueError: a value is not of its field's kind.
        """
        with self._writing() as connection:
            standing = _standing_of(connection, key)
            decisions = standing.decisions
            last = decisions[-1].number if decisions else 0
            if last != seen:
                raise _conflict(key)
            _check_action(standing, action, values)
            before = self._learning.memory_before(connection)
            machine = from_record(standing.row.record)
            activity = decided_outcome(machine, decisions).activity
            if action is Action.CONFIRM and not in_force(decisions):
                values = {**recalled_values(machine, standing.undecided), **values}
            row = {
                **dict(zip(("sha256", "first_page", "last_page", "table_row"), row_key(standing.row), strict=True)),
                "number": last + 1,
                "outcome_id": standing.row.id,
                "decided_by": user,
                "decided_at": now_text(),
                "action": action.value,
                "changes": changes_record(changes_to(activity, values) if activity else ()),
            }
            try:
                connection.execute(sa.insert(DECISIONS).values(row))
            except IntegrityError as error:  # PostgreSQL: the other one's transaction ended while ours ran
                raise _conflict(key) from error
            self._learning.recall_after(connection, before, [standing.row.sha256])
        return last + 1

    def history(self, key: str) -> tuple[Decision, ...]:
        """Every decision about the certificate, the first one first."""
        wanted = parse_key(key)
        if wanted is None:
            return ()
        with self._reading() as connection:
            found = find_decisions(connection, [wanted[0]]).get(wanted, ())
        return tuple(item.decision for item in found)

    # What was learned

    def recall(self) -> None:
        """Make each undecided outcome anew that decisions and certificates of the same kind have a say about."""
        with self._writing() as connection:
            self._learning.recall_all(connection)

    def learned(self) -> tuple[Learned, ...]:
        """What was learned from the decisions in force, and what of it is to be forgotten."""
        with self._reading() as connection:
            return self._learning.everything(connection)

    def forget(self, key: str, user: str) -> None:
        """See `Learning.forget`."""
        with self._writing() as connection:
            self._learning.forget(connection, key, user)

    def restore(self, key: str) -> None:
        """See `Learning.restore`."""
        with self._writing() as connection:
            self._learning.restore(connection, key)

    # People

    def save_people(self, people: Sequence[Person]) -> None:
        """Make these the staff list, in this order; whoever is not among them is no longer on it.

        Raises:
            StoreError: two people have the same id, or the database refuses.
        """
        with self._writing() as connection:
            connection.execute(sa.delete(CREDENTIALS))
            connection.execute(sa.delete(PEOPLE))
            for position, person in enumerate(people):
                row = {"person_id": person.person_id, "position": position, "name": person.name}
                row |= {"other_names": list(person.other_names), "email": person.email}
                connection.execute(sa.insert(PEOPLE).values(row))
                for place, held in enumerate(person.credentials):
                    dates = {name: getattr(held, name) for name in _CREDENTIAL_COLUMNS}
                    owner = {"person_id": person.person_id, "position": place, "name": held.name}
                    connection.execute(sa.insert(CREDENTIALS).values(owner | dates))

    def people(self) -> tuple[Person, ...]:
        """The staff list."""
        credentials: dict[str, list[Credential]] = defaultdict(list)
        with self._reading() as connection:
            for row in connection.execute(sa.select(CREDENTIALS).order_by(CREDENTIALS.c.position)):
                credentials[row.person_id].append(
                    Credential(row.name, *(getattr(row, name) for name in _CREDENTIAL_COLUMNS))
                )
            rows = connection.execute(sa.select(PEOPLE).order_by(PEOPLE.c.position)).all()
        return tuple(
            Person(row.person_id, row.name, tuple(row.other_names), row.email, tuple(credentials[row.person_id]))
            for row in rows
        )

    # Whose certificates are, as people said

    def assign(self, key: str, person_id: str | None, user: str) -> None:
        """See `assignments.assign`."""
        with self._writing() as connection:
            assign(connection, key, person_id, user)

    def withdraw_assignment(self, key: str, user: str) -> None:
        """See `assignments.withdraw`."""
        with self._writing() as connection:
            withdraw(connection, key, user)

    def assignments(self) -> Mapping[str, Assignment]:
        """What people said whose certificates are, by the certificates' keys, as it is in force."""
        with self._reading() as connection:
            return find_assignments(connection)

    def aliases(self) -> Mapping[str, str]:
        """See `assignments.aliases_of`."""
        return aliases_of(self.assignments().values())

    def _certificates(self, documents: sa.Select[Any]) -> Iterator[StoredCertificate]:
        with self._reading() as connection:
            hashes = connection.execute(documents).scalars().all()
        for chunk in _chunks(hashes):
            with self._reading() as connection:
                certificates = find_certificates(connection, chunk)
            yield from certificates

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with reported(self._engine.url), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with reported(self._engine.url), self._writing_engine.begin() as connection:
            yield connection


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


def _standing_of(connection: sa.Connection, key: str) -> Standing:
    wanted = parse_key(key)
    found = find_standing(connection, [wanted[0]], with_records=True).get(wanted[0], ()) if wanted else ()
    for standing in found:
        if row_key(standing.row) == wanted:
            return standing
    raise StoreError(f"There is no certificate {key}. Look for it in the list again.")


def _check_action(standing: Standing, action: Action, values: Mapping[FieldName, FieldValue | None]) -> None:
    if action is Action.CONFIRM and standing.state is State.FAILED:
        raise StoreError("A file that could not be read cannot be confirmed. Reject it, or mend the file.")
    if action is Action.REOPEN and not in_force(standing.decisions):
        raise StoreError("This certificate is not decided, so there is nothing to take back.")
    if values and action is not Action.CONFIRM:
        raise ValueError(f"values go with {Action.CONFIRM.value}, not with {action.value}")


def _conflict(key: str) -> DecisionConflict:
    return DecisionConflict(f"Somebody else decided about {key} meanwhile. Look at it again, then decide.")
