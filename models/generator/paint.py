"""Ink in its places -> a page of a PDF, as different producers write it.

Takes a reportlab canvas and laid ink, draws. Refuses nothing; how text is emitted changes its order in the file and
where its letters are cut, never where they stand.
"""

import random
from collections.abc import Sequence
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from models.generator.blocks import Ink, Shape, Text
from models.generator.fonts import width

EMISSIONS: Final = {"lines": 55, "words": 18, "mixed": 12, "letters": 3, "backwards": 4, "one": 8}


def paint(canvas: Canvas, ink: Sequence[Ink], tall: float, emission: str, rng: random.Random) -> None:
    """Draw the ink on a page of that height; panels and lines first."""
    for shape in ink:
        if isinstance(shape, Shape):
            shape.pen(canvas, shape.x, tall - shape.y)
    texts = [text for text in ink if isinstance(text, Text)]
    if emission == "mixed":
        rng.shuffle(texts)
    elif emission == "backwards":
        texts.reverse()
    for text in texts:
        if text.underline:
            _underline(canvas, text, tall)
    if emission == "one":
        _as_one(canvas, texts, tall)
        return
    for text in texts:
        _emit(canvas, text, tall, emission)


def _underline(canvas: Canvas, text: Text, tall: float) -> None:
    y = tall - text.y - text.size * 0.12
    canvas.setStrokeColor(text.colour)
    canvas.setLineWidth(text.size * 0.05)
    canvas.line(text.x, y, text.x + text.wide, y)


def _emit(canvas: Canvas, text: Text, tall: float, emission: str) -> None:
    canvas.setFillColor(text.colour)
    y = tall - text.y
    if emission == "letters" or (emission == "words" and not text.spread):
        x = text.x
        parts = list(text.text) if emission == "letters" else text.text.split(" ")
        gap = 0.0 if emission == "letters" else width(" ", text.font) * text.size
        for part in parts:
            if part.strip():
                canvas.setFont(text.font, text.size)
                canvas.drawString(x, y, part)
            x += width(part, text.font) * text.size + len(part) * text.spread + gap
        return
    run = canvas.beginText(text.x, y)
    run.setFont(text.font, text.size)
    run.setCharSpace(text.spread)
    run.textOut(text.text)
    run.setCharSpace(0)  # it would hold for the rest of the page
    canvas.drawText(run)


def _as_one(canvas: Canvas, texts: Sequence[Text], tall: float) -> None:
    """All text in a single text object."""
    run = canvas.beginText(0, 0)
    for text in texts:
        run.setTextOrigin(text.x, tall - text.y)
        run.setFont(text.font, text.size)
        run.setFillColor(text.colour)
        run.setCharSpace(text.spread)
        run.textOut(text.text)
    run.setCharSpace(0)
    canvas.drawText(run)


def hide(canvas: Canvas, text: str, x: float, y: float) -> None:
    """Text that is in the file and not on the page: what a template left over."""
    run = canvas.beginText(x, y)
    run.setFont("Helvetica", 6)
    run.setTextRenderMode(3)
    run.textOut(text)
    run.setTextRenderMode(0)
    canvas.drawText(run)
