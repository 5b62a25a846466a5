"""`SourceFile` to `Document`: decides page by page between text layer and OCR, and says why.

Takes a source file that acquire knows as PDF or image; gives its pages with words, boxes and confidences.
Refuses to lose a page silently: a page that cannot be read fails the document, naming the page.
Exceptions of PDFium, Pillow and pytesseract end here, as `DocumentError`s.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.document import Document, Page, Reader, SourceFile, make_page
from ingest.errors import DocumentError, EmptyDocument, EncryptedFile, TooLarge, UnreadableFile
from ingest.lines import lay_lines, page_lines, words_lacking
from ingest.ocr import read_picture, sure_words
from ingest.raster import load_pictures, render_page
from ingest.settings import Settings
from ingest.text_layer import read_text_layer

STAGE: Final = "read"
PDF: Final = "application/pdf"
FEW_LETTERS: Final = 40  # a layer with fewer is a stamp or a footer, not a certificate
FULL_LETTERS: Final = 400  # a layer with more carries the whole certificate (real text PDFs, 2026-11-23)
LARGE_IMAGES: Final = 0.25  # share of the page that images cover, from which they may carry words
MANY_SEGMENTS: Final = 1000  # path segments, from which they may be letters
MOST_OBJECTS: Final = 20_000  # of a page are looked at
SHOWN_NOTES: Final = frozenset(  # annotations that carry words people see
    (pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_STAMP)
)
ODD_CATEGORIES: Final = frozenset({"Co", "Cn", "Cc", "Cs"})  # private use, unassigned, control, surrogate
MOST_ODD: Final = 0.1  # share of the characters
LEAST_PLAIN: Final = 0.6
PUNCTUATION: Final = frozenset(".,:;-–—_/\\()[]'\"’‘“”&#%+@!?*•|®™©°=")
LEAST_WORDS: Final = 8  # fewer words say nothing about their vowels
MOST_VOWELLESS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Choice:
    """Which reader a page gets, and why."""

    reader: Reader
    why: str
    wants_ocr: bool = False  # the layer is good, and OCR adds what is drawn beside it
    keeps_layer: bool = False  # OCR reads the page, and the few words of the layer are kept


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a PDF page draws beside text."""

    images: float  # area; more than 1 where images lie over one another
    segments: int  # lines and curves of paths: letters drawn as outlines have thousands


def read(source: SourceFile, settings: Settings) -> Document:
    """Read a source file.

    Raises:
        DocumentError: it cannot be read; one of its kinds in `errors.py`, with path and stage.
        MissingToolError: OCR is needed and Tesseract is not there.
    """
    try:
        pages = tuple(_pdf_pages(source, settings) if source.media_type == PDF else _image_pages(source, settings))
        if not any(page.words for page in pages):
            raise EmptyDocument(
                "nothing to read on any page; if it is a photo or scan, take it again, larger and sharper"
            )
    except DocumentError as error:
        raise type(error)(f"{source.path.name}: {error.message}", path=source.path, stage=STAGE) from error
    return Document(source, pages)


def _image_pages(source: SourceFile, settings: Settings) -> Iterator[Page]:
    for number, picture in enumerate(load_pictures(source.path, settings), start=1):
        yield read_picture(picture, number, "it is an image file")


def _pdf_pages(source: SourceFile, settings: Settings) -> Iterator[Page]:
    pdf = _open_pdf(source.path)
    try:
        count = len(pdf)
        if count == 0:
            raise EmptyDocument("the PDF has no pages")
        if count > settings.max_pages:
            raise TooLarge(f"the PDF has {count} pages, more than {settings.max_pages} (max_pages); split it")
        for index in range(count):
            yield _pdf_page(pdf, index, settings)
    finally:
        pdf.close()


def _open_pdf(path: Path) -> pdfium.PdfDocument:
    try:
        content = path.read_bytes()  # PDFium itself opens no name that is not UTF-8
    except OSError as error:
        raise UnreadableFile(f"cannot be opened ({error.strerror})") from error
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise EncryptedFile("the PDF needs a password; save a copy without one") from error
        raise UnreadableFile(f"the PDF is damaged and cannot be opened: {error}") from error


def _pdf_page(pdf: pdfium.PdfDocument, index: int, settings: Settings) -> Page:
    number = index + 1
    try:
        with _open_page(pdf, index) as page:
            layer = read_text_layer(page, number)
            choice = choose_reader(layer, _drawn(page))
            if choice.reader is Reader.TEXT_LAYER and not choice.wants_ocr:
                return replace(layer, why=choice.why)
            picture = render_page(page, settings.ocr_dpi, settings.max_pixels)
    except pdfium.PdfiumError as error:
        raise UnreadableFile(f"page {number} is damaged: {error}") from error
    seen = read_picture(picture, number, choice.why)
    return _merged(layer, seen, choice) if choice.keeps_layer or choice.wants_ocr else seen


@contextmanager
def _open_page(pdf: pdfium.PdfDocument, index: int) -> Iterator[Any]:
    """A page with its filled form fields and typed notes made part of it, as people see it."""
    with closing(pdf[index]) as page:
        copy = _with_notes_drawn(pdf, index) if _has_notes(page) else None
        if copy is None:
            yield page
            return
        with closing(copy), closing(copy[0]) as flat:
            yield flat


def _with_notes_drawn(pdf: pdfium.PdfDocument, index: int) -> pdfium.PdfDocument | None:
    """A PDF of this page alone, flattened; None if PDFium cannot copy it, and then the page is read without its notes.

    It is a copy, because a page on its own keeps the size and fonts that it inherits; flattening in place loses them.
    """
    copy = pdfium.PdfDocument.new()
    try:
        copy.import_pages(pdf, [index])
        with closing(copy[0]) as page:
            done = pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY)
    except pdfium.PdfiumError:
        done = pdfium_c.FLATTEN_FAIL
    if done == pdfium_c.FLATTEN_SUCCESS:
        return copy
    copy.close()
    return None


def _has_notes(page: Any) -> bool:
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), MOST_OBJECTS)):
        note = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        kind = pdfium_c.FPDFAnnot_GetSubtype(note) if note else pdfium_c.FPDF_ANNOT_UNKNOWN
        if note:
            pdfium_c.FPDFPage_CloseAnnot(note)
        if kind in SHOWN_NOTES:
            return True
    return False


def choose_reader(layer: Page, drawn: Drawn) -> Choice:
    """Decide how to read one page of a PDF, by signs that cost nothing beside OCR's half second."""
    fault = _fault(layer.text)
    if fault is not None:
        return Choice(Reader.OCR, f"its text layer is no good: {fault}")
    letters = sum(character.isalnum() for character in layer.text)
    if letters == 0:
        bare = not drawn.images and not drawn.segments
        return Choice(Reader.TEXT_LAYER, "nothing is on it") if bare else Choice(Reader.OCR, "it has no text layer")
    draws = drawn.images >= LARGE_IMAGES or drawn.segments >= MANY_SEGMENTS
    if letters < FEW_LETTERS and (draws or drawn.images or drawn.segments):
        return Choice(Reader.OCR, f"its text layer has only {letters} letters", keeps_layer=True)
    if letters < FULL_LETTERS and draws:
        return Choice(Reader.TEXT_LAYER, layer.why, wants_ocr=True)
    return Choice(Reader.TEXT_LAYER, layer.why)


def _fault(text: str) -> str | None:
    """What is wrong with a text layer's text, or None."""
    printed = [character for character in text if not character.isspace()]
    odd = sum(character == "\ufffd" or unicodedata.category(character) in ODD_CATEGORIES for character in printed)
    if odd > MOST_ODD * len(printed):
        return "its characters have no meaning"
    words = re.findall(r"[A-Za-z]{4,}", text)
    if len(words) >= LEAST_WORDS:
        vowelless = sum(re.search(r"[aeiouyAEIOUY]", word) is None for word in words)
        if vowelless > MOST_VOWELLESS * len(words):
            return "its words have no vowels"
    plain = sum(character.isalnum() or character in PUNCTUATION for character in printed)
    return "it is mostly signs" if plain < LEAST_PLAIN * len(printed) else None


def _merged(layer: Page, seen: Page, choice: Choice) -> Page:
    """The text layer, and the words that OCR sees where the layer has none (drawn titles, labels, logos)."""
    present = [word for line in page_lines(layer) for word in line]
    lines = () if seen.rotation != layer.rotation else words_lacking(present, map(sure_words, page_lines(seen)))
    added = sum(len(line) for line in lines)
    if not added:
        return replace(layer, why=f"{choice.why}, and OCR saw nothing more")
    return make_page(
        lay_lines((*((word,) for word in present), *lines)),
        number=layer.number,
        width=layer.width,
        height=layer.height,
        rotation=layer.rotation,
        reader=choice.reader,
        why=f"{choice.why}, {added} words added from OCR",
    )


def _drawn(page: Any) -> Drawn:
    width, height = page.get_size()
    images, segments = 0.0, 0
    for item in islice(page.get_objects(max_depth=4), MOST_OBJECTS):
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            images += min(abs((right - left) * (top - bottom)) / (width * height), 1.0)
        elif item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
            segments += max(pdfium_c.FPDFPath_CountSegments(item.raw), 0)
    return Drawn(images, segments)
