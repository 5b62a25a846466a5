"""Pages that a person wrote line by line, as certificates of many kinds of issuers read.

Takes `models/data/pages/*.txt`, gives layouts that print one such page (`WrittenLayout`), and its blocks with the facts
of one certificate. Refuses a page with an unknown slot or option: what it leaves out would be taught as not stated.

A page begins with `===` and its options: `lab`, `portrait` or `landscape`, `left`, `centre` or `right`, `unit=...`. A
line is a paragraph; `#`, `##`, `###` make it larger, `>` smaller, `!` bold; `---` is a rule, an empty line a gap.
`a || b` are cells; lines with as many cells below each other are columns, and below a line that begins with `+` rows of
a ruled table. A cell `~` is a signature, `____` a line to sign on, `@` a seal or a code; `a // b` are two lines in one
cell. `[a|b]` draws one of them. `{slot}` is a value of the certificate, or what only stands beside one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Literal

from models.generator.blocks import Align, Block, Gap, Grid, Line, Para, Row, Ruled, Span, Stack
from models.generator.facts import LAST_DAY, Genre, draw_genre
from models.generator.forms import CreditForm, draw_credit_form, print_number
from models.generator.layout import SIZES, Layout
from models.generator.ornaments import mixed, scribble, seal, squares
from models.generator.printer import Printer
from models.generator.wordings import expand

PAGES: Final = Path(__file__).parent.parent / "data" / "pages"
OTHER_PAGES: Final = PAGES.with_name("other_pages")  # of papers that lie among certificates and are none
VALUES: Final = (
    "title", "provider", "completed_on", "program_number", "provider_number", "certificate_number", "level", "category",
)  # fmt: skip
OPTIONS: Final = re.compile(r"lab|portrait|landscape|left|centre|right|unit=(?:contact_hour|hour|ceu|cme|point)")
_SLOT: Final = re.compile(r"\{([^{}]+)\}")
_RULE: Final = re.compile(r"_{4,}")
# Prefix of a line -> size in sizes of the text, role of its font.
_PRINTS: Final = {"###": (1.15, "bold"), "##": (1.6, "display"), "#": (2.3, "display"), ">": (0.78, "body"),
                  "!": (1.0, "bold")}  # fmt: skip
_RULES: Final[tuple[Ruled, ...]] = ("all", "rows")
SHARES: Final = 10  # of so many pages one is kept back from training
OF_OPINION: Final = (4, 8)  # ... and those at these places teach the second opinion and nothing else
LONGEST_CAPTION: Final = 32  # characters of a cell that may be the label of the next one


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """One page: its file and its place there, its options, and its lines with slots and choices."""

    file: str
    place: int
    options: frozenset[str]
    lines: tuple[str, ...]

    @property
    def teaches(self) -> Literal["trees", "opinion"] | None:
        """What learns from it. Each is asked about pages that only the other learned from: so their agreement counts.

        Nothing does from one page in ten: it can tell what models make of a page they do not know.
        """
        place = self.place % SHARES
        return None if place == 0 else "opinion" if place in OF_OPINION else "trees"

    @property
    def parts_holder(self) -> bool:
        """Whether the holder stands on it in parts: family name and given name."""
        text = "\n".join(self.lines)
        return "{last_name}" in text and "{first_name}" in text

    @property
    def unit(self) -> str:
        """What the credit counts."""
        named = next((option.removeprefix("unit=") for option in self.options if option.startswith("unit=")), None)
        return named or ("contact_hour" if "lab" in self.options else "hour")


@dataclass(frozen=True)
class WrittenLayout(Layout):
    """A layout that prints a written page; its fonts, sizes, ornaments and forms are drawn as those of any layout."""

    page: WrittenPage

    @property
    def group(self) -> str:
        return f"{self.page.file} {self.page.place}"

    def states(self, field: str) -> bool:
        """Whether the page has a slot for it."""
        slots = {"credit": ("{credit}", "{amount}")}.get(field, (f"{{{field}}}",))
        is_said = any(slot in line for line in self.page.lines for slot in slots)
        return is_said or (field == "holder" and self.page.parts_holder)

    @cached_property
    def language(self) -> str:
        return "en"

    @cached_property
    def genre(self) -> Genre:
        rng = self.rng("genre")
        genre = draw_genre(rng)
        while genre.of_laboratories != ("lab" in self.page.options):
            genre = draw_genre(rng)
        return genre

    @cached_property
    def size(self) -> tuple[float, float]:
        is_said = bool(self.page.options & {"portrait", "landscape"})
        upright = "portrait" in self.page.options if is_said else self.chance("upright", 0.5)
        sizes = {size: weight for size, weight in SIZES.items() if (size[1] > size[0]) == upright}
        return self.pick("size", tuple(sizes), tuple(sizes.values()))

    @cached_property
    def unit(self) -> str:
        return self.page.unit

    @cached_property
    def credit_form(self) -> CreditForm:
        rng = self.rng("credit_form")
        form = draw_credit_form(rng, self.unit, "en")
        while form.is_duration and any("{amount}" in line for line in self.page.lines):
            form = draw_credit_form(rng, self.unit, "en")
        return form

    @cached_property
    def several_days(self) -> bool:
        return self.chance("several_days", 0.06)

    @cached_property
    def roles(self) -> tuple[str, ...]:
        return ("",) * 4


@cache
def written_pages() -> tuple[WrittenPage, ...]:
    """All written pages, by file and place."""
    return pages_in(PAGES)


def pages_in(folder: Path) -> tuple[WrittenPage, ...]:
    """The written pages of a folder.

    Raises:
        ValueError: a page has an option that there is none of.
    """
    found = []
    for path in sorted(folder.glob("*.txt")):
        parts = re.split(r"^===", path.read_text("utf-8"), flags=re.MULTILINE)
        for place, part in enumerate(parts[1:], start=1):
            head, *lines = part.rstrip("\n").split("\n")
            unknown = [option for option in head.split() if not OPTIONS.fullmatch(option)]
            if unknown:
                raise ValueError(f"{path.name}: a page has the options {unknown}")
            found.append(WrittenPage(path.stem, place, frozenset(head.split()), tuple(line.strip() for line in lines)))
    return tuple(found)


@cache
def pages_for(learner: Literal["trees", "opinion"] | None) -> tuple[WrittenPage, ...]:
    """Those that teach the trees or the second opinion, or, of None, nothing."""
    return tuple(page for page in written_pages() if page.teaches == learner)


def page_blocks(printer: Printer, page: WrittenPage) -> list[Block]:
    """The whole page as blocks."""
    return _Filled(printer, page).blocks()


class _Filled:
    """A page with the facts of one certificate."""

    def __init__(self, printer: Printer, page: WrittenPage) -> None:
        self.printer, self.layout, self.facts = printer, printer.layout, printer.facts
        self.used: dict[str, int] = {}
        self.parts_holder = page.parts_holder
        layout = self.layout
        self.lines = [expand(layout.rng(f"line:{place}"), line) for place, line in enumerate(page.lines)]
        named: tuple[Align, ...] = ("left", "centre", "right")
        drawn: Align = layout.pick("align", ("centre", "left"), (60, 40))
        self.align: Align = next((align for align in named if align in page.options), drawn)
        self.size = layout.between("text_size", 10, 13.5)
        self.scale = {prefix: layout.between(f"times:{prefix}", 0.8, 1.25) for prefix in ("#", "##")}

    def blocks(self) -> list[Block]:
        found: list[Block] = []
        for count, lines in groupby(self.lines, key=lambda line: len(line.split("||"))):
            if count > 1:
                found += self._columns([line.split("||") for line in lines])
            else:
                found += [self._line(line) for line in lines]
        return found

    def _line(self, line: str) -> Block:
        layout = self.layout
        if not line:
            return Gap(layout.between("gap", 5, 12), 0.5)
        if line == "---":
            return Line(layout.between("rule", 0.5, 1.0), 0.8, mixed(layout.accent, 0.3), self.align, 7)
        return self._text(line, self.align, layout.between("line_gap", 3, 9))

    def _text(self, text: str, align: Align, after: float, times: float = 1.0) -> Block:
        """One line or cell: a drawn thing, or its words with their values."""
        layout, rng = self.layout, self.facts.rng
        text = text.strip()
        if text == "~":
            return scribble(rng, 90, 24, align)
        if text == "@":
            mark = layout.chance("seal_or_code", 0.5)
            return squares(rng, 46, align) if mark else seal(rng, 50, layout.accent, "SEAL", align)
        if _RULE.fullmatch(text):
            return Line(0.9, align=align, after=2)
        prefix = next((mark for mark in _PRINTS if text.startswith(f"{mark} ")), "")
        size, role = _PRINTS.get(prefix, (1.0, "body"))
        if prefix == "##":
            role = layout.pick("large_role", ("display", "bold", "body", "script"), (35, 40, 17, 8))
        coloured = prefix in ("#", "##") and layout.chance(f"coloured:{prefix}", 0.3)
        plain = self.printer.span(
            "", role, self.size * times * size * self.scale.get(prefix, 1.0),
            colour=layout.accent if coloured else layout.ink,
        )  # fmt: skip
        return Para(self._spans(text[len(prefix) :].strip(), plain), align, after)

    def _columns(self, lines: list[list[str]]) -> list[Block]:
        """Lines with cells: labels before or above their values, a ruled table, or columns."""
        layout = self.layout
        has_head = lines[0][0].startswith("+")
        rows = [[cell.strip().removeprefix("+ ") for cell in line] for line in lines]
        is_labelled = not has_head and all(map(_is_labelled, rows))
        way = layout.pick("labelled", ("columns", "inline", "above"), (60, 28, 12)) if is_labelled else "columns"
        if way == "inline":
            return [self._text(f"{_with_colon(label)} {value}", self.align, 4) for label, value in rows]
        if way == "above":
            cells = [(self._text(row[0], self.align, 1, 0.75), self._text(row[1], self.align, 7)) for row in rows]
            return [Stack(pair) for pair in cells]
        shares = tuple(_share([row[place] for row in rows]) for place in range(len(rows[0])))
        is_left = is_labelled or has_head or layout.chance("cells_left", 0.5)
        laid = [tuple(self._cell(cell, "left" if is_left else "centre") for cell in row) for row in rows]
        if has_head or layout.chance("boxed_columns", 0.12):
            fill = mixed(layout.accent, 0.85) if has_head and layout.chance("head_fill", 0.5) else None
            return [Grid(tuple(laid), shares, layout.pick("ruled", _RULES), fill)]
        gap = layout.between("pair_gap", 1, 8)
        return [Row(tuple(zip(shares, row, strict=True)), 12, "top", gap) for row in laid]

    def _cell(self, cell: str, align: Align) -> Block:
        if "//" not in cell.replace("://", ""):
            return self._text(cell, align, 1) if cell else Gap()
        parts = [part for part in re.split(r"(?<!:)//", cell) if part.strip()]
        return Stack(tuple(self._text(part, align, 1, 1.0 if place == 0 else 0.8) for place, part in enumerate(parts)))

    def _spans(self, text: str, plain: Span) -> tuple[Span, ...]:
        spans: list[Span] = []
        end = 0
        for match in _SLOT.finditer(text):
            if match.start() > end:
                spans.append(replace(plain, text=text[end : match.start()]))
            spans += self._slot(match[1], plain)
            end = match.end()
        if end < len(text) or not spans:
            spans.append(replace(plain, text=text[end:]))
        return tuple(spans)

    def _slot(self, name: str, plain: Span) -> Sequence[Span]:
        """The spans of one slot."""
        printer = self.printer
        look: dict[str, Any] = {"size": plain.size, "role": plain.role, "colour": plain.colour}
        if name in ("holder", "holder:family_first"):
            return printer.holder(plain.size, plain.role, colour=plain.colour, family_first=name != "holder")
        if name == "title":
            return printer.title(plain.size, plain.role, colour=plain.colour)
        if name == "credit":
            return printer.credit(labelled=False, **look)
        if name == "amount":
            form = CreditForm(self.layout.unit, "{n}", "{n}", self.layout.credit_form.decimals)
            return printer.credit(labelled=True, form=form, **look)
        if name in VALUES:
            return printer.value(name, **look)
        return (replace(plain, text=self._distractor(name)),)

    def _distractor(self, name: str) -> str:
        """What only stands beside the values."""
        facts, printer = self.facts, self.printer
        used = self.used[name] = self.used.get(name, 0) + 1
        if name.startswith("code:"):
            return print_number(facts.rng, name.removeprefix("code:"), facts.completed)
        if self.parts_holder and name in ("first_name", "last_name"):
            return printer.holder_part("given" if name == "first_name" else "family")
        more = timedelta(days=41 * (used - 1))
        days = {
            "earlier": facts.before - more,
            "later": facts.after + more,
            "printed": facts.printed,
            "shortly_before": facts.started - timedelta(days=facts.rng.randint(1, 20)),
            "shortly_after": min(facts.completed + timedelta(days=facts.rng.randint(0, 30)), LAST_DAY),
        }
        if name in days:
            return printer.day(days[name])
        if name == "objective":
            return printer.fill(self.layout.say("objective", str(used)))
        texts = {
            **{f"person{place or ''}": printer.person(person)
               for place, (person, _) in zip(("", 2, 3, 4), facts.signers, strict=True)},
            **{f"org{place or ''}": one.printed for place, one in zip(("", 2, 3), facts.others, strict=True)},
            "first_name": facts.holder.given,
            "last_name": facts.holder.family or facts.holder.given,
            "short": facts.provider.short,
            "hours2": f"{facts.most.normalize():f}", "score": str(facts.score), "topic": facts.topic,
            "event": facts.event, "place": facts.place, "address": facts.city, "phone": facts.phone,
            "email": facts.email, "url": facts.url,
        }  # fmt: skip
        if name not in texts:
            raise ValueError(f"a written page has the slot {{{name}}}")
        return texts[name]


def _is_labelled(row: Sequence[str]) -> bool:
    """Whether the row is a label and its value."""
    if len(row) != 2 or not all(row):
        return False
    label, value = row
    return len(label) <= LONGEST_CAPTION and "{" not in label and "~" not in value and "//" not in label + value


def _with_colon(label: str) -> str:
    """The label with a colon, unless it ends with a mark of its own."""
    return label if label.endswith((":", "?", ".", "#")) else f"{label}:"


def _share(cells: Sequence[str]) -> float:
    """How wide a column of such cells is."""
    longest = max(len(_SLOT.sub("a usual value", cell)) for cell in cells)
    return float(max(6, min(longest, 60)) ** 0.7)
