"""The lines and paragraphs of a certificate.

Takes the pages of one certificate, gives `Line`s and `Paragraph`s that know their place. Refuses to interpret: what a
line means is said by `extract`.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Final

from ingest.document import Box, Page, enclosing

# Two lines belong to one paragraph when their sizes, or those of the words where they meet, differ by less than this
# ratio, the gap between them is less than this share of the size, and they begin or end at one edge or lie on one axis.
SAME_SIZE_RATIO: Final = 1.25
PARAGRAPH_GAP: Final = 1.3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one cell: `page.text[start:end]`."""

    page: int
    start: int
    end: int
    text: str
    box: Box
    size: float  # points; the median of its words
    first_size: float  # of its first word
    last_size: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that follow each other in the page's text, of like size, close and aligned."""

    lines: tuple[Line, ...]
    text: str  # `page.text[start:end]`

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end


@dataclass(frozen=True)
class Layout:
    """The pages of one certificate, laid out."""

    pages: tuple[Page, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines in reading order."""
        return tuple(line for page in self.pages for line in _lines(page))

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All paragraphs in reading order."""
        return tuple(paragraph for page in self.pages for paragraph in _paragraphs(page, self.lines))

    @cached_property
    def text_size(self) -> float:
        """The size in points of ordinary text: the median over words."""
        return statistics.median(word.size for page in self.pages for word in page.words)

    @cached_property
    def largest_size(self) -> float:
        """The size in points of the largest line that has more than two letters."""
        sizes = [line.size for line in self.lines if sum(map(str.isalpha, line.text)) > 2]
        return max(sizes, default=self.text_size)


def _lines(page: Page) -> Sequence[Line]:
    lines = []
    for _, group in groupby(page.words, key=lambda word: word.line):
        words = list(group)
        start, end = words[0].start, words[-1].end
        lines.append(
            Line(
                page.number,
                start,
                end,
                page.text[start:end],
                enclosing([word.box for word in words]),
                statistics.median(word.size for word in words),
                words[0].size,
                words[-1].size,
            )
        )
    return lines


def _paragraphs(page: Page, lines: Sequence[Line]) -> Sequence[Paragraph]:
    groups: list[list[Line]] = []
    for line in lines:
        if line.page != page.number:
            continue
        if groups and _continues(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Paragraph(tuple(group), page.text[group[0].start : group[-1].end]) for group in groups]


def _continues(first: Line, second: Line) -> bool:
    larger = max(first.size, second.size)
    gap = second.box.top - first.box.bottom
    centres = (first.box.x0 + first.box.x1 - second.box.x0 - second.box.x1) / 2
    edges = (first.box.x0 - second.box.x0, first.box.x1 - second.box.x1, centres)
    is_aligned = min(map(abs, edges)) < 1.5 * larger
    is_alike = _are_alike(first.size, second.size) or _are_alike(first.last_size, second.first_size)
    return is_alike and -0.5 * larger < gap < PARAGRAPH_GAP * larger and is_aligned


def _are_alike(one: float, other: float) -> bool:
    return max(one, other) / max(min(one, other), 0.1) < SAME_SIZE_RATIO
