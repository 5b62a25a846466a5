"""Persons' names as printed: do these words look like one, and how is it written plainly?

Takes text and the vocabulary, gives a likeness in log-odds or a plain name. Refuses to know who the person is: that is
`roster`.
"""

import re
from typing import Final

from ingest.vocabulary import Vocabulary

LONGEST: Final = 150  # characters that a name with its letters may have
_WORD: Final = re.compile(r"[^\s,]+")
_NAME_WORD: Final = re.compile(r"[^\W\d_]+(?:[.'’`-][^\W\d_]+)*[.'’]?|[^\W\d_]\.(?:[^\W\d_]\.)*")


def likeness(text: str, vocabulary: Vocabulary) -> float:
    """How much `text` looks like one person's name and nothing else, in log-odds; -9 if it cannot be one.

    >>> from ingest.vocabulary import load_vocabulary
    >>> words = load_vocabulary()
    >>> likeness("Dana R. Whitfield, MLS(ASCP)CM", words) > 1 > likeness("Routine Blood Bank Testing", words)
    True
    """
    if len(text) > LONGEST:
        return -9.0
    name = plain_name(text, vocabulary)
    words = name.split()
    if not 1 <= len(words) <= 6 or len(name) < 3 or len(name) > 60:
        return -9.0
    if not all(_NAME_WORD.fullmatch(word) for word in words):
        return -9.0
    letters = [word.strip(".'’") for word in words]
    odds = {1: -3.2, 2: 1.0, 3: 1.2, 4: 0.5, 5: -0.2, 6: -0.8}[len(words)]
    for word in letters:
        folded = word.casefold()
        if folded in vocabulary.particle:
            continue
        if folded in vocabulary.common:
            odds -= 2.0
        elif folded in vocabulary.organisation or folded in vocabulary.role:
            odds -= 1.8
        elif word[:1].islower():
            odds -= 1.0
        elif len(word) > 1 and not word.isupper() and not word[1:].islower() and not _inner_capital(word):
            odds -= 1.0  # such as "LabTalks", "MediaLab"
        elif len(word) > 1 and not set(folded) & set("aeiouyàáâãäåèéêëìíîïòóôõöùúûü") and folded.isascii():
            odds -= 0.8  # an acronym
    if all(len(word) <= 2 for word in letters):
        odds -= 2.0
    return odds


def plain_name(text: str, vocabulary: Vocabulary) -> str:
    """The name in natural order and case, without honorifics and letters after it.

    >>> from ingest.vocabulary import load_vocabulary
    >>> words = load_vocabulary()
    >>> plain_name("WHITFIELD, DANA R., MLS(ASCP)", words)
    'Dana R. Whitfield'
    >>> plain_name("Dana Whitfield, MLS(ASCP)c", words)
    'Dana Whitfield'
    >>> plain_name("Ms./Mr. Shannon O'NEIL-MCKAY, PhD", words)
    "Shannon O'Neil-McKay"
    """
    text = re.sub(r"\s+", " ", text).strip(' ,;:*_-–—|"“”')
    # A full stop ends the sentence, unless it belongs to an initial: "WHITFIELD, DANA R."
    text = text.lstrip(".") if re.search(r"\b[^\W\d_]\.$", text) else text.strip(' ,;:.*_-–—|"“”')
    text = re.sub(
        r"\([^()]*\)[^\W\d_]{0,2}(?![^\W\d_])|[™®©*†°]", " ", text
    )  # "(ASCP)CM", which OCR reads as "(ASCP)c"
    parts = [part for part in (_bare(part, vocabulary) for part in text.split(",")) if part]
    if not parts:
        return ""
    # What is left after a comma is no letters: "Last, First".
    words = [word for part in (*parts[1:], parts[0]) for word in part]
    return " ".join(_cased(word, words) for word in words)


def _bare(part: str, vocabulary: Vocabulary) -> list[str]:
    words = _WORD.findall(part.replace("/", " "))
    while words and words[0].strip(".").casefold() in vocabulary.honorific:
        words = words[1:]
    while words and words[-1].replace(".", "").casefold() in vocabulary.letters_after:
        # A lone pair of letters may be the name itself ("Jo Ma"), unless it is written as letters are.
        if len(words) == 2 and not words[-1].isupper() and "." not in words[-1]:
            break
        words = words[:-1]
    return words


def _cased(word: str, words: list[str]) -> str:
    """Title case for words in capitals or small letters only; others as they are."""
    if not (word.isupper() and any(len(other.strip(".")) > 2 and other.isupper() for other in words)):
        return word
    pieces = re.split(r"([-'’.])", word)
    cased = "".join(piece if len(piece) == 1 and not piece.isalpha() else piece.capitalize() for piece in pieces)
    return re.sub(r"\bMc([a-z])", lambda match: f"Mc{match[1].upper()}", cased)


def _inner_capital(word: str) -> bool:
    return (
        re.fullmatch(r"(?:Mc|Mac|De|Di|La|Le|Van|O['’]|[A-Z]['’])[A-Z][a-z]+|[A-Z][a-z]+(?:-[A-Z][a-z]+)+", word)
        is not None
    )
