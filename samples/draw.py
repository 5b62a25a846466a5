"""Facts and layouts -> a PDF and what it states.

Takes pages of (layout, facts, seed), gives bytes that are the same on every machine: no date of making, no compression.
Refuses a page that cannot be printed without overlap even at the smallest scale.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from samples.sheet import Layout, Overfull, Sheet
from samples.style import THEMES, Fonts, make_style
from samples.values import Facts, Stated

# (scale of the text, width of the gaps), the most generous first
FITS: Final = ((1.0, 2.6), (1.0, 2.0), (1.0, 1.5), (1.0, 1.2), (1.0, 1.0), (0.92, 1.0), (0.84, 1.0), (0.76, 1.0))
POINTS_PER_INCH: Final = 72


@dataclass(frozen=True, slots=True)
class PageOrder:
    """One page to draw. `date_format` None lets the style choose."""

    layout: Layout
    facts: Facts
    seed: str
    date_format: str | None = None
    letters: bool = True


def draw_pdf(
    orders: Sequence[PageOrder], *, owner_password: str | None = None, themes: Sequence[Fonts] = THEMES
) -> tuple[bytes, tuple[Stated, ...]]:
    """Draw each order on a page of its own; with an owner password the PDF is encrypted for an empty user password."""
    encryption = None
    if owner_password is not None:
        encryption = StandardEncryption("", owner_password, canPrint=1, canModify=0, canCopy=1, strength=128)
    target = io.BytesIO()
    canvas = Canvas(target, pageCompression=0, invariant=1, encrypt=encryption)
    canvas.setTitle("Certificate")
    stated = []
    for order in orders:
        canvas.setPageSize(order.layout.size)
        stated.append(_draw(canvas, order, _best_fit(order, themes), themes))
        canvas.showPage()
    canvas.save()
    return target.getvalue(), tuple(stated)


def picture_pdf(pictures: Sequence[Image.Image], dpi: int, *, quality: int = 70) -> bytes:
    """A PDF that holds only pictures, as a scanner's software writes it."""
    target = io.BytesIO()
    canvas = Canvas(target, pageCompression=0, invariant=1)
    for picture in pictures:
        jpeg = io.BytesIO()
        picture.save(jpeg, "JPEG", quality=quality, dpi=(dpi, dpi))
        jpeg.seek(0)
        width, height = (side * POINTS_PER_INCH / dpi for side in picture.size)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(jpeg), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _best_fit(order: PageOrder, themes: Sequence[Fonts]) -> tuple[float, float]:
    """The most generous scale and air at which no text overlaps."""
    for fit in FITS[:-1]:
        try:
            _draw(Canvas(io.BytesIO()), order, fit, themes)
        except Overfull:
            continue
        return fit
    return FITS[-1]


def _draw(canvas: Canvas, order: PageOrder, fit: tuple[float, float], themes: Sequence[Fonts]) -> Stated:
    style = make_style(order.seed, order.facts, themes=themes, date_format=order.date_format, letters=order.letters)
    sheet = Sheet(canvas, order.layout.size, style, *fit)
    stated = order.layout.draw(sheet, order.facts)
    sheet.check()
    return stated
