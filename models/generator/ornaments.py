"""What is on a certificate and is not text: borders, corners, backgrounds, logos' signs, seals, codes, signatures.

Takes a layout, gives pens and marks.
Refuses to cover text: page ornaments keep to the margin or are pale.
"""

import math
import random
from functools import lru_cache
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from models.generator.blocks import Align, Mark
from models.generator.fonts import width

BORDERS: Final = (
    "none",
    "single",
    "double",
    "thick",
    "corners",
    "dotted",
    "side",
    "top",
    "triangles",
    "inset",
    "rounded",
    "brackets",
)
BORDER_WEIGHTS: Final = (24, 10, 16, 8, 8, 3, 8, 7, 6, 4, 4, 4)


@lru_cache(maxsize=500)
def colour(code: str) -> Color:
    """The colour of `#rrggbb`."""
    return HexColor(code)


def mixed(code: str, share: float) -> str:
    """The colour mixed with white; `share` of 1 is white.

    >>> mixed("#000000", 0.5)
    '#7f7f7f'
    """
    parts = (int(code[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{int(part + (255 - part) * share):02x}" for part in parts)


def background(
    canvas: Canvas, size: tuple[float, float], tint: str | None, pale: str | None, rng: random.Random
) -> None:
    """A tint of the paper and a pale pattern in the middle."""
    wide, tall = size
    if tint:
        canvas.setFillColor(colour(tint))
        canvas.rect(0, 0, wide, tall, stroke=0, fill=1)
    if pale is None:
        return
    canvas.setStrokeColor(colour(pale))
    canvas.setFillColor(colour(pale))
    canvas.setLineWidth(0.8)
    kind = rng.choice(("rings", "lines", "disc", "waves"))
    if kind == "rings":
        for step in range(16):
            angle = step * math.pi / 8
            canvas.circle(wide / 2 + 60 * math.cos(angle), tall / 2 + 60 * math.sin(angle), min(size) * 0.2)
    elif kind == "lines":
        for step in range(0, int(wide + tall), 26):
            canvas.line(step, 0, step - tall, tall)
    elif kind == "disc":
        canvas.circle(wide * rng.random(), tall * rng.random(), min(size) * 0.35, stroke=0, fill=1)
    else:
        for base in range(0, int(tall), 40):
            path = canvas.beginPath()
            path.moveTo(0, base)
            for step in range(0, int(wide) + 40, 40):
                path.lineTo(step, base + 14 * math.sin(step / 60 + base))
            canvas.drawPath(path)


def border(canvas: Canvas, size: tuple[float, float], kind: str, accent: str, inset: float) -> None:
    """A frame of that kind around the page."""
    wide, tall = size
    canvas.setStrokeColor(colour(accent))
    canvas.setFillColor(colour(accent))
    canvas.setLineWidth(1)
    if kind in ("single", "double", "thick", "corners", "dotted", "inset", "rounded"):
        canvas.setLineWidth({"double": 1, "thick": 8, "dotted": 2.5, "inset": 0.6}.get(kind, 1.6))
        if kind == "dotted":
            canvas.setDash(1, 4)
        if kind == "rounded":
            canvas.roundRect(inset, inset, wide - 2 * inset, tall - 2 * inset, 18)
        else:
            canvas.rect(inset, inset, wide - 2 * inset, tall - 2 * inset)
        canvas.setDash()
    if kind in ("double", "thick", "inset"):
        canvas.setLineWidth(2.2 if kind == "double" else 0.7)
        canvas.rect(inset + 7, inset + 7, wide - 2 * inset - 14, tall - 2 * inset - 14)
    _corners(canvas, size, kind, inset)
    if kind == "side":
        canvas.rect(0, 0, inset * 0.6, tall, stroke=0, fill=1)
    elif kind == "top":
        canvas.rect(0, tall - inset * 0.5, wide, inset * 0.5, stroke=0, fill=1)
        canvas.rect(0, 0, wide, inset * 0.25, stroke=0, fill=1)


def _corners(canvas: Canvas, size: tuple[float, float], kind: str, inset: float) -> None:
    wide, tall = size
    corners = [(x, y) for x in (inset, wide - inset) for y in (inset, tall - inset)]
    if kind == "corners":
        for x, y in corners:
            canvas.circle(x, y, 8, stroke=0, fill=1)
    elif kind == "brackets":
        canvas.setLineWidth(3)
        for x, y in corners:
            canvas.line(x, y, x + (40 if x < wide / 2 else -40), y)
            canvas.line(x, y, x, y + (40 if y < tall / 2 else -40))
    elif kind == "triangles":
        for x, y in (corners[0], corners[3]):
            edge_x, edge_y = (0.0 if x < wide / 2 else wide), (0.0 if y < tall / 2 else tall)
            reach = inset * 2.6
            path = canvas.beginPath()
            path.moveTo(edge_x, edge_y)
            path.lineTo(edge_x + (reach if edge_x == 0 else -reach), edge_y)
            path.lineTo(edge_x, edge_y + (reach if edge_y == 0 else -reach))
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)


def sign(rng: random.Random, side: float, code: str, align: Align = "left") -> Mark:
    """The drawn part of a logo."""
    kind = rng.choice(("drop", "ring", "bars", "cross", "square", "hexagon", "shield", "dots"))

    def pen(canvas: Canvas, x: float, y: float, scale: float) -> None:
        canvas.setFillColor(colour(code))
        canvas.setStrokeColor(colour(code))
        across = side * scale
        centre_x, centre_y = x + across / 2, y - across / 2
        if kind == "ring":
            canvas.setLineWidth(across * 0.14)
            canvas.circle(centre_x, centre_y, across * 0.38)
        elif kind == "bars":
            for bar, tall in enumerate((0.4, 0.7, 1.0)):
                canvas.rect(x + bar * across * 0.34, y - across, across * 0.25, across * tall, stroke=0, fill=1)
        elif kind == "cross":
            canvas.rect(centre_x - across * 0.14, y - across, across * 0.28, across, stroke=0, fill=1)
            canvas.rect(x, centre_y - across * 0.14, across, across * 0.28, stroke=0, fill=1)
        elif kind == "square":
            canvas.rect(x, y - across, across, across, stroke=0, fill=1)
        elif kind == "dots":
            for place in range(9):
                column, row = place % 3, place // 3
                canvas.circle(
                    x + across * (column + 0.5) / 3, y - across * (row + 0.5) / 3, across * 0.12, stroke=0, fill=1
                )
        else:
            corners = {"drop": 24, "hexagon": 6, "shield": 4}[kind]
            path = canvas.beginPath()
            for step in range(corners):
                angle = step * 2 * math.pi / corners + math.pi / 2
                point = centre_x + across / 2 * math.cos(angle), centre_y + across / 2 * math.sin(angle)
                (path.lineTo if step else path.moveTo)(*point)
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)

    return Mark(side, side, pen, align)


def seal(rng: random.Random, side: float, code: str, word: str, align: Align = "centre") -> Mark:
    """A round seal with a word, which belongs to the drawing."""
    teeth, ribbon = rng.choice((0, 36, 72)), rng.random() < 0.3

    def pen(canvas: Canvas, x: float, y: float, scale: float) -> None:
        reach = side * scale / 2
        middle_x, middle_y = x + reach, y - reach
        canvas.setFillColor(colour(code))
        if ribbon:
            canvas.rect(middle_x - reach * 0.5, y - 2 * reach, reach * 0.3, reach, stroke=0, fill=1)
            canvas.rect(middle_x + reach * 0.2, y - 2 * reach, reach * 0.3, reach, stroke=0, fill=1)
        if teeth:
            path = canvas.beginPath()
            for step in range(2 * teeth):
                long = reach * (1 if step % 2 else 0.92)
                angle = step * math.pi / teeth
                point = middle_x + long * math.cos(angle), middle_y + long * math.sin(angle)
                (path.lineTo if step else path.moveTo)(*point)
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)
        else:
            canvas.circle(middle_x, middle_y, reach, stroke=0, fill=1)
        canvas.setStrokeColor(colour("#ffffff"))
        canvas.setLineWidth(1)
        canvas.circle(middle_x, middle_y, reach * 0.78)
        if word:
            size = min(reach * 0.5, reach * 1.4 / max(0.5, width(word, "Times-Bold")))
            canvas.setFillColor(colour("#ffffff"))
            canvas.setFont("Times-Bold", size)
            canvas.drawCentredString(middle_x, middle_y - size * 0.3, word)

    return Mark(side, side, pen, align)


def squares(rng: random.Random, side: float, align: Align = "left") -> Mark:
    """A square code that says nothing."""
    cells = [[rng.random() < 0.5 for _ in range(21)] for _ in range(21)]

    def pen(canvas: Canvas, x: float, y: float, scale: float) -> None:
        cell = side * scale / 21
        canvas.setFillColor(colour("#000000"))
        path = canvas.beginPath()
        for row in range(21):
            for column in range(21):
                corner = (row < 7 or row > 13) and (column < 7 or column > 13) and not (row > 13 and column > 13)
                ring = max(abs(row % 14 - 3), abs(column % 14 - 3)) if corner else None
                if ring in (0, 1, 3) or (ring is None and cells[row][column]):
                    path.rect(x + column * cell, y - (row + 1) * cell, cell, cell)
        canvas.drawPath(path, stroke=0, fill=1)

    return Mark(side, side, pen, align)


def scribble(rng: random.Random, wide: float, tall: float, align: Align = "centre") -> Mark:
    """A signature that cannot be read."""
    strokes = [
        (rng.random(), rng.random(), rng.random(), rng.random(), rng.random()) for _ in range(rng.randint(5, 11))
    ]
    code = rng.choice(("#1b2a6b", "#000000", "#222266"))

    def pen(canvas: Canvas, x: float, y: float, scale: float) -> None:
        canvas.setStrokeColor(colour(code))
        canvas.setLineWidth(1.1)
        path, step, high = canvas.beginPath(), wide * scale / len(strokes), tall * scale
        bottom, left = y - high, x
        path.moveTo(left, bottom + high * 0.3)
        for one, two, three, four, five in strokes:
            path.curveTo(
                left + step * one, bottom + high * (0.4 + 0.6 * two), left + step * three, bottom + high * four * 0.9,
                left + step,
                bottom + high * 0.5 * five,
            )  # fmt: skip
            left += step
        canvas.drawPath(path)

    return Mark(wide, tall, pen, align, after=1)
