"""Pages and image files to grey pictures: size, turn, mode and bounds."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import TooLarge, UnreadableFile
from ingest.picture import Picture
from ingest.raster import LARGEST_LONG_EDGE, LONG_EDGE, load_pictures, render_page
from ingest.settings import Settings

SETTINGS = Settings()


def load(path: Path, settings: Settings = SETTINGS) -> list[Picture]:
    return list(load_pictures(path, settings))


def render(width: float, height: float, *, dpi: int = 200, max_pixels: int = 60_000_000, turn: int = 0) -> Picture:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(width, height))
    canvas.setPageRotation(turn)
    canvas.rect(0, 0, width / 4, height / 4, fill=1)
    canvas.showPage()
    canvas.save()
    pdf = pdfium.PdfDocument(file.getvalue())
    try:
        page = pdf[0]
        picture = render_page(page, dpi, max_pixels)
        page.close()
        return picture
    finally:
        pdf.close()


def corners(picture: Picture) -> list[bool]:
    """Whether each corner is dark: top left, top right, bottom left, bottom right."""
    pixels = np.asarray(picture.grey)
    return [bool(pixels[row, column] < 128) for row in (3, -4) for column in (3, -4)]


def test_a_letter_page_is_rendered_at_the_wanted_resolution() -> None:
    picture = render(612, 792)
    assert picture.grey.size == (1700, 2200)
    assert picture.grey.mode == "L"
    assert (picture.width, picture.height) == pytest.approx((612, 792))
    assert corners(picture) == [False, False, True, False]


def test_a_turned_page_is_rendered_as_displayed() -> None:
    picture = render(612, 792, turn=90)
    assert picture.rotation == 90
    assert corners(picture).count(True) == 1
    assert corners(picture) != [False, False, True, False]


@pytest.mark.parametrize("inches", [200, 14_000])
def test_a_huge_page_is_rendered_small(inches: int) -> None:
    picture = render(inches * 72, inches * 72)
    assert max(picture.grey.size) <= LARGEST_LONG_EDGE
    assert picture.width == pytest.approx(inches * 72, rel=0.01)


def test_a_tiny_page_is_rendered_large_enough_to_read_and_a_strip_within_the_pixels() -> None:
    assert max(render(144, 90).grey.size) >= 1600
    strip = render(7200, 1).grey
    assert strip.width * strip.height <= 60_000_000
    small = render(612, 792, max_pixels=1_000_000).grey
    assert small.width * small.height <= 1_010_000


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF", "GIF", "BMP", "WEBP", "AVIF"])
def test_each_format_becomes_a_grey_picture_of_readable_size(tmp_path: Path, image_format: str) -> None:
    path = tmp_path / "a"
    Image.new("RGB", (800, 600), "white").save(path, image_format)
    (picture,) = load(path)
    assert picture.grey.mode == "L"
    assert max(picture.grey.size) == LONG_EDGE
    assert (picture.width, picture.height) == pytest.approx((792, 594))
    assert np.asarray(picture.grey).min() > 250


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "YCbCr", "I", "I;16", "F"])
def test_each_mode_keeps_ink_dark_and_paper_light(tmp_path: Path, mode: str) -> None:
    values = np.full((1700, 1700), 255, np.uint8)
    values[:850] = 20
    grey = Image.fromarray(values)
    if mode in ("I", "I;16"):
        image = Image.fromarray(values.astype(np.uint16 if mode == "I;16" else np.int32) * 200)
    elif mode in ("LA", "RGBA"):
        image = Image.new("L", grey.size, 20).convert(mode)
        image.putalpha(Image.eval(grey, lambda value: 255 - value))  # the paper is transparent
    else:
        image = grey.convert(mode)
    path = tmp_path / "a.tif"
    image.save(path, "TIFF")
    (picture,) = load(path)
    pixels = np.asarray(picture.grey)
    assert pixels[:800].mean() < 60
    assert pixels[900:].mean() > 225


@pytest.mark.parametrize(
    ("orientation", "dark", "turn"),
    [(1, 0, 0), (2, 1, 0), (3, 3, 180), (4, 2, 180), (5, 0, 270), (6, 1, 90), (7, 3, 90), (8, 2, 270)],
)
def test_exif_orientation_is_applied(tmp_path: Path, orientation: int, dark: int, turn: int) -> None:
    values = np.full((1700, 2000), 255, np.uint8)
    values[:400, :400] = 0  # dark at the top left as stored
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "a.jpg"
    Image.fromarray(values).save(path, exif=exif)
    (picture,) = load(path)
    assert corners(picture) == [corner == dark for corner in range(4)]
    assert picture.rotation == turn
    assert picture.grey.size == ((1700, 2000) if orientation >= 5 else (2000, 1700))


def test_broken_exif_is_no_reason_to_fail(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("L", (1700, 1700), 255).save(path, exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    (picture,) = load(path)
    assert picture.rotation == 0


@pytest.mark.parametrize(
    ("dpi", "long_edge"),
    [(300, 2000 / 300 * 72), (72, 792), (96, 792), (5, 792), (2400, 792), (1200, 792), (None, 792)],
)
def test_the_paper_size_comes_from_a_believable_resolution(tmp_path: Path, dpi: int | None, long_edge: float) -> None:
    path = tmp_path / "a.png"
    Image.new("L", (2000, 1500)).save(path, dpi=dpi and (dpi, dpi))
    (picture,) = load(path)
    assert max(picture.width, picture.height) == pytest.approx(long_edge, rel=1e-3)


def test_each_page_of_a_tiff_is_a_picture_and_an_animation_is_one(tmp_path: Path) -> None:
    frames = [Image.new("L", (1700, 1700), level) for level in (0, 120, 255)]
    path = tmp_path / "a.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert [picture.grey.getpixel((0, 0)) for picture in load(path)] == [0, 120, 255]
    with pytest.raises(TooLarge, match="more than 2 pages"):
        load(path, Settings(max_pages=2))
    moving = tmp_path / "a.gif"
    frames[0].save(moving, save_all=True, append_images=frames[1:])
    assert len(load(moving)) == 1


def png_of(width: int, height: int, colour_type: int = 0) -> bytes:
    """A PNG that declares a size and holds hardly anything."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    body = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [9_000, 13_000, 40_000])
def test_an_image_bomb_is_refused_by_its_declared_size(tmp_path: Path, side: int) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png_of(side, side))
    with pytest.raises(TooLarge, match="max_pixels"):
        load(path)


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_damaged_image_is_unreadable(tmp_path: Path, image_format: str) -> None:
    file = io.BytesIO()
    noise = np.random.default_rng(7).integers(0, 255, (400, 400), np.uint8)
    Image.fromarray(noise).save(file, image_format)
    path = tmp_path / "a"
    for share in (0.5, 0.01):
        path.write_bytes(file.getvalue()[: max(12, int(len(file.getvalue()) * share))])
        with pytest.raises(UnreadableFile, match="damaged"):
            load(path)


def test_a_turned_picture_knows_its_turn_and_its_places() -> None:
    values = np.full((100, 200), 255, np.uint8)
    values[:20, :20] = 0
    picture = Picture(Image.fromarray(values), 0.5, 90)
    assert [corners(picture.turned(turn)).index(True) for turn in (0, 90, 180, 270)] == [0, 1, 3, 2]
    turned = picture.turned(90)
    assert (turned.rotation, turned.width, turned.height) == (180, 50, 100)
    assert turned.box(10, 20, 30, 40).as_tuple() == (5, 10, 20, 30)
