"""What pages draw beside their text, and text that nobody sees, on PDFs made for the purpose."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest import painted
from ingest.page_objects import page_objects
from ingest.painted import Drawn, look
from ingest.text_layer import read_text_layer
from tests.made_pdfs import open_page

SENTENCE = "This is to certify that Ada Example has completed the course on May 5"


def drawn_on(draw: Callable[[Canvas], object]) -> Drawn:
    with open_page(draw) as page:
        layer = read_text_layer(page, 1)
        found = look(page, layer, page_objects(page))
        assert read_text_layer(page, 1) == layer, "looking changes nothing"
    return found


def write(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 700, SENTENCE)


def place(canvas: Canvas, image: Image.Image, *, top: float, width: float = 612) -> None:
    height = width * image.height / image.width
    canvas.drawImage(ImageReader(image), 0, top - height, width, height)


def picture_of(*lines: str, ground: int = 255, ink: int = 0) -> Image.Image:
    grey = Image.new("L", (1700, 100 + 110 * len(lines)), ground)
    pen = ImageDraw.Draw(grey)
    for row, text in enumerate(lines):
        pen.text((150, 50 + 110 * row), text, font=ImageFont.load_default(60), fill=ink)
    return grey


def test_pictures_and_paths_are_counted_in_forms_too() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas)
        canvas.beginForm("seal")
        canvas.drawImage(ImageReader(Image.new("L", (10, 10), 200)), 0, 0, 50, 50)
        canvas.line(0, 0, 9, 9)
        canvas.endForm()
        canvas.scale(2, 2)
        canvas.doForm("seal")

    found = drawn_on(draw)
    assert found.images == pytest.approx(100 * 100 / (612 * 792))
    assert found.segments == 2
    assert (found.texts, found.invisible, found.covered, found.pale) == (1, 0, 0, 0)


@pytest.mark.parametrize(("ground", "ink"), [(255, 0), (60, 250)], ids=["dark on light", "light on dark"])
def test_a_title_that_is_a_picture_is_seen_beside_the_layer(ground: int, ink: int) -> None:
    def draw(canvas: Canvas) -> None:
        place(canvas, picture_of("Safe Handling of Specimens", ground=ground, ink=ink), top=500)
        write(canvas)

    found = drawn_on(draw)
    assert 18 <= found.row <= 24
    assert found.letters >= found.row


def test_a_picture_of_very_many_specks_is_judged_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    title = picture_of("Certificate of Merit")

    def draw(canvas: Canvas) -> None:
        write(canvas)
        place(canvas, title, top=400)

    seen = drawn_on(draw)
    monkeypatch.setattr(painted, "MOST_LABELS", 0)
    assert drawn_on(draw) == seen
    assert seen.letters > 0


def test_a_picture_of_what_the_layer_says_at_the_same_place_is_nothing_new() -> None:
    def draw(canvas: Canvas) -> None:
        place(canvas, picture_of("Safe Handling of Specimens"), top=500)
        canvas.setFont("Helvetica", 26)
        canvas.drawString(54, 463, "Safe Handling of Specimens")
        canvas.drawString(54, 150, "for Ada Example and all the others")

    found = drawn_on(draw)
    assert (found.letters, found.row) == (0, 0)


def test_borders_waves_and_noise_are_no_letters() -> None:
    noise = Image.fromarray(np.random.default_rng(5).integers(0, 256, (300, 400)).astype(np.uint8))

    def draw(canvas: Canvas) -> None:
        place(canvas, noise.resize((1700, 1275), Image.Resampling.BICUBIC), top=420, width=300)
        write(canvas)
        for row in range(12):
            path = canvas.beginPath()
            path.moveTo(20, 450 + 12 * row)
            for step in range(1, 290):
                path.lineTo(20 + 2 * step, 450 + 12 * row + 9 * math.sin(step / 7 + row))
            canvas.drawPath(path)
        canvas.rect(15, 15, 580, 760)
        canvas.setDash(4, 4)
        canvas.setLineWidth(4)
        canvas.rect(25, 25, 560, 740)

    found = drawn_on(draw)
    assert found.segments > 3000
    assert found.letters < 40
    assert found.row < 8


def test_a_sideways_layer_is_held_against_the_picture_turned_the_same_way() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(612, 0)
        canvas.rotate(90)
        place(canvas, picture_of("Safe Handling of Specimens"), top=500, width=700)
        canvas.setFont("Helvetica", 30)
        canvas.drawString(62, 458, "Safe Handling of Specimens")
        canvas.drawString(62, 100, "for Ada Example and all the others")

    found = drawn_on(draw)
    assert found.row == 0


def test_text_alone_is_not_looked_at() -> None:
    assert drawn_on(write) == Drawn(images=0.0, segments=0, texts=1)


def invisible(canvas: Canvas) -> None:
    text = canvas.beginText(72, 600)
    text.setTextRenderMode(3)
    text.textLine("nobody sees this")
    canvas.drawText(text)


def too_small(canvas: Canvas) -> None:
    text = canvas.beginText(72, 600)
    text.setFont("Helvetica", 1.5)
    text.setTextRenderMode(3)
    text.textLine("made by a program")
    canvas.drawText(text)


def covered(canvas: Canvas) -> None:
    canvas.drawString(72, 600, "Ada Example")
    canvas.setFillGray(1)
    canvas.rect(60, 590, 200, 30, stroke=0, fill=1)
    canvas.setFillGray(0)


def covered_by_a_picture(canvas: Canvas) -> None:
    canvas.drawString(72, 600, "Ada Example")
    canvas.drawImage(ImageReader(Image.new("L", (20, 3), 255)), 60, 590, 200, 30)


def printed_again(canvas: Canvas) -> None:
    covered(canvas)
    canvas.drawString(72, 600, "Ada Example")


def framed(canvas: Canvas) -> None:
    canvas.drawString(72, 600, "Ada Example")
    canvas.rect(60, 590, 200, 30, stroke=1, fill=0)


def veiled(canvas: Canvas) -> None:
    canvas.drawString(72, 600, "Ada Example")
    canvas.setFillAlpha(0.2)
    canvas.rect(60, 590, 200, 30, stroke=0, fill=1)


def white(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.drawString(72, 600, "nobody sees this")


def white_on_a_band(canvas: Canvas) -> None:
    canvas.rect(60, 590, 200, 30, stroke=0, fill=1)
    white(canvas)


@pytest.mark.parametrize(
    ("draw", "unseen"),
    [
        (invisible, (1, 0, 0)),
        (too_small, (0, 0, 0)),
        (covered, (0, 1, 0)),
        (covered_by_a_picture, (0, 1, 0)),
        (printed_again, (0, 0, 0)),
        (framed, (0, 0, 0)),
        (veiled, (0, 0, 0)),
        (white, (0, 0, 1)),
        (white_on_a_band, (0, 0, 0)),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_text_that_nobody_sees_is_counted(draw: Callable[[Canvas], None], unseen: tuple[int, int, int]) -> None:
    found = drawn_on(draw)
    assert (found.invisible, found.covered, found.pale) == unseen
