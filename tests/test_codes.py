"""Codes on pages: every kind is found where it stands, as a picture and as a drawing, and what it says stays data."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.codes import MOST_CODES, MOST_PLACES, MOST_TEXT, drawn_codes, find_codes, plain
from ingest.document import Box, Code
from ingest.page_objects import page_objects
from ingest.picture import Picture

ADDRESS = "https://verify.example.org/c/7Q2K-91AB?x=1"
WIDTH, HEIGHT = 612, 792
SAID = {
    "QRCode": ADDRESS,
    "DataMatrix": ADDRESS,
    "Aztec": ADDRESS,
    "PDF417": ADDRESS,
    "Code128": "CE-2026-004417",
    "Code39": "CE-2026-0044",
    "EAN13": "4006381333931",
    "EAN8": "96385074",
}


def symbol(kind: str, text: str, pixels: int = 4) -> Image.Image:
    """A code with the paper around it that its standard asks for, `pixels` to a module."""
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    return Image.fromarray(np.array(zxingcpp.write_barcode_to_image(made, scale=pixels))).convert("L")


def scan(*symbols: tuple[Image.Image, int, int]) -> Picture:
    """A grey scan of a Letter page at 200 dpi with codes at these places, and lines of print."""
    grey = Image.new("L", (1700, 2200), 244)
    draw = ImageDraw.Draw(grey)
    for row in range(200, 1300, 90):
        draw.text(
            (150, row), "has completed the course Anemias of Chronic Disease, 1.5 contact hours", 30, font_size=34
        )
    draw.rectangle((40, 40, 1660, 2160), outline=60, width=6)
    for image, left, top in symbols:
        grey.paste(image, (left, top))
    return Picture(grey, 72 / 200, 0)


def codes_of(page: Any, rotation: int) -> tuple[Code, ...]:
    return drawn_codes(page, page_objects(page), rotation)


def holds(box: Box, left: float, top: float, size: tuple[float, float] = (90, 90)) -> bool:
    """Whether a box lies within a place, and fills most of it."""
    slack = 8.0
    inside = box.x0 >= left - slack and box.top >= top - slack
    inside = inside and box.x1 <= left + size[0] + slack and box.bottom <= top + size[1] + slack
    return inside and box.width >= 0.5 * size[0]


@pytest.mark.parametrize(("kind", "text"), SAID.items())
def test_a_code_of_each_kind_is_found_on_a_scan(kind: str, text: str) -> None:
    image = symbol(kind, text)
    (code,) = find_codes(scan((image, 900, 1500)))
    assert (code.symbology, code.text) == (kind, text)
    scale = 72 / 200
    assert holds(code.box, 900 * scale, 1500 * scale, (image.width * scale, image.height * scale))


@pytest.mark.parametrize("pixels", [2, 3, 8])
def test_small_large_and_blurred_codes_are_found(pixels: int) -> None:
    picture = scan((symbol("QRCode", ADDRESS, pixels), 900, 1500))
    blurred = Picture(picture.grey.filter(ImageFilter.GaussianBlur(0.8)), picture.points_per_pixel, 0)
    assert [code.text for code in find_codes(blurred)] == [ADDRESS]


@pytest.mark.parametrize("degrees", [3, 45, 90, 180])
def test_a_qr_code_may_stand_at_any_angle(degrees: int) -> None:
    image = symbol("QRCode", ADDRESS).rotate(degrees, expand=True, fillcolor=255)
    (code,) = find_codes(scan((image, 800, 1400)))
    assert code.text == ADDRESS


def test_several_codes_are_all_found() -> None:
    picture = scan((symbol("QRCode", ADDRESS), 900, 1500), (symbol("Code128", "CE-2026-004417"), 150, 1900))
    assert {code.symbology: code.text for code in find_codes(picture)} == {
        "QRCode": ADDRESS,
        "Code128": "CE-2026-004417",
    }


def test_a_sheet_of_codes_gives_a_bounded_number() -> None:
    symbols = [(symbol("QRCode", f"no {index}"), 60 + index % 8 * 200, 60 + index // 8 * 200) for index in range(40)]
    assert len(find_codes(scan(*symbols))) == MOST_CODES


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.fromarray(np.random.default_rng(7).integers(0, 256, size[::-1], dtype=np.uint8))


NO_CODES = [
    scan().grey,
    noise((1100, 850)),
    Image.new("L", (1, 1)),
    Image.new("L", (3, 2000)),
    Image.new("L", (800, 600)),
]


@pytest.mark.parametrize("grey", NO_CODES)
def test_where_no_code_is_none_is_found(grey: Image.Image) -> None:
    assert find_codes(Picture(grey, 0.36, 0)) == ()


def test_a_code_at_the_edge_has_its_box_on_the_page() -> None:
    image = symbol("QRCode", ADDRESS)
    picture = Picture(image.crop((15, 15, image.width - 15, image.height - 15)), 0.36, 0)
    (code,) = find_codes(picture)
    assert 0 <= code.box.x0 < code.box.x1 <= picture.width
    assert 0 <= code.box.top < code.box.bottom <= picture.height


# What a code may say to whoever shows it: (in the code, kept).
HOSTILE = [
    ("plain text", "plain text"),
    ("two\r\nlines\tand a tab", "two lines and a tab"),
    ("\x1b[2Jescape\x00nul\x07bell", "\ufffd[2Jescape\ufffdnul\ufffdbell"),
    ("\u202egro.elpmaxe//:sptth", "\ufffdgro.elpmaxe//:sptth"),
    ("zero\u200bwidth", "zero\ufffdwidth"),
    ("para\u2029graph", "para graph"),
    ("<a href='javascript:alert(1)'>", "<a href='javascript:alert(1)'>"),
    ("漢字 Ä €", "漢字 Ä €"),
    (" \n ", ""),
    ("", ""),
]


@pytest.mark.parametrize(("said", "kept"), HOSTILE)
def test_controls_are_made_harmless(said: str, kept: str) -> None:
    assert plain(said) == kept


@given(
    st.text(max_size=50) | st.text(st.sampled_from("a\x00\u202e\n 漢"), min_size=MOST_TEXT - 2, max_size=MOST_TEXT + 9)
)
def test_any_text_becomes_one_printable_line_of_bounded_length(said: str) -> None:
    kept = plain(said)
    assert kept == " ".join(kept.split())
    assert all(sign == " " or sign.isprintable() or ord(sign) > 0xFFF for sign in kept), "nothing steers a terminal"
    assert len(kept) <= MOST_TEXT
    assert plain(kept) == kept


def test_what_a_code_says_is_harmless_as_it_is_found() -> None:
    (code,) = find_codes(scan((symbol("QRCode", "https://example.org/\x1b[2J\u202e"), 900, 1500)))
    assert code.text == "https://example.org/\ufffd[2J\ufffd"


def test_a_long_text_is_cut_and_says_so() -> None:
    (code,) = find_codes(scan((symbol("QRCode", "A" * 2600, 3), 600, 1400)))
    assert code.text == "A" * (MOST_TEXT - 1) + "…"


def test_a_code_without_text_is_none() -> None:
    assert find_codes(scan((symbol("QRCode", "\n"), 900, 1500))) == ()


# Codes on PDF pages with a text layer.

Draw = Callable[[Canvas], None]


def as_pieces(canvas: Canvas) -> None:
    """As reportlab draws it: each run of modules a path of its own."""
    drawing = Drawing(90, 90)
    drawing.add(QrCodeWidget(ADDRESS, barWidth=90, barHeight=90))
    renderPDF.draw(drawing, canvas, 450, 60)


def as_one_path(canvas: Canvas) -> None:
    """As programs do that print from the browser."""
    modules = np.asarray(symbol("QRCode", ADDRESS, 1))
    size = 90 / len(modules)
    path = canvas.beginPath()
    for row, column in np.argwhere(modules < 128):
        path.rect(450 + column * size, 60 + 90 - (row + 1) * size, size, size)
    canvas.drawPath(path, stroke=0, fill=1)


def as_image(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(symbol("QRCode", ADDRESS).convert("RGB")), 450, 60, 90, 90)


def as_small_image(canvas: Canvas) -> None:
    """One pixel to a module, enlarged by the page."""
    canvas.drawImage(ImageReader(symbol("QRCode", ADDRESS, 1).convert("RGB")), 450, 60, 90, 90)


def as_tight_image(canvas: Canvas) -> None:
    """Without paper of its own, on a dark ground, and at a place between pixels."""
    image = symbol("QRCode", ADDRESS)
    edge = 4 * 4  # the paper around a QR code is four modules wide
    canvas.rect(440, 50, 110, 110, fill=1)
    tight = image.crop((edge, edge, image.width - edge, image.height - edge))
    canvas.drawImage(ImageReader(tight.convert("RGB")), 450.3, 60.7, 88.9, 88.9)


def as_see_through_image(canvas: Canvas) -> None:
    """Black everywhere, and clear where the code is light."""
    modules = symbol("QRCode", ADDRESS)
    clear = Image.new("RGBA", modules.size, (0, 0, 0, 0))
    clear.putalpha(modules.point(lambda level: 255 - level))
    canvas.drawImage(ImageReader(clear), 450, 60, 90, 90, mask="auto")


def in_form(canvas: Canvas) -> None:
    """In a form that is drawn at another place and size."""
    canvas.beginForm("code")
    canvas.drawImage(ImageReader(symbol("QRCode", ADDRESS).convert("RGB")), 10, 10, 30, 30)
    canvas.endForm()
    canvas.saveState()
    canvas.translate(420, 30)
    canvas.scale(3, 3)
    canvas.doForm("code")
    canvas.restoreState()


def as_pieces_in_form(canvas: Canvas) -> None:
    canvas.beginForm("code")
    as_pieces(canvas)
    canvas.endForm()
    canvas.doForm("code")


def beside_ornaments(canvas: Canvas) -> None:
    """After a border of many small pieces, as certificates have."""
    for step in range(150):
        canvas.circle(20 + 3.8 * step, 20, 3, fill=1)
        canvas.circle(20 + 3.8 * step, HEIGHT - 20, 3, fill=1)
    as_pieces(canvas)


def after_scattered_dots(canvas: Canvas) -> None:
    """A small code after dots that are far away, but not too far to lie within the size of a code."""
    canvas.circle(330, 250, 2, fill=1)
    drawing = Drawing(40, 40)
    drawing.add(QrCodeWidget(ADDRESS, barWidth=40, barHeight=40))
    renderPDF.draw(drawing, canvas, 500, 60)


def page_with(*draws: Draw, rotate: int = 0, crop: tuple[int, int] = (0, 0)) -> Any:
    """A page of a PDF of print, with what `draws` add; turned by /Rotate, and cut at its left and its lower edge."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    if any(crop):
        canvas.setCropBox((*crop, WIDTH, HEIGHT))
    canvas.setFont("Times-Roman", 14)
    for row in range(12):
        canvas.drawCentredString(WIDTH / 2, 700 - 40 * row, "has completed the course Anemias of Chronic Disease")
    canvas.rect(24, 24, WIDTH - 48, HEIGHT - 48)
    for draw in draws:
        draw(canvas)
    canvas.showPage()
    canvas.save()
    pdf = pdfium.PdfDocument(buffer.getvalue())
    pdf[0].set_rotation(rotate)
    return pdf[0]


DRAWN = [
    as_pieces,
    as_one_path,
    as_image,
    as_small_image,
    as_tight_image,
    after_scattered_dots,
    as_see_through_image,
    in_form,
    as_pieces_in_form,
    beside_ornaments,
]


@pytest.mark.parametrize("draw", DRAWN)
def test_a_code_is_found_however_a_pdf_draws_it(draw: Draw) -> None:
    (code,) = codes_of(page_with(draw), 0)
    assert (code.symbology, code.text) == ("QRCode", ADDRESS)
    if draw is after_scattered_dots:
        assert holds(code.box, 500, HEIGHT - 100, (40, 40))
    else:
        assert holds(code.box, 450, HEIGHT - 150)


def test_bars_drawn_one_by_one_are_found() -> None:
    def draw(canvas: Canvas) -> None:
        Code128("CE-2026-004417", barWidth=1.0, barHeight=28).drawOn(canvas, 60, 60)

    (code,) = codes_of(page_with(draw), 0)
    assert (code.symbology, code.text) == ("Code128", "CE-2026-004417")
    assert code.box.top > HEIGHT - 100


def off_centre_image(canvas: Canvas) -> None:
    """A code that has to stand upright to be read, not in the middle of its image."""
    image = Image.new("RGB", (400, 400), "white")
    image.paste(symbol("DataMatrix", ADDRESS, 8).resize((300, 300)), (10, 20))
    canvas.drawImage(ImageReader(image), 450, 60 - 90 / 3, 120, 120)


@pytest.mark.parametrize("draw", [as_pieces, as_image, off_centre_image])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("further", [0, 90, 180, 270])
def test_the_box_lies_on_the_page_as_it_is_displayed(draw: Draw, rotate: int, further: int) -> None:
    page = page_with(draw, rotate=rotate)
    (code,) = codes_of(page, (rotate + further) % 360)
    turned = {
        0: (450, HEIGHT - 150),
        90: (60, 450),
        180: (WIDTH - 540, 60),
        270: (HEIGHT - 150, WIDTH - 540),
    }[(rotate + further) % 360]
    assert holds(code.box, *turned)


def test_a_page_that_is_cut_counts_from_its_own_edge() -> None:
    (code,) = codes_of(page_with(as_pieces, crop=(100, 40)), 0)
    assert holds(code.box, 350, HEIGHT - 150)


def test_what_lies_beside_the_page_is_no_code_of_it() -> None:
    assert codes_of(page_with(as_pieces, crop=(0, 200)), 0) == ()


def seal(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(noise((200, 200)).convert("RGB")), 60, 60, 90, 90)


def logo(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(noise((300, 90)).convert("RGB")), 60, 600, 150, 45)


def table(canvas: Canvas) -> None:
    canvas.grid([60 + 40 * column for column in range(12)], [60 + 14 * row for row in range(30)])


def guilloche(canvas: Canvas) -> None:
    """An ornament over the whole page, one path of very many segments."""
    path = canvas.beginPath()
    path.moveTo(30, 30)
    for step in range(800):
        path.lineTo(30 + 552 * (step % 2), 30 + 0.9 * step)
    canvas.drawPath(path)


def checkboxes(canvas: Canvas) -> None:
    for index in range(16):
        canvas.rect(60 + index % 8 * 13, 620 + index // 8 * 13, 12, 12, fill=1)


def dots(canvas: Canvas) -> None:
    for index in range(48):
        canvas.circle(60 + index % 8 * 25, 60 + index // 8 * 25, 1, fill=1)


NO_CODE_IS_DRAWN: list[tuple[Draw, ...]] = [(), (logo,), (table,), (guilloche,), (checkboxes,), (dots,)]


@pytest.mark.parametrize("draws", [*NO_CODE_IS_DRAWN, (seal,), (seal, logo, table)])
def test_pages_without_a_code_have_none(draws: tuple[Draw, ...]) -> None:
    assert codes_of(page_with(*draws), 0) == ()


@pytest.mark.parametrize("draws", NO_CODE_IS_DRAWN)
def test_a_page_that_cannot_hold_a_code_is_not_rendered(
    draws: tuple[Draw, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_with(*draws)
    monkeypatch.setattr("ingest.codes.find_codes", lambda picture: pytest.fail("it was looked at"))
    assert codes_of(page, 0) == ()


def test_a_page_full_of_images_has_a_bounded_number_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def many(canvas: Canvas) -> None:
        for index in range(60):
            canvas.drawImage(
                ImageReader(noise((40, 40)).convert("RGB")), 30 + index % 10 * 50, 60 + index // 10 * 50, 40, 40
            )

    seen: list[Picture] = []

    def look(picture: Picture) -> tuple[Code, ...]:
        seen.append(picture)
        return ()

    monkeypatch.setattr("ingest.codes.find_codes", look)
    assert codes_of(page_with(many), 0) == ()
    assert len(seen) == MOST_PLACES


def test_an_image_of_very_many_pixels_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def huge(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("1", (2600, 2600))), 60, 60, 90, 90)

    page = page_with(huge, as_pieces)
    (code,) = codes_of(page, 0)
    assert code.text == ADDRESS, "the others are looked at all the same"
    monkeypatch.setattr("ingest.codes.find_codes", lambda picture: pytest.fail("it was looked at"))
    assert codes_of(page_with(huge), 0) == ()


def test_a_code_that_is_drawn_twice_is_one() -> None:
    def elsewhere(canvas: Canvas) -> None:
        canvas.translate(-380, 0)
        as_image(canvas)

    (code,) = codes_of(page_with(as_image, elsewhere), 0)
    assert holds(code.box, 450, HEIGHT - 150)
