"""Where a picture has ink in the shape of a line of text that no word of a reading covers.

Takes a `Picture` and the words read from it; gives the places of lines that were not seen: names in script, light type.
Refuses to judge what the ink is: a signature or a seal may look like a line too.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ingest.document import Box, Glyphs
from ingest.picture import Picture

LONG_EDGE: Final = 900  # pixels of the reduced picture; type of 8 points is 9 pixels high there
LEAST_CONTRAST: Final = 24  # grey levels between ink and the paper around it
COARSE: Final = 3  # pixels of the reduced picture to one of that in which paper is looked for
PAPER_WINDOW: Final = 17  # of those pixels; wider than any stroke, narrower than a shadow
LONG_LINE: Final = 0.5  # of an edge of the page: longer is a rule or a border
RULE: Final = 4  # pixels: flatter is a rule
LETTER_GAP: Final = 13  # pixels that may lie between the words of a line
LEAST_HEIGHT, MOST_HEIGHT = 6, 114  # pixels, 5 to 100 points
LEAST_WIDTH: Final = 45  # pixels, 40 points: shorter is a mark
LEAST_SHAPE: Final = 2.0  # width for each height
LEAST_INK, MOST_INK = 0.04, 0.7  # share of the place that is ink: less is a stray stroke, more a picture
# Strokes that a row of pixels crosses amid the line, for each height of it along the row: of 49 places that held words
# two had less than 1.05, of 181 that held none a third had less than 0.85 (2026-11-23).
LEAST_STROKES: Final = 0.85
LEVEL: Final = 0.5  # words of one row share this part of their height
WORD_GAP: Final = 1.5  # heights between the words of a row
MARGIN: Final = 0.15  # of the words' height around them that they cover

_Pixels = tuple[int, int, int, int]  # left, top, width, height


def unread_lines(picture: Picture, words: Sequence[Glyphs], most: int) -> tuple[Box, ...]:
    """Places in points of at most `most` lines of ink that `words` do not cover, the largest first."""
    import cv2  # noqa: PLC0415 - the second reader brings it; without it nobody asks

    grey = np.asarray(picture.grey)
    scale = LONG_EDGE / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    coarse = cv2.resize(small, None, fx=1 / COARSE, fy=1 / COARSE, interpolation=cv2.INTER_AREA)
    paper = cv2.resize(cv2.medianBlur(coarse, PAPER_WINDOW), small.shape[::-1], interpolation=cv2.INTER_LINEAR)
    ink = (cv2.absdiff(small, paper) > LEAST_CONTRAST).astype(np.uint8)
    _wipe_words(ink, words, scale / picture.points_per_pixel)
    _wipe_shapes(ink, cv2)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, LETTER_GAP), np.uint8)).astype(np.uint8)
    found = [box for box in _rows(_components(joined, cv2)) if _is_line(box, ink)]
    found.sort(key=lambda box: box[2] * box[3], reverse=True)
    return tuple(picture.box(*(edge / scale for edge in box)) for box in found[:most])


def _wipe_words(ink: NDArray[np.uint8], words: Sequence[Glyphs], pixels_per_point: float) -> None:
    for word in words:
        more = MARGIN * word.box.height
        left, right = (int(max(x * pixels_per_point, 0)) for x in (word.box.x0 - more, word.box.x1 + more))
        top, bottom = (int(max(y * pixels_per_point, 0)) for y in (word.box.top - more, word.box.bottom + more))
        ink[top : bottom + 1, left : right + 1] = 0


def _wipe_shapes(ink: NDArray[np.uint8], cv2: Any) -> None:
    """Take away borders, rules, and all that touches the edge of the page."""
    height, width = ink.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    for label in range(1, count):
        x, y, across, down = (int(value) for value in stats[label][:4])
        long = across > LONG_LINE * width or down > LONG_LINE * height
        flat = min(across, down) < RULE and max(across, down) > 6 * RULE
        edge = x <= 1 or y <= 1 or x + across >= width - 1 or y + down >= height - 1
        if long or flat or edge:
            ink[labels == label] = 0


def _components(ink: NDArray[np.uint8], cv2: Any) -> list[_Pixels]:
    """Left, top, width, height of each connected piece of ink."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return [(int(row[0]), int(row[1]), int(row[2]), int(row[3])) for row in stats[1:]]


def _rows(boxes: list[_Pixels]) -> list[_Pixels]:
    """Boxes that stand side by side on one row and are of one height, joined: the words of a line."""
    rows: list[_Pixels] = []
    for left, top, width, height in sorted(box for box in boxes if box[3] >= LEAST_HEIGHT):
        for index, (x, y, across, down) in enumerate(rows):
            level = min(y + down, top + height) - max(y, top) >= LEVEL * max(down, height)
            if level and left - (x + across) <= WORD_GAP * min(down, height):
                right, bottom = max(x + across, left + width), max(y + down, top + height)
                rows[index] = (x, min(y, top), right - x, bottom - min(y, top))
                break
        else:
            rows.append((left, top, width, height))
    return rows


def _is_line(box: _Pixels, ink: NDArray[np.uint8]) -> bool:
    left, top, width, height = box
    if not LEAST_HEIGHT <= height <= MOST_HEIGHT or width < max(LEAST_SHAPE * height, LEAST_WIDTH):
        return False
    place = ink[top : top + height, left : left + width]
    amid = place[height // 4 : max(height * 3 // 4, height // 4 + 1)].astype(np.int8)
    strokes = float(np.abs(np.diff(amid, axis=1)).sum(axis=1).mean()) / 2
    return LEAST_INK <= float(place.mean()) <= MOST_INK and strokes * height >= LEAST_STROKES * width
