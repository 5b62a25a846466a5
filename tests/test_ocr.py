"""Real Tesseract on drawn pages: what is read, which way up, and what is kept apart as marks."""

import math
from collections.abc import Iterator
from functools import cache

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest import ocr
from ingest.document import Box, Glyphs, Page, Reader
from ingest.errors import TimedOut
from ingest.ocr import read_picture
from ingest.picture import Picture
from ingest.tesseract import Found, engine

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


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[int, int]]]:
    """The sizes of the pictures that were given to Tesseract."""
    sizes: list[tuple[int, int]] = []
    real = engine()

    class Counting:
        version = real.version

        def find_words(self, grey: Image.Image, dpi: int, seconds: float) -> tuple[Found, ...]:
            sizes.append(grey.size)
            return real.find_words(grey, dpi, seconds)

    monkeypatch.setattr(ocr, "engine", lambda kind: Counting())
    yield sizes


@pytest.fixture(scope="module")
def upright_page() -> Page:
    return read_picture(draw(), 3, "it is a test")


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


@pytest.mark.parametrize(("turn", "most_calls"), [(90, 2), (180, 3), (270, 2)])
def test_a_turned_page_is_put_upright(
    turn: int, most_calls: int, upright_page: Page, calls: list[tuple[int, int]]
) -> None:
    page = read_picture(as_stored(draw(turn=turn)), 1, "it is a test")
    assert page.rotation == turn
    assert (page.width, page.height) == pytest.approx((upright_page.width, upright_page.height))
    assert page.text == upright_page.text
    for one, other in zip(page.words, upright_page.words, strict=True):
        assert one.box.as_tuple() == pytest.approx(other.box.as_tuple(), abs=2)
    assert len(calls) == most_calls


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
    monkeypatch.setattr(ocr, "engine", None)
    page = read_picture(Picture(Image.new("L", (1700, 2200), level), SCALE, 0), 1, "it is a test")
    assert (page.words, page.marks) == ((), ())


def test_a_clean_page_costs_one_call(calls: list[tuple[int, int]]) -> None:
    picture = draw()
    read_picture(picture, 1, "it is a test")
    assert calls == [picture.grey.size]


def test_a_page_that_says_nothing_costs_few_calls(calls: list[tuple[int, int]]) -> None:
    read_picture(Picture(Image.effect_noise((900, 700), 120), SCALE, 0), 1, "it is a test")
    assert len(calls) <= 7
    assert sum(width * height for width, height in calls) < 6 * 900 * 700


def test_a_straightened_picture_keeps_its_corners() -> None:
    corners = ((0.0, 0.0), (612.0, 0.0), (612.0, 396.0), (0.0, 396.0))
    page = read_picture(draw().straightened(corners), 1, "it is a test")
    assert page.corners == corners


def test_a_reading_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "OCR_SECONDS", 0.001)
    with pytest.raises(TimedOut, match="seconds"):
        read_picture(draw(), 1, "it is a test")


# Marks


def glyphs(text: str, confidence: float, *, width: float = 40, height: float = 10, top: float = 600) -> Glyphs:
    return Glyphs(text, Box(0, top, width, top + height), height, confidence)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ([glyphs("Safe", 0.9), glyphs("Handling", 0.1)], False),
        ([glyphs("PEEP", 0.0), glyphs("EEE", 0.22)], True),  # a border
        ([glyphs("|", 0.97)], True),  # a rule
        ([glyphs("UNE", 0.12), glyphs("CRU", 0.1), glyphs("E", 0.45)], True),  # a border with one better letter
        ([glyphs("Rex", 0.38), glyphs("ae", 0.42)], True),  # a signature
        ([glyphs("Rex", 0.38, top=100), glyphs("ae", 0.42, top=100)], False),  # high on the page: perhaps a name
        ([glyphs("Quillane", 0.40), glyphs("Ada", 0.41)], False),  # a name in script
        ([glyphs("12/28/2023", 0.0)], False),  # a date, however doubtful
    ],
)
def test_a_line_that_is_no_text(line: list[Glyphs], expected: bool) -> None:
    assert ocr._is_scrawl(line, 792) is expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (glyphs(".", 0.9, width=0.7, height=0.7), True),  # dust
        (glyphs("-", 0.9, width=3, height=0.7), False),
        (glyphs("Te", 0.46, width=1, height=8), True),  # a rule
        (glyphs("ee", 0.2), True),
        (glyphs("©", 0.1), True),
        (glyphs("Thursday", 0.1), False),
        (glyphs("PEATE", 0.1, width=3, height=60), True),  # a border beside the line
        (glyphs("al]", 0.8, width=30, height=30), True),  # a logo before the name of the provider
        (glyphs("CE", 0.9, width=30, height=30), False),
        (glyphs("1.5", 0.5, width=30, height=30), False),
    ],
)
def test_a_mark_beside_the_text_of_its_line(word: Glyphs, expected: bool) -> None:
    line = [glyphs("Example", 0.95), glyphs("Laboratory", 0.95), word]
    assert ocr._is_mark(word, line) is expected


def test_a_border_and_a_signature_go_to_the_marks(upright_page: Page) -> None:
    picture = draw(size=(1700, 1300))
    pen = ImageDraw.Draw(picture.grey)
    for x in range(30, 1670, 26):
        for y in (30, 1250):
            pen.ellipse((x, y, x + 20, y + 20), outline=0, width=3)
            pen.line((x, y, x + 20, y + 20), fill=0, width=3)
    points = [(900 + 4 * n, 1000 + 34 * math.sin(n / 4) * math.cos(n / 9)) for n in range(120)]
    pen.line(points, fill=0, width=4)
    page = read_picture(picture, 1, "it is a test")
    assert page.text == upright_page.text
    assert page.marks
    assert {mark.text for mark in page.marks}.isdisjoint(page.text.split())


def test_noise_is_no_text() -> None:
    page = read_picture(Picture(Image.effect_noise((500, 300), 120), SCALE, 0), 1, "it is a test")
    assert not [word for word in page.words if (word.confidence or 0) < 0.3]
