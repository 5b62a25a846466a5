"""A certificate as cells of a sheet: its date, its file, its pages.

Takes a certificate that counts or may count, gives cells. Refuses one that failed; none of those can count.
"""

from ingest.activity import Activity
from ingest.standing import StoredCertificate
from ingest.workbook import Cell


def completed_on(certificate: StoredCertificate) -> Cell:
    """The day; of a date that lacks its day, what there is as text, since nothing is filled in."""
    value = activity_of(certificate).completed_on.value
    if value is None:
        return None
    return value.days()[0] if value.day else str(value)


def file_cells(certificate: StoredCertificate) -> tuple[str, str]:
    """The file, and the pages in it."""
    first, last = certificate.outcome.pages
    path = str(certificate.paths[0]) if certificate.paths else certificate.key
    return path, f"{first}" if first == last else f"{first} to {last}"


def activity_of(certificate: StoredCertificate) -> Activity:
    """What the certificate states.

    Raises:
        ValueError: it failed.
    """
    activity = certificate.outcome.activity
    if activity is None:
        raise ValueError(f"{certificate.key} failed and cannot count")
    return activity
