"""Training certificates with what they state, made without touching the disk.

`make(seed, layouts, each)` gives `Made` certificates: bytes of a PDF or a picture, and the expected record as
`samples/make.py` writes it. The same seed gives the same PDFs, byte for byte, where the same fonts are installed.
Refuses to give a page whose text does not fit: such facts are drawn again.
"""

import random
from collections.abc import Iterator, Sequence
from typing import Any, Final

from models.generator import near, pictures
from models.generator.blocks import Ink
from models.generator.facts import Facts, draw_facts
from models.generator.file import Made, draw_pdf, spots_of
from models.generator.forms import is_ambiguous, is_partial
from models.generator.layout import Layout
from models.generator.page import Overfull, whole
from models.generator.printer import Printer
from models.generator.titles import Title, listed_titles
from models.generator.written import WrittenLayout, WrittenPage, pages_for

NEAR_SHARE: Final = 0.08
AMBIGUOUS_SHARE: Final = 0.15  # of the dates that could be taken for another, those that are kept
WRITTEN_SHARE: Final = 0.7  # of the layouts
TRIES: Final = 40


def make(
    seed: int,
    layouts: int,
    each: int,
    *,
    scans: float = 0.0,
    near_share: float = NEAR_SHARE,
    pages: Sequence[WrittenPage] | None = None,
    titles: Sequence[Title] | None = None,
    first: int = 0,
) -> Iterator[Made]:
    """Make `each` certificates of each layout.

    Args:
        seed: of everything.
        layouts: how many, numbered from `first`.
        scans: share of files that become scans, photographs or PDFs of pictures.
        near_share: share of files that only look like certificates.
        pages: written ones, which seven of ten layouts print in turn; those that the trees learn from if None, and
            composed layouts alone if there are none.
        titles: of laboratory courses; those of `models/data/titles.tsv` if None.
    """
    listed = tuple(titles) if titles is not None else listed_titles()
    for number in range(first, first + layouts):
        layout = layout_of(seed, number, pages_for("trees") if pages is None else pages)
        for copy in range(each):
            rng = random.Random(f"{seed}:{number}:copy:{copy}")
            made = (
                near.make_near(layout, rng, copy) if rng.random() < near_share else _certificate(layout, copy, listed)
            )
            yield pictures.spoiled(made, rng) if rng.random() < scans else made


def layout_of(seed: int, number: int, pages: Sequence[WrittenPage]) -> Layout:
    """The layout of that number: composed by chance, or one of the written pages; these take turns."""
    layout = Layout(seed, number)
    if pages and layout.chance("written", WRITTEN_SHARE):
        return WrittenLayout(seed, number, pages[number % len(pages)])
    return layout


def draw_certificate(layout: Layout, copy: int, listed: tuple[Title, ...] | None = None) -> tuple[list[Ink], Printer]:
    """The ink of one certificate of a layout, with what was printed."""
    rng = random.Random(f"{layout.seed}:{layout.number}:facts:{copy}")
    for _ in range(TRIES):
        facts = _facts(layout, rng, listed_titles() if listed is None else listed)
        try:
            return whole(layout, facts)
        except Overfull:
            continue
    raise Overfull(f"layout {layout.number} of seed {layout.seed} holds no certificate")


def _certificate(layout: Layout, copy: int, listed: tuple[Title, ...]) -> Made:
    ink, printer = draw_certificate(layout, copy, listed)
    pdf = draw_pdf(layout, ink, random.Random(f"{layout.seed}:{layout.number}:paint:{copy}"))
    return Made(f"{layout.number:04}-{copy:02}.pdf", pdf, _record(printer), layout.number, spots_of(ink))


def _facts(layout: Layout, rng: random.Random, listed: tuple[Title, ...]) -> Facts:
    """Facts that the layout's fonts can print and that do not leave the date open more often than paper does."""
    while True:
        provider = layout.provider(rng)
        facts = draw_facts(
            rng,
            layout.genre,
            provider,
            layout.unit,
            layout.roles,
            several=layout.several_days,
            in_minutes=layout.credit_form.is_duration,
            language=layout.language,
            listed=listed,
        )
        people = (facts.holder, facts.others_person, *facts.speakers, *(person for person, _ in facts.signers))
        text = (
            facts.title.text
            + "".join(person.natural for person in people)
            + "".join(one.printed for one in facts.others)
        )
        open_date = is_ambiguous(facts.completed, layout.day_form) and rng.random() > AMBIGUOUS_SHARE
        if not open_date and _covers(layout, text + provider.printed):
            return facts


def _covers(layout: Layout, text: str) -> bool:
    return all(layout.theme.covers(letter) for letter in set(text))


def _record(printer: Printer) -> dict[str, Any]:
    """What `ingest read` should give, as `samples/make.py` writes it, and beside it each value as printed."""
    activity = printer.activity()
    issues = []
    if "completed_on" in printer.printed and is_partial(printer.layout.day_form):
        issues.append("partial_date")
    elif "completed_on" in printer.printed and printer.is_ambiguous():
        issues.append("ambiguous_date")
    required = ("holder", "title", "provider", "completed_on", "credit")
    certain = not issues and all(activity[name] is not None for name in required)
    return {
        "pages": [1, 1],
        "kind": "text_pdf",
        "layout": printer.layout.group,
        "status_not": None if certain else "accepted",
        "failure": None,
        "activity": activity,
        "issues": issues,
        "printed": {name: sorted(set(texts)) for name, texts in printer.printed.items()},
        "genre": printer.layout.genre.name,
        "language": printer.layout.language,
    }
