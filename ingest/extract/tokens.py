"""The certificate as columns of numbers: its words, its lines, and where its cues stand.

Takes a `Layout` and the vocabulary, gives a `Sheet`. Refuses to know any one field.

A token is a word of the page, divided at brackets, quotation marks and after a colon. Places in the text are counted
over all pages: page `k` (from 0) begins at `k * PAGE`.
"""

import re
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ingest.dates import MONTHS
from ingest.extract.cues import CUES
from ingest.layout import Layout
from ingest.vocabulary import Vocabulary
from ingest.word_kinds import KINDS

Floats: TypeAlias = npt.NDArray[np.float32]
Ints: TypeAlias = npt.NDArray[np.int64]

PAGE: Final = 10_000_000
NONE: Final = -1  # no such line

_TOKEN: Final = re.compile(r"[^\s:“”\"«»()|]+:?|[:“”\"«»()|]")
_FUNCTION_WORDS: Final = frozenset(
    "a an the of in on for to by with from and or at as is was has have that this his her its de la el en y e et und"
    " der die das le les du des di da do dos que".split()
)
# What a token is, each a column.
FLAGS: Final = (
    "upper title lower mixed number digits initial punctuation ends_colon ends_comma ends_stop dash open_mark"
    " close_mark common organisation organisation_weak role letters_after honorific particle field month"
    " function_word kind long"
).split()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A certificate in columns. `t` tokens, `l` lines, `c` cues, `m` matches of a cue."""

    layout: Layout
    texts: tuple[str, ...]  # (t,)
    starts: Ints  # (t,)
    ends: Ints  # (t,)
    line_of: Ints  # (t,)
    paragraph_of: Ints  # (t,)
    confidence: Floats  # (t,) of the reading, 1 where the reader gives none
    gaps: Floats  # (t,) white before the token in font sizes; 0 within a word and at the start of a line
    flags: Floats  # (t, flags)
    kinds: Floats  # (t, kinds of words)
    lines: Floats  # (l, 6): x0, top, x1, bottom, size, page
    line_tokens: Ints  # (l, 2): first token, and the one after the last
    paragraph_spans: Ints  # (p, 2): start and end
    neighbours: Ints  # (l, 5): the line above, the one over that, below, the one under that, left; NONE
    matches: tuple[tuple[Ints, Ints], ...]  # for each cue: starts (m,) and ends (m,), by start
    line_cues: Floats  # (l, c): 1 where the cue stands in the line
    known_providers: frozenset[str]  # the letters of their wordings, without case

    def text(self, start: int, end: int) -> str:
        """The text of a span."""
        return self.layout.pages[start // PAGE].text[start % PAGE : (end - 1) % PAGE + 1]


def make_sheet(layout: Layout, vocabulary: Vocabulary) -> Sheet:
    """Lay the certificate out in columns."""
    page_index = {page.number: index for index, page in enumerate(layout.pages)}
    line_index = {(line.page, line.start): index for index, line in enumerate(layout.lines)}
    columns: list[tuple[str, int, int, int, int]] = []
    line_tokens = np.zeros((len(layout.lines), 2), dtype=np.int64)
    spans = []
    for number, paragraph in enumerate(layout.paragraphs):
        base = page_index[paragraph.page] * PAGE
        spans.append((base + paragraph.start, base + paragraph.end))
        for line in paragraph.lines:
            index = line_index[line.page, line.start]
            first = len(columns)
            for match in _TOKEN.finditer(line.text):
                start = base + line.start + match.start()
                columns.append((match[0], start, start + len(match[0]), index, number))
            line_tokens[index] = first, len(columns)
    lines = np.array(
        [
            (line.box.x0, line.box.top, line.box.x1, line.box.bottom, line.size, page_index[line.page])
            for line in layout.lines
        ],
        dtype=np.float32,
    ).reshape(-1, 6)
    starts = np.array([column[1] for column in columns], dtype=np.int64)
    matches = tuple(_matches(layout, page_index, pattern) for pattern in CUES.values())
    line_starts = np.array([page_index[line.page] * PAGE + line.start for line in layout.lines], dtype=np.int64)
    return Sheet(
        layout,
        tuple(column[0] for column in columns),
        starts,
        np.array([column[2] for column in columns], dtype=np.int64),
        np.array([column[3] for column in columns], dtype=np.int64),
        np.array([column[4] for column in columns], dtype=np.int64),
        *_words(layout, page_index, starts),
        np.array([_flags(column[0], vocabulary) for column in columns], dtype=np.float32).reshape(-1, len(FLAGS)),
        np.array([vocabulary.word_kinds.of(column[0]) for column in columns], dtype=np.float32).reshape(-1, len(KINDS)),
        lines,
        line_tokens,
        np.array(spans, dtype=np.int64).reshape(-1, 2),
        _neighbours(lines),
        matches,
        _line_cues(matches, line_starts, len(layout.lines)),
        vocabulary.known_providers,
    )


def _words(layout: Layout, page_index: dict[int, int], starts: Ints) -> tuple[Floats, Floats]:
    """The confidence of the word in which each token starts, and the white before it in font sizes."""
    words = [(page_index[page.number] * PAGE + word.start, word) for page in layout.pages for word in page.words]
    own = np.searchsorted([start for start, _ in words], starts, side="right") - 1
    confidence = np.array([1.0 if word.confidence is None else word.confidence for _, word in words], dtype=np.float32)
    gaps = np.zeros(len(words), dtype=np.float32)
    for place in range(1, len(words)):
        (_, before), (_, word) = words[place - 1], words[place]
        if before.line == word.line:
            gaps[place] = max(0.0, word.box.x0 - before.box.x1) / max(word.size, 1.0)
    begins = np.array([start for start, _ in words], dtype=np.int64)[own] == starts
    return confidence[own], np.where(begins, gaps[own], 0.0).astype(np.float32)


def _flags(token: str, vocabulary: Vocabulary) -> tuple[bool, ...]:
    bare = token.strip(".,;:!?'’*•–—-/&#[]<>=_")
    folded = bare.casefold().replace("’", "'")
    letters = [character for character in bare if character.isalpha()]
    is_upper = len(letters) > 1 and bare.isupper()
    is_title = bare[:1].isupper() and not is_upper and (len(bare) == 1 or bare[1:].islower())
    strong = folded in vocabulary.organisation and folded not in vocabulary.organisation_weak
    return (
        is_upper,
        is_title,
        bool(letters) and bare.islower(),
        bool(letters) and not is_upper and not is_title and not bare.islower(),
        any(map(str.isdigit, bare)),
        bare.isdigit(),
        len(bare) == 1 and bare.isalpha(),
        not any(map(str.isalnum, token)),
        token.endswith(":"),
        token.endswith(","),
        token.endswith((".", "!", "?", ";")),
        bare == "" and token[:1] in "-–—",
        token in '“"«(',
        token in '”"»)',
        folded in vocabulary.common,
        strong,
        folded in vocabulary.organisation_weak,
        folded in vocabulary.role,
        folded.replace(".", "") in vocabulary.letters_after,
        folded in vocabulary.honorific,
        folded in vocabulary.particle,
        folded in vocabulary.field,
        folded in MONTHS,
        folded in _FUNCTION_WORDS,
        KIND_WORD.fullmatch(folded) is not None,
        len(bare) > 11,
    )


KIND_WORD: Final = re.compile(
    r"(?:course|program(?:me)?|activity|event|module|session|training|webinar|workshop|seminar|class|lesson|presentation|conference"
    r"|meeting|lecture|exam|assessment|internship|bootcamp|specialization|in-?service|path|track|symposium)s?"
)


def _matches(layout: Layout, page_index: dict[int, int], pattern: re.Pattern[str]) -> tuple[Ints, Ints]:
    found = [
        (page_index[paragraph.page] * PAGE + paragraph.start + match.start(), match.end() - match.start())
        for paragraph in layout.paragraphs
        for match in pattern.finditer(paragraph.text)
    ]
    found.sort()
    starts = np.array([start for start, _ in found], dtype=np.int64)
    return starts, starts + np.array([length for _, length in found], dtype=np.int64)


def _line_cues(matches: tuple[tuple[Ints, Ints], ...], line_starts: Ints, lines: int) -> Floats:
    cues = np.zeros((lines, len(matches)), dtype=np.float32)
    order = np.argsort(line_starts, kind="stable")
    for column, (starts, ends) in enumerate(matches):
        for places in (starts, np.maximum(ends - 1, starts)):
            if len(places):
                cues[order[np.searchsorted(line_starts[order], places, side="right") - 1], column] = 1.0
    return cues


def _neighbours(lines: Floats) -> Ints:
    """For each line: above, over that, below, under that, left. Above and below overlap it sideways."""
    count = len(lines)
    found = np.full((count, 5), NONE, dtype=np.int64)
    if count == 0:
        return found
    x0, top, x1, bottom, size, page = (lines[:, column] for column in range(6))
    same_page = page[:, None] == page[None, :]
    sideways = np.minimum(x1[:, None], x1[None, :]) - np.maximum(x0[:, None], x0[None, :])
    middle = (top + bottom) / 2
    drop = middle[None, :] - middle[:, None]  # how far below line i stands line j
    reach = 8.0 * np.maximum(size[:, None], size[None, :])
    height = bottom - top
    for columns, sign in (((0, 1), -1.0), ((2, 3), 1.0)):
        away = sign * drop
        near = same_page & (sideways > 0) & (away > 0.5 * np.minimum(height[:, None], height[None, :])) & (away < reach)
        found[:, columns[0]] = _least(away, near)
    for first, second in ((0, 1), (2, 3)):
        held = found[:, first]
        found[:, second] = np.where(held == NONE, NONE, found[held, first])
    level = np.minimum(bottom[:, None], bottom[None, :]) - np.maximum(top[:, None], top[None, :])
    beside = x0[:, None] - x1[None, :]
    left = same_page & (level > 0.4 * np.minimum(height[:, None], height[None, :])) & (beside >= -1.0)
    found[:, 4] = _least(beside, left)
    return found


def _least(distance: npt.NDArray[Any], allowed: npt.NDArray[np.bool_]) -> Ints:
    masked = np.where(allowed, distance, np.inf)
    best = masked.argmin(axis=1)
    return np.where(np.isfinite(masked[np.arange(len(masked)), best]), best, NONE)
