"""Pictures that are turned and straightened, and where their pixels lie on the page."""

import math
from itertools import product

import numpy as np
import pytest
from PIL import Image

from ingest.document import Corners, Point
from ingest.picture import LONG_EDGE, Picture, opencv, size_between

UPRIGHT: Corners = ((0, 0), (850, 0), (850, 1100), (0, 1100))
ASKEW: Corners = ((100, 60), (780, 120), (820, 1050), (40, 990))


def page(width: int = 1700, height: int = 2200, dots: tuple[tuple[int, int], ...] = ()) -> Picture:
    """Light grey, with a black square of 21 pixels around each dot; half a point to the pixel."""
    values = np.full((height, width), 230, np.uint8)
    for column, row in dots:
        values[row - 10 : row + 11, column - 10 : column + 11] = 0
    return Picture(Image.fromarray(values), 0.5, 0)


def middles(picture: Picture) -> list[tuple[float, float]]:
    """The middles of the dark marks, in points, sorted."""
    dark = (np.asarray(picture.grey) < 110).astype(np.uint8)
    count, _, _, found = opencv().connectedComponentsWithStats(dark)
    scale = picture.points_per_pixel
    return sorted(((x + 0.5) * scale, (y + 0.5) * scale) for x, y in found[1:count].tolist())


def dark_corner(picture: Picture) -> int:
    """Which corner is dark: 0 top left, 1 top right, 2 bottom left, 3 bottom right."""
    pixels = np.asarray(picture.grey)
    return [bool(pixels[row, column] < 128) for row, column in product((3, -4), (3, -4))].index(True)


def test_a_turned_picture_knows_its_turn_and_its_places() -> None:
    values = np.full((100, 200), 255, np.uint8)
    values[:20, :20] = 0
    picture = Picture(Image.fromarray(values), 0.5, 90)
    assert [dark_corner(picture.turned(turn)) for turn in (0, 90, 180, 270, -90)] == [0, 1, 3, 2, 2]
    turned = picture.turned(90)
    assert (turned.rotation, turned.width, turned.height) == (180, 50, 100)
    assert turned.box(10, 20, 30, 40).as_tuple() == (5, 10, 20, 30)


def test_between_its_own_corners_a_picture_is_itself() -> None:
    picture = page(dots=((300, 500), (1200, 1800)))
    same = picture.straightened(UPRIGHT)
    assert np.array_equal(np.asarray(same.grey), np.asarray(picture.grey))
    assert (same.points_per_pixel, same.corners, same.frame) == (0.5, UPRIGHT, (850, 1100))


def test_what_stands_at_the_corners_stands_at_the_corners_of_the_displayed_page() -> None:
    inside = 14  # points from the corners towards the middle, so that the dots are whole

    def moved(corner: Point) -> Point:
        to_middle = (430 - corner[0], 555 - corner[1])
        share = inside / math.hypot(*to_middle)
        return corner[0] + share * to_middle[0], corner[1] + share * to_middle[1]

    places = [moved(corner) for corner in ASKEW]
    picture = page(dots=tuple((round(2 * x), round(2 * y)) for x, y in places)).straightened(ASKEW)
    width, height = size_between(ASKEW)
    assert (picture.width, picture.height) == pytest.approx((width, height), rel=1e-3)
    corners = ((0.0, 0.0), (0.0, height), (width, 0.0), (width, height))
    found = middles(picture)
    assert len(found) == 4
    for corner in corners:
        assert min(math.dist(corner, place) for place in found) == pytest.approx(inside, abs=4)


def test_the_size_of_a_turned_rectangle_is_its_own() -> None:
    angle = math.radians(4)

    def placed(x: float, y: float) -> Point:
        return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)

    corners = (placed(0, 0), placed(612, 0), placed(612, 792), placed(0, 792))
    assert size_between(corners) == pytest.approx((612, 792))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_to_turn_and_to_straighten_go_in_either_order(turn: int) -> None:
    """The record keeps the turn and the corners; the review page turns first, the reader may turn last."""
    picture = page(dots=((400, 500), (1300, 700), (900, 1700)))
    last = picture.straightened(ASKEW).turned(turn)
    assert last.corners is not None and last.corners != ASKEW
    first = picture.turned(last.rotation).straightened(last.corners)
    assert (first.grey.size, first.frame, first.rotation) == (last.grey.size, last.frame, turn)
    difference = np.abs(np.asarray(first.grey, np.int16) - np.asarray(last.grey, np.int16))
    assert difference.mean() < 0.1
    assert np.array(middles(first)) == pytest.approx(np.array(middles(last)), abs=0.2)
    assert np.array(last.turned(360 - turn).corners) == pytest.approx(np.array(ASKEW))


def test_what_lies_outside_of_the_picture_has_the_colour_of_its_paper() -> None:
    outside: Corners = ((-50, -50), (900, -50), (900, 1150), (-50, 1150))
    pixels = np.asarray(page(dots=((850, 1100),)).straightened(outside).grey)
    assert (pixels[:40] == 230).all() and (pixels[:, -40:] == 230).all()


@pytest.mark.parametrize(("edge", "pixels"), [(300, LONG_EDGE), (900, 1800)])
def test_a_small_part_is_enlarged_to_be_read(edge: float, pixels: int) -> None:
    part: Corners = ((10, 10), (210, 10), (210, 10 + edge), (10, 10 + edge))
    picture = page(dots=((200, 300),)).straightened(part)
    assert max(picture.grey.size) == pixels
    assert picture.height == pytest.approx(edge)
    (middle,) = middles(picture)
    assert middle == pytest.approx((200.5 / 2 - 10, 300.5 / 2 - 10), abs=0.3)


def test_a_picture_is_straightened_once_and_not_to_nothing() -> None:
    with pytest.raises(ValueError, match="before"):
        page().straightened(ASKEW).straightened(UPRIGHT)
    with pytest.raises(ValueError, match="nothing"):
        page().straightened(((5, 5), (5, 5), (5, 90), (5, 90)))
