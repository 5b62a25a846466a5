"""Facts as labels with values: lines, pairs beside, above and below each other, tables, sentences of their own.

Takes a `Body` and names of fields, gives blocks.
Refuses to decide what is stated: `Body.carriers` says which field is carried how.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from models.generator.blocks import Align, Block, Box, Gap, Grid, Line, Para, Row, Ruled, Span, Stack, rich
from models.generator.ornaments import mixed
from models.generator.printer import Printer
from models.generator.wordings import cues

# How the facts beside holder and title are carried; a layout has a main carrier and exceptions.
CARRIERS: Final = ("tail", "line", "pairs", "table", "under", "small", "top")
CARRIER_WEIGHTS: Final = (34, 18, 22, 7, 8, 5, 4)
TOP_ALIGNS: Final[tuple[Align, ...]] = ("left", "centre", "right")
RULES: Final[tuple[Ruled, ...]] = ("all", "rows", "none")
TAILED: Final = ("completed_on", "credit", "provider")
STATED: Final = (
    "completed_on", "credit", "provider", "program_number", "provider_number", "certificate_number", "level",
    "category",
)  # fmt: skip
LABELS: Final = {
    "completed_on": "date", "program_number": "program", "provider_number": "provider_number",
    "certificate_number": "certificate",
}  # fmt: skip


Cell = tuple[Span, tuple[Span, ...]]  # a label and its value


@dataclass
class Body:
    """What is composed, with the fields that other parts of the page still have to carry."""

    printer: Printer
    blocks: list[Block] = field(default_factory=list)
    under: list[str] = field(default_factory=list)  # fields for the row of signatures
    small: list[str] = field(default_factory=list)  # fields for the foot

    @cached_property
    def align(self) -> Align:
        return self.printer.layout.pick("align", ("centre", "left", "right"), (66, 31, 3))

    @cached_property
    def carriers(self) -> dict[str, str]:
        """The carrier of each stated field."""
        layout = self.printer.layout
        main = layout.pick("carrier", CARRIERS, CARRIER_WEIGHTS)
        chosen = {}
        for name in STATED:
            if not layout.states(name):
                continue
            carrier = (
                main
                if layout.chance(f"main:{name}", 0.6)
                else layout.pick(f"carrier:{name}", CARRIERS, CARRIER_WEIGHTS)
            )
            if carrier == "tail" and name not in TAILED:
                carrier = layout.pick(f"carrier2:{name}", ("line", "pairs", "small"))
            chosen[name] = carrier
        if "provider" in chosen and layout.chance("provider_elsewhere", 0.35):
            del chosen["provider"]  # a logo or the head names it
        return chosen


def label(printer: Printer, name: str) -> str:
    """The layout's label for a field."""
    cue = LABELS.get(name, name)
    if name == "credit":
        cue = printer.layout.credit_form.unit
    return printer.layout.say(f"label.{cue}")


def labelled_facts(body: Body, size: float) -> None:
    """The fields that are not yet printed, by their carriers."""
    printer, layout = body.printer, body.printer.layout
    by_carrier: dict[str, list[str]] = {}
    for name, carrier in body.carriers.items():
        if name not in printer.printed:
            by_carrier.setdefault("line" if carrier == "tail" else carrier, []).append(name)
    groups: list[list[Block]] = []
    if "line" in by_carrier:
        mark = layout.pick("line_mark", (": ", ": ", " - ", " "), (70, 10, 6, 6))
        lines: list[Block] = []
        for name in by_carrier["line"]:
            if f"sentence.{name}" in cues(layout.language) and layout.chance(f"sentence:{name}", 0.3):
                words = layout.say(f"sentence.{name}").replace("{later_date}", printer.day(printer.facts.after))
                spoken = (
                    printer.credit(labelled=False, size=size) if name == "credit" else printer.value(name, size=size)
                )
                lines.append(Para(rich(words, {name: spoken}, printer.span("", size=size)), body.align, 5))
                continue
            if name == "completed_on" and layout.chance("line_unnamed", 0.15):
                lines.append(Para(printer.completed(size=size), body.align, 5))
                continue
            named = printer.span(
                f"{label(printer, name)}{mark}", "bold" if layout.chance("line_bold", 0.3) else "body", size
            )
            lines.append(Para((named, *printer.value(name, size=size)), body.align, 5))
        groups.append(lines)
    if "pairs" in by_carrier:
        groups.append(pairs(body, by_carrier["pairs"], size))
    if len(by_carrier.get("table", ())) > 1:
        groups.append([table(body, by_carrier["table"], size * 0.9)])
    elif "table" in by_carrier:
        groups.append(pairs(body, by_carrier["table"], size))
    for group in layout.rng("group_order").sample(groups, len(groups)):
        boxed = layout.chance("boxed", 0.1) and group
        framed = Box(
            Stack(tuple(group)),
            8,
            mixed(layout.accent, 0.93),
            None if layout.chance("boxed_plain", 0.5) else layout.accent,
        )
        body.blocks += [Gap(4, 0.4), framed] if boxed else [Gap(4, 0.4), *group]
    _on_top(body, by_carrier.get("top", []), size)
    body.under, body.small = by_carrier.get("under", []), by_carrier.get("small", [])


def _on_top(body: Body, names: Sequence[str], size: float) -> None:
    """Fields above the body; a date may stand there without a label."""
    printer, layout = body.printer, body.printer.layout
    align = layout.pick("top_align", TOP_ALIGNS)
    lines: list[Block] = []
    for name in names:
        value = printer.value(name, size=size * 0.9)
        is_plain = name == "completed_on" and layout.chance("top_plain", 0.5)
        named = () if is_plain else (printer.span(f"{label(printer, name)}: ", size=size * 0.9),)
        lines.append(Para((*named, *value), align, 4))
    body.blocks[:0] = [*lines, Gap(8, 0.3)] if lines else []


def pairs(body: Body, names: Sequence[str], size: float) -> list[Block]:
    """Labels with their values, in the layout's way."""
    printer, layout = body.printer, body.printer.layout
    way = layout.pick("pairs", ("beside", "grid", "above", "columns", "below", "right"), (34, 24, 14, 14, 9, 5))
    is_caption = way in ("above", "below", "columns")
    mark = "" if is_caption else layout.pick("pair_mark", (":", "", " :", ": "), (70, 14, 6, 10))
    strong = "bold" if layout.chance("label_bold", 0.6) else "body"
    value_role = "bold" if strong == "body" and layout.chance("value_bold", 0.4) else "body"
    grey = layout.pick("label_ink", (layout.ink, "#666666", layout.accent), (60, 22, 18))
    label_size = size * layout.between("caption_size", 0.62, 0.85) if is_caption else size
    cells: list[Cell] = []
    for name in names:
        text = label(printer, name)
        text = text.upper() if layout.chance("label_capitals", 0.12) else text
        value = printer.value(name, size=size, role=value_role)
        cells.append((printer.span(text + mark, strong, label_size, colour=grey), value))
    if is_caption:
        return _captioned(body, cells, way)
    gap = layout.between("pair_gap", 3, 10)
    if way == "beside":
        space = printer.span(" ", size=size)
        return [Para((named, space, *value), body.align, gap) for named, value in cells]
    share = layout.between("label_share", 0.22, 0.4)
    align: Align = "right" if way == "right" else "left"
    return [
        Row(((share, Para((named,), align, 0)), (1 - share, Para(value, "left", 0))), 12, after=gap)
        for named, value in cells
    ]


def _captioned(body: Body, cells: Sequence[Cell], way: str) -> list[Block]:
    """Labels as captions: above their values, below them under a line, or above them in columns."""
    layout, align = body.printer.layout, body.align
    gap = layout.between("pair_gap", 3, 10)
    if way == "above":
        return [Stack((Para((named,), align, 1), Para(value, align, gap + 3))) for named, value in cells]
    if way == "below":
        line = Line(0.6, align=align, after=1)
        return [Stack((Para(value, align, 1), line, Para((named,), align, gap + 4))) for named, value in cells]
    columns = 2 if len(cells) < 3 or layout.chance("two_columns", 0.6) else 3
    stacks: list[Block] = [Stack((Para((named,), "left", 1), Para(value, "left", 0))) for named, value in cells]
    stacks += [Gap()] * (-len(stacks) % columns)
    return [
        Row(tuple((1.0, one) for one in stacks[start : start + columns]), after=gap + 4)
        for start in range(0, len(stacks), columns)
    ]


def table(body: Body, names: Sequence[str], size: float) -> Grid:
    """A table with a head and one row."""
    printer, layout = body.printer, body.printer.layout
    wide = {"title": 3.0, "provider": 1.8, "holder": 1.8, "completed_on": 1.4}
    head = tuple(Para((printer.span(label(printer, name), "bold", size),), "left", 0) for name in names)
    row = tuple(Para(printer.value(name, size=size), "left", 0) for name in names)
    ruled = layout.pick("ruled", RULES, (60, 28, 12))
    fill = mixed(layout.accent, 0.85) if layout.chance("head_fill", 0.5) else None
    return Grid((head, row), tuple(wide.get(name, 1.0) for name in names), ruled, fill)
