"""Laid ink -> the bytes of a PDF, and the places of the values on its page.

Takes a layout and ink, gives a file that is the same on every machine with the same fonts.
Refuses nothing.
"""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from reportlab.pdfgen.canvas import Canvas

from models.generator import ornaments
from models.generator.blocks import Ink, Text
from models.generator.layout import Layout
from models.generator.paint import EMISSIONS, hide, paint

LEFT_OVER: Final = (
    "Certificate",
    "untitled-1",
    "CERTIFICATE TEMPLATE",
    "Click to edit",
    "Participant name here",
    "v2 final",
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A printed value on a line: x0, top, x1, bottom in points from the page's top left corner."""

    field: str
    occurrence: int
    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Made:
    """One file with its expected record. `spots` are places of values on the clean page."""

    name: str
    content: bytes
    expected: dict[str, Any]
    layout: int
    spots: tuple[Spot, ...]


def draw_pdf(layout: Layout, ink: Sequence[Ink], rng: random.Random) -> bytes:
    """The page as a file."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=layout.size, pageCompression=0, invariant=1)
    canvas.setTitle("Certificate")
    tint = layout.pick("tint", (None, "#fffcf0", "#f7fafc", "#fdf6ee", "#f3f7f1"), (70, 12, 8, 5, 5))
    pale = ornaments.mixed(layout.accent, 0.9) if layout.chance("pattern", 0.18) else None
    ornaments.background(canvas, layout.size, tint, pale, layout.rng("background"))
    inset = min(layout.size) * layout.between("inset", 0.022, 0.035)
    ornaments.border(canvas, layout.size, layout.border, layout.accent, inset)
    if layout.chance("left_over", 0.04):
        hide(canvas, layout.pick("left_over_text", LEFT_OVER), layout.size[0] / 2, layout.size[1] / 2)
    if layout.chance("vertical", 0.03):
        canvas.saveState()
        canvas.translate(layout.size[0] - 12, layout.size[1] * 0.2)
        canvas.rotate(90)
        canvas.setFillColor("#777777")
        canvas.setFont("Helvetica", 6.5)
        canvas.drawString(
            0,
            0,
            layout.pick(
                "vertical_text", ("Form CE-114 rev. 3", "www.certificates.example", "Printed on recycled paper")
            ),
        )
        canvas.restoreState()
    paint(canvas, ink, layout.size[1], layout.pick("emission", tuple(EMISSIONS), tuple(EMISSIONS.values())), rng)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def spots_of(ink: Sequence[Ink]) -> tuple[Spot, ...]:
    spots = []
    for one in ink:
        if isinstance(one, Text) and one.mark is not None:
            name, _, occurrence = one.mark.partition("#")
            box = (one.x, one.y - 0.75 * one.size, one.x + one.wide, one.y + 0.22 * one.size)
            spots.append(Spot(name, int(occurrence), one.text.strip(), box))
    return tuple(spots)
