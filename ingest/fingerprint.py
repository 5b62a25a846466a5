"""The fingerprint of a layout: which words stand where on every certificate of it.

Takes the pages of a certificate and its activity; gives a `Fingerprint`, which has a short form as text, and says how
like a fingerprint is to what several certificates have in common (`Shared`). Pure.
Refuses to give a fingerprint of too few words: a layout that only says "Certificate" is every layout.

The words of the fields are left out, and words with digits, so that what is left is what the layout itself says. No
word can be read from a fingerprint: it holds 16 bits of a digest of each.
"""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Self, TypeAlias

from ingest.activity import Activity, FieldName
from ingest.document import Page

# All measured 2026-11-23 on certificates of 34 synthetic layouts, a quarter of them through OCR, and on real ones; see
# decision 0006.
SAME_LAYOUT: Final = 0.55  # a likeness of this much or more is the same layout
LEAST_WORDS: Final = 6  # different ones
MOST_WORDS: Final = 160  # of a page of small print the first ones will do
ACROSS, DOWN = 0.30, 0.08  # shares of the page by which a word may be moved; centred lines move across as they grow
SHAPE: Final = 0.15  # share by which the proportions of the page may differ: a scan is cropped, Letter is not A4
SHARED_BY: Final = 0.5  # from the third certificate on, a word that fewer than these have in common is not the layout's

_LEAST_SHARE: Final = SAME_LAYOUT / (2 - SAME_LAYOUT)  # of either side, for their harmonic mean to be `SAME_LAYOUT`
_VERSION: Final = "1"
_GRID: Final = 255
_TEXT: Final = re.compile(r"1;(\d{1,5}(?:,\d{1,5})*);((?:[0-9a-f]{9})*)")

Mark: TypeAlias = tuple[int, str, int, int]  # page from 0, digest of the word, middle from left and top in 1/255
Spot: TypeAlias = tuple[float, float, int]  # middle from left and top in 1/255, and how many certificates have it


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The layout's own words on a certificate, and the proportions of its pages."""

    shapes: tuple[int, ...]  # width by height of each page, in hundredths
    marks: tuple[Mark, ...]

    def __str__(self) -> str:
        words = "".join(f"{page:x}{digest}{x:02x}{y:02x}" for page, digest, x, y in self.marks)
        return f"{_VERSION};{','.join(map(str, self.shapes))};{words}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` gave.

        Raises:
            ValueError: it is not of this form.

        >>> str(Fingerprint.parse("1;129;0a1b27f40"))
        '1;129;0a1b27f40'
        """
        match = _TEXT.fullmatch(text)
        if match is None:
            raise ValueError(f"not a fingerprint of a layout: {text[:40]!r}")
        words = [match[2][start : start + 9] for start in range(0, len(match[2]), 9)]
        marks = tuple((int(word[0], 16), word[1:5], int(word[5:7], 16), int(word[7:], 16)) for word in words)
        return cls(tuple(map(int, match[1].split(","))), marks)


parse_fingerprint: Final = lru_cache(maxsize=50_000)(Fingerprint.parse)  # a database has each of them again and again


def fingerprint(pages: Sequence[Page], activity: Activity) -> Fingerprint | None:
    """The fingerprint of the layout of a certificate; None if the layout has too few words of its own.

    Args:
        pages: The certificate's.
        activity: What was understood of it: the words of its values are not the layout's.
    """
    values = defaultdict(list)
    for name in FieldName:
        candidate = activity.field(name).candidate
        if candidate is not None:
            values[candidate.evidence.page].append((candidate.evidence.start, candidate.evidence.end))
    marks: list[Mark] = []
    for index, page in enumerate(pages[:16]):
        taken = values[page.number]
        for word in page.words:
            if any(word.start < end and start < word.end for start, end in taken):
                continue
            folded = folded_text(page.text[word.start : word.end])
            if len(folded) < 2 or any(character.isdigit() for character in folded):
                continue
            x, y = (word.box.x0 + word.box.x1) / 2 / page.width, (word.box.top + word.box.bottom) / 2 / page.height
            marks.append((index, _digest(folded), _in_grid(x), _in_grid(y)))
    if len({digest for _, digest, _, _ in marks}) < LEAST_WORDS:
        return None
    shapes = tuple(min(round(100 * page.width / page.height), 99_999) for page in pages[:16])
    return Fingerprint(shapes, tuple(marks[:MOST_WORDS]))


def folded_text(text: str) -> str:
    """A text without case, accents, spaces and punctuation, by which texts are held against each other.

    >>> folded_text("José  RUIZ, Ph.D.")
    'joseruizphd'
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text).casefold())


@dataclass(frozen=True, slots=True)
class Shared:
    """What certificates of one layout have in common."""

    count: int  # of certificates
    shapes: tuple[int, ...]
    spots: Mapping[tuple[int, str], tuple[Spot, ...]]  # by page and digest

    @classmethod
    def of(cls, first: Fingerprint) -> Self:
        """What one certificate has in common with itself."""
        return cls(1, first.shapes, _grouped(first))

    def joined_by(self, other: Fingerprint) -> Self:
        """The same with one more certificate: its words go to those of the same place, or are new."""
        spots = dict(self.spots)
        for key, new in _grouped(other).items():
            old = list(spots.get(key, ()))
            pairs = _pairs(old, new)
            for index, mate in pairs.items():
                (x, y, count), (new_x, new_y, _) = old[index], new[mate]
                old[index] = (x + (new_x - x) / (count + 1), y + (new_y - y) / (count + 1), count + 1)
            old += [spot for place, spot in enumerate(new) if place not in pairs.values()]
            spots[key] = tuple(old)
        return type(self)(self.count + 1, self.shapes, MappingProxyType(spots))

    def likeness(self, other: Fingerprint) -> float:
        """How like a certificate is to these, 0..1.

        The harmonic mean of two shares: of the common words, weighed by how many certificates have them, those that
        stand on this one as well, at about the same place; and of this one's words, those that are common. 0 where it
        cannot be `SAME_LAYOUT`.
        """
        if not self._has_shape_of(other):
            return 0.0
        theirs = _grouped(other)
        if sum(len(theirs[key]) for key in theirs.keys() & self.spots.keys()) < _LEAST_SHARE * len(other.marks):
            return 0.0
        total = common = 0.0
        matched = 0
        for key, all_spots in self.spots.items():
            spots = all_spots
            if self.count >= 3:
                spots = tuple(spot for spot in spots if spot[2] >= SHARED_BY * self.count)
            total += sum(spot[2] for spot in spots)
            if new := theirs.get(key):
                pairs = _pairs(spots, new)
                common += sum(spots[index][2] for index in pairs)
                matched += len(pairs)
        if not matched:
            return 0.0
        of_these, of_other = common / total, matched / len(other.marks)
        return 2 * of_these * of_other / (of_these + of_other)

    def _has_shape_of(self, other: Fingerprint) -> bool:
        return len(self.shapes) == len(other.shapes) and all(
            abs(one - two) <= SHAPE * max(one, two) for one, two in zip(self.shapes, other.shapes, strict=True)
        )


@lru_cache(maxsize=50_000)
def _grouped(item: Fingerprint) -> Mapping[tuple[int, str], tuple[Spot, ...]]:
    groups: dict[tuple[int, str], list[Spot]] = defaultdict(list)
    for page, digest, x, y in item.marks:
        groups[page, digest].append((x, y, 1))
    return MappingProxyType({key: tuple(spots) for key, spots in groups.items()})


def _pairs(old: Sequence[Spot], new: Sequence[Spot]) -> dict[int, int]:
    """Which spot of `old` is which of `new`: each at most once, in reading order."""
    pairs: dict[int, int] = {}
    for index, (x, y, _) in enumerate(old):
        for mate, (other_x, other_y, _) in enumerate(new):
            is_near = abs(x - other_x) <= ACROSS * _GRID and abs(y - other_y) <= DOWN * _GRID
            if is_near and mate not in pairs.values():
                pairs[index] = mate
                break
    return pairs


def _digest(word: str) -> str:
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=2).hexdigest()


def _in_grid(share: float) -> int:
    return round(min(max(share, 0.0), 1.0) * _GRID)
