"""Pages made up from a few lines of text, each where and as large as it would be printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from ingest.activity import Candidate, FieldName
from ingest.document import Box, Document, Glyphs, Page, Reader, SourceFile, make_page
from ingest.extract import extract, sheet_of
from ingest.extract.tokens import Sheet
from ingest.scorer import Scorer, load_scorer
from ingest.vocabulary import MODEL_FOLDER, Vocabulary, load_vocabulary

WIDTH: Final = 612.0
HEIGHT: Final = 792.0
SOURCE: Final = SourceFile(
    Path("made.pdf"), "0" * 64, "application/pdf", 1000, datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
)

# Repetitions for which a careless pattern takes minutes; a good one takes well under a second.
LONG: Final = 3000  # letters
HOSTILE_SECONDS: Final = 10.0  # of this process alone: tests run beside others
HOSTILE: Final = tuple(
    (unit * (LONG // len(unit))) + end
    for unit, end in (
        ("completed the course of ", ""),
        ("total ", ""),
        ('"', ""),
        ("1", ""),
        ("1 ", ""),
        ("1-", ""),
        ("(", ""),
        (" ", ""),
        ("\n", ""),
        ("a.", ""),
        ("A ", ""),
        ("A, ", ""),
        ("-", ""),
        ("/", "x"),
        ("Name: ", ""),
        ("contact hours ", ""),
        ("number of credits earned ", ""),
        ("March 1 - ", ""),
        ("12/12/", ""),
        ("certificate of ", ""),
        ("presented to ", ""),
        ("is approved as a provider ", ""),
        ("Provider # ", ""),
        ("verify/", ""),
        ("of the course in the training on the ", ""),
        ("Basic Intermediate Advanced ", ""),
        ("Abc def ", "is approved"),
    )
)


@dataclass(frozen=True, slots=True)
class Printed:
    """One line of one cell: its words in a row from `x`, `top` points from the head of the page."""

    text: str
    x: float
    top: float
    size: float
    confidence: float | None

    def glyphs(self) -> tuple[Glyphs, ...]:
        """Its words, each letter half as wide as it is high."""
        x, found = self.x, []
        for word in self.text.split():
            width = 0.5 * self.size * len(word)
            found.append(Glyphs(word, Box(x, self.top, x + width, self.top + self.size), self.size, self.confidence))
            x += width + 0.3 * self.size
        return tuple(found)


def at(x: float, top: float, text: str, size: float = 11.0, confidence: float | None = None) -> Printed:
    """A line that begins at a place."""
    return Printed(text, x, top, size, confidence)


def page(*printed: Printed, number: int = 1, reader: Reader = Reader.TEXT_LAYER) -> Page:
    """A page of these lines, in the order in which they are given."""
    lines = [line for line in (item.glyphs() for item in printed) if line]
    return make_page(lines, number=number, width=WIDTH, height=HEIGHT, rotation=0, reader=reader, why="made up")


def stacked(*rows: str | tuple[str, float], number: int = 1, confidence: float | None = None) -> Page:
    """A page of centred rows of 11 points (or of the size given), each a paragraph of its own.

    A row with a newline in it is one paragraph of several lines.
    """
    printed: list[Printed] = []
    top, last_size = 60.0, 0.0
    for row in rows:
        text, size = (row, 11.0) if isinstance(row, str) else row
        top += 1.6 * max(size, last_size) if printed else 0.0
        for line in text.split("\n"):
            width = sum(0.5 * size * len(word) + 0.3 * size for word in line.split())
            printed.append(Printed(line, (WIDTH - width) / 2, top, size, confidence))
            top += 1.2 * size
        top -= 0.2 * size
        last_size = size
    return page(*printed, number=number)


def document(*pages: Page) -> Document:
    """A document of these pages."""
    return Document(SOURCE, pages)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that ships."""
    return load_vocabulary()


@cache
def scorer() -> Scorer:
    """The models that ship."""
    return load_scorer(MODEL_FOLDER)


def sheet(*pages: Page) -> Sheet:
    """The certificate on these pages in columns."""
    return sheet_of(document(*pages), (pages[0].number, pages[-1].number), vocabulary())


def candidate(made: Page, name: FieldName, text: str, chance: float = 0.98, label: str | None = None) -> Candidate:
    """A candidate as the finder would give it, whose text stands on the page."""
    start = made.text.index(text)
    evidence = document(made).evidence(made, start, start + len(text))
    return Candidate(name, evidence, chance, "model:made", label)


def found_on(*pages: Page) -> tuple[Candidate, ...]:
    """All candidates of the certificate on these pages."""
    return extract(document(*pages), (pages[0].number, pages[-1].number), vocabulary(), scorer())


def texts(candidates: Sequence[Candidate], name: FieldName, least: float = 0.0) -> list[str]:
    """The texts of a field's candidates, the surest first, each on one line."""
    return [
        " ".join(item.evidence.text.split()) for item in candidates if item.name is name and item.confidence >= least
    ]


def best(name: FieldName, *pages: Page) -> str | None:
    """The text of the surest candidate for a field."""
    return next(iter(texts(found_on(*pages), name)), None)


# Words of certificates, and letters, digits and marks of many scripts; what no reader gives in a word (white space,
# controls) is left out.
_WORDS: Final = st.sampled_from(
    "Certificate of Completion certify that Dana Whitfield, has completed the course Title: Name: presented to "
    "“Anemias” March 14, 2026 3/4/26 on 1.5 contact hours Contact Hours: 578-063-24 Provider # by Laboratory Society "
    "Level: Basic ( ) -".split()
) | st.text(st.characters(exclude_categories=("Z", "Cc", "Cs")), min_size=1, max_size=8)
_LINES: Final = st.tuples(
    st.lists(_WORDS, min_size=1, max_size=5), st.integers(0, 500), st.integers(0, 780), st.integers(4, 40)
)


@st.composite
def printed_pages(draw: st.DrawFn) -> Page:
    """Pages of any words at any places."""
    lines = draw(st.lists(_LINES, min_size=1, max_size=7))
    confidence = draw(st.none() | st.floats(0, 1))
    return page(*(at(x, top, " ".join(words), size, confidence) for words, x, top, size in lines))
