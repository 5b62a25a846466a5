"""When a picture is read a second time, and how two readings become one.

Takes the lines of a first reading (Tesseract) and of a second by a recogniser of another family; gives lines whose
words carry what the other reader read at their place (`Glyphs.second`).
Refuses to hide a difference, and to make up a word that neither read.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import fmean, median
from typing import Final

from ingest.document import Box, Glyphs, enclosing

POOR_SHARE: Final = 0.85  # of the letters in sure words: with less, the whole page is read again
# A line is doubtful that has a word read with less. On made pages (2026-11-23) 7 of 1,771 small lines above the first
# were wrong; of large ones, names and titles, 13 of 73 between the two, and none of 258 above the second.
DOUBTFUL, DOUBTFUL_IF_LARGE = 0.75, 0.92
LARGE: Final = 1.4  # times the usual size of the page's words
SURE: Final = 0.93  # a word of the first reader with more stands (wrong beside a sure second one: 0 of 4, 2026-11-23)
SURELY: Final = 0.98  # the second reader is nearly always this sure; a word read so is better than one below `SURE`
UNSURE: Final = 0.8  # ... and one read with less is better only than one below this
LIKELY: Final = 0.6  # a word read with more is most likely there
LEAST_LETTERS: Final = 3  # a doubtful line with fewer is a mark
AROUND: Final = 0.5  # of a line's height: script letters reach beyond the place that the first reader gives them
SURE_ALONE: Final = 0.8  # a line that only the second reader saw is taken from this confidence on, and its words
LEAST_ALONE: Final = 0.5  # ... from this
LIKELY_ALONE: Final = 0.4  # a word that only the first reader saw is kept from this confidence on
# Font sizes between two words of the first reader; with less they are pieces of one (0.0 to 0.1, words 0.24 and more)
LEAST_SPACE: Final = 0.2
LEAST_SPACE_IF_LOST: Final = 0.8  # ... where it was lost
ON_LINE_DOWN: Final = 0.5  # a word belongs to a line of the other reading that covers this share of its height
ON_LINE_ACROSS: Final = 0.15  # ... and this of its width: lines end within words where the paper is spoilt
ON_LINE: Final = (
    0.15,
    0.85,
)  # ... and has its middle between these parts of its height: not the line below a signature
SIGNED_BELOW: Final = 0.6  # of the page's height, from which large writing over smaller print is a signature
SMALLER: Final = 0.7  # times the writing's height: the print that says whose it is

LOOK_ALIKE: Final = str.maketrans("1l|0", "iiio")  # of folded letters
WITH_L: Final = re.compile(r"(?<=[a-z][A-Z])l(?=[,.:;!?)\"']{0,2}$)")  # OpenAl, PowerBl: nothing is written so
AL: Final = re.compile(r"[(\"']?Al[,.:;!?)\"']{0,2}")
PARTICLES: Final = frozenset("al bin de del el ibn la van von".split())  # Al de la Cruz
BEFORE_NAMES: Final = frozenset("and by from is mr mr. that to".split())  # presented to Al Hakim

Line = tuple[Glyphs, ...]


def is_poor(lines: Iterable[Line]) -> bool:
    """Whether a first reading is so unsure that the whole page should be read again."""
    words = [word for line in lines for word in line]
    letters = sum(_letters(word) for word in words)
    sure = sum(_letters(word) for word in words if _sure(word) >= LIKELY)
    return sure < POOR_SHARE * letters


def doubtful_places(lines: Iterable[Line], unread: Sequence[Box]) -> tuple[Box, ...]:
    """The places to be read again: doubtful lines, and ink that no word covers; places that overlap are joined."""
    lines = tuple(lines)
    words = [word for line in lines for word in line]
    large = LARGE * median(word.size for word in words) if words else 0.0
    doubtful = (enclosing([word.box for word in line]) for line in lines if _is_doubtful(line, large))
    places: list[Box] = []
    for box in (*doubtful, *unread):
        place = _with_whole_words(_wider(box), words)
        while overlapping := [other for other in places if _overlap(place, other)]:
            places = [other for other in places if other not in overlapping]
            place = enclosing([place, *overlapping])
        places.append(place)
    return tuple(places)


def reconciled(
    first: Sequence[Line], second: Sequence[Line], places: Sequence[Box] | None, height: float
) -> tuple[tuple[Line, ...], tuple[Glyphs, ...]]:
    """One reading from two: its lines, as pieces to be laid again, and the words that are taken for marks.

    `places` are where the second reader looked; None if on the whole page. `height` is that of the page in points.
    """
    open_words = {id(word): word for line in first for word in line}
    pieces: list[Line] = []
    marks: list[Glyphs] = []
    for seen in second:
        place = enclosing([word.box for word in seen])
        under = [word for word in open_words.values() if _is_on(word.box, place)]
        was_read = any(_sure(word) >= LIKELY_ALONE for word in under)
        if not was_read and place.top > SIGNED_BELOW * height and _is_signature(place, open_words.values()):
            marks.extend(replace(word, second="") for word in seen)
            continue
        for word in under:
            del open_words[id(word)]
        pieces.append(reconciled_line(sorted(under, key=lambda word: word.box.x0), seen))
    for line in first:
        alone = [word for word in line if id(word) in open_words]
        missed = [word for word in alone if places is None or any(_is_inside(word.box, place) for place in places)]
        unlikely = [word for word in missed if _sure(word) < LIKELY_ALONE]
        marks.extend(unlikely)
        pieces.append(tuple(replace(w, second="") if w in missed else w for w in alone if w not in unlikely))
    return tuple(piece for piece in pieces if piece), tuple(marks)


def reconciled_line(first: Sequence[Glyphs], second: Sequence[Glyphs]) -> Line:
    """One reading from two readings of one line."""
    words: list[Glyphs] = []
    line_confidence = fmean(map(_sure, second)) if second else 0.0
    match = SequenceMatcher(None, [folded(w.text) for w in first], [folded(w.text) for w in second], autojunk=False)
    for kind, i, j, m, n in match.get_opcodes():
        if kind == "equal":
            words.extend(replace(one, second=other.text) for one, other in zip(first[i:j], second[m:n], strict=True))
        else:
            words.extend(_chosen(first[i:j], second[m:n], line_confidence))
    size = median(word.size for word in words) if words else 0.0  # the readers measure the same line in two ways
    return tuple(replace(word, size=size) for word in words)


def with_ai(line: Line) -> Line:
    """A line with ``AI`` where ``Al`` was read and cannot be a name's: the two look alike, and titles say the one.

    A name stays: at the start of a line before another capital, and after a word that names follow.
    """
    words = [word.text for word in line]
    meant = [
        text.replace("Al", "AI") if AL.fullmatch(text) and _is_ai(words[:index], words[index + 1 :]) else text
        for index, text in enumerate(words)
    ]
    meant = [WITH_L.sub("I", text) for text in meant]
    return tuple(
        word if word.text == text else replace(word, text=text, second=word.second or word.text)
        for word, text in zip(line, meant, strict=True)
    )


def _is_ai(before: Sequence[str], after: Sequence[str]) -> bool:
    if after and after[0].casefold() in PARTICLES:
        return False
    if not after:
        return bool(before)
    if after[0][0].islower() or not after[0][0].isalpha():
        return True
    return bool(before) and before[-1].islower() and before[-1] not in BEFORE_NAMES


def folded(text: str) -> str:
    """Letters and digits alone, without case and accents; signs stay if there is nothing else.

    >>> folded("O'Brién,")
    'obrien'
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if character.isalnum()) or text


def _chosen(first: Sequence[Glyphs], second: Sequence[Glyphs], line_confidence: float) -> Line:
    """The better reading of words that the two read differently; the second reader has read its line so surely."""
    if not first:
        least = LEAST_ALONE if line_confidence >= SURE_ALONE else SURE_ALONE
        return tuple(replace(word, second="") for word in second if _letters(word) and _sure(word) >= least)
    if not second:
        return tuple(replace(word, second="") for word in first if _sure(word) >= LIKELY_ALONE)
    taken, other = (second, first) if _second_is_better(first, second) else (first, second)
    text = " ".join(word.text for word in other)
    return tuple(replace(word, second=text) for word in taken)


def _second_is_better(first: Sequence[Glyphs], second: Sequence[Glyphs]) -> bool:
    surest = fmean(map(_sure, second))
    if _joined(first) == _joined(second):
        return len(second) > len(first) or _are_broken(first)
    alike = _joined(first).translate(LOOK_ALIKE) == _joined(second).translate(LOOK_ALIKE)
    if alike and _changes(first) != _changes(second):
        return _changes(second) < _changes(first)  # 1CS-100 is ICS-100
    if _is_number(first) and not _is_number(second):
        return False  # it takes 0 for o and 5 for s
    if surest >= SURELY and _joined(first) in _joined(second) and not _is_number(first):
        return True  # letters are left out sooner than made up
    return min(map(_sure, first)) < (SURE if surest >= SURELY else UNSURE) and surest > fmean(map(_sure, first))


def _are_broken(words: Sequence[Glyphs]) -> bool:
    """Whether words of the first reader, which the second joins, are pieces of one word.

    The second reader leaves out spaces: that it does says nothing where there is room for one.
    """
    room = LEAST_SPACE if fmean(map(_sure, words)) >= LIKELY else LEAST_SPACE_IF_LOST
    return all(
        "-" in (left.text[-1], right.text[0]) or right.box.x0 - left.box.x1 < room * min(left.size, right.size)
        for left, right in pairwise(words)
    )


def _changes(words: Sequence[Glyphs]) -> int:
    """How often a digit stands beside a letter."""
    pairs = (pair for word in words for pair in pairwise(word.text) if "".join(pair).isalnum())
    return sum(one.isdigit() != other.isdigit() for one, other in pairs)


def _is_number(words: Sequence[Glyphs]) -> bool:
    return _joined(words).isdigit()


def _is_doubtful(line: Line, large: float) -> bool:
    least = DOUBTFUL_IF_LARGE if max(word.size for word in line) >= large else DOUBTFUL
    return sum(map(_letters, line)) >= LEAST_LETTERS and any(_letters(word) and _sure(word) < least for word in line)


def _joined(words: Sequence[Glyphs]) -> str:
    return "".join(folded(word.text) for word in words)


def _wider(box: Box) -> Box:
    more = AROUND * box.height
    return Box(box.x0 - more, box.top - more, box.x1 + more, box.bottom + more)


def _overlap(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.top < other.bottom and other.top < one.bottom


def _with_whole_words(place: Box, words: Iterable[Glyphs]) -> Box:
    """A place that cuts no word of its rows in two."""
    rows = [word.box for word in words if place.top < (word.box.top + word.box.bottom) / 2 < place.bottom]
    cut = [box for box in rows if box.x0 < place.x0 < box.x1 or box.x0 < place.x1 < box.x1]
    margin = AROUND * min((box.height for box in cut), default=0.0)
    return Box(
        min([place.x0, *(box.x0 - margin for box in cut)]),
        place.top,
        max([place.x1, *(box.x1 + margin for box in cut)]),
        place.bottom,
    )


def _is_on(box: Box, line: Box) -> bool:
    """Whether a word of the first reader stands on a line of the second."""
    middle = ((box.top + box.bottom) / 2 - line.top) / max(line.height, 1e-6)
    across = min(box.x1, line.x1) - max(box.x0, line.x0)
    down = min(box.bottom, line.bottom) - max(box.top, line.top)
    covers = across >= ON_LINE_ACROSS * box.width and down >= ON_LINE_DOWN * box.height
    return covers and ON_LINE[0] <= middle <= ON_LINE[1]


def _is_signature(place: Box, words: Iterable[Glyphs]) -> bool:
    """Whether writing stands right over smaller print, as a signature does over the name of who signs."""
    return any(
        word.box.height <= SMALLER * place.height
        and word.box.x0 < place.x1
        and place.x0 < word.box.x1
        and place.top + place.height / 2 < word.box.top < place.bottom + place.height / 2
        for word in words
    )


def _is_inside(box: Box, place: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return place.x0 <= x <= place.x1 and place.top <= y <= place.bottom


def _sure(word: Glyphs) -> float:
    return word.confidence or 0.0


def _letters(word: Glyphs) -> int:
    return sum(character.isalnum() for character in word.text)
