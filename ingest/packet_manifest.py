"""What a packet says it holds, and the digests by which it can be checked.

Takes a packet open in pikepdf; gives digests of its pages and of the frame around them, and reads and writes its
manifest. The writer and the check take them from here, so that they cannot drift apart.
Refuses to decode what a packet holds beyond a bound: digests are over the bytes as they are stored.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, Final, Literal, TypeAlias

import pikepdf
from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError
from pydantic import Field as Limits
from pydantic.dataclasses import dataclass as checked_dataclass

from ingest.errors import TooLarge, UnreadableFile

STAGE: Final = "packet"
SCHEMA: Final = "ingest/packet/1"
MANIFEST_NAME: Final = "manifest.json"
MANIFEST_KEY: Final = "/IngestManifest"  # in the document's information
SEAL: Final = "/IngestSeal"  # the drawing on the cover that shows the digest of the manifest
SEAL_SIZE: Final = (480, 12)  # points
MOST_MANIFEST_BYTES: Final = 16_000_000  # 10,000 certificates of a page each take about 6 MB
MOST_VALUES: Final = 5_000_000  # that one page or the frame may reach
MOST_CERTIFICATES: Final = 10_000

Marked: TypeAlias = dict[tuple[int, int], bytes]  # objects that stand for themselves in a digest, by number

_STRICT: Final = ConfigDict(extra="forbid", strict=True)
Text = Annotated[str, StringConstraints(max_length=4000)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Limits(ge=0, le=1 << 50)]


@checked_dataclass(frozen=True, slots=True, config=_STRICT)
class PacketEntry:
    """One certificate in a packet."""

    number: Count
    key: Text
    sha256: Sha256  # of the original file
    size_bytes: Count
    media_type: Text
    file_name: Text  # of the attachment; no path
    pages: tuple[Count, ...]  # in the packet, from 1; certificates of one page share it


@checked_dataclass(frozen=True, slots=True, config=_STRICT)
class Manifest:
    """What a packet says it holds."""

    schema: Literal["ingest/packet/1"]
    person_id: Text
    person: Text
    credential: Text
    cycle: tuple[Text | None, Text | None]
    rule: Text | None
    made_at: Text
    ingest: Text
    is_attached: bool  # whether the originals are inside
    certificates: Annotated[tuple[PacketEntry, ...], Limits(max_length=MOST_CERTIFICATES)]
    page_sha256: tuple[Sha256, ...]  # of every page in order
    frame_sha256: Sha256  # of bookmarks, link targets and all else that belongs to no page


@dataclass(frozen=True, slots=True)
class Digests:
    """Of an open packet."""

    pages: tuple[str, ...]
    frame: str


def manifest_bytes(manifest: Manifest) -> bytes:
    """The manifest as it is attached."""
    record = TypeAdapter(Manifest).dump_python(manifest, mode="json")
    return (json.dumps(record, indent=1, ensure_ascii=True) + "\n").encode("ascii")


def read_manifest(data: bytes) -> Manifest:
    """The manifest that was attached.

    Raises:
        UnreadableFile: it is not one of the schema.
    """
    try:
        # In strict mode only JSON may give lists for tuples, so pydantic itself parses it.
        return TypeAdapter(Manifest).validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"][:4])
        raise UnreadableFile(f"its manifest is not of the schema {SCHEMA}: {where}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"its manifest is no JSON: {error}") from error


def sha256_of(data: bytes) -> str:
    """The sha256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def information(manifest: Manifest, digest: str) -> dict[str, str]:
    """The document's information: all that belongs there."""
    return {
        "/Title": f"Continuing education of {manifest.person}: {manifest.credential}",
        "/Creator": f"ingest {manifest.ingest}",
        "/Producer": f"ingest {manifest.ingest}",
        "/Subject": f"Packet made at {manifest.made_at}",
        MANIFEST_KEY: digest,
    }


def seal_content(digest: str) -> bytes:
    """The drawing that shows the digest on the cover; it is the one thing on a page that no page digest covers.

    The manifest holds the digest of the cover, so the cover cannot also hold that of the manifest; the check compares
    this drawing with the one that belongs to the manifest instead.
    """
    return f"BT /F1 7.6 Tf 0 0 0 rg 0 3 Td ({digest}) Tj ET\n".encode("ascii")


def seal_form(pdf: pikepdf.Pdf, digest: str) -> pikepdf.Object:
    """The seal as an object of this file."""
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier)
    return pdf.make_stream(
        seal_content(digest),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, *SEAL_SIZE],
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
    )


def packet_digests(pdf: pikepdf.Pdf) -> Digests:
    """Digests of every page, and of all that belongs to no page but the attachments.

    Raises:
        TooLarge: a page reaches more values than any that was made here.
    """
    pages = list(pdf.pages)
    numbers: Marked = {page.obj.objgen: b"page %d" % number for number, page in enumerate(pages, start=1)}
    streams: dict[tuple[int, int], bytes] = {}
    found = []
    for number, page in enumerate(pages, start=1):
        marked = numbers | seal_of(page) if number == 1 else numbers
        boxes = [*page.mediabox.as_list(), *page.cropbox.as_list()]
        values = [[key, value] for key, value in sorted(page.obj.items()) if key != "/Parent"]
        found.append(_digest([boxes, values], marked, streams))
    root = [[key, value] for key, value in sorted(pdf.Root.items()) if key not in ("/Pages", "/Names")]
    names = [
        [key, value]
        for key, value in sorted((inside(pdf.Root, "/Names") or pikepdf.Dictionary()).items())
        if key != "/EmbeddedFiles"
    ]
    tree = [[key, value] for key, value in sorted(pdf.Root.Pages.items()) if key not in ("/Kids", "/Count")]
    return Digests(tuple(found), _digest([root, names, tree], numbers, streams))


def seal_of(page: pikepdf.Page) -> Marked:
    """The seal of a cover as an object that stands for itself; empty if there is none."""
    seal = inside(page.obj, "/Resources", "/XObject", SEAL)
    if not isinstance(seal, pikepdf.Stream) or not seal.is_indirect:
        return {}
    return {seal.objgen: b"seal"}


def inside(value: Any, *keys: str) -> Any:
    """What lies under these keys, one dictionary in another; None if it is not there or one of them is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, pikepdf.Dictionary) else None
    return value


def stored_bytes(stream: pikepdf.Object, most: int) -> bytes | None:
    """What a stream holds, as far as it is stored plainly or by Flate; None if it is more than `most` or otherwise."""
    names = stream.stream_dict.get("/Filter")
    raw = stream.read_raw_bytes()
    if isinstance(names, pikepdf.Array) and len(names) == 1:
        names = names[0]
    if names is None or (isinstance(names, pikepdf.Array) and not len(names)):
        return raw if len(raw) <= most else None
    if names != pikepdf.Name.FlateDecode or "/DecodeParms" in stream.stream_dict:
        return None
    try:
        data = zlib.decompressobj().decompress(raw, most + 1)
    except zlib.error:
        return None
    return data if len(data) <= most else None


def attachments(pdf: pikepdf.Pdf, most: int) -> dict[str, pikepdf.Object]:
    """The file specifications by name.

    Raises:
        TooLarge: there are more than `most`.
    """
    tree = inside(pdf.Root, "/Names", "/EmbeddedFiles")
    if tree is None:
        return {}
    found = dict(islice(((str(name), spec) for name, spec in pikepdf.NameTree(tree).items()), most + 1))
    if len(found) > most:
        raise TooLarge(f"has more than {most:,} attachments, which no packet has")
    return found


def values_digest(values: Sequence[Any]) -> str:
    """Of values that belong to no page."""
    return _digest(values, {}, {})


def _digest(start: Sequence[Any], marked: Mapping[tuple[int, int], bytes], streams: Marked) -> str:
    """Over everything that can be reached; an object met again stands for itself, so circles end.

    Args:
        start: Values to begin with.
        marked: Objects to go no further into, and what stands for them.
        streams: Digests of stored bytes that are known already; fonts and pictures serve many pages.
    """
    sha256 = hashlib.sha256()
    seen: dict[tuple[int, int], int] = {}
    waiting: list[Any] = [start]
    for _ in range(MOST_VALUES):
        if not waiting:
            return sha256.hexdigest()
        value = waiting.pop()
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            known = marked.get(value.objgen)
            if known is None and value.objgen in seen:
                known = b"again %d" % seen[value.objgen]
            if known is not None:
                sha256.update(_token(b"=", known))
                continue
            seen[value.objgen] = len(seen)
        if isinstance(value, pikepdf.Stream):
            if value.objgen not in streams:
                streams[value.objgen] = hashlib.sha256(value.read_raw_bytes()).digest()
            sha256.update(_token(b"s", streams[value.objgen]))
            inside = [(key, item) for key, item in value.stream_dict.items() if key != "/Length"]
        elif isinstance(value, pikepdf.Dictionary):
            inside = list(value.items())
        elif isinstance(value, list | tuple | pikepdf.Array):
            items: Iterable[Any] = list(value)
            inside = [("", item) for item in items]
        else:
            sha256.update(_scalar(value))
            continue
        inside.sort(key=lambda pair: pair[0])
        sha256.update(_token(b"d", "\0".join(f"{key}" for key, _ in inside).encode("utf-8", "surrogateescape")))
        waiting.extend(item for _, item in reversed(inside))
    raise TooLarge(f"reaches more than {MOST_VALUES:,} values from one page")


def _scalar(value: Any) -> bytes:
    if isinstance(value, pikepdf.Object):
        return _token(b"o", value.unparse())
    return _token(type(value).__name__.encode("ascii"), str(value).encode("utf-8", "surrogateescape"))


def _token(kind: bytes, data: bytes) -> bytes:
    return b"%s %d " % (kind, len(data)) + data
