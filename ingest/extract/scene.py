"""The certificate as the finders see it: its layout, the vocabulary, and what stands beside a label.

Takes a document, gives a `Scene`; the finders give `Found` pieces. Refuses to know any one field.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ingest.activity import Candidate, FieldName
from ingest.confidence import probability
from ingest.document import Document
from ingest.layout import Layout, Line, Paragraph
from ingest.vocabulary import Vocabulary

FAR_RIGHT: Final = 40.0  # a value may stand this many sizes to the right of its label
_AFTER_LABEL: Final = re.compile(r"\s*[:.\-–—#|\s]*")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A piece of a page's text."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A span that a finder proposes."""

    name: FieldName
    span: Span
    odds: float  # log-odds that this is the piece
    method: str
    label: str | None = None  # what says so, where it stands apart


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a label."""

    span: Span
    relation: str  # "same_line", "right", "below", "above"
    label: Line


@dataclass(frozen=True, slots=True)
class Scene:
    """One certificate, ready to be searched."""

    document: Document
    layout: Layout
    vocabulary: Vocabulary

    def candidate(self, found: Found) -> Candidate:
        """The found piece with its evidence."""
        page = self.layout.page(found.span.page)
        evidence = self.document.evidence(page, found.span.start, found.span.end)
        return Candidate(found.name, evidence, probability(found.odds), found.method, found.label)

    def text(self, span: Span) -> str:
        """The text of a span."""
        return self.layout.page(span.page).text[span.start : span.end]

    def trimmed(self, span: Span, strip: str = ' \t\n,;:-–—|*_"“”•') -> Span:
        """The span without the characters of `strip` at either end."""
        text = self.text(span)
        lead = len(text) - len(text.lstrip(strip))
        return Span(span.page, span.start + lead, max(span.start + lead, span.start + len(text.rstrip(strip))))

    def line_at(self, span: Span) -> Line:
        """The line in which a span starts."""
        return next(
            line for line in self.layout.lines if line.page == span.page and line.start <= span.start < line.end
        )

    def paragraph_at(self, span: Span) -> Paragraph:
        """The paragraph in which a span starts."""
        return next(
            paragraph
            for paragraph in self.layout.paragraphs
            if paragraph.page == span.page and span.start < paragraph.end
        )

    def prominence(self, size: float) -> float:
        """How large a size is on this certificate: 0 for ordinary text, 1 for the largest."""
        spread = self.layout.largest_size - self.layout.text_size
        return max(0.0, min(1.0, (size - self.layout.text_size) / spread)) if spread > 0.5 else 0.0

    def height_on_page(self, place: Line | Paragraph) -> float:
        """Where the top of `place` is: 0 at the head of the page, 1 at its foot."""
        page = self.layout.page(place.page)
        return place.box.top / page.height if page.height else 0.0

    def beside(self, label: re.Pattern[str]) -> Iterator[Beside]:
        """What stands after each label in its line; else to the right of it, below it and above it."""
        for line in self.layout.lines:
            for match in label.finditer(line.text):
                gap = _AFTER_LABEL.match(line.text, match.end())
                start = gap.end() if gap else match.end()
                if start < len(line.text):
                    yield Beside(Span(line.page, line.start + start, line.end), "same_line", line)
                    continue
                right = self.layout.right(line)
                if right and right.box.x0 - line.box.x1 < FAR_RIGHT * line.size:
                    yield Beside(span_of(right), "right", line)
                below = self._line_below(line)
                if below:
                    yield Beside(span_of(below), "below", line)
                above = self.layout.above(line, reach=2.0)
                if above:
                    yield Beside(span_of(above.lines[-1]), "above", line)

    def _line_below(self, line: Line) -> Line | None:
        """The next line of the same paragraph, else the first one of the paragraph below."""
        own = next(paragraph for paragraph in self.layout.paragraphs if line in paragraph.lines)
        following = own.lines[own.lines.index(line) + 1 :]
        if following:
            return following[0]
        below = self.layout.below(line, reach=2.5)
        return below.lines[0] if below else None


def make_scene(document: Document, pages: tuple[int, int], vocabulary: Vocabulary) -> Scene:
    """The scene of the certificate on `pages` (first and last, from 1)."""
    first, last = pages
    shown = tuple(page for page in document.pages if first <= page.number <= last)
    return Scene(document, Layout(shown), vocabulary)


def span_of(place: Line | Paragraph) -> Span:
    """The span of a line or a paragraph."""
    return Span(place.page, place.start, place.end)


def agreeing(found: Iterable[Found], bonus: float) -> list[Found]:
    """Each span once, as its surest finder has it; each further kind of finder that proposes it adds `bonus`."""
    by_span: dict[Span, list[Found]] = {}
    for item in found:
        by_span.setdefault(item.span, []).append(item)
    merged = []
    for items in by_span.values():
        best = max(items, key=lambda item: item.odds)
        kinds = {item.method.split("_")[0] for item in items}  # such as `pattern:label`, `layout:large`
        merged.append(replace(best, odds=best.odds + bonus * (len(kinds) - 1)))
    return merged
