"""A page as a picture: what the raster stage gives and the OCR stage takes.

Takes a grey Pillow image and its scale; gives a value that can be turned, and that places pixels on the page in points.
Refuses to open files and to read words.
"""

from dataclasses import dataclass
from typing import Final

from PIL import Image

from ingest.document import Box

TURNS: Final = {
    90: Image.Transpose.ROTATE_270,  # Pillow turns against the clock
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A grey picture (mode ``L``) of one page."""

    grey: Image.Image
    points_per_pixel: float
    rotation: int  # degrees clockwise by which the stored page or image was turned so far: 0, 90, 180, 270

    @property
    def width(self) -> float:
        """Width of the page in points."""
        return self.grey.width * self.points_per_pixel

    @property
    def height(self) -> float:
        """Height of the page in points."""
        return self.grey.height * self.points_per_pixel

    def turned(self, degrees: int) -> "Picture":
        """The picture turned clockwise by 0, 90, 180 or 270 degrees."""
        if degrees % 360 == 0:
            return self
        grey = self.grey.transpose(TURNS[degrees % 360])
        return Picture(grey, self.points_per_pixel, (self.rotation + degrees) % 360)

    def box(self, left: float, top: float, width: float, height: float) -> Box:
        """The box, in points, of a rectangle in pixels."""
        scale = self.points_per_pixel
        return Box(left * scale, top * scale, (left + width) * scale, (top + height) * scale)
