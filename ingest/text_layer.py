"""One PDF page to a `Page`, from its text layer.

Takes an open PDFium page; gives its words, with boxes in points from the top left corner of the page as displayed.
Refuses what no reader of the paper would see: text off the page, of no size, or printed twice at the same place.
It does not judge whether the layer is any good; `trust.py` does.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pypdfium2.raw as pdfium_c

from ingest.characters import Characters, Flags, Floats, Integers, printed_characters
from ingest.document import Box, Glyphs, Page, Reader, make_page
from ingest.lines import CELL_GAP, lay_lines

WORD_GAP: Final = 1.0  # a gap of more font sizes than this ends a word, whatever the layer says
TIGHT_GAP: Final = 0.04  # a gap of fewer font sizes than this does not, if PDFium guessed the space itself
CURVE_GAP: Final = 0.15  # the same for letters on a curve, whose boxes gape on its outside
LARGE_POINTS: Final = 18.0  # names and titles
SCRIPT_GAP: Final = 0.06  # a gap of more font sizes parts two words in a script
SCRIPT_OVERLAP: Final = -0.02  # font sizes; the usual gap of a script is less, as its letters overlap
LEAST_GAPS: Final = 5  # of a text object, to know which are usual in it
TILTED_DEGREES: Final = 2.0  # text turned by more than this from the upright or the sideways is tilted
DOUBLED: Final = 0.12  # the same character again within so many font sizes is the same print (bold, shadow)
ROW_POINTS: Final = 16.0  # twice the largest distance at which a doubled character is looked for
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
        characters = printed_characters(textpage) if textpage else None
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
    once = np.ones(len(codes), np.bool_)
    for shift in (0.0, 0.5):
        rows = np.floor(top / ROW_POINTS + shift).astype(np.int64)
        order = np.argsort(((codes << 21) + rows + (1 << 20)) * (1 << 20) + (x0 * 16).astype(np.int64), kind="stable")
        one, other = order[:-1], order[1:]
        doubled = (
            (codes[one] == codes[other])
            & (np.abs(x0[one] - x0[other]) <= near[other])
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


def _word_starts(characters: Characters, places: Floats, turns: Integers) -> tuple[Integers, list[bool]]:
    """The places of the characters that begin a word, and whether it continues the line of the word before."""
    gaps = np.where(_one_glyph(characters), 0.0, _gaps(places, turns, characters.sizes))
    sizes = characters.sizes[1:]
    least: Floats | float = TIGHT_GAP
    tilted = _tilted(characters)
    if tilted.any():
        curved = tilted[1:] | tilted[:-1]
        gaps = np.where(curved, _gaps_on_a_curve(characters), gaps)
        least = np.where(curved, CURVE_GAP, TIGHT_GAP)
    spaced = np.diff(characters.spaces) > 0
    guessed = np.diff(characters.guesses) > 0
    paper = np.maximum(gaps, characters.paper[1:])  # slanted letters reach into it, so their boxes alone do not tell
    far = ~(np.abs(gaps) <= WORD_GAP * characters.sizes[:-1])
    begins = spaced | (guessed & (paper > least * sizes)) | far | _wide_in_script(characters, gaps)
    starts = np.append(0, np.flatnonzero(begins) + 1)
    continues = np.append(False, (gaps >= -WORD_GAP * sizes) & (gaps <= CELL_GAP * sizes))
    return starts, continues[starts].tolist()


def _wide_in_script(characters: Characters, gaps: Floats) -> Flags:
    """Where a narrow gap parts words that PDFium runs together: in large print whose other letters overlap."""
    shares = gaps / characters.sizes[1:]
    wide = (shares > SCRIPT_GAP) & (shares <= WORD_GAP) & (characters.sizes[1:] >= LARGE_POINTS)
    if wide.any():
        lines = np.cumsum(~np.isfinite(gaps) | (np.diff(characters.sizes) != 0))
        for line in set(lines[wide].tolist()):
            inside = lines == line
            if inside.sum() < LEAST_GAPS or np.median(shares[inside]) > SCRIPT_OVERLAP:
                wide[inside] = False
    return wide


def _gaps(places: Floats, turns: Integers, sizes: Floats) -> Floats:
    """The paper between each character and the next along their line; infinite when they stand on different lines."""
    x0, top, x1, bottom = places
    begin, end, aside = x0, x1, (top + bottom) / 2
    if turns.any():
        sideways = (turns == 90) | (turns == 270)
        begin, end = np.where(sideways, top, x0), np.where(sideways, bottom, x1)
        aside = np.where(sideways, (x0 + x1) / 2, aside)
        backwards = turns >= 180
        begin, end = np.where(backwards, -end, begin), np.where(backwards, -begin, end)
    gaps: Floats = begin[1:] - end[:-1]
    other_line = np.abs(np.diff(aside)) > 0.5 * np.maximum(sizes[1:], sizes[:-1])
    return np.where(other_line | (turns[1:] != turns[:-1]), np.inf, gaps)


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
            text = unicodedata.normalize("NFC", text)
        yield Glyphs(text, Box(x0, top, x1, bottom), size, None)


def _follows(word: Glyphs, other: Glyphs) -> bool:
    """Whether `other` is plainly the next word of the line of `word`, so that nobody need look for its neighbour."""
    return (
        word.size == other.size
        and 0 <= other.box.x0 - word.box.x1 <= CELL_GAP * word.size
        and abs(word.box.bottom - other.box.bottom) <= SAME_FOOT * word.size
    )
