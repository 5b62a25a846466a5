"""The certificates of a packet with what there is to show of them: their pages, or why there are none.

Takes planned certificates; gives a `Part` for each of their originals and pages, read once and hashed while read.
Refuses an original whose bytes are not those that were read before.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from ingest.badge_data import is_badge
from ingest.errors import DocumentError
from ingest.packet_manifest import sha256_of
from ingest.packet_pages import Drawing, draw_pages
from ingest.packet_plan import Planned, date_words, provider_words, title_words
from ingest.standing import StoredCertificate

MOST_FILE_NAME: Final = 80  # letters
CHANGED: Final = "its file was changed after it was read, so it is not taken; run ingest run on its folder again"
GONE: Final = "its file is no longer there"


@dataclass(frozen=True, slots=True)
class Part:
    """Certificates that lie on the same pages of one original."""

    planned: tuple[Planned, ...]
    numbers: tuple[int, ...]
    data: bytes
    drawings: tuple[Drawing, ...]
    notice: tuple[str, ...]  # in the place of drawings

    @property
    def first(self) -> StoredCertificate:
        return self.planned[0].certificate

    @property
    def n_pages(self) -> int:
        return len(self.drawings) or 1


def packet_parts(included: Iterable[Planned]) -> tuple[list[Part], list[Planned]]:
    """What goes in, by original and pages in the order of the plan; and what cannot, with the reason."""
    groups: dict[tuple[str, tuple[int, int]], list[Planned]] = {}
    for one in included:
        outcome = one.certificate.outcome
        groups.setdefault((outcome.source.sha256 or "", outcome.pages), []).append(one)
    parts, gone, number = list[Part](), list[Planned](), 1
    for group in groups.values():
        data = _original(group[0].certificate)
        if isinstance(data, str):
            gone += [replace(one, reason=data) for one in group]
            continue
        drawings, notice = _drawings(group[0].certificate, data)
        numbers = tuple(range(number, number + len(group)))
        parts.append(Part(tuple(group), numbers, data, drawings, notice))
        number += len(group)
    return parts, gone


def _original(certificate: StoredCertificate) -> bytes | str:
    """The bytes that were read once, hashed again; or why they are not there."""
    source, reason = certificate.machine.source, GONE
    for path in certificate.paths:
        try:
            if path.is_file() and path.stat().st_size != source.size_bytes:
                reason = CHANGED
            elif path.is_file():
                data = path.read_bytes()
                if sha256_of(data) == source.sha256:
                    return data
                reason = CHANGED
        except OSError as error:
            reason = f"its file cannot be opened ({error.strerror})"
    return reason


def _drawings(certificate: StoredCertificate, data: bytes) -> tuple[tuple[Drawing, ...], tuple[str, ...]]:
    """The pages of a certificate, or what is said in their place."""
    media_type = certificate.machine.source.media_type or ""
    if is_badge(media_type):
        reason = "It is an Open Badge: its data has no page of its own. What was read from it is above."
        return (), _notice("Open Badge", certificate, reason)
    first, last = certificate.outcome.pages
    rotations = {shape.number: shape.rotation for shape in certificate.outcome.shapes}
    numbers = range(first, last + 1)
    try:
        return tuple(draw_pages(data, media_type, numbers, [rotations.get(number) for number in numbers])), ()
    except DocumentError as error:
        reason = f"Its pages cannot be shown here: {error.message}."
        return (), _notice("This certificate cannot be shown", certificate, reason)


def _notice(heading: str, certificate: StoredCertificate, reason: str) -> tuple[str, ...]:
    words = f"{provider_words(certificate)}, {date_words(certificate)}"
    return heading, title_words(certificate), words, f"File: {file_name(certificate)}", reason


def attachment_names(parts: Iterable[Part]) -> dict[str, str]:
    """The name inside the packet of each original, by its sha256: one that holds many certificates is put in once."""
    names = dict[str, str]()
    for part in parts:
        names.setdefault(part.first.machine.source.sha256 or "", f"{part.numbers[0]:03}-{file_name(part.first)}")
    return names


def file_name(certificate: StoredCertificate) -> str:
    """The name of its file, without its folder and without signs that some system takes for more than a name."""
    path = certificate.paths[0] if certificate.paths else certificate.machine.source.path
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", path.name)[-1])
    name = "".join("" if unicodedata.category(sign).startswith("C") else sign for sign in name)
    name = re.sub(r"[^\w. ()+,=@-]", "_", name).strip(" .") or "original"
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[: MOST_FILE_NAME - len(suffix)]}{dot}{suffix}" if dot and len(suffix) < 8 else name[:MOST_FILE_NAME]
