"""What is on the paper: source files, pages, words and the evidence taken from them.

Takes nothing and decides nothing: these are the values that the reading stages give and the understanding stages take.
All places are PDF points (1/72 inch) from the top left corner of the page as it is displayed upright.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final


class Reader(StrEnum):
    """Which reader gave a page its words."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    BADGE = "badge"  # the data of an Open Badge, laid out as lines


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it lies on disk. `sha256` of the bytes is its identity everywhere.

    `sha256` and `media_type` are None only for a file whose bytes could not be read at all.
    """

    path: Path
    sha256: str | None
    media_type: str | None
    size_bytes: int
    acquired_at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the displayed page, in points; edges ordered."""

    x0: float
    top: float
    x1: float
    bottom: float

    def __post_init__(self) -> None:
        if self.x1 < self.x0 or self.bottom < self.top:
            raise ValueError(f"box edges out of order: {self}")

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def as_tuple(self) -> tuple[float, float, float, float]:
        return self.x0, self.top, self.x1, self.bottom


def enclosing(boxes: Sequence[Box]) -> Box:
    """The smallest box around `boxes` (at least one)."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One word as a reader found it, before it has a place in a page's text."""

    text: str  # no white space, not empty
    box: Box
    size: float  # font size in points; for OCR the height of the line
    confidence: float | None  # 0..1, None if the reader gives none
    second: str | None = None  # what a second reader of another family read at this place; None if none looked


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a page: `page.text[start:end]`."""

    start: int
    end: int
    box: Box
    line: int  # from 0, in reading order
    size: float
    confidence: float | None
    second: str | None = None  # as in `Glyphs`


@dataclass(frozen=True, slots=True)
class Code:
    """A QR or bar code on a page. What it says is data: an address in it is kept, and never fetched."""

    symbology: str  # as zxing-cpp names it, such as ``QRCode``
    text: str
    box: Box


Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]  # top left, top right, bottom right, bottom left


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its text, and where each word of it stands.

    The displayed page, which all boxes lie on, is the stored page turned by `rotation` and then, where `corners` are
    given, straightened: they are the places of the displayed page's corners on the turned stored page, in points.
    """

    number: int  # from 1
    width: float
    height: float
    rotation: int  # degrees clockwise by which the stored page was turned to stand upright: 0, 90, 180, 270
    text: str  # words joined by a space, lines by a newline
    words: tuple[Word, ...]
    reader: Reader
    why: str  # why this reader was chosen, as a short sentence
    corners: Corners | None = None  # of a skewed scan, or of the sheet in a photo; None if nothing was straightened
    codes: tuple[Code, ...] = ()
    marks: tuple[
        Glyphs, ...
    ] = ()  # read, and taken for marks of borders, seals and signatures: kept apart from the text
    doubt: str | None = None  # why the page may not be what it seems, such as a text layer that the picture belies


@dataclass(frozen=True, slots=True)
class PageShape:
    """The frame that boxes on a page lie in; all that is left of a page once it is understood."""

    number: int  # from 1
    width: float
    height: float
    rotation: int  # as in `Page`
    corners: Corners | None = None  # as in `Page`
    codes: tuple[Code, ...] = ()


def make_page(
    lines: Sequence[Sequence[Glyphs]],
    *,
    number: int,
    width: float,
    height: float,
    rotation: int,
    reader: Reader,
    why: str,
    corners: Corners | None = None,
    codes: tuple[Code, ...] = (),
    marks: tuple[Glyphs, ...] = (),
    doubt: str | None = None,
) -> Page:
    """Lay lines of words, in reading order, into a page's text."""
    parts: list[str] = []
    words: list[Word] = []
    position = 0
    for line_number, line in enumerate(lines):
        if line_number:
            position += 1
        for column, glyphs in enumerate(line):
            if column:
                position += 1
            end = position + len(glyphs.text)
            words.append(Word(position, end, glyphs.box, line_number, glyphs.size, glyphs.confidence, glyphs.second))
            position = end
        parts.append(" ".join(glyphs.text for glyphs in line))
    text = "\n".join(parts)
    return Page(number, width, height, rotation, text, tuple(words), reader, why, corners, codes, marks, doubt)


# Of what stands before and after a piece, so many words are kept with it, within so many characters.
AROUND: Final = 3
MOST_AROUND: Final = 80


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim piece of a page and where it stands."""

    page: int  # the page's number, from 1
    start: int
    end: int
    text: str
    boxes: tuple[Box, ...]  # one for each line touched
    read_confidence: float | None  # the weakest word's; None if the reader gives none
    second: str | None = None  # what a second reader read there; None if none looked, "" if it saw nothing
    before: str = ""  # the words before it in the page's text, at most `AROUND`
    after: str = ""  # and those after it


@dataclass(frozen=True, slots=True)
class Document:
    """A source file and its pages."""

    source: SourceFile
    pages: tuple[Page, ...]

    def evidence(self, page: Page, start: int, end: int) -> Evidence:
        """The evidence for ``page.text[start:end]``.

        Raises:
            ValueError: the span is empty, outside the text, or touches no word.
        """
        if not 0 <= start < end <= len(page.text):
            raise ValueError(f"no span {start}:{end} in a text of {len(page.text)} characters")
        touched = [word for word in page.words if word.start < end and start < word.end]
        if not touched:
            raise ValueError(f"no word in the span {start}:{end}")
        lines = sorted({word.line for word in touched})
        confidences = [word.confidence for word in touched if word.confidence is not None]
        return Evidence(
            page=page.number,
            start=start,
            end=end,
            text=page.text[start:end],
            boxes=tuple(enclosing([word.box for word in touched if word.line == line]) for line in lines),
            read_confidence=min(confidences) if confidences else None,
            second=_second_reading(page.text, touched, start, end),
            before=" ".join(page.text[max(0, start - MOST_AROUND) : start].split()[-AROUND:]),
            after=" ".join(page.text[end : end + MOST_AROUND].split()[:AROUND]),
        )


def _second_reading(text: str, touched: Sequence[Word], start: int, end: int) -> str | None:
    """The words of ``text[start:end]`` as the second reader has them; where it did not look, as the first has them."""
    if all(word.second is None for word in touched):
        return None
    words: list[str] = []
    before: Word | None = None
    for word in touched:
        first, last = max(start, word.start), min(end, word.end)
        if word.second is None:
            words.append(text[first:last])
        # Words that are divided in another way by the second reader have its words for all of them, each.
        elif not (before and before.second == word.second != text[first:last] and before.line == word.line):
            # A span may begin or end within a word, such as after a label.
            words.append(word.second.removeprefix(text[word.start : first]).removesuffix(text[last : word.end]))
        before = word
    return " ".join(word for word in words if word)
