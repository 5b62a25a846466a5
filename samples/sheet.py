"""One page to draw a certificate on: text that flows, labels with values, borders, logos, seals and signatures.

Takes a reportlab canvas and a `Style`; every text drawn is kept with its box.
Refuses a page whose texts overlap or leave it (`Overfull`): the caller draws it again smaller.
Places are reportlab's: points, origin at the bottom left.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from reportlab.lib.colors import Color, HexColor, black, white
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from samples.style import Style
from samples.values import Facts, Holder, Stated

Align = Literal["left", "centre", "right"]
Pairs = Sequence[tuple[str, str]]

LANDSCAPE: Final = (792.0, 612.0)
PORTRAIT: Final = (612.0, 792.0)
A4: Final = (595.0, 842.0)
GREY: Final = HexColor("#555555")
PALE: Final = HexColor("#eef2f7")


class Overfull(Exception):
    """Texts overlap or leave the page."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A way to print a certificate: `draw` prints the facts on a sheet and says what it stated."""

    draw: "Callable[[Sheet, Facts], Stated]"
    families: tuple[str, ...]  # kinds of provider that print like this
    size: tuple[float, float] = LANDSCAPE
    most_days: int = 1

    @property
    def name(self) -> str:
        return self.draw.__name__


class Sheet:
    """A page with a cursor `y` that flowing text moves down; `air` widens the gaps between its pieces."""

    def __init__(self, canvas: Canvas, size: tuple[float, float], style: Style, scale: float, air: float) -> None:
        self.canvas, self.style, self.scale, self.air = canvas, style, scale, air
        self.width, self.height = size
        self.fonts, self.accent = style.fonts, style.accent
        self.y = self.height - 60
        self.boxes: list[tuple[float, float, float, float, str]] = []

    # text

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        font: str | None = None,
        size: float = 11,
        colour: Color = black,
        align: Align = "left",
        spread: float = 0,
    ) -> float:
        """Draw one line at a baseline; `spread` is extra space between letters. Gives the right edge."""
        font, size = font or self.fonts.body, size * self.scale
        width = stringWidth(text, font, size) + spread * len(text)
        x0 = x - {"left": 0.0, "centre": width / 2, "right": width}[align]
        run = self.canvas.beginText(x0, y)
        run.setFont(font, size)
        run.setFillColor(colour)
        run.setCharSpace(spread)
        run.textOut(text)
        self.canvas.drawText(run)
        self.boxes.append((x0, y - 0.2 * size, x0 + width, y + 0.72 * size, text))
        return x0 + width

    def wrap(self, text: str, font: str, size: float, width: float) -> list[str]:
        """Break the text into lines of at most `width` points."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and stringWidth(longer, font, size * self.scale) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def flow(
        self,
        text: str,
        *,
        font: str | None = None,
        size: float = 12,
        colour: Color = black,
        align: Align = "centre",
        x: float | None = None,
        width: float | None = None,
        after: float = 8,
        spread: float = 0,
    ) -> None:
        """Draw wrapped lines below the cursor and move it down; `x` is the left edge, middle or right edge."""
        font = font or self.fonts.body
        if x is None:
            x = {"left": 72.0, "centre": self.width / 2, "right": self.width - 72}[align]
        width = width or self.width - 144
        for line in self.wrap(text, font, size, width):
            self.y -= size * self.scale * 1.22
            self.text(x, self.y, line, font=font, size=size, colour=colour, align=align, spread=spread)
        self.y -= after * self.scale * self.air

    def space(self, points: float) -> None:
        self.y -= points * self.scale * self.air

    def holder(
        self,
        holder: Holder,
        *,
        size: float = 26,
        font: str | None = None,
        align: Align = "centre",
        x: float | None = None,
        colour: Color = black,
        capitals: bool | None = None,
        after: float = 10,
    ) -> None:
        """Draw the holder's name below the cursor, with letters after it if the style has them.

        A trailing `CM` of the letters is raised, as the BOC asks for it. Names with capitals inside are not put into
        capitals, which would hide them.
        """
        capitals = self.style.chance(0.2) if capitals is None else capitals
        simple = all(part.istitle() for part in (holder.given, holder.family))
        name = holder.natural.upper() if capitals and simple else holder.natural
        letters = holder.letters if self.style.letters else None
        raised = letters is not None and letters.endswith(")CM")
        text = name if letters is None else f"{name}, {letters.removesuffix('CM') if raised else letters}"
        font = font or self.fonts.display
        if x is None:
            x = {"left": 72.0, "centre": self.width / 2, "right": self.width - 72}[align]
        self.y -= size * self.scale * 1.22
        right = self.text(x, self.y, text, font=font, size=size, colour=colour, align=align)
        if raised:
            self.text(right + 0.5, self.y + 0.4 * size * self.scale, "CM", font=font, size=size * 0.5, colour=colour)
        self.y -= after * self.scale * self.air

    # labels and values

    def centred_pairs(self, pairs: Pairs, *, size: float = 11, after: float = 4, colon: str = ": ") -> None:
        """`Label: value` lines in the middle."""
        for label, value in pairs:
            self.flow(f"{label}{colon}{value}", size=size, after=after)

    def beside(
        self,
        x: float,
        pairs: Pairs,
        *,
        value_x: float | None = None,
        size: float = 11,
        gap: float = 7,
        width: float = 250,
    ) -> None:
        """Bold label at `x`, its value on the same line at `value_x` or right behind it; long values wrap."""
        for label, value in pairs:
            self.y -= size * self.scale * 1.22
            right = self.text(x, self.y, f"{label}:", font=self.fonts.bold, size=size)
            start = max(value_x or 0, right + 5)
            lines = self.wrap(value, self.fonts.body, size, width)
            for number, line in enumerate(lines):
                self.y -= size * self.scale * 1.22 if number else 0
                self.text(start, self.y, line, size=size)
            self.y -= gap * self.scale * self.air

    def above(self, x: float, label: str, value: str, *, size: float = 13, width: float = 220, gap: float = 12) -> None:
        """Small grey label, its value on the line below it."""
        self.flow(label, size=size * 0.65, colour=GREY, align="left", x=x, width=width, after=1)
        self.flow(value, size=size, font=self.fonts.bold, align="left", x=x, width=width, after=gap)

    def below(self, pairs: Pairs, y: float, *, size: float = 12, left: float = 72) -> None:
        """Columns of a value on a ruled line with its label under the line."""
        column = (self.width - 2 * left) / len(pairs)
        for number, (label, value) in enumerate(pairs):
            middle = left + column * (number + 0.5)
            self.text(middle, y + 5, value, size=size, align="centre")
            self.rule(middle - column * 0.42, y, middle + column * 0.42)
            self.text(middle, y - 11 * self.scale, label, size=size * 0.72, colour=GREY, align="centre")

    def table(
        self, x: float, widths: Sequence[float], rows: Sequence[Sequence[str]], *, size: float = 9.5, head: bool = True
    ) -> None:
        """A ruled table below the cursor; the first row is its head."""
        for number, row in enumerate(rows):
            font = self.fonts.bold if head and number == 0 else self.fonts.body
            cells = [self.wrap(cell, font, size, width - 10) for cell, width in zip(row, widths, strict=True)]
            tall = max(map(len, cells)) * size * self.scale * 1.22 + 9
            if head and number == 0:
                self.canvas.setFillColor(PALE)
                self.canvas.rect(x, self.y - tall, sum(widths), tall, stroke=0, fill=1)
            self.canvas.setStrokeColor(GREY)
            self.canvas.setLineWidth(0.6)
            left = x
            for lines, width in zip(cells, widths, strict=True):
                self.canvas.rect(left, self.y - tall, width, tall)
                for line_number, line in enumerate(lines):
                    baseline = self.y - 3 - (line_number + 1) * size * self.scale * 1.22 + 1
                    self.text(left + 5, baseline, line, font=font, size=size)
                left += width
            self.y -= tall
        self.space(8)

    # what is not text

    def rule(self, x0: float, y: float, x1: float, *, width: float = 0.7, colour: Color = GREY) -> None:
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, y, x1, y)

    def panel(self, x: float, y: float, width: float, height: float, colour: Color) -> None:
        """A filled rectangle."""
        self.canvas.setFillColor(colour)
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)

    def border(self, kind: str | None = None) -> None:
        """A frame around the page: double, corners, waves, thick or dotted."""
        kind = kind or self.style.pick("double", "corners", "waves", "thick", "dotted")
        canvas, width, height = self.canvas, self.width, self.height
        if self.style.chance(0.3):
            self.panel(0, 0, width, height, HexColor("#fffcf0"))
        if self.style.chance(0.4):
            self._rosette()
        canvas.setStrokeColor(self.accent)
        if kind == "waves":
            canvas.setLineWidth(0.5)
            for phase in range(3):
                self._wave(phase * 2.1)
            return
        canvas.setDash(*([1, 4] if kind == "dotted" else []))
        canvas.setLineWidth({"double": 1, "corners": 1.5, "thick": 9, "dotted": 3}[kind])
        canvas.rect(24, 24, width - 48, height - 48)
        canvas.setDash()
        canvas.setLineWidth(2.5 if kind == "double" else 0.8)
        if kind != "dotted":
            canvas.rect(33, 33, width - 66, height - 66)
        if kind == "corners":
            canvas.setFillColor(self.accent)
            for x in (24, width - 24):
                for y in (24, height - 24):
                    canvas.circle(x, y, 9, stroke=0, fill=1)

    def _rosette(self) -> None:
        """A pale ornament behind the text, as on security paper."""
        self.canvas.setStrokeColor(HexColor("#e4e9f0"))
        self.canvas.setLineWidth(0.6)
        for step in range(18):
            angle = step * math.pi / 9
            x, y = self.width / 2 + 70 * math.cos(angle), self.height / 2 + 70 * math.sin(angle)
            self.canvas.circle(x, y, 110)

    def _wave(self, phase: float) -> None:
        for horizontal, length, across in ((True, self.width, self.height), (False, self.height, self.width)):
            for edge in (30.0, across - 30):
                path = self.canvas.beginPath()
                for step in range(int((length - 60) / 3) + 1):
                    along, wave = 30 + step * 3.0, edge + 5 * math.sin(step / 3 + phase)
                    point = (along, wave) if horizontal else (wave, along)
                    (path.lineTo if step else path.moveTo)(*point)
                self.canvas.drawPath(path)

    def logo(self, x: float, y: float, word: str, *, size: float = 18, align: Align = "left") -> None:
        """A drawn mark with the provider's short name beside it."""
        mark = size * self.scale * 1.3
        width = mark + 6 + stringWidth(word, "Helvetica-Bold", size * self.scale)
        x -= {"left": 0.0, "centre": width / 2, "right": width}[align]
        canvas, middle, centre = self.canvas, x + mark / 2, y + size * self.scale * 0.35
        canvas.setFillColor(self.accent)
        kind = self.style.pick("drop", "ring", "bars", "cross")
        if kind == "drop":
            canvas.circle(middle, centre - 2, mark * 0.35, stroke=0, fill=1)
            path = canvas.beginPath()
            path.moveTo(middle - mark * 0.3, centre + 1)
            path.lineTo(middle, centre + mark * 0.6)
            path.lineTo(middle + mark * 0.3, centre + 1)
            canvas.drawPath(path, stroke=0, fill=1)
        elif kind == "ring":
            canvas.setStrokeColor(self.accent)
            canvas.setLineWidth(mark * 0.14)
            canvas.circle(middle, centre, mark * 0.36)
            canvas.circle(middle, centre, mark * 0.12, stroke=0, fill=1)
        elif kind == "bars":
            for bar, tall in enumerate((0.4, 0.7, 1.0)):
                canvas.rect(x + bar * mark * 0.33, centre - mark / 2, mark * 0.24, mark * tall, stroke=0, fill=1)
        else:
            canvas.rect(middle - mark * 0.13, centre - mark * 0.45, mark * 0.26, mark * 0.9, stroke=0, fill=1)
            canvas.rect(middle - mark * 0.45, centre - mark * 0.13, mark * 0.9, mark * 0.26, stroke=0, fill=1)
        self.text(x + mark + 6, y, word, font="Helvetica-Bold", size=size, colour=self.accent)

    def seal(self, x: float, y: float, radius: float, word: str, colour: Color | None = None) -> None:
        """A round seal with a serrated edge and a short word."""
        canvas, path = self.canvas, self.canvas.beginPath()
        for step in range(72):
            reach = radius * (1 if step % 2 else 0.92)
            point = x + reach * math.cos(step * math.pi / 36), y + reach * math.sin(step * math.pi / 36)
            (path.lineTo if step else path.moveTo)(*point)
        path.close()
        canvas.setFillColor(colour or self.accent)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.setStrokeColor(white)
        canvas.setLineWidth(1)
        canvas.circle(x, y, radius * 0.78)
        size = min(radius * 0.5, radius * 1.4 / max(1.0, stringWidth(word, "Times-Bold", 1)))
        self.text(x, y - size * 0.3, word, font="Times-Bold", size=size / self.scale, colour=white, align="centre")
        self.boxes[-1] = (x - radius, y - radius, x + radius, y + radius, f"seal {word}")

    def scribble(self, x: float, y: float, width: float) -> None:
        """A signature that cannot be read."""
        rng, canvas = self.style.rng, self.canvas
        canvas.setStrokeColor(HexColor("#1b2a6b"))
        canvas.setLineWidth(1.1)
        path = canvas.beginPath()
        path.moveTo(x, y + 2)
        left, tall = x, 20.0
        while left < x + width:
            right = left + width * (0.05 + 0.13 * rng.random())
            path.curveTo(
                left + 14 * (rng.random() - 0.3), y + tall * (0.5 + rng.random()), right + 8 * rng.random(),
                y - 4 + tall * rng.random(), right, y + tall * 0.35 * rng.random(),
            )  # fmt: skip
            left, tall = right, 5 + 11 * rng.random()
        path.curveTo(left + 10, y + 12, left + 16, y - 6, left + 26, y + 5)
        canvas.drawPath(path)
        self.boxes.append((x, y + 2, x + width, y + 16, "signature"))

    def signature(self, x: float, y: float, width: float, signer: tuple[str, str]) -> None:
        """A scribble on a line, name and role under it."""
        self.scribble(x + width * 0.15, y + 3, width * 0.6)
        self.rule(x, y, x + width)
        self.text(x + width / 2, y - 12 * self.scale, signer[0], size=10, align="centre")
        self.text(x + width / 2, y - 24 * self.scale, signer[1], size=8.5, colour=GREY, align="centre")

    def squares(self, x: float, y: float, side: float) -> None:
        """A square code that says nothing."""
        rng, cell = self.style.rng, side / 21
        self.canvas.setFillColor(black)
        for row in range(21):
            for column in range(21):
                corner = (row < 7 or row > 13) and (column < 7 or column > 13) and not (row < 7 and column > 13)
                ring = max(abs(row % 14 - 3), abs(column % 14 - 3)) if corner else None
                if ring in (0, 1, 3) or (ring is None and rng.random() < 0.5):
                    self.canvas.rect(x + column * cell, y + row * cell, cell, cell, stroke=0, fill=1)
        self.boxes.append((x, y, x + side, y + side, "code"))

    # the check

    def check(self) -> None:
        """Refuse a page that nobody would have printed.

        Raises:
            Overfull: a text leaves the page or touches another.
        """
        for number, (x0, y0, x1, y1, text) in enumerate(self.boxes):
            if x0 < 12 or y0 < 10 or x1 > self.width - 12 or y1 > self.height - 10:
                raise Overfull(f"{text!r} leaves the page")
            for a0, b0, a1, b1, other in self.boxes[:number]:
                if min(x1, a1) - max(x0, a0) > 0.6 and min(y1, b1) - max(y0, b0) > 0.6:
                    raise Overfull(f"{text!r} touches {other!r}")
