"""Sheets in photos, pages scanned sideways and skewed scans, made here from a page of known words."""

import math
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.document import Corners, Point
from ingest.ocr import read_picture
from ingest.picture import Picture, evened, opencv
from ingest.straighten import LEAST_SKEW, straighten

SIZE = (1700, 1300)  # pixels of the page
LINES = (
    "Certificate of Completion",
    "This certifies that Ingrid Vasquez-Holm has completed",
    "the continuing education course for laboratory staff",
    "Ethical Decisions in Laboratory Medicine",
    "and was awarded two contact hours on July 9, 2025",
    "by the provider of continuing education named below",
    "Programme number 641-112-24, certificate BEN-2024-25426",
    "Keep this certificate with the records of your laboratory",
)
WORDS = frozenset(word.strip(".,").casefold() for line in LINES for word in line.split())


@cache
def paper(frame: bool = False, ink: int = 20, ground: int = 245) -> Image.Image:
    """A page of lines of text."""
    image = Image.new("L", SIZE, ground)
    drawing = ImageDraw.Draw(image)
    for row, line in enumerate(LINES):
        drawing.text((150, 130 + 130 * row), line, ink, font_size=50)
    if frame:
        drawing.rectangle((60, 60, SIZE[0] - 60, SIZE[1] - 60), outline=ink, width=9)
    return image


def scan(image: Image.Image) -> Picture:
    return Picture(image, 792 / max(image.size), 0)


def skewed(degrees: float, image: Image.Image | None = None) -> Picture:
    """The page turned clockwise by so many degrees, with the grain of a scanner."""
    turned = (image or paper()).rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=245)
    grain = np.random.default_rng(3).normal(0, 4, (turned.height, turned.width))
    return scan(Image.fromarray(np.clip(np.asarray(turned) + grain, 0, 255).astype(np.uint8)))


def photo(corners: Corners, *, table: str = "wood", shadow: float = 0.5, sheet: Image.Image | None = None) -> Picture:
    """The page on a table of 2200 x 1650 pixels, its corners at these pixels, and a light that falls off."""
    cv2 = opencv()
    page = np.asarray(sheet or paper())
    wide, tall = 2200, 1650
    there = np.array(((0, 0), (page.shape[1], 0), (page.shape[1], page.shape[0]), (0, page.shape[0])), np.float32)
    matrix = cv2.getPerspectiveTransform(there, np.array(corners, np.float32))
    seen = cv2.warpPerspective(page, matrix, (wide, tall), flags=cv2.INTER_AREA)
    covered = cv2.warpPerspective(np.full_like(page, 255), matrix, (wide, tall)) > 127
    rng = np.random.default_rng(5)
    if table == "wood":
        under = np.repeat(95 + np.clip(np.cumsum(rng.normal(0, 2, tall)), -30, 30)[:, None], wide, axis=1)
    elif table == "cloth":
        rows, columns = np.mgrid[0:tall, 0:wide]
        under = 110 + 35 * np.sin(columns / 5) * np.sin(rows / 6)
    else:
        under = np.full((tall, wide), 205.0)
    scene = np.where(covered, seen, under)
    light = 1 - shadow * np.linspace(0, 1, wide)[None, :]
    return scan(Image.fromarray(np.clip(scene * light + rng.normal(0, 3, scene.shape), 0, 255).astype(np.uint8)))


LEANING: Corners = ((260, 210), (1890, 120), (2060, 1500), (130, 1390))
TURNED: Corners = ((200, 420), (1750, 60), (2020, 1290), (460, 1600))


def recall(picture: Picture) -> float:
    """The share of the page's words that Tesseract reads."""
    text = read_picture(picture, 1, "it is a test").text
    return len(WORDS & {word.strip(".,").casefold() for word in text.split()}) / len(WORDS)


def off(corners: Corners | None, wanted: Corners) -> float:
    """How far the worst of the corners is from where it should be."""
    assert corners is not None
    return max(math.dist(found, place) for found, place in zip(corners, wanted, strict=True))


def in_points(picture: Picture, corners: Corners) -> Corners:
    scale = picture.points_per_pixel

    def placed(point: Point) -> Point:
        return point[0] * scale, point[1] * scale

    first, second, third, fourth = map(placed, corners)
    return first, second, third, fourth


# Scans


@pytest.mark.parametrize("frame", [False, True])
@pytest.mark.parametrize("degrees", [0, 0.2, -0.3])
def test_a_scan_that_needs_nothing_is_left_as_it_is(degrees: float, frame: bool) -> None:
    picture = skewed(degrees, paper(frame))
    assert straighten(picture) is picture


@pytest.mark.parametrize("degrees", [0.8, -0.8, 2, -3.5, 5, -9, 14])
def test_a_skewed_scan_is_made_level_and_loses_nothing(degrees: float) -> None:
    picture = skewed(degrees)
    straight = straighten(picture)
    assert straight.corners is not None and straight.rotation == 0
    top_left, top_right = straight.corners[:2]
    found = math.degrees(math.atan2(top_right[1] - top_left[1], top_right[0] - top_left[0]))
    assert found == pytest.approx(degrees, abs=0.15)
    assert straight.points_per_pixel == pytest.approx(picture.points_per_pixel, rel=0.002)
    assert straight.width >= picture.width * math.cos(math.radians(degrees))
    again = straighten(Picture(straight.grey, straight.points_per_pixel, 0))
    assert again.corners is None
    assert recall(straight) >= 0.97


def test_more_than_an_accident_of_the_scanner_is_left_alone() -> None:
    picture = skewed(30)
    assert straighten(picture) is picture


@pytest.mark.parametrize("degrees", [0, 2.5])
@pytest.mark.parametrize("turn", [90, 270])
def test_a_sideways_scan_is_laid_level(turn: int, degrees: float) -> None:
    straight = straighten(skewed(degrees).turned(turn))
    assert straight.rotation == (turn + 90) % 360
    assert straight.grey.width > straight.grey.height
    assert max(recall(straight), recall(straight.turned(180))) >= 0.97


def test_a_scan_upside_down_is_made_level_and_left_upside_down() -> None:
    straight = straighten(skewed(3).turned(180))
    assert straight.rotation == 180 and straight.corners is not None
    upright = straight.turned(180)
    assert upright.rotation == 0 and recall(upright) >= 0.97


def test_light_words_on_a_dark_page_have_lines_too() -> None:
    dark = Image.fromarray(255 - np.asarray(skewed(3).grey))
    assert straighten(scan(dark)).corners is not None


@pytest.mark.parametrize("size", [(1, 1), (2200, 1), (1, 2200), (40, 30), (2200, 90)])
@pytest.mark.parametrize("noisy", [False, True])
def test_a_picture_without_words_is_left_as_it_is(size: tuple[int, int], noisy: bool) -> None:
    values = np.full((size[1], size[0]), 255, np.uint8)
    if noisy:
        values = np.random.default_rng(1).integers(0, 255, values.shape, np.uint8)
    picture = scan(Image.fromarray(values))
    assert straighten(picture) is picture


def test_a_drawn_pattern_is_not_taken_for_lines_or_a_sheet() -> None:
    rows, columns = np.mgrid[0:1700, 0:2200]
    weave = np.where((np.sin(columns / 7) > 0.4) & (np.sin(rows / 7) > 0.4), 40, 230).astype(np.uint8)
    picture = scan(Image.fromarray(weave))
    assert straighten(picture) is picture


def marked(size: tuple[int, int], places: list[tuple[float, float]]) -> Picture:
    """Marks as large as letters at these places."""
    values = np.full((size[1], size[0]), 250, np.uint8)
    for x, y in places:
        values[int(y) : int(y) + 24, int(x) : int(x) + 18] = 30
    return scan(Image.fromarray(values))


def test_marks_in_rows_and_in_columns_alike_are_no_lines() -> None:
    angle = math.radians(6)
    grid = [(x, y) for x in range(-600, 601, 60) for y in range(-600, 601, 60)]
    turned = [
        (1100 + x * math.cos(angle) - y * math.sin(angle), 850 + x * math.sin(angle) + y * math.cos(angle))
        for x, y in grid
    ]
    picture = marked((2200, 1700), turned)
    assert straighten(picture) is picture


@pytest.mark.parametrize("size", [(2200, 1700), (2200, 330), (330, 2200)])
def test_scattered_marks_are_no_lines(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(9)
    places = [(float(x), float(y)) for x, y in rng.uniform((10, 10), (size[0] - 40, size[1] - 40), (260, 2))]
    picture = marked(size, places)
    assert straighten(picture) is picture


def test_a_skewed_scan_on_a_dark_lid_is_made_level_and_not_cropped() -> None:
    lid = Image.new("L", (2000, 1600), 25)
    lid.paste(paper(), (150, 150))
    picture = scan(lid.rotate(-3, Image.Resampling.BICUBIC, fillcolor=25))
    straight = straighten(picture)
    assert straight.width > picture.width and straight.height > picture.height
    assert recall(straight) >= 0.97


# Photos


@pytest.mark.parametrize("table", ["wood", "cloth"])
@pytest.mark.parametrize("corners", [LEANING, TURNED])
def test_the_sheet_in_a_photo_is_found_and_laid_flat(corners: Corners, table: str) -> None:
    picture = photo(corners, table=table)
    flat = straighten(picture)
    assert off(flat.corners, in_points(picture, corners)) < 4  # points
    assert flat.width / flat.height == pytest.approx(SIZE[0] / SIZE[1], rel=0.1)
    assert recall(flat) >= 0.97


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_the_sheet_is_found_however_the_photo_was_taken(turn: int) -> None:
    picture = photo(LEANING)
    flat = straighten(picture.turned(turn))
    upright = flat if flat.rotation == 0 else flat.turned(180)
    assert upright.rotation == 0
    assert off(upright.corners, in_points(picture, LEANING)) < 4
    assert recall(upright) >= 0.97


def test_a_shadow_on_the_sheet_is_evened_and_nothing_moves() -> None:
    picture = photo(LEANING, shadow=0.6)
    flat = straighten(picture)
    assert flat.corners is not None
    pixels, uneven = np.asarray(flat.grey), np.asarray(picture.straightened(flat.corners).grey)
    left, right = np.s_[300:-300, 40:140], np.s_[300:-300, -140:-40]  # the margins of the sheet
    assert np.median(uneven[left]) > 1.5 * np.median(uneven[right])
    assert np.median(pixels[left]) > 225 and np.median(pixels[right]) > 225
    ink = uneven < 0.6 * opencv().medianBlur(uneven, 51)
    assert np.median(pixels[ink]) < 120  # where the ink was, it is


def test_evening_keeps_dark_print_dark() -> None:
    image = paper().copy()
    ImageDraw.Draw(image).rectangle((0, 1150, 1700, 1300), fill=40)
    pixels = np.asarray(evened(image))
    assert pixels[1250, 800] < 140 and pixels[60, 800] > 235


def test_a_sheet_that_leaves_the_photo_is_not_cropped() -> None:
    """Its fourth corner is not there: words would be cut off if the edge of the photo were taken for the sheet's."""
    cut: Corners = ((-300, 210), (1500, 60), (1700, 1500), (-350, 1400))
    picture = photo(cut)
    straight = straighten(picture)
    if straight.corners is not None:
        assert straight.width * straight.height >= picture.width * picture.height


def test_a_frame_with_words_outside_of_it_is_not_taken_for_the_sheet() -> None:
    """A frame drawn on paper as light as its surroundings, in perspective, and a line of words under it."""
    sheet = Image.new("L", (1700, 1500), 205)
    sheet.paste(paper(True, ground=245).crop((60, 60, 1640, 1240)).resize((1580, 1180)), (60, 60))
    ImageDraw.Draw(sheet).text((150, 1360), "Not valid without the certificate number below: 25426", 20, font_size=50)
    seen: Corners = ((-40, -30), (2260, -10), (2190, 1690), (40, 1660))
    picture = photo(seen, table="light", shadow=0.1, sheet=sheet)
    text = read_picture(straighten(picture), 1, "it is a test").text
    assert "valid" in text and "25426" in text


@pytest.mark.parametrize("margin", [80, 260])
def test_a_screenshot_is_not_cropped(margin: int) -> None:
    """A light page on a dark ground, its edges drawn level: nothing to undo."""
    image = Image.new("L", (SIZE[0] + 2 * margin, SIZE[1] + 2 * margin), 60)
    image.paste(paper(), (margin, margin))
    picture = scan(image)
    assert straighten(picture) is picture


def test_the_least_skew_lifts_no_line_into_the_next() -> None:
    """Across a page of 2200 pixels, that is less than the height of a line of 10 points (28 pixels)."""
    assert 2200 * math.tan(math.radians(LEAST_SKEW)) < 28


def with_band() -> Image.Image:
    """The page with a dark band of its own on the left, and light words on it."""
    image = Image.new("L", (SIZE[0] + 500, SIZE[1]), 70)
    image.paste(paper(), (500, 0))
    drawing = ImageDraw.Draw(image)
    for row, word in enumerate(("Completed", "Wednesday", "Credits")):
        drawing.text((60, 200 + 250 * row), word, 235, font_size=60)
    return image


@pytest.mark.parametrize("table", ["wood", "cloth"])
def test_a_band_of_colour_on_a_sheet_is_not_cut_off(table: str) -> None:
    flat = straighten(photo(LEANING, table=table, shadow=0.3, sheet=with_band()))
    assert flat.corners is not None
    assert flat.corners[0][0] == pytest.approx(LEANING[0][0] * 792 / 2200, abs=16)
    words = {word.casefold() for word in read_picture(flat, 1, "a photo").text.split()}
    assert {"completed", "wednesday", "credits"} <= words
