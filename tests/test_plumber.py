"""The second reader: pages that PDFium cannot put a meaning to, and files that pdfplumber cannot read."""

import io
import tracemalloc
import zlib
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest import plumber
from ingest.document import Page, Reader
from ingest.plumber import MOST_CONTENT_BYTES, read_with_pdfplumber
from ingest.text_layer import read_text_layer


def make(draw: Callable[[Canvas], object], *, pages: int = 1, encrypt: StandardEncryption | None = None) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792), encrypt=encrypt)
    for _ in range(pages):
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def write(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 20)
    canvas.drawString(100, 692, "Safe Specimens")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(100, 662, "May 5, 2024")


def font_of_drawings() -> bytes:
    """A page whose font is three drawings named as letters; PDFium finds no meaning in them."""
    square = "1000 0 0 0 750 750 d1 0 0 750 750 re f"
    content = "BT /G 20 Tf 72 700 Td (abc) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /G 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 "
        "/LastChar 99 /Widths [1000 1000 1000] /Encoding << /Type /Encoding /Differences [97 /a /b /c] >> "
        "/CharProcs << /a 6 0 R /b 6 0 R /c 6 0 R >> >>",
        f"<< /Length {len(square)} >>\nstream\n{square}\nendstream",
    )
    body = "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, start=1))
    return f"%PDF-1.4\n{body}trailer\n<< /Root 1 0 R >>\n%%EOF\n".encode("ascii")


def test_words_have_text_place_and_size() -> None:
    page = read_with_pdfplumber(make(write), 0, 1)
    assert page is not None
    assert page.text == "Safe Specimens\nMay 5, 2024"
    assert (page.number, page.width, page.height, page.rotation) == (1, 612, 792, 0)
    assert (page.reader, page.why) == (Reader.TEXT_LAYER, "it has a text layer, which only pdfplumber understands")
    first = page.words[0]
    assert first.size == pytest.approx(20)
    assert first.confidence is None
    assert first.box.x0 == pytest.approx(100, abs=1)
    assert first.box.top < 100 < first.box.bottom < 110


def test_it_understands_a_font_that_pdfium_does_not() -> None:
    content = font_of_drawings()
    with pdfium.PdfDocument(content) as pdf:
        page = pdf[0]
        assert read_text_layer(page, 1).text == "\ufffd\ufffd\ufffd"
        page.close()
    second = read_with_pdfplumber(content, 0, 1)
    assert second is not None
    assert second.text == "abc"


def test_each_page_is_read_by_its_index_and_has_its_number() -> None:
    page = read_with_pdfplumber(make(write, pages=3), 2, 3)
    assert page is not None
    assert page.number == 3
    assert read_with_pdfplumber(make(write, pages=3), 3, 4) is None


def test_the_crop_box_is_the_page() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((72, 72, 540, 720))
        write(canvas)

    page = read_with_pdfplumber(make(draw), 0, 1)
    assert page is not None
    assert (page.width, page.height) == (468, 648)
    assert page.words[0].box.x0 == pytest.approx(28, abs=1)


def test_a_turned_page_is_refused_as_its_words_come_backwards() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        write(canvas)

    assert read_with_pdfplumber(make(draw), 0, 1) is None


def test_a_page_too_large_for_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plumber, "MOST_CONTENT_BYTES", 10)
    assert read_with_pdfplumber(make(write), 0, 1) is None
    monkeypatch.undo()
    monkeypatch.setattr(plumber, "MOST_CHARACTERS", 10)
    assert read_with_pdfplumber(make(write), 0, 1) is None


def test_a_page_without_words_gives_nothing() -> None:
    assert read_with_pdfplumber(make(lambda canvas: canvas.rect(10, 10, 50, 50)), 0, 1) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\nnothing more",
        make(write)[:400],
        make(write, encrypt=StandardEncryption("secret", strength=128)),
        make(write).replace(b"/MediaBox [ 0 0 612 792 ]", b"/MediaBox [ 0 0 (x) 792 ]"),
        make(write).replace(b"/Contents", b"/Cntents "),
    ],
    ids=["nothing", "header", "cut", "locked", "odd size", "no content"],
)
def test_what_it_cannot_read_gives_nothing(content: bytes) -> None:
    assert read_with_pdfplumber(content, 0, 1) is None


def packed(content: bytes) -> bytes:
    """A page whose content is stored packed."""
    stored = zlib.compress(content)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F << /Type /Font /Subtype /Type1 "
        b"/BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(stored), stored),
    )
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, text) for number, text in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def test_a_page_that_unpacks_to_very_much_is_not_tried() -> None:
    shown = b"BT /F 20 Tf 72 700 Td (Safe) Tj ET"
    page = read_with_pdfplumber(packed(shown + b" " * 100_000), 0, 1)
    assert page is not None
    assert page.text == "Safe"
    bomb = packed(shown + b" " * 60_000_000)
    assert len(bomb) < MOST_CONTENT_BYTES
    assert peak_bytes(lambda: read_with_pdfplumber(bomb, 0, 1)) < 30_000_000


def peak_bytes(call: Callable[[], Page | None]) -> int:
    """The most memory that Python held while a call that gives nothing ran."""
    tracemalloc.start()
    try:
        assert call() is None
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
