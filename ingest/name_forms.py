"""A name taken apart: the words of given, middle and family name, and the generation, all folded.

Takes a name as a roster states it, or as a paper prints it; gives a `Name`, or the readings of its words.
Refuses to compare: that is `likeness`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from unicodedata import combining, normalize

from ingest.names import plain_name
from ingest.vocabulary import Vocabulary

_GENERATION: Final = re.compile(r"(?<=[\s,])(jr|sr|ii|iii|iv|2nd|3rd)\b\.?", re.IGNORECASE)
_SAME_GENERATION: Final = {"2nd": "ii", "3rd": "iii"}
# Letters that do not come apart into a plain one and its mark.
_PLAIN: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
# How people write these who have no key for them; without the mark is the other way.
_SPELLED_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
# Words that belong to the one after them, besides the vocabulary's particles.
_BEGIN_FAMILY: Final = frozenset("st san santa santo mac mc abu ben dela delos delas".split())
_PARENTHESIS: Final = re.compile(r"[()\[\]{}\d]")
_MOST_LETTERS: Final = 6  # of letters after a name, such as MLS(ASCP), each


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in folded words."""

    given: tuple[str, ...]  # the first given name; several words if it is hyphenated
    middles: tuple[str, ...]
    family: tuple[str, ...]  # with its particles; several words if it is double
    generation: str | None  # "jr", "iii"

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.given, *self.middles, *self.family)


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a printed name in natural order; `is_cut`: something behind it was taken for letters after it."""

    words: tuple[str, ...]
    generation: str | None
    is_cut: bool = False


def fold_name(text: str) -> str:
    """A name for comparing: no case, accents, points and commas; hyphens part words.

    >>> fold_name("NÚÑEZ-Ortega,  José"), fold_name("Mary O’Brien")
    ('nunez ortega jose', 'mary obrien')
    """
    letters = "".join(letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
    return " ".join(re.sub(r"[-‐‑.,;:_\s]+", " ", re.sub(r"['’`´]", "", letters.translate(_PLAIN))).split())


def take_apart(text: str, vocabulary: Vocabulary) -> Iterator[Name]:
    """A roster's name; twice if it has letters that people spell in two ways, such as Müller and Mueller.

    >>> from ingest.vocabulary import load_vocabulary
    >>> next(take_apart("García López, Ana M.", load_vocabulary()))
    Name(given=('ana',), middles=('m',), family=('garcia', 'lopez'), generation=None)
    """
    spelled = normalize("NFC", text.casefold()).translate(_SPELLED_OUT)
    for form in dict.fromkeys((text.casefold(), spelled)) if spelled != text.casefold() else (text,):
        generation, rest = _split_generation(form)
        tokens = _tokens(rest, vocabulary)
        if not tokens:
            continue
        before = _tokens(rest.split(",", maxsplit=1)[0], vocabulary) if "," in rest else []
        is_reversed = 0 < len(before) < len(tokens) and tokens[-len(before) :] == before
        size = len(before) if is_reversed else _family_size(tokens, vocabulary)
        given, family = tokens[:-size] or tokens, tokens[-size:] if len(tokens) > size else []
        yield Name(given=_words(given[:1]), middles=_words(given[1:]), family=_words(family), generation=generation)


def _tokens(text: str, vocabulary: Vocabulary) -> list[str]:
    """The words of a name without letters after it; a last name such as Do or Ma stays."""
    tokens = plain_name(text, vocabulary).split()
    *_, last = text.split() or [""]
    if "," not in text and len(tokens) > 1 and last.istitle() and last.isalpha() and last not in tokens:
        return [*tokens, last]
    return tokens


def same_first_and_last(one: str, other: str, vocabulary: Vocabulary) -> bool:
    """Whether two names, read in any way they may be, have the same first and last name; the middle may differ.

    >>> from ingest.vocabulary import load_vocabulary
    >>> same_first_and_last("Whitfield, Dana R.", "Dana Whitfield", load_vocabulary())
    True
    """
    ends = {(name.given, name.family) for name in take_apart(one, vocabulary)}
    return any((name.given, name.family) in ends for name in take_apart(other, vocabulary))


def printed_readings(text: str, vocabulary: Vocabulary) -> Iterator[Reading]:
    """The ways to read a printed name, the usual one first."""
    generation, rest = _split_generation(text)
    seen = set()
    forms = [(rest, False), *((form, True) for form in _without_letters(rest, vocabulary))]
    whole = [(_words(plain_name(form, vocabulary).split()), is_cut) for form, is_cut in forms]
    # Of "ANH DO" and "Anh T. Do" nothing tells whether the last word is a name or letters after it.
    whole += [(_words(text.split()), False) for text in (rest.split(",", maxsplit=1)[0],) if len(text.split()) > 1]
    for words, is_cut in whole:
        if words and words not in seen:
            seen.add(words)
            yield Reading(words, generation, is_cut)


def _without_letters(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The text without what looks like letters after it that were misread, such as "MLSCASCP)"."""
    first, comma, others = text.partition(",")
    if comma and len(first.split()) > 1 and all(_is_letters(word, vocabulary) for word in others.split()):
        yield first
    words = text.split()
    cut = list(words)
    while len(cut) > 2 and _is_letters(cut[-1], vocabulary):
        cut = cut[:-1]
        yield " ".join(cut).rstrip(",")


def _is_letters(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a word is nearly one of the letters after a name, and written as these are."""
    if _PARENTHESIS.search(word):
        return True
    bare = word.strip(".,")
    is_written_so = 1 < len(bare) <= _MOST_LETTERS and sum(map(str.isupper, bare)) > 1
    return is_written_so and any(_is_near(bare.casefold(), known) for known in vocabulary.letters_after)


def _is_near(one: str, other: str) -> bool:
    """Whether the words differ in one letter of three or more at most."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= (1 if len(other) > 2 else 0)
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    missing = (longer[:place] + longer[place + 1 :] for place in range(len(longer)))
    return len(longer) - len(shorter) == 1 and len(shorter) > 1 and shorter in missing


def _split_generation(text: str) -> tuple[str | None, str]:
    found = _GENERATION.search(text)
    if not found:
        return None, text
    word = found[1].casefold()
    return _SAME_GENERATION.get(word, word), f"{text[: found.start()]} {text[found.end() :]}"


def _family_size(tokens: list[str], vocabulary: Vocabulary) -> int:
    """How many of the last words are the family name: one, and the particles before it."""
    size = 1
    while size < len(tokens) - 1:
        before = tokens[-size - 1]
        is_initial = len(before.strip(".")) == 1 and before != before.lower().strip(".")
        if is_initial or not {fold_name(before)} & (vocabulary.particle | _BEGIN_FAMILY):
            break
        size += 1
    return size


def _words(tokens: list[str]) -> tuple[str, ...]:
    return tuple(fold_name(" ".join(tokens)).split())
