"""Head and foot of a certificate: logo and heading, what a browser prints at the edges, signatures, seals, small print.

Takes a `Body`, gives blocks.
Refuses to decide what is stated: it prints the fields that the body left to it.
"""

from dataclasses import replace
from typing import Final

from models.generator.blocks import Align, Block, Gap, Line, Para, Row, Span, Stack
from models.generator.labelled import Body, label
from models.generator.ornaments import scribble, seal, sign, squares

EDGES: Final[tuple[Align, ...]] = ("left", "centre", "right")
HEADINGS: Final = ("one", "split", "word", "none")


def head(body: Body) -> list[Block]:
    """The issuer's logo or name, the heading, a line below it."""
    printer, layout = body.printer, body.printer.layout
    place: Align = layout.pick("logo_place", (body.align, "left", "right"), (60, 30, 10))
    logo = _logo(body, place)
    title = _heading(body)
    beside = layout.chance("logo_beside", 0.25)
    if logo and title and beside and place != "centre":
        cells: list[tuple[float, Block]] = [(1.0, Stack(tuple(logo))), (1.6, Stack(tuple(title)))]
        return [Row(tuple(cells if place == "left" else cells[::-1]), valign="middle", after=10)]
    blocks = [*title, *logo] if layout.chance("logo_below", 0.15) else [*logo, *title]
    if layout.chance("head_rule", 0.15):
        blocks.append(Line(layout.between("head_rule_share", 0.2, 1.0), 1.2, layout.accent, body.align, 8))
    if layout.chance("head_partner", 0.1):
        blocks.insert(0, printer.para(printer.facts.others[2].printed, size=11, align=place, after=6))
    return blocks


def _logo(body: Body, place: Align) -> list[Block]:
    """The provider's name in large type, its short name with a drawn sign, or none."""
    printer, layout = body.printer, body.printer.layout
    # A logo names the provider: where none is stated, there is none.
    if not layout.states("provider"):
        return []
    needed = "provider" not in printer.printed and "provider" not in (*body.under, *body.small)
    if not needed and not layout.chance("logo", 0.45):
        return []
    size = layout.between("logo_size", 12, 24)
    ink = layout.accent if layout.chance("logo_coloured", 0.7) else layout.ink
    is_whole = needed or printer.facts.provider.short == printer.facts.provider.printed
    if is_whole or layout.chance("logo_whole", 0.5):
        capitals = layout.chance("logo_capitals", 0.25)
        long = len(printer.facts.provider.printed) > 30
        name: tuple[Span, ...] = printer.provider(
            size=size * (0.8 if long else 1), role="bold", colour=ink, capitals=capitals
        )
    else:
        name = (printer.span(printer.facts.provider.short, "bold", size, colour=ink),)
    rng = layout.rng("sign")
    if not layout.chance("logo_signed", 0.55):
        return [Para(name, place, 8)]
    mark = sign(rng, size * 1.5, layout.accent, place)
    if place == "left" and layout.chance("sign_beside", 0.7):
        return [Row(((0.09, mark), (0.91, Para(name, "left", 0))), 8, "middle", 10)]
    return [mark, Para(name, place, 8)]


def _heading(body: Body) -> list[Block]:
    """The words that call the paper a certificate; large, on one line or two, or missing."""
    printer, layout = body.printer, body.printer.layout
    kind = layout.pick("heading", HEADINGS, (68, 18, 6, 8))
    if kind == "none":
        return []
    size = layout.between("heading_size", 20, 42)
    role = layout.pick("heading_role", ("display", "bold", "script"), (70, 20, 10))
    ink = layout.accent if layout.chance("heading_coloured", 0.55) else layout.ink
    spread = layout.pick("heading_spread", (0.0, 0.05, 0.12, 0.3), (70, 14, 10, 6))
    text = layout.say("heading") if kind == "one" else layout.say("heading_word")
    if layout.language != "en" and kind == "split":
        text = layout.say("heading")
    capitals = layout.chance("heading_capitals", 0.35) and role != "script"
    big = printer.span(text.upper() if capitals else text, role, size, colour=ink, spread=spread)
    blocks: list[Block] = [Para((big,), body.align, 3 if kind == "split" else 8)]
    if kind == "split" and layout.language == "en":
        blocks.append(Para((replace(big, text=layout.say("heading_rest"), size=size * 0.5),), body.align, 8))
    if layout.chance("subheading", 0.13) and layout.language == "en":
        blocks.append(printer.para(layout.say("subheading"), "italic", size * 0.42, body.align, 8))
    return blocks


def strips(body: Body) -> tuple[Block, Block] | None:
    """What a browser prints at the edges of the paper."""
    printer, layout, facts = body.printer, body.printer.layout, body.printer.facts
    if not layout.chance("strips", 0.07):
        return None
    name = layout.pick(
        "strip_title", ("Certificate", "My Certificates", "Print Certificate", "Transcript", "Course Certificate")
    )
    day = f"{facts.printed.month}/{facts.printed.day}/{facts.printed:%y}"
    clock = f"{day}, {facts.score % 12 + 1}:{facts.score % 50 + 10} AM"
    texts = (
        (clock, f"{facts.provider.short} | {name}", ""),
        (facts.url, "", layout.pick("strip_count", ("1/1", "Page 1 of 1", "1 of 1"))),
    )
    top, bottom = (
        Row(tuple((1.0, printer.para(text, size=8, align=align, after=0)) for text, align in zip(line, EDGES,
        strict=True)))
        for line in texts
    )  # fmt: skip
    return top, bottom


# the foot


def foot(body: Body, fullness: float, *, narrow: bool = False) -> list[Block]:
    """Signatures, values over captions, seal and code, small print."""
    printer, layout = body.printer, body.printer.layout
    cells: list[Block] = [_captioned(body, name) for name in body.under]
    cells += _signers(body)
    rng = layout.rng("foot")
    if layout.chance("seal", 0.16):
        cells.insert(
            rng.randint(0, len(cells)),
            seal(
                rng,
                layout.between("seal_size", 44, 76),
                layout.accent,
                rng.choice(("", "CE", "OFFICIAL", "SEAL", "2024")),
            ),
        )
    if layout.chance("code", 0.1):
        cells.append(
            Stack(
                (
                    squares(rng, 48, "centre"),
                    printer.para(layout.pick("scan", ("Scan to verify", "Verify", "")), size=7, align="centre"),
                )
            )
        )
    blocks: list[Block] = []
    if cells and narrow:
        blocks += [block for cell in cells for block in (cell, Gap(10))]
    elif cells:
        if len(cells) == 1:
            aside: Block = Gap()
            single = layout.pick("single", ("centre", "left", "right"), (40, 30, 30))
            around = {"centre": (aside, cells[0], aside), "left": (cells[0], aside), "right": (aside, cells[0])}[single]
            cells = list(around)
        blocks.append(Row(tuple((1.0, cell) for cell in cells[:5]), 22, "bottom", 8))
        for rest in range(5, len(cells), 5):
            blocks.append(Row(tuple((1.0, cell) for cell in cells[rest : rest + 5]), 22, "bottom", 8))
    blocks += _small(body, fullness)
    return blocks


def _captioned(body: Body, name: str) -> Block:
    """A value on a line with its label below, as where one signs."""
    printer, layout = body.printer, body.printer.layout
    size = layout.between("under_size", 10, 13)
    value = Para(printer.value(name, size=size), "centre", 2)
    caption = printer.para(label(printer, name), size=size * 0.75, align="centre", after=2)
    if layout.chance("caption_above", 0.15):
        return Stack((caption, value, Line(0.9)))
    return Stack((value, Line(0.9, after=1), caption))


def _signers(body: Body) -> list[Block]:
    """Who signs: a signature, a line, a name and a role, in the layout's order."""
    printer, layout, facts = body.printer, body.printer.layout, body.printer.facts
    way = layout.pick("sign_way", ("below", "above", "no_line", "script", "role_only"), (55, 12, 13, 12, 8))
    align: Align = layout.pick("sign_align", ("centre", "left"), (75, 25))
    size = layout.between("sign_size", 8.5, 11)
    with_place = layout.chance("sign_place", 0.22)
    cells: list[Block] = []
    for number, (person, role) in enumerate(facts.signers):
        shown = printer.person(person)
        if layout.chance("sign_honorific", 0.12):
            shown = f"{layout.pick(f'signer:{number}', ('Dr.', 'Prof.', 'Mr.', 'Ms.'))} {shown}"
        name = printer.para(shown, "bold" if layout.chance("sign_bold", 0.3) else "body", size, align, 1)
        blocks: list[Block] = []
        scrawl: Block = scribble(facts.rng, layout.between("scrawl", 70, 120), 24, align)
        if way == "script":
            scrawl = printer.para(person.natural, "script", size * 1.7, align, 1, colour="#1b2a6b")
        line = Line(0.9, align=align, after=1)
        if way == "above":
            blocks = [name, line]
        elif way == "no_line":
            blocks = [scrawl, name]
        elif way == "role_only":
            blocks = [scrawl, line]
        else:
            blocks = [scrawl, line, name] if layout.chance("scrawled", 0.8) else [Gap(18), line, name]
        blocks.append(printer.para(role, size=size * 0.88, align=align, after=1, colour="#555555"))
        if with_place:
            organisation = facts.provider if layout.chance("sign_provider", 0.5) else facts.others[number % 3]
            blocks.append(printer.para(organisation.printed, size=size * 0.85, align=align, after=1))
        cells.append(Stack(tuple(blocks)))
    return cells


def _small(body: Body, fullness: float) -> list[Block]:
    """Small print at the end: the fields that stand there, an address of the page, a number of pages."""
    printer, layout, facts = body.printer, body.printer.layout, body.printer.facts
    size = layout.between("small_size", 7, 9.5)
    align: Align = layout.pick("small_align", ("centre", "left", "right"), (50, 30, 20))
    parts: list[tuple[Span, ...]] = []
    for name in body.small:
        parts.append((printer.span(f"{label(printer, name)}: ", size=size), *printer.value(name, size=size)))
    blocks: list[Block] = []
    if len(parts) > 1 and layout.chance("small_joined", 0.4):
        joined: list[Span] = list(parts[0])
        for part in parts[1:]:
            joined += [printer.span("   |   ", size=size), *part]
        blocks.append(Para(tuple(joined), align, 3))
    else:
        blocks += [Para(part, align, 3) for part in parts]
    if fullness > 0 and layout.chance("small_statement", 0.25):
        blocks.append(
            printer.para(printer.fill(layout.say("statement.short", "small")), size=size * 0.9, align=align, after=2)
        )
    if layout.chance("small_url", 0.12):
        blocks.append(printer.para(facts.url, size=size, align=align, after=2))
    if layout.chance("page_count", 0.06):
        blocks.append(printer.para("Page 1 of 1", size=size, align=align, after=2))
    return blocks
