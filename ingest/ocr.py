"""One picture to a `Page`, through Tesseract.

Takes a `Picture`; gives its words with boxes in points and confidences 0..1, the page turned upright.
Refuses to guess at noise: stray marks of low confidence are left out; all other words are kept with their confidence.

Sets `OMP_THREAD_LIMIT=1` in this process's environment: Tesseract's own threads cost three times the work and give
nothing back (measured 2026-11-23: 3.9 s against 1.2 s a page).
"""

import os
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import Any, Final

import pytesseract

from ingest.document import Box, Glyphs, Page, Reader, make_page
from ingest.errors import MissingToolError, OcrFailed, TimedOut
from ingest.lines import lay_lines, share_covered, words_lacking
from ingest.picture import Picture

LANGUAGE: Final = "eng"
WHOLE_PAGE, SPARSE, ORIENTATION = 3, 11, 0  # Tesseract's page segmentation modes
OCR_SECONDS: Final = 60.0  # wall time of one call; a dense page takes 2
LEAST_DPI, MOST_DPI = 150, 300  # hints outside this range make Tesseract lose words
SURE: Final = 0.6  # a word read with this confidence is most likely there
UNSURE: Final = 0.4  # below this, a word gives way to a surely read one at its place
FULL_SURE_SHARE: Final = (
    0.85  # of the letters; with less, a second, sparse look pays (32 of 142 real pages, 2026-11-23)
)
STRAY: Final = 0.30  # below this, a word of one or two characters is a mark of the border
LEAST_SURE_LETTERS: Final = 40  # fewer surely read letters than this, and the page may not be upright
LEAST_SURE_SHARE: Final = 0.6  # of all letters; less, and the page may not be upright
TOO_HIGH: Final = 1.6  # a word higher than so many usual ones of its line has ink of another line in its box
LEAST_CONTRAST: Final = 16  # grey levels between ink and paper
OSD_CONFIDENT: Final = 3.0  # Tesseract's orientation confidence; upright pages of text have 5 to 20

HOW_TO_INSTALL: Final = "sudo apt-get install -y tesseract-ocr (Debian, Ubuntu) or brew install tesseract (macOS)"


@dataclass(frozen=True, slots=True)
class _Reading:
    """The words of one call, grouped as Tesseract's lines."""

    picture: Picture
    lines: tuple[tuple[Glyphs, ...], ...]

    @property
    def words(self) -> list[Glyphs]:
        return [word for line in self.lines for word in line]

    @property
    def sure_letters(self) -> int:
        """Letters of surely read words that lie as upright words do: Tesseract also reads blocks of sideways text."""
        return sum(
            _letters(word)
            for word in self.words
            if is_sure(word) and _letters(word) >= 3 and word.box.width > word.box.height
        )

    @property
    def letters(self) -> int:
        return sum(_letters(word) for word in self.words)

    @property
    def sure_share(self) -> float:
        """Share of the letters that are in surely read words."""
        sure = sum(_letters(word) for word in self.words if is_sure(word))
        return sure / max(self.letters, 1)

    @property
    def is_doubtful(self) -> bool:
        """Whether the page may not stand upright."""
        return self.sure_letters < max(LEAST_SURE_LETTERS, LEAST_SURE_SHARE * self.letters)


@cache
def engine_version() -> str:
    """The version of Tesseract, such as ``5.3.0``.

    Raises:
        MissingToolError: it, or its English data, is not installed.
    """
    try:
        version = str(pytesseract.get_tesseract_version()).split()[0]
        languages = pytesseract.get_languages()
    except (pytesseract.TesseractNotFoundError, OSError, SystemExit) as error:
        raise MissingToolError(f"Tesseract is not installed. Type: {HOW_TO_INSTALL}", stage="read") from error
    if LANGUAGE not in languages:
        raise MissingToolError(
            f"Tesseract has no data for {LANGUAGE!r}. Type: sudo apt-get install -y tesseract-ocr-{LANGUAGE}",
            stage="read",
        )
    return version


def read_picture(picture: Picture, number: int, why: str) -> Page:
    """Read a picture; turn it upright first if its words say so.

    Raises:
        MissingToolError: Tesseract is not there.
        OcrFailed: it ended with an error.
        TimedOut: it took longer than `OCR_SECONDS`.
    """
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    if _is_blank(picture):
        return _page(_Reading(picture, ()), number, why)
    reading = _upright(_read(picture, WHOLE_PAGE))
    if reading.sure_share < FULL_SURE_SHARE:
        reading = _with_sparse(reading)
    return _page(reading, number, why)


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
    )


def is_sure(word: Glyphs) -> bool:
    """Whether a word is most likely there, and not a mark of the paper."""
    return (word.confidence or 0.0) >= SURE and _letters(word) > 0


def sure_words(line: Sequence[Glyphs]) -> tuple[Glyphs, ...]:
    """The words of a line that are sure; none of them if they are single marks."""
    sure = tuple(word for word in line if is_sure(word))
    return sure if any(_letters(word) >= 2 for word in sure) else ()


def _with_sparse(reading: _Reading) -> _Reading:
    """Add what Tesseract finds when it looks for words anywhere: text in coloured bands, beside pictures, in seals."""
    found = [line for line in map(sure_words, _read(reading.picture, SPARSE).lines) if line]
    sparse = [word for line in found for word in line]
    kept = [
        tuple(word for word in line if (word.confidence or 0.0) >= UNSURE or share_covered(word.box, sparse) < 0.5)
        for line in reading.lines
    ]
    present = [word for line in kept for word in line]
    return _Reading(reading.picture, tuple(line for line in kept if line) + words_lacking(present, found))


def _upright(first: _Reading) -> _Reading:
    """The reading of the turn that gives the most surely read letters."""
    if not first.is_doubtful:
        return first
    turn = _orientation(first.picture)
    if turn == 0 or (turn is None and not first.letters):
        return first  # upright, or without text
    turns = (90, 180, 270) if turn is None else (turn,)
    readings = [first, *(_read(first.picture.turned(degrees), WHOLE_PAGE) for degrees in turns)]
    return max(readings, key=lambda reading: reading.sure_letters)


def _orientation(picture: Picture) -> int | None:
    """Degrees clockwise to turn the picture, from Tesseract's own detector; None if it is not sure."""
    try:
        found = _call("image_to_osd", picture, ORIENTATION, language="osd")
    except OcrFailed:
        return None  # "Too few characters": it says so by failing
    if float(found["orientation_conf"]) < OSD_CONFIDENT:
        return None
    return int(found["rotate"]) % 360


def _read(picture: Picture, mode: int) -> _Reading:
    data = _call("image_to_data", picture, mode, language=LANGUAGE)
    lines: dict[tuple[int, int, int], list[Glyphs]] = defaultdict(list)
    try:
        for index, text in enumerate(data["text"]):
            word = _word(data, index, str(text), picture)
            if word is not None:
                lines[data["block_num"][index], data["par_num"][index], data["line_num"][index]].append(word)
    except (KeyError, IndexError, ValueError) as error:  # cut short, or no table at all
        raise OcrFailed(f"Tesseract's answer cannot be understood: {error!r}") from error
    return _Reading(picture, tuple(_sized(_trimmed(line)) for line in lines.values()))


def _call(function: str, picture: Picture, mode: int, *, language: str) -> dict[str, Any]:
    image = picture.grey.copy()
    image.format = "PPM"  # pytesseract writes this format to its temporary file; PNG costs half a second
    dpi = min(max(round(72 / picture.points_per_pixel), LEAST_DPI), MOST_DPI)
    try:
        result: dict[str, Any] = getattr(pytesseract, function)(
            image,
            lang=language,
            config=f"--psm {mode} --dpi {dpi}",
            output_type=pytesseract.Output.DICT,
            timeout=OCR_SECONDS,
        )
    except pytesseract.TesseractNotFoundError as error:
        raise MissingToolError(f"Tesseract is not installed. Type: {HOW_TO_INSTALL}", stage="read") from error
    except pytesseract.TesseractError as error:
        raise OcrFailed(f"Tesseract ended with an error: {error.message}") from error
    except RuntimeError as error:  # pytesseract's time-out
        raise TimedOut(f"Tesseract took longer than {OCR_SECONDS:.0f} seconds on one page") from error
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise OcrFailed(f"Tesseract's answer cannot be understood: {error}") from error
    return result


def _word(data: dict[str, Any], index: int, text: str, picture: Picture) -> Glyphs | None:
    """The word of a row of Tesseract's table; None for other rows and for stray marks."""
    text = "".join(text.split())
    confidence = float(data["conf"][index]) / 100
    if not text or confidence < 0:
        return None
    if confidence < STRAY and (len(text) <= 2 or not re.search(r"\w", text)):
        return None
    left, top, width, height = (float(data[key][index]) for key in ("left", "top", "width", "height"))
    box = picture.box(left, top, width, height)
    return Glyphs(text, box, box.height, min(confidence, 1.0))


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
    return Glyphs(word.text, Box(word.box.x0, top, word.box.x1, bottom), word.size, word.confidence)


def _sized(line: Sequence[Glyphs]) -> tuple[Glyphs, ...]:
    """Give the words of a line the height of the line as their size, unless a mark in it is far too high."""
    height = max(word.box.height for word in line)
    sizes = (min(height, 3 * word.box.height) for word in line)
    return tuple(Glyphs(word.text, word.box, size, word.confidence) for word, size in zip(line, sizes, strict=True))


def _letters(word: Glyphs) -> int:
    return sum(character.isalnum() for character in word.text)
