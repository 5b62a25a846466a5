"""Re-hashes the originals and holds them against the database.

Takes the store, gives one `Discrepancy` for each file or record that is not as it was when it was read. Refuses to
repair: a changed file is read again by `ingest run`, a lost one is for a person to find.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ingest.acquire import describe
from ingest.seen import SeenFile
from ingest.standing import StoredCertificate
from ingest.store import Store


class Wrong(StrEnum):
    """How a file or record differs from what was saved."""

    MISSING = "missing"  # the file is no longer there
    UNREADABLE = "unreadable"  # it is there, but cannot be opened any more
    CHANGED = "changed"  # other bytes lie at its path
    ORPHAN = "orphan"  # a certificate counts whose bytes lie at none of its paths
    DISAGREES = "disagrees"  # a record does not fit the file it is saved for


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that is not as it was."""

    path: Path
    wrong: Wrong
    detail: str


def verify(store: Store) -> Iterator[Discrepancy]:
    """Every file ever seen, then every certificate that stands."""
    intact: set[str] = set()
    for file in store.files():
        wrong = _look_at(file)
        if wrong is None:
            intact |= {file.sha256} if file.sha256 else set()
        else:
            yield wrong
    for certificate in store.current():
        yield from _look_into(certificate, intact)


def _look_at(file: SeenFile) -> Discrepancy | None:
    if file.sha256 is None:
        return None  # it could not be opened then either; its state says so
    if not file.path.exists():
        return Discrepancy(file.path, Wrong.MISSING, "it is no longer there; its records stay and count")
    sha256 = describe(file.path).sha256
    if sha256 is None:
        return Discrepancy(file.path, Wrong.UNREADABLE, "it is there but cannot be opened; look at its permissions")
    if sha256 != file.sha256:
        return Discrepancy(file.path, Wrong.CHANGED, "other bytes lie there now; `ingest run` reads them")
    return None


def _look_into(certificate: StoredCertificate, intact: set[str]) -> Iterator[Discrepancy]:
    source = certificate.outcome.source
    path = certificate.paths[0] if certificate.paths else source.path
    if source.sha256 not in intact:
        yield Discrepancy(path, Wrong.ORPHAN, f"no file with the bytes of {certificate.key} is left")
    if certificate.key != certificate.machine.key:
        detail = f"the record is of {certificate.machine.key}, saved for {certificate.key}"
        yield Discrepancy(path, Wrong.DISAGREES, detail)
