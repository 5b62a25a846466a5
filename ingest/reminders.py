"""Reminders of cycles that end: a calendar file (ics), or a list for letters (csv).

Takes an `Audit`, gives a file that is whole or not there at all. Refuses to put names into a calendar unasked:
calendars are shared, and the lab's own person_id is enough to look somebody up.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from icalendar import Calendar, Event

from ingest.compliance.audit import Audit, CredentialAudit
from ingest.compliance.check import FindingStatus
from ingest.errors import SettingsError
from ingest.person import Credential
from ingest.whole_file import whole_file
from ingest.workbook import Cell, Column, Sheet, cell_text, write_table

# Days before the end of a cycle. 180: time for courses that take months. 90: activities are to be done two months
# before the end (an older page of nsh.org), which leaves a month for them. 30: the declaration is to be submitted at
# least one month before the end (an older page of ascp.org). Both pages read 2026-11-23.
REMINDER_DAYS: Final = (180, 90, 30)

# Nothing is missing, or nothing is asked for. A credential without a rule stays: nobody can say that it is met.
NOT_REMINDED: Final = frozenset({FindingStatus.MET, FindingStatus.VOLUNTARY})

COLUMNS: Final = (
    *("person_id", "name", "email", "credential", "cycle_end", "days_left", "status", "missing"),
    "waiting_for_review",
)

# An event depends on what it names and on nothing else, so that a second import updates the first.
_NAMESPACE: Final = uuid.UUID("5f3b0b5e-63a4-5c0e-9d0b-7a1c2e4f6d80")


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many credentials were written, and how many were not, as no calendar can have what has no cycle end."""

    credentials: int
    undated: int


def write_reminders(
    audit: Audit, path: Path, made_at: datetime, *, all_: bool = False, with_names: bool = False
) -> Reminded:
    """Write a reminder for each person and credential that is not met, as the suffix of `path` says.

    Args:
        audit: The lab on one day; what is missing is as of that day.
        path: `.ics` for calendars, `.csv` for a list, which has names and addresses in any case.
        made_at: Now; aware. Of two imports of the same event, the calendar keeps the later one.
        all_: Those that are met or voluntary too.
        with_names: The calendar says names, not only each `person_id`.

    Raises:
        SettingsError: another suffix, or the file cannot be written.
        ValueError: `made_at` is not aware.
    """
    if made_at.tzinfo is None:
        raise ValueError("made_at has no time zone")
    rows = [row for row in audit.people if row.credential and (all_ or row.finding.status not in NOT_REMINDED)]
    suffix = path.suffix.lower()
    if suffix == ".csv":
        write_table(Sheet("Reminders", tuple(map(Column, COLUMNS)), (_cells(row, audit.as_of) for row in rows)), path)
        return Reminded(len(rows), 0)
    if suffix != ".ics":
        raise SettingsError(f"{path}: the name must end in .ics or .csv, which says the format.", path=path)
    calendar = _calendar()
    undated = 0
    for row in rows:
        if row.credential is None or row.credential.cycle_end is None:
            undated += 1
            continue
        who = f"{row.person.name} ({row.person.person_id})" if with_names else row.person.person_id
        about = _About(who, row, row.credential, row.credential.cycle_end, audit.as_of)
        for event in _events(about, made_at):
            calendar.add_component(event)
    with whole_file(path) as file:
        file.write(calendar.to_ical())
    return Reminded(len(rows) - undated, undated)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//ingest//reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


@dataclass(frozen=True, slots=True)
class _About:
    """A person, as the calendar says it, and a credential whose cycle ends."""

    who: str
    row: CredentialAudit
    credential: Credential
    end: date
    as_of: date


def _events(about: _About, made_at: datetime) -> Iterator[Event]:
    """The last day of the cycle, and each day of a reminder that is still to come.

    They are events, not alarms of one event: Outlook takes one alarm of an event ([MS-OXCICAL] 2.1.3.1.1.20.62, read
    2026-11-24: "Number of Instances Allowed: 0, 1"), and whoever else looks at a shared calendar sees no alarm at all.
    """
    for days in (0, *REMINDER_DAYS):
        day = about.end - timedelta(days=days)
        if days and day < about.as_of:
            continue
        when = f"cycle ends in {days} days" if days else "last day of the cycle"
        event = Event()
        event.add("uid", _uid(about, days))
        event.add("dtstamp", made_at.astimezone(UTC))
        event.add("last-modified", made_at.astimezone(UTC))
        # Rises with each export, by minutes since 1970, as RFC 5545 (3.8.7.4) asks of a later version.
        event.add("sequence", int(made_at.timestamp()) // 60)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", _line(f"{about.who}: {about.credential.name}, {when}"))
        event.add("description", cell_text(_description(about)))
        event.add("transp", "TRANSPARENT")  # nobody is busy that day
        yield event


def _description(about: _About) -> str:
    row = about.row
    waiting = _waiting(row)
    lines = (
        f"Status on {about.as_of}: {row.finding.status.value.replace('_', ' ')}.",
        f"Missing: {row.missing}." if row.missing else "",
        f"{waiting} certificate{'' if waiting == 1 else 's'} to review first." if waiting else "",
        f"The cycle ends on {about.end}.",
        row.rule.note if row.rule else "No rule is known for this credential and cycle.",
    )
    return "\n".join(filter(None, lines))


def _cells(row: CredentialAudit, as_of: date) -> tuple[Cell, ...]:
    credential = row.credential
    end = credential.cycle_end if credential else None
    return (
        row.person.person_id,
        row.person.name,
        row.person.email,
        credential.name if credential else None,
        end,
        (end - as_of).days if end else None,
        row.finding.status.value,
        row.missing,
        _waiting(row),
    )


def _waiting(row: CredentialAudit) -> int:
    """How many certificates would decide, once they are reviewed."""
    return len(row.finding.decisive)


def _uid(about: _About, days: int) -> str:
    # A control character stands between the parts, so that no two people's parts run into one.
    parts = (about.row.person.person_id, about.credential.name, about.end.isoformat(), str(days))
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))


def _line(text: str) -> str:
    return " ".join(cell_text(text).split())
