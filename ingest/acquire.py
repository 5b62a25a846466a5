"""Paths to `SourceFile`s: finds files, identifies them by content, hashes them.

Takes files and folders; gives the files that may be certificates, and for each its identity.
Refuses what is empty, too big or of no kind that we read. Opens files for reading only and follows no link to a folder.
"""

import hashlib
import importlib.util
import os
import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from ingest.badge_data import badge_media_type
from ingest.document import SourceFile
from ingest.errors import (
    DocumentError,
    EmptyDocument,
    SettingsError,
    TooLarge,
    UnreadableFile,
    UnsupportedFile,
)
from ingest.settings import Settings

STAGE: Final = "acquire"
IGNORE_FILE: Final = ".ingestignore"
# Names that people do not put into a folder themselves: hidden files, editors' locks, half-copied downloads.
IGNORED: Final = (".*", "~$*", "thumbs.db", "desktop.ini", "*.part", "*.partial", "*.tmp", "*.crdownload")
CHUNK_BYTES: Final = 1 << 20
HEAD_BYTES: Final = 4096
PDF_HEADER_WITHIN: Final = 1024  # bytes; PDF 32000-1:2008, annex H.3, note 13

# First bytes of each kind (file formats' own specifications).
SIGNATURES: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),  # BigTIFF
    (b"MM\x00+", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
BMP_HEADER_SIZES: Final = frozenset(size.to_bytes(4, "little") for size in (12, 16, 40, 52, 56, 64, 108, 124))
AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# What other content looks like, for the message.
LOOKS_LIKE: Final = (
    (b"PK\x03\x04", "a zip archive or an Office document; export it as PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document; export it as PDF"),
    (b"{\\rtf", "a rich text document; export it as PDF"),
    (b"%!PS", "PostScript; convert it to PDF"),
    (b"\xc5\xd0\xd3\xc6", "PostScript; convert it to PDF"),
    (b"8BPS", "a Photoshop file; export it as PDF or PNG"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"Rar!", "an archive; unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "an archive; unpack it"),
    (b"\x1f\x8b", "an archive; unpack it"),
)
READ_KINDS: Final = "PDF, JPEG, PNG, TIFF, GIF, BMP, WebP, HEIC and Open Badges are read"


def find_files(paths: Sequence[Path]) -> Iterator[Path]:
    """Find the files to read, folders recursively and in sorted order, each file once.

    A file that is named itself is always taken; in folders, ignored names and everything but regular files are skipped.

    Raises:
        SettingsError: a path does not exist.
    """
    for path in paths:
        try:
            path.stat()
        except (OSError, ValueError) as error:  # ValueError: a name with a NUL
            raise SettingsError(
                f"{path}: there is no such file or folder ({error}).", path=path, stage=STAGE
            ) from error
    seen: set[Path] = set()
    for path in paths:
        found = _in_folder(path, ()) if path.is_dir() else iter((path,))
        for file in found:
            key = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow links
            if key not in seen:
                seen.add(key)
                yield file


def acquire(path: Path, settings: Settings) -> SourceFile:
    """Identify and hash one file.

    Raises:
        EmptyDocument: it has no bytes.
        TooLarge: more bytes than the settings allow.
        UnreadableFile: it is not there, not a regular file, or may not be opened.
        UnsupportedFile: its content is of a kind that we do not read.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile(f"{path.name}: not a regular file. Name a file or a folder.", path=path, stage=STAGE)
        if status.st_size > settings.max_file_bytes:
            raise _too_large(path, settings)
        sha256, head, size = _digest(path, settings)
        media_type = _media_type(path, head)
    except OSError as error:
        raise UnreadableFile(
            f"{path.name}: cannot be opened ({error.strerror}). Check its permissions.", path=path, stage=STAGE
        ) from error
    if size == 0:
        raise EmptyDocument(f"{path.name}: the file is empty (0 bytes). Copy it again.", path=path, stage=STAGE)
    if media_type is None:
        raise UnsupportedFile(
            f"{path.name}: not a certificate; it looks like {looks_like(head)}. {READ_KINDS}.", path=path, stage=STAGE
        )
    if media_type == "image/heic" and importlib.util.find_spec("pillow_heif") is None:
        raise UnsupportedFile(
            f"{path.name}: a HEIC photo. To read these, type: pip install 'cert-ingest[heic]'", path=path, stage=STAGE
        )
    return SourceFile(path, sha256, media_type, size, datetime.now(UTC))


def describe(path: Path) -> SourceFile:
    """What can be said of a file that failed; never raises. Fields that cannot be known are None (or 0 bytes)."""
    size, sha256, media_type = 0, None, None
    try:
        status = path.stat()
        size = status.st_size
        if stat.S_ISREG(status.st_mode):
            sha256, head, size = _digest(path, None)
            media_type = _media_type(path, head)
    except (OSError, ValueError):  # ValueError: a name with a NUL
        pass
    return SourceFile(path, sha256, media_type, size, datetime.now(UTC))


def identify(head: bytes) -> str | None:
    """The media type of a file from its first bytes (at least 1024, where it has them); None for other kinds.

    >>> identify(b"%PDF-1.7"), identify(b"hello")
    ('application/pdf', None)
    """
    for signature, media_type in SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[:2] == b"BM" and head[14:18] in BMP_HEADER_SIZES:  # two letters alone may begin a text
        return "image/bmp"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _identify_ftyp(head)
    return "application/pdf" if b"%PDF-" in head[:PDF_HEADER_WITHIN] else None


def looks_like(head: bytes) -> str:
    """What content that we do not read looks like, for a message.

    >>> looks_like(b"Dear colleague,")
    'text'
    """
    for signature, kind in LOOKS_LIKE:
        if head.startswith(signature):
            return kind
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page; print it to PDF"
    if b"<svg" in start:
        return "an SVG drawing; export it as PDF or PNG"
    printable = sum(byte >= 0x20 or byte in b"\t\r\n\f" for byte in head)
    return "text" if head and b"\0" not in head and printable > 0.95 * len(head) else "something unknown"


def _in_folder(folder: Path, rules: tuple[tuple[Path, str], ...]) -> Iterator[Path]:
    """The files of a folder and of those in it; a folder that may not be read is given itself, to fail by name."""
    try:
        rules = rules + tuple((folder, pattern) for pattern in _ignore_patterns(folder / IGNORE_FILE))
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    for entry in entries:
        path = folder / entry.name
        if _is_ignored(path, rules):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _in_folder(path, rules)
        elif entry.is_file(follow_symlinks=True):  # a link to a file counts as that file; to a folder it may loop
            yield path


def _ignore_patterns(path: Path) -> Iterator[str]:
    """The patterns of an ignore file: one a line, ``#`` begins a comment."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        pattern = line.strip()
        if pattern and not pattern.startswith("#"):
            yield pattern


def _is_ignored(path: Path, rules: tuple[tuple[Path, str], ...]) -> bool:
    name = path.name.lower()
    if any(fnmatchcase(name, pattern) for pattern in IGNORED):
        return True
    for folder, pattern in rules:
        inside = path.relative_to(folder).as_posix()
        plain = pattern.strip("/")
        if fnmatchcase(inside, plain) or ("/" not in plain and fnmatchcase(path.name, plain)):
            return True
    return False


def _digest(path: Path, settings: Settings | None) -> tuple[str, bytes, int]:
    """The sha256 in hex, the first bytes and the number of bytes, read once."""
    digest, head, size = hashlib.sha256(), b"", 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            head = head or chunk[:HEAD_BYTES]
            size += len(chunk)
            if settings is not None and size > settings.max_file_bytes:  # it grew while we read it
                raise _too_large(path, settings)
            digest.update(chunk)
    return digest.hexdigest(), head, size


def _media_type(path: Path, head: bytes) -> str | None:
    """What a file is: a badge, or what its first bytes say."""
    media_type = identify(head)
    return badge_media_type(path, media_type, head) or media_type


def _too_large(path: Path, settings: Settings) -> DocumentError:
    return TooLarge(
        f"{path.name}: larger than {settings.max_file_bytes:,} bytes (max_file_bytes). Raise the limit or split it.",
        path=path,
        stage=STAGE,
    )


def _identify_ftyp(head: bytes) -> str | None:
    """HEIC or AVIF by the brands of the first box (ISO/IEC 14496-12, 4.3)."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))}
    if brands & AVIF_BRANDS:
        return "image/avif"
    return "image/heic" if brands & HEIC_BRANDS else None
