"""Real Tesseract on drawn pages, and programs that stand in for one that fails."""

import os
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest import ocr
from ingest.document import Box, Glyphs, Page, Reader
from ingest.errors import MissingToolError, OcrFailed, TimedOut
from ingest.ocr import engine_version, read_picture
from ingest.picture import Picture

SCALE = 0.36  # points per pixel at 200 dpi
LINES = (
    (300, 160, 60, "Certificate of Completion"),
    (300, 320, 36, "This is to certify that Ada Example"),
    (300, 420, 36, "has successfully completed the course"),
    (300, 520, 44, "Safe Handling of Specimens"),
    (300, 640, 36, "Contact hours 1.5"),
    (300, 740, 36, "Completed on May 5, 2024"),
)


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)  # the font that comes with Pillow


def draw(*, turn: int = 0, size: tuple[int, int] = (1700, 1100)) -> Picture:
    """A page that was stored turned: it must be turned clockwise by `turn` to stand upright."""
    grey = Image.new("L", size, 255)
    pen = ImageDraw.Draw(grey)
    for x, y, height, text in LINES:
        pen.text((x, y), text, font=font(height), fill=0)
    return Picture(grey, SCALE, 0).turned(-turn)


def as_stored(picture: Picture) -> Picture:
    return Picture(picture.grey, picture.points_per_pixel, 0)


@pytest.fixture(scope="module")
def upright_page() -> Page:
    return read_picture(draw(), 3, "it is a test")


def test_the_engine_says_its_version() -> None:
    assert int(engine_version().split(".")[0]) >= 4


def test_a_page_is_read_line_by_line(upright_page: Page) -> None:
    assert upright_page.text.splitlines() == [text for *_, text in LINES]
    assert (upright_page.number, upright_page.reader, upright_page.why) == (3, Reader.OCR, "it is a test")
    assert (upright_page.width, upright_page.height) == pytest.approx((612, 396))
    assert upright_page.rotation == 0


def test_words_have_places_sizes_and_confidences(upright_page: Page) -> None:
    word = next(word for word in upright_page.words if upright_page.text[word.start : word.end] == "Ada")
    assert 300 * SCALE < word.box.x0 < word.box.x1 < 1200 * SCALE
    assert 320 * SCALE < word.box.top < word.box.bottom < 366 * SCALE
    assert 8 < word.size < 16
    assert word.confidence is not None
    assert 0.6 < word.confidence <= 1


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_put_upright(turn: int, upright_page: Page) -> None:
    page = read_picture(as_stored(draw(turn=turn)), 1, "it is a test")
    assert page.rotation == turn
    assert (page.width, page.height) == pytest.approx((upright_page.width, upright_page.height))
    assert page.text == upright_page.text
    for one, other in zip(page.words, upright_page.words, strict=True):
        assert one.box.as_tuple() == pytest.approx(other.box.as_tuple(), abs=2)


def test_cells_of_a_row_are_lines_of_their_own() -> None:
    grey = Image.new("L", (1700, 1100), 255)
    pen = ImageDraw.Draw(grey)
    for row, (label, value) in enumerate((("Holder", "Ada Example"), ("Provider", "Example Labs"), ("Hours", "2.0"))):
        pen.text((200, 200 + 120 * row), label, font=font(40), fill=0)
        pen.text((1000, 200 + 120 * row), value, font=font(40), fill=0)
    page = read_picture(Picture(grey, SCALE, 0), 1, "it is a test")
    assert page.text.splitlines() == ["Holder", "Ada Example", "Provider", "Example Labs", "Hours", "2.0"]


def test_white_words_on_a_dark_band_are_read() -> None:
    picture = draw()
    pen = ImageDraw.Draw(picture.grey)
    pen.rectangle((0, 900, 1700, 1020), fill=40)
    pen.text((300, 930), "Provider Example Laboratory Society", font=font(44), fill=255)
    page = read_picture(picture, 1, "it is a test")
    assert "Provider Example Laboratory Society" in page.text
    assert "Safe Handling of Specimens" in page.text


def test_a_word_whose_box_takes_in_the_next_line_is_cut_to_its_own() -> None:
    heights = (("Getting", 170, 250), ("Started", 175, 207), ("with", 175, 207), ("AWS", 178, 209))
    line = [Glyphs(text, Box(100 * n, top, 100 * n + 90, foot), 30, 0.9) for n, (text, top, foot) in enumerate(heights)]
    assert [word.box.as_tuple()[1::2] for word in ocr._trimmed(line)] == [
        (175, 209),
        (175, 207),
        (175, 207),
        (178, 209),
    ]
    assert ocr._trimmed(line[:2]) == line[:2]


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_blank_page_has_no_words_and_needs_no_engine(level: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", "/nowhere/tesseract")
    page = read_picture(Picture(Image.new("L", (1700, 2200), level), SCALE, 0), 1, "it is a test")
    assert page.words == ()


def test_noise_gives_no_stray_marks() -> None:
    grey = Image.effect_noise((500, 300), 120)
    page = read_picture(Picture(grey, SCALE, 0), 1, "it is a test")
    assert all(word.confidence is not None for word in page.words)
    assert not [word for word in page.words if word.end - word.start <= 2 and (word.confidence or 0) < 0.3]


def stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a shell script in the place of Tesseract."""
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", str(program))


@pytest.mark.parametrize(
    "script",
    [
        "echo 'out of memory' >&2; exit 1",
        "kill -SEGV $$",
        "exit 0",  # says that all went well and writes nothing
        'printf "\\377\\376\\000" > "$2.tsv"',
        'echo "no table at all" > "$2.tsv"',
        'printf "text\\tconf\\tleft\\nword\\t95\\n" > "$2.tsv"',  # cut short
    ],
)
def test_an_engine_that_fails_fails_the_page(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, script, monkeypatch)
    with pytest.raises(OcrFailed):
        read_picture(draw(), 1, "it is a test")


def test_an_engine_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, "exec sleep 30", monkeypatch)
    monkeypatch.setattr(ocr, "OCR_SECONDS", 0.5)
    with pytest.raises(TimedOut, match="seconds"):
        read_picture(draw(), 1, "it is a test")


def test_an_engine_that_is_not_there_is_named_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", "/nowhere/tesseract")
    engine_version.cache_clear()
    try:
        with pytest.raises(MissingToolError, match="apt-get install"):
            engine_version()
        with pytest.raises(MissingToolError, match="apt-get install"):
            read_picture(draw(), 1, "it is a test")
    finally:
        engine_version.cache_clear()


def test_tesseract_gets_one_thread() -> None:
    read_picture(Picture(Image.new("L", (1700, 2200), 255), SCALE, 0), 1, "it is a test")
    assert os.environ["OMP_THREAD_LIMIT"] == "1"
