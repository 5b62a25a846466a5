"""Blocks of a page: paragraphs of mixed print, rows, stacks, tables, boxes, marks; and the ink they become.

Takes nothing, gives the value types. Refuses to know sizes of pages: `lay.py` puts blocks into a width.
Places are points, origin at the top left, downward.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

Align = Literal["left", "centre", "right"]
Ruled = Literal["all", "rows", "none"]
Colour = str  # "#rrggbb"
Pen = Callable[[Canvas, float, float], None]  # draws with its top left corner at x, y (reportlab's y, upward)

INK: Final = "#000000"
LEADING: Final = 1.22


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one print. `mark` names the field whose printed value it is."""

    text: str
    role: str = "body"
    size: float = 11
    colour: Colour = INK
    mark: str | None = None
    spread: float = 0  # extra space between letters, in sizes
    rise: float = 0  # in sizes
    underline: bool = False


@dataclass(slots=True)
class Text:
    """One run of text at its baseline."""

    x: float
    y: float
    text: str
    font: str
    size: float
    colour: Colour
    mark: str | None
    spread: float
    wide: float
    underline: bool


@dataclass(slots=True)
class Shape:
    """Something that is not text."""

    x: float
    y: float
    pen: Pen


Ink = Text | Shape


@dataclass(slots=True)
class Laid:
    """A block in its place."""

    height: float
    ink: list[Ink] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Para:
    """Wrapped text. `share` of the width it may take."""

    spans: tuple[Span, ...]
    align: Align = "left"
    after: float = 6
    leading: float = LEADING
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty space; `stretch` is its share of the height that a page has left."""

    points: float = 0
    stretch: float = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A ruled line."""

    share: float = 1.0
    thick: float = 0.7
    colour: Colour = "#555555"
    align: Align = "centre"
    after: float = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """A drawn thing of fixed size: a logo, a seal, a code, a signature."""

    wide: float
    tall: float
    pen: Callable[[Canvas, float, float, float], None]  # canvas, x, y of the top left, scale
    align: Align = "left"
    after: float = 4


@dataclass(frozen=True, slots=True)
class Row:
    """Blocks side by side, their widths as shares."""

    cells: tuple[tuple[float, "Block"], ...]
    gap: float = 14
    valign: Literal["top", "middle", "bottom"] = "top"
    after: float = 6


@dataclass(frozen=True, slots=True)
class Stack:
    """Blocks below each other."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A block on a panel or in a frame."""

    block: "Block"
    pad: float = 8
    fill: Colour | None = None
    stroke: Colour | None = None
    after: float = 6


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Cells are blocks; `ruled` as a spreadsheet, as lines below rows, or not."""

    rows: tuple[tuple["Block", ...], ...]
    shares: tuple[float, ...]
    ruled: Ruled = "all"
    head_fill: Colour | None = None
    pad: float = 4
    after: float = 8


Block = Para | Gap | Line | Mark | Row | Stack | Box | Grid


def rich(template: str, slots: Mapping[str, Sequence[Span]], plain: Span) -> tuple[Span, ...]:
    """The template as spans, `{name}` replaced by its spans; the rest printed as `plain`."""
    spans: list[Span] = []
    rest = template
    while "{" in rest:
        before, _, rest = rest.partition("{")
        name, _, rest = rest.partition("}")
        if before:
            spans.append(replace(plain, text=before))
        spans.extend(slots[name])
    if rest:
        spans.append(replace(plain, text=rest))
    return tuple(spans)


def panel(wide: float, tall: float, fill: Colour | None, stroke: Colour | None) -> Pen:
    """A pen for a rectangle."""

    def pen(canvas: Canvas, x: float, y: float) -> None:
        if fill:
            canvas.setFillColor(HexColor(fill))
        if stroke:
            canvas.setStrokeColor(HexColor(stroke))
            canvas.setLineWidth(0.6)
        canvas.rect(x, y - tall, wide, tall, stroke=int(stroke is not None), fill=int(fill is not None))

    return pen
