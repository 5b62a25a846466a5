"""One PDF page or image file to a grey picture of bounded size.

Takes an open PDFium page, or the path of an image file; gives `Picture`s with a long edge that suits Tesseract. The
picture stands as a viewer shows it (/Rotate and EXIF applied); whether it is upright, the OCR stage sees by its words.
Refuses to decode an image before its declared size is known to be within the limit.
"""

import contextlib
import importlib.util
import math
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from ingest.errors import TooLarge, UnreadableFile
from ingest.picture import TURNS, Picture
from ingest.settings import Settings

POINTS_PER_INCH: Final = 72.0
FORMATS: Final = ("JPEG", "PNG", "TIFF", "GIF", "BMP", "WEBP", "AVIF")
PAGED_FORMATS: Final = frozenset({"TIFF"})  # the frames of other formats are an animation or a preview
LONG_EDGE: Final = 2200  # pixels; about 200 dpi of a Letter or A4 page
LARGEST_LONG_EDGE: Final = 2600  # a larger picture is scaled down to LONG_EDGE
SMALLEST_LONG_EDGE: Final = 1600  # a smaller picture is scaled up to LONG_EDGE
PAPER_LONG_EDGE_POINTS: Final = 792.0  # 11 in, for an image that does not say its size
LEAST_SCAN_DPI, MOST_SCAN_DPI = 99.0, 1200.0  # 72 and 96 are what programs write that know no paper
EXIF_ORIENTATION: Final = 0x0112
EXIF_TURNS: Final = {1: 0, 2: 0, 3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270}  # clockwise; EXIF 2.3, tag 0x0112
DAMAGE: Final = (OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, ArithmeticError, EOFError)


def render_page(page: Any, dpi: int, max_pixels: int) -> Picture:
    """Render a PDFium page at about `dpi`, its size bounded from the page box before a pixel is made.

    Raises:
        UnreadableFile: PDFium gives no picture of it.
    """
    width, height = page.get_size()
    if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
        raise UnreadableFile(f"a page of {width:g} x {height:g} points cannot be shown")
    scale = _page_scale(width, height, dpi, max_pixels)
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        grey = bitmap.to_pil().convert("L").copy()
    finally:
        bitmap.close()
    return Picture(grey, width / grey.width, page.get_rotation() % 360)


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
            with Image.open(path, formats=_formats()) as image:
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
        image.draft(None, (LARGEST_LONG_EDGE, LARGEST_LONG_EDGE))  # decode a huge photo at a half or a quarter
    grey = _to_grey(image)
    if orientation != 1:
        grey = _turned_as_exif_says(grey, orientation)
    grey = _scaled(grey)
    return Picture(grey, page_points / max(grey.size), EXIF_TURNS[orientation])


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
        colour = image.convert("RGBA")
        paper = Image.new("RGBA", colour.size, "white")
        paper.alpha_composite(colour)
        return paper.convert("L")
    if image.mode in ("L", "1", "RGB"):
        return image.convert("L")
    return image.convert("RGB").convert("L")


def _deep_to_grey(image: Image.Image) -> Image.Image:
    """16- and 32-bit grey to 8 bits over the range that is used."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32))
    low, high = float(values.min()), float(values.max())
    if high <= low:
        return Image.new("L", image.size, "white")
    return Image.fromarray(((values - low) * (255.0 / (high - low))).astype(np.uint8))


def _scaled(grey: Image.Image) -> Image.Image:
    """Scale to the size that Tesseract reads best."""
    long_edge = max(grey.size)
    if SMALLEST_LONG_EDGE <= long_edge <= LARGEST_LONG_EDGE:
        return grey
    scale = LONG_EDGE / long_edge
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    return grey.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
