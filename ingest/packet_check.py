"""Holds a packet against its own manifest: what was changed, added or taken away since it was made.

Takes the path of a packet, and the sha256 of the documents that a store knows if there is one; gives a
`PacketProblem` for each thing that is not as the manifest says.
Refuses what is no packet at all, too large, or needs a password. It does not prove who made a packet: it is not
signed, so whoever makes a whole new one, manifest and digest included, is not found out. The digest that was noted
when the packet was made, on paper or elsewhere, shows that too. Nor does it see bytes that no page, bookmark or
attachment leads to.
"""

import warnings
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import pikepdf

from ingest.errors import DocumentError, EncryptedFile, TooLarge, UnreadableFile
from ingest.packet_manifest import (
    MANIFEST_KEY,
    MANIFEST_NAME,
    MOST_CERTIFICATES,
    MOST_MANIFEST_BYTES,
    SEAL,
    STAGE,
    Manifest,
    attachments,
    information,
    inside,
    packet_digests,
    read_manifest,
    seal_content,
    seal_form,
    seal_of,
    sha256_of,
    stored_bytes,
    values_digest,
)

MOST_BYTES: Final = 2_000_000_000  # of a packet
MOST_PAGES: Final = 100_000
DAMAGE: Final = (
    pikepdf.PdfError, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError,
    RuntimeError, MemoryError,
)  # fmt: skip


class Tampered(StrEnum):
    """Which part of a packet is not as its manifest says."""

    MANIFEST = "manifest"
    DIGEST = "digest"  # of the manifest, as it is noted in the document or shown on the cover
    ATTACHMENT = "attachment"
    PAGE = "page"
    FRAME = "frame"  # bookmarks, link targets, actions of the document
    INFORMATION = "information"
    ENCRYPTION = "encryption"
    UNKNOWN = "unknown"  # the store has no such document


@dataclass(frozen=True, slots=True)
class PacketProblem:
    """One thing that is not as it was."""

    part: Tampered
    detail: str
    page: int | None = None  # of the packet


def check_packet(path: Path, known: Collection[str] | None = None) -> tuple[PacketProblem, ...]:
    """Check one packet.

    Args:
        path: The PDF.
        known: The sha256 of every document of the store; None to leave that out.

    Returns:
        The problems; empty if it is as it was made.

    Raises:
        DocumentError: it is no packet that can be checked: not there, not a PDF, too large, or needs a password.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise TooLarge(f"has {size:,} bytes, more than any packet ({MOST_BYTES:,})")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with pikepdf.open(path, suppress_warnings=True) as pdf:
                return tuple(_problems(pdf, known))
    except DocumentError as error:
        raise type(error)(f"{path.name}: {error.message}.", path=path, stage=STAGE) from error
    except pikepdf.PasswordError as error:
        message = f"{path.name}: opens only with a password. Packets are made without one."
        raise EncryptedFile(message, path=path, stage=STAGE) from error
    except DAMAGE as error:
        message = f"{path.name}: cannot be opened as a packet ({error}). Take the file as it was made."
        raise UnreadableFile(message, path=path, stage=STAGE) from error


def _problems(pdf: pikepdf.Pdf, known: Collection[str] | None) -> list[PacketProblem]:
    problems = list[PacketProblem]()
    if pdf.is_encrypted:
        problems.append(PacketProblem(Tampered.ENCRYPTION, "it is encrypted; packets are made without encryption"))
    if len(pdf.pages) > MOST_PAGES:
        raise TooLarge(f"has {len(pdf.pages):,} pages, more than any packet ({MOST_PAGES:,})")
    found = attachments(pdf, MOST_CERTIFICATES + 1)
    spec = found.get(MANIFEST_NAME)
    data = None if spec is None else _attached(spec, MOST_MANIFEST_BYTES)
    if data is None:
        words = f"has no {MANIFEST_NAME} that can be read"
        return [*problems, PacketProblem(Tampered.MANIFEST, f"it {words}: it is no packet, or it was taken out")]
    problems += _about_digest(pdf, sha256_of(data))
    try:
        manifest = read_manifest(data)
    except UnreadableFile as error:
        return [*problems, PacketProblem(Tampered.MANIFEST, error.message)]
    problems += _about_information(pdf, manifest, sha256_of(data))
    problems += _about_attachments(found, manifest)
    problems += _about_pages(pdf, manifest)
    if known is not None:
        words = "the store has no document with the sha256"
        problems += [
            PacketProblem(Tampered.UNKNOWN, f"{entry.file_name}: {words} {entry.sha256}")
            for entry in manifest.certificates
            if entry.sha256 not in known
        ]
    return problems


def _attached(spec: pikepdf.Object, most: int) -> bytes | None:
    """The bytes of an attachment, if it is one stream under all of its names and not longer than `most`."""
    if not isinstance(spec, pikepdf.Dictionary) or not isinstance(spec.get("/EF"), pikepdf.Dictionary):
        return None
    streams = list(spec.EF.as_dict().values())
    if not streams or not all(isinstance(stream, pikepdf.Stream) for stream in streams):
        return None
    held = {stored_bytes(stream, most) for stream in streams}
    return held.pop() if len(held) == 1 else None


def _about_digest(pdf: pikepdf.Pdf, digest: str) -> list[PacketProblem]:
    problems = list[PacketProblem]()
    if str(inside(pdf.trailer, "/Info", MANIFEST_KEY)) != digest:
        problems.append(PacketProblem(Tampered.DIGEST, "the manifest is not the one whose digest the document notes"))
    cover = pdf.pages[0]
    seal = inside(cover.obj, "/Resources", "/XObject", SEAL) if seal_of(cover) else None
    if seal is None or stored_bytes(seal, 10_000) != seal_content(digest):
        problems.append(PacketProblem(Tampered.DIGEST, "the cover does not show the digest of the manifest", 1))
    elif values_digest(_frame_of(seal)) != values_digest(_frame_of(seal_form(pdf, digest))):
        problems.append(PacketProblem(Tampered.DIGEST, "the digest on the cover is drawn in another way", 1))
    return problems


def _frame_of(seal: pikepdf.Object) -> list[list[object]]:
    kept = ((key, value) for key, value in sorted(seal.stream_dict.items()) if key not in ("/Length", "/Filter"))
    return [[key, value] for key, value in kept]


def _about_information(pdf: pikepdf.Pdf, manifest: Manifest, digest: str) -> list[PacketProblem]:
    wanted = information(manifest, digest)
    found = {key: str(value) for key, value in pdf.trailer.get("/Info", {}).items()}
    odd = sorted(key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key))
    odd = [key for key in odd if key != MANIFEST_KEY]
    words = f"not as it was made: {', '.join(odd[:9])}"
    return [PacketProblem(Tampered.INFORMATION, words)] if odd else []


def _about_attachments(found: dict[str, pikepdf.Object], manifest: Manifest) -> list[PacketProblem]:
    problems = list[PacketProblem]()
    wanted = {entry.file_name: entry for entry in manifest.certificates} if manifest.is_attached else {}
    for name, entry in wanted.items():
        spec = found.get(name)
        data = None if spec is None else _attached(spec, entry.size_bytes)
        if spec is None:
            problems.append(PacketProblem(Tampered.ATTACHMENT, f"{name} is missing"))
        elif data is None or sha256_of(data) != entry.sha256:
            problems.append(PacketProblem(Tampered.ATTACHMENT, f"{name} holds other bytes than were put in"))
    for name, spec in found.items():
        if name != MANIFEST_NAME and name not in wanted:
            problems.append(PacketProblem(Tampered.ATTACHMENT, f"{name[:200]!r} was added"))
        elif any(str(spec.get(key, name)) != name for key in ("/F", "/UF")):
            problems.append(PacketProblem(Tampered.ATTACHMENT, f"{name} is shown under another name"))
    return problems


def _about_pages(pdf: pikepdf.Pdf, manifest: Manifest) -> list[PacketProblem]:
    problems = list[PacketProblem]()
    digests = packet_digests(pdf)
    if len(digests.pages) != len(manifest.page_sha256):
        words = f"it has {len(digests.pages)} pages, {len(manifest.page_sha256)} were made"
        problems.append(PacketProblem(Tampered.PAGE, words))
    for number, (one, other) in enumerate(zip(digests.pages, manifest.page_sha256, strict=False), start=1):
        if one != other:
            problems.append(PacketProblem(Tampered.PAGE, f"page {number} is not as it was made", number))
    if digests.frame != manifest.frame_sha256:
        words = "bookmarks, link targets or actions of the document are not as they were made"
        problems.append(PacketProblem(Tampered.FRAME, words))
    return problems
