"""The sheets of a packet that are ours: cover, index, footers, and the pages that stand for what has none.

Takes what to say in plain texts; gives a PDF with every page of the packet, those of the certificates empty but for
their footers. Pages, bookmarks and links lie as they will in the packet.
Refuses to draw a sign that its font lacks: it is written as its escape, so that nothing is lost and nothing looks like
something else; direction marks and controls are left out.
"""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import SettingsError

PAPERS: Final = {"letter": LETTER, "a4": A4}
MARGIN: Final = 54.0  # points
FOOTER: Final = 30.0  # height of the strip that is kept free for the footer
SEAL_AT: Final = (MARGIN, 84.0)  # where the digest of the manifest is drawn on the cover
FRONT: Final = ("cover", "index")
PLAIN, BOLD, EXACT = "Vera", "VeraBd", "Courier"
INK, QUIET, RULE, SHADE = (HexColor(code) for code in ("#1c2430", "#5b6675", "#c9d0d9", "#f1f4f7"))
MOST_LETTERS: Final = 600  # of one text; a title that is longer was not read right


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One certificate in the index; `page` None if it has none in the packet."""

    label: str  # its number, or empty
    title: str
    details: tuple[str, ...]  # each on lines of its own
    page: int | None = None


@dataclass(frozen=True, slots=True)
class IndexPart:
    """A heading with the certificates under it."""

    heading: str
    words: str
    lines: tuple[IndexLine, ...]


@dataclass(frozen=True, slots=True)
class PageSheet:
    """One page of a certificate: what is ours on it."""

    is_landscape: bool
    footer: str
    bookmark: str | None  # of the first page of a certificate
    notice: tuple[str, ...] = ()  # said in the place of a page that cannot be shown: a heading, then paragraphs


@dataclass(frozen=True, slots=True)
class Sheets:
    """All that is written on a packet."""

    title: str
    person: str
    credential: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]  # of the table of areas
    areas: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]  # paragraphs under the table
    index: tuple[IndexPart, ...]
    foot: str  # of cover and index, after the page number
    paper: str = "letter"


def draw_sheets(sheets: Sheets, pages: Sequence[PageSheet]) -> bytes:
    """The whole packet without its certificates' own pages. The same values give the same bytes."""
    buffer = io.BytesIO()
    drawing = _Drawing(buffer, sheets, index_pages(sheets) + 1 + len(pages))
    drawing.cover()
    drawing.index()
    for page in pages:
        drawing.page(page)
    drawing.canvas.save()
    return buffer.getvalue()


def index_pages(sheets: Sheets) -> int:
    """How many pages the index takes. The numbers of pages in it have a column of their own and do not change that."""
    drawing = _Drawing(io.BytesIO(), sheets, 0)
    drawing.index()
    return drawing.number


def paper_size(paper: str) -> tuple[float, float]:
    """Width and height in points.

    Raises:
        SettingsError: there is no such paper.
    """
    if paper not in PAPERS:
        raise SettingsError(f"There is no paper {paper!r}. Take one of: {', '.join(PAPERS)}.")
    return PAPERS[paper]


def drawable(text: str) -> str:
    """A text as the font can draw it: one line, without controls and direction marks, other signs as their escape.

    >>> drawable("Zoë \\u202eŁoś 中\\n x")
    'Zoë Ło\\\\u015b \\\\u4e2d x'
    """
    known = _known_letters()
    signs = []
    for sign in unicodedata.normalize("NFC", " ".join(text[: MOST_LETTERS + 1].split())):
        if ord(sign) in known:
            signs.append(sign)
        elif not unicodedata.category(sign).startswith("C"):
            signs.append(sign.encode("ascii", "backslashreplace").decode("ascii"))
    return "".join(signs) if len(text) <= MOST_LETTERS else "".join(signs[:MOST_LETTERS]) + "…"


def wrap(text: str, font: str, size: float, width: float) -> Iterator[str]:
    """Lines of at most `width` points, broken between words, and inside of one that is longer than a line."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if stringWidth(longer, font, size) <= width:
            line = longer
            continue
        if line:
            yield line
        rest = word
        while stringWidth(rest, font, size) > width and len(rest) > 1:
            cut = next(n for n in range(len(rest) - 1, 0, -1) if n == 1 or stringWidth(rest[:n], font, size) <= width)
            yield rest[:cut]
            rest = rest[cut:]
        line = rest
    yield line


@cache
def _known_letters() -> frozenset[int]:
    fonts = (TTFont(PLAIN, "Vera.ttf"), TTFont(BOLD, "VeraBd.ttf"))  # reportlab ships them
    for font in fonts:
        registerFont(font)
    known = (frozenset[int](font.face.charToGlyph) for font in fonts)
    return frozenset(code for code in frozenset.intersection(*known) if code >= 32 and code != 127)


class _Drawing:
    """A canvas and a place on it. Mutable, and never leaves this module."""

    def __init__(self, buffer: io.BytesIO, sheets: Sheets, total: int) -> None:
        _known_letters()
        self.sheets, self.total, self.number = sheets, total, 0
        self.width, self.height = paper_size(sheets.paper)
        self.canvas = Canvas(buffer, pagesize=(self.width, self.height), invariant=1, pageCompression=1)
        self.canvas.showOutline()
        self.top = 0.0

    def cover(self) -> None:
        """The first page."""
        self._begin("cover", "Cover")
        self.canvas.setFillColor(SHADE)
        self.canvas.rect(0, self.height - 148, self.width, 148, stroke=0, fill=1)
        self._text(self.sheets.title, PLAIN, 10, QUIET)
        self.top -= 8
        self._text(self.sheets.person, BOLD, 22, INK, most=2)
        self._text(self.sheets.credential, PLAIN, 13, INK, most=2)
        self.top = self.height - 176
        for label, value in self.sheets.facts:
            self._fact(label, value)
        self.top -= 10
        self._areas()
        self.top -= 8
        for words in self.sheets.words:
            self._text(words, PLAIN, 8.5, INK)
            self.top -= 3
        x, y = SEAL_AT
        self.canvas.setStrokeColor(RULE)
        self.canvas.line(MARGIN, y + 32, self.width - MARGIN, y + 32)
        self._at((x, y + 17), "Digest (sha256) of the manifest inside this file", BOLD, 8, INK)
        self._at((x, y - 12), "Check this file with:  ingest verify FILE.pdf", PLAIN, 8, QUIET)
        self._at((x, y - 24), "It shows a change that was made later. It does not show who made it: it is not signed.",
                 PLAIN, 8, QUIET)  # fmt: skip
        self._end(f"{{}} · {self.sheets.foot}")

    def index(self) -> None:
        """What is in the packet, what waits, and what was left out."""
        self._begin("index", "Index")
        self._text("Index", BOLD, 18, INK)
        for part in self.sheets.index:
            self._room(90)
            self.top -= 12
            self._text(part.heading, BOLD, 11, INK)
            self._text(part.words, PLAIN, 8.5, QUIET)
            for line in part.lines:
                self._index_line(line)
        self._end(f"{{}} · {self.sheets.foot}")

    def page(self, page: PageSheet) -> None:
        """A page of a certificate, or the notice in its place."""
        size = (self.height, self.width) if page.is_landscape else (self.width, self.height)
        self.canvas.setPageSize(size)
        self._begin(f"page-{self.number + 1}", page.bookmark)
        for place, words in enumerate(page.notice):
            self._text(words, PLAIN if place else BOLD, 9.5 if place else 15, INK)
            self.top -= 8
        self._end(f"{{}} · {page.footer}", size[0])
        self.canvas.setPageSize((self.width, self.height))

    def _begin(self, name: str, bookmark: str | None) -> None:
        self.number += 1
        self.top = self.height - MARGIN
        self.canvas.bookmarkPage(name, fit="Fit")
        if bookmark is not None:
            self.canvas.addOutlineEntry(drawable(bookmark), name, level=0)

    def _end(self, footer: str, width: float | None = None) -> None:
        words = drawable(footer.format(f"{self.number} of {self.total}"))
        line = next(wrap(words, PLAIN, 7, (width or self.width) - 2 * MARGIN))
        self._at((MARGIN, FOOTER / 2 - 1), line, PLAIN, 7, QUIET)
        self.canvas.showPage()

    def _room(self, points: float) -> None:
        """Go on on another page of the index unless there is so much left."""
        if self.top - points < MARGIN:
            self._end(f"{{}} · {self.sheets.foot}")
            self._begin(f"index-{self.number + 1}", None)

    def _fact(self, label: str, value: str) -> None:
        self._at((MARGIN, self.top - 9), label, PLAIN, 9, QUIET)
        self._text(value, PLAIN, 9.5, INK, left=MARGIN + 120)
        self.top -= 3

    def _areas(self) -> None:
        rights = [self.width - MARGIN - 75 * place for place in range(len(self.sheets.columns) - 2, -1, -1)]
        for place, row in enumerate((self.sheets.columns, *self.sheets.areas)):
            is_edge = place in (0, len(self.sheets.areas))
            font, colour = (BOLD if is_edge else PLAIN), (QUIET if place == 0 else INK)
            self._at((MARGIN, self.top - 10), drawable(row[0]), font, 8.5, colour)
            self.canvas.setFont(font, 8.5)
            for right, cell in zip(rights, row[1:], strict=True):
                self.canvas.drawRightString(right, self.top - 10, drawable(cell))
            self.top -= 15
            self.canvas.setStrokeColor(RULE)
            self.canvas.setLineWidth(0.5)
            self.canvas.line(MARGIN, self.top, self.width - MARGIN, self.top)

    def _index_line(self, line: IndexLine) -> None:
        left, right = MARGIN + 26, self.width - MARGIN
        width = right - left - 60
        n_lines = len(tuple(wrap(drawable(line.title), BOLD, 9, width)))
        n_lines += sum(len(tuple(wrap(drawable(words), PLAIN, 8, width))) for words in line.details)
        self._room(12.5 * min(n_lines, 40) + 8)
        self.top -= 7
        start, number = self.top, self.number
        self._at((MARGIN, self.top - 9), line.label, BOLD, 9, INK)
        if line.page is not None:
            self.canvas.setFont(PLAIN, 9)
            self.canvas.setFillColor(INK)
            self.canvas.drawRightString(right, self.top - 9, f"page {line.page}")
        self._text(line.title, BOLD, 9, INK, left=left, right=60)
        for words in line.details:
            self._text(words, PLAIN, 8, QUIET, left=left, right=60)
        if line.page is not None and number == self.number:
            self.canvas.linkRect("", f"page-{line.page}", (MARGIN, self.top, right, start), relative=0, thickness=0)
        self.canvas.setStrokeColor(RULE)
        self.canvas.setLineWidth(0.4)
        self.canvas.line(MARGIN, self.top - 3, right, self.top - 3)

    def _text(
        self,
        words: str,
        font: str,
        size: float,
        colour: Color,
        *,
        left: float = MARGIN,
        right: float = 0,
        most: int = 99,
    ) -> None:
        """Wrapped lines from the present place downwards."""
        for line in list(wrap(drawable(words), font, size, self.width - MARGIN - right - left))[:most]:
            self._at((left, self.top - size), line, font, size, colour)
            self.top -= size * 1.35

    def _at(self, place: tuple[float, float], words: str, font: str, size: float, colour: Color) -> None:
        self.canvas.setFillColor(colour)
        self.canvas.setFont(font, size)
        self.canvas.drawString(*place, words)
