"""Lays blocks out within a width.

Takes blocks, a theme, a width and a scale; gives the ink (`Text`, `Shape`) with its places, and the height.
Refuses nothing: what is too wide for its column is printed smaller; whether the height is there is the page's matter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from models.generator.blocks import (
    Block,
    Box,
    Gap,
    Grid,
    Ink,
    Laid,
    Line,
    Mark,
    Para,
    Row,
    Shape,
    Span,
    Stack,
    Text,
    panel,
)  # fmt: skip
from models.generator.fonts import Theme, width

LIFT: Final = 0.95  # of the size: from the top of a line to its baseline


@dataclass(frozen=True, slots=True)
class Setting:
    """How blocks are laid: the fonts, the scale of everything and what a stretching gap gets."""

    theme: Theme
    scale: float = 1.0
    stretch: float = 0.0


def lay(block: Block, wide: float, setting: Setting) -> Laid:  # noqa: PLR0911 - one for each kind of block
    """Lay a block out within a width."""
    match block:
        case Para():
            return _para(block, wide, setting)
        case Gap():
            return Laid(block.points * setting.scale + block.stretch * setting.stretch)
        case Line():
            return _line(block, wide, setting)
        case Mark():
            return _mark(block, wide, setting)
        case Row():
            return _row(block, wide, setting)
        case Stack():
            return _stack(block, wide, setting)
        case Box():
            return _box(block, wide, setting)
        case Grid():
            return _grid(block, wide, setting)


def stretches(block: Block) -> float:
    """How many shares of the left-over height the block asks for."""
    if isinstance(block, Gap):
        return block.stretch
    return sum(map(stretches, block.blocks)) if isinstance(block, Stack) else 0.0


# paragraphs


Piece = tuple[str, Span]
Token = list[Piece]  # what stands between two spaces


def _tokens(spans: Sequence[Span]) -> Iterator[Token | None]:
    """Words of mixed print; None where a line is broken by hand."""
    token: Token = []
    for span in spans:
        for number, part in enumerate(span.text.replace("\n", " \n ").split(" ")):
            if number and token:
                yield token
                token = []
            if part == "\n":
                yield None
            elif part:
                token.append((part, span))
    if token:
        yield token


def _wide(text: str, span: Span, theme: Theme, scale: float) -> float:
    return span.size * scale * (width(text, theme.font(span.role)) + span.spread * len(text))


def _para(para: Para, wide: float, setting: Setting) -> Laid:
    room, scale, theme = wide * para.share, setting.scale, setting.theme
    tokens = list(_tokens(para.spans))
    widths = [0.0 if token is None else sum(_wide(*piece, theme, scale) for piece in token) for token in tokens]
    widest = max(widths, default=0)
    if widest > room:
        scale *= room / widest * 0.999
        widths = [one * room / widest * 0.999 for one in widths]
    lines: list[list[tuple[Token, float]]] = [[]]
    used = 0.0
    for token, long in zip(tokens, widths, strict=True):
        if token is None:
            lines.append([])
            used = 0
            continue
        space = _wide(" ", token[0][1], theme, scale) if lines[-1] else 0
        if lines[-1] and used + space + long > room:
            lines.append([])
            used = space = 0
        lines[-1].append((token, long))
        used += space + long
    laid = Laid(0)
    offset = {"left": 0.0, "centre": (wide - room) / 2, "right": wide - room}[para.align]
    for line in lines:
        _print_line(laid, line, (offset, room, para), replace(setting, scale=scale))
    laid.height += para.after * setting.scale
    return laid


def _print_line(
    laid: Laid, line: Sequence[tuple[Token, float]], place: tuple[float, float, Para], setting: Setting
) -> None:
    """Print one line's tokens as runs of one print each."""
    offset, room, para = place
    scale, theme = setting.scale, setting.theme
    pieces: list[tuple[str, Span]] = []
    for number, (token, _) in enumerate(line):
        for place_in_token, (text, span) in enumerate(token):
            glue = " " if number and place_in_token == 0 else ""
            if pieces and pieces[-1][1] is span:
                pieces[-1] = (pieces[-1][0] + glue + text, span)
                continue
            if glue:
                pieces[-1] = (pieces[-1][0] + glue, pieces[-1][1])
            pieces.append((text, span))
    size = max((span.size for _, span in pieces), default=para.spans[0].size if para.spans else 11) * scale
    widths = [_wide(text, span, theme, scale) for text, span in pieces]
    trailing = sum(widths)
    x = offset + {"left": 0.0, "centre": (room - trailing) / 2, "right": room - trailing}[para.align]
    for (text, span), wide in zip(pieces, widths, strict=True):
        baseline = laid.height + size * LIFT - span.rise * span.size * scale
        laid.ink.append(
            Text(x, baseline, text, theme.font(span.role), span.size * scale, span.colour, span.mark,
                 span.spread * span.size * scale, wide, span.underline)
        )  # fmt: skip
        x += wide
    laid.height += size * para.leading


# the other blocks


def _line(line: Line, wide: float, setting: Setting) -> Laid:
    long = wide * line.share
    x = {"left": 0.0, "centre": (wide - long) / 2, "right": wide - long}[line.align]

    def pen(canvas: Canvas, left: float, y: float) -> None:
        canvas.setStrokeColor(line.colour)
        canvas.setLineWidth(line.thick)
        canvas.line(left, y, left + long, y)

    return Laid(line.thick + line.after * setting.scale, [Shape(x, line.thick / 2, pen)])


def _mark(mark: Mark, wide: float, setting: Setting) -> Laid:
    scale = min(setting.scale, wide / mark.wide)
    x = {"left": 0.0, "centre": (wide - mark.wide * scale) / 2, "right": wide - mark.wide * scale}[mark.align]

    def pen(canvas: Canvas, left: float, y: float) -> None:
        mark.pen(canvas, left, y, scale)

    return Laid(mark.tall * scale + mark.after * setting.scale, [Shape(x, 0, pen)])


def _row(row: Row, wide: float, setting: Setting) -> Laid:
    gap = row.gap * setting.scale
    room = wide - gap * (len(row.cells) - 1)
    whole = sum(share for share, _ in row.cells)
    cells = [(share / whole * room, lay(block, share / whole * room, setting)) for share, block in row.cells]
    tall = max(cell.height for _, cell in cells)
    laid, x = Laid(tall + row.after * setting.scale), 0.0
    for cell_wide, cell in cells:
        drop = {"top": 0.0, "middle": (tall - cell.height) / 2, "bottom": tall - cell.height}[row.valign]
        laid.ink.extend(moved(cell.ink, x, drop))
        x += cell_wide + gap
    return laid


def _stack(stack: Stack, wide: float, setting: Setting) -> Laid:
    laid = Laid(0)
    for block in stack.blocks:
        part = lay(block, wide, setting)
        laid.ink.extend(moved(part.ink, 0, laid.height))
        laid.height += part.height
    return laid


def _box(box: Box, wide: float, setting: Setting) -> Laid:
    pad = box.pad * setting.scale
    inner = lay(box.block, wide - 2 * pad, setting)
    tall = inner.height + 2 * pad
    frame = Shape(0, 0, panel(wide, tall, box.fill, box.stroke))
    return Laid(tall + box.after * setting.scale, [frame, *moved(inner.ink, pad, pad)])


def _grid(grid: Grid, wide: float, setting: Setting) -> Laid:
    pad = grid.pad * setting.scale
    whole = sum(grid.shares)
    widths = [share / whole * wide for share in grid.shares]
    laid = Laid(0)
    for number, row in enumerate(grid.rows):
        cells = [lay(block, max(12.0, one - 2 * pad), setting) for block, one in zip(row, widths, strict=True)]
        tall = max(cell.height for cell in cells) + 2 * pad
        if number == 0 and grid.head_fill:
            laid.ink.append(Shape(0, laid.height, panel(wide, tall, grid.head_fill, None)))
        x = 0.0
        for cell, one in zip(cells, widths, strict=True):
            if grid.ruled == "all":
                laid.ink.append(Shape(x, laid.height, panel(one, tall, None, "#777777")))
            laid.ink.extend(moved(cell.ink, x + pad, laid.height + pad))
            x += one
        laid.height += tall
        if grid.ruled == "rows":
            laid.ink.append(Shape(0, laid.height, panel(wide, 0, None, "#999999")))
    laid.height += grid.after * setting.scale
    return laid


def moved(ink: list[Ink], x: float, y: float) -> list[Ink]:
    """The ink, further right and down. It is freshly laid and nobody else's, so it is moved where it is."""
    for one in ink:
        one.x += x
        one.y += y
    return ink
