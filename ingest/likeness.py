"""How well a printed name fits a known one: part by part, each with what it weighs for this person and against chance.

Takes a reading of the printed name and a name of the roster; gives a `Likeness`, or None where nothing speaks for it.
Refuses to decide: it knows no other person of the roster. That is `matching`.

Weights are natural logarithms of chances, as in Fellegi and Sunter, A Theory for Record Linkage (1969): how often this
person's papers are printed so, and how often somebody else's are. They are rounded judgement; what they achieve is
measured (`docs/people.md`).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ingest.known_names import RARE, KnownNames, NameShares
from ingest.name_forms import Name, Reading
from ingest.name_traits import (
    CUT,
    FAR_NAME,
    FORMER,
    FORMER_MIDDLE,
    GENERATION_ADDED,
    INITIAL,
    JUST_SO,
    MIDDLE_ADDED,
    MIDDLE_AGREES,
    MIDDLE_FIRST,
    MIDDLE_MISREAD,
    MORE_FAMILY,
    NO_GENERATION,
    NO_MIDDLE,
    OTHER_MIDDLE,
    OTHER_NAME,
    OWN_SHORT_FORM,
    PART_OF_FAMILY,
    PART_OF_GIVEN,
    PARTED,
    PARTICLE,
    REVERSED,
    RUN_TOGETHER,
    SHORT_FORM,
    SHORT_SLIPPED,
    SLIPPED,
    Doubt,
    Support,
    Trait,
)
from ingest.slips import SWAPPED, find_slip

# Of those who share a name, how many spell it in one certain other way, which is in no list either. Of a name that is
# in a list, most of its other spellings are too.
OTHER_SPELLING: Final = 0.03
OTHER_SPELLING_LISTED: Final = 0.005
RELATED: Final = 1e-4  # a name of the roster is never rarer than this: relatives work in one hospital
PRINTED_MIDDLE: Final = 0.35  # of papers that show a middle name or its initial
OFTEN: Final = 1e-3  # share from which a short form, such as Jack, is more often a name given as such
INITIALS: Final = 15  # as if all were equally frequent
FULL_MIDDLE_SHARE: Final = 0.15
SHORT: Final = 2  # letters of a name of which a slip leaves too little to know it by


@dataclass(frozen=True, slots=True)
class Likeness:
    """How well a printed name fits a known one."""

    fit: float  # logarithm of the chance that this person's name is printed so
    chance: float  # ... that a stranger's is
    traits: tuple[Trait, ...] = ()
    slips: tuple[tuple[str, str], ...] = ()  # printed word, known word
    support: frozenset[Support] = frozenset()
    against: str | None = None  # what forbids it, however alike the rest is

    @property
    def is_plain(self) -> bool:
        """Whether nothing but a middle name or the like is missing or more."""
        return self.against is None and not any(trait.doubt for trait in self.traits)

    @property
    def is_in_full(self) -> bool:
        """Whether first and last name are there letter by letter, in whatever order."""
        return self.against is None and all(trait.doubt in (None, Doubt.ORDER) for trait in self.traits)

    @property
    def needs_support(self) -> Trait | None:
        """The first trait for which a person must look."""
        return next((trait for trait in self.traits if not trait.is_settled_by(self.support)), None)

    @property
    def doubt(self) -> Doubt | None:
        doubtful = [self.needs_support, *self.traits]
        return next((trait.doubt for trait in doubtful if trait and trait.doubt), None)

    @property
    def words(self) -> str:
        """What speaks for and against it, to stand behind the person's name."""
        telling = [trait for trait in self.traits if trait.doubt] or sorted(self.traits, key=lambda trait: -trait.cost)
        words = " and ".join(dict.fromkeys(trait.words for trait in telling[: None if self.doubt else 1]))
        slips = ", ".join(f"{printed!r} for {known!r}" for printed, known in self.slips)
        return f"{words or JUST_SO.words}{f' ({slips})' if slips else ''}"

    def plus(self, other: "Likeness") -> "Likeness":
        """Both parts of the name together."""
        return Likeness(
            self.fit + other.fit,
            self.chance + other.chance,
            self.traits + other.traits,
            self.slips + other.slips,
            self.support | other.support,
            self.against or other.against,
        )


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What is known of names: in general, and from the roster itself."""

    names: KnownNames
    given: frozenset[str]  # all given names of the roster
    family: frozenset[str]
    particles: frozenset[str]


def compare(reading: Reading, name: Name, former: frozenset[str], facts: NameFacts) -> Likeness | None:
    """How well a printed name fits a known one, in the order of words that suits it best.

    Args:
        reading: The printed name.
        name: One of the person's names.
        former: Words of the last names in the person's other names.
        facts: What is known of names.
    """
    found = [likeness for parts in _partings(reading.words, name) if (likeness := _weigh(parts, name, former, facts))]
    if not any(likeness.is_plain or likeness.against for likeness in found):
        found += _compare_whole(reading.words, name, facts)
    if not found:
        return None
    # What forbids a name that is there letter by letter is not to be read as something else.
    found = [likeness for likeness in found if likeness.against and not likeness.doubt] or found
    best = max(found, key=lambda likeness: (likeness.against is None, likeness.fit))
    best = best.plus(_generation(reading.generation, name.generation))
    return best.plus(_of(CUT)) if reading.is_cut else best


def _of(trait: Trait, chance: float | None = None, support: Support | None = None) -> Likeness:
    """A part with one trait; without a chance of its own, a stranger's name is printed so as often."""
    supports = frozenset((support,)) if support else frozenset[Support]()
    return Likeness(-trait.cost, -trait.cost if chance is None else chance, (trait,), support=supports)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The printed words as one could take them."""

    given: tuple[str, ...]
    middles: tuple[str, ...]
    family: tuple[str, ...]
    is_reversed: bool


def _partings(words: tuple[str, ...], name: Name) -> Iterator[_Parts]:
    """The ways in which the words may be given, middle and last name."""
    given, family = "".join(name.given), "".join(name.family)
    for is_reversed in (False, True):
        for last in range(1, min(4, len(words))):
            of_family = words[:last] if is_reversed else words[-last:]
            rest = words[last:] if is_reversed else words[:-last]
            for first in range(1, min(3, len(rest)) + 1):
                of_given = rest[:first]
                # Words are put together where the known name has several, or they make it up: "Mary Ann", "Maryann".
                if first > 1 and not (first == len(name.given) or "".join(of_given) == given):
                    continue
                if last > 1 and not (
                    last == len(name.family) or "".join(of_family) == family or _holds(of_family, name)
                ):
                    continue
                yield _Parts(of_given, rest[first:], of_family, is_reversed)


def _weigh(parts: _Parts, name: Name, former: frozenset[str], facts: NameFacts) -> Likeness | None:
    family = _family(parts.family, name, former, facts)
    if family is None:
        return None
    given = _given(parts.given, name, facts)
    if given is None:
        return None
    middles = name.middles
    if MIDDLE_FIRST in given.traits or "".join(parts.given) == _two_given(name):
        middles = middles[1:]
    if PART_OF_FAMILY in family.traits and parts.family[0] not in name.family:
        middles = middles[:-1]
    # "Maria de la Cruz" is Maria Cruz; a single letter is rather an initial.
    printed = tuple(word for word in parts.middles if len(word) == 1 or word not in facts.particles)
    whole = given.plus(family).plus(_middles(printed, middles, former, facts))
    if not parts.is_reversed:
        return whole
    words = (*parts.family, *parts.given, *parts.middles)
    otherwise = math.log(facts.names.given.share(words[0]) * facts.names.family.share(words[-1]))
    swapped = whole.plus(_of(REVERSED))
    return replace(swapped, chance=max(swapped.chance, otherwise))


def _given(printed: tuple[str, ...], name: Name, facts: NameFacts) -> Likeness | None:
    here, there = "".join(printed), "".join(name.given)
    chance = math.log(facts.names.given.share(here))
    trait = None
    if len(printed) > 1 and len(printed[-1]) == 1:
        return None  # an initial: Paul A. is not Paula
    if here in (there, _two_given(name)):
        return _whole(printed, name.given, chance)
    if 1 in (len(here), len(there)):
        return _of(INITIAL, math.log(1 / INITIALS)) if here[0] == there[0] else None
    if name.given[: len(printed)] == printed:
        trait = PART_OF_GIVEN
    elif facts.names.are_short_forms(here, there):
        short = there if here in facts.names.stands_for.get(there, ()) else here
        trait = OWN_SHORT_FORM if facts.names.given.share(short) > OFTEN else SHORT_FORM
    elif here in name.middles:
        trait = MIDDLE_FIRST
    return _of(trait, chance) if trait else _slipped_given(here, there, facts)


def _two_given(name: Name) -> str | None:
    """Both first names as one word: "Maryann" is Mary Ann; but Paula is not Paul A."""
    return "".join((*name.given, name.middles[0])) if name.middles and len(name.middles[0]) > 1 else None


def _slipped_given(here: str, there: str, facts: NameFacts) -> Likeness | None:
    """A given name or a short form of it with slips."""
    slipped = _slipped(here, there, facts.names.given, facts.given)
    if slipped or here in facts.names.given:
        return slipped
    for short in sorted(facts.names.short_forms.get(there, ())):
        if likeness := _slipped(here, short, facts.names.given, facts.given):
            return likeness.plus(Likeness(-SHORT_FORM.cost, 0.0, (SHORT_FORM,)))
    return None


def _whole(printed: tuple[str, ...], known: tuple[str, ...], chance: float) -> Likeness:
    """A part of the name letter by letter; where words begin may differ."""
    if printed == known:
        return Likeness(0.0, chance)
    return _of(PARTED if min(map(len, printed)) > 1 else RUN_TOGETHER, chance)


def _family(printed: tuple[str, ...], name: Name, former: frozenset[str], facts: NameFacts) -> Likeness | None:
    here, there = "".join(printed), "".join(name.family)
    chance = math.log(max(facts.names.family.share(here), RELATED))
    if here == there:
        return _whole(printed, name.family, chance)
    core, known_core = (
        tuple(word for word in words if word not in facts.particles) for words in (printed, name.family)
    )
    if core and core == known_core:
        return _of(PARTICLE, chance)
    if len(printed) == 1 and len(here) > 1 and (here in known_core or here == "".join(known_core)):
        return _of(PART_OF_FAMILY if len(known_core) > 1 else PARTICLE, chance)
    if _holds(printed, name):
        return _of(FORMER if former.issuperset(printed[len(name.family) :]) else MORE_FAMILY, chance)
    if len(printed) == 1 and len(here) > 1 and name.middles[-1:] == printed and here in facts.names.family:
        return _of(PART_OF_FAMILY, chance)
    return _slipped(here, there, facts.names.family, facts.family)


def _slipped(here: str, there: str, shares: NameShares, of_roster: frozenset[str]) -> Likeness | None:
    """A part with slips. A stranger is called what is printed, or has the person's own name with the same slips."""
    slip = find_slip(here, there)
    if slip is None:
        return None
    share = shares.share(there)
    is_name = here in shares or here in of_roster
    by_name = shares.share(here)
    if slip.is_spelling and here not in shares:
        by_name = max(by_name, max(share, RELATED) * (OTHER_SPELLING_LISTED if there in shares else OTHER_SPELLING))
    chance = math.log(by_name + share * math.exp(-slip.cost))
    if is_name:
        trait = OTHER_NAME if slip.cost <= SWAPPED else FAR_NAME
    else:
        trait = SHORT_SLIPPED if len(there) <= SHORT and here.isalpha() else SLIPPED
    return Likeness(-slip.cost, chance, (trait,), ((here, there),))


def _middles(printed: tuple[str, ...], known: tuple[str, ...], former: frozenset[str], facts: NameFacts) -> Likeness:
    """The middle names: all of the shorter list must be in the longer one, in its order."""
    if not printed:
        return _of(NO_MIDDLE) if known else Likeness(0.0, 0.0)
    if not known:
        if former.issuperset(printed):
            return _of(FORMER)
        shares = sum(_middle_share(word, facts) for word in printed)
        return _of(MIDDLE_ADDED).plus(Likeness(shares, shares))
    # A former last name may stand where the middle name stood, or its initial.
    initials = {word[0] for word in former}
    are_former = all(word in former or word in initials for word in printed)
    shorter, longer = sorted((printed, known), key=len)
    agreed, place = Likeness(0.0, 0.0), 0
    for word in shorter:
        found = [
            (number, likeness)
            for number in range(place, len(longer))
            if (likeness := _middle(*((word, longer[number]) if shorter is printed else (longer[number], word)), facts))
        ]
        if not found:
            return (
                _of(FORMER_MIDDLE) if are_former else Likeness(-OTHER_MIDDLE.cost, 0.0, against="another middle name")
            )
        number, likeness = max(found, key=lambda item: item[1].fit)
        agreed, place = agreed.plus(likeness), number + 1
    return agreed


def _middle(printed: str, known: str, facts: NameFacts) -> Likeness | None:
    """Two middle names, either of which may be an initial; None if one forbids the other."""
    initial = math.log(PRINTED_MIDDLE / INITIALS)
    found = None
    if printed == known and len(known) > 1:
        chance = math.log(FULL_MIDDLE_SHARE * facts.names.given.share(printed))
        found = _of(JUST_SO, chance, support=Support.FULL)
    elif 1 in (len(printed), len(known)):
        if printed[0] == known[0]:
            trait = JUST_SO if printed == known else MIDDLE_AGREES
            # How many have this very name does not tell the person from a stranger, but a reading from another.
            share = min(_middle_share(printed, facts) + math.log(INITIALS), 0.0)
            found = _of(trait, initial, support=Support.INITIAL).plus(Likeness(share, share))
        elif not printed[0].isalpha():
            found = _of(MIDDLE_MISREAD)
    elif (slip := find_slip(printed, known)) and printed not in facts.names.given:
        # First and last name would do without it, and it does not speak against them.
        found = Likeness(-slip.cost, -slip.cost, (MIDDLE_MISREAD,), ((printed, known),))
    elif printed[0] == known[0]:
        found = _of(OTHER_MIDDLE, initial)
    if found is None and len(known) > 1 and known in facts.names.family and known not in facts.names.given:
        return _of(PART_OF_FAMILY)  # the first of two last names, which is not always printed
    return found


def _middle_share(word: str, facts: NameFacts) -> float:
    """The logarithm of the share of middle names that are this one or have this initial; misread ones are rare."""
    return math.log(max(facts.names.given.share(word), RARE) if len(word) > 1 else 1 / INITIALS)


def _generation(printed: str | None, known: str | None) -> Likeness:
    if printed == known:
        return _of(JUST_SO, -4.0, support=Support.FULL) if printed else Likeness(0.0, 0.0)
    if printed and known:
        return Likeness(0.0, 0.0, against=f"{known.capitalize()} against {printed.capitalize()}")
    return _of(GENERATION_ADDED, -4.0) if printed else _of(NO_GENERATION)


def _compare_whole(words: tuple[str, ...], name: Name, facts: NameFacts) -> Iterator[Likeness]:
    """A name of one word, and names whose spaces were lost or misread as a letter."""
    if not name.family:
        if words == name.words:
            yield Likeness(0.0, math.log(facts.names.given.share(words[0])))
        return
    given, family, printed = "".join(name.given), "".join(name.family), "".join(words)
    if len(words) > 1 and any(word in facts.names.given for word in {*words} - {given, family}):
        return  # another name, and no letters run together
    chance = math.log(facts.names.given.share(given) * facts.names.family.share(family))
    if printed in run_together(name):
        yield _of(RUN_TOGETHER, chance - RUN_TOGETHER.cost)
    elif printed.startswith(given) and printed.endswith(family):
        inner = printed[len(given) : -len(family)]
        if len(words) > 1 and len(inner) < 3:
            return  # some letters more in one of two words are slips, or another name
        for middle in (inner, inner[1:], inner[:-1], inner[1:-1]):
            if not middle or middle in facts.names.given or (middle,) == name.middles:
                middles = _middles((middle,) if middle else (), name.middles, frozenset(), facts)
                yield _of(RUN_TOGETHER, chance - RUN_TOGETHER.cost).plus(middles)
                return


def run_together(name: Name) -> set[str]:
    """The ways to print a name, without spaces."""
    initials = tuple(word[0] for word in name.middles)
    return {
        "".join(order)
        for middles in ((), name.middles, initials)
        for order in ((*name.given, *middles, *name.family), (*name.family, *name.given, *middles))
    }


def _holds(printed: tuple[str, ...], name: Name) -> bool:
    """Whether the printed last name is the known one with another one behind it, as after a marriage."""
    size = len(name.family)
    return len(printed) > size and printed[:size] == name.family and min(map(len, printed)) > 1
