"""Whose a certificate is, as people said; and what that teaches about the names on others.

Takes an open connection; gives the assignments in force, and the printed names whose person they settle.
Refuses an unknown certificate or person. What was said before stays in the database beside what is said now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ingest.database import ASSIGNMENTS, PEOPLE
from ingest.errors import StoreError
from ingest.name_forms import fold_name
from ingest.saving import now_text
from ingest.standing import Row, find_certificates, parse_key


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whose a certificate is, as a person said."""

    key: str  # `Outcome.key`
    person_id: str | None  # None: nobody's on the roster
    holder: str | None  # the name on it, as it stood then
    assigned_by: str
    assigned_at: datetime


def assign(connection: sa.Connection, key: str, person_id: str | None, user: str) -> None:
    """Add that a certificate is this person's, or nobody's, whatever was said before.

    Raises:
        StoreError: there is no such certificate, or nobody on the roster has the person_id.
    """
    known = sa.select(PEOPLE.c.person_id).where(PEOPLE.c.person_id == person_id)
    if person_id is not None and connection.execute(known).first() is None:
        raise StoreError(
            f"Nobody on the roster has the person_id {person_id!r}. Load the roster that names them, or say that the "
            "certificate is nobody's with --nobody."
        )
    _add(connection, key, person_id, _holder(connection, key), user, withdrawn=False)


def withdraw(connection: sa.Connection, key: str, user: str) -> None:
    """Take back whatever was said about a certificate.

    Raises:
        StoreError: there is no such certificate, or nobody said whose it is.
    """
    in_force = find_assignments(connection).get(key)
    if in_force is None:
        _holder(connection, key)  # an unknown certificate is told first
        raise StoreError(f"Nobody said whose the certificate {key} is, so there is nothing to take back.")
    _add(connection, key, None, in_force.holder, user, withdrawn=True)


def find_assignments(connection: sa.Connection) -> dict[str, Assignment]:
    """What is in force, by the certificates' keys: of each one the newest row, unless that takes back the others."""
    newest = {_key(row): row for row in connection.execute(sa.select(ASSIGNMENTS).order_by(ASSIGNMENTS.c.id))}
    return {
        key: Assignment(key, row.person_id, row.holder, row.assigned_by, datetime.fromisoformat(row.assigned_at))
        for key, row in newest.items()
        if not row.withdrawn
    }


def aliases_of(assignments: Iterable[Assignment]) -> Mapping[str, str]:
    """The person_id of each printed name that people gave to one person and to nobody else.

    Names that differ in nothing but case, accents and signs are one name; the one that was said last stands for it.
    """
    said: dict[str, set[str | None]] = {}
    printed: dict[str, str] = {}
    for assignment in sorted(assignments, key=lambda item: item.assigned_at):
        folded = fold_name(assignment.holder or "")
        if assignment.holder and folded:
            said.setdefault(folded, set()).add(assignment.person_id)
            printed[folded] = assignment.holder
    return {
        printed[folded]: person_id
        for folded, people in said.items()
        for person_id in people
        if person_id is not None and len(people) == 1
    }


def _add(
    connection: sa.Connection, key: str, person_id: str | None, holder: str | None, user: str, *, withdrawn: bool
) -> None:
    identity = dict(zip(("sha256", "first_page", "last_page", "table_row"), parse_key(key) or (), strict=True))
    said = {"holder": holder, "person_id": person_id, "withdrawn": withdrawn}
    row = identity | said | {"assigned_by": user, "assigned_at": now_text()}
    connection.execute(sa.insert(ASSIGNMENTS).values(row))


def _holder(connection: sa.Connection, key: str) -> str | None:
    """The name on a certificate as it stands."""
    wanted = parse_key(key)
    for certificate in find_certificates(connection, [wanted[0]]) if wanted else ():
        if certificate.key == key:
            activity = certificate.outcome.activity
            return activity.holder.value if activity else None
    raise StoreError(f"There is no certificate {key}. The audit names those of nobody: ingest audit --format json")


def _key(row: Row) -> str:
    pages = f"{row.sha256}:{row.first_page}-{row.last_page}"
    return f"{pages}#{row.table_row}" if row.table_row else pages
