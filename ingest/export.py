"""Activity records in the formats that people and programs use: csv and jsonl.

Takes certificates as they stand, gives a file that is whole or not there at all: it is written beside and then renamed.
Refuses to write a cell that a spreadsheet would run as a formula: names and titles come from papers of strangers.
"""

import contextlib
import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TextIO

from ingest.activity import Credit, FieldName
from ingest.errors import SettingsError
from ingest.record import to_record, value_text
from ingest.standing import StoredCertificate

# What begins a formula: OWASP "CSV Injection" (read 2026-11-23), and the full-width forms that Excel takes as well.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

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


def write_certificates(certificates: Iterable[StoredCertificate], path: Path) -> int:
    """Write the certificates in the format that the suffix of `path` names, and tell how many there were.

    Raises:
        SettingsError: the suffix names no format that we write, or the file cannot be written.
    """
    write = FORMATS.get(path.suffix.lower())
    if write is None:
        raise SettingsError(f"{path}: the name must end in {' or '.join(FORMATS)}, which says the format.", path=path)
    return write(certificates, path)


def write_csv(certificates: Iterable[StoredCertificate], path: Path) -> int:
    """Write one row for each certificate, in UTF-8 with the mark by which Excel knows it; see `write_certificates`."""
    count = 0
    with _whole_file(path, "utf-8-sig") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for certificate in certificates:
            writer.writerow({column: defang(cell) for column, cell in _row(certificate).items()})
            count += 1
    return count


def write_jsonl(certificates: Iterable[StoredCertificate], path: Path) -> int:
    """Write one record of the contract for each certificate, with the people's values; see `write_certificates`."""
    count = 0
    with _whole_file(path, "utf-8") as file:
        for certificate in certificates:
            file.write(json.dumps(decided_record(certificate), ensure_ascii=False) + "\n")
            count += 1
    return count


FORMATS: Final[dict[str, Callable[[Iterable[StoredCertificate], Path], int]]] = {
    ".csv": write_csv,
    ".jsonl": write_jsonl,
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


def defang(cell: str) -> str:
    """The cell as text in any spreadsheet: an apostrophe goes before what would begin a formula.

    >>> defang('=HYPERLINK("http://x")'), defang("Dana")
    ('\\'=HYPERLINK("http://x")', 'Dana')
    """
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


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


@contextlib.contextmanager
def _whole_file(path: Path, encoding: str) -> Iterator[TextIO]:
    """A file that takes its place only when it is written to its end; a device or pipe is written directly."""
    path = path.resolve()
    direct = path.exists() and not path.is_file()
    beside = path if direct else path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            # JSON and people both read \udc80 as what it is: a byte of a file name that is not UTF-8.
            with beside.open("w", encoding=encoding, errors="backslashreplace", newline="") as file:
                yield file
            if not direct:
                beside.replace(path)
        finally:
            if not direct:
                beside.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be written ({error.strerror}). Check the folder and its permissions.", path=path
        ) from error
