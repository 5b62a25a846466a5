"""How certificates print a name, and what a scan makes of it.

Takes an invented person and a source of chance, gives a `Printed` name. Refuses nothing.
"""

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from unicodedata import combining, normalize

from benchmarks.people.staff import MadePerson


class Way(StrEnum):
    """The parts of the name that are printed, and their order."""

    FULL = "first, middle and last name"
    INITIAL = "first name, middle initial, last name"
    NO_MIDDLE = "first and last name"
    LAST_FIRST_INITIAL = "last name, first name middle initial"
    LAST_FIRST = "last name, first name"


WAYS: Final = {
    Way.FULL: 0.12,
    Way.INITIAL: 0.28,
    Way.NO_MIDDLE: 0.45,
    Way.LAST_FIRST_INITIAL: 0.1,
    Way.LAST_FIRST: 0.05,
}
IN_CAPITALS: Final = 0.25
WITH_LETTERS: Final = 0.25
SHORT_FORM: Final = 0.06  # where the first name has one
FORMER_NAME: Final = 0.3  # of the papers of those who had another last name
WITH_GENERATION: Final = 0.7  # of the papers of a Jr. or Sr.
WITHOUT_ACCENTS: Final = 0.5
LETTERS: Final = (
    "MLS(ASCP)CM",
    "MLS(ASCP)",
    "MLT(ASCP)",
    "MT(ASCP)",
    "MT(ASCP)SBB",
    "BS, MLS(ASCP)CM",
    "MLT(AMT)",
    "PhD",
    "MT",
)

_FORMS: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
SHORT_FORMS: Final[Mapping[str, Sequence[str]]] = {name: forms.split() for name, forms in _FORMS["short_forms"].items()}
ALIKE: Final[Mapping[str, Sequence[str]]] = _FORMS["alike"]

SLIP: Final = 0.02  # of all characters, spaces and signs included
# What becomes of such a character.
SLIPS: Final = {"alike": 0.6, "lost": 0.15, "doubled": 0.1, "any": 0.15}
ANY: Final = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Printed:
    """A name on a certificate, and how it came to look so."""

    text: str
    kinds: frozenset[str]  # for the table of errors


def print_name(person: MadePerson, rng: random.Random) -> Printed:
    """A person's name on one of the certificates."""
    way = rng.choices(tuple(WAYS), tuple(WAYS.values()))[0]
    kinds = {way.value}
    given, family = person.given, person.family
    if person.given in SHORT_FORMS and rng.random() < SHORT_FORM:
        given = rng.choice(SHORT_FORMS[person.given])
        kinds.add("short form")
    if person.former and rng.random() < FORMER_NAME:
        family = person.former
        kinds.add("former last name")
    generation = person.generation if person.generation and rng.random() < WITH_GENERATION else None
    text = _written(way, given, person.middle, family, generation)
    if not text.isascii() and rng.random() < WITHOUT_ACCENTS:
        text = "".join(letter for letter in normalize("NFKD", text) if not combining(letter))
    if rng.random() < IN_CAPITALS:
        text = text.upper()
    if rng.random() < WITH_LETTERS:
        text = f"{text}, {rng.choice(LETTERS)}"
    scanned = misread(text, rng)
    if scanned != text:
        kinds.add("misread")
    if person.twin:
        kinds.add(f"near-twin: {person.twin.value}")
    return Printed(scanned, frozenset(kinds))


def misread(text: str, rng: random.Random) -> str:
    """The text with slips."""
    return "".join(_slipped(letter, rng) if rng.random() < SLIP else letter for letter in text)


def _slipped(letter: str, rng: random.Random) -> str:
    kind = rng.choices(tuple(SLIPS), tuple(SLIPS.values()))[0]
    if kind == "lost":
        return ""
    if kind == "doubled":
        return letter * 2
    if kind == "alike" and letter in ALIKE:
        return rng.choice(ALIKE[letter])
    other = rng.choice(ANY)
    return other.upper() if letter.isupper() else other


def _written(way: Way, given: str, middle: str | None, family: str, generation: str | None) -> str:
    initial = f"{middle[0]}." if middle else None
    last = f"{family} {generation}" if generation else family
    words = {
        Way.FULL: (given, middle, last),
        Way.INITIAL: (given, initial, last),
        Way.NO_MIDDLE: (given, last),
        Way.LAST_FIRST_INITIAL: (f"{last},", given, initial),
        Way.LAST_FIRST: (f"{last},", given),
    }
    return " ".join(filter(None, words[way]))
