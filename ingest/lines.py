"""Words to lines in reading order: the one place where the layout of a page's text is decided.

Takes pieces, each a run of words that its reader found next to each other on one line; gives lines. Each cell of a row
(a label and its value far to the right, two columns) is a line of its own. Rows are read from top to bottom and, within
a row, left to right; lines of running text that stand beside other text stay together.
Refuses to judge the words: it joins, splits and orders them, and drops none.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from ingest.document import Box, Glyphs, Page, enclosing

CELL_GAP: Final = 1.5  # a horizontal gap of more font sizes than this divides two cells of a row
SAME_ROW: Final = 0.5  # middles or feet nearer than this share of the lower height stand on one row
MARK_BESIDE: Final = 0.25  # a lone mark's middle may lie so much of the other's height above or below it
LEVEL: Final = 0.25  # middles nearer than this share of the height stand on one row of a table
OVERPRINT: Final = 0.5  # words may overlap by this many font sizes and still follow one another
LEADING: Final = 0.9  # a line follows another of its paragraph within so many font sizes of white
ALIGNED: Final = 1.0  # ... with an edge or its middle within so many font sizes
ALIKE: Final = 1.2  # ... and a font size not larger or smaller than by this factor
NARROW_GAP: Final = 0.7  # a gap of so many font sizes divides cells where another cell of that column begins
COLUMN_EDGE: Final = 0.2  # ... within so many font sizes to the left or right
COLUMN_NEAR: Final = 5.0  # ... and so many above or below
SPACED_LETTERS: Final = 4  # so many single letters in a row at even gaps are one letter-spaced word
LETTER_GAP: Final = 0.35  # letters further apart than the usual gap by so many font sizes begin a new word
LACKING: Final = 0.3  # a word is lacking where words cover less than this share of its place
BAND_POINTS: Final = 12.0  # height of the bands in which a cell looks for its neighbour
MOST_CELLS: Final = 1500  # above this a page is read by rows only, so that the work stays small

Piece = Sequence[Glyphs]


@dataclass(slots=True, eq=False)
class _Cell:
    """A line while it grows to the right."""

    words: list[Glyphs]
    box: Box = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        if len(self.words) == 1:
            self.box, self.size = self.words[0].box, self.words[0].size
            return
        self.box = enclosing([word.box for word in self.words])
        self.size = max([word.size for word in self.words])

    def extend(self, other: "_Cell") -> None:
        self.words.extend(other.words)
        self.box = enclosing((self.box, other.box))
        self.size = max(self.size, other.size)


def lay_lines(pieces: Iterable[Piece]) -> tuple[tuple[Glyphs, ...], ...]:
    """Lay pieces of horizontal text into lines, in reading order."""
    cells = _split_at_columns(_joined([_Cell(list(run)) for piece in pieces for run in _split_at_gaps(piece)]))
    paragraphs = _paragraphs(cells) if len(cells) <= MOST_CELLS else [[cell] for cell in cells]
    return tuple(join_spaced_letters(_as_read(cell.words)) for cell in _in_reading_order(paragraphs))


def is_leftward(text: str) -> bool:
    """Whether most letters of a text are read from right to left, as those of Arabic and Hebrew are.

    >>> is_leftward("\u05d3\u05e0\u05d4 B."), is_leftward("2024"), is_leftward("Dana")
    (True, False, False)
    """
    if text.isascii():
        return False
    kinds = [unicodedata.bidirectional(character) for character in text]
    return sum(kind in ("R", "AL") for kind in kinds) > kinds.count("L")


def join_spaced_letters(words: Sequence[Glyphs]) -> tuple[Glyphs, ...]:
    """Join the letters of letter-spaced words, such as ``C E R T I F I C A T E   O F   M E R I T``."""
    joined: list[Glyphs] = []
    run: list[Glyphs] = []
    for word in words:
        if len(word.text) == 1 and word.text.isalnum():
            run.append(word)
            continue
        joined.extend(_words_of_letters(run))
        run = []
        joined.append(word)
    joined.extend(_words_of_letters(run))
    return tuple(joined)


def page_lines(page: Page) -> tuple[tuple[Glyphs, ...], ...]:
    """The lines of a page, to be laid again with others."""
    lines: dict[int, list[Glyphs]] = defaultdict(list)
    for word in page.words:
        text = page.text[word.start : word.end]
        lines[word.line].append(Glyphs(text, word.box, word.size, word.confidence, word.second))
    return tuple(tuple(line) for line in lines.values())


def words_lacking(present: Sequence[Glyphs], lines: Iterable[Piece]) -> tuple[tuple[Glyphs, ...], ...]:
    """The words of `lines` that stand where `present` has none, as pieces."""
    lacking = (tuple(word for word in line if share_covered(word.box, present) < LACKING) for line in lines)
    return tuple(line for line in lacking if line)


def share_covered(box: Box, words: Sequence[Glyphs]) -> float:
    """Share of a box that words cover."""
    covered = 0.0
    for word in words:
        across = min(box.x1, word.box.x1) - max(box.x0, word.box.x0)
        down = min(box.bottom, word.box.bottom) - max(box.top, word.box.top)
        covered += max(across, 0.0) * max(down, 0.0)
    return covered / max(box.width * box.height, 1e-6)


def _as_read(words: list[Glyphs]) -> list[Glyphs]:
    """Words that stand from left to right as they are read.

    In a line that is read from right to left, Latin words and the numbers after them keep their order. A line that ends
    with letters of both kinds is read as most of its letters are.
    """
    groups = [(leftward, list(group)) for leftward, group in groupby(words, key=lambda word: is_leftward(word.text))]
    if not any(leftward for leftward, _ in groups):
        return words
    lettered = [word.text for word in words if _has_letter(word)]
    ends = {is_leftward(text) for text in (lettered[0], lettered[-1])}
    line_leftward = ends == {True} if len(ends) == 1 else is_leftward("".join(lettered))
    read: list[Glyphs] = []
    for leftward, group in reversed(groups) if line_leftward else groups:
        latin = (place for place, word in enumerate(group) if _has_letter(word))
        turned = len(group) if leftward else next(latin, len(group)) if line_leftward else 0
        read += [*group[turned:], *reversed(group[:turned])]
    return read


def _has_letter(word: Glyphs) -> bool:
    return any(map(str.isalpha, word.text))


def _words_of_letters(run: list[Glyphs]) -> list[Glyphs]:
    """Divide a run of single letters at its wide gaps; too short a run stays as it is."""
    if len(run) < SPACED_LETTERS:
        return run
    gaps = [max(after.box.x0 - before.box.x1, before.box.x0 - after.box.x1) for before, after in pairwise(run)]
    usual = max(median(gaps), 0.0)
    size = max(letter.size for letter in run)
    words: list[list[Glyphs]] = [[run[0]]]
    for letter, gap in zip(run[1:], gaps, strict=True):
        if gap > usual + LETTER_GAP * size:
            words.append([])
        words[-1].append(letter)
    return [_joined_letters(letters) for letters in words]


def _joined_letters(letters: Sequence[Glyphs]) -> Glyphs:
    confidences = [letter.confidence for letter in letters if letter.confidence is not None]
    return Glyphs(
        "".join(letter.text for letter in letters),
        enclosing([letter.box for letter in letters]),
        max(letter.size for letter in letters),
        min(confidences) if confidences else None,
        "".join(letter.second or "" for letter in letters) or None,
    )


def _split_at_gaps(piece: Piece) -> list[list[Glyphs]]:
    """Divide a run of words where the paper between two of them is wide."""
    runs: list[list[Glyphs]] = []
    for word in sorted(piece, key=lambda word: word.box.x0):
        if runs:
            last = runs[-1][-1]
            if word.box.x0 - last.box.x1 <= CELL_GAP * max(min(last.size, word.size), 1.0):
                runs[-1].append(word)
                continue
        runs.append([word])
    return runs


def _joined(cells: list[_Cell]) -> list[_Cell]:
    """Join cells that continue one another to the right on the same row."""
    open_cells: dict[int, list[_Cell]] = defaultdict(list)
    done: list[_Cell] = []
    for cell in sorted(cells, key=lambda cell: (cell.box.x0, cell.box.top)):
        before = _cell_before(cell, open_cells)
        if before is None:
            done.append(cell)
            before = cell
        else:
            before.extend(cell)
        for band in _bands(cell.box):
            if before not in open_cells[band]:
                open_cells[band].append(before)
    return done


def _split_at_columns(cells: list[_Cell]) -> list[_Cell]:
    """Divide cells at narrow gaps after which a column begins: where, above or below, a cell beside another begins."""
    if len(cells) > MOST_CELLS:
        return cells
    by_edge = sorted(cells, key=lambda cell: cell.box.x0)
    return [part for cell in cells for part in _columns_of(cell, by_edge)]


def _columns_of(cell: _Cell, by_edge: list[_Cell]) -> list[_Cell]:
    parts = [[cell.words[0]]]
    for before, word in pairwise(cell.words):
        if word.box.x0 - before.box.x1 >= NARROW_GAP * max(min(before.size, word.size), 1.0):
            slack = COLUMN_EDGE * word.size
            first = bisect_left(by_edge, word.box.x0 - slack, key=lambda other: other.box.x0)
            last = bisect_right(by_edge, word.box.x0 + slack, key=lambda other: other.box.x0)
            if any(_begins_column(other, word, by_edge) for other in by_edge[first:last] if other is not cell):
                parts.append([])
        parts[-1].append(word)
    return [cell] if len(parts) == 1 else [_Cell(words) for words in parts]


def _begins_column(cell: _Cell, word: Glyphs, cells: list[_Cell]) -> bool:
    """Whether a cell that begins where the word does stands near it, and has another cell on its left."""
    apart = max(cell.box.top - word.box.bottom, word.box.top - cell.box.bottom)
    return 0 < apart <= COLUMN_NEAR * word.size and any(
        other.box.x1 < cell.box.x0 and _same_row(other.box, cell.box) for other in cells
    )


def _bands(box: Box) -> range:
    """The bands that a box may touch (a box higher than a page is cut)."""
    first = int(box.top // BAND_POINTS)
    return range(first, min(int(box.bottom // BAND_POINTS), first + 200) + 1)


def _cell_before(cell: _Cell, open_cells: dict[int, list[_Cell]]) -> _Cell | None:
    """The cell that `cell` continues, the nearest if several fit."""
    best: _Cell | None = None
    best_gap = float("inf")
    for band in _bands(cell.box):
        for other in open_cells.get(band, ()):
            gap = cell.box.x0 - other.box.x1
            small, large = sorted((cell.size, other.size))
            if not -OVERPRINT * small <= gap <= CELL_GAP * max(small, 1.0) or large > 3 * small:
                continue
            first, last = cell.words[0], other.words[-1]
            if (_same_row(first.box, last.box) or _is_mark_beside(first, last)) and abs(gap) < best_gap:
                best, best_gap = other, abs(gap)
    return best


def _is_mark_beside(one: Glyphs, other: Glyphs) -> bool:
    """Whether one of two is a lone mark, such as a comma, whose low box lies at the foot or the head of the other's."""
    if any(map(str.isalnum, one.text)) and any(map(str.isalnum, other.text)):
        return False
    low, high = sorted((one.box, other.box), key=lambda box: box.height)
    middle = (low.top + low.bottom) / 2
    return high.top - MARK_BESIDE * high.height <= middle <= high.bottom + MARK_BESIDE * high.height


def _same_row(one: Box, other: Box) -> bool:
    middles = abs((one.top + one.bottom) - (other.top + other.bottom)) / 2
    feet = abs(one.bottom - other.bottom)
    return min(middles, feet) < SAME_ROW * max(min(one.height, other.height), 0.1)


def _paragraphs(cells: list[_Cell]) -> list[list[_Cell]]:
    """Group cells that are lines of one running text beside other text; a cell of a table stays alone."""
    ordered = sorted(cells, key=lambda cell: (cell.box.top, cell.box.x0))
    paragraphs: list[list[_Cell]] = []
    growing: list[list[_Cell]] = []
    for cell in ordered:
        # The cells come from top to bottom, so what ends too far above this one has ended for all that follow.
        growing = [
            paragraph for paragraph in growing if cell.box.top - paragraph[-1].box.bottom < LEADING * paragraph[-1].size
        ]
        above = [paragraph for paragraph in growing if _continues(paragraph[-1], cell)]
        if above:
            max(above, key=lambda paragraph: paragraph[-1].box.bottom).append(cell)
        else:
            paragraphs.append([cell])
            growing.append(paragraphs[-1])
    tables = _tables(paragraphs)
    return [part for paragraph in paragraphs for part in _rows(paragraph, tables.get(id(paragraph)))]


@dataclass(frozen=True, slots=True)
class _Column:
    """What is known of a table's column."""

    shortest: list[_Cell]  # of the columns beside it and itself
    end: float  # where the next column begins


def _rows(cells: list[_Cell], column: _Column | None) -> list[list[_Cell]]:
    """The cells of a table's column: a row begins where the shortest column beside it has a line, other lines go on.

    A line that reaches into the next column is below the table.
    """
    if column is None:
        return [cells]
    rows: list[list[_Cell]] = []
    inside = True
    for cell in cells:
        was_inside, inside = inside, cell.box.x1 <= column.end
        if not rows or was_inside != inside or any(_is_level(cell, other) for other in column.shortest):
            rows.append([cell])
        else:
            rows[-1].append(cell)
    return rows


def _tables(paragraphs: list[list[_Cell]]) -> dict[int, _Column]:
    """The paragraphs that are columns of a table, by their ids. They come by the tops of their first cells."""
    tables: dict[int, _Column] = {}
    beside: list[tuple[list[_Cell], float]] = []
    for paragraph in paragraphs:
        top = paragraph[0].box.top
        beside = [(other, bottom) for other, bottom in beside if bottom > top]
        for other, _ in beside:
            if _is_table(other, paragraph):
                for column, next_to in ((other, paragraph), (paragraph, other)):
                    known = tables.get(id(column), _Column(column, float("inf")))
                    edge = next_to[0].box.x0
                    end = min(known.end, edge) if edge > column[0].box.x1 else known.end
                    tables[id(column)] = _Column(min((known.shortest, other, paragraph), key=len), end)
        beside.append((paragraph, max(cell.box.bottom for cell in paragraph)))
    return tables


def _continues(upper: _Cell, lower: _Cell) -> bool:
    """Whether `lower` may be the next line of the paragraph that ends with `upper`."""
    small, large = sorted((upper.size, lower.size))
    white = lower.box.top - upper.box.bottom
    if large > ALIKE * max(small, 0.1) or not -0.5 * small < white < LEADING * small:
        return False
    if min(upper.box.x1, lower.box.x1) <= max(upper.box.x0, lower.box.x0):
        return False
    edges = (
        upper.box.x0 - lower.box.x0,
        upper.box.x1 - lower.box.x1,
        (upper.box.x0 + upper.box.x1 - lower.box.x0 - lower.box.x1) / 2,
    )
    return min(abs(edge) for edge in edges) < ALIGNED * large


def _is_table(one: list[_Cell], other: list[_Cell]) -> bool:
    """Whether two paragraphs stand side by side with their lines on the same rows: columns of a table."""
    few, many = sorted((one, other), key=len)
    boxes = [cell.box for cell in many]
    level = sum(any(_level(cell.box, box) for box in boxes) for cell in few)
    return level > 0 and level >= 0.6 * len(few)


def _is_level(one: _Cell, other: _Cell) -> bool:
    return one is other or _level(one.box, other.box)


def _level(one: Box, other: Box) -> bool:
    if one.x1 > other.x0 and other.x1 > one.x0:
        return False
    middles = abs((one.top + one.bottom) - (other.top + other.bottom)) / 2
    return middles < LEVEL * min(one.bottom - one.top, other.bottom - other.top)


def _in_reading_order(paragraphs: list[list[_Cell]]) -> Iterable[_Cell]:
    """Paragraphs by the rows of their first lines: from top to bottom, and within a row as its words are read."""
    rows: list[list[list[_Cell]]] = []
    for paragraph in sorted(paragraphs, key=lambda cells: (cells[0].box.top + cells[0].box.bottom, cells[0].box.x0)):
        if rows and _same_row(rows[-1][0][0].box, paragraph[0].box):
            rows[-1].append(paragraph)
        else:
            rows.append([paragraph])
    for row in rows:
        row.sort(key=lambda cells: cells[0].box.x0)
        if len(row) > 1 and is_leftward("".join(word.text for cells in row for word in cells[0].words)):
            row.reverse()
        for paragraph in row:
            yield from paragraph
