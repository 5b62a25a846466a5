"""`SourceFile` to `Document`: decides page by page between text layer and OCR, and says why.

Takes a source file that acquire knows as PDF, image or Open Badge; gives its pages with words, boxes and confidences.
Refuses to lose a page silently: a page that cannot be read fails the document, naming the page.
Exceptions of PDFium, Pillow and pytesseract end here, as `DocumentError`s.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.badge import read_badges
from ingest.badge_data import is_badge
from ingest.codes import drawn_codes, find_codes
from ingest.document import Box, Document, Glyphs, Page, Reader, SourceFile, make_page
from ingest.errors import DocumentError, EmptyDocument, EncryptedFile, TooLarge, UnreadableFile
from ingest.ink import unread_lines
from ingest.lines import lay_lines, page_lines, words_lacking
from ingest.ocr import is_sure, read_picture, sure_words
from ingest.page_objects import page_objects
from ingest.painted import look
from ingest.picture import Picture
from ingest.plumber import read_with_pdfplumber
from ingest.raster import load_pictures, page_picture
from ingest.reconcile import doubtful_places, is_poor, reconciled, with_ai
from ingest.second_look import is_installed, look_at_page, look_at_place
from ingest.settings import Settings
from ingest.straighten import straighten
from ingest.text_layer import read_text_layer
from ingest.trust import Choice, better_layer, choose_reader, disagreement, looks_wrong

STAGE: Final = "read"
PDF: Final = "application/pdf"
MOST_PLACES: Final = 8  # with more doubtful places the whole page is read again: it costs no more
MOST_UNREAD: Final = 3  # places of ink that nobody read are looked at
MOST_NOTES: Final = 20_000  # of a page are looked at
# A page on which PDFium finds nothing may be blank, or damaged. pdfplumber reads the whole file again for each, 0.04 to
# 0.1 s of CPU (2026-11-23): it is asked for the first pages of small files alone.
MOST_BYTES_AGAIN: Final = 1_000_000
MOST_PAGES_AGAIN: Final = 3
SHOWN_NOTES: Final = frozenset(  # annotations that carry words people see
    (pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_STAMP)
)


def read(source: SourceFile, settings: Settings) -> Document:
    """Read a source file.

    Raises:
        DocumentError: it cannot be read; one of its kinds in `errors.py`, with path and stage.
        MissingToolError: OCR is needed and Tesseract is not there.
    """
    if is_badge(source.media_type):
        return read_badges(source, settings, (), datetime.now(UTC).date())[0]
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
        yield _seen(picture, number, "it is an image file", settings)


def _pdf_pages(source: SourceFile, settings: Settings) -> Iterator[Page]:
    content = _content(source.path)
    pdf = _open_pdf(content)
    try:
        count = len(pdf)
        if count == 0:
            raise EmptyDocument("the PDF has no pages")
        if count > settings.max_pages:
            raise TooLarge(f"the PDF has {count} pages, more than {settings.max_pages} (max_pages); split it")
        for index in range(count):
            yield _pdf_page(pdf, content, index, settings)
    finally:
        pdf.close()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()  # PDFium itself opens no name that is not UTF-8
    except OSError as error:
        raise UnreadableFile(f"cannot be opened ({error.strerror})") from error


def _open_pdf(content: bytes) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(content)
        pdf.init_forms()  # before a page is loaded: it draws the values of fields that carry no drawing
        return pdf
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise EncryptedFile("the PDF needs a password; save a copy without one") from error
        raise UnreadableFile(f"the PDF is damaged and cannot be opened: {error}") from error


def _pdf_page(pdf: pdfium.PdfDocument, content: bytes, index: int, settings: Settings) -> Page:
    number = index + 1
    try:
        with _open_page(pdf, index) as page:
            layer = read_text_layer(page, number)
            objects = page_objects(page)
            is_blank = not objects and index < MOST_PAGES_AGAIN and len(content) <= MOST_BYTES_AGAIN
            if is_blank or looks_wrong(layer):
                layer = better_layer(layer, read_with_pdfplumber(content, index, number))
            choice = choose_reader(layer, look(page, layer, objects))
            if choice.reader is Reader.TEXT_LAYER and not choice.wants_ocr:
                return replace(layer, why=choice.why, codes=drawn_codes(page, objects, layer.rotation))
            picture = page_picture(page, settings.ocr_dpi, settings.max_pixels)
    except pdfium.PdfiumError as error:
        raise UnreadableFile(f"page {number} is damaged: {error}") from error
    seen = _seen(picture, number, choice.why, settings, is_paper=choice.reader is Reader.OCR)
    merged = _merged(layer, seen, choice) if choice.keeps_layer or choice.wants_ocr else seen
    return replace(merged, doubt=disagreement(layer, seen)) if choice.suspects else merged


def _seen(picture: Picture, number: int, why: str, settings: Settings, *, is_paper: bool = True) -> Page:
    """What OCR sees on a picture, its doubtful places read by two readers; of paper, it may lie askew."""
    straight = straighten(picture) if is_paper else picture
    page = read_picture(straight, number, why, kind=settings.ocr_engine)
    upright = straight.turned((page.rotation - straight.rotation) % 360)
    return replace(_read_again(page, upright), codes=find_codes(upright))


def _read_again(page: Page, picture: Picture) -> Page:
    """The page with its doubtful places, or all of it, read a second time."""
    lines = page_lines(page)
    places = _places(lines, picture) if is_installed() else ()
    marks: tuple[Glyphs, ...] = ()
    if places is None or places:
        if places is None:
            second = look_at_page(picture)
        else:
            second = tuple(line for place in places for line in look_at_place(picture, place))
        pieces, marks = reconciled(lines, second, places, page.height)
        lines = lay_lines(pieces)
    return make_page(
        tuple(map(with_ai, lines)),
        number=page.number,
        width=page.width,
        height=page.height,
        rotation=page.rotation,
        reader=page.reader,
        why=page.why,
        corners=page.corners,
        marks=page.marks + marks,
    )


def _places(lines: Sequence[tuple[Glyphs, ...]], picture: Picture) -> tuple[Box, ...] | None:
    """The places to be read again; None for the whole page."""
    if is_poor(lines):
        return None
    read = [word for line in lines for word in line if is_sure(word)]
    places = doubtful_places(lines, unread_lines(picture, read, MOST_UNREAD))
    return places if len(places) <= MOST_PLACES else None


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
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), MOST_NOTES)):
        note = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        kind = pdfium_c.FPDFAnnot_GetSubtype(note) if note else pdfium_c.FPDF_ANNOT_UNKNOWN
        if note:
            pdfium_c.FPDFPage_CloseAnnot(note)
        if kind in SHOWN_NOTES:
            return True
    return False


def _merged(layer: Page, seen: Page, choice: Choice) -> Page:
    """The text layer, and the words that OCR sees where the layer has none (drawn titles, labels, logos).

    What OCR saw on a page that it turned otherwise is not where the layer's words are, and is left out.
    """
    present = [word for line in page_lines(layer) for word in line]
    is_level = seen.rotation == layer.rotation
    lines = words_lacking(present, map(sure_words, page_lines(seen))) if is_level else ()
    added = sum(len(line) for line in lines)
    frame = seen if is_level and choice.reader is Reader.OCR else layer
    return make_page(
        lay_lines((*((word,) for word in present), *lines)) if added else page_lines(layer),
        number=layer.number,
        width=frame.width,
        height=frame.height,
        rotation=frame.rotation,
        reader=choice.reader if added else layer.reader,
        why=f"{choice.why}, {added} words added from OCR" if added else f"{choice.why}, and OCR saw nothing more",
        corners=frame.corners,
        codes=seen.codes if is_level else (),
        marks=seen.marks if is_level else (),
    )
