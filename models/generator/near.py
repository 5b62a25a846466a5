"""Papers that lie among certificates and are none: flyers, invoices, registrations, agendas, forms, lists of courses.

Takes a layout (for its look) and a source of chance, gives a `Made` whose activity is None.
Refuses to state that anybody completed anything.
"""

import random
import tomllib
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any, Final

from models.generator.blocks import Align, Block, Gap, Grid, Ink, Line, Para, Row
from models.generator.facts import Facts, draw_facts
from models.generator.file import Made, draw_pdf
from models.generator.labelled import RULES
from models.generator.layout import Layout
from models.generator.ornaments import mixed
from models.generator.page import Region, fitted
from models.generator.people import draw_person
from models.generator.printer import Printer
from models.generator.titles import listed_titles
from models.generator.wordings import DATA


def make_near(layout: Layout, rng: random.Random, copy: int) -> Made:
    """One such paper, in the fonts and colours of the layout."""
    ink, kind = draw_near(layout, rng)
    pdf = draw_pdf(layout, ink, random.Random(f"{layout.seed}:{layout.number}:paint:{copy}"))
    expected: dict[str, Any] = {
        "pages": [1, 1], "kind": "not_a_certificate", "layout": layout.group, "status_not": "accepted",
        "failure": None,
        "activity": None, "issues": ["not_a_certificate"], "printed": {}, "genre": kind, "language": "en",
    }  # fmt: skip
    return Made(f"{layout.number:04}-{copy:02}.pdf", pdf, expected, layout.number, ())


def draw_near(layout: Layout, rng: random.Random) -> tuple[list[Ink], str]:
    """The ink of such a paper, and its kind."""
    while True:
        facts = draw_facts(
            rng,
            layout.genre,
            layout.provider(rng),
            layout.unit,
            layout.roles,
            several=layout.several_days,
            in_minutes=False,
            language="en",
            listed=listed_titles(),
        )
        printer = Printer(layout, facts)
        kind = rng.choice(tuple(KINDS))
        blocks = KINDS[kind](_Paper(kind, printer, rng))
        wide, tall = layout.size
        region = Region(wide * 0.09, tall * 0.09, wide * 0.82, tall * 0.82, tuple(blocks))
        ink = fitted(layout, [region])
        text = "".join(one.text for one in ink or () if hasattr(one, "text"))
        if ink is None or not all(layout.theme.covers(letter) for letter in set(text)):
            continue
        return ink, kind


class _Paper:
    """Short ways to print the pieces of such a paper."""

    def __init__(self, kind: str, printer: Printer, rng: random.Random) -> None:
        self.texts = {cue: text.split("|") for cue, text in wordings()[kind].items()}
        self.printer, self.rng = printer, rng
        self.facts: Facts = printer.facts
        self.size = rng.uniform(9.5, 12)
        self.align: Align = "left" if rng.random() < 0.67 else "centre"
        self.hours = f"{self.facts.amount.normalize():f}"
        self.price = f"{rng.choice(('$', 'USD ', '€', ''))}{rng.randint(9, 480)}.{rng.choice(('00', '95', '50'))}"
        # A day that lies ahead of the paper.
        self.soon = printer.day(self.facts.completed + timedelta(days=rng.randint(5, 90)))

    def say(self, cue: str) -> str:
        return self.rng.choice(self.texts[cue])

    def head(self, text: str, size: float = 2.2) -> Para:
        text = text.upper() if self.rng.random() < 0.3 else text
        return self.printer.para(text, "display", self.size * size, self.align, 10, colour=self.printer.layout.accent)

    def line(self, text: str, role: str = "body", after: float = 5) -> Para:
        return self.printer.para(text, role, self.size, self.align, after)

    def pairs(self, *pairs: tuple[str, str]) -> list[Block]:
        """Labels with values; a label that is a cue is said."""
        said = [(self.say(label) if label in self.texts else label, value) for label, value in pairs]
        if self.rng.random() < 0.5:
            return [self.printer.para(f"{label}: {value}", size=self.size, after=4) for label, value in said]
        para = self.printer.para
        return [
            Row(
                (
                    (0.32, para(f"{label}:", "bold", self.size, after=0)),
                    (0.68, para(value, size=self.size, after=0)),
                )
            )
            for label, value in said
        ]

    def table(self, shares: tuple[float, ...], *rows: tuple[str, ...]) -> Grid:
        cells = tuple(
            tuple(self.printer.para(cell, "body" if number else "bold", self.size * 0.9, after=0) for cell in row)
            for number, row in enumerate(rows)
        )
        return Grid(cells, shares, self.rng.choice(RULES), mixed(self.printer.layout.accent, 0.85))


def _flyer(paper: _Paper) -> list[Block]:
    facts, rng = paper.facts, paper.rng
    return [
        paper.head(paper.say("head")),
        paper.head(facts.title.text, 1.7),
        paper.line(f"{paper.soon}, {rng.randint(8, 11)}:00 AM - {rng.randint(1, 5)}:30 PM", "bold"),
        paper.line(facts.place),
        paper.line(paper.say("speaker").format(paper.printer.person(facts.speakers[0]))),
        Gap(10),
        paper.line(paper.say("credit").format(paper.hours)),
        paper.line(paper.say("note")),
        Gap(10, 1),
        paper.line(paper.say("register").format(facts.url), "bold"),
        paper.line(paper.say("fee").format(paper.price)),
        paper.line(f"{paper.say('host')} {facts.provider.printed}"),
    ]


def _invoice(paper: _Paper) -> list[Block]:
    facts = paper.facts
    item = f"{facts.title.text} ({paper.hours} {paper.say('hours')})"
    return [
        paper.line(facts.provider.printed, "bold"),
        paper.line(facts.city),
        Gap(10),
        paper.head(paper.say("head")),
        *paper.pairs(
            ("number", f"{paper.rng.randint(1000, 99999)}"),
            ("date", paper.printer.day(facts.completed)),
            ("to", facts.holder.natural),
            ("payment", paper.say("paid")),
        ),
        Gap(10),
        paper.table(
            (4, 1, 1.3),
            ("Description", "Qty", "Amount"),
            (item, "1", paper.price),
            (paper.say("total"), "", paper.price),
        ),
        paper.line(paper.say("note")),
    ]


def _registration(paper: _Paper) -> list[Block]:
    facts = paper.facts
    return [
        paper.head(paper.say("head")),
        paper.line(paper.say("hello").format(facts.holder.given)),
        paper.line(f"{paper.say('start')} {facts.title.text}."),
        *paper.pairs(
            ("name", facts.holder.natural),
            ("date", paper.soon),
            ("place", facts.place),
            ("number", f"{paper.rng.randint(100000, 9999999)}"),
            ("credit", paper.hours),
        ),
        Gap(8),
        paper.line(paper.say("note")),
        paper.line(f"{paper.say('end')} {facts.email}"),
        paper.line(facts.provider.printed),
    ]


def _blank(paper: _Paper) -> list[Block]:
    """A certificate whose lines nobody has filled in."""
    facts, layout = paper.facts, paper.printer.layout
    line = "_" * paper.rng.randint(22, 40)
    is_named = paper.rng.random() < 0.5
    return [
        paper.line(facts.provider.printed, "bold", 12),
        paper.head(layout.say("heading")),
        paper.line(layout.say("certify")),
        paper.line(line, after=2),
        paper.line(paper.say("name")),
        paper.line(paper.say("done")),
        paper.line(facts.title.text if is_named else line, "bold" if is_named else "body"),
        *paper.pairs(
            (layout.say("label.date"), line[:18]),
            (layout.say("label.contact_hour"), paper.hours if is_named else line[:8]),
            ("Signature", line[:24]),
        ),
        Gap(10, 1),
        paper.line(paper.say("end")),
    ]


def _agenda(paper: _Paper) -> list[Block]:
    facts, rng, layout = paper.facts, paper.rng, paper.printer.layout
    rows = [("Time", paper.say("topic"), paper.say("speaker"))]
    for hour in range(8, 8 + rng.randint(4, 7)):
        clock = f"{hour % 12 or 12}:{rng.choice(('00', '15', '30'))}"
        topic = paper.printer.fill(layout.say("objective", f"{hour}:{rng.random()}"))
        rows.append((clock, topic, draw_person(rng).natural))
    return [
        paper.head(paper.say("head")),
        paper.line(facts.title.text, "bold"),
        paper.line(f"{paper.soon} | {facts.place}"),
        Gap(6),
        paper.table((1, 3, 1.6), *rows),
        paper.line(paper.say("credit").format(paper.hours)),
        paper.line(facts.provider.printed),
    ]


def _evaluation(paper: _Paper) -> list[Block]:
    facts, rng = paper.facts, paper.rng
    questions = rng.sample(paper.texts["questions"], rng.randint(3, 6))
    return [
        paper.head(paper.say("head")),
        *paper.pairs(
            ("course", facts.title.text),
            ("date", paper.printer.day(facts.completed)),
            ("speaker", paper.printer.person(facts.speakers[0])),
            ("Name (optional)", rng.choice(("____________________", facts.holder.natural))),
        ),
        paper.table(
            (5, 0.6, 0.6, 0.6, 0.6, 0.6),
            (paper.say("item"), *"12345"),
            *((question, *"ooooo") for question in questions),
        ),
        paper.line("Comments:"),
        Line(),
        Gap(12),
        Line(),
        paper.line(paper.say("note").format(paper.hours)),
    ]


def _enrolment(paper: _Paper) -> list[Block]:
    facts = paper.facts
    text = paper.say("text").format(title=facts.title.text, day=paper.soon, name=facts.holder.natural)
    signer = facts.signers[0][0] if facts.signers else facts.speakers[0]
    return [
        paper.line(facts.provider.printed, "bold"),
        paper.line(facts.city, after=12),
        paper.line(paper.printer.day(facts.completed), after=12),
        paper.line(paper.say("hello").format(facts.holder.natural)),
        paper.head(paper.say("head"), 1.5),
        paper.line(text),
        paper.line(paper.say("credit").format(paper.hours)),
        Gap(14),
        paper.line(paper.say("end")),
        paper.line(paper.printer.person(signer)),
    ]


def _catalogue(paper: _Paper) -> list[Block]:
    """A list of courses on offer."""
    facts, rng, layout = paper.facts, paper.rng, paper.printer.layout
    rows = [(paper.say("title"), paper.say("hours"), paper.say("price"))]
    for _ in range(rng.randint(3, 7)):
        rows.append((rng.choice(listed_titles()).text, f"{rng.randint(1, 12) / 2:g}", f"{rng.randint(9, 200)}.00"))
    return [
        paper.line(facts.provider.printed, "bold"),
        paper.head(paper.say("head")),
        paper.table((4, 1, 1), *rows),
        paper.line(paper.printer.fill(layout.say("statement", f"catalogue{rng.random()}"))),
        paper.line(facts.url),
    ]


@cache
def wordings() -> dict[str, dict[str, str]]:
    """Those of `models/data/near.toml`, alternatives not yet drawn."""
    with (DATA / "near.toml").open("rb") as source:
        return tomllib.load(source)


KINDS: Final[dict[str, Callable[[_Paper], list[Block]]]] = {
    "flyer": _flyer,
    "invoice": _invoice,
    "registration": _registration,
    "blank": _blank,
    "agenda": _agenda,
    "evaluation": _evaluation,
    "enrolment": _enrolment,
    "catalogue": _catalogue,
}
