"""QR and bar codes on a page, as data.

Takes a `Picture`, or an open PDFium page that nobody needs to render; gives the codes on it with their boxes in points.
Refuses to follow what a code says: an address is kept as text, and never fetched.
"""

import ctypes
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from ingest.document import Box, Code, enclosing
from ingest.page_objects import NOWHERE, PageObject
from ingest.picture import TURNS, Picture

MOST_CODES: Final = 20  # of a page; a certificate has one or two
MOST_TEXT: Final = 2000  # characters of a code's text; a verification address has 30 to 120
CUT: Final = "…"  # ends a text that was longer

# What may be a code where a PDF page draws it.
LEAST_SIDE, MOST_SIDE = 16.0, 250.0  # points
NEARLY_SQUARE: Final = 1.25  # longer side of an image that may be a matrix code, over the shorter one
MOST_PIXELS: Final = 2000  # on a side of an image; no code is stored so finely
LEAST_SEGMENTS: Final = 100  # of one path that is a whole code; the smallest QR code takes some 400
THIN: Final = 16.0  # points; the shorter side of a bar, or of a row of modules
LEAST_PIECES: Final = 20  # bars or modules; Code 128 of two characters has 16 bars
LEAST_COVERED: Final = 0.2  # share of its box that a code's pieces fill; real ones fill about half
NEAR: Final = 30.0  # points; the next piece of a code lies no farther from those before it

MOST_PLACES: Final = 6  # of a page are rendered
CODE_DPI: Final = 200
STEPS: Final = 16  # of a point: PDFium tells places on a page in whole numbers of what it takes for pixels


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a page draws at one place."""

    image: Any  # PDFium's object; None for paths
    segments: int  # lines and curves of a path; 0 for an image
    box: Box  # in the PDF's user space; its edges ordered, so y still counts from below


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Small paths drawn one after the other, each near to those before it."""

    box: Box
    count: int
    area: float

    def with_piece(self, piece: Box) -> "_Pieces | None":
        """With one more; None if it lies too far away, or makes it larger than a code."""
        together = enclosing((self.box, piece))
        apart = max(together.width - self.box.width - piece.width, together.height - self.box.height - piece.height)
        if apart > NEAR or max(together.width, together.height) > MOST_SIDE:
            return None
        return _Pieces(together, self.count + 1, self.area + piece.width * piece.height)

    @property
    def may_be_code(self) -> bool:
        box = self.box
        is_sized = min(box.width, box.height) >= LEAST_SIDE
        return is_sized and self.count >= LEAST_PIECES and self.area >= LEAST_COVERED * box.width * box.height


def find_codes(picture: Picture) -> tuple[Code, ...]:
    """The QR, Data Matrix, Aztec, PDF417, Code 128, Code 39 and EAN codes of an upright picture.

    Not looked for: light codes on a dark ground, and bar codes that stand on their side. On 111 real pages looking for
    them as well found no code more (14 pages with codes either way) at five times the cost: 44 ms of CPU a page against
    9 ms (median, 2026-11-23).
    """
    import zxingcpp  # noqa: PLC0415 - a run over PDFs without codes does not pay for it

    kinds = zxingcpp.BarcodeFormat
    matrix = [kinds.QRCode, kinds.DataMatrix, kinds.Aztec, kinds.PDF417]
    bars = [kinds.Code128, kinds.Code39, kinds.EAN13, kinds.EAN8]
    found = zxingcpp.read_barcodes(
        picture.grey,
        formats=zxingcpp.BarcodeFormats([*matrix, *bars]),
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    codes = (Code(code.format.name, plain(code.text), _box(code.position, picture)) for code in found)
    return tuple(code for code in codes if code.text)[:MOST_CODES]


def drawn_codes(page: Any, objects: Iterable[PageObject], rotation: int) -> tuple[Code, ...]:
    """The codes of a PDFium page that is not rendered, because its words come from its text layer.

    Only what may be a code is rendered: an image that is nearly square, one path of very many segments, or many small
    paths side by side. Not wide images: nearly all are logos and signatures, and a bar code that is one is missed.

    Args:
        page: The open page.
        objects: All that it draws.
        rotation: Degrees clockwise by which the stored page was turned to stand upright, as in `Page`.
    """
    width, height = page.get_size()
    turn = (rotation - page.get_rotation()) % 360
    found: dict[tuple[str, str], Code] = {}  # one that lies in two of the places is found twice
    for place in _places(objects):
        try:
            picture, x0, top = _picture(page, place)
        except pdfium.PdfiumError:
            continue  # what cannot be drawn, nobody can scan; the words of the page are read all the same
        for code in find_codes(picture):
            box = _turned(_moved(code.box, x0, top), width, height, turn)
            found.setdefault((code.symbology, code.text), replace(code, box=box))
    return tuple(found.values())[:MOST_CODES]


def plain(text: str) -> str:
    """A code's text as harmless data: one line, without controls and marks that turn text around, of bounded length.

    >>> plain("BEGIN:VCARD\\r\\nFN:Dana\\x1b[31m")
    'BEGIN:VCARD FN:Dana\ufffd[31m'
    """
    line = " ".join(text[: MOST_TEXT + 1].split())
    line = "".join("\ufffd" if unicodedata.category(sign).startswith("C") else sign for sign in line)
    return line if len(text) <= MOST_TEXT else line[: MOST_TEXT - len(CUT)] + CUT


def _box(position: Any, picture: Picture) -> Box:
    """The box of a code's four corners, which may lie a little beside the picture."""
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    across = [min(max(corner.x, 0), picture.grey.width) for corner in corners]
    down = [min(max(corner.y, 0), picture.grey.height) for corner in corners]
    return picture.box(min(across), min(down), max(across) - min(across), max(down) - min(down))


def _places(objects: Iterable[PageObject]) -> tuple[_Drawn, ...]:
    """What of all that a page draws may be a code."""
    places: list[_Drawn] = []
    pieces: _Pieces | None = None
    for drawn in _drawn(objects):
        box = drawn.box
        if drawn.image is None and min(box.width, box.height) <= THIN:
            longer = pieces.with_piece(box) if pieces else None
            if pieces and longer is None:
                places += _as_place(pieces)
            pieces = longer or _Pieces(box, 1, box.width * box.height)
        elif _may_be_code(drawn):
            places.append(drawn)
    return (*places, *(_as_place(pieces) if pieces else ()))[:MOST_PLACES]


def _as_place(pieces: _Pieces) -> tuple[_Drawn, ...]:
    return (_Drawn(None, pieces.count, pieces.box),) if pieces.may_be_code else ()


def _may_be_code(drawn: _Drawn) -> bool:
    """Whether one image or one path may be a whole code."""
    short, long = sorted((drawn.box.width, drawn.box.height))
    if short < LEAST_SIDE or long > MOST_SIDE:
        return False
    return drawn.segments >= LEAST_SEGMENTS if drawn.image is None else long <= NEARLY_SQUARE * short


def _drawn(objects: Iterable[PageObject]) -> Iterator[_Drawn]:
    """The images and paths among the objects."""
    for item in objects:
        if (item.is_image or item.is_path) and (bounds := item.bounds()) != NOWHERE:
            yield _Drawn(item.raw if item.is_image else None, item.segments, Box(*bounds))


def _shown(page: Any, place: Box) -> Box:
    """A box in user space on the page as a viewer shows it."""
    width, height = page.get_size()
    across, down = [], []
    for x, y in product((place.x0, place.x1), (place.top, place.bottom)):
        right, below = ctypes.c_int(), ctypes.c_int()
        size = round(width * STEPS), round(height * STEPS)
        pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, right, below)
        across.append(right.value / STEPS)
        down.append(below.value / STEPS)
    return Box(min(across), min(down), max(across), max(down))


def _picture(page: Any, place: _Drawn) -> tuple[Picture, float, float]:
    """A place as a viewer shows it, and where its left and its top edge lie on that page.

    Raises:
        PdfiumError: PDFium gives no picture of it.
    """
    frame = _shown(page, place.box)
    rotation = page.get_rotation() % 360
    if place.image is not None:
        grey = _image_alone(page, place.image)
        return Picture(grey, frame.width / grey.width, rotation), frame.x0, frame.top
    width, height = page.get_size()
    left, top = max(frame.x0, 0.0), max(frame.top, 0.0)
    right, bottom = max(width - frame.x1, 0.0), max(height - frame.bottom, 0.0)
    if left + right >= width or top + bottom >= height:
        raise pdfium.PdfiumError("the place lies beside the page")
    bitmap = page.render(scale=CODE_DPI / 72, grayscale=True, crop=(left, bottom, right, top))
    try:
        grey = bitmap.to_pil().convert("L").copy()
    finally:
        bitmap.close()
    return Picture(grey, 72 / CODE_DPI, rotation), left, top


def _image_alone(page: Any, item: Any) -> Image.Image:
    """An image of the page without what lies behind it, turned as a viewer shows it."""
    image = pdfium.PdfImage(item, page=page)
    if not 0 < max(image.get_px_size()) <= MOST_PIXELS:
        raise pdfium.PdfiumError("the image has more pixels than a code")
    seen = image.get_bitmap(render=True).to_pil().convert("RGBA")
    grey = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("L")
    turn = page.get_rotation() % 360
    return grey.transpose(TURNS[turn]) if turn else grey


def _moved(box: Box, right: float, down: float) -> Box:
    return Box(box.x0 + right, box.top + down, box.x1 + right, box.bottom + down)


def _turned(box: Box, width: float, height: float, degrees: int) -> Box:
    """The box on its page of `width` x `height` points turned clockwise."""
    x0, top, x1, bottom = box.as_tuple()
    return {
        0: box,
        90: Box(height - bottom, x0, height - top, x1),
        180: Box(width - x1, height - bottom, width - x0, height - top),
        270: Box(top, width - x1, bottom, width - x0),
    }[degrees]
