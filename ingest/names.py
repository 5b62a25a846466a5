"""Persons' names as printed, written plainly.

Takes text and the vocabulary, gives a plain name. Refuses to know who the person is: that is
`roster`.
"""

import re
from typing import Final

from ingest.vocabulary import Vocabulary

# What stands over, under or before the parts of a name in a form: "1. LAST NAME", "(First)".
_CAPTION: Final = (
    r"\W*(?:\d{{1,2}}\W+)?(?:[^\W\d]+(?:['’]s)?\s+){{0,2}}(?:{0}[\s-]*name\b|{1}(?=\W*$))(?:\s*\([^()]*\))?\W*"
)
FAMILY_CAPTION: Final = re.compile(_CAPTION.format("(?:last|family|sur)", "(?:last|surname)"), re.IGNORECASE)
GIVEN_CAPTION: Final = re.compile(_CAPTION.format("(?:first|given|fore)", "(?:first|forename)"), re.IGNORECASE)
FAMILY_FIRST, GIVEN_FIRST = "Family name, given name", "Given name, family name"
_BETWEEN: Final = re.compile(
    r"\W*\n.*\b(?:(?:last|family|sur|first|given|fore)[\s-]*name|last|first)\b[^\w\n]*\n?|\s*\n\s*"
    r"|\W+(?:last|family|sur|first|given|fore)[\s-]*name\b\W*",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\s,]+")
# Letters after a name that are family names as well; in a name all in capitals the case does not tell.
_ALSO_FAMILY_NAMES: Final = frozenset({"do", "ma", "ba"})


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
        r"(?:\b[A-Z]{1,5})?\([^()]*\)[^\W\d_]{0,4}(?![^\W\d_])|[™®©*†°]", " ", text
    )  # "M(ASCP)"; "(ASCP)CM", which OCR reads as "(ASCP)c"; "(ASCP)SBB"
    first, *others = text.split(",")
    # Letters do not come first: "MA, XIN" is called so.
    bare = [_bare(first, vocabulary) or _WORD.findall(first), *(_bare(part, vocabulary) for part in others)]
    parts = [part for part in bare if part]
    if not parts:
        return ""
    # What is left after a comma is no letters: "Last, First".
    words = [word for part in (*parts[1:], parts[0]) for word in part]
    return " ".join(_cased(word, words) for word in words)


def whole_name(text: str) -> str:
    """A name that is printed in parts, its family name first; another one as it is.

    >>> whole_name("Family name, given name: Whitfield\\nFirst name:\\nDana R.")
    'Whitfield, Dana R.'
    >>> whole_name("Given name, family name: Dana\\nWhitfield"), whole_name("Dana\\nWhitfield")
    ('Whitfield, Dana', 'Dana\\nWhitfield')
    """
    for label in (FAMILY_FIRST, GIVEN_FIRST):
        if text.startswith(f"{label}: "):
            parts = _BETWEEN.split(text.removeprefix(f"{label}: "), maxsplit=1)
            return ", ".join(parts if label == FAMILY_FIRST else parts[::-1])
    return text


def _bare(part: str, vocabulary: Vocabulary) -> list[str]:
    words = _WORD.findall(part.replace("/", " "))
    while words and words[0].strip(".").casefold() in vocabulary.honorific:
        words = words[1:]
    while words and words[-1].replace(".", "").casefold() in vocabulary.letters_after:
        # A lone pair of letters may be the name itself ("Jo Ma"), unless it is written as letters are.
        is_written_so = words[-1].isupper() and not (words[0].isupper() and words[-1].casefold() in _ALSO_FAMILY_NAMES)
        if len(words) == 2 and not is_written_so and "." not in words[-1]:
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
