"""Activity records in the formats that people and programs use: csv, xlsx and jsonl.

Takes certificates as they stand, gives a file that is whole or not there at all: it is written beside and then renamed.
Refuses to write a cell that a spreadsheet would run as a formula (`workbook`): names and titles come from papers of
strangers.
"""

import json
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from ingest.activity import Credit, FieldName
from ingest.errors import SettingsError
from ingest.record import to_record, value_text
from ingest.standing import StoredCertificate
from ingest.whole_file import whole_file
from ingest.workbook import Cell, Column, Sheet, defang, write_sheet

__all__ = ["COLUMNS", "FORMATS", "decided_record", "defang", "write_certificates"]  # `defang`: others take it from here

COLUMNS: Final = (
    "state",
    "status",
    *(
        column
        for name in FieldName
        for column in (
            (name.value, "unit", f"{name.value}_confidence")
            if name is FieldName.CREDIT
            else (name.value, f"{name.value}_confidence")
        )
    ),
    "issues",
    "failure",
    "decided_by",
    "decided_at",
    "first_page",
    "last_page",
    "row",
    "path",
    "other_paths",
    "sha256",
)

_NUMBERS: Final = frozenset(
    {FieldName.CREDIT.value, "first_page", "last_page", "row", *(c for c in COLUMNS if c.endswith("_confidence"))}
)
_WIDTHS: Final = {"holder": 26, "title": 48, "provider": 32, "issues": 40, "path": 40, "other_paths": 40, "sha256": 24}


def write_certificates(certificates: Iterable[StoredCertificate], path: Path) -> int:
    """Write the certificates in the format that the suffix of `path` names, and tell how many there were.

    Raises:
        SettingsError: the suffix names no format that we write, or the file cannot be written.
    """
    write = FORMATS.get(path.suffix.lower())
    if write is None:
        raise SettingsError(f"{path}: the name must end in {' or '.join(FORMATS)}, which says the format.", path=path)
    return write(certificates, path)


def write_spreadsheet(certificates: Iterable[StoredCertificate], path: Path) -> int:
    """Write one row for each certificate, as csv or xlsx; see `write_certificates`.

    In xlsx whole dates are dates and amounts are numbers; a date that lacks its day stays text.
    """
    columns = tuple(Column(name, _WIDTHS.get(name, 12)) for name in COLUMNS)
    return write_sheet(Sheet("Certificates", columns, map(_cells, certificates)), path)


def write_jsonl(certificates: Iterable[StoredCertificate], path: Path) -> int:
    """Write one record of the contract for each certificate, with the people's values; see `write_certificates`."""
    count = 0
    with whole_file(path) as file:
        for certificate in certificates:
            line = json.dumps(decided_record(certificate), ensure_ascii=False) + "\n"
            # JSON reads \udc80 as what it is: a byte of a file name that is not UTF-8.
            file.write(line.encode("utf-8", "backslashreplace"))
            count += 1
    return count


FORMATS: Final[dict[str, Callable[[Iterable[StoredCertificate], Path], int]]] = {
    ".csv": write_spreadsheet,
    ".jsonl": write_jsonl,
    ".xlsx": write_spreadsheet,
}


def decided_record(certificate: StoredCertificate) -> dict[str, Any]:
    """The contract's record of the certificate as it stands, and how that came to be."""
    decided_at = certificate.decided_at
    return {
        **to_record(certificate.outcome),
        "decision": {
            "state": certificate.state.value,
            "by": certificate.decided_by,
            "at": decided_at and decided_at.isoformat(),
        },
    }


def _cells(certificate: StoredCertificate) -> list[Cell]:
    row = _row(certificate)
    return [_cell(column, row.get(column, "")) for column in COLUMNS]


def _cell(column: str, text: str) -> Cell:
    if text and column in _NUMBERS:
        return Decimal(text)
    if column == FieldName.COMPLETED_ON.value and len(text) == len("YYYY-MM-DD"):
        return date.fromisoformat(text)
    return text


def _row(certificate: StoredCertificate) -> dict[str, str]:
    outcome = certificate.outcome
    activity, failure, decided_at = outcome.activity, outcome.failure, certificate.decided_at
    row = {
        "state": certificate.state.value,
        "status": outcome.status.value,
        "failure": failure.code if failure else "",
        "decided_by": certificate.decided_by or "",
        "decided_at": decided_at.isoformat() if decided_at else "",
        "first_page": str(outcome.pages[0]),
        "last_page": str(outcome.pages[1]),
        "row": str(outcome.row or ""),
        "path": str(outcome.source.path),
        "other_paths": "; ".join(map(str, certificate.paths[1:])),
        "sha256": str(outcome.source.sha256),
    }
    if activity is None:
        return row
    for name in FieldName:
        field = activity.field(name)
        row[name.value] = value_text(field) or ""
        row[f"{name.value}_confidence"] = "" if field.confidence is None else f"{field.confidence:.4g}"
        if isinstance(field.value, Credit):
            row["unit"] = field.value.unit.value
    row["issues"] = "; ".join(f"{issue.code}: {issue.detail}" for issue in activity.all_issues())
    return row
