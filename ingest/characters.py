"""The printed characters of a PDF page, as columns of numbers.

Takes PDFium's page and its text page; gives each character that has print with its box in PDF user space, its size and
direction.
Refuses characters that stand for no print, and those that are too small or too far away for anybody to read.

The characters are columns, not objects: a Python object for each of them cost more than all that PDFium does
(measured 2026-11-23).
"""

import ctypes
import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, repeat
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c

from ingest.pdfium_calls import bounds_of, fast_call, kind_of

MAX_CHARACTERS: Final = 200_000  # of one page; a book page has 3,000
MOST_OBJECTS: Final = 20_000  # of a page are looked at
LONE_LETTERS: Final = 4  # so many text objects of one character each: the page draws letter by letter
OVERLAP: Final = 0.1  # font sizes by which the boxes of letters in a slanted script cover one another
LIKE_POINTS: Final = 0.05  # by which the sides of like letters differ at most
SAME_LINE: Final = 0.01  # font sizes by which the feet of letters on a line differ
NEXT_LETTER: Final = (0.12, 1.0)  # font sizes at which the next letter stands; the double of a bold one stands nearer
LETTERS_APART: Final = 0.1  # letters of a word are not farther from each other than so many font sizes
FARTHEST_POINTS: Final = 50_000.0  # from the origin; the largest page that PDF 1.7 allows has 14,400
LEAST_SIZE_POINTS: Final = 1.0  # smaller type is not meant to be read
UNKNOWN: Final = "\ufffd"  # stays in the text, so that nobody takes a word with a hole for a whole one
LINE_END_HYPHEN: Final = "\x02"  # what PDFium gives for one, character by character
STANDS_FOR_OTHER: Final = "\ufffe"  # in the text in one piece: for a hyphen at the end of a line, or for U+0000
DROPPED_CATEGORIES: Final = frozenset(
    {"Cc", "Cs", "Cf", "Cn"}
)  # control, surrogate, format (direction marks), unassigned

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.uint64]  # PDFium's page objects, by their addresses

_HANDLE, _INDEX = ctypes.c_void_p, ctypes.c_int
_code_of = fast_call(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint, _HANDLE, _INDEX)
_is_unexplained = fast_call(pdfium_c.FPDFText_HasUnicodeMapError, ctypes.c_int, _HANDLE, _INDEX)
_is_hyphen = fast_call(pdfium_c.FPDFText_IsHyphen, ctypes.c_int, _HANDLE, _INDEX)
_is_guessed = fast_call(pdfium_c.FPDFText_IsGenerated, ctypes.c_int, _HANDLE, _INDEX)
_object_of = fast_call(pdfium_c.FPDFText_GetTextObject, ctypes.c_size_t, _HANDLE, _INDEX)
_box_of = fast_call(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_int, _HANDLE, _INDEX, ctypes.c_void_p)
_matrix_of = fast_call(pdfium_c.FPDFText_GetMatrix, ctypes.c_int, _HANDLE, _INDEX, ctypes.c_void_p)
_origin_of = fast_call(pdfium_c.FPDFText_GetCharOrigin, ctypes.c_int, _HANDLE, _INDEX, ctypes.c_void_p, ctypes.c_void_p)
_size_of = fast_call(pdfium_c.FPDFText_GetFontSize, ctypes.c_double, _HANDLE, _INDEX)
_drawn_at = fast_call(pdfium_c.FPDFPage_GetObject, ctypes.c_size_t, _HANDLE, _INDEX)


@dataclass(frozen=True, slots=True)
class Characters:
    """The printed characters of a page in the order of the layer, one place for each in every column."""

    texts: list[str]  # one character; a ligature has its letters
    boxes: Floats  # (4, n): left, bottom, right, top in user space
    sizes: Floats  # (n,) points
    degrees: Floats  # (n,) direction of the line in user space, clockwise
    spaces: Integers  # (n,) how many spaces of the layer stand before this character
    guesses: Integers  # (n,) how many that PDFium guessed
    paper: Floats  # (n,) points after a guessed space, from where the character before ends by its font; or -inf
    runs: Integers  # (n,) the number of its text object

    def chosen(self, which: Flags) -> "Characters":
        """The characters at the places where `which` is true."""
        return self if which.all() else self.at(np.flatnonzero(which))

    def at(self, places: Integers) -> "Characters":
        """The characters at these places, in their order."""
        texts = [self.texts[place] for place in places.tolist()]
        columns = (self.sizes, self.degrees, self.spaces, self.guesses, self.paper, self.runs)
        return Characters(texts, self.boxes[:, places], *(column[places] for column in columns))  # type: ignore[arg-type]


def printed_characters(textpage: Any, page: Any) -> Characters | None:
    """The characters that have print, or None if there is none. Both are PDFium's own handles."""
    raw = ctypes.cast(textpage, ctypes.c_void_p).value
    stored = _stored_text(textpage, raw)
    meaning = {character: _clean(character) for character in set(stored)}
    cleaned = [meaning[character] for character in stored]
    unexplained = list(map(_is_unexplained, repeat(raw), range(len(stored))))
    if 1 in unexplained:
        cleaned = [UNKNOWN if odd == 1 else text for text, odd in zip(cleaned, unexplained, strict=True)]
    printed = [index for index, text in enumerate(cleaned) if text and text != " "]
    if not printed:
        return None
    texts = [cleaned[index] for index in printed]
    where = np.array(printed)
    blanks = [index for index, text in enumerate(cleaned) if text == " "]
    guessed = np.fromiter(map(_is_guessed, repeat(raw), blanks), np.int64, len(blanks)) == 1
    before = np.searchsorted(blanks, where)  # how many blanks stand before each character
    guesses = np.append(0, guessed.cumsum())[before]
    boxes = _boxes(raw, printed)
    objects = np.fromiter(map(_object_of, repeat(raw), printed), np.uint64, len(printed))
    runs, sizes, degrees = _runs_sizes_degrees(raw, printed, objects)
    paper = np.full(len(printed), -np.inf)
    after = np.flatnonzero((np.diff(guesses, prepend=0) > 0) & _touches_the_last(boxes, sizes))
    paper[after] = _paper(raw, [blanks[place - 1] for place in before[after].tolist()], where[after], degrees[after])
    # A Type 3 font has a scale of its own, which its size does not tell; its boxes are true.
    sizes = np.where(sizes < LEAST_SIZE_POINTS, _heights(boxes, degrees), sizes)
    characters = Characters(texts, boxes, sizes, degrees, before - guesses, guesses, paper, runs)
    lone = np.flatnonzero((np.bincount(runs) == 1)[runs] & _reaches_into_others(boxes, sizes))
    if len(lone) >= LONE_LETTERS:
        left_out = _left_out(page, set(objects.tolist()), dict(zip(objects[lone].tolist(), lone.tolist(), strict=True)))
        characters = _with_second_letters(characters, left_out)
    near = (np.abs(characters.boxes) < FARTHEST_POINTS).all(axis=0)  # false for what has no box
    return characters.chosen(near & np.isfinite(characters.degrees) & (characters.sizes >= LEAST_SIZE_POINTS))


def _stored_text(textpage: Any, raw: int | None) -> str:
    """The characters as the layer has them, one for each of PDFium's indexes."""
    count = min(max(pdfium_c.FPDFText_CountChars(textpage), 0), MAX_CHARACTERS)
    buffer = (ctypes.c_ushort * (count + 1))()
    text = ""
    if pdfium_c.FPDFText_GetText(textpage, 0, count, buffer) == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
    if len(text) != count or "\0" in text:
        # Characters without a meaning, which the text in one piece leaves out, or beyond the 16-bit plane.
        codes = map(_code_of, repeat(raw), range(count))
        text = "".join(chr(code) if 0 < code <= 0x10FFFF else UNKNOWN for code in codes)
    if STANDS_FOR_OTHER in text or LINE_END_HYPHEN in text:
        text = "".join(
            _meant(raw, index, character) if character in (STANDS_FOR_OTHER, LINE_END_HYPHEN) else character
            for index, character in enumerate(text)
        )
    return text


def _meant(raw: int | None, index: int, character: str) -> str:
    if _is_hyphen(raw, index) == 1:
        return "-"
    return UNKNOWN if character == STANDS_FOR_OTHER else character


@lru_cache(maxsize=4096)
def _clean(character: str) -> str:
    """A character as we write it, ligatures expanded; empty for what has no print."""
    if character.isspace():
        return " "
    if unicodedata.category(character) in DROPPED_CATEGORIES:
        return ""
    if "\ufb00" <= character <= "\ufdff" or "\ufe70" <= character <= "\uff5e":
        # Latin ligatures, Hebrew and Arabic letters as they are shaped in a word, full-width forms.
        return unicodedata.normalize("NFKC", character).replace(" ", "")
    return character


def _boxes(raw: int | None, printed: list[int]) -> Floats:
    """The boxes (4, n) in user space: as wide as the advance and as high as the font; NaN where PDFium has none."""
    boxes = np.full((len(printed), 4), np.nan, np.float32)  # FS_RECTF: left, top, right, bottom
    start = boxes.ctypes.data
    list(map(_box_of, repeat(raw), printed, range(start, start + boxes.nbytes, 16)))
    left, top, right, bottom = boxes.T.astype(np.float64)
    return np.array(
        (np.minimum(left, right), np.minimum(bottom, top), np.maximum(left, right), np.maximum(bottom, top))
    )


def _touches_the_last(boxes: Floats, sizes: Floats) -> Flags:
    """Where the box of a character stands no farther from the one before than letters of a word do."""
    left, bottom, right, top = boxes
    across = np.maximum(left[1:] - right[:-1], left[:-1] - right[1:])
    up = np.maximum(bottom[1:] - top[:-1], bottom[:-1] - top[1:])
    return np.append(False, np.maximum(across, up) <= LETTERS_APART * sizes[1:])


def _paper(raw: int | None, blanks: list[int], following: Integers, degrees: Floats) -> Floats:
    """The paper between where each of `blanks` was guessed and where the character that follows it begins."""
    places = np.full((2, len(blanks), 2), np.nan)
    address = places.ctypes.data
    indexes = [*blanks, *following.tolist()]
    starts = range(address, address + places.nbytes, 16)
    list(map(_origin_of, repeat(raw), indexes, starts, (start + 8 for start in starts)))
    across, up = (places[1] - places[0]).T
    angles = np.radians(degrees)
    paper: Floats = np.nan_to_num(across * np.cos(angles) - up * np.sin(angles), nan=-np.inf)
    return paper


def _heights(boxes: Floats, degrees: Floats) -> Floats:
    """The sides of the boxes across the direction of their lines."""
    left, bottom, right, top = boxes
    steep = np.abs((degrees + 90) % 180 - 90) > 45
    heights: Floats = np.where(steep, right - left, top - bottom)
    return heights


def _runs_sizes_degrees(raw: int | None, printed: list[int], objects: Objects) -> tuple[Integers, Floats, Floats]:
    """The number of the text object, its font size in points, and the direction of its line in user space."""
    first = np.append(0, np.flatnonzero(objects[1:] != objects[:-1]) + 1)
    matrices = np.full((len(first), 6), np.nan, np.float32)
    address = matrices.ctypes.data
    leading = [printed[place] for place in first.tolist()]
    list(map(_matrix_of, repeat(raw), leading, range(address, address + matrices.nbytes, 24)))
    a, b, c, d, *_ = matrices.T.astype(np.float64)
    written = np.fromiter(map(_size_of, repeat(raw), leading), np.float64, len(leading))
    sign = np.where(written < 0, -1.0, 1.0)  # some writers give a negative size and a matrix that turns it back
    runs = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(printed))))
    sizes = np.abs(written) * np.hypot(c, d)
    return runs, sizes[runs], np.degrees(np.arctan2(-b * sign, a * sign))[runs]


def _reaches_into_others(boxes: Floats, sizes: Floats) -> Flags:
    """Where the box of a character covers part of the one before or after, as in a slanted script."""
    left, _, right, _ = boxes
    into_next = (right[:-1] - left[1:] > OVERLAP * sizes[1:]) & (left[1:] > left[:-1]) & (right[1:] > right[:-1])
    reaches: Flags = np.append(into_next, False) | np.append(False, into_next)
    return reaches


def _left_out(page: Any, known: set[int], lone: dict[int, int]) -> list[tuple[int, float, float]]:
    """Letters that PDFium takes for a double print of the one before: the place of that one, and how far they are off.

    It does so where like letters, drawn one by one, lie half over one another, as those of a slanted script do.
    """
    raw = ctypes.cast(page, ctypes.c_void_p).value
    count = min(max(pdfium_c.FPDFPage_CountObjects(page), 0), MOST_OBJECTS)
    items = list(map(_drawn_at, repeat(raw), range(count)))
    found = []
    for before, item in pairwise(items):
        if before not in lone or item in known or kind_of(item) != pdfium_c.FPDF_PAGEOBJ_TEXT:
            continue
        first, second = bounds_of(before), bounds_of(item)
        if first is None or second is None or not (first[0] < first[2] and first[1] < first[3]):
            continue
        (left, bottom, right, top), (x0, y0, x1, y1) = first, second
        is_like = max(abs(right - left - x1 + x0), abs(top - bottom - y1 + y0)) < LIKE_POINTS
        if is_like and max(abs(x0 - left) / (right - left), abs(y0 - bottom) / (top - bottom)) < 0.5:
            found.append((lone[before], x0 - left, y0 - bottom))
    return found


def _with_second_letters(characters: Characters, left_out: list[tuple[int, float, float]]) -> Characters:
    """The characters and, each after its first, those second ones that are no double print."""
    copies: list[tuple[int, float, float]] = []
    for place, right, up in left_out:
        angle, size = math.radians(characters.degrees[place]), characters.sizes[place]
        along, aside = right * math.cos(angle) - up * math.sin(angle), right * math.sin(angle) + up * math.cos(angle)
        if NEXT_LETTER[0] * size < along < NEXT_LETTER[1] * size and abs(aside) < SAME_LINE * size:
            copies.append((place, right, up))
    if not copies:
        return characters
    firsts = [place for place, _, _ in copies]
    order = np.sort(np.append(np.arange(len(characters.texts)), firsts))
    longer = characters.at(order)
    for place, (_, right, up) in zip((np.searchsorted(order, firsts) + 1).tolist(), copies, strict=True):
        longer.boxes[:, place] += (right, up, right, up)
    return longer
