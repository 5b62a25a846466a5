"""The evaluation layouts as pages: templates filled with facts, printed by one call of Chromium.

Takes a seed, gives for each layout its pages as PDFs with their labels. A layout is an HTML template in `layouts/dev`
or `layouts/held_out`; its first line says its paper, its hours and its kinds of provider:

    {# size=landscape hours=short kinds=society,online meeting=no #}

Refuses a page that ran over into a second one, and a first line that says something else.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from benchmarks.chromium import print_sheets
from benchmarks.understanding import marks
from benchmarks.understanding.facts import HOURS, Facts, make_facts
from benchmarks.understanding.sheet import Sheet

LAYOUTS: Final = Path(__file__).parent / "layouts"
SIDES: Final = ("dev", "held_out")
SIZES: Final = {  # inches
    "landscape": (11, 8.5),
    "portrait": (8.5, 11),
    "a4": (8.27, 11.69),
    "a4_landscape": (11.69, 8.27),
    "half": (8.5, 5.5),
    "receipt": (4.25, 9),
    "wide": (13.33, 7.5),
    "square": (8.5, 8.5),
}
SCRIPTS: Final = (
    "Great Vibes",
    "Dancing Script",
    "Alex Brush",
    "Z003",
    "Kaushan Script",
    "Pinyon Script",
    "Lobster Two",
    "EB Garamond",
)
TEXTS: Final = (
    "Carlito",
    "Liberation Serif",
    "Lato",
    "Caladea",
    "Liberation Sans",
    "EB Garamond",
    "DejaVu Sans",
    "P052",
    "URW Bookman",
    "Nimbus Sans",
    "C059",
)
HEADS: Final = (
    "URW Gothic",
    "EB Garamond",
    "Lato",
    "URW Bookman",
    "Liberation Sans Narrow",
    "C059",
    "DejaVu Serif",
    "P052",
)
ACCENTS: Final = (
    "#14507a",
    "#7b1e3a",
    "#2f6b3c",
    "#b3541e",
    "#4b3b78",
    "#006d77",
    "#8c6b1f",
    "#303030",
    "#9b2226",
    "#1d3557",
)
STYLE: Final = """
body {margin: 0; -webkit-print-color-adjust: exact}
.page {position: relative; overflow: hidden; break-after: page; box-sizing: border-box; padding: 0.75in;
font-size: 12pt; font-family: var(--text); line-height: 1.3}
.page:last-child {break-after: auto} .page * {box-sizing: border-box} h1, h2, h3, p {margin: 0; font-weight: normal}
.place {position: absolute} .middle {text-align: center} .small {font-size: 8.5pt} .grey {color: #666}
.keep {white-space: nowrap} table {border-collapse: collapse}
"""
FIRST_LINE: Final = re.compile(r"\{# size=(\w+) hours=(\w+) kinds=([\w,]+) meeting=(yes|no) #\}\n")
CLEAR_DAYS: Final = timedelta(days=12)  # moves any of the days 1 to 12 to one that can be no month


@dataclass(frozen=True, slots=True)
class Layout:
    """One template."""

    name: str
    side: str  # one of SIDES
    size: str  # one of SIZES
    hours: str  # one of facts.HOURS
    kinds: tuple[str, ...]
    is_meeting: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A page before it is printed."""

    name: str
    layout: Layout
    html: str
    label: dict[str, Any]


def load_layouts() -> tuple[Layout, ...]:
    """All layouts, by name.

    Raises:
        ValueError: the first line of one is not as it has to be.
    """
    found = []
    for side in SIDES:
        for path in sorted((LAYOUTS / side).glob("*.html")):
            match = FIRST_LINE.match(path.read_text(encoding="utf-8"))
            if match is None or match[1] not in SIZES or match[2] not in HOURS:
                raise ValueError(f"{path}: the first line does not say size, hours, kinds and meeting")
            found.append(Layout(path.stem, side, match[1], match[2], tuple(match[3].split(",")), match[4] == "yes"))
    return tuple(sorted(found, key=lambda layout: layout.name))


def write_pages(layouts: Iterable[Layout], each: int, seed: int) -> list[Written]:
    """Fill each layout `each` times."""
    return [write_page(layout, number, seed) for layout in layouts for number in range(each)]


def write_page(layout: Layout, number: int, seed: int) -> Written:
    """Fill a layout; a completion date that could be read as another day is moved until it cannot."""
    name = f"{layout.name}-{number}"
    facts = make_facts(f"{seed}:{name}", layout.kinds, layout.hours, is_meeting=layout.is_meeting)
    sheet, html = _fill(layout, number, facts)
    if sheet.is_ambiguous:
        sheet, html = _fill(layout, number, replace(facts, completed=facts.completed + CLEAR_DAYS))
    return Written(name, layout, html, sheet.finished_label())


def print_written(pages: Sequence[Written], faces: str = "") -> list[bytes]:
    """Print pages, each to a PDF of its own.

    Args:
        faces: Style rules that bring fonts which are not installed.

    Raises:
        ValueError: there are not as many printed pages as written ones.
    """
    sizes = "".join(
        f"@page {name} {{size: {wide}in {tall}in; margin: 0}} "
        f".{name} {{page: {name}; width: {wide}in; height: {tall}in}}"
        for name, (wide, tall) in SIZES.items()
    )
    bodies = "".join(page.html for page in pages)
    printed = print_sheets(f"<!doctype html><meta charset=utf-8><style>{faces}{sizes}{STYLE}</style>{bodies}")
    if len(printed) != len(pages):
        raise ValueError(f"{len(pages)} pages were printed on {len(printed)}")
    return printed


def _fill(layout: Layout, number: int, facts: Facts) -> tuple[Sheet, str]:
    sheet = Sheet(facts)
    place = sum(map(ord, layout.name)) + number
    accent = ACCENTS[place % len(ACCENTS)]
    fonts = {
        "accent": accent,
        "text": f"'{TEXTS[place % len(TEXTS)]}'",
        "head": f"'{HEADS[place * 3 % len(HEADS)]}'",
        "script": f"'{SCRIPTS[place * 5 % len(SCRIPTS)]}'",
    }
    template = _environment().get_template(f"{layout.side}/{layout.name}.html")
    body = template.render(
        s=sheet,
        lay=layout.name,
        number=number,
        scrawl=lambda: marks.scrawl(sheet.dice),
        seal=lambda around, within: marks.seal(around, within, accent),
        emblem=lambda: marks.emblem(sheet.dice, accent),
        qr_code=marks.qr_code,
        bar_code=marks.bar_code,
    )
    style = "; ".join(f"--{name}: {value}" for name, value in fonts.items())
    frame = Markup('<section class="page {} {}" style="{}">{}</section>')
    return sheet, str(frame.format(layout.size, layout.name, style, Markup(body)))


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(LAYOUTS), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
