"""One PDF page to a `Page`, from its text layer.

Takes an open PDFium page; gives its words, with boxes in points from the top left corner of the page as displayed.
Refuses what no reader of the paper would see: text off the page, of no size, or printed twice at the same place.
It does not judge whether the layer is any good; `trust.py` does.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pypdfium2.raw as pdfium_c

from ingest.characters import Characters, Flags, Floats, Integers, printed_characters
from ingest.document import Box, Glyphs, Page, Reader, make_page
from ingest.lines import CELL_GAP, is_leftward, lay_lines

WORD_GAP: Final = 1.0  # a gap of more font sizes than this ends a word, whatever the layer says
TIGHT_GAP: Final = 0.04  # a gap of fewer font sizes than this does not, if PDFium guessed the space itself
LOOSE_LETTERS: Final = (0.03, 0.25)  # the usual gap of letter-spaced print; beyond it letters are joined in `lines`
NARROW_SPACE: Final = 0.2  # font sizes; in such print it has the gap of two letters besides
LIKE_A_SPACE: Final = (
    0.8  # beside stored spaces a guess within a text object parts words from this share of their width
)
SURELY_WIDE: Final = 0.2  # ... or from so many font sizes
CURVE_GAP: Final = 0.15  # the same for letters on a curve, whose boxes gape on its outside
LARGE_POINTS: Final = 18.0  # names and titles
SCRIPT_GAP: Final = 0.06  # a gap of more font sizes parts two words in a script
SCRIPT_OVERLAP: Final = -0.02  # font sizes; the usual gap of a script is less, as its letters overlap
LEAST_GAPS: Final = 5  # of a line, to know which are usual in it
TILTED_DEGREES: Final = 2.0  # text turned by more than this from the upright or the sideways is tilted
DOUBLED: Final = 0.12  # the same character again within so many font sizes is the same print (bold, shadow)
ROW_POINTS: Final = 16.0  # twice the largest distance at which a doubled character is looked for
LEFTWARD_GAP: Final = 0.15  # a gap of more font sizes parts words that are read from right to left
RIGHTWARD: Final = re.compile(  # what is read from left to right in a word of such text: numbers, Latin letters
    r"[0-9A-Za-z\u00c0-\u024f\u0660-\u0669\u06f0-\u06f9]+(?:[.,:/+@_\u066b\u066c-]+[0-9A-Za-z\u00c0-\u024f\u0660-\u0669\u06f0-\u06f9]+)*"
)
LAM: Final = "\u0644"
ALEFS: Final = frozenset("\u0622\u0623\u0625\u0627")  # these and lam are always one glyph
OPENED: Final = dict(zip(")]}", "([{", strict=True))
CLOSED: Final = dict(zip("([{", ")]}", strict=True))
SAME_FOOT: Final = 0.1  # words whose feet are nearer than so many font sizes stand on one line


@dataclass(frozen=True, slots=True)
class _Frame:
    """How PDF user space lies on the displayed page."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int  # clockwise

    @property
    def width(self) -> float:
        return self.right - self.left if self.turn in (0, 180) else self.top - self.bottom

    @property
    def height(self) -> float:
        return self.top - self.bottom if self.turn in (0, 180) else self.right - self.left

    def place(self, boxes: Floats) -> Floats:
        """Boxes of user space (left, bottom, right, top; in columns) as x0, top, x1, bottom on the displayed page."""
        x0, y0, x1, y1 = boxes
        if self.turn == 90:
            return np.array((y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left))
        if self.turn == 180:
            return np.array((self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom))
        if self.turn == 270:
            return np.array((self.top - y1, self.right - x1, self.top - y0, self.right - x0))
        return np.array((x0 - self.left, self.top - y1, x1 - self.left, self.top - y0))


def read_text_layer(page: Any, number: int) -> Page:
    """Read the text layer of a PDFium page; a page without one gives a `Page` without words.

    A page whose lines mostly run sideways or upside down is turned upright.
    """
    frame = _frame(page)
    textpage = pdfium_c.FPDFText_LoadPage(page.raw)
    try:
        characters = printed_characters(textpage, page.raw) if textpage else None
    finally:
        pdfium_c.FPDFText_ClosePage(textpage)
    lines: tuple[tuple[Glyphs, ...], ...] = ()
    if characters is not None and characters.texts:
        frame = replace(frame, turn=(frame.turn - _turn_of_most(characters, frame)) % 360)
        pieces, aside = _pieces(characters, frame)
        lines = lay_lines(pieces) + aside
    return make_page(
        lines,
        number=number,
        width=frame.width,
        height=frame.height,
        rotation=frame.turn,
        reader=Reader.TEXT_LAYER,
        why="it has a text layer",
    )


def _frame(page: Any) -> _Frame:
    rect = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDF_GetPageBoundingBox(page.raw, rect):
        width, height = page.get_size()
        return _Frame(0.0, 0.0, width, height, 0)
    return _Frame(
        min(rect.left, rect.right),
        min(rect.bottom, rect.top),
        max(rect.left, rect.right),
        max(rect.bottom, rect.top),
        page.get_rotation() % 360,
    )


def _turns(characters: Characters, frame: _Frame) -> Integers:
    """Direction of each line on the displayed page: 0 to the right, 90 down, 180 to the left, 270 up."""
    quarters: Integers = np.rint((characters.degrees + frame.turn) / 90).astype(np.int64)
    return quarters * 90 % 360


def _turn_of_most(characters: Characters, frame: _Frame) -> int:
    return int(np.bincount(_turns(characters, frame) // 90, minlength=4).argmax()) * 90


def _pieces(characters: Characters, frame: _Frame) -> tuple[list[list[Glyphs]], tuple[tuple[Glyphs, ...], ...]]:
    """The words that stand level or tilted, in runs of one line each, and the lines that run up or down."""
    places = frame.place(characters.boxes)
    printed_once = _printed_once(characters, places)
    characters, places = characters.chosen(printed_once), places[:, printed_once]
    turns = _turns(characters, frame)
    if any(map(is_leftward, set(characters.texts))):
        characters, places = _from_left_to_right(characters, places, turns)
    starts, continued = _word_starts(characters, places, turns)
    across: list[list[Glyphs]] = []
    along: list[list[Glyphs]] = []
    last: Glyphs | None = None
    marks = zip(turns[starts].tolist(), _tilted(characters)[starts].tolist(), continued, strict=True)
    for word, (turn, tilted, continues) in zip(_words(characters, places, starts), marks, strict=True):
        middle, centre = (word.box.x0 + word.box.x1) / 2, (word.box.top + word.box.bottom) / 2
        if not (0 <= middle <= frame.width and 0 <= centre <= frame.height):
            last = None
            continue
        lines = along if turn in (90, 270) and not tilted else across
        if lines and last is lines[-1][-1] and continues and (tilted or lines is along or _follows(last, word)):
            lines[-1].append(word)
        else:
            lines.append([word])
        last = word
    return across, tuple(map(tuple, along))


def _printed_once(characters: Characters, places: Floats) -> Flags:
    """Where there is no character that stands already at nearly the same place.

    Sorted by character, row and place, doubles are neighbours; rows are cut twice, so that no cut falls between them.
    """
    codes = np.array([ord(text[0]) for text in characters.texts], np.int64)
    x0, top = places[0], places[1]
    near = np.minimum(DOUBLED * characters.sizes, ROW_POINTS / 2)
    beside = np.minimum(near, (places[2] - x0) / 2)  # the next of two narrow letters is no double
    once = np.ones(len(codes), np.bool_)
    for shift in (0.0, 0.5):
        rows = np.floor(top / ROW_POINTS + shift).astype(np.int64)
        order = np.argsort(((codes << 21) + rows + (1 << 20)) * (1 << 20) + (x0 * 16).astype(np.int64), kind="stable")
        one, other = order[:-1], order[1:]
        doubled = (
            (codes[one] == codes[other])
            & (np.abs(x0[one] - x0[other]) <= beside[other])
            & (np.abs(top[one] - top[other]) <= near[other])
        )
        once[np.maximum(one[doubled], other[doubled])] = False
    leaders = np.maximum.accumulate(np.where(np.append(False, _one_glyph(characters)), 0, np.arange(len(codes))))
    return once[leaders]


def _one_glyph(characters: Characters) -> Flags:
    """Where a character is a further letter of the glyph before it (tt, ffi): they stay or go, and stand, together."""
    boxes = characters.boxes
    same: Flags = (boxes[:, 1:] == boxes[:, :-1]).all(axis=0) & (np.diff(characters.runs) == 0)
    return same


def _from_left_to_right(characters: Characters, places: Floats, turns: Integers) -> tuple[Characters, Floats]:
    """The characters with those of lines that have right-to-left letters in their order on paper.

    PDFium turns some words of such a line around and others not, and puts brackets and spaces elsewhere.
    """
    lines = np.append(0, np.cumsum(np.isinf(_gaps(places, turns, characters.sizes))))
    leftward = np.array([is_leftward(text) for text in characters.texts]) & ~_tilted(characters)
    mixed = (np.bincount(lines, leftward) > 0)[lines]
    mark = mixed & np.array([unicodedata.combining(text[0]) > 0 for text in characters.texts])
    places = _marks_on_letters(places, turns, lines, mark)
    begin, end, _ = _along(places, turns)
    came = np.arange(len(lines))
    # At one place stand a letter and its marks, and the letters of one glyph; what is read last is first in print.
    order = np.lexsort((np.where(leftward, -came, came), mixed & ~mark, np.where(mixed, begin + end, 0.0), lines))
    characters, places, mixed = characters.at(order), places[:, order], mixed[order]
    texts = characters.texts
    for place in np.flatnonzero(_one_glyph(characters)).tolist():
        if texts[place] == LAM and texts[place + 1] in ALEFS:
            texts[place : place + 2] = texts[place + 1], texts[place]
    blanks = characters.spaces + characters.guesses
    letters = np.array([text.isalnum() or unicodedata.combining(text[0]) > 0 for text in texts])
    told = (np.diff(blanks) != 0) | ~letters[1:] | ~letters[:-1]
    apart = np.append(False, told & (_gaps(places, turns, characters.sizes) > LEFTWARD_GAP * characters.sizes[1:]))
    return replace(
        characters,
        spaces=np.where(mixed, 0, characters.spaces),
        guesses=np.where(mixed, np.cumsum(apart), characters.guesses),
        paper=np.where(mixed, -np.inf, characters.paper),
    ), places


def _marks_on_letters(places: Floats, turns: Integers, lines: Integers, mark: Flags) -> Floats:
    """The places, with each vowel sign at that of the nearest letter of its line: it has hardly any of its own."""
    if not mark.any() or mark.all():
        return places
    begin, end, _ = _along(places, turns)
    order = np.lexsort((begin + end, lines))
    middles, lines, letter = (begin + end)[order], lines[order], ~mark[order]
    ranks = np.arange(len(order))
    before = np.maximum.accumulate(np.where(letter, ranks, 0))
    after = np.minimum.accumulate(np.where(letter, ranks, len(ranks) - 1)[::-1])[::-1]
    far = np.array(
        [np.where(lines[other] == lines, np.abs(middles[other] - middles), np.inf) for other in (before, after)]
    )
    nearest = np.where(far[0] <= far[1], before, after)
    placed = places.copy()
    placed[:, order] = np.where(letter, places[:, order], places[:, order[nearest]])
    return placed


def _word_starts(characters: Characters, places: Floats, turns: Integers) -> tuple[Integers, list[bool]]:
    """The places of the characters that begin a word, and whether it continues the line of the word before."""
    gaps = np.where(_one_glyph(characters), 0.0, _gaps(places, turns, characters.sizes))
    sizes = characters.sizes[1:]
    spaced = np.diff(characters.spaces) != 0
    guessed = np.diff(characters.guesses) != 0
    least: Floats | float = TIGHT_GAP
    if (guessed & ~spaced & (np.abs(gaps) < WORD_GAP * sizes)).any():
        least = _least_gaps(gaps / sizes, spaced, sizes, np.diff(characters.runs) == 0)
    tilted = _tilted(characters)
    if tilted.any():
        curved = tilted[1:] | tilted[:-1]
        gaps = np.where(curved, _gaps_on_a_curve(characters), gaps)
        least = np.where(curved, CURVE_GAP, least)
    paper = np.maximum(gaps, characters.paper[1:])  # slanted letters reach into it, so their boxes alone do not tell
    far = ~(np.abs(gaps) <= WORD_GAP * characters.sizes[:-1])
    begins = spaced | (guessed & (paper > least * sizes)) | far
    begins |= _wide_in_script(characters, gaps, ~begins)
    starts = np.append(0, np.flatnonzero(begins) + 1)
    continues = np.append(False, (gaps >= -WORD_GAP * sizes) & (gaps <= CELL_GAP * sizes))
    return starts, continues[starts].tolist()


def _least_gaps(shares: Floats, spaced: Flags, sizes: Floats, within: Flags) -> Floats:
    """From which gap on a space that PDFium guessed parts words; all in font sizes, for each gap of the page.

    PDFium guesses within words that are letter-spaced or kerned as well. What parts words there shows in the other gaps
    of the line: the usual ones, which are those of letters, and those of the spaces that the layer has. Between text
    objects the latter do not tell: who draws words one by one leaves out the spaces between them.
    """
    resized = np.abs(np.diff(sizes, prepend=sizes[:1])) > 0.01 * sizes
    lines = np.cumsum((np.abs(shares) > CELL_GAP) | resized, dtype=np.int64)
    letters = ~spaced & (np.abs(shares) <= WORD_GAP)
    usual = _medians(shares, letters, lines, LEAST_GAPS)
    if np.isnan(usual).any():
        alike = np.unique(sizes.round(1), return_inverse=True)[1]  # a short line is as loose as others of its size
        usual = np.where(np.isnan(usual), _medians(shares, letters, alike, LEAST_GAPS), usual)
    loose = (usual > LOOSE_LETTERS[0]) & (usual <= LOOSE_LETTERS[1])
    stored = np.nan_to_num(_medians(shares, spaced & (np.abs(shares) <= CELL_GAP), lines, 1))
    like_stored = np.where(within, np.minimum(LIKE_A_SPACE * stored, SURELY_WIDE), 0.0)
    least: Floats = np.maximum(np.where(loose, (usual + 2 * usual + NARROW_SPACE) / 2, TIGHT_GAP), like_stored)
    return least


def _medians(values: Floats, which: Flags, groups: Integers, least: int) -> Floats:
    """For each place the lower median of those values of its group that count; NaN in a group of fewer than `least`."""
    counted, of_group = values[which], groups[which]
    counts = np.bincount(of_group, minlength=int(groups.max(initial=0)) + 1)
    known = counts >= least
    middles = (np.cumsum(counts) - counts + (counts - 1) // 2)[known]
    medians = np.full(len(counts), np.nan)
    medians[known] = counted[np.lexsort((counted, of_group))][middles]
    found: Floats = medians[groups]
    return found


def _wide_in_script(characters: Characters, gaps: Floats, within: Flags) -> Flags:
    """Where a narrow gap parts two words that PDFium runs together: in large print whose other letters overlap."""
    shares = gaps / characters.sizes[1:]
    wide = within & (shares > SCRIPT_GAP) & (shares <= WORD_GAP) & (characters.sizes[1:] >= LARGE_POINTS)
    if wide.any():
        lines = np.cumsum(~np.isfinite(gaps) | (np.diff(characters.sizes) != 0))
        for line in set(lines[wide].tolist()):
            inside = lines == line
            if inside.sum() < LEAST_GAPS or np.median(shares[inside]) > SCRIPT_OVERLAP:
                wide[inside] = False
    return wide


def _gaps(places: Floats, turns: Integers, sizes: Floats) -> Floats:
    """The paper between each character and the next along their line; infinite when they stand on different lines."""
    begin, end, aside = _along(places, turns)
    gaps: Floats = begin[1:] - end[:-1]
    other_line = np.abs(np.diff(aside)) > 0.5 * np.maximum(sizes[1:], sizes[:-1])
    return np.where(other_line | (turns[1:] != turns[:-1]), np.inf, gaps)


def _along(places: Floats, turns: Integers) -> tuple[Floats, Floats, Floats]:
    """Where each character begins and ends in the direction of its line, and its middle across it."""
    x0, top, x1, bottom = places
    begin, end, aside = x0, x1, (top + bottom) / 2
    if turns.any():
        sideways = (turns == 90) | (turns == 270)
        begin, end = np.where(sideways, top, x0), np.where(sideways, bottom, x1)
        aside = np.where(sideways, (x0 + x1) / 2, aside)
        backwards = turns >= 180
        begin, end = np.where(backwards, -end, begin), np.where(backwards, -begin, end)
    return begin, end, aside


def _tilted(characters: Characters) -> Flags:
    away: Floats = np.abs((characters.degrees + 45) % 90 - 45)
    return away > TILTED_DEGREES


def _gaps_on_a_curve(characters: Characters) -> Floats:
    """The paper between each character and the next, whichever way they are turned: between middles, less half of each.

    A box is the hull of a turned rectangle that is as high as its font size, so the rectangle's width can be told.
    """
    left, bottom, right, top = characters.boxes
    angles = np.radians(characters.degrees)
    cosine, sine = np.abs(np.cos(angles)), np.abs(np.sin(angles))
    flat = cosine > sine
    hull = np.where(flat, right - left, top - bottom)
    widths = (hull - characters.sizes * np.minimum(cosine, sine)) / np.maximum(cosine, sine)
    distances = np.hypot(np.diff(left + right), np.diff(bottom + top)) / 2
    gaps: Floats = distances - (widths[1:] + widths[:-1]) / 2
    return gaps


def _words(characters: Characters, places: Floats, starts: Integers) -> Iterator[Glyphs]:
    edges = (
        np.minimum.reduceat(places[0], starts).tolist(),
        np.minimum.reduceat(places[1], starts).tolist(),
        np.maximum.reduceat(places[2], starts).tolist(),
        np.maximum.reduceat(places[3], starts).tolist(),
    )
    sizes = np.maximum.reduceat(characters.sizes, starts).tolist()
    spans = pairwise([*starts.tolist(), len(characters.texts)])
    for (start, end), size, x0, top, x1, bottom in zip(spans, sizes, *edges, strict=True):
        text = "".join(characters.texts[start:end])
        if not text.isascii():
            text = unicodedata.normalize("NFC", _from_right_to_left(characters.texts[start:end]))
        yield Glyphs(text, Box(x0, top, x1, bottom), size, None)


def _from_right_to_left(letters: Sequence[str]) -> str:
    """The letters of a word as they are read, given as they stand from left to right."""
    if not any(map(is_leftward, letters)):
        return "".join(letters)
    text = RIGHTWARD.sub(lambda run: run[0][::-1], "".join(reversed(letters)))
    # A bracket is mirrored in such text, and PDFium mirrors some and others not.
    first, last = text[0], text[-1]
    return OPENED.get(first, first) + text[1:-1] + CLOSED.get(last, last) if len(text) > 1 else text


def _follows(word: Glyphs, other: Glyphs) -> bool:
    """Whether `other` is plainly the next word of the line of `word`, so that nobody need look for its neighbour."""
    return (
        word.size == other.size
        and 0 <= other.box.x0 - word.box.x1 <= CELL_GAP * word.size
        and abs(word.box.bottom - other.box.bottom) <= SAME_FOOT * word.size
    )
