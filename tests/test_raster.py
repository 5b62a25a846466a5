"""Pages and image files to grey pictures: size, turn, mode and bounds."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageOps
from reportlab.pdfgen.canvas import Canvas

from ingest import raster
from ingest.errors import TooLarge, UnreadableFile
from ingest.picture import LARGEST_LONG_EDGE, LONG_EDGE, Picture
from ingest.raster import load_pictures, page_picture
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
        picture = page_picture(page, dpi, max_pixels)
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


@pytest.mark.parametrize("saved", [("JPEG", {}), ("TIFF", {}), ("TIFF", {"compression": "tiff_lzw"}), ("PNG", {})])
@pytest.mark.parametrize(
    ("orientation", "dark", "turn"),
    [(1, 0, 0), (2, 1, 0), (3, 3, 180), (4, 2, 180), (5, 0, 270), (6, 1, 90), (7, 3, 90), (8, 2, 270)],
)
def test_exif_orientation_is_applied_once(
    tmp_path: Path, saved: tuple[str, dict[str, str]], orientation: int, dark: int, turn: int
) -> None:
    values = np.full((1700, 2000), 255, np.uint8)
    values[:400, :400] = 0  # dark at the top left as stored
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "a"
    Image.fromarray(values).save(path, saved[0], exif=exif, **saved[1])
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


def half_dark(width: int = 2000, height: int = 1500) -> Image.Image:
    """Dark (20) in its upper half, light (255) in its lower one."""
    values = np.full((height, width), 255, np.uint8)
    values[: height // 2] = 20
    return Image.fromarray(values)


def levels(path: Path) -> tuple[float, float]:
    """How light the upper and the lower half of the picture are."""
    (picture,) = load(path)
    pixels = np.asarray(picture.grey)
    middle = pixels.shape[0] // 2
    return float(pixels[: middle - 20].mean()), float(pixels[middle + 20 :].mean())


@pytest.mark.parametrize("image_format", ["PNG", "GIF"])
def test_what_a_palette_calls_transparent_is_paper(tmp_path: Path, image_format: str) -> None:
    image = half_dark().point(lambda level: int(level > 128)).convert("P")
    image.putpalette([0, 0, 0, 10, 10, 10])  # both are dark, but the second is not there
    path = tmp_path / "a"
    image.save(path, image_format, transparency=1)
    dark, light = levels(path)
    assert dark < 10 and light > 250


@pytest.mark.parametrize("mode", ["1", "L", "I;16"])
def test_a_tiff_that_calls_zero_white_is_not_read_as_its_negative(tmp_path: Path, mode: str) -> None:
    grey = half_dark()
    image = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257) if mode == "I;16" else grey.convert(mode)
    file = io.BytesIO()
    image.save(file, "TIFF")
    content = bytearray(file.getvalue())
    tag = struct.pack("<HHIH", 262, 3, 1, 1)  # photometric interpretation: black is zero
    assert content.count(tag) == 1
    content[content.index(tag) + 8] = 0  # white is zero
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    first, second = levels(path)
    assert first > 225 and second < 60


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_ccitt", "packbits"])
def test_a_fax_is_read(tmp_path: Path, compression: str) -> None:
    path = tmp_path / "a.tif"
    half_dark().convert("1", dither=Image.Dither.NONE).save(path, compression=compression, dpi=(204, 196))
    dark, light = levels(path)
    assert dark < 10 and light > 245


def test_a_deep_png_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(np.asarray(half_dark()).astype(np.uint16) * 257).save(path)
    dark, light = levels(path)
    assert dark < 25 and light > 245


@pytest.mark.parametrize("transform", [0, 2])
def test_a_jpeg_for_print_is_not_read_as_its_negative(tmp_path: Path, transform: int) -> None:
    """Photoshop stores CMYK upside down, and with transform 2 as YCCK."""
    ink = np.zeros((1500, 2000, 4), np.uint8)
    ink[:750] = (200, 190, 180, 240)
    stored = 255 - ink
    if transform == 2:
        stored[..., :3] = np.asarray(Image.fromarray(ink[..., :3].copy()).convert("YCbCr"))
    file = io.BytesIO()
    Image.fromarray(255 - stored, "CMYK").save(file, "JPEG", quality=95)  # Pillow turns it upside down
    content = bytearray(file.getvalue())
    content[content.index(b"Adobe") + 11] = transform
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    dark, light = levels(path)
    assert dark < 25 and light > 245


def test_pages_of_a_tiff_may_differ_in_all(tmp_path: Path) -> None:
    first = half_dark()
    others = [first.resize((800, 1200)), first.convert("1"), first.convert("CMYK"), first.resize((5000, 4000))]
    path = tmp_path / "a.tif"
    first.save(path, save_all=True, append_images=others)
    pictures = load(path)
    assert [picture.grey.size for picture in pictures] == [
        (2000, 1500),
        (1467, 2200),
        (2000, 1500),
        (2000, 1500),
        (2200, 1760),
    ]
    for picture in pictures:
        pixels = np.asarray(picture.grey)
        assert pixels[:600].mean() < 60 and pixels[1200:].mean() > 225


@pytest.mark.parametrize("image_format", ["MPO", "WEBP", "PNG"])
def test_previews_and_animations_are_one_page(tmp_path: Path, image_format: str) -> None:
    image = half_dark().convert("RGB")
    path = tmp_path / "a"
    image.save(path, image_format, save_all=True, append_images=[Image.new("RGB", image.size, "black")])
    dark, light = levels(path)
    assert dark < 30 and light > 240


@pytest.mark.parametrize("size", [(1, 1), (20_000, 3), (3, 20_000), (60_000, 50)])
def test_tiny_and_narrow_images_become_pictures(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "a.png"
    Image.new("L", size, 255).save(path)
    (picture,) = load(path)
    assert max(picture.grey.size) == LONG_EDGE and min(picture.grey.size) >= 1


def test_the_damaged_page_of_a_tiff_is_named(tmp_path: Path) -> None:
    file = io.BytesIO()
    noise = Image.fromarray(np.random.default_rng(7).integers(0, 255, (400, 400), np.uint8))
    noise.save(file, "TIFF", save_all=True, append_images=[noise])
    path = tmp_path / "a.tif"
    path.write_bytes(file.getvalue()[:-100_000])
    with pytest.raises(UnreadableFile, match="damaged on page 2"):
        load(path)


# Pages that are a scan


SCAN = (2000, 1400)  # pixels


def scan_grey() -> Image.Image:
    """A page with a black corner, and lines of text as bars."""
    values = np.full((SCAN[1], SCAN[0]), 250, np.uint8)
    values[:300, :300] = 0
    for row in range(400, 1300, 60):
        values[row : row + 12, 200 : 1200 + row // 4] = 30
    return Image.fromarray(values)


def jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()


def pdf_of(
    data: bytes,
    entries: str = "/Filter /DCTDecode /ColorSpace /DeviceGray /BitsPerComponent 8",
    *,
    size: tuple[int, int] = SCAN,
    matrix: str = "800 0 0 560 0 0",
    more: str = "",
    page: str = "/MediaBox [0 0 800 560]",
    mask: bytes | None = None,
) -> bytes:
    """A PDF of one page with one image. PDFium finds its objects without a table of them."""
    image = f"/Type /XObject /Subtype /Image /Width {size[0]} /Height {size[1]} {entries}"
    content = f"q {matrix} cm /I Do Q {more}".encode()
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    parts = [
        b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj",
        b"2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj",
        f"3 0 obj << /Type /Page /Parent 2 0 R {page} /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> "
        f"/Font << /F {font} >> >> >> endobj".encode(),
        b"4 0 obj << /Length %d >> stream\n%s\nendstream endobj" % (len(content), content),
        b"5 0 obj << %s /Length %d >> stream\n%s\nendstream endobj" % (image.encode(), len(data), data),
    ]
    if mask is not None:
        entry = f"/Type /XObject /Subtype /Image /Width {size[0]} /Height {size[1]} /ColorSpace /DeviceGray"
        parts.append(
            b"6 0 obj << %s /BitsPerComponent 8 /Filter /FlateDecode /Length %d >> stream\n%s\nendstream endobj"
            % (entry.encode(), len(mask), mask)
        )
    return b"%PDF-1.7\n" + b"\n".join(parts) + b"\ntrailer << /Root 1 0 R /Size 7 >>\n%%EOF"


def both(content: bytes, max_pixels: int = 60_000_000) -> tuple[Picture, Picture]:
    """The page as `page_picture` gives it, and as it is rendered."""
    pdf = pdfium.PdfDocument(content)
    try:
        page = pdf[0]
        found = page_picture(page, 200, max_pixels), raster._rendered(page, 200, max_pixels, in_grey=True)
        page.close()
    finally:
        pdf.close()
    return found


def unlike(first: Picture, second: Picture) -> float:
    """The mean difference in grey levels of two pictures of a page."""
    size = (200, 140)
    small = [np.asarray(picture.grey.resize(size, Image.Resampling.BOX), np.float32) for picture in (first, second)]
    return float(np.abs(small[0] - small[1]).mean())


def test_a_page_that_is_a_scan_is_the_scan_itself() -> None:
    data = jpeg(scan_grey())
    picture, rendered = both(pdf_of(data))
    assert picture.grey.size == SCAN != rendered.grey.size
    assert np.array_equal(np.asarray(picture.grey), np.asarray(Image.open(io.BytesIO(data))))
    assert (picture.width, picture.height) == pytest.approx((800, 560), abs=0.2)
    assert unlike(picture, rendered) < 2


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "matrix",
    [
        "800 0 0 560 0 0",
        "-800 0 0 560 800 0",
        "800 0 0 -560 0 560",
        "-800 0 0 -560 800 560",
        "0 560 800 0 0 0",
        "0 -560 800 0 0 560",
        "0 560 -800 0 800 0",
        "0 -560 -800 0 800 560",
    ],
)
def test_a_scan_that_is_turned_or_flipped_on_its_page_stands_as_the_page_does(matrix: str, turn: int) -> None:
    picture, rendered = both(pdf_of(jpeg(scan_grey()), matrix=matrix, page=f"/MediaBox [0 0 800 560] /Rotate {turn}"))
    assert picture.rotation == rendered.rotation == turn
    assert max(picture.grey.size) != max(rendered.grey.size)  # it is not rendered
    assert (picture.width, picture.height) == pytest.approx((rendered.width, rendered.height), abs=0.5)
    assert unlike(picture, rendered) < 2


@pytest.mark.parametrize(
    ("matrix", "page"),
    [
        ("700 0 0 490 60 40", "/MediaBox [0 0 800 560]"),
        ("800 0 0 560 0 0", "/MediaBox [0 0 800 560] /CropBox [100 50 700 470]"),
        ("800 0 0 560 30 -20", "/MediaBox [30 -20 830 540]"),
    ],
)
def test_a_scan_with_a_margin_or_cut_by_its_page_lies_where_the_page_has_it(matrix: str, page: str) -> None:
    fine = scan_grey().resize((3000, 2100))
    picture, rendered = both(pdf_of(jpeg(fine), size=fine.size, matrix=matrix, page=page))
    assert picture.grey.size != rendered.grey.size
    assert (picture.width, picture.height) == pytest.approx((rendered.width, rendered.height), abs=0.5)
    assert unlike(picture, rendered) < 2


def indexed(grey: Image.Image) -> tuple[bytes, str]:
    data = bytes(255 if level < 128 else 0 for level in grey.tobytes())
    palette = bytes(255 - level for level in range(256)).hex()
    entries = f"/Filter /FlateDecode /BitsPerComponent 8 /ColorSpace [/Indexed /DeviceGray 255 <{palette}>]"
    return zlib.compress(data), entries


def fax(grey: Image.Image) -> tuple[bytes, str]:
    file = io.BytesIO()
    bits = grey.convert("1", dither=Image.Dither.NONE)
    bits.save(file, "TIFF", compression="group4", tiffinfo={278: grey.height, 262: 0})
    with Image.open(file) as image:
        (offset,), (length,) = image.tag_v2[273], image.tag_v2[279]  # type: ignore[attr-defined]  # a TIFF's tags
    parameters = f"/DecodeParms << /K -1 /Columns {grey.width} /Rows {grey.height} >>"
    entries = f"/Filter /CCITTFaxDecode {parameters} /BitsPerComponent 1 /ColorSpace /DeviceGray"
    return file.getvalue()[offset : offset + length], entries


def print_jpeg(grey: Image.Image) -> tuple[bytes, str]:
    nothing = Image.new("L", grey.size, 0)
    image = Image.merge("CMYK", (nothing, nothing, nothing, grey.point(lambda level: 255 - level)))
    decode = "/Decode [1 0 1 0 1 0 1 0]"
    return jpeg(image), f"/Filter /DCTDecode /ColorSpace /DeviceCMYK /BitsPerComponent 8 {decode}"


def colour(grey: Image.Image) -> tuple[bytes, str]:
    return jpeg(grey.convert("RGB")), "/Filter /DCTDecode /ColorSpace /DeviceRGB /BitsPerComponent 8"


def inverted(grey: Image.Image) -> tuple[bytes, str]:
    return jpeg(ImageOps.invert(grey)), "/Filter /DCTDecode /ColorSpace /DeviceGray /BitsPerComponent 8 /Decode [1 0]"


@pytest.mark.parametrize("stored", [indexed, fax, print_jpeg, colour, inverted])
def test_however_a_scan_is_stored_it_looks_like_its_page(
    stored: Callable[[Image.Image], tuple[bytes, str]],
) -> None:
    data, entries = stored(scan_grey())
    picture, rendered = both(pdf_of(data, entries))
    assert corners(rendered) == [True, False, False, False]
    assert unlike(picture, rendered) < 3


def test_what_a_mask_hides_of_a_scan_is_not_shown() -> None:
    values = np.asarray(scan_grey()).copy()
    values[700:] = 0  # black, and hidden by the mask
    mask = np.full(values.shape, 255, np.uint8)
    mask[700:] = 0
    entries = "/Filter /DCTDecode /ColorSpace /DeviceGray /BitsPerComponent 8 /SMask 6 0 R"
    picture, rendered = both(pdf_of(jpeg(Image.fromarray(values)), entries, mask=zlib.compress(mask.tobytes())))
    assert picture.grey.size == rendered.grey.size
    assert np.asarray(picture.grey)[-100:].mean() > 250


@pytest.mark.parametrize(
    ("more", "is_scan"),
    [
        ("BT /F 24 Tf 200 300 Td (Dana R. Whitfield) Tj ET", False),
        ("BT 3 Tr /F 24 Tf 200 300 Td (words of an earlier OCR) Tj ET", True),
        ("0 0 0 rg 100 100 5 5 re f", False),
        ("q 100 0 0 100 600 400 cm /I Do Q", False),
    ],
)
def test_a_scan_with_something_over_it_is_rendered(more: str, is_scan: bool) -> None:
    picture, rendered = both(pdf_of(jpeg(scan_grey()), more=more))
    assert (picture.grey.size == SCAN) is is_scan
    assert unlike(picture, rendered) < 2


@pytest.mark.parametrize("matrix", ["780 60 -60 520 60 0", "800 0 160 560 -80 0"])
def test_a_scan_that_lies_aslant_is_rendered(matrix: str) -> None:
    picture, rendered = both(pdf_of(jpeg(scan_grey()), matrix=matrix))
    assert picture.grey.size == rendered.grey.size


def test_a_small_scan_is_enlarged_and_a_large_one_reduced() -> None:
    small, rendered = both(pdf_of(jpeg(scan_grey().resize((1000, 700))), size=(1000, 700)))
    assert small.grey.size == rendered.grey.size
    large, _ = both(pdf_of(jpeg(scan_grey().resize((5000, 3500))), size=(5000, 3500)))
    assert large.grey.size == (2200, 1540)


def test_an_image_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    declared = pdf_of(jpeg(scan_grey()), size=(20_000, 14_000))
    with pytest.raises(TooLarge, match=r"20000 x 14000 pixels.*max_pixels"):
        both(declared)
    with pytest.raises(TooLarge):
        both(pdf_of(jpeg(scan_grey())), max_pixels=1_000_000)


def test_a_damaged_scan_is_left_to_pdfium() -> None:
    picture, rendered = both(pdf_of(b"\xff\xd8\xff\xe0 nothing of use"))
    assert picture.grey.size == rendered.grey.size


def test_a_page_without_a_scan_is_rendered() -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792))
    canvas.drawString(100, 400, "Certificate of Completion")
    canvas.showPage()
    canvas.save()
    picture, rendered = both(file.getvalue())
    assert np.array_equal(np.asarray(picture.grey), np.asarray(rendered.grey))


@pytest.mark.parametrize("size", [(5300, 4000), (4000, 5300)])
def test_a_huge_photo_is_decoded_at_half_its_size_by_its_long_edge(size: tuple[int, int]) -> None:
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, "JPEG")
    with Image.open(file) as image:
        raster._decode_small(image, 2600)
        assert (max(image.size), image.mode) == (2650, "L")
