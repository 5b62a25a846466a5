"""Whether a PDF page's text layer is to be trusted: page by page, with the reason.

Takes a page's text layer and what else is drawn on the page; gives which reader it gets, and why. Takes a layer and
what OCR saw on the picture of the same page; gives the sentence that says how they contradict each other.
Refuses to look at the page itself: what is painted on it, `painted.py` counts.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from ingest.document import Box, Page, Reader
from ingest.lines import page_lines
from ingest.painted import FEW_LETTERS, Drawn

# Letters seen beside the layer, from which OCR pays: so many in all, or in one row amid the page, where titles and
# names stand (chosen on 84 real text PDFs, 2026-11-23).
MANY_LETTERS: Final = 40
ROW_OF_LETTERS: Final = 8

SCANNED: Final = 0.5  # share of the page that pictures cover, from which they are the page
MOST_UNSEEN: Final = 0.5  # share of the text objects that nobody sees, from which the layer is another program's OCR

UNKNOWN: Final = "\ufffd"
ODD_CATEGORIES: Final = frozenset({"Co", "Cn", "Cc", "Cs"})  # private use, unassigned, control, surrogate
MOST_ODD: Final = 0.1  # share of the characters
LEAST_PLAIN: Final = 0.6
PUNCTUATION: Final = frozenset(".,:;-–—_/\\()[]'\"’‘“”&#%+@!?*•|®™©°=")
LEAST_WORDS: Final = 8  # fewer words say nothing about their vowels
MOST_VOWELLESS: Final = 0.5

SURE: Final = 0.9  # confidence of an OCR word that may contradict the layer (of 84 true layers none then seems to lie)
LEAST_LETTERS: Final = 3  # of a word that may
SAME_PLACE: Final = 0.4  # share of the lower height by which two words overlap that stand on one line
ALIKE: Final = 50.0  # of 100: what OCR makes of a word resembles it more than this
MANY_CONTRADICTED: Final = 8  # letters in contradicting words, from which it is no slip of OCR


@dataclass(frozen=True, slots=True)
class Choice:
    """Which reader a page gets, and why."""

    reader: Reader
    why: str
    wants_ocr: bool = False  # the layer is good, and OCR adds what is drawn beside it
    keeps_layer: bool = False  # OCR reads the page, and the few words of the layer are kept
    suspects: str | None = None  # why the layer may not say what the picture shows: OCR is to be compared with it


def choose_reader(layer: Page, drawn: Drawn) -> Choice:
    """Decide how to read one page of a PDF, by signs that cost little beside OCR's half second."""
    fault = _fault(layer.text)
    if fault is not None:
        return Choice(Reader.OCR, f"its text layer is no good: {fault}")
    letters = sum(character.isalnum() for character in layer.text)
    if letters == 0:
        bare = not (drawn.images or drawn.segments or drawn.texts)
        return Choice(Reader.TEXT_LAYER, "nothing is on it") if bare else Choice(Reader.OCR, "it has no text layer")
    suspects = _suspicion(drawn)
    if drawn.invisible > MOST_UNSEEN * drawn.texts and drawn.images >= SCANNED:
        return Choice(Reader.OCR, "its text layer is invisible, made by another program's OCR", suspects=suspects)
    if letters < FEW_LETTERS and (drawn.images or drawn.segments):
        return Choice(Reader.OCR, f"its text layer has only {letters} letters", keeps_layer=True, suspects=suspects)
    beside = drawn.letters >= MANY_LETTERS or drawn.row >= ROW_OF_LETTERS
    return Choice(Reader.TEXT_LAYER, layer.why, wants_ocr=beside or suspects is not None, suspects=suspects)


def _suspicion(drawn: Drawn) -> str | None:
    if drawn.invisible:
        return "some of its text is not painted"
    if drawn.covered:
        return "some of its text is covered by what is drawn later"
    return "some of its text has the colour of the paper" if drawn.pale else None


def _fault(text: str) -> str | None:
    """What is wrong with a text layer's text, or None."""
    printed = [character for character in text if not character.isspace()]
    strange = {sign for sign in set(printed) if sign == UNKNOWN or unicodedata.category(sign) in ODD_CATEGORIES}
    odd = sum(character in strange for character in printed)
    if odd > MOST_ODD * len(printed):
        return "its characters have no meaning"
    words = re.findall(r"[A-Za-z]{4,}", text)
    if len(words) >= LEAST_WORDS:
        vowelless = sum(re.search(r"[aeiouyAEIOUY]", word) is None for word in words)
        if vowelless > MOST_VOWELLESS * len(words):
            return "its words have no vowels"
    plain = sum(character.isalnum() or character in PUNCTUATION for character in printed)
    return "it is mostly signs" if plain < LEAST_PLAIN * len(printed) else None


def looks_wrong(layer: Page) -> bool:
    """Whether pdfplumber may make sense of a layer that PDFium does not: glyphs without a meaning.

    Of 14 such pages of odd files it read 8 rightly (2026-11-23); of layers that are wrong in other ways, none.
    """
    unknown = layer.text.count(UNKNOWN)
    return unknown > MOST_ODD * sum(len(word) for word in layer.text.split())


def better_layer(layer: Page, second: Page | None) -> Page:
    """The second reader's page where its words make sense, else the layer as it was."""
    if second is None or _fault(second.text) is not None:
        return layer
    words = [word for word in second.text.split() if sum(map(str.isalnum, word)) >= LEAST_LETTERS]
    return second if 2 * len(words) >= len(second.text.split()) else layer


def disagreement(layer: Page, seen: Page) -> str | None:
    """How the picture contradicts the text layer, in one sentence; None if it does not, or nobody can tell.

    Only words that OCR is sure of count, and only where they resemble nothing of the layer at their place: OCR slips.
    """
    if seen.rotation != layer.rotation or not seen.words:
        return None
    from rapidfuzz import fuzz  # noqa: PLC0415 - only where OCR ran

    printed = [word for line in page_lines(layer) for word in line]
    stretch = layer.width / seen.width if seen.width else 1.0
    contradicted: list[tuple[str, str]] = []
    for word in (word for line in page_lines(seen) for word in line):
        said = _letters(word.text)
        if len(said) < LEAST_LETTERS or (word.confidence or 0.0) < SURE:
            continue
        there = [other for other in printed if _same_place(_stretched(word.box, stretch), other.box)]
        stored = "".join(_letters(other.text) for other in there)
        if len(stored) >= LEAST_LETTERS and fuzz.partial_ratio(said, stored) < ALIKE:
            contradicted.append((" ".join(other.text for other in there), word.text))
    if sum(len(_letters(shown)) for _, shown in contradicted) < MANY_CONTRADICTED:
        return None
    stored, shown = max(contradicted, key=lambda pair: len(pair[1]))
    return f"the text layer says {stored!r} where the picture shows {shown!r}"


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def _stretched(box: Box, factor: float) -> Box:
    return Box(box.x0 * factor, box.top * factor, box.x1 * factor, box.bottom * factor)


def _same_place(one: Box, other: Box) -> bool:
    """Whether two words stand at one place: they share most of the lower one's height and some of the width."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > SAME_PLACE * min(one.width, other.width) and down > SAME_PLACE * min(one.height, other.height)
