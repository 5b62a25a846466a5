"""An audit as a workbook: who stands where, what counted toward what, what did not and why, and what is nobody's.

Takes an `Audit`, gives an xlsx file. Refuses formulas and links in its cells; see `ingest.workbook`.
"""

from collections.abc import Iterator
from pathlib import Path

from ingest.compliance.audit import Audit, CredentialAudit
from ingest.compliance.certificate_cells import activity_of, completed_on, file_cells
from ingest.compliance.check import ActivityFinding
from ingest.standing import StoredCertificate
from ingest.workbook import Cell, Column, Sheet, write_workbook

_WHO = (Column("Person id", 11), Column("Name", 24), Column("Credential", 11))
_PAPER = (Column("Title", 44), Column("Provider", 30), Column("Completed on", 13))
_FILE = (Column("File", 40), Column("Pages", 8))


def write_audit_workbook(audit: Audit, path: Path) -> int:
    """Write the audit as xlsx with one sheet for each question, and tell how many rows there are in all.

    Raises:
        SettingsError: a sheet has too many rows, or the file cannot be written.
    """
    caption = f"Audit as of {audit.as_of}"
    return write_workbook(
        (
            Sheet("People", _PEOPLE, _people(audit), caption),
            Sheet("Areas", _AREAS, _areas(audit), caption),
            Sheet("Certificates", _CERTIFICATES, _certificates(audit), caption),
            Sheet("Not counted", _NOT_COUNTED, _not_counted(audit), caption),
            Sheet("Nobody's", _NOBODYS, _nobodys(audit), caption),
        ),
        path,
    )


_PEOPLE = (
    *_WHO,
    Column("Cycle start", 12),
    Column("Cycle end", 12),
    Column("Days left", 9),
    Column("Rule", 16),
    Column("Status", 11),
    Column("Points", 8),
    Column("Possible", 9),
    Column("Required", 9),
    Column("Missing", 48),
    Column("Decisive: review these first", 48),
    Column("About the credential", 40),
    Column("Note", 40),
)


def _people(audit: Audit) -> Iterator[tuple[Cell, ...]]:
    for row in audit.people:
        credential, total = row.credential, row.finding.total
        end = credential.cycle_end if credential else None
        yield (
            *_who(row),
            credential.cycle_start if credential else None,
            end,
            (end - audit.as_of).days if end else None,
            row.rule.id if row.rule else None,
            row.finding.status.value,
            *((total.counted, total.possible, total.required) if total else (None, None, None)),
            row.missing,
            "\n".join(row.review_first),
            "\n".join(issue.detail for issue in row.finding.issues if issue.activity is None),
            row.rule.note if row.rule else None,
        )


_AREAS = (
    *_WHO,
    Column("Area", 34),
    Column("Points", 8),
    Column("Possible", 9),
    Column("Required", 9),
    Column("Still open", 10),
    Column("Certificates", 12),
)


def _areas(audit: Audit) -> Iterator[tuple[Cell, ...]]:
    for row in audit.people:
        for area in row.finding.areas:
            points = area.points
            still_open = points.required - points.counted
            amounts = (points.counted, points.possible, points.required, still_open)
            yield (*_who(row), area.words, *amounts, len(area.activities))


_CERTIFICATES = (
    *_WHO,
    *_PAPER,
    Column("Credit", 8),
    Column("Unit", 13),
    Column("Points it brings", 9),
    Column("Area", 34),
    Column("Points given", 9),
    Column("Counts", 9),
    Column("Doubts", 40),
    *_FILE,
)


def _certificates(audit: Audit) -> Iterator[tuple[Cell, ...]]:
    """A row for each area that a certificate gives points to; one row for a certificate that no area needs."""
    for row in audit.people:
        words = {area.area: area.words for area in row.finding.areas}
        for item in row.finding.activities:
            certificate = audit.certificates[item.activity]
            credit = activity_of(certificate).credit.value
            for area, points in item.shares or ((None, None),):
                yield (
                    *_who(row),
                    *_paper(certificate),
                    *((credit.amount, credit.unit.value.replace("_", " ")) if credit else (None, None)),
                    item.points,
                    words[area] if area else "none needs it" if item.points else None,
                    points,
                    "sure" if item.is_sure else "waiting",
                    _doubts(row, item),
                    *file_cells(certificate),
                )


_NOT_COUNTED = (*_WHO, Column("Why", 50), Column("Code", 18), *_PAPER, *_FILE)


def _not_counted(audit: Audit) -> Iterator[tuple[Cell, ...]]:
    for row in audit.people:
        counting = {item.activity for item in row.finding.activities}
        for issue in row.finding.issues:
            if issue.activity is None or issue.activity in counting:
                continue
            certificate = audit.certificates[issue.activity]
            yield (*_who(row), issue.detail, issue.code.value, *_paper(certificate), *file_cells(certificate))


_NOBODYS = (Column("Name on the certificate", 30), Column("Why nobody's", 60), Column("Certificate", 72))


def _nobodys(audit: Audit) -> Iterator[tuple[Cell, ...]]:
    for unmatched in audit.unmatched:
        yield unmatched.holder, unmatched.reason, unmatched.key


def _who(row: CredentialAudit) -> tuple[Cell, Cell, Cell]:
    return row.person.person_id, row.person.name, row.credential.name if row.credential else None


def _paper(certificate: StoredCertificate) -> tuple[Cell, Cell, Cell]:
    activity = activity_of(certificate)
    return activity.title.value, activity.provider.value, completed_on(certificate)


def _doubts(row: CredentialAudit, item: ActivityFinding) -> str:
    return "\n".join(issue.detail for issue in row.finding.issues if issue.activity == item.activity)
