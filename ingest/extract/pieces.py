"""Proposes the pieces of a certificate that may be a name, a title or a provider.

Takes a `Sheet`, gives `Pieces`: every run of tokens that begins and ends where a value may begin and end, within a
paragraph, and whole lines that follow each other. Refuses to choose: a piece too many costs a row of features, a piece
too few cannot be found again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from ingest.dates import MONTHS
from ingest.extract.tokens import KIND_WORD, Floats, Ints, Sheet

MOST_TOKENS: Final = 28
MOST_LINES: Final = 4
MOST_PIECES: Final = 1200  # of one certificate; beyond that, those of the first paragraphs
LINE_GAP: Final = 2.0  # lines of different sizes may be one title within this many sizes of white
STRIPPED: Final = " \t\n,;:-–—|*_\"“”«»•=.'‘’()[]/<>!©"

_OPENS: Final = '("“«‘[<–—-|•*_©#'
_CLOSES: Final = ',.;:)”"»!?|]’-–—*_'
_STOPS: Final = frozenset(
    "on in from by with at held for of and to is was has have during through which as under organized organised"
    " conducted offered provided presented sponsored hosted delivered a an the".split()
)
# A stop after these belongs to the word: "Marchetti, Sofia L.", "Acme Diagnostics, Inc."
_ABBREVIATION: Final = re.compile(r"(?:^|[\s,.])(?:[^\W\d_]|Inc|Ltd|Co|Corp|Jr|Sr|S\.A|M\.D|Ph\.D)$")
_PRECEDES: Final = frozenset(
    "mr mr. ms ms. mrs mrs. miss dr dr. prof prof. name participant title student attendee employee trainee learner"
    " recipient professional delegate member holder candidate topic subject programme curso formation kurs pelatihan"
    " nama nom nome".split()
)
WIDE: Final = 0.7  # white of so many font sizes may divide a label from its value
LABEL_WORDS: Final = 3  # a line may begin with a label of so many words and no mark after it
SHORT: Final = 14  # ... if it has no more tokens


@dataclass(frozen=True, slots=True)
class Pieces:
    """Spans of one certificate: first and last token, and where the stripped text begins and ends."""

    first: Ints  # (n,)
    last: Ints  # (n,)
    starts: Ints  # (n,)
    ends: Ints  # (n,)

    def __len__(self) -> int:
        return len(self.first)

    def joined(self, others: "Pieces") -> "Pieces":
        """These and others after them."""
        return Pieces(
            np.concatenate((self.first, others.first)),
            np.concatenate((self.last, others.last)),
            np.concatenate((self.starts, others.starts)),
            np.concatenate((self.ends, others.ends)),
        )


def propose(sheet: Sheet) -> Pieces:
    """All pieces of the certificate, each once."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for first, last in (*_lines(sheet), *_inner(sheet)):
        if len(found) >= MOST_PIECES:
            break
        span = _stripped(sheet, first, last)
        if span is not None:
            found.setdefault(span, (first, last))
    spans = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    tokens = np.array([found[int(start), int(end)] for start, end in spans], dtype=np.int64).reshape(-1, 2)
    return Pieces(tokens[:, 0], tokens[:, 1], spans[:, 0], spans[:, 1])


def pieces_at(sheet: Sheet, spans: Ints) -> Pieces:
    """The pieces at given spans, shape (n, 2)."""
    first = np.clip(np.searchsorted(sheet.starts, spans[:, 0], side="right") - 1, 0, None)
    last = np.clip(np.searchsorted(sheet.starts, spans[:, 1] - 1, side="right") - 1, first, None)
    return Pieces(first, last, spans[:, 0], spans[:, 1])


def _lines(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Runs of up to `MOST_LINES` lines that follow each other in the text and on the page."""
    tokens, lines = sheet.line_tokens, sheet.lines
    for index in range(len(lines)):
        yield int(tokens[index, 0]), int(tokens[index, 1]) - 1
        for other in range(index + 1, min(index + MOST_LINES, len(lines))):
            if not _follows(lines[other - 1], lines[other]):
                break
            yield int(tokens[index, 0]), int(tokens[other, 1]) - 1


def _follows(upper: Floats, lower: Floats) -> bool:
    white = lower[1] - upper[3]
    sideways = min(upper[2], lower[2]) - max(upper[0], lower[0])
    return bool(
        upper[5] == lower[5] and lower[1] >= upper[1] and sideways > 0 and white < LINE_GAP * max(upper[4], lower[4])
    )


def _inner(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Runs of tokens within a paragraph, between places where a value may begin and end."""
    bounds = np.searchsorted(sheet.paragraph_of, np.arange(len(sheet.paragraph_spans) + 1))
    for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        ends = [index for index in range(low, high) if _may_end(sheet, index, high)]
        for first in (index for index in range(low, high) if _may_begin(sheet, index, low)):
            for last in ends:
                if last >= first + MOST_TOKENS or sheet.line_of[last] - sheet.line_of[first] >= MOST_LINES:
                    break
                if last >= first:
                    yield first, last


def _may_begin(sheet: Sheet, index: int, low: int) -> bool:
    if index == low or sheet.line_of[index] != sheet.line_of[index - 1]:
        return True
    before, text = sheet.texts[index - 1], sheet.texts[index]
    folded = before.casefold().strip(",:")
    first, end = sheet.line_tokens[sheet.line_of[index]].tolist()
    return (
        (index - first <= LABEL_WORDS and end - first <= SHORT and not text[:1].islower())
        or sheet.gaps[index] > WIDE
        or before[-1] in _OPENS
        or before[-1] in _CLOSES
        or (before[:1].islower() and not text[:1].islower())
        or before[:1].isdigit()
        or folded in _PRECEDES
        or (before.isupper() and folded in _STOPS)
        or KIND_WORD.fullmatch(folded) is not None
    )


def _may_end(sheet: Sheet, index: int, high: int) -> bool:
    if index + 1 == high or sheet.line_of[index] != sheet.line_of[index + 1]:
        return True
    text, after = sheet.texts[index], sheet.texts[index + 1]
    return (
        sheet.gaps[index + 1] > WIDE
        or text[-1] in _CLOSES
        or after[0] in _OPENS
        or after[0].isdigit()
        or after.casefold().strip(".,") in MONTHS
        or (after[0].islower() and (not text[:1].islower() or after in _STOPS))
        or (after.isupper() and after.casefold() in _STOPS)
        or KIND_WORD.fullmatch(after.casefold().strip(".,:")) is not None
    )


def _stripped(sheet: Sheet, first: int, last: int) -> tuple[int, int] | None:
    """Where the text of the tokens begins and ends without marks at its edges; None if too little is left."""
    start, end = int(sheet.starts[first]), int(sheet.ends[last])
    text = sheet.text(start, end)
    lead = len(text) - len(text.lstrip(STRIPPED))
    kept = text.strip(STRIPPED)
    if sum(map(str.isalpha, kept)) < 2:
        return None
    if kept.count("(") > kept.count(")") and text[lead + len(kept) :].startswith(")"):
        kept += ")"
    elif text[lead + len(kept) :].startswith(".") and _ABBREVIATION.search(kept):
        kept += "."
    return start + lead, start + lead + len(kept)
