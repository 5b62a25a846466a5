"""What a PDF page draws beside its text layer, and which of its text nobody sees.

Takes an open PDFium page and its text layer; gives counts of what is painted, and of the letters that seem
to be among it.
Refuses to read those letters: whether OCR is worth its half second, `trust.py` says.
"""

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c

from ingest.document import Page
from ingest.page_objects import Bounds, PageObject
from ingest.pdfium_calls import fast_call

FEW_LETTERS: Final = 40  # a layer with fewer is a stamp or a footer, not a certificate
FULL_LETTERS: Final = 1000  # a layer with more carries the whole certificate
LARGE_IMAGES: Final = 0.02  # share of the page that images cover, from which they may carry words
MANY_SEGMENTS: Final = 300  # path segments, from which they may be letters
AMID: Final = (0.2, 0.78)  # of the height of the page

MOST_COVERS: Final = 500  # later pictures and filled rectangles that text is held against
FEW_SEGMENTS: Final = 8  # a filled path of no more is a rectangle or near it, and covers what it bounds
LEAST_SIDE_POINTS: Final = 3.0  # of a text object that has something to read
SAME_PRINT_POINTS: Final = 2.0  # texts whose edges are all nearer than this are one print
OPAQUE: Final = 250  # of 255
PALE: Final = 245  # of 255 in each colour: print that nobody sees on white paper

LOOK_PIXELS: Final = 1_000_000  # of the picture in which letters are looked for; a Letter page has 485,000
STROKE_PIXELS: Final = 17  # strokes are narrower than this, pictures and borders are not
CONTRAST: Final = 40  # grey levels between a letter and its ground
LEAST_HEIGHT, MOST_HEIGHT = 3, 50  # of a letter, in pixels
LEAST_AREA: Final = 4  # pixels
TITLE_HEIGHT: Final = 6.0  # points; letters of a title are higher
LEAST_DOTS: Final = 20  # of a dotted border
SAME_SIZE: Final = 1.0  # pixels by which nearly all of them differ at most; letters differ by more
LEAST_ROW: Final = 4  # fewer marks in a row are chance
MOST_LABELS: Final = 65_000  # of 16 bits
MOST_MARKS: Final = 6000  # more specks than this are a photograph

Marks = npt.NDArray[np.float64]  # (n, 5): left, top, width, height, area, in pixels

_fill_of = fast_call(pdfium_c.FPDFPageObj_GetFillColor, ctypes.c_int, ctypes.c_void_p, *[ctypes.c_void_p] * 4)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a PDF page draws beside text, and text that it does not show."""

    images: float  # area, in pages; more than 1 where images lie over one another
    segments: int  # lines and curves of paths: letters drawn as outlines have thousands
    letters: int = 0  # what looks like letters where the layer has no words
    row: int = 0  # the longest row of such letters amid the page
    texts: int = 0  # text objects
    invisible: int = 0  # ... that are not painted at all: the OCR layer of a scanner
    covered: int = 0  # ... that lie below a picture or rectangle drawn later
    pale: int = 0  # ... in the colour of the paper


def look(page: Any, layer: Page, objects: Sequence[PageObject]) -> Drawn:
    """Look at all that a PDFium page draws; at its letters beside the layer only where there may be some."""
    width, height = page.get_size()
    area = max(width * height, 1.0)
    images, segments = 0.0, 0
    for drawn in objects:
        if drawn.is_image:
            left, bottom, right, top = drawn.bounds()
            images += min((right - left) * (top - bottom) / area, 1.0)
        elif drawn.is_path:
            segments += drawn.segments
    texts = [drawn.raw for drawn in objects if drawn.is_text]
    letters = row = 0
    count = sum(map(str.isalnum, layer.text))
    if FEW_LETTERS <= count < FULL_LETTERS and (images >= LARGE_IMAGES or segments >= MANY_SEGMENTS):
        letters, row = _letters_beside(_without_text(page, texts, layer.rotation), layer)
    return Drawn(images, segments, letters, row, len(texts), *_unseen(objects))


def _unseen(objects: Sequence[PageObject]) -> tuple[int, int, int]:
    """How many text objects are invisible, covered, and in the colour of the paper."""
    is_text = [drawn.is_text for drawn in objects]
    paints = [index for index, text in enumerate(is_text) if not text]
    ground = min(paints, default=len(objects))  # text before it stands on bare paper
    first = is_text.index(True) if True in is_text else len(objects)
    covers = [index for index in paints if index > first and _hides(objects[index])][-MOST_COVERS:]
    invisible = pale = 0
    below: list[int] = []
    shown: list[int] = []
    for index, drawn in enumerate(objects):
        if not drawn.is_text:
            continue
        if pdfium_c.FPDFTextObj_GetTextRenderMode(drawn.raw) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE:
            invisible += _is_readable(drawn.bounds())
        elif index < ground and min(_fill(drawn.raw)) >= PALE:
            pale += _is_readable(drawn.bounds())
        elif covers:
            (below if index < covers[-1] else shown).append(index)
    if not below:
        return invisible, 0, pale

    def placed(indexes: Sequence[int]) -> list[tuple[int, Bounds]]:
        return [(index, objects[index].bounds()) for index in indexes]

    texts = [(index, place) for index, place in placed(below) if _is_readable(place)]
    return (
        invisible,
        _covered(texts, placed(covers), [place for _, place in placed(shown) if _is_readable(place)]),
        pale,
    )


def _is_readable(place: Bounds) -> bool:
    """Whether a text object is no blank, and large enough to be read."""
    left, bottom, right, top = place
    return min(right - left, top - bottom) >= LEAST_SIDE_POINTS


def _covered(
    below: Sequence[tuple[int, Bounds]], covers: Sequence[tuple[int, Bounds]], places: Sequence[Bounds]
) -> int:
    """How many texts lie below something opaque that is painted after them, and are not printed again above it."""
    if not below or not covers:
        return 0
    order = np.array([index for index, _ in below])
    texts = np.array([place for _, place in below])
    left, bottom, right, top = texts.T
    across, up = (left + right) / 2, (bottom + top) / 2
    hidden = np.zeros(len(below), np.bool_)
    for index, (x0, y0, x1, y1) in covers:
        hidden |= (order < index) & (x0 < across) & (across < x1) & (y0 < up) & (up < y1)
    shown = [*places, *(place for (_, place), is_hidden in zip(below, hidden.tolist(), strict=True) if not is_hidden)]
    if not shown:
        return int(hidden.sum())
    prints = np.array(shown)
    return sum(bool((np.abs(prints - text).max(axis=1) > SAME_PRINT_POINTS).all()) for text in texts[hidden])


def _fill(item: Any) -> tuple[int, ...]:
    """The colour of an object's filling: red, green, blue, opacity, 0..255; black if it has none of its own."""
    parts = (ctypes.c_uint * 4)()
    address = ctypes.addressof(parts)
    if not _fill_of(item, address, address + 4, address + 8, address + 12):
        return 0, 0, 0, 255
    return tuple(parts)


def _hides(drawn: PageObject) -> bool:
    """Whether an object hides what lies below it: a picture or a filled rectangle that nothing shines through."""
    if drawn.is_image:
        return not pdfium_c.FPDFPageObj_HasTransparency(drawn.raw)
    if not drawn.is_path or drawn.segments > FEW_SEGMENTS:
        return False
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(drawn.raw, ctypes.byref(mode), ctypes.byref(stroke)) or not mode.value:
        return False
    return _fill(drawn.raw)[3] >= OPAQUE and not pdfium_c.FPDFPageObj_HasTransparency(drawn.raw)


def _without_text(page: Any, texts: Sequence[Any], rotation: int) -> npt.NDArray[np.uint8]:
    """A small grey picture of a page, turned as its layer was, with its text objects left out."""
    width, height = page.get_size()
    scale = min(1.0, math.sqrt(LOOK_PIXELS / max(width * height, 1.0)))
    for item in texts:
        pdfium_c.FPDFPageObj_SetIsActive(item, False)
    try:
        bitmap = page.render(scale=scale, grayscale=True)
        grey = bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy()
        bitmap.close()
    finally:
        for item in texts:
            pdfium_c.FPDFPageObj_SetIsActive(item, True)
    return np.ascontiguousarray(np.rot90(grey, -((rotation - page.get_rotation()) // 90 % 4)))


def _letters_beside(grey: npt.NDArray[np.uint8], layer: Page) -> tuple[int, int]:
    """How many letters a picture seems to have where the layer has no words, and in the longest row amid the page.

    Letters are strokes of one height that stand in a row of four or more, darker or lighter than their ground.
    """
    import cv2  # noqa: PLC0415 - a fifth of a second that a page of text alone does not pay

    scale = grey.shape[1] / max(layer.width, 1.0)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (STROKE_PIXELS, STROKE_PIXELS))
    total = longest = 0
    for strokes in (cv2.MORPH_BLACKHAT, cv2.MORPH_TOPHAT):
        mask = (cv2.morphologyEx(grey, strokes, kernel) > CONTRAST).astype(np.uint8)
        # Labels of 16 bits are three times as fast; each mark has a pixel, so there are enough of them for few pixels.
        labels = cv2.CV_16U if cv2.countNonZero(mask) < MOST_LABELS else cv2.CV_32S
        marks = _letter_like(cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=labels)[2][1:].astype(float))
        marks = _beside_words(marks, layer, scale)
        for row in _rows(marks):
            if (
                len(row) >= LEAST_DOTS
                and (np.subtract(*np.percentile(marks[row, 2:4], (90, 10), axis=0)) <= SAME_SIZE).all()
            ):
                continue  # the dots of a border
            total += len(row)
            _, top, _, high, _ = marks[row].mean(axis=0)
            if high >= TITLE_HEIGHT * scale and AMID[0] < top / grey.shape[0] < AMID[1]:
                longest = max(longest, len(row))
    return total, longest


def _letter_like(marks: Marks) -> Marks:
    _, _, wide, high, area = marks.T
    kept: Marks = marks[
        (high >= LEAST_HEIGHT)
        & (high <= MOST_HEIGHT)
        & (wide <= 2.2 * high)
        & (area >= 0.15 * wide * high)
        & (area >= LEAST_AREA)
    ]
    return kept if len(kept) <= MOST_MARKS else kept[:0]


def _beside_words(marks: Marks, layer: Page, scale: float) -> Marks:
    across, down = (marks[:, 0] + marks[:, 2] / 2) / scale, (marks[:, 1] + marks[:, 3] / 2) / scale
    free = np.ones(len(marks), np.bool_)
    for box in (word.box for word in layer.words):
        free &= (across < box.x0 - 2) | (across > box.x1 + 2) | (down < box.top - 2) | (down > box.bottom + 2)
    kept: Marks = marks[free]
    return kept


def _rows(marks: Marks) -> list[list[int]]:
    """The marks that follow one another as letters do, in rows of four or more."""
    order = np.argsort(marks[:, 0], kind="stable")
    left, top, wide, high, _ = marks[order].T
    foot = top + high
    rows: list[list[int]] = [[index] for index in range(len(order))]
    for index in range(len(order)):
        near = left[index] + wide[index] + max(high[index], 6.0)
        start = int(np.searchsorted(left, left[index] + 0.3 * wide[index]))
        after = np.arange(max(start, index + 1), int(np.searchsorted(left, near, "right")))
        higher, lower = np.maximum(high[after], high[index]), np.minimum(high[after], high[index])
        level = np.abs(foot[after] - foot[index]) <= np.maximum(0.25 * higher, 1.5)
        follows = after[level & (higher <= 2.2 * lower)]
        if len(follows) and len(rows[follows[0]]) == 1:
            rows[index].append(int(follows[0]))
            rows[follows[0]] = rows[index]
    found = {id(row): row for row in rows if len(row) >= LEAST_ROW}
    return [[int(order[index]) for index in row] for row in found.values()]
