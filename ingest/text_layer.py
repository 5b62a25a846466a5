"""One PDF page to a `Page`, from its text layer.

Takes an open PDFium page; gives its words, with boxes in points from the top left corner of the page as displayed.
Refuses what no reader of the paper would see: text off the page, of no size, or printed twice at the same place.
It does not judge whether the layer is any good; `read.py` does.
"""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import pypdfium2.raw as pdfium_c

from ingest.document import Box, Glyphs, Page, Reader, make_page
from ingest.lines import lay_lines

MAX_CHARACTERS: Final = 200_000  # of one page; a book page has 3,000
LEAST_SIZE_POINTS: Final = 1.0  # smaller type is not meant to be read
WORD_GAP: Final = 1.0  # a gap of more font sizes than this ends a word, whatever the layer says
TIGHT_GAP: Final = 0.04  # a gap of fewer font sizes than this does not, if PDFium guessed the space itself
DOUBLED: Final = 0.12  # the same character again within so many font sizes is the same print (bold, shadow)
UNKNOWN: Final = 0xFFFD  # stays in the text, so that nobody takes a word with a hole for a whole one
LINE_END_HYPHEN: Final = 0x02  # what PDFium gives for it
DROPPED_CATEGORIES: Final = frozenset(
    {"Cc", "Cs", "Cf", "Cn"}
)  # control, surrogate, format (direction marks), unassigned


@dataclass(frozen=True, slots=True)
class _Character:
    """One character of the layer, on the displayed page."""

    text: str
    box: Box
    size: float
    turn: int  # direction of its line on the displayed page: 0 to the right, 90 down, 180 to the left, 270 up


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

    def place(self, x: float, y: float) -> tuple[float, float]:
        """The point (x, y) of user space, from the top left of the displayed page."""
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        if self.turn == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        (ax, ay), (bx, by) = self.place(x0, y0), self.place(x1, y1)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def read_text_layer(page: Any, number: int) -> Page:
    """Read the text layer of a PDFium page; a page without one gives a `Page` without words.

    A page whose lines mostly run sideways or upside down is turned upright.
    """
    frame = _frame(page)
    textpage = page.get_textpage()
    try:
        characters = list(_characters(textpage.raw, frame))
        upright = _turn_of_most(characters)
        if upright:
            frame = replace(frame, turn=(frame.turn - upright) % 360)
            characters = list(_characters(textpage.raw, frame))
    finally:
        textpage.close()
    words = [(word, turn) for word, turn in _words(_printed_once(characters)) if _is_on_page(word.box, frame)]
    across = [(word,) for word, turn in words if turn in (0, 180)]
    along = [(word,) for word, turn in words if turn in (90, 270)]
    return make_page(
        lay_lines(across) + tuple(along),
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


def _turn_of_most(characters: list[_Character | None]) -> int:
    turns = Counter(character.turn for character in characters if character is not None)
    return turns.most_common(1)[0][0] if turns else 0


def _characters(raw: Any, frame: _Frame) -> Iterator[_Character | None]:
    """The visible characters in the order of the layer; None where a word ends."""
    rect, matrix = pdfium_c.FS_RECTF(), pdfium_c.FS_MATRIX()
    rect_p, matrix_p = ctypes.byref(rect), ctypes.byref(matrix)
    last: _Character | None = None
    guessed_space = False
    for index in range(min(pdfium_c.FPDFText_CountChars(raw), MAX_CHARACTERS)):
        text = _clean(_code(raw, index))
        if text is None:
            continue
        if text.isspace():
            if pdfium_c.FPDFText_IsGenerated(raw, index) == 1 and text == " ":
                guessed_space = True
            else:
                last = None
                yield None
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(raw, index, rect_p):
            continue
        if not pdfium_c.FPDFText_GetMatrix(raw, index, matrix_p):
            continue
        character = _placed(text, rect, matrix, pdfium_c.FPDFText_GetFontSize(raw, index), frame)
        if character is None:
            continue
        if guessed_space and (last is None or _gap(last, character) > TIGHT_GAP * character.size):
            yield None
        guessed_space = False
        last = character
        yield character


def _code(raw: Any, index: int) -> int:
    """The code point of a character; of one whose font does not say what it means, `UNKNOWN`."""
    code: int = pdfium_c.FPDFText_GetUnicode(raw, index)
    if code == LINE_END_HYPHEN and pdfium_c.FPDFText_IsHyphen(raw, index) == 1:
        return ord("-")
    return UNKNOWN if code == 0 or pdfium_c.FPDFText_HasUnicodeMapError(raw, index) == 1 else code


def _clean(code: int) -> str | None:
    """The character of a code point, ligatures expanded; None for what has no print."""
    if code in (0xFFFE, 0xFFFF) or not 0 < code <= 0x10FFFF:
        return None
    character = chr(code)
    if character.isspace():
        return " "
    if unicodedata.category(character) in DROPPED_CATEGORIES:
        return None
    if 0xFB00 <= code <= 0xFB06 or 0xFF01 <= code <= 0xFF5E:  # Latin ligatures, full-width forms
        return unicodedata.normalize("NFKC", character)
    return character


def _placed(text: str, rect: Any, matrix: Any, font_size: float, frame: _Frame) -> _Character | None:
    """The character on the displayed page; None if nobody can see it there."""
    values = (rect.left, rect.bottom, rect.right, rect.top, matrix.a, matrix.b, matrix.c, matrix.d, font_size)
    if not all(math.isfinite(value) for value in values):
        return None
    size = abs(font_size) * math.hypot(matrix.c, matrix.d)
    box = frame.box(rect.left, rect.bottom, rect.right, rect.top)
    if size < LEAST_SIZE_POINTS:
        return None
    sign = math.copysign(1.0, font_size)  # some writers give a negative size and a matrix that turns it back
    degrees = math.degrees(math.atan2(-matrix.b * sign, matrix.a * sign)) + frame.turn  # clockwise
    return _Character(text, box, size, round(degrees / 90) * 90 % 360)


def _gap(left: _Character, right: _Character) -> float:
    """The paper between two characters along their line, or infinity when they stand on different lines."""
    if left.turn != right.turn:
        return math.inf
    one, two = left.box, right.box
    gap = {0: two.x0 - one.x1, 90: two.top - one.bottom, 180: one.x0 - two.x1, 270: one.top - two.bottom}[left.turn]
    if left.turn in (0, 180):
        aside = abs((one.top + one.bottom) - (two.top + two.bottom)) / 2
    else:
        aside = abs((one.x0 + one.x1) - (two.x0 + two.x1)) / 2
    return math.inf if aside > 0.5 * max(left.size, right.size) else gap


def _printed_once(characters: list[_Character | None]) -> Iterator[_Character | None]:
    """Leave out a character that stands already at nearly the same place."""
    seen: dict[tuple[str, int, int], list[tuple[float, float]]] = {}
    for character in characters:
        if character is None:
            yield None
            continue
        x, y, near = character.box.x0, character.box.top, DOUBLED * character.size
        column, row = int(x // 8), int(y // 8)
        places = (seen.get((character.text, column + i, row + j), ()) for i in (-1, 0, 1) for j in (-1, 0, 1))
        if any(abs(x - other_x) <= near and abs(y - other_y) <= near for cell in places for other_x, other_y in cell):
            continue
        seen.setdefault((character.text, column, row), []).append((x, y))
        yield character


def _words(characters: Iterator[_Character | None]) -> Iterator[tuple[Glyphs, int]]:
    """Words with the direction of their line."""
    run: list[_Character] = []
    for character in characters:
        if run and (character is None or not -WORD_GAP <= _gap(run[-1], character) / character.size <= WORD_GAP):
            yield _word(run), run[0].turn
            run = []
        if character is not None:
            run.append(character)
    if run:
        yield _word(run), run[0].turn


def _is_on_page(box: Box, frame: _Frame) -> bool:
    return 0 <= (box.x0 + box.x1) / 2 <= frame.width and 0 <= (box.top + box.bottom) / 2 <= frame.height


def _word(run: list[_Character]) -> Glyphs:
    boxes = [character.box for character in run]
    box = Box(
        min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes)
    )
    text = unicodedata.normalize("NFC", "".join(character.text for character in run))
    return Glyphs(text, box, max(character.size for character in run), None)
