"""Whole files to documents: which reader a page gets, and what each kind of bad file becomes."""

import io
import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest import ocr, tesseract
from ingest.document import Document, Reader, SourceFile
from ingest.errors import EmptyDocument, EncryptedFile, MissingToolError, OcrFailed, TooLarge, UnreadableFile
from ingest.read import read
from ingest.settings import Settings
from ingest.tesseract import Found

SETTINGS = Settings()
TEXT = (
    "Certificate of Completion",
    "This is to certify that Ada Example has completed the course",
    "Safe Handling of Specimens",
    "Completed on May 5, 2024 with 1.5 contact hours",
)


def source(path: Path) -> SourceFile:
    media_type = "application/pdf" if path.suffix == ".pdf" else "image/png"
    return SourceFile(path, "0" * 64, media_type, path.stat().st_size, datetime.now(UTC))


def read_file(path: Path, settings: Settings = SETTINGS) -> Document:
    return read(source(path), settings)


def write_text(canvas: Canvas) -> None:
    for row, text in enumerate(TEXT):
        canvas.drawString(72, 700 - 30 * row, text)


def picture_of(*lines: str) -> Image.Image:
    grey = Image.new("L", (1700, 1100), 255)
    pen = ImageDraw.Draw(grey)
    for row, text in enumerate(lines):
        pen.text((150, 100 + 110 * row), text, font=ImageFont.load_default(40), fill=0)
    return grey


def place(canvas: Canvas, image: Image.Image, *, top: float = 792, width: float = 612) -> None:
    height = width * image.height / image.width
    canvas.drawImage(ImageReader(image), 0, top - height, width, height)


def make(path: Path, *pages: Callable[[Canvas], object], encrypt: StandardEncryption | None = None) -> Path:
    canvas = Canvas(str(path), pagesize=(612, 792), encrypt=encrypt)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def test_a_text_pdf_is_read_from_its_layer_without_ocr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", "/nowhere/tesseract")
    path = make(tmp_path / "a.pdf", write_text)
    document = read_file(path)
    (page,) = document.pages
    assert page.text.splitlines() == list(TEXT)
    assert (page.reader, page.why) == (Reader.TEXT_LAYER, "it has a text layer")
    assert document.source.path == path


def test_each_page_gets_its_own_reader(tmp_path: Path) -> None:
    image = picture_of(*TEXT)
    document = read_file(make(tmp_path / "a.pdf", write_text, lambda canvas: place(canvas, image), write_text))
    assert [page.reader for page in document.pages] == [Reader.TEXT_LAYER, Reader.OCR, Reader.TEXT_LAYER]
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.pages[1].text.splitlines() == list(TEXT)
    assert document.pages[1].why == "it has no text layer"


def test_words_that_are_drawn_as_a_picture_are_added_to_the_layer(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        place(canvas, picture_of("Safe Handling of Specimens", "in the Microbiology Laboratory"), top=650)
        canvas.drawString(72, 300, "This is to certify that Ada Example finished on May 5, 2024")

    (page,) = read_file(make(tmp_path / "a.pdf", draw)).pages
    assert page.text.splitlines() == [
        "Safe Handling of Specimens",
        "in the Microbiology Laboratory",
        "This is to certify that Ada Example finished on May 5, 2024",
    ]
    assert page.reader is Reader.TEXT_LAYER
    assert page.why == "it has a text layer, 8 words added from OCR"
    from_ocr = [word for word in page.words if word.confidence is not None]
    assert len(from_ocr) == 8


def test_the_code_of_a_page_of_which_ocr_reads_a_part_is_kept(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        place(canvas, picture_of("Safe Handling of Specimens", "in the Microbiology Laboratory"), top=650)
        canvas.drawString(72, 300, "This is to certify that Ada Example finished on May 5, 2024")
        code = zxingcpp.create_barcode("CE-2026-004417", zxingcpp.BarcodeFormat.QRCode)
        image = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=4)))
        canvas.drawImage(ImageReader(image.convert("RGB")), 450, 60, 100, 100)

    (page,) = read_file(make(tmp_path / "a.pdf", draw)).pages
    assert page.why == "it has a text layer, 8 words added from OCR"
    (code,) = page.codes
    assert code.text == "CE-2026-004417"
    assert 440 < code.box.x0 < code.box.x1 < 560
    assert 630 < code.box.top < code.box.bottom < 735


def test_a_footer_is_no_text_layer_but_is_kept(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        place(canvas, picture_of(*TEXT))
        canvas.drawString(72, 30, "No. 4711-b")

    (page,) = read_file(make(tmp_path / "a.pdf", draw)).pages
    assert page.reader is Reader.OCR
    assert page.text.splitlines() == [*TEXT, "No. 4711-b"]


def test_filled_fields_and_typed_notes_are_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write_text(canvas)
        canvas.acroForm.textfield(name="holder", value="Grace Sample", x=72, y=300, width=200, height=20)

    (page,) = read_file(make(tmp_path / "a.pdf", draw)).pages
    assert page.text.splitlines() == [*TEXT, "Grace Sample"]


@pytest.mark.parametrize("inherits", [False, True], ids=["own value", "value of its parent"])
def test_a_filled_field_that_carries_no_drawing_is_read(tmp_path: Path, inherits: bool) -> None:
    value = "/FT /Tx /T (holder) /V (Grace Sample)"
    own, field = ("/Parent 6 0 R", 6) if inherits else (value, 5)
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    shown = "BT /F 12 Tf 72 700 Td (This is to certify that) Tj ET"
    path = bare_pdf(
        tmp_path / "a.pdf",
        "<< /Type /Catalog /Pages 2 0 R /AcroForm "
        f"<< /Fields [{field} 0 R] /DR << /Font << /F {font} >> >> /NeedAppearances true >> >>",
        f"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] /Resources << /Font << /F {font} >> >> >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [5 0 R] >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        f"<< /Type /Annot /Subtype /Widget {own} /Rect [72 600 272 620] /F 4 /DA (/F 12 Tf 0 g) >>",
        f"<< {value} /Kids [5 0 R] >>",
    )
    (page,) = read_file(path).pages
    assert page.text == "This is to certify that\nGrace Sample"


SHOWN = "This is to certify that"
FIELD = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (holder) /V (Grace Sample) /Rect [72 600 272 620] /F 4 {} >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def form_pdf(path: Path, form: str, field: str = FIELD, *more: str) -> Path:
    """A page with the words `SHOWN`, and one field that carries no drawing."""
    shown = f"BT /F 12 Tf 72 700 Td ({SHOWN}) Tj ET"
    return bare_pdf(
        path,
        f"<< /Type /Catalog /Pages 2 0 R /AcroForm {form} >>",
        f"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] /Resources << /Font << /F {FONT} >> >> >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [5 0 R] >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        field.format("/DA (/F 12 Tf 0 g)"),
        *more,
    )


def test_a_form_that_is_also_an_xfa_form_is_read_from_its_plain_fields(tmp_path: Path) -> None:
    packet = "<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'></xdp:xdp>"
    stream = f"<< /Length {len(packet)} >>\nstream\n{packet}\nendstream"
    path = form_pdf(tmp_path / "a.pdf", "<< /Fields [5 0 R] /XFA 6 0 R >>", FIELD, stream)
    assert read_file(path).pages[0].text.splitlines() == [SHOWN, "Grace Sample"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ("[1 2 3]", FIELD),
        ("7", FIELD),
        ("99 0 R", FIELD),
        ("<< /Fields 7 >>", FIELD),
        ("<< /Fields [5 0 R 99 0 R 4 0 R] /DR 7 /DA 7 >>", FIELD),
        ("<< /Fields [5 0 R] >>", FIELD.replace("/T (holder)", "/T (holder) /Parent 5 0 R /Kids [5 0 R]")),
        ("<< /Fields [5 0 R] >>", FIELD.replace("[72 600 272 620]", "[272 nan]")),
        ("<< /Fields [5 0 R] >>", FIELD.replace("(Grace Sample)", "99 0 R")),
        ("<< /Fields [5 0 R] >>", "null"),
    ],
)
def test_a_broken_form_does_not_take_the_words_of_its_page_with_it(tmp_path: Path, form: str, field: str) -> None:
    (page,) = read_file(form_pdf(tmp_path / "a.pdf", form, field)).pages
    assert page.text.splitlines()[0] == SHOWN


def test_every_page_of_a_long_form_is_read_with_its_own_fields(tmp_path: Path) -> None:
    def draw(number: int) -> Callable[[Canvas], object]:
        def on(canvas: Canvas) -> None:
            canvas.drawString(72, 700, f"page {number} of many, as they are printed in one go")
            canvas.acroForm.textfield(name=f"f{number}", value=f"Grace {number}", x=72, y=300, width=200, height=20)

        return on

    document = read_file(make(tmp_path / "a.pdf", *map(draw, range(201))), Settings(max_pages=300))
    assert [page.text.splitlines()[1] for page in document.pages] == [f"Grace {number}" for number in range(201)]


@pytest.mark.parametrize("in_one_path", [False, True])
def test_a_page_with_a_huge_drawing_is_read_from_its_layer(tmp_path: Path, in_one_path: bool) -> None:
    def draw(canvas: Canvas) -> None:
        write_text(canvas)
        chance = random.Random(1)
        points = [(chance.random() * 612, chance.random() * 300) for _ in range(30_000)]
        if in_one_path:
            path = canvas.beginPath()
            path.moveTo(0, 0)
            for x, y in points:
                path.lineTo(x, y)
            canvas.drawPath(path)
        else:
            for x, y in points:
                canvas.rect(x, y, 2, 2, fill=1, stroke=0)

    (page,) = read_file(make(tmp_path / "a.pdf", draw)).pages
    assert page.text.splitlines()[:4] == list(TEXT)
    assert page.reader is Reader.TEXT_LAYER


def test_a_page_whose_content_only_pdfplumber_finds_is_read_by_it(tmp_path: Path) -> None:
    shown = f"BT /F 12 Tf 72 700 Td ({SHOWN}) Tj ET"
    path = bare_pdf(
        tmp_path / "a.pdf",
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
        f"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F {FONT} >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
    )
    content = path.read_bytes()
    places = [content.index(f"{number} 0 obj".encode()) for number in range(1, 5)]
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 5\n0000000000 65535 f \n%btrailer\n<< /Size 5 /Root 1 0 R >>\n" % table
    start = b"startxref\n%d\n%%%%EOF\n" % content.index(b"trailer")
    path.write_bytes(content[: content.index(b"trailer")].replace(b"4 0 obj", b"4 x obj") + table + start)
    (page,) = read_file(path).pages
    assert page.text == SHOWN
    assert "only pdfplumber" in page.why


def test_blank_pages_cost_no_more_than_a_few_looks_of_the_second_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr("ingest.read.read_with_pdfplumber", lambda content, index, number: asked.append(number))
    document = read_file(make(tmp_path / "a.pdf", *[lambda canvas: None] * 20, write_text))
    assert document.pages[20].text.splitlines() == list(TEXT)
    assert len(asked) <= 3


def test_a_line_that_tesseract_passes_over_is_read_by_the_second_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    picture_of(*TEXT).save(path)
    (whole,) = read_file(path).pages
    real = tesseract.engine("auto")
    first = whole.words[0].box

    class PassesOver:
        version = real.version

        def find_words(self, grey: Image.Image, dpi: int, seconds: float) -> tuple[Found, ...]:
            found = real.find_words(grey, dpi, seconds)
            middle = (first.top + first.bottom) / 2 * grey.height / whole.height
            return tuple(word for word in found if not word.top < middle < word.top + word.height)

    monkeypatch.setattr(ocr, "engine", lambda kind: PassesOver())
    (page,) = read_file(path).pages
    assert page.text == whole.text
    assert page.words[0].second == ""


def test_letters_that_only_pdfplumber_knows_are_read_by_it(tmp_path: Path) -> None:
    square = "1000 0 0 0 750 750 d1 0 0 750 750 re f"
    shown = "BT /F 20 Tf 72 700 Td (abc) Tj ET"
    path = bare_pdf(
        tmp_path / "a.pdf",
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 "
        "/LastChar 99 /Widths [1000 1000 1000] /Encoding << /Type /Encoding /Differences [97 /a /b /c] >> "
        "/CharProcs << /a 6 0 R /b 6 0 R /c 6 0 R >> >>",
        f"<< /Length {len(square)} >>\nstream\n{square}\nendstream",
    )
    (page,) = read_file(path).pages
    assert page.text == "abc"
    assert "only pdfplumber" in page.why


def test_a_note_is_read_beside_text_whose_font_and_page_size_are_inherited(tmp_path: Path) -> None:
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    shown = "BT /F 12 Tf 900 500 Td (This is to certify that Ada Example has finished) Tj ET"
    note = "BT /F 12 Tf 2 2 Td (on May 5, 2024) Tj ET"
    form = f"/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F {font} >> >>"
    path = bare_pdf(
        tmp_path / "a.pdf",
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 1300 700] /Resources << /Font << /F {font} >> >> >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [5 0 R] >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Annot /Subtype /FreeText /F 4 /Rect [900 400 1100 420] /AP << /N 6 0 R >> /Contents (note) >>",
        f"<< {form} /Length {len(note)} >>\nstream\n{note}\nendstream",
    )
    (page,) = read_file(path).pages
    assert page.text.splitlines() == ["This is to certify that Ada Example has finished", "on May 5, 2024"]
    assert (page.width, page.height) == (1300, 700)


def test_an_image_file_is_read_by_ocr_and_put_upright(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    picture_of(*TEXT).transpose(Image.Transpose.ROTATE_90).save(path)
    (page,) = read_file(path).pages
    assert page.text.splitlines() == list(TEXT)
    assert (page.reader, page.rotation, page.why) == (Reader.OCR, 90, "it is an image file")
    assert page.width > page.height


def test_the_pages_of_a_tiff_are_put_upright_each_by_itself(tmp_path: Path) -> None:
    upright = picture_of(*TEXT)
    turned, over = upright.transpose(Image.Transpose.ROTATE_90), upright.transpose(Image.Transpose.ROTATE_180)
    path = tmp_path / "a.tif"
    upright.save(path, compression="tiff_lzw", save_all=True, append_images=[turned, over, upright.convert("1")])
    pages = read_file(path).pages
    assert [page.text.splitlines() for page in pages] == [list(TEXT)] * 4
    assert [(page.number, page.rotation) for page in pages] == [(1, 0), (2, 90), (3, 180), (4, 0)]


def test_an_empty_password_opens_and_a_real_one_does_not(tmp_path: Path) -> None:
    owner_only = make(
        tmp_path / "a.pdf", write_text, encrypt=StandardEncryption("", ownerPassword="owner", strength=128)
    )
    assert read_file(owner_only).pages[0].text.splitlines() == list(TEXT)
    locked = make(tmp_path / "b.pdf", write_text, encrypt=StandardEncryption("secret", strength=128))
    with pytest.raises(EncryptedFile, match=r"b\.pdf: .*password") as caught:
        read_file(locked)
    assert (caught.value.path, caught.value.stage) == (locked, "read")


def test_damaged_and_missing_pdfs_are_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing more")
    with pytest.raises(UnreadableFile, match=r"a\.pdf: the PDF is damaged"):
        read_file(path)
    whole = make(tmp_path / "b.pdf", write_text)
    gone = source(whole)
    whole.unlink()
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read(gone, SETTINGS)


def test_a_cut_pdf_is_rebuilt_or_refused_but_never_half_read_in_silence(tmp_path: Path) -> None:
    content = make(tmp_path / "a.pdf", write_text).read_bytes()
    for share in (0.3, 0.6, 0.95):
        path = tmp_path / f"{share}.pdf"
        path.write_bytes(content[: int(len(content) * share)])
        try:
            assert read_file(path).pages[0].text.splitlines() == list(TEXT)
        except (UnreadableFile, EmptyDocument) as error:
            assert path.name in error.message


def test_a_damaged_page_fails_the_document_by_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "a.pdf", write_text, write_text, write_text)
    load = pdfium.PdfDocument.get_page

    def get_page(pdf: pdfium.PdfDocument, index: int) -> object:
        if index == 1:
            raise pdfium.PdfiumError("Failed to load page.")
        return load(pdf, index)

    monkeypatch.setattr(pdfium.PdfDocument, "get_page", get_page)
    monkeypatch.setattr(pdfium.PdfDocument, "__getitem__", get_page)
    with pytest.raises(UnreadableFile, match=r"a\.pdf: page 2 is damaged"):
        read_file(path)


def test_too_many_pages_are_refused_before_any_is_read(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", *[write_text] * 5)
    with pytest.raises(TooLarge, match="5 pages, more than 4"):
        read_file(path, Settings(max_pages=4))


def bare_pdf(path: Path, *objects: str) -> Path:
    body = "".join(f"{number} 0 obj\n{content}\nendobj\n" for number, content in enumerate(objects, start=1))
    path.write_text(f"%PDF-1.4\n{body}trailer\n<< /Root 1 0 R >>\n%%EOF\n", encoding="ascii")
    return path


@pytest.mark.parametrize(
    "objects",
    [
        ("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"),
        ("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),  # its own child
        ("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 999999999 >>", "null"),
        ("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [" + "3 0 R " * 3000 + "] /Count 3000 >>", "null"),
    ],
    ids=["no pages", "circle", "false count", "empty pages"],
)
def test_broken_page_trees_end_in_a_named_state(tmp_path: Path, objects: tuple[str, ...]) -> None:
    with pytest.raises((EmptyDocument, UnreadableFile, TooLarge)):
        read_file(bare_pdf(tmp_path / "a.pdf", *objects))


def test_a_page_of_200_inches_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=(14_400, 14_400))
    canvas.drawImage(ImageReader(picture_of(*TEXT)), 0, 2000, 14_400, 14_400 * 1100 / 1700)
    canvas.save()
    (page,) = read_file(path).pages
    assert page.width == pytest.approx(14_400, rel=0.01)
    assert "Ada Example" in page.text


def test_a_document_without_a_word_is_empty(tmp_path: Path) -> None:
    blank = make(tmp_path / "a.pdf", lambda canvas: canvas.setTitle("blank"))
    with pytest.raises(EmptyDocument, match="nothing to read"):
        read_file(blank)
    Image.new("RGB", (1700, 2200), "white").save(tmp_path / "b.png")
    with pytest.raises(EmptyDocument, match=r"b\.png: nothing to read"):
        read_file(tmp_path / "b.png")


def test_an_image_bomb_in_a_name_of_bytes_is_refused(tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.new("1", (2000, 2000)).save(file, "PNG")
    path = Path(str(tmp_path) + "/caf\udce9.png")  # a name that is not UTF-8
    path.write_bytes(file.getvalue())
    with pytest.raises(TooLarge, match="2000 x 2000 pixels"):
        read_file(path, Settings(max_pixels=1_000_000))
    pdf = Path(str(tmp_path) + "/caf\udce9.pdf")
    pdf.write_bytes(make(tmp_path / "a.pdf", write_text).read_bytes())
    assert read_file(pdf).pages[0].text.splitlines() == list(TEXT)


FAILING_TESSERACT = """#!/bin/sh
case "$*" in
*--version*) echo "tesseract 5.3.0" ;;
*--list-langs*) printf 'List of available languages in "/x" (1):\\neng\\n' ;;
*) exit 1 ;;
esac
"""


def test_a_failing_engine_fails_the_file_and_a_missing_one_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    picture_of(*TEXT).save(path)
    program = tmp_path / "tesseract"
    program.write_text(FAILING_TESSERACT, encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", str(program))
    monkeypatch.setattr("ingest.tesseract._of_thread", threading.local())
    command = Settings(ocr_engine="command")
    with pytest.raises(OcrFailed, match=r"a\.png: ") as caught:
        read_file(path, command)
    assert caught.value.path == path
    program.unlink()
    monkeypatch.setattr("ingest.tesseract._of_thread", threading.local())  # as in a new process
    with pytest.raises(MissingToolError):
        read_file(path, command)
