"""What people type into the pages of their boards: the entry sheet, and the columns of CE Broker.

Takes an `Audit`, gives csv or xlsx, in which nothing is a formula. Only certificates that surely count are in it.
Refuses what it does not know: licence numbers, profession, subject-area and publishing codes of CE Broker stay empty,
and so does a number that does not say by its prefix that it is CE Broker's.

ASCP takes no file from a person or a lab: each activity is typed in and then allocated (ascp.org, "Enter and allocate
CMP points", read 2026-11-23). CE Broker takes files from approved providers only, as legacy `.xls`, which we do not
write: the file must be opened and saved as such (help.cebroker.com, "Creating Excel Files", read 2026-11-23).
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from ingest.activity import Activity, Unit
from ingest.compliance.audit import Audit, CredentialAudit
from ingest.compliance.certificate_cells import activity_of, completed_on, file_cells
from ingest.errors import SettingsError
from ingest.standing import StoredCertificate
from ingest.workbook import Cell, Column, Sheet, write_sheet

ENTRY_COLUMNS: Final = (
    Column("person_id", 11),
    Column("name", 24),
    Column("email", 28),
    Column("credential", 11),
    Column("cycle_start", 12),
    Column("cycle_end", 12),
    Column("area", 34),
    Column("completed_on", 13),
    Column("title", 44),
    Column("provider", 30),
    Column("program_number", 16),
    Column("points", 8),  # given to this area
    Column("points_of_certificate", 12),  # more than `points` if it is split between areas, or not all of it is needed
    Column("file", 40),
    Column("pages", 8),
)

# The first ten in the order of CE Broker (A to J); the others tell a person which row is whose, and go before upload.
CE_BROKER_COLUMNS: Final = (
    Column("Provider number", 11),
    Column("Course number", 11),
    Column("Own course id", 16),
    Column("Publishing number", 11),
    Column("License number", 11),
    Column("Completion date", 12),
    Column("State", 7),
    Column("Profession", 10),
    Column("Subject area", 10),
    Column("Hours", 8),
    Column("(person_id)", 11),
    Column("(name)", 24),
    Column("(title)", 44),
    Column("(file)", 40),
)
PROVIDER_PREFIX: Final = "50-"
COURSE_PREFIX: Final = "20-"
_HOURS: Final = (Unit.CONTACT_HOUR, Unit.HOUR)  # other units are converted by rules of boards, never here


def write_entries(audit: Audit, path: Path) -> int:
    """Write the entry sheet, and tell how many rows there are: one for each area that a certificate gives points to.

    The rows go by person and credential, then by area in the order of the rule, then by date.

    Raises:
        SettingsError: the suffix is neither `.csv` nor `.xlsx`, or the file cannot be written.
    """
    rows = (cells for row in audit.people for cells in _entries(audit, row))
    return write_sheet(Sheet("To type in", ENTRY_COLUMNS, rows, f"As of {audit.as_of}"), path)


def write_ce_broker(audit: Audit, path: Path, state: str = "") -> int:
    """Write what surely counts in the column order of CE Broker, once for each certificate, and tell how many.

    Args:
        audit: The lab on one day.
        path: `.csv` or `.xlsx`.
        state: The state of the licences, such as `FL`; the roster does not know it.

    Raises:
        SettingsError: another suffix, or the file cannot be written.
    """
    if path.suffix.lower() == ".xls":
        raise SettingsError(f"{path}: legacy .xls is not written. Write .xlsx, and save that as .xls.", path=path)
    return write_sheet(Sheet("CE Broker", CE_BROKER_COLUMNS, _ce_broker(audit, state)), path)


def _entries(audit: Audit, row: CredentialAudit) -> Iterator[tuple[Cell, ...]]:
    credential = row.credential
    sure = [(item, audit.certificates[item.activity]) for item in row.finding.activities if item.is_sure]
    sure.sort(key=lambda pair: _sorting_date(pair[1]))
    for area in row.finding.areas:
        for item, certificate in sure:
            points = dict(item.shares).get(area.area)
            if not points:
                continue
            activity = activity_of(certificate)
            yield (
                *(row.person.person_id, row.person.name, row.person.email),
                *((credential.name, credential.cycle_start, credential.cycle_end) if credential else (None,) * 3),
                area.words,
                completed_on(certificate),
                activity.title.value,
                activity.provider.value,
                activity.program_number.value,
                points,
                item.points,
                *file_cells(certificate),
            )


def _ce_broker(audit: Audit, state: str) -> Iterator[tuple[Cell, ...]]:
    """A certificate that counts for two credentials of one person was one course, so it has one row."""
    written = set[str]()
    for row in audit.people:
        for item in row.finding.activities:
            if not item.is_sure or item.activity in written:
                continue
            written.add(item.activity)
            certificate = audit.certificates[item.activity]
            activity = activity_of(certificate)
            course = activity.program_number.value or ""
            is_theirs = course.startswith(COURSE_PREFIX)
            yield (
                _without(PROVIDER_PREFIX, activity.provider_number.value),
                _without(COURSE_PREFIX, course),
                None if is_theirs else course,
                None,  # publishing number
                None,  # licence number
                completed_on(certificate),
                state,
                None,  # profession
                None,  # subject area
                _hours(activity),
                *(row.person.person_id, row.person.name, activity.title.value, file_cells(certificate)[0]),
            )


def _without(prefix: str, number: str | None) -> str | None:
    """A number of CE Broker's as its files want it; None for another body's number."""
    return number.removeprefix(prefix) if number and number.startswith(prefix) else None


def _hours(activity: Activity) -> Decimal | None:
    credit = activity.credit.value
    return credit.amount if credit and credit.unit in _HOURS else None


def _sorting_date(certificate: StoredCertificate) -> tuple[str, str]:
    return str(activity_of(certificate).completed_on.value or ""), certificate.key
