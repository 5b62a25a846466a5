"""What the model knows of a piece: its words, its place, its size, and the cues around it, as numbers.

Takes a `Sheet` and `Pieces`, gives a matrix with a row for each piece; `NAMES` are its columns. No text can be
recovered from a row. Refuses to weigh anything.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from ingest.extract.compared import COMPARED, FAR, LABEL_PLACES, compared
from ingest.extract.cues import CUES
from ingest.extract.pieces import Pieces
from ingest.extract.tokens import FLAGS, NONE, PAGE, Floats, Ints, Sheet
from ingest.vocabulary import fold
from ingest.word_kinds import KINDS

LONGEST_LABEL: Final = 8  # tokens; a longer text is hardly a label
LEFT_FIRST: Final = 0.5  # of two texts that look alike, the left one labels
NEAR: Final = 40  # characters between a label in the same line and its value
_NEIGHBOURS: Final = ("above", "two_above", "below", "two_below", "left")
_SHAPE: Final = (
    "tokens characters letters capitals digits marks has_colon has_comma has_bracket has_dash lines confidence"
    " starts_line ends_line starts_paragraph ends_paragraph share_of_line share_of_paragraph repeats"
    " white_before white_after"
).split()
_PLACE: Final = (
    "size size_to_text size_to_largest size_rank top middle off_centre width left page_number lines_on_page order"
    " gap_above gap_below size_above size_below is_landscape is_ocr last_size"
).split()
_WORDS: Final = ("mean", "least", "chance", "chance_to_best", "first", "last", "before", "after", "above", "below")
_LABEL: Final = ("label_is_before", "label_is_left", "label_is_above", "label_tokens", "label_ends_colon")
NAMES: Final = (
    *_SHAPE,
    *_PLACE,
    *(f"share_{name}" for name in FLAGS),
    *(f"first_{name}" for name in FLAGS),
    *(f"last_{name}" for name in FLAGS),
    *(f"before_{name}" for name in FLAGS),
    *(f"after_{name}" for name in FLAGS),
    *(f"{part}_{name}" for part in _WORDS for name in KINDS),
    *(f"cue_before_{name}" for name in CUES),
    *(f"cue_after_{name}" for name in CUES),
    *(f"cue_inside_{name}" for name in CUES),
    *(f"{place}_{name}" for place in _NEIGHBOURS for name in CUES),
    *_LABEL,
    *(f"label_{name}" for name in KINDS),
    *(f"label_{name}" for name in CUES),
    *COMPARED,
)


def features(sheet: Sheet, pieces: Pieces) -> Floats:
    """The matrix, shape (pieces, names)."""
    if len(pieces) == 0:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    first_line, last_line = sheet.line_of[pieces.first], sheet.line_of[pieces.last]
    texts = [sheet.text(*span) for span in zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)]
    folded = [fold(text) for text in texts]
    cues, labels = _cues(sheet, pieces), _labels(sheet, pieces, first_line)
    return np.concatenate(
        (
            _shape(sheet, pieces, texts, folded),
            _place(sheet, first_line, last_line),
            _flags(sheet, pieces),
            _words(sheet, pieces, first_line, last_line),
            cues,
            _neighbours(sheet, first_line, last_line),
            labels,
            compared(sheet, pieces, folded, cues, labels[:, -len(CUES) :]),
        ),
        axis=1,
        dtype=np.float32,
    )


def _shape(sheet: Sheet, pieces: Pieces, texts: Sequence[str], folded: Sequence[str]) -> Floats:
    first_line, last_line = sheet.line_of[pieces.first], sheet.line_of[pieces.last]
    counted = Counter(folded)
    tokens = (pieces.last - pieces.first + 1).astype(np.float32)
    paragraph = sheet.paragraph_of[pieces.first]
    line_bounds = sheet.line_tokens
    lengths = np.array([len(text) for text in texts], dtype=np.float32)
    line_characters = (sheet.ends[line_bounds[:, 1] - 1] - sheet.starts[line_bounds[:, 0]]).astype(np.float32)
    spanned = _spanned(line_characters, first_line, last_line)
    bounds = sheet.paragraph_spans[paragraph]
    gaps = np.append(sheet.gaps, np.float32(0))
    weakest = np.array(
        [
            sheet.confidence[first : last + 1].min()
            for first, last in zip(pieces.first.tolist(), pieces.last.tolist(), strict=True)
        ]
    )
    columns = (
        tokens,
        lengths,
        *(_characters(sheet, pieces) / lengths),
        [":" in text for text in texts],
        ["," in text for text in texts],
        ["(" in text for text in texts],
        [" - " in text or "–" in text for text in texts],
        last_line - first_line + 1,
        weakest,
        pieces.first == line_bounds[first_line, 0],
        pieces.last == line_bounds[last_line, 1] - 1,
        pieces.starts - bounds[:, 0] < 3,
        bounds[:, 1] - pieces.ends < 3,
        lengths / np.maximum(spanned, 1),
        lengths / np.maximum(bounds[:, 1] - bounds[:, 0], 1),
        [counted[text] for text in folded],
        gaps[pieces.first],
        gaps[pieces.last + 1],
    )
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _characters(sheet: Sheet, pieces: Pieces) -> Floats:
    """How many letters, capitals, digits and marks each piece has, shape (4, pieces)."""
    texts = [page.text for page in sheet.layout.pages]
    begins = np.cumsum([0, *map(len, texts)])
    kinds = np.array(
        [
            (letter.isalpha(), letter.isupper(), letter.isdigit(), not letter.isalnum() and not letter.isspace())
            for text in texts
            for letter in text
        ],
        dtype=np.int64,
    ).reshape(-1, 4)
    sums = np.concatenate((np.zeros((1, 4), dtype=np.int64), np.cumsum(kinds, axis=0)))
    starts = begins[pieces.starts // PAGE] + pieces.starts % PAGE
    return np.asarray((sums[starts + pieces.ends - pieces.starts] - sums[starts]).T, dtype=np.float32)


def _spanned(values: Floats, first: Ints, last: Ints) -> Floats:
    """The sums of `values[first..last]`."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray(sums[last + 1] - sums[first], dtype=np.float32)


def _place(sheet: Sheet, first_line: Ints, last_line: Ints) -> Floats:
    lines = sheet.lines
    shapes = np.array([(page.width, page.height) for page in sheet.layout.pages], dtype=np.float32)
    x0, top, x1, bottom, size, page = (lines[:, column] for column in range(6))
    width, height = shapes[page.astype(int), 0], shapes[page.astype(int), 1]
    text_size, largest = sheet.layout.text_size, sheet.layout.largest_size
    sizes = np.unique(np.round(size))[::-1]
    rank = np.searchsorted(-sizes, -np.round(size))
    above, below = sheet.neighbours[:, 0], sheet.neighbours[:, 2]
    gap_above = np.where(above == NONE, 9.0, (top - bottom[above]) / np.maximum(size, 1))
    gap_below = np.where(below == NONE, 9.0, (top[below] - bottom) / np.maximum(size, 1))
    is_ocr = np.array([page.reader.value == "ocr" for page in sheet.layout.pages])
    order = np.arange(len(lines)) / max(len(lines) - 1, 1)
    columns = (
        size,
        size / max(text_size, 1),
        size / max(largest, 1),
        rank,
        top / np.maximum(height, 1),
        (x0 + x1) / 2 / np.maximum(width, 1),
        np.abs((x0 + x1) / 2 / np.maximum(width, 1) - 0.5),
        (x1 - x0) / np.maximum(width, 1),
        x0 / np.maximum(width, 1),
        page,
        np.full(len(lines), len(lines)),
        order,
        np.clip(gap_above, -2, 9),
        np.clip(gap_below, -2, 9),
        np.where(above == NONE, 0, size[above] / np.maximum(size, 1)),
        np.where(below == NONE, 0, size[below] / np.maximum(size, 1)),
        width > height,
        is_ocr[page.astype(int)],
    )
    table = np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)
    found = table[first_line]
    # What is below a piece of several lines is below its last line.
    for name in ("gap_below", "size_below"):
        column = _PLACE.index(name)
        found[:, column] = table[last_line, column]
    return np.concatenate((found, size[last_line][:, None]), axis=1)


def _flags(sheet: Sheet, pieces: Pieces) -> Floats:
    flags = sheet.flags
    sums = np.concatenate((np.zeros((1, flags.shape[1])), np.cumsum(flags, axis=0)), dtype=np.float64)
    tokens = (pieces.last - pieces.first + 1)[:, None]
    share = (sums[pieces.last + 1] - sums[pieces.first]) / tokens
    empty = np.zeros((1, flags.shape[1]), dtype=np.float32)
    padded = np.concatenate((empty, flags, empty))
    lines = np.concatenate(([NONE], sheet.line_of, [NONE]))
    own_first, own_last = sheet.line_of[pieces.first], sheet.line_of[pieces.last]
    before = padded[pieces.first] * (lines[pieces.first] == own_first)[:, None]
    after = padded[pieces.last + 2] * (lines[pieces.last + 2] == own_last)[:, None]
    return np.concatenate((share, flags[pieces.first], flags[pieces.last], before, after), axis=1)


def _words(sheet: Sheet, pieces: Pieces, first_line: Ints, last_line: Ints) -> Floats:
    """How the words of the piece, beside it, above and below it are usually used."""
    kinds = sheet.kinds
    sums = np.concatenate((np.zeros((1, kinds.shape[1])), np.cumsum(kinds, axis=0)), dtype=np.float64)
    mean = (sums[pieces.last + 1] - sums[pieces.first]) / (pieces.last - pieces.first + 1)[:, None]
    least = np.stack(
        [
            kinds[first : last + 1].min(axis=0)
            for first, last in zip(pieces.first.tolist(), pieces.last.tolist(), strict=True)
        ]
    )
    odds = np.exp(mean - mean.max(axis=1, keepdims=True))
    chance = odds / odds.sum(axis=1, keepdims=True)
    empty = np.zeros((1, kinds.shape[1]))
    padded = np.concatenate((empty, kinds, empty))
    bounds = sheet.line_tokens
    of_line = np.concatenate(
        ((sums[bounds[:, 1]] - sums[bounds[:, 0]]) / np.maximum(bounds[:, 1] - bounds[:, 0], 1)[:, None], empty)
    )
    above, below = sheet.neighbours[first_line, 0], sheet.neighbours[last_line, 2]
    return np.concatenate(
        (
            mean,
            least,
            chance,
            chance / chance.max(axis=0, keepdims=True),
            kinds[pieces.first],
            kinds[pieces.last],
            padded[pieces.first],
            padded[pieces.last + 2],
            of_line[above],
            of_line[below],
        ),
        axis=1,
    )


def _cues(sheet: Sheet, pieces: Pieces) -> Floats:
    """Distance of the nearest cue before and after in the same paragraph, `FAR` if none; and cues inside."""
    low = sheet.paragraph_spans[sheet.paragraph_of[pieces.first], 0]
    high = sheet.paragraph_spans[sheet.paragraph_of[pieces.last], 1]
    before, after, inside = (np.full((len(pieces), len(sheet.matches)), value) for value in (FAR, FAR, 0.0))
    for column, (starts, own_ends) in enumerate(sheet.matches):
        if len(starts) == 0:
            continue
        ends = np.maximum.accumulate(own_ends)
        earlier = np.searchsorted(ends, pieces.starts, side="right") - 1
        near = np.where((earlier >= 0) & (ends[earlier] > low), pieces.starts - ends[earlier], FAR)
        before[:, column] = np.clip(near, 0, FAR)
        later = np.searchsorted(starts, pieces.ends)
        kept = np.minimum(later, len(starts) - 1)
        near = np.where((later < len(starts)) & (starts[kept] < high), starts[kept] - pieces.ends, FAR)
        after[:, column] = np.clip(near, 0, FAR)
        inside[:, column] = later - np.searchsorted(starts, pieces.starts)
    return np.concatenate((before, after, inside), axis=1)


def _neighbours(sheet: Sheet, first_line: Ints, last_line: Ints) -> Floats:
    cues = np.concatenate((sheet.line_cues, np.zeros((1, sheet.line_cues.shape[1]), dtype=np.float32)))
    neighbours = sheet.neighbours
    lines = (
        neighbours[first_line, 0],
        neighbours[first_line, 1],
        neighbours[last_line, 2],
        neighbours[last_line, 3],
        neighbours[first_line, 4],
    )
    return np.concatenate([cues[line] for line in lines], axis=1)


def _labels(sheet: Sheet, pieces: Pieces, first_line: Ints) -> Floats:
    """What the text says that most likely labels the piece: before it in its line, else left of it, else above it."""
    bounds = sheet.line_tokens
    lead = bounds[first_line, 0]  # the first token of the line
    is_before = pieces.first > lead
    left, above = sheet.neighbours[first_line, 4], sheet.neighbours[first_line, 0]
    likeness = np.append(_label_likeness(sheet), np.float32(-9.0))  # the last one is that of NONE
    is_left = ~is_before & (left != NONE) & (likeness[left] + LEFT_FIRST >= likeness[above])
    is_above = ~is_before & ~is_left & (above != NONE)
    line = np.where(is_left, left, np.where(is_above, above, NONE))
    empty = np.zeros((1, sheet.line_cues.shape[1]), dtype=np.float32)
    cues = np.concatenate((sheet.line_cues, empty))[line]
    line_start = sheet.starts[lead]
    for column, (starts, ends) in enumerate(sheet.matches):
        if len(starts):
            earlier = np.searchsorted(np.maximum.accumulate(ends), pieces.starts, side="right") - 1
            near = (earlier >= 0) & (starts[earlier] >= line_start) & (pieces.starts - ends[earlier] <= NEAR)
            cues[:, column] = np.where(is_before, near, cues[:, column])
    begin = np.where(is_before, lead, np.where(line == NONE, 0, bounds[line, 0]))
    end = np.where(is_before, pieces.first, np.where(line == NONE, 0, bounds[line, 1]))
    sums = np.concatenate((np.zeros((1, sheet.kinds.shape[1])), np.cumsum(sheet.kinds, axis=0)), dtype=np.float64)
    kinds = (sums[end] - sums[begin]) / np.maximum(end - begin, 1)[:, None]
    colon = FLAGS.index("ends_colon")
    ends_colon = np.where(end > begin, sheet.flags[np.maximum(end - 1, 0), colon], 0)
    shape = np.stack(
        [np.asarray(c, dtype=np.float32) for c in (is_before, is_left, is_above, end - begin, ends_colon)], axis=1
    )
    return np.concatenate((shape, kinds, cues), axis=1)


def _label_likeness(sheet: Sheet) -> Floats:
    """How much each line looks like a label: its cues, a colon at its end; a number speaks against it."""
    cues = sheet.line_cues[:, LABEL_PLACES].sum(axis=1)
    bounds = sheet.line_tokens
    tokens = bounds[:, 1] - bounds[:, 0]
    colon = sheet.flags[np.maximum(bounds[:, 1] - 1, 0), FLAGS.index("ends_colon")]
    sums = np.concatenate(([0.0], np.cumsum(sheet.flags[:, FLAGS.index("number")])))
    numbers = sums[bounds[:, 1]] - sums[bounds[:, 0]]
    found = np.minimum(cues, 2) + 2 * colon - 2 * (numbers > 0) - (tokens > LONGEST_LABEL)
    return np.asarray(found, dtype=np.float32)
