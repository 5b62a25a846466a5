"""A page as a picture: what the raster stage gives and the OCR stage takes.

Takes a grey Pillow image and its scale; gives a value that can be turned and straightened, and that places pixels on
the displayed page in points. It alone moves pixels, so that the reader and the review page get the same picture.
Refuses to open files, to read words, and to find out by itself what is upright or straight.
"""

import math
from dataclasses import dataclass
from functools import cache
from statistics import median_low
from types import ModuleType
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from ingest.document import Box, Corners, Point

LONG_EDGE: Final = 2200  # pixels; about 200 dpi of a Letter or A4 page
LARGEST_LONG_EDGE: Final = 2600  # a larger picture is scaled down to LONG_EDGE
SMALLEST_LONG_EDGE: Final = 1600  # a smaller picture is scaled up to LONG_EDGE
DARKEST_PAPER: Final = 0.45  # of the sheet's paper; what is darker is print, not shadow
TURNS: Final = {
    90: Image.Transpose.ROTATE_270,  # Pillow turns against the clock
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A grey picture (mode ``L``) of one page.

    `corners` and `frame` are both given for a straightened picture, and both None for any other.
    """

    grey: Image.Image
    points_per_pixel: float
    rotation: int  # degrees clockwise by which the stored page or image was turned so far: 0, 90, 180, 270
    corners: Corners | None = None  # of this picture on the stored page turned by `rotation`, in points
    frame: tuple[float, float] | None = None  # width and height of that turned stored page, in points

    @property
    def width(self) -> float:
        """Width of the displayed page in points."""
        return self.grey.width * self.points_per_pixel

    @property
    def height(self) -> float:
        """Height of the displayed page in points."""
        return self.grey.height * self.points_per_pixel

    def turned(self, degrees: int) -> "Picture":
        """The picture turned clockwise by 0, 90, 180 or 270 degrees, before or after it was straightened."""
        degrees %= 360
        if degrees == 0:
            return self
        grey = self.grey.transpose(TURNS[degrees])
        rotation = (self.rotation + degrees) % 360
        corners, frame = self.corners, self.frame
        if corners is not None and frame is not None:
            for _ in range(degrees // 90):
                corners, frame = _quarter_turned(corners, frame), (frame[1], frame[0])
        return Picture(grey, self.points_per_pixel, rotation, corners, frame)

    def straightened(self, corners: Corners) -> "Picture":
        """The part of the picture between four corners, made a rectangle.

        Args:
            corners: in points on this picture; they may lie outside of it, and what is missing there is filled with the
                colour of the paper.

        The displayed page's width in points is the mean length of the upper and the lower edge between the corners, its
        height that of the left and the right one: so a skewed scan keeps its scale. It has as many pixels to a point as
        the picture, unless that is too few or too many to read.

        Raises:
            ValueError: the picture was straightened before, or the corners enclose nothing.
        """
        if self.corners is not None:
            raise ValueError("the picture was straightened before")
        width, height = size_between(corners)
        if not (width > 0 and height > 0):
            raise ValueError(f"the corners enclose nothing: {corners}")
        scale = readable_long_edge(max(width, height) / self.points_per_pixel) / max(width, height)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        places = np.array(corners, np.float64) / self.points_per_pixel
        grey = _between(self.grey, places, size)
        longer = 0 if width >= height else 1
        points_per_pixel = (width, height)[longer] / size[longer]
        return Picture(grey, points_per_pixel, self.rotation, corners, (self.width, self.height))

    def box(self, left: float, top: float, width: float, height: float) -> Box:
        """The box, in points, of a rectangle in pixels."""
        scale = self.points_per_pixel
        return Box(left * scale, top * scale, (left + width) * scale, (top + height) * scale)


def readable_long_edge(pixels: float) -> float:
    """The long edge, in pixels, at which a picture is read best: its own, unless that is too small or too large."""
    return pixels if SMALLEST_LONG_EDGE <= pixels <= LARGEST_LONG_EDGE else LONG_EDGE


def size_between(corners: Corners) -> tuple[float, float]:
    """Width and height of the displayed page with these corners: the means of the opposite edges."""
    top_left, top_right, bottom_right, bottom_left = corners
    width = (math.dist(top_left, top_right) + math.dist(bottom_left, bottom_right)) / 2
    height = (math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)) / 2
    return width, height


def level_corners(picture: Picture, skew: float) -> Corners:
    """The corners of the smallest upright page around the picture, once it is turned back by `skew` degrees."""
    width, height, angle = picture.width, picture.height, math.radians(skew)
    across, along = math.cos(angle), math.sin(angle)
    half_width = (width * across + height * abs(along)) / 2
    half_height = (height * across + width * abs(along)) / 2

    def placed(x: float, y: float) -> tuple[float, float]:
        return width / 2 + x * across - y * along, height / 2 + x * along + y * across

    return (
        placed(-half_width, -half_height),
        placed(half_width, -half_height),
        placed(half_width, half_height),
        placed(-half_width, half_height),
    )


def evened(grey: Image.Image) -> Image.Image:
    """A sheet with its paper equally light everywhere; no pixel is moved."""
    cv2 = opencv()
    pixels = np.asarray(grey)
    small = cv2.resize(pixels, (max(1, grey.width // 16), max(1, grey.height // 16)), interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    usual = float(np.median(paper))
    paper = cv2.GaussianBlur(np.maximum(paper, np.uint8(DARKEST_PAPER * usual)), (0, 0), 3)
    light = cv2.resize(paper, grey.size, interpolation=cv2.INTER_LINEAR)
    return Image.fromarray(cv2.divide(pixels, np.maximum(light, 1), scale=245))


@cache
def opencv() -> ModuleType:
    """OpenCV, imported when the first picture needs it, and kept to the one core that a worker has."""
    import cv2  # noqa: PLC0415 - 0.1 s that text PDFs do not pay for

    cv2.setNumThreads(1)
    return cv2


def _quarter_turned(corners: Corners, frame: tuple[float, float]) -> Corners:
    """Corners on a page of the size `frame`, after it was turned clockwise by 90 degrees."""

    def turned(point: Point) -> Point:
        return frame[1] - point[1], point[0]

    top_left, top_right, bottom_right, bottom_left = corners
    return turned(bottom_left), turned(top_left), turned(top_right), turned(bottom_right)


def _between(grey: Image.Image, places: npt.NDArray[np.float64], size: tuple[int, int]) -> Image.Image:
    """The pixels between four places (``(4, 2)``, in pixels, (0, 0) the outer corner of the first pixel)."""
    cv2 = opencv()
    width, height = size
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    half = 0.5  # OpenCV counts from the middle of the first pixel
    back = cv2.getPerspectiveTransform((target - half).astype(np.float32), (places - half).astype(np.float32))
    paper = median_low(grey.resize((64, 64), Image.Resampling.BOX).tobytes())
    pixels = cv2.warpPerspective(
        np.asarray(grey),
        back,
        size,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=paper,
    )
    return Image.fromarray(pixels)
