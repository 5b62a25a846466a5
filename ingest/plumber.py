"""One PDF page to a `Page`, through pdfplumber: the second reader of a page whose characters mean nothing to PDFium.

Takes the bytes of a PDF and the index of a page; gives its words with boxes in points, or None if it cannot
help.
Refuses turned pages, whose words it gives backwards, and pages too large for it: it costs ten times what PDFium does.
"""

import io
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ingest.document import Box, Glyphs, Page, Reader, make_page
from ingest.lines import lay_lines

MOST_CONTENT_BYTES: Final = 300_000  # of a page as stored; a certificate of 800 characters has 10,000
MOST_DECODED_BYTES: Final = 500_000  # ... unpacked: pdfplumber needs up to 5 s for each million (2026-11-23)
ODD_RATIO: Final = 20  # by which packing that few PDFs have is taken to shrink a page
MOST_CHARACTERS: Final = 20_000
NO_MEANING: Final = re.compile(r"\(cid:\d+\)")  # what pdfplumber writes for a glyph that its font does not explain
UNKNOWN: Final = "\ufffd"
# What pdfminer raises on damaged files besides its own exceptions (254 odd files, 2026-11-23).
DAMAGE: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def read_with_pdfplumber(content: bytes, index: int, number: int) -> Page | None:
    """Read page `index` (from 0) of a PDF with pdfplumber; None if it cannot, or may not, or finds no word."""
    import pdfplumber  # noqa: PLC0415 - a tenth of a second that only odd pages pay
    from pdfminer.pdfexceptions import PDFException  # noqa: PLC0415
    from pdfminer.psexceptions import PSException  # noqa: PLC0415
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException  # noqa: PLC0415

    try:
        with pdfplumber.open(io.BytesIO(content), pages=[index + 1]) as pdf:
            if not pdf.pages:
                return None
            return _page(pdf.pages[0], number)
    except (PDFException, PSException, PdfminerException, MalformedPDFException, *DAMAGE):
        return None


def _page(page: Any, number: int) -> Page | None:
    streams = page.page_obj.contents
    if page.rotation % 360 or sum(_stored_sizes(streams)) > MOST_CONTENT_BYTES:
        return None
    if sum(map(_decoded_size, streams)) > MOST_DECODED_BYTES:
        return None
    if len(page.chars) > MOST_CHARACTERS:
        return None
    left, top, right, bottom = page.cropbox
    words = [_word(word, left, top) for word in page.extract_words(return_chars=True)]
    shown = Box(0.0, 0.0, float(right - left), float(bottom - top))
    printed = [(word,) for word in words if word is not None and _is_inside(word.box, shown)]
    if not printed:
        return None
    return make_page(
        lay_lines(printed),
        number=number,
        width=shown.width,
        height=shown.height,
        rotation=0,
        reader=Reader.TEXT_LAYER,
        why="it has a text layer, which only pdfplumber understands",
    )


def _stored_sizes(streams: Sequence[Any]) -> Iterator[int]:
    for stream in streams:
        yield len(getattr(stream, "rawdata", None) or b"")


def _decoded_size(stream: Any) -> int:
    """Bytes of a stream unpacked, or just more than are allowed: 300,000 may hold 300 million."""
    data = getattr(stream, "rawdata", None) or b""
    if stream.decipher and data:
        data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    names = [name.name for name, _ in stream.get_filters()]
    if names and names[0] in ("ASCII85Decode", "A85"):
        from pdfminer.ascii85 import ascii85decode  # noqa: PLC0415 - comes with pdfplumber

        data, names = ascii85decode(data), names[1:]
    if not names:
        return len(data)
    if names not in (["FlateDecode"], ["Fl"]):
        return len(data) * ODD_RATIO
    return len(zlib.decompressobj().decompress(data, MOST_DECODED_BYTES + 1))


def _word(word: dict[str, Any], left: float, top: float) -> Glyphs | None:
    text = unicodedata.normalize("NFKC", NO_MEANING.sub(UNKNOWN, word["text"]))
    text = "".join(character for character in text if character.isprintable() and not character.isspace())
    x0, x1 = sorted((float(word["x0"] - left), float(word["x1"] - left)))
    upper, lower = sorted((float(word["top"] - top), float(word["bottom"] - top)))
    if not text:
        return None
    size = max(float(character["size"]) for character in word["chars"])
    return Glyphs(text, Box(x0, upper, x1, lower), size, None)


def _is_inside(box: Box, page: Box) -> bool:
    across, down = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return page.x0 <= across <= page.x1 and page.top <= down <= page.bottom
