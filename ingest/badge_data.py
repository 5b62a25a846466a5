"""A file to the data of the Open Badge or learner record that it carries: found by content, parsed strictly.

Takes a PNG or SVG picture with a badge baked into it, JSON, or a signed token; gives the JSON object, with the token
that it came in, or the address that stands in its place. No address is ever fetched.
Refuses data that is larger, deeper or more ambiguous than an honest badge's, and XML that declares entities.

Baking: 1EdTech, "Open Badges 2.0 Baking" and "Open Badges 3.0", section "Document Formats"; tokens: the latter's
"JSON Web Token Proof Format" (read 2026-11-24).
"""

import base64
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Final
from xml.parsers import expat

from ingest.errors import EmptyDocument, TooLarge, UnreadableFile

MOST_BYTES: Final = 4_000_000  # of a badge's data; pictures in it are seldom above 1 MB
MOST_NESTING: Final = 64  # objects and lists in one another; a record of badges with results has about 12
MOST_CHUNKS: Final = 100_000  # of a PNG are looked at; one of 200 MB has 25,000 of the usual size
MOST_ADDRESS: Final = 2000  # characters

_PROFILE: Final = ";profile=openbadge"
PNG: Final = "image/png"
BADGE_PNG, BADGE_SVG = PNG + _PROFILE, "image/svg+xml" + _PROFILE
BADGE_JSON, BADGE_TOKEN = "application/json" + _PROFILE, "application/jwt" + _PROFILE

_KEYWORDS: Final = (b"openbadgecredential", b"openbadges")  # 3.0, 2.0
_ELEMENTS: Final = ("openbadges:credential", "openbadges:assertion")
_TEXT_CHUNKS: Final = (b"iTXt", b"tEXt")
_PNG_SIGNATURE: Final = 8  # bytes
_CHUNK_HEAD: Final = 8  # length and kind
_CHUNK_CHECK: Final = 4
_BEFORE_TEXT: Final = b"\xef\xbb\xbf \t\r\n"
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE | re.ASCII)


class Kind(StrEnum):
    """What the data is."""

    OB2 = "ob2"  # an Assertion of Open Badges 2.0
    OB3 = "ob3"  # an AchievementCredential of Open Badges 3.0
    CLR = "clr"  # a Comprehensive Learner Record 2.0


class Number(str):
    """A number as it is written in JSON. Nothing computes with it before it is known to be small."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Token:
    """A JSON web token in its compact form, parsed; whether its signature holds is not said."""

    text: str
    header: Mapping[str, Any]
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BadgeData:
    """What a file carries: a JSON object, from a token or not, or only an address."""

    said: Mapping[str, Any]
    token: Token | None = None
    address: str | None = None


def badge_media_type(path: Path, media_type: str | None, head: bytes) -> str | None:
    """The media type of a file that carries a badge; None for any other.

    Args:
        path: The file.
        media_type: What its first bytes say it is; None if these say nothing.
        head: The first bytes.

    Raises:
        OSError: it cannot be read.
    """
    start = head.lstrip(_BEFORE_TEXT)
    if media_type == PNG:
        with path.open("rb") as file:
            return None if _find_chunk(file) is None else BADGE_PNG
    if media_type is not None or not start.startswith((b"<", b"{", b"eyJ")) or path.stat().st_size > MOST_BYTES:
        return None
    content = path.read_bytes()
    if start.startswith(b"<"):
        return BADGE_SVG if b"<svg" in head and _svg_text(content) is not None else None
    try:
        data = parse_badge(content.decode("utf-8-sig"))
    except (ValueError, UnreadableFile):
        return None
    if kind_of(data.said) is None:
        return None
    return BADGE_JSON if data.token is None else BADGE_TOKEN


def is_badge(media_type: str | None) -> bool:
    """Whether a file of that media type is read for the badge that it carries."""
    return media_type is not None and media_type.endswith(_PROFILE)


def read_badge_data(path: Path, media_type: str) -> BadgeData:
    """What the badge in a file says.

    Raises:
        EmptyDocument: the badge has no data.
        TooLarge: it has more than an honest one.
        UnreadableFile: its data is damaged, or the file may not be opened.
    """
    try:
        if media_type == BADGE_PNG:
            with path.open("rb") as file:
                text = _chunk_text(file)
        else:
            content = path.read_bytes()
            text = (_svg_text(content) or "") if media_type == BADGE_SVG else content.decode("utf-8-sig")
    except OSError as error:
        raise UnreadableFile(f"cannot be opened ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile("the data of its badge is not UTF-8; download the badge again") from error
    return parse_badge(text)


def parse_badge(text: str) -> BadgeData:
    """The data of a badge: JSON, a signed token, or the address of either.

    Raises:
        EmptyDocument: there is none.
        UnreadableFile: it is none of these, or JSON that may be read in two ways.
    """
    text = text.strip()
    if not text:
        raise EmptyDocument("its badge has no data")
    token = parse_token(text)
    if token is not None:
        return data_of(token)
    if len(text) <= MOST_ADDRESS and _ADDRESS.fullmatch(text):
        return BadgeData({}, address=text)
    try:
        said = parse_json(text)
    except ValueError as error:
        raise UnreadableFile(f"the data of its badge is damaged ({error}); download the badge again") from error
    if not isinstance(said, dict):
        raise UnreadableFile("the data of its badge is no JSON object; download the badge again")
    return BadgeData(said)


def data_of(token: Token) -> BadgeData:
    """The data of a badge that is signed as a token.

    Until 2024 the credential stood in the claim `vc`; since then the payload is the credential.
    """
    inner = token.payload.get("vc")
    return BadgeData(inner if isinstance(inner, dict) else token.payload, token)


def parse_token(text: str) -> Token | None:
    """A compact token with JSON in its header and payload; None for anything else.

    >>> parse_token("eyJhbGciOiJub25lIn0.eyJhIjoxfQ.")
    Token(text='eyJhbGciOiJub25lIn0.eyJhIjoxfQ.', header={'alg': 'none'}, payload={'a': '1'})
    """
    parts = text.split(".")
    if len(parts) != 3:
        return None
    try:
        header, payload = (parse_json(_from_base64(part).decode()) for part in parts[:2])
        _from_base64(parts[2])
    except ValueError:
        return None
    return Token(text, header, payload) if isinstance(header, dict) and isinstance(payload, dict) else None


def parse_json(text: str) -> Any:
    """JSON in which no key stands twice and nothing lies too deep; numbers stay as they are written.

    Raises:
        ValueError: it is not.

    >>> parse_json('{"creditsEarned": 1.50}')
    {'creditsEarned': '1.50'}
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_float=Number, parse_int=Number, parse_constant=_no_number
        )
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if _is_deep(value):
        raise ValueError("it is nested too deep")
    return value


def kind_of(said: Mapping[str, Any]) -> Kind | None:
    """What a JSON object says that it is; None if it is no badge."""
    named = types_of(said)
    if "ClrCredential" in named:
        return Kind.CLR
    if named & {"AchievementCredential", "OpenBadgeCredential"}:
        return Kind.OB3
    return Kind.OB2 if "Assertion" in named and "badge" in said else None


def types_of(said: Mapping[str, Any]) -> frozenset[str]:
    """The names in its `type`."""
    named = said.get("type", said.get("@type"))
    return frozenset(name for name in (named if isinstance(named, list) else [named]) if isinstance(name, str))


def _find_chunk(file: BinaryIO) -> tuple[bytes, int] | None:
    """Kind and length of a PNG's first chunk with a badge, at whose content the file then stands; None if none is."""
    file.seek(_PNG_SIGNATURE)
    for _ in range(MOST_CHUNKS):
        head = file.read(_CHUNK_HEAD)
        if len(head) < _CHUNK_HEAD:
            return None
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        start = file.tell()
        if kind in _TEXT_CHUNKS and file.read(min(length, 32)).partition(b"\0")[0] in _KEYWORDS:
            file.seek(start)
            return kind, length
        file.seek(start + length + _CHUNK_CHECK)
    return None


def _chunk_text(file: BinaryIO) -> str:
    """The text of a PNG's badge (PNG, third edition, 11.3.3)."""
    found = _find_chunk(file)
    if found is None:
        raise UnreadableFile("its badge is gone; the file changed while it was read")
    kind, length = found
    if length > MOST_BYTES:
        raise _too_large()
    content = file.read(length)
    _, _, rest = content.partition(b"\0")
    if kind == b"tEXt":
        return rest.decode("latin-1")
    fields = rest[2:].split(b"\0", 2)  # language, translated keyword, text
    if len(content) < length or len(fields) < 3:
        raise UnreadableFile("the data of its badge is cut off; download the badge again")
    return (_inflated(fields[2]) if rest[0] else fields[2]).decode()


def _inflated(data: bytes) -> bytes:
    """Baking forbids compression; where there is some all the same, it may not grow beyond what a badge may have."""
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(data, MOST_BYTES + 1)
    except zlib.error as error:
        raise UnreadableFile(f"the data of its badge is damaged ({error}); download the badge again") from error
    if len(content) > MOST_BYTES:
        raise _too_large()
    return content


def _svg_text(content: bytes) -> str | None:
    """What the first badge element of an SVG holds; None if there is none before the first fault."""
    reader = _SvgReader()
    try:
        reader.parser.Parse(content, True)
    except _Found:
        return reader.text
    except (expat.ExpatError, ValueError, LookupError):  # LookupError: an encoding that does not exist
        return None
    return None


class _Found(Exception):
    """The badge element is read, and the rest of the drawing does not matter."""


class _SvgReader:
    """Collects the first badge element."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._refuse
        self._element: str | None = None
        self._token = ""
        self._body: list[str] = []

    @property
    def text(self) -> str:
        """A token stands in the attribute; where that is an address, the body may hold the data itself."""
        body = "".join(self._body).strip()
        return self._token if parse_token(self._token) else body or self._token

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._element is None and name in _ELEMENTS:
            self._element = name
            self._token = attributes.get("verify", "").strip()

    def _characters(self, text: str) -> None:
        if self._element is not None:
            self._body.append(text)

    def _end(self, name: str) -> None:
        if name == self._element:
            raise _Found

    def _refuse(self, *_: object) -> None:
        raise ValueError("an entity is declared")


def _from_base64(text: str) -> bytes:
    """Raises ValueError for what is not base64url without padding."""
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MOST_NESTING):
        inner = [item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list)]
        level = [item for items in inner for item in items]
        if not level:
            return False
    return True


def _too_large() -> TooLarge:
    return TooLarge(f"its badge has more than {MOST_BYTES:,} bytes of data")
