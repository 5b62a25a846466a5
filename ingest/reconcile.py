"""When a picture is read a second time, and how two readings become one.

Takes the lines of a first reading (Tesseract) and of a second by a recogniser of another family; gives lines whose
words carry what the other reader read at their place (`Glyphs.second`).
Refuses to hide a difference, and to make up a word that neither read.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from statistics import fmean
from typing import Final

from ingest.document import Box, Glyphs, enclosing
from ingest.lines import share_covered

POOR_SHARE: Final = 0.85  # of the letters in sure words: with less, the whole page is read again
SURE: Final = 0.8  # a word read with less is doubtful (right: 54 of 56 above, 12 of 27 below, 2026-11-23)
LIKELY: Final = 0.6  # a word read with more is most likely there
LEAST_LETTERS: Final = 3  # a doubtful line with fewer is a mark
AROUND: Final = 0.5  # of a line's height: script letters reach beyond the place that the first reader gives them
SURE_ALONE: Final = 0.8  # a word that only the second reader saw is taken from this confidence on
LIKELY_ALONE: Final = 0.4  # a word that only the first reader saw is kept from this confidence on
INSIDE: Final = 0.5  # a word belongs to a line of the other reading that covers this share of it

Line = tuple[Glyphs, ...]


def is_poor(lines: Iterable[Line]) -> bool:
    """Whether a first reading is so unsure that the whole page should be read again."""
    words = [word for line in lines for word in line]
    letters = sum(_letters(word) for word in words)
    sure = sum(_letters(word) for word in words if _sure(word) >= LIKELY)
    return sure < POOR_SHARE * letters


def doubtful_places(lines: Iterable[Line], unread: Sequence[Box]) -> tuple[Box, ...]:
    """The places to be read again: doubtful lines, and ink that no word covers; places that overlap are joined."""
    doubtful = (enclosing([word.box for word in line]) for line in lines if _is_doubtful(line))
    places: list[Box] = []
    for box in (*doubtful, *unread):
        place = _wider(box)
        while overlapping := [other for other in places if _overlap(place, other)]:
            places = [other for other in places if other not in overlapping]
            place = enclosing([place, *overlapping])
        places.append(place)
    return tuple(places)


def reconciled(
    first: Sequence[Line], second: Sequence[Line], places: Sequence[Box] | None
) -> tuple[tuple[Line, ...], tuple[Glyphs, ...]]:
    """One reading from two: its lines, as pieces to be laid again, and the words that are taken for marks.

    `places` are where the second reader looked; None if on the whole page.
    """
    open_words = {id(word): word for line in first for word in line}
    pieces: list[Line] = []
    for seen in second:
        place = (replace(seen[0], box=enclosing([word.box for word in seen])),)
        under = [word for word in open_words.values() if share_covered(word.box, place) >= INSIDE]
        for word in under:
            del open_words[id(word)]
        pieces.append(reconciled_line(sorted(under, key=lambda word: word.box.x0), seen))
    marks: list[Glyphs] = []
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
    match = SequenceMatcher(None, [folded(w.text) for w in first], [folded(w.text) for w in second], autojunk=False)
    for kind, i, j, m, n in match.get_opcodes():
        if kind == "equal":
            words.extend(replace(one, second=other.text) for one, other in zip(first[i:j], second[m:n], strict=True))
        else:
            words.extend(_chosen(first[i:j], second[m:n]))
    return tuple(words)


def folded(text: str) -> str:
    """Letters and digits alone, without case and accents; signs stay if there is nothing else.

    >>> folded("O'Brién,")
    'obrien'
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if character.isalnum()) or text


def _chosen(first: Sequence[Glyphs], second: Sequence[Glyphs]) -> Line:
    """The better reading of words that the two read differently."""
    if not first:
        return tuple(replace(word, second="") for word in second if _letters(word) and _sure(word) >= SURE_ALONE)
    if not second:
        return tuple(replace(word, second="") for word in first if _sure(word) >= LIKELY_ALONE)
    taken, other = (second, first) if _second_is_better(first, second) else (first, second)
    text = " ".join(word.text for word in other)
    return tuple(replace(word, second=text) for word in taken)


def _second_is_better(first: Sequence[Glyphs], second: Sequence[Glyphs]) -> bool:
    if _joined(first) == _joined(second):  # they differ in spaces, which the second reader tends to leave out
        return fmean(map(_sure, first)) < LIKELY
    return min(map(_sure, first)) < SURE and fmean(map(_sure, second)) > fmean(map(_sure, first))


def _is_doubtful(line: Line) -> bool:
    return sum(map(_letters, line)) >= LEAST_LETTERS and any(_letters(word) and _sure(word) < SURE for word in line)


def _joined(words: Sequence[Glyphs]) -> str:
    return "".join(folded(word.text) for word in words)


def _wider(box: Box) -> Box:
    more = AROUND * box.height
    return Box(box.x0 - more, box.top - more, box.x1 + more, box.bottom + more)


def _overlap(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.top < other.bottom and other.top < one.bottom


def _is_inside(box: Box, place: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return place.x0 <= x <= place.x1 and place.top <= y <= place.bottom


def _sure(word: Glyphs) -> float:
    return word.confidence or 0.0


def _letters(word: Glyphs) -> int:
    return sum(character.isalnum() for character in word.text)
