"""A clean page -> the same page as a scanner, a feeder with the sheet the wrong way round, or a telephone gives it.

Takes a PDF of one page and a seed, gives the bytes of a PDF or of a picture.
Refuses damage that a person could not read through. Scans are those of `samples/degrade.py`; photos are made
differently from it on purpose, so that a reader tuned on the samples is measured on others.
"""

import io
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from samples.degrade import photo_jpeg, render, scan
from samples.draw import picture_pdf

SCAN_QUALITY: Final = 85
PHOTO_QUALITY: Final = 82
PHOTO_SIZE: Final = (4000, 3000)  # pixels: 12 million, as telephones take them
SCAN_NOISE: Final = 3.0
MOST_SKEW: Final = 1.5  # degrees

Pixels = npt.NDArray[np.float32]


def scanned(pdf: bytes, seed: int, dpi: int, *, turn: int = 0, as_pdf: bool) -> bytes:
    """Scan in grey, with light noise and up to `MOST_SKEW` degrees of skew; turned by `turn` degrees."""
    rng = np.random.default_rng(seed)
    skew = float(rng.uniform(-MOST_SKEW, MOST_SKEW))
    picture = scan(render(pdf, dpi), seed, skew=skew, turn=turn, noise=SCAN_NOISE)
    if as_pdf:
        return picture_pdf([picture], dpi, quality=SCAN_QUALITY)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=SCAN_QUALITY, dpi=(dpi, dpi))
    return target.getvalue()


def photographed(pdf: bytes, seed: int) -> bytes:
    """Photograph the sheet on a table: perspective, uneven light, a shadow, a little blur and grain."""
    rng = np.random.default_rng(seed)
    sheet = np.asarray(render(pdf, 300), dtype=np.uint8)
    wide, tall = PHOTO_SIZE if sheet.shape[1] > sheet.shape[0] else PHOTO_SIZE[::-1]
    frame = (wide, tall)
    scene = _table(rng, frame)
    turned = cv2.getPerspectiveTransform(_corners_of(sheet), _corners_in(rng, frame, sheet))
    paper = cv2.warpPerspective(sheet, turned, frame, flags=cv2.INTER_AREA).astype(np.float32)
    cover = cv2.warpPerspective(np.full(sheet.shape[:2], 255, np.uint8), turned, frame)
    mask = cv2.GaussianBlur(cover, (0, 0), 1.2).astype(np.float32)[:, :, None] / 255
    small = cv2.GaussianBlur(cv2.resize(cover, (wide // 8, tall // 8)), (0, 0), 3)
    shade = cv2.resize(small, frame).astype(np.float32)[:, :, None] / 255
    scene = (scene * (1 - 0.35 * shade) * (1 - mask) + paper * mask).astype(np.float32)  # the sheet casts a soft shadow
    scene = np.asarray(cv2.GaussianBlur(scene, (0, 0), float(rng.uniform(0.8, 1.6))), np.float32)
    tint = np.array([1.0, rng.uniform(0.95, 1.0), rng.uniform(0.86, 1.0)], dtype=np.float32)
    scene *= _light(rng, frame)[:, :, None] * tint
    scene += rng.standard_normal((tall, wide, 1), dtype=np.float32) * 4
    return photo_jpeg(Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8)), quality=PHOTO_QUALITY)


def _corners_of(sheet: npt.NDArray[np.uint8]) -> Pixels:
    tall, wide = sheet.shape[:2]
    return np.array([(0, 0), (wide, 0), (wide, tall), (0, tall)], dtype=np.float32)


def _corners_in(rng: np.random.Generator, frame: tuple[int, int], sheet: npt.NDArray[np.uint8]) -> Pixels:
    """Where the sheet's corners lie on the photo: turned a little, and each moved on its own."""
    wide, tall = frame
    share = float(rng.uniform(0.78, 0.88))
    scale = share * min(wide / sheet.shape[1], tall / sheet.shape[0])
    half_wide, half_tall = scale * sheet.shape[1] / 2, scale * sheet.shape[0] / 2
    angle = np.deg2rad(rng.uniform(-4, 4))
    turn = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (half_wide, half_tall)
    moved = square + rng.uniform(-0.045, 0.045, (4, 2)) * (2 * half_wide, 2 * half_tall)
    placed = moved @ turn.T + (wide / 2, tall / 2)
    return np.asarray(np.clip(placed, 12, (wide - 12, tall - 12)), dtype=np.float32)


def _table(rng: np.random.Generator, frame: tuple[int, int]) -> Pixels:
    """A plain desk, a checked cloth or dark boards."""
    wide, tall = frame
    kind = int(rng.integers(0, 3))
    across, down = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(tall, dtype=np.float32))
    if kind == 0:
        level = np.full((tall, wide), rng.uniform(60, 165), np.float32)
        colour = np.array([1.0, 0.97, 0.92])
    elif kind == 1:
        level = 95 + 28 * ((across // 170 % 2) + (down // 170 % 2))
        colour = np.array([0.75, 0.85, 1.1])
    else:
        level = 62 + 14 * np.sin(down / 9 + 3 * np.sin(across / 700)) - 26 * (down % 620 < 7)
        colour = np.array([1.15, 0.85, 0.6])
    grain = cv2.resize(rng.standard_normal((tall // 4, wide // 4)).astype(np.float32), frame)
    return np.asarray((level + 5 * grain)[:, :, None] * colour, dtype=np.float32)


def _light(rng: np.random.Generator, frame: tuple[int, int]) -> Pixels:
    """Brightness that falls off from a lamp at one side, and the edge of a shadow over one corner."""
    wide, tall = frame
    across, down = np.meshgrid(np.linspace(-1, 1, wide, dtype=np.float32), np.linspace(-1, 1, tall, dtype=np.float32))
    angle = float(rng.uniform(0, 2 * np.pi))
    along = across * np.cos(angle) + down * np.sin(angle)
    edge = across * np.cos(angle + 2.1) + down * np.sin(angle + 2.1) - float(rng.uniform(0.5, 0.9))
    shadow = 1 - float(rng.uniform(0.1, 0.35)) / (1 + np.exp(-edge * 22))
    return np.asarray((0.84 + 0.17 * along) * shadow, dtype=np.float32)
