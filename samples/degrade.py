"""A clean page -> the same page as a scanner or a telephone gives it.

Takes a PDF or a picture and a seed, gives a picture.
Refuses nothing; how bad the paper gets is bounded so that a person still reads every word.
"""

import io
from typing import Final

import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image, ImageFilter

PHOTO_MAKER: Final = "Example"
ORIENTATION_TAG: Final = 0x0112
# EXIF orientation -> degrees by which the stored picture is turned anticlockwise against the upright one
ORIENTATIONS: Final = {1: 0, 3: 180, 6: 90, 8: 270}

Pixels = npt.NDArray[np.float32]


def render(pdf: bytes, dpi: int, page: int = 0) -> Image.Image:
    """One page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        bitmap = document[page].render(scale=dpi / 72)
        picture: Image.Image = bitmap.to_pil().convert("RGB")
    finally:
        document.close()
    return picture


def scan(
    picture: Image.Image, seed: int, *, skew: float = 0, turn: int = 0, noise: float = 6, colour: bool = False
) -> Image.Image:
    """Scan a page.

    Args:
        skew: degrees, anticlockwise.
        turn: 0, 90, 180 or 270 degrees anticlockwise: how the sheet lay in the feeder.
        noise: standard deviation of the grain, of 255.
    """
    rng = np.random.default_rng(seed)
    picture = picture if colour else picture.convert("L").convert("RGB")
    picture = picture.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=(245, 245, 243))
    picture = picture.filter(ImageFilter.GaussianBlur(0.6))
    pixels = np.asarray(picture, dtype=np.float32)
    tall, wide = pixels.shape[:2]
    pixels = pixels * 0.93 + 8 + _grain(rng, (tall, wide, 1), noise)
    for _ in range(40):  # dust
        row, column = int(rng.integers(0, tall - 3)), int(rng.integers(0, wide - 3))
        pixels[row : row + 2, column : column + 2] = 70
    pixels[:, : int(wide * 0.006)] *= 0.6  # the shadow of the lid
    scanned = _picture(pixels).rotate(turn, expand=True)
    return scanned if colour else scanned.convert("L")


def photograph(picture: Image.Image, seed: int, *, tilt: float = 0.05) -> Image.Image:
    """Photograph a page that lies on a table: perspective, uneven light, a little blur.

    Args:
        tilt: how far a corner may move, as a share of the side.
    """
    rng = np.random.default_rng(seed)
    wide, tall = picture.size
    margin = int(0.07 * max(wide, tall))
    frame = (wide + 2 * margin, tall + 2 * margin)
    corners = [(margin, margin), (margin + wide, margin), (margin + wide, margin + tall), (margin, margin + tall)]
    moved = [
        (x + float(rng.uniform(-tilt, tilt)) * wide * 0.8, y + float(rng.uniform(-tilt, tilt)) * tall * 0.8)
        for x, y in corners
    ]
    coefficients = _perspective(moved, [(0, 0), (wide, 0), (wide, tall), (0, tall)])
    paper = picture.transform(frame, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    cover = Image.new("L", picture.size, 255).transform(frame, Image.Transform.PERSPECTIVE, coefficients)
    wood = _table(rng, frame)
    scene = Image.composite(paper, wood, cover)
    pixels = np.asarray(scene.filter(ImageFilter.GaussianBlur(0.7)), dtype=np.float32)
    light = _light(rng, frame)
    tint = np.array([1.0, 0.985, 0.94], dtype=np.float32)
    return _picture(pixels * light[:, :, None] * tint + _grain(rng, (frame[1], frame[0], 3), 4))


def photo_jpeg(picture: Image.Image, *, orientation: int = 1, quality: int = 62) -> bytes:
    """The picture as a telephone saves it: stored as the sensor lay, with an EXIF orientation."""
    exif = Image.Exif()
    exif[0x010F] = PHOTO_MAKER
    exif[ORIENTATION_TAG] = orientation
    target = io.BytesIO()
    stored = picture.rotate(ORIENTATIONS[orientation], expand=True)
    stored.save(target, "JPEG", quality=quality, exif=exif, optimize=True)
    return target.getvalue()


def _grain(rng: np.random.Generator, shape: tuple[int, int, int], strength: float) -> Pixels:
    return rng.normal(0, strength, shape).astype(np.float32)


def _picture(pixels: Pixels) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8), "RGB")


def _table(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """A wooden table top."""
    wide, tall = size
    grain = np.cumsum(rng.normal(0, 2.5, tall)).astype(np.float32)
    grain -= grain.mean()
    base = np.array([122, 88, 58], dtype=np.float32) + np.clip(grain, -30, 30)[:, None]
    return _picture(np.repeat(base[:, None, :], wide, axis=1))


def _light(rng: np.random.Generator, size: tuple[int, int]) -> Pixels:
    """Brightness that falls off from a lamp, and the soft edge of a shadow."""
    wide, tall = size
    across, down = np.meshgrid(np.linspace(0, 1, wide, dtype=np.float32), np.linspace(0, 1, tall, dtype=np.float32))
    lamp_x, lamp_y = rng.uniform(0.1, 0.9, 2)
    distance = np.hypot(across - lamp_x, down - lamp_y)
    edge = across * float(rng.uniform(0.5, 1.5)) + down - float(rng.uniform(1.2, 1.7))
    shadow = 1 - 0.22 / (1 + np.exp(-edge * 30))
    light: Pixels = ((1.03 - 0.33 * distance) * shadow).astype(np.float32)
    return light


def _perspective(seen: list[tuple[float, float]], flat: list[tuple[int, int]]) -> tuple[float, ...]:
    """The eight numbers with which Pillow finds the source of each point: `seen` on the photo, `flat` on the page."""
    rows, right = [], []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
        right += [u, v]
    return tuple(float(value) for value in np.linalg.solve(np.array(rows, dtype=float), np.array(right, dtype=float)))
