"""Words read against words printed.

Takes two lists of words, gives how many were found. Case, the punctuation around a word and the order of words do not
count; how often a word occurs does. Refuses to forgive anything else: a word with one wrong letter is a wrong word.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """Counts of words; of one page, or added up over many."""

    printed: int = 0
    read: int = 0
    right: int = 0
    name_printed: int = 0
    name_right: int = 0

    def __add__(self, other: "Found") -> "Found":
        return Found(
            self.printed + other.printed,
            self.read + other.read,
            self.right + other.right,
            self.name_printed + other.name_printed,
            self.name_right + other.name_right,
        )

    @property
    def recall(self) -> float | None:
        return self.right / self.printed if self.printed else None

    @property
    def precision(self) -> float | None:
        return self.right / self.read if self.read else None

    @property
    def names(self) -> float | None:
        """Share of the holders' name words that were read."""
        return self.name_right / self.name_printed if self.name_printed else None


def count_found(read: Iterable[str], printed: Iterable[str], name: Iterable[str] = ()) -> Found:
    """Compare one page.

    >>> count_found(["dana", "Whitfield", "|"], ["Dana", "Whitfield,", "MLS"], ["Whitfield"])
    Found(printed=3, read=2, right=2, name_printed=1, name_right=1)
    """
    there, wanted, name_words = _folded(read), _folded(printed), _folded(name)
    return Found(
        printed=wanted.total(),
        read=there.total(),
        right=(there & wanted).total(),
        name_printed=name_words.total(),
        name_right=(there & name_words).total(),
    )


def _folded(words: Iterable[str]) -> Counter[str]:
    """The words without case and outer punctuation; what has no letter or digit is no word."""
    return Counter(folded for word in words if (folded := fold_word(word)))


def fold_word(word: str) -> str:
    """Strip one word of case and outer punctuation.

    >>> fold_word("“P.A.C.E.®”"), fold_word("—")
    ('p.a.c.e', '')
    """
    word = unicodedata.normalize("NFKC", word).casefold().replace("’", "'")
    outer = "".join(sorted({character for character in word if not character.isalnum()}))
    return word.strip(outer)
