"""A whole certificate: the body with its head, its surroundings and its foot, in the regions of a page.

Takes a `Printer`, gives the laid ink of one page.
Refuses a page whose text does not fit at the smallest scale (`Overfull`); less beside the body is tried first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.generator import extras
from models.generator.asides import asides
from models.generator.blocks import Block, Gap, Ink, Shape, Stack, Text, panel
from models.generator.compose import compose
from models.generator.facts import Facts
from models.generator.lay import Setting, lay, moved, stretches
from models.generator.layout import Layout
from models.generator.ornaments import mixed
from models.generator.printer import Printer
from models.generator.written import WrittenLayout, page_blocks

SCALES: Final = (1.0, 0.9, 0.8, 0.7, 0.61, 0.53, 0.46)
LETTER: Final = 792.0 * 612.0


class Overfull(Exception):
    """The texts do not fit on the page."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the page, from its top left corner, and what stands in it."""

    x: float
    top: float
    wide: float
    tall: float
    blocks: tuple[Block, ...]
    fill: str | None = None
    on_dark: bool = False


def whole(layout: Layout, facts: Facts) -> tuple[list[Ink], Printer]:
    """The ink of the page, with everything beside the body or with less."""
    for fullness in (1.0, 0.5, 0.0):
        fresh = Printer(layout, facts)
        ink = fitted(layout, regions(fresh, fullness))
        if ink is not None:
            return ink, fresh
    raise Overfull(facts.title.text)


def regions(printer: Printer, fullness: float) -> list[Region]:
    """The regions of the page with their blocks; `fullness` is the share of surroundings to keep."""
    layout = printer.layout
    wide, tall = layout.size
    margin = min(wide, tall) * layout.between("margin", 0.07, 0.13)
    if isinstance(layout, WrittenLayout):
        blocks = (Gap(0, 0.4), *page_blocks(printer, layout.page), Gap(0, 0.6))
        return [Region(margin, margin, wide - 2 * margin, tall - 2 * margin, blocks)]
    body = compose(printer)
    beside = asides(body, fullness)
    has_side = layout.chance("sidebar", 0.15) and wide > 500
    foot_aside = has_side and layout.chance("side_foot", 0.3)
    head, foot = extras.head(body), extras.foot(body, fullness, narrow=foot_aside)
    found: list[Region] = []
    left, top, inner = margin, margin, wide - 2 * margin
    open_edges = layout.border in ("none", "brackets")
    if has_side:
        side = wide * layout.between("side_share", 0.22, 0.32)
        on_left = layout.chance("side_left", 0.6)
        if foot_aside:
            beside, foot = [*beside, Gap(6, 1), *foot], []
        found.append(_sidebar(layout, side, on_left, open_edges, (*beside, Gap(0, 1))))
        beside = []
        inner = wide - side - margin * 1.4
        left = side + margin * 0.6 if on_left else margin * 0.8
    elif open_edges and head and layout.chance("band", 0.3):
        band = tall * layout.between("band", 0.14, 0.25)
        dark = layout.chance("band_dark", 0.7)
        fill = layout.accent if dark else mixed(layout.accent, 0.85)
        found.append(Region(margin, 0, inner, band, (Gap(6, 1), *head, Gap(0, 1)), fill, dark))
        head, top = [], band + margin * 0.4
    strips = extras.strips(body)
    if strips is not None and open_edges and top == margin:
        found += [Region(24, 12, wide - 48, 16, (strips[0],)), Region(24, tall - 28, wide - 48, 16, (strips[1],))]
        top *= 1.15
    spring = layout.pick("spring", (0.0, 0.6, 1.0), (30, 40, 30))
    blocks = (*head, Gap(6, spring), *body.blocks, Gap(6, 1.0), *beside, Gap(4, 0.6), *foot)
    found.append(Region(left, top, inner, tall - top - margin, blocks))
    return found


def _sidebar(layout: Layout, side: float, on_left: bool, open_edges: bool, blocks: tuple[Block, ...]) -> Region:
    """A column at the side, on a panel where no border stands in its way."""
    wide, tall = layout.size
    kind = layout.pick("side_fill", ("none", "pale", "dark"), (40, 30, 30)) if open_edges else "none"
    fill = {"none": None, "pale": mixed(layout.accent, 0.88), "dark": layout.accent}[kind]
    edge = min(wide, tall) * 0.07
    x, inside = (edge * 0.8, side - edge * 0.8) if on_left else (wide - side, side - edge * 0.8)
    if fill is not None:
        x, inside = (16.0, side - 28) if on_left else (wide - side + 12, side - 28)
    return Region(x, edge, inside, tall - 2 * edge, blocks, fill, kind == "dark")


def _back(region: Region, size: tuple[float, float]) -> Shape:
    """The panel behind a region, out to the edges of the page that it is next to."""
    wide, tall = size
    if region.top == 0:
        return Shape(0, 0, panel(wide, region.tall, region.fill, None))
    x = 0 if region.x < wide / 2 else region.x - 12
    return Shape(x, 0, panel(region.x + region.wide + 12 if x == 0 else wide - x, tall, region.fill, None))


def fitted(layout: Layout, found: Sequence[Region]) -> list[Ink] | None:
    """All ink at the largest scale at which every region holds its blocks; None where none does."""
    wide, tall = layout.size
    start = (wide * tall / LETTER) ** 0.5 * layout.between("generous", 0.9, 1.5)
    ink: list[Ink] = []
    scale = start
    for shrink in SCALES:
        scale = start * shrink
        setting = Setting(layout.theme, scale)
        heights = [lay(Stack(region.blocks), region.wide, setting).height for region in found]
        if all(height <= region.tall for height, region in zip(heights, found, strict=True)):
            break
    else:
        return None
    for region, height in zip(found, heights, strict=True):
        shares = stretches(Stack(region.blocks))
        left_over = (region.tall - height) / shares if shares else 0.0
        laid = lay(Stack(region.blocks), region.wide, Setting(layout.theme, scale, left_over))
        if region.fill is not None:
            ink.append(_back(region, layout.size))
        for one in laid.ink:
            if region.on_dark and isinstance(one, Text):
                one.colour = "#ffffff"
        ink += moved(laid.ink, region.x, region.top)
    return ink
