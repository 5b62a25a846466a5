"""One page of a certificate to a PNG for the browser, upright and straight as its boxes lie.

Takes a certificate as it stands and a page number; gives PNG bytes. Of an Open Badge, whose picture shows next to
nothing, the lines are drawn that its data was laid out in.
Refuses to draw a file whose bytes are not those that the certificate was read from.
"""

import contextlib
import ctypes
import io
import threading
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from ingest.acquire import describe
from ingest.badge_data import is_badge
from ingest.document import PageShape, SourceFile
from ingest.errors import DocumentError, UnreadableFile
from ingest.picture import Picture
from ingest.raster import load_pictures, page_picture
from ingest.read import read
from ingest.settings import Settings
from ingest.standing import StoredCertificate

STAGE: Final = "review"
PDF: Final = "application/pdf"
LONG_EDGE: Final = 1800  # pixels; small print of a Letter page stays readable when enlarged
MOST_KEPT: Final = 24  # pictures, of about 300 kB each
WORD_SIZE: Final = 0.9  # of its line: Pillow's letters are a little wider than those that a badge's lines are made for
COMPRESSION: Final = 3  # of 9; more costs three times the seconds for a tenth of the bytes


class PagePictures:
    """Draws pages, one at a time, since PDFium is not made for threads; the last ones are kept."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._drawing = threading.Lock()
        self._kept: dict[tuple[str, int], bytes] = {}

    def png(self, certificate: StoredCertificate, number: int) -> bytes:
        """Page `number` of the certificate, turned and straightened as it was read.

        Raises:
            UnreadableFile: the file is gone, holds other bytes by now, or the page cannot be drawn.
            TooLarge: the page has more pixels than the settings allow.
        """
        path = unchanged_path(certificate)
        if path is None:
            raise UnreadableFile(changed_words(certificate), stage=STAGE)
        with self._drawing:
            wanted = (certificate.key, number)
            picture = self._kept.pop(wanted, None) or self._draw(path, certificate, number)
            self._kept[wanted] = picture  # at the end: the first one is the one unused for longest
            for oldest in list(self._kept)[:-MOST_KEPT]:
                del self._kept[oldest]
        return picture

    def _draw(self, path: Path, certificate: StoredCertificate, number: int) -> bytes:
        try:
            media_type = certificate.machine.source.media_type
            if media_type == PDF:
                picture = self._pdf_picture(path, number)
            elif is_badge(media_type):
                picture = self._badge_picture(replace(certificate.machine.source, path=path), number)
            else:
                picture = self._image_picture(path, number)
        except DocumentError as error:
            raise type(error)(f"{path.name}, page {number}: {error.message}", path=path, stage=STAGE) from error
        shape = shape_of(certificate, number)
        if shape is not None:
            picture = picture.turned(shape.rotation - picture.rotation)
            picture = picture if shape.corners is None else picture.straightened(shape.corners)
        return _png(picture.grey)

    def _pdf_picture(self, path: Path, number: int) -> Picture:
        try:
            with contextlib.closing(pdfium.PdfDocument(path)) as pdf, contextlib.closing(pdf[number - 1]) as page:
                return page_picture(page, self._settings.ocr_dpi, self._settings.max_pixels)
        except (pdfium.PdfiumError, ctypes.ArgumentError, IndexError, OSError, ValueError) as error:
            raise UnreadableFile(f"cannot be drawn: {error}") from error

    def _badge_picture(self, source: SourceFile, number: int) -> Picture:
        page = next((page for page in read(source, self._settings).pages if page.number == number), None)
        if page is None:
            raise UnreadableFile("there is no such page")
        scale = LONG_EDGE / page.height
        grey = Image.new("L", (round(page.width * scale), LONG_EDGE), 255)
        drawing = ImageDraw.Draw(grey)
        for word in page.words:
            place = (word.box.x0 * scale, word.box.top * scale)
            drawing.text(place, page.text[word.start : word.end], 0, font_size=WORD_SIZE * word.size * scale)
        return Picture(grey, 1 / scale, 0)

    def _image_picture(self, path: Path, number: int) -> Picture:
        picture = next(islice(load_pictures(path, self._settings), number - 1, None), None)
        if picture is None:
            raise UnreadableFile("there is no such page")
        return picture


def unchanged_path(certificate: StoredCertificate) -> Path | None:
    """A file that still holds the bytes that the certificate was read from; None if there is none any more."""
    sha256 = certificate.machine.source.sha256
    return next((path for path in certificate.paths if describe(path).sha256 == sha256), None)


def changed_words(certificate: StoredCertificate) -> str:
    """What became of a certificate's file that `unchanged_path` does not find, and what to do."""
    path = certificate.paths[0] if certificate.paths else certificate.machine.source.path
    if path.exists():
        return f"{path} was changed after it was read, or may not be opened. Run ingest run on its folder again."
    return f"{path} is no longer there. Put it back, or run ingest run on the folder where it is now."


def shape_of(certificate: StoredCertificate, number: int) -> PageShape | None:
    """The frame of a page's boxes; None if it was not read."""
    return next((shape for shape in certificate.machine.shapes if shape.number == number), None)


def _png(grey: Image.Image) -> bytes:
    small = grey.copy()
    small.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "PNG", compress_level=COMPRESSION)
    return buffer.getvalue()
