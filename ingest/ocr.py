"""One picture to a `Page`, through Tesseract.

Takes a `Picture`; gives its words with boxes in points and confidences 0..1, the page turned upright.
Refuses to lose what it takes for noise: marks of borders, seals and signatures are kept apart from the text, as
`Page.marks`.

A page costs one call of Tesseract. Further ones pay only where the page may not stand upright.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import mean, median
from typing import Final

from ingest.document import Box, Glyphs, Page, Reader, make_page
from ingest.lines import lay_lines
from ingest.picture import Picture
from ingest.tesseract import LEAST_DPI, MOST_DPI, EngineKind, engine

OCR_SECONDS: Final = 60.0  # wall time of one call; a dense page takes 2
SURE: Final = 0.6  # a word read with this confidence is most likely there
LEAST_CONTRAST: Final = 16  # grey levels between ink and paper
TOO_HIGH: Final = 1.6  # a word higher than so many usual ones of its line has ink of another line in its box

# Whether a page stands upright.
LEAST_SURE_LETTERS: Final = 40  # fewer surely read letters than this, and it may not
LEAST_SURE_SHARE: Final = 0.6  # of all letters; less, and it may not
TRIAL_BANDS: Final = 6  # a trial reads two of so many bands of the page

# What is a mark and no word. On 40 synthetic scans precision rose from 0.933 to 0.985 and recall fell by 0.1 points; on
# 72 real pages no word of a title, holder or date was lost (2026-11-23).
STRAY: Final = 0.30  # a line is no text whose words have less on average; nor a word of one or two characters
SCRAWL: Final = 0.50  # a line of short words whose best has less is a signature, if it is low on the page
SHORT_LETTERS: Final = 4
NUMBER_DIGITS: Final = 4  # a line with so many is a date or a number, and kept whatever its confidence
SPECK_POINTS: Final = 1.5  # a single sign smaller than this is dust, and a word this thin is a rule
STANDING: Final = 2.0  # a doubtful word so many times higher than wide is a border
LOGO_HEIGHT: Final = 1.8  # a sign higher than so many usual words of its line is a logo or a seal
LOGO_LETTERS: Final = 3


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one or more calls gave, grouped as Tesseract's lines."""

    picture: Picture
    lines: tuple[tuple[Glyphs, ...], ...]
    marks: tuple[Glyphs, ...] = ()

    @property
    def words(self) -> list[Glyphs]:
        return [word for line in self.lines for word in line]

    @property
    def sure_letters(self) -> int:
        """Letters of surely read words that lie as upright words do: Tesseract also reads blocks of sideways text."""
        return sum(_letters(word) for word in self.words if is_sure(word) and _letters(word) >= 3 and not _stands(word))

    @property
    def letters(self) -> int:
        return sum(_letters(word) for word in self.words)

    @property
    def is_doubtful(self) -> bool:
        """Whether the page may not stand upright."""
        return self.sure_letters < max(LEAST_SURE_LETTERS, LEAST_SURE_SHARE * self.letters)


def read_picture(picture: Picture, number: int, why: str, *, kind: EngineKind = "auto") -> Page:
    """Read a picture; turn it upright first if its words say so.

    Raises:
        MissingToolError: Tesseract is not there.
        OcrFailed: it ended with an error.
        TimedOut: it took longer than `OCR_SECONDS`.
    """
    if _is_blank(picture):
        return _page(_Reading(picture, ()), number, why)
    return _page(_upright(_read(picture, kind), kind), number, why)


def is_sure(word: Glyphs) -> bool:
    """Whether a word is most likely there, and not a mark of the paper."""
    return (word.confidence or 0.0) >= SURE and _letters(word) > 0


def sure_words(line: Sequence[Glyphs]) -> tuple[Glyphs, ...]:
    """The words of a line that are sure; none of them if they are single marks."""
    sure = tuple(word for word in line if is_sure(word))
    return sure if any(_letters(word) >= 2 for word in sure) else ()


def _is_blank(picture: Picture) -> bool:
    """Whether there is nothing darker or lighter than its ground."""
    used = [level for level, count in enumerate(picture.grey.histogram()) if count]
    return used[-1] - used[0] < LEAST_CONTRAST


def _page(reading: _Reading, number: int, why: str) -> Page:
    upright = reading.picture
    return make_page(
        lay_lines(reading.lines),
        number=number,
        width=upright.width,
        height=upright.height,
        rotation=upright.rotation,
        reader=Reader.OCR,
        why=why,
        corners=upright.corners,
        marks=reading.marks,
    )


def _upright(first: _Reading, kind: EngineKind) -> _Reading:
    """The reading of the turn that gives the most surely read letters."""
    if not first.is_doubtful:
        return first
    best = _sideways(first, kind) if _lies_sideways(first) else _upside_down(first, kind)
    if best.sure_letters < LEAST_SURE_LETTERS and best.letters:
        best = max((best, *_last_trials(best, kind)), key=lambda reading: reading.sure_letters)
    return best


def _lies_sideways(reading: _Reading) -> bool:
    return sum(_letters(word) for word in reading.words if _stands(word)) > reading.letters / 2


def _sideways(first: _Reading, kind: EngineKind) -> _Reading:
    """Turn a page whose words stand on end.

    Tesseract reads words that run down the page as well as upright ones, and those that run up as upside-down ones.
    """
    standing = [word for word in first.words if _stands(word)]
    sure = sum(_letters(word) for word in standing if is_sure(word))
    degrees = 270 if sure > sum(map(_letters, standing)) / 2 else 90
    turned = _read(first.picture.turned(degrees), kind)
    if turned.is_doubtful:
        other = _read(turned.picture.turned(180), kind)
        turned = max(turned, other, key=lambda reading: reading.sure_letters)
    return max(first, turned, key=lambda reading: reading.sure_letters)


def _upside_down(first: _Reading, kind: EngineKind) -> _Reading:
    """Turn a page by 180 degrees if the part of it that has the most letters then reads better."""
    picture, height = first.picture, first.picture.grey.height / TRIAL_BANDS
    parts = [
        _part(first, (0, round(n * height), picture.grey.width, round((n + 2) * height)))
        for n in range(TRIAL_BANDS - 1)
    ]
    part = max(parts, key=lambda part: part.letters)
    if not part.letters or _read(part.picture.turned(180), kind).sure_letters <= part.sure_letters:
        return first
    return max(first, _read(picture.turned(180), kind), key=lambda reading: reading.sure_letters)


def _part(reading: _Reading, region: tuple[int, int, int, int]) -> _Reading:
    """The part of a picture, and of its words, in a region (left, top, right, bottom, in pixels)."""
    scale = reading.picture.points_per_pixel
    top, bottom = region[1] * scale, region[3] * scale
    words = tuple(word for word in reading.words if top <= (word.box.top + word.box.bottom) / 2 < bottom)
    return _Reading(replace(reading.picture, grey=reading.picture.grey.crop(region)), (words,))


def _last_trials(best: _Reading, kind: EngineKind) -> list[_Reading]:
    """The readings of a page that no other sign has put upright, of those turns that look better at half the size."""
    picture = best.picture
    small = replace(picture, grey=picture.grey.reduce(2), points_per_pixel=picture.points_per_pixel * 2)
    found = [degrees for degrees in (90, 270) if _read(small.turned(degrees), kind).sure_letters > best.sure_letters]
    return [_read(picture.turned(degrees), kind) for degrees in found]


def _read(picture: Picture, kind: EngineKind) -> _Reading:
    dpi = min(max(round(72 / picture.points_per_pixel), LEAST_DPI), MOST_DPI)
    lines: dict[tuple[int, int, int], list[Glyphs]] = defaultdict(list)
    for found in engine(kind).find_words(picture.grey, dpi, OCR_SECONDS):
        box = picture.box(found.left, found.top, found.width, found.height)
        lines[found.line].append(Glyphs(found.text, box, box.height, found.confidence))
    kept: list[tuple[Glyphs, ...]] = []
    marks: list[Glyphs] = []
    for line in lines.values():
        words = [] if _is_scrawl(line, picture.height) else [word for word in line if not _is_mark(word, line)]
        chosen = set(map(id, words))
        marks.extend(word for word in line if id(word) not in chosen)
        if words:
            kept.append(_sized(_trimmed(words)))
    return _Reading(picture, tuple(kept), tuple(marks))


def _is_scrawl(line: Sequence[Glyphs], page_height: float) -> bool:
    """Whether a line is no text at all: a border, a picture, a signature."""
    if sum(character.isdigit() for word in line for character in word.text) >= NUMBER_DIGITS:
        return False
    confidences = [word.confidence or 0.0 for word in line if _letters(word)]
    best = max(confidences, default=0.0)
    if best >= SCRAWL:
        return False
    is_low = min(word.box.top for word in line) > page_height / 2
    return best < STRAY or mean(confidences) < STRAY or (is_low and max(map(_letters, line)) <= SHORT_LETTERS)


def _is_mark(word: Glyphs, line: Sequence[Glyphs]) -> bool:
    """Whether a word is a mark beside the text of its line: dust, a piece of the border, a logo."""
    confidence = word.confidence or 0.0
    width, height = word.box.width, word.box.height
    if len(word.text) == 1 and max(width, height) < SPECK_POINTS:
        return True
    if len(word.text) > 1 and min(width, height) < SPECK_POINTS and confidence < SCRAWL:
        return True
    if confidence < STRAY and (len(word.text) <= 2 or not _letters(word) or height > STANDING * width):
        return True
    others = [other.box.height for other in line if other is not word]
    return (
        len(word.text) <= LOGO_LETTERS
        and not any(map(str.isdigit, word.text))  # hours stand large
        and len(others) >= 2
        and height > LOGO_HEIGHT * median(others)
        and (confidence < SURE or not word.text.isalnum())
    )


def _trimmed(line: Sequence[Glyphs]) -> list[Glyphs]:
    """Cut words that reach far above or below their line to the height of the others: Tesseract took in a neighbour."""
    usual = TOO_HIGH * median(word.box.height for word in line)
    others = [word.box for word in line if word.box.height <= usual]
    if len(line) < 3:
        return list(line)
    top, bottom = min(box.top for box in others), max(box.bottom for box in others)
    return [word if word.box.height <= usual else _cut(word, top, bottom) for word in line]


def _cut(word: Glyphs, top: float, bottom: float) -> Glyphs:
    top, bottom = max(word.box.top, top), min(word.box.bottom, bottom)
    if top >= bottom:
        return word
    return replace(word, box=Box(word.box.x0, top, word.box.x1, bottom))


def _sized(line: Sequence[Glyphs]) -> tuple[Glyphs, ...]:
    """Give the words of a line the height of the line as their size, unless a mark in it is far too high."""
    height = max(word.box.height for word in line)
    sizes = (min(height, 3 * word.box.height) for word in line)
    return tuple(replace(word, size=size) for word, size in zip(line, sizes, strict=True))


def _letters(word: Glyphs) -> int:
    return sum(character.isalnum() for character in word.text)


def _stands(word: Glyphs) -> bool:
    """Whether a word is higher than it is wide, as sideways ones are."""
    return word.box.height > word.box.width
