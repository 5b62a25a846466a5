"""One PDF page or image file to a grey picture of bounded size.

Takes an open PDFium page, or the path of an image file; gives `Picture`s with a long edge that suits Tesseract. The
picture stands as a viewer shows it (/Rotate and EXIF applied); whether it is upright, later stages see by its words.
Refuses to decode an image before its declared size is known to be within the limit, and to take the scan in a page for
the page where the two do not look alike.
"""

import contextlib
import ctypes
import importlib.util
import io
import math
import warnings
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageOps, UnidentifiedImageError

from ingest.errors import TooLarge, UnreadableFile
from ingest.picture import LARGEST_LONG_EDGE, LONG_EDGE, SMALLEST_LONG_EDGE, TURNS, Picture
from ingest.settings import Settings

POINTS_PER_INCH: Final = 72.0
FORMATS: Final = ("JPEG", "PNG", "TIFF", "GIF", "BMP", "WEBP", "AVIF")
PAGED_FORMATS: Final = frozenset({"TIFF"})  # the frames of other formats are an animation or a preview
PAPER_LONG_EDGE_POINTS: Final = 792.0  # 11 in, for an image that does not say its size
LEAST_SCAN_DPI, MOST_SCAN_DPI = 99.0, 1200.0  # 72 and 96 are what programs write that know no paper
EXIF_ORIENTATION: Final = 0x0112
TIFF_PHOTOMETRIC, WHITE_IS_ZERO = 0x0106, 0
EXIF_TURNS: Final = {1: 0, 2: 0, 3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270}  # clockwise; EXIF 2.3, tag 0x0112
LEAST_SCAN_LONG_EDGE: Final = 2000  # pixels; a smaller scan in a PDF is rendered, and so enlarged
PAGE_INCHES: Final = 11.0  # long edge of the page that `LONG_EDGE` is meant for
MOST_OBJECTS: Final = 2000  # of a page; one with more is no scan
LIKENESS_EDGE: Final = 96  # pixels of the long edge at which a page is rendered to be compared with its scan
LIKENESS_CELL: Final = 8  # of these pixels each way are one cell: single ones depend on how lines fall on them
MOST_UNLIKE: Final = 4.0  # grey levels between them, on average; alike ones have 0.1 to 2.6 (2026-11-23)
MOST_UNLIKE_CELL: Final = 24.0  # in any one cell; alike ones have up to 10
FINE_STEPS: Final = 100  # to the point, in which a place on the page is asked for
# Which way the columns and the rows of a scan run on its page -> what brings it to stand like the page
SCAN_TURNS: Final = {
    ("right", "down"): None,
    ("left", "down"): Image.Transpose.FLIP_LEFT_RIGHT,
    ("right", "up"): Image.Transpose.FLIP_TOP_BOTTOM,
    ("left", "up"): Image.Transpose.ROTATE_180,
    ("down", "left"): Image.Transpose.ROTATE_270,
    ("up", "right"): Image.Transpose.ROTATE_90,
    ("down", "right"): Image.Transpose.TRANSPOSE,
    ("up", "left"): Image.Transpose.TRANSVERSE,
}
DAMAGE: Final = (OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, ArithmeticError, EOFError)


def page_picture(page: Any, dpi: int, max_pixels: int) -> Picture:
    """A PDFium page as a picture: the scan itself where the page is nothing else, otherwise rendered at about `dpi`.

    A scan costs a third of the seconds that rendering it would (2026-11-23), and keeps its own pixels.

    Raises:
        TooLarge: an image on it has more pixels than `max_pixels`.
        UnreadableFile: PDFium gives no picture of it.
    """
    _refuse_no_size(page)
    objects = tuple(islice(page.get_objects(max_depth=1), MOST_OBJECTS))
    images = [item for item in objects if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE]
    for image in images:
        _refuse_too_large(image, max_pixels)
    scan = _lone_scan(page, objects, images)
    if scan is not None:
        picture = _scan_picture(page, scan, dpi, max_pixels)
        if picture is not None and _is_like(picture, page):
            return picture
    return _rendered(page, dpi, max_pixels, in_grey=not images)


def _rendered(page: Any, dpi: int, max_pixels: int, *, in_grey: bool) -> Picture:
    """Rendering in grey is faster for drawings, rendering in colour for images."""
    width, height = page.get_size()
    bitmap = page.render(scale=_page_scale(width, height, dpi, max_pixels), grayscale=in_grey)
    try:
        grey = bitmap.to_pil().convert("L").copy()
    finally:
        bitmap.close()
    return Picture(grey, width / grey.width, page.get_rotation() % 360)


def _refuse_no_size(page: Any) -> None:
    width, height = page.get_size()
    if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
        raise UnreadableFile(f"a page of {width:g} x {height:g} points cannot be shown")


def _refuse_too_large(image: Any, max_pixels: int) -> None:
    """Refuse an image that PDFium would have to decode whole; black and white ones take little."""
    wide, tall = image.get_px_size()
    if wide * tall > max_pixels and image.get_metadata().bits_per_pixel > 1:
        raise TooLarge(f"has an image of {wide} x {tall} pixels, more than {max_pixels:,} (max_pixels); scale it down")


def _lone_scan(page: Any, objects: tuple[Any, ...], images: list[Any]) -> Any | None:
    """The one image that a page shows, and nothing beside it but the invisible words of an earlier OCR."""
    if len(images) != 1 or len(objects) == MOST_OBJECTS or pdfium_c.FPDFPage_GetAnnotCount(page.raw):
        return None
    others = (item for item in objects if item is not images[0])
    return images[0] if all(map(_is_invisible, others)) else None


def _is_invisible(item: Any) -> bool:
    if item.type != pdfium_c.FPDF_PAGEOBJ_TEXT:
        return False
    return bool(pdfium_c.FPDFTextObj_GetTextRenderMode(item.raw) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)


def _scan_picture(page: Any, scan: Any, dpi: int, max_pixels: int) -> Picture | None:
    """The page made from its scan alone; None if the scan lies askew, is small, or cannot be decoded."""
    width, height = page.get_size()
    origin, across, down = (_place(page, scan, x, y) for x, y in ((0, 1), (1, 1), (0, 0)))
    ways = _way(origin, across), _way(origin, down)
    if ways not in SCAN_TURNS:
        return None
    left, top = (min(origin[axis], across[axis], down[axis]) for axis in (0, 1))
    wide, tall = (max(origin[axis], across[axis], down[axis]) - low for axis, low in ((0, left), (1, top)))
    scale = _scan_scale(width, height, max(scan.get_px_size()) / max(wide, tall), dpi, max_pixels)
    if scale is None:
        return None
    edges = tuple(round(edge * scale) for edge in (left, top, left + wide, top + tall))
    size = (max(edges[2] - edges[0], 1), max(edges[3] - edges[1], 1))
    if size[0] * size[1] > 2 * max_pixels:  # most of it lies outside of the page
        return None
    grey = _decoded(scan, max(size))
    if grey is None:
        return None
    turn = SCAN_TURNS[ways]
    grey = grey if turn is None else grey.transpose(turn)
    grey = grey if grey.size == size else grey.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)
    whole = (max(round(width * scale), 1), max(round(height * scale), 1))
    if (edges[0], edges[1], size) != (0, 0, whole):
        paper = Image.new("L", whole, "white")
        paper.paste(grey, (edges[0], edges[1]))
        grey = paper
    return Picture(grey, width / grey.width, page.get_rotation() % 360)


def _scan_scale(width: float, height: float, own: float, dpi: int, max_pixels: int) -> float | None:
    """Pixels per point for a page whose scan has `own` of them: its own, unless too many; None if they are too few.

    Of nine real scans of 1240 to 1600 pixels, enlarged as rendering enlarges them, Tesseract read 11 % more letters
    surely than of the same at their own size (2026-11-23).
    """
    long_edge = max(width, height)
    if own * long_edge < LEAST_SCAN_LONG_EDGE:
        return None
    wanted = own if own * long_edge <= max(LARGEST_LONG_EDGE, dpi * 13) else dpi * PAGE_INCHES / long_edge
    return min(wanted, math.sqrt(max_pixels / (width * height)))


def _place(page: Any, scan: Any, x: int, y: int) -> tuple[float, float]:
    """Where the corner (x, y) of an image, (0, 0) its lower left one, is on the displayed page, in points."""
    matrix = scan.get_matrix()
    across, down = ctypes.c_int(), ctypes.c_int()
    width, height = (round(edge * FINE_STEPS) for edge in page.get_size())
    at = matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f
    pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, *at, across, down)
    return across.value / FINE_STEPS, down.value / FINE_STEPS


def _way(start: tuple[float, float], end: tuple[float, float]) -> str | None:
    """Which way it is from one point to the other; None if it is aslant."""
    across, down = end[0] - start[0], end[1] - start[1]
    if abs(across) >= 200 * abs(down) and across:
        return "right" if across > 0 else "left"
    if abs(down) >= 200 * abs(across) and down:
        return "down" if down > 0 else "up"
    return None


def _decoded(scan: Any, long_edge: int) -> Image.Image | None:
    """The pixels of an image in grey, a JPEG's at as few as give `long_edge`; None if it cannot be decoded."""
    filters = scan.get_filters()
    try:
        if filters and filters[-1] == "DCTDecode":
            with Image.open(io.BytesIO(bytes(scan.get_data(decode_simple=True))), formats=["JPEG"]) as image:
                _decode_small(image, long_edge)
                return image.convert("L")
        return _to_grey(scan.get_bitmap(render=False).to_pil()).copy()
    except (*DAMAGE, pdfium.PdfiumError, Image.DecompressionBombError):
        return None  # then PDFium renders what it can of the page, or says what is wrong with it


def _is_like(picture: Picture, page: Any) -> bool:
    """Whether the page looks like its scan: not where a mask, a clip, an inverted or an odd colour space changes it."""
    bitmap = page.render(scale=LIKENESS_EDGE / max(page.get_size()))
    try:
        shown = bitmap.to_pil().convert("L")
        small = picture.grey.resize(shown.size, Image.Resampling.BOX, reducing_gap=2.0)
        unlike = np.abs(_cells(shown) - _cells(small))
    finally:
        bitmap.close()
    return float(unlike.mean()) <= MOST_UNLIKE and float(unlike.max()) <= MOST_UNLIKE_CELL


def _cells(small: Image.Image) -> npt.NDArray[np.float32]:
    size = (max(small.width // LIKENESS_CELL, 1), max(small.height // LIKENESS_CELL, 1))
    return np.asarray(small.resize(size, Image.Resampling.BOX), np.float32)


def _page_scale(width: float, height: float, dpi: int, max_pixels: int) -> float:
    """Pixels per point for a page of `width` x `height` points."""
    long_edge = max(width, height)
    wanted = dpi / POINTS_PER_INCH * long_edge
    bounded = min(max(wanted, SMALLEST_LONG_EDGE), max(LARGEST_LONG_EDGE, dpi * 13))
    return min(bounded / long_edge, math.sqrt(max_pixels / (width * height)))


def load_pictures(path: Path, settings: Settings) -> Iterator[Picture]:
    """Load an image file: one picture, or one for each page of a TIFF.

    Raises:
        TooLarge: more pixels or pages than the settings allow.
        UnreadableFile: the image is damaged.
    """
    register_heif()
    number = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            # Given a path, Pillow maps the file, and scrambles a TIFF that it turns by a quarter (Pillow 13.0).
            with path.open("rb") as file, Image.open(file, formats=_formats()) as image:
                while number == 0 or (image.format in PAGED_FORMATS and _seek(image, number)):
                    number += 1
                    if number > settings.max_pages:
                        raise TooLarge(f"has more than {settings.max_pages} pages; split it, or raise max_pages")
                    yield _picture(image, settings.max_pixels)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge(f"has more pixels than {settings.max_pixels:,} (max_pixels); scale it down") from error
    except UnidentifiedImageError as error:
        raise UnreadableFile("the image is damaged: its header cannot be understood") from error
    except DAMAGE as error:
        where = f" on page {number}" if number > 1 else ""
        raise UnreadableFile(f"the image is damaged{where}: {error}") from error


def register_heif() -> bool:
    """Teach Pillow to open HEIC photos, where the extra `heic` is installed."""
    if importlib.util.find_spec("pillow_heif") is None:
        return False
    import pillow_heif  # noqa: PLC0415 - an optional extra

    pillow_heif.register_heif_opener()
    return True


def _formats() -> list[str]:
    Image.init()
    return [name for name in (*FORMATS, "HEIF") if name in Image.OPEN]


def _seek(image: Image.Image, frame: int) -> bool:
    """Go to a frame; False when there is none."""
    try:
        image.seek(frame)
    except EOFError:
        return False
    return True


def _picture(image: Image.Image, max_pixels: int) -> Picture:
    if image.width * image.height > max_pixels:
        raise TooLarge(
            f"has {image.width} x {image.height} pixels, more than {max_pixels:,} (max_pixels); scale it down"
        )
    page_points = _page_long_edge(image)
    orientation = _orientation(image)
    if image.format == "JPEG":
        _decode_small(image, LARGEST_LONG_EDGE)
    grey = _to_grey(image)
    grey = _scaled(_turned_as_exif_says(grey, _orientation(image)))  # Pillow itself turns a TIFF, and then says 1
    return Picture(grey, page_points / max(grey.size), EXIF_TURNS[orientation])


def _decode_small(image: Image.Image, least_long_edge: int) -> None:
    """Have a JPEG decoded in grey, at a half or a quarter if its long edge then still has so many pixels."""
    wide = image.width >= image.height
    image.draft("L", (least_long_edge, 1) if wide else (1, least_long_edge))  # Pillow bounds both edges


def _page_long_edge(image: Image.Image) -> float:
    """Long edge of the paper in points, from the resolution if that is believable."""
    pixels = max(image.size)
    try:
        dpi = float(max(image.info.get("dpi", (0,))))
    except (TypeError, ValueError, ArithmeticError):
        return PAPER_LONG_EDGE_POINTS
    if LEAST_SCAN_DPI <= dpi <= MOST_SCAN_DPI and 4 <= pixels / dpi <= 40:
        return pixels / dpi * POINTS_PER_INCH
    return PAPER_LONG_EDGE_POINTS


def _orientation(image: Image.Image) -> int:
    """EXIF orientation 1..8; 1 when there is none, or it cannot be read: the OCR stage finds what is upright."""
    with contextlib.suppress(*DAMAGE):
        value = image.getexif().get(EXIF_ORIENTATION, 1)
        return value if value in EXIF_TURNS else 1
    return 1


def _turned_as_exif_says(grey: Image.Image, orientation: int) -> Image.Image:
    mirrored = orientation in (2, 4, 5, 7)
    if mirrored:
        grey = ImageOps.mirror(grey)
    turn = EXIF_TURNS[orientation]
    return grey.transpose(TURNS[turn]) if turn else grey


def _to_grey(image: Image.Image) -> Image.Image:
    """Any mode to ``L``; what is transparent becomes white paper."""
    if image.mode.startswith(("I", "F")):
        return _deep_to_grey(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        colour = image if image.mode in ("RGBA", "LA") else image.convert("RGBA")
        paper = Image.new("L", colour.size, "white")
        paper.paste(colour.convert("L"), mask=colour.getchannel("A"))
        return paper
    if image.mode in ("L", "1", "RGB"):
        return image.convert("L")
    return image.convert("RGB").convert("L")


def _deep_to_grey(image: Image.Image) -> Image.Image:
    """16- and 32-bit grey to 8 bits over the range that is used."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32))
    low, high = float(values.min()), float(values.max())
    if high <= low:
        return Image.new("L", image.size, "white")
    levels = ((values - low) * (255.0 / (high - low))).astype(np.uint8)
    upside_down = image.format == "TIFF" and image.getexif().get(TIFF_PHOTOMETRIC) == WHITE_IS_ZERO
    return Image.fromarray(255 - levels if upside_down else levels)  # Pillow sees to it for 1 and 8 bits only


def _scaled(grey: Image.Image) -> Image.Image:
    """Scale to the size that Tesseract reads best."""
    long_edge = max(grey.size)
    if SMALLEST_LONG_EDGE <= long_edge <= LARGEST_LONG_EDGE:
        return grey
    scale = LONG_EDGE / long_edge
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    # Of photos, 97.5 % of the words were found after Lanczos, 97.2 after bicubic, 96.6 after Hamming (2026-11-23).
    return grey.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
