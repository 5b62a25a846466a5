"""Ink in the shape of a line that no word covers."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.document import Box, Glyphs
from ingest.ink import unread_lines
from ingest.picture import Picture

SCALE = 72 / 200


def page(*, name: bool = True, border: bool = True) -> Picture:
    """A page of 1700 x 1300 pixels with a title at 200 and a name at 500 pixels from its top."""
    grey = Image.new("L", (1700, 1300), 250)
    pen = ImageDraw.Draw(grey)
    pen.text((300, 200), "Certificate of Completion", font=ImageFont.load_default(80), fill=20)
    if name:
        pen.text((500, 500), "Marisol Castellano", font=ImageFont.load_default(70), fill=90)
    if border:
        pen.rectangle((40, 40, 1660, 1260), outline=30, width=12)
        pen.line((400, 640, 1300, 640), fill=30, width=4)
    return Picture(grey, SCALE, 0)


TITLE = Glyphs("Certificate", Box(295 * SCALE, 200 * SCALE, 1300 * SCALE, 290 * SCALE), 30, 0.95)


def test_a_line_that_nobody_read_is_found() -> None:
    (place,) = unread_lines(page(), [TITLE], 5)
    assert place.x0 <= 515 * SCALE
    assert place.x1 >= 1050 * SCALE
    assert place.top <= 520 * SCALE
    assert place.bottom >= 560 * SCALE


def test_what_was_read_and_borders_and_rules_are_not() -> None:
    assert unread_lines(page(name=False), [TITLE], 5) == ()


def test_the_largest_come_first_and_no_more_than_asked_for() -> None:
    (largest,) = unread_lines(page(), [], 1)
    assert largest.top < 300 * SCALE
    assert len(unread_lines(page(), [], 5)) == 2


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (40, 40)])
def test_tiny_pictures_have_no_lines(size: tuple[int, int]) -> None:
    assert unread_lines(Picture(Image.new("L", size, 255), SCALE, 0), [], 5) == ()


def test_blank_paper_and_noise_have_no_lines() -> None:
    noise = Image.effect_noise((1700, 1300), 20)
    assert unread_lines(Picture(Image.new("L", (1700, 1300), 255), SCALE, 0), [], 5) == ()
    assert len(unread_lines(Picture(noise, SCALE, 0), [], 5)) <= 1
