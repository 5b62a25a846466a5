"""An invented laboratory staff, near-twins in it, and strangers whose papers lie among theirs.

Takes a source of chance and sizes, gives `MadePerson`s; the roster states of each what rosters state.
Refuses real people: first and last names are drawn apart from each other, from the lists of Faker and `names.toml`.
"""

import importlib
import random
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from rapidfuzz.distance import Levenshtein

from ingest.name_forms import fold_name
from ingest.person import Person
from models.generator.people import names

_OWN: Final[Mapping[str, Mapping[str, str]]] = tomllib.loads(
    Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
)

# Whose names a laboratory in the United States holds, roughly; the weights of the lists. American names are drawn as
# often as Faker says that they are borne, all others alike.
LISTS: Final = {
    "en_US": 56, "es_MX": 8, "es_ES": 2, "es_CO": 2, "filipino": 8, "en_IN": 5, "chinese": 4, "vietnamese": 4,
    "korean": 2, "arabic": 2, "en_KE": 1, "yo_NG": 1, "ig_NG": 1, "tw_GH": 1, "hr_HR": 1, "de_DE": 1, "fr_FR": 1,
    "it_IT": 1, "pt_BR": 1, "ga_IE": 1,
}  # fmt: skip
# Of whom many have an American given name.
OFTEN_AMERICAN: Final = frozenset({"filipino", "chinese", "vietnamese", "korean", "es_MX", "es_CO"})
AMERICAN_GIVEN: Final = 0.35
DOUBLE_FAMILY: Final = 0.2  # of those with Spanish names
HAS_MIDDLE: Final = 0.8
HAS_FORMER: Final = 0.08  # another last name before, which the roster states under other_names
# What the roster states of a middle name: all, the initial, nothing.
MIDDLE_ON_ROSTER: Final = {"full": 0.2, "initial": 0.4, "none": 0.4}


class Twin(StrEnum):
    """How two colleagues are nearly one by name."""

    FIRST_NAME = "first names a letter apart"
    LAST_NAME = "last names a letter apart"
    MIDDLE = "another middle initial"
    GENERATION = "Jr. and Sr."
    SAME = "the same name"


TWINS: Final = {Twin.FIRST_NAME: 7, Twin.LAST_NAME: 4, Twin.MIDDLE: 4, Twin.GENERATION: 3, Twin.SAME: 2}


@dataclass(frozen=True, slots=True)
class MadePerson:
    """An invented person."""

    person_id: str
    given: str
    middle: str | None
    family: str
    former: str | None = None  # the last name before
    generation: str | None = None
    middle_on_roster: str = "none"
    twin: Twin | None = None

    @property
    def first_and_last(self) -> str:
        return fold_name(f"{self.given} {self.family}")

    def on_roster(self) -> Person:
        """What the roster states."""
        middle = {"full": self.middle, "initial": self.middle and f"{self.middle[0]}.", "none": None}
        words = (self.given, middle[self.middle_on_roster], self.family, self.generation)
        others = (f"{self.given} {self.former}",) if self.former else ()
        return Person(self.person_id, " ".join(filter(None, words)), others, None, ())


def make_staff(rng: random.Random, size: int, twins: dict[Twin, int]) -> list[MadePerson]:
    """A staff of that size, near-twins included."""
    pairs = sum(twins.values())
    staff = [draw_person(rng, f"{number:04}") for number in range(size - pairs)]
    kinds = [kind for kind, count in twins.items() for _ in range(count)]
    free = set(range(len(staff)))
    for number, kind in enumerate(kinds, start=len(staff)):
        pair = None
        while pair is None:
            place = rng.choice(sorted(free))
            pair = _twins(rng, staff[place], kind, f"{number:04}")
        free.discard(place)
        staff[place] = pair[0]
        staff.append(pair[1])
    return staff


def make_strangers(rng: random.Random, count: int, staff: Sequence[MadePerson]) -> tuple[list[MadePerson], int]:
    """People of nobody's roster; and how many were left out whose names nothing tells from a colleague's."""
    taken: dict[str, list[MadePerson]] = {}
    for person in staff:
        taken.setdefault(person.first_and_last, []).append(person)
    strangers, left_out = list[MadePerson](), 0
    while len(strangers) < count:
        stranger = draw_person(rng, f"stranger-{len(strangers)}")
        others = taken.get(stranger.first_and_last, ())
        if any(
            _initial(other) == _initial(stranger) or None in (_initial(other), _initial(stranger)) for other in others
        ):
            left_out += 1
        else:
            strangers.append(stranger)
    return strangers, left_out


def make_near_strangers(rng: random.Random, staff: Sequence[MadePerson]) -> list[MadePerson]:
    """The hardest strangers: to each colleague one whose first or last name is a real one a letter from theirs.

    The other name is the colleague's, as a relative's may be. Names that differ in accents alone are one name.
    """
    listed = tuple({name: 1.0 for drawn in LISTS for name in _drawn(drawn)[part]} for part in (0, 1))
    found = []
    for person in staff:
        part = rng.randrange(2)
        known = (person.given, person.family)[part]
        near = [name for name in _a_letter_apart(known, listed[part]) if fold_name(name) != fold_name(known)]
        if near and person.twin is None:
            name = rng.choice(near)
            given, family = (name, person.family) if part == 0 else (person.given, name)
            found.append(replace(draw_person(rng, f"near-{person.person_id}"), given=given, family=family, former=None))
    return found


def draw_person(rng: random.Random, person_id: str) -> MadePerson:
    """Somebody."""
    listed = rng.choices(tuple(LISTS), tuple(LISTS.values()))[0]
    american = listed in OFTEN_AMERICAN and rng.random() < AMERICAN_GIVEN
    first = _given_of("en_US" if american else listed)
    last = _family_of(listed)
    family = last(rng)
    if listed.startswith("es") and rng.random() < DOUBLE_FAMILY:
        family = f"{family}{rng.choice(' -')}{last(rng)}"
    return MadePerson(
        person_id=person_id,
        given=first(rng),
        middle=first(rng) if rng.random() < HAS_MIDDLE else None,
        family=family,
        former=last(rng) if rng.random() < HAS_FORMER else None,
        middle_on_roster=rng.choices(tuple(MIDDLE_ON_ROSTER), tuple(MIDDLE_ON_ROSTER.values()))[0],
    )


def _initial(person: MadePerson) -> str | None:
    return person.middle[0] if person.middle else None


def _twins(rng: random.Random, person: MadePerson, kind: Twin, person_id: str) -> tuple[MadePerson, MadePerson] | None:
    """The two; None if this person cannot have such a twin."""
    other = replace(draw_person(rng, person_id), family=person.family, former=None, twin=kind)
    person = replace(person, former=None, twin=kind)
    first, last = _drawn("en_US")
    if kind is Twin.FIRST_NAME:
        near = _a_letter_apart(person.given, first)
        return (person, replace(other, given=rng.choice(near))) if near else None
    if kind is Twin.LAST_NAME:
        near = _a_letter_apart(person.family, last)
        return (person, replace(other, given=person.given, family=rng.choice(near))) if near else None
    if kind is Twin.MIDDLE:
        if person.middle is None or other.middle is None or person.middle[0] == other.middle[0]:
            return None
        person = replace(person, middle_on_roster="initial")
        return person, replace(other, given=person.given, middle_on_roster="initial")
    if kind is Twin.GENERATION:
        son = replace(person, person_id=person_id, generation="Jr.")
        return replace(person, generation="Sr."), son
    return person, replace(person, person_id=person_id)


def _a_letter_apart(name: str, listed: Collection[str]) -> list[str]:
    if len(name) < 3:
        return []
    return [other for other in listed if Levenshtein.distance(name, other, score_cutoff=1) == 1]


def _given_of(listed: str) -> Callable[[random.Random], str]:
    return lambda rng: _choice(rng, _drawn(listed)[0])


def _family_of(listed: str) -> Callable[[random.Random], str]:
    return lambda rng: _choice(rng, _drawn(listed)[1])


def _choice(rng: random.Random, weighted: dict[str, float]) -> str:
    return rng.choices(tuple(weighted), tuple(weighted.values()))[0]


@cache
def _drawn(listed: str) -> tuple[dict[str, float], dict[str, float]]:
    """Given and last names of a list with their weights."""
    if listed in _OWN:
        # A name that is listed several times is borne by several times as many.
        own_first, own_last = (Counter(map(_spaced, _OWN[listed][part].split())) for part in ("first", "last"))
        return dict(own_first), dict(own_last)
    if listed == "en_US":
        provider = importlib.import_module("faker.providers.person.en_US").Provider
        return dict(provider.first_names), dict(provider.last_names)
    first, last = (dict.fromkeys(part, 1.0) for part in names(listed))
    return first, last


def _spaced(name: str) -> str:
    return name.replace("_", " ")
