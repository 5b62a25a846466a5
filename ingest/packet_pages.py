"""An original to pages of a packet: upright, scaled onto the paper, with nothing active in them.

Takes the bytes of an original and its page numbers; gives drawings (form XObjects) for pages of the packet. Only what
a page shows is taken over: scripts, actions, links, forms and files inside stay behind.
Refuses, with the reason, what neither qpdf nor PDFium nor Pillow can open, and what needs a password.
"""

import ctypes
import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pikepdf
import pypdfium2 as pdfium
from PIL import Image, ImageOps

from ingest.errors import EncryptedFile, TooLarge, UnreadableFile
from ingest.packet_manifest import inside
from ingest.picture import TURNS
from ingest.raster import DAMAGE, EXIF_ORIENTATION, EXIF_TURNS, FORMATS, PAGED_FORMATS, register_heif

PDF: Final = "application/pdf"
MOST_PIXELS: Final = 100_000_000  # of an original picture; as many as the default of the settings
LONG_EDGE: Final = 2200  # pixels of a picture in the packet, about 200 dpi of the paper; the original is attached
QUALITY: Final = 85  # of JPEG
LARGEST_POINTS: Final = 100_000.0
PICTURE_POINTS: Final = 792.0  # long edge of a picture before it is scaled onto the paper
QPDF_DAMAGE: Final = (pikepdf.PdfError, *DAMAGE, RuntimeError, AttributeError, MemoryError, RecursionError)
PDFIUM_DAMAGE: Final = (pdfium.PdfiumError, ctypes.ArgumentError, *DAMAGE, MemoryError)
# Of a drawing: what its page does not show, or what leads out of it (PDF 32000-1:2008, tables 89 and 95).
LEFT_BEHIND: Final = (
    "/PieceInfo", "/Metadata", "/AF", "/OPI", "/Ref", "/Alternates", "/StructParent", "/StructParents", "/A", "/AA",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawing:
    """What one page of an original shows."""

    owner: pikepdf.Pdf  # kept: its objects live as long as it does
    form: pikepdf.Object  # a form XObject
    left: float  # points, as displayed upright: where its box begins, and its size
    bottom: float
    width: float
    height: float


def draw_pages(data: bytes, media_type: str, numbers: Sequence[int], rotations: Sequence[int | None]) -> list[Drawing]:
    """Draw these pages of an original.

    Args:
        data: The whole original.
        media_type: As `acquire` found it.
        numbers: From 1.
        rotations: For each, the degrees clockwise from the stored page to upright; None if they are not known.

    Raises:
        DocumentError: it cannot be drawn; the message says why.
    """
    if media_type != PDF:
        return list(_image_pages(data, numbers, rotations))
    try:
        return list(_pdf_pages(data, numbers, rotations))
    except pikepdf.PasswordError as error:
        raise EncryptedFile("it opens only with a password") from error
    except QPDF_DAMAGE:
        return list(_rendered_pages(data, numbers, rotations))  # PDFium repairs more


def _pdf_pages(data: bytes, numbers: Sequence[int], rotations: Sequence[int | None]) -> Iterator[Drawing]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pdf = pikepdf.open(io.BytesIO(data), suppress_warnings=True)
        if _has_hidden_layers(pdf):
            yield from _rendered_pages(data, numbers, rotations)
            return
        if "/AcroForm" in pdf.Root:
            pdf.generate_appearance_streams()
        pdf.flatten_annotations("screen")  # what was filled in and stamped is content of the page then
        for number, rotation in zip(numbers, rotations, strict=True):
            page = pdf.pages[number - 1]
            if rotation is not None:
                page.obj.Rotate = rotation
            page.contents_coalesce()
            form = page.as_form_xobject()
            _leave_behind(form)
            yield Drawing(pdf, form, *_place(form))


def _place(form: pikepdf.Object) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of a drawing's box once it is turned upright."""
    x0, y0, x1, y1 = (float(edge) for edge in form.BBox)
    a, b, c, d, e, f = (float(cell) for cell in form.get("/Matrix", [1, 0, 0, 1, 0, 0]))
    across = [a * x + c * y + e for x in (x0, x1) for y in (y0, y1)]
    up = [b * x + d * y + f for x in (x0, x1) for y in (y0, y1)]
    width, height = max(across) - min(across), max(up) - min(up)
    if not (1 <= width <= LARGEST_POINTS and 1 <= height <= LARGEST_POINTS):
        raise ValueError(f"a page of {width:g} x {height:g} points")
    return min(across), min(up), width, height


def _has_hidden_layers(pdf: pikepdf.Pdf) -> bool:
    """Whether some content is off: without the document's own list of layers it would be shown."""
    usual = inside(pdf.Root, "/OCProperties", "/D")
    off, state = inside(usual, "/OFF"), inside(usual, "/BaseState")
    return bool(off is not None and len(off)) or state not in (None, pikepdf.Name.ON)


def _leave_behind(form: pikepdf.Object) -> None:
    """Take from the drawing, and from all drawings in it, what is not shown."""
    waiting: list[Any] = [form]
    seen: set[tuple[int, int]] = set()
    while waiting:
        value = waiting.pop()
        if value.is_indirect:
            if value.objgen in seen:
                continue
            seen.add(value.objgen)
        if isinstance(value, pikepdf.Stream):
            for key in LEFT_BEHIND:
                if key in value.stream_dict:
                    del value.stream_dict[key]
            waiting += [item for item in value.stream_dict.as_dict().values() if isinstance(item, pikepdf.Object)]
        elif isinstance(value, pikepdf.Dictionary):
            waiting += [item for item in value.as_dict().values() if isinstance(item, pikepdf.Object)]
        elif isinstance(value, pikepdf.Array):
            waiting += [item for item in value.as_list() if isinstance(item, pikepdf.Object)]


def _rendered_pages(data: bytes, numbers: Sequence[int], rotations: Sequence[int | None]) -> Iterator[Drawing]:
    """The pages as pictures."""
    try:
        pdf = pdfium.PdfDocument(data)
        try:
            for number, rotation in zip(numbers, rotations, strict=True):
                page = pdf[number - 1]
                width, height = page.get_size()
                bitmap = page.render(scale=LONG_EDGE / max(width, height))
                picture = bitmap.to_pil().convert("RGB")
                turn = 0 if rotation is None else (rotation - page.get_rotation()) % 360
                yield _picture_drawing(picture, turn, max(width, height))
        finally:
            pdf.close()
    except PDFIUM_DAMAGE as error:
        raise UnreadableFile(f"it cannot be drawn: {error}") from error


def _image_pages(data: bytes, numbers: Sequence[int], rotations: Sequence[int | None]) -> Iterator[Drawing]:
    register_heif()
    Image.init()
    formats: list[str] = [name for name in (*FORMATS, "HEIF") if name in Image.OPEN]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=formats) as image:
                for number, rotation in zip(numbers, rotations, strict=True):
                    if number > 1 and image.format not in PAGED_FORMATS:
                        raise UnreadableFile("there is no such page")
                    image.seek(number - 1)
                    yield _image_drawing(image, rotation)
    except (*DAMAGE, MemoryError, Image.DecompressionBombError) as error:
        raise UnreadableFile(f"the image cannot be drawn: {error}") from error


def _image_drawing(image: Image.Image, rotation: int | None) -> Drawing:
    if image.width * image.height > MOST_PIXELS:
        raise TooLarge(f"it has {image.width} x {image.height} pixels, more than {MOST_PIXELS:,}")
    orientation = image.getexif().get(EXIF_ORIENTATION, 1)
    turned = EXIF_TURNS.get(orientation, 0)
    if image.format == "JPEG":
        image.draft(None, (LONG_EDGE, LONG_EDGE))
    image.load()
    upright = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):  # 16 bits and more: over the range that is used
        low, high = (float(edge) for edge in upright.getextrema())  # type: ignore[arg-type]
        scale = 255.0 / (high - low) if high > low else 0.0
        upright = upright.convert("F").point(lambda level: level * scale - low * scale).convert("L")
    if upright.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in upright.info:
        colour = upright.convert("RGBA")
        paper = Image.new("RGB", colour.size, "white")
        paper.paste(colour, mask=colour.getchannel("A"))
        upright = paper
    picture = upright.convert("L" if upright.mode in ("1", "L") else "RGB")
    return _picture_drawing(picture, 0 if rotation is None else (rotation - turned) % 360, PICTURE_POINTS)


def _picture_drawing(picture: Image.Image, turn: int, long_edge_points: float) -> Drawing:
    if turn in TURNS:
        picture = picture.transpose(TURNS[turn])
    picture.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY)
    scale = long_edge_points / max(picture.size)
    width, height = picture.width * scale, picture.height * scale
    own = pikepdf.new()
    pixels = own.make_stream(
        buffer.getvalue(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=pikepdf.Name.DeviceGray if picture.mode == "L" else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    form = own.make_stream(
        f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im0 Do Q\n".encode("ascii"),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, round(width, 3), round(height, 3)],
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pixels)),
    )
    return Drawing(own, form, 0.0, 0.0, width, height)
