"""Whose certificate this is: printed holder's names against the people of the lab, with reasons.

Takes people, and what people said of printed names; takes a printed name, gives a `Match`.
Refuses to choose between two people whom a name fits equally well, and to take a stranger for a colleague because the
names are alike.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from ingest.known_names import load_known_names
from ingest.likeness import Likeness, NameFacts, compare, run_together
from ingest.name_forms import Name, Reading, fold_name, printed_readings, same_first_and_last, take_apart
from ingest.name_traits import Doubt
from ingest.person import Person
from ingest.vocabulary import Vocabulary, load_vocabulary

STRANGERS: Final = 0.2  # of all certificates in a lab's folders, those of nobody on its roster: judgement
LEAST_PEOPLE: Final = 100  # a small roster is no reason to be less careful
# How much likelier than a stranger's (as odds), and than any other colleague's, a name must be to be taken unseen.
CERTAIN_ODDS: Final = 200.0
CERTAIN_RATIO: Final = 100.0
LIKELY_ODDS: Final = 0.3  # from which a person is proposed at all
# ... and than a colleague's whose name would have to be misread for it.
PLAIN_RATIO: Final = 25.0
EQUAL_RATIO: Final = 1.6  # people whose names fit within this fit equally well
OTHER_NAME_COST: Final = 1.5  # minus the logarithm of how often papers carry one of a person's other names
# Letters by which a word of the roster may differ from a printed one, by the length of that.
FAR_LETTERS: Final = {4: 1, 5: 1}
MOST_FAR_LETTERS: Final = 2  # in longer ones
LONGEST: Final = 200  # letters of a printed name that are looked at

# What folders of people's papers are named beside the people, and signs that part words there: "DanaWhitfield_CE-2026".
_FOLDER_SIGNS: Final = re.compile(r"[_.+()\[\]]|\d+|(?<=[a-z])(?=[A-Z])")
_FOLDER_WORDS: Final = re.compile(
    r"\b(?:certificates?|certs?|ceu?s?|cmp|education|training|files?|folder|papers|scans?|documents?)\b|(?<=\s)-(?=\s|$)",
    re.IGNORECASE,
)
_DATE: Final = re.compile(r"\d{1,2}|(?:19|20)\d{2}(?:[01]\d(?:[0-3]\d)?)?")  # also what may be a day or a month


@dataclass(frozen=True, slots=True)
class Match:
    """Whose a printed name is. Not `certain`: a person must look; `person_id` None: nobody's, or one of several."""

    person_id: str | None
    certain: bool
    reason: str  # a sentence for the reviewer
    rivals: tuple[str, ...] = ()  # the person_ids of others who may be meant, the likeliest first
    doubt: Doubt | None = None  # why it is not certain; None also if nobody fits


@dataclass(frozen=True, slots=True)
class _Fit:
    """A person whom a printed name may mean."""

    person: Person
    likeness: Likeness

    @property
    def shown(self) -> str:
        return f"{self.person.name} ({self.person.person_id})"

    @property
    def rank(self) -> tuple[bool, float]:
        return self.likeness.against is None, self.likeness.fit

    def is_within(self, ratio: float, best: "_Fit") -> bool:
        """Whether the best one is not so many times likelier."""
        return self.likeness.fit > best.likeness.fit - math.log(ratio)


@dataclass(frozen=True, slots=True)
class _Known:
    """One of a person's names."""

    person: Person
    name: Name
    is_other: bool  # one of `other_names`
    former: frozenset[str] = field(repr=False)  # words of the last names in the person's other names


class NameIndex:
    """The names of a roster, ready to be asked for many printed names."""

    def __init__(
        self,
        people: Iterable[Person],
        vocabulary: Vocabulary | None = None,
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        """Take the roster apart.

        Args:
            people: The whole roster.
            vocabulary: The shipped one unless given.
            aliases: The person_id of printed names, as people said whose they are.
        """
        self._vocabulary = vocabulary or load_vocabulary()
        self._people = {person.person_id: person for person in people}
        self._aliases = {fold_name(printed): person_id for printed, person_id in (aliases or {}).items()}
        self._known = [known for person in self._people.values() for known in _known_names(person, self._vocabulary)]
        names = [known.name for known in self._known]
        self._facts = NameFacts(
            load_known_names(),
            frozenset("".join(name.given) for name in names),
            frozenset("".join(name.family) for name in names),
            self._vocabulary.particle,
        )
        self._by_word = defaultdict[str, list[int]](list)
        for number, name in enumerate(names):
            for word in {*name.words, "".join(name.given), "".join(name.family), *run_together(name)}:
                if len(word) > 1 and word not in self._facts.particles:
                    self._by_word[word].append(number)
        self._words = sorted(self._by_word)
        # Colleagues have many certificates each, and folders hold many.
        self._found: dict[str, Match] = {}
        self._named: dict[str, str | None] = {}
        self._same: dict[tuple[str, str], bool] = {}
        self._prior = math.log((1 - STRANGERS) / STRANGERS / max(len(self._people), LEAST_PEOPLE))

    def match(self, printed: str | None) -> Match:
        """Whose a printed name is."""
        text = (printed or "")[:LONGEST]
        if text not in self._found:
            self._found[text] = self._match(text)
        return self._found[text]

    def named_by(self, folder: str) -> str | None:
        """The person_id of the one whom a folder's name surely names in full, or whose person_id it is."""
        if folder not in self._named:
            self._named[folder] = self._named_by(folder)
        return self._named[folder]

    def is_same_name(self, printed: str | None, person_id: str) -> bool:
        """Whether first and last name of a printed name are those that the roster states first for the person."""
        asked = ((printed or "")[:LONGEST], person_id)
        if asked not in self._same:
            person = self._people.get(person_id)
            self._same[asked] = person is not None and same_first_and_last(asked[0], person.name, self._vocabulary)
        return self._same[asked]

    def shown(self, person_id: str) -> str | None:
        """A person's name and person_id for a sentence; None if nobody on the roster has the person_id."""
        person = self._people.get(person_id)
        return f"{person.name} ({person_id})" if person else None

    def _named_by(self, folder: str) -> str | None:
        if folder in self._people and not _DATE.fullmatch(folder):
            return folder
        text = _FOLDER_WORDS.sub(" ", _FOLDER_SIGNS.sub(" ", folder))
        fits = self._fits(list(printed_readings(text, self._vocabulary))[:1], far=False)
        match = self._decide(text, fits)
        in_full = {fit.person.person_id for fit in fits if fit.likeness.is_in_full}
        return match.person_id if match.certain and match.person_id in in_full else None

    def _match(self, text: str) -> Match:
        readings = printed_readings(text, self._vocabulary)
        usual = next(readings, None)
        if usual is None:
            return Match(None, False, "no holder's name was read")
        fits = self._fits([usual], far=False)
        if not (fits and self._is_sure(fits[0])):
            fits = self._fits([usual, *readings], far=True)
        said = self._people.get(self._aliases.get(fold_name(text), ""))
        return _as_said(text, said, fits) if said else self._decide(text, fits)

    def _fits(self, readings: Iterable[Reading], *, far: bool) -> list[_Fit]:
        """Each person whom the name may mean, by the best reading of their best name; the best fitting first."""
        best: dict[str, _Fit] = {}
        for reading in readings:
            for number in self._candidates(reading, far=far):
                known = self._known[number]
                likeness = compare(reading, known.name, known.former, self._facts)
                if likeness is None:
                    continue
                if known.is_other:
                    likeness = likeness.plus(Likeness(-OTHER_NAME_COST, 0.0))
                fit, person_id = _Fit(known.person, likeness), known.person.person_id
                if person_id not in best or best[person_id].rank < fit.rank:
                    best[person_id] = fit
        return sorted(best.values(), key=lambda fit: fit.rank, reverse=True)

    def _candidates(self, reading: Reading, *, far: bool) -> Iterable[int]:
        """The numbers of the names that have a word of the printed one, or with `far` one that is nearly so."""
        pairs = map("".join, zip(reading.words, reading.words[1:], strict=False))
        words = {*reading.words, *pairs, "".join(reading.words)}
        if far:
            for word in {word for word in words if len(word) >= min(FAR_LETTERS)}:
                most = FAR_LETTERS.get(len(word), MOST_FAR_LETTERS)
                near = process.extract(word, self._words, scorer=Levenshtein.distance, score_cutoff=most, limit=None)
                words |= {found for found, _, _ in near}
        return dict.fromkeys(number for word in sorted(words) for number in self._by_word.get(word, ()))

    def _odds(self, fit: _Fit) -> float:
        """How much likelier this person is than a stranger."""
        return math.exp(min(self._prior + fit.likeness.fit - fit.likeness.chance, 50.0))

    def _is_sure(self, fit: _Fit) -> bool:
        """Whether it is this person, as far as strangers go; a name without a slip is taken even if it is common."""
        likeness = fit.likeness
        if likeness.against or likeness.needs_support:
            return False
        return likeness.is_plain or self._odds(fit) >= CERTAIN_ODDS

    def _decide(self, printed: str, fits: Sequence[_Fit]) -> Match:
        likely = [
            fit
            for fit in fits
            if not fit.likeness.against and (fit.likeness.is_plain or self._odds(fit) >= LIKELY_ODDS)
        ]
        if not likely:
            return _nobody(printed, fits)
        best, *others = likely
        equal = [best, *(fit for fit in others if fit.is_within(EQUAL_RATIO, best))]
        ratio = PLAIN_RATIO if best.likeness.is_plain else CERTAIN_RATIO
        rivals = [fit for fit in others if fit.is_within(ratio, best)]
        if len(equal) > 1:
            called = " and ".join(fit.shown for fit in equal)
            doubt = _rather(best, Doubt.SEVERAL)
            return Match(None, False, f"{called} fit {printed!r} equally well", _ids(equal), doubt)
        reason = f"{best.shown} {best.likeness.words}"
        if rivals:
            reason = f"{reason}, but {rivals[0].shown} may be meant too"
            return Match(best.person.person_id, False, reason, _ids(rivals), _rather(best, Doubt.RIVAL))
        if self._is_sure(best):
            return Match(best.person.person_id, True, reason)
        return Match(best.person.person_id, False, reason, doubt=best.likeness.doubt)


def _as_said(printed: str, said: Person, fits: Sequence[_Fit]) -> Match:
    """The person whose this printed name is, as people said, unless somebody else is called just so."""
    reason = f"a person said that {printed!r} is {said.name} ({said.person_id})"
    others = [fit for fit in fits if fit.likeness.is_plain and fit.person.person_id != said.person_id]
    if others:
        reason = f"{reason}, but {others[0].shown} may be meant too"
        return Match(said.person_id, False, reason, _ids(others), Doubt.RIVAL)
    return Match(said.person_id, True, reason)


def _rather(best: _Fit, doubt: Doubt) -> Doubt:
    """That the name is another one weighs more than that it fits several."""
    return Doubt.OTHER_NAME if best.likeness.doubt is Doubt.OTHER_NAME else doubt


def _nobody(printed: str, fits: Sequence[_Fit]) -> Match:
    reason = f"nobody on the roster is called {printed!r}"
    forbidden = [fit for fit in fits if fit.likeness.against and fit.likeness.doubt in (None, Doubt.SHORT_FORM)]
    if not forbidden:
        return Match(None, False, reason)
    against = "; ".join(f"{fit.shown} is called so but for {fit.likeness.against}" for fit in forbidden)
    return Match(None, False, f"{reason}; {against}", _ids(forbidden))


def _known_names(person: Person, vocabulary: Vocabulary) -> Iterator[_Known]:
    names = [
        (name, number > 0)
        for number, text in enumerate((person.name, *person.other_names))
        for name in take_apart(text, vocabulary)
    ]
    families = frozenset(word for name, _ in names for word in name.family)
    for name, is_other in names:
        yield _Known(person, _with_middles(name, names[0][0]), is_other, families - set(name.family))


def _with_middles(name: Name, first: Name) -> Name:
    """Another name with the middle names that the roster states beside the first one, which go on forbidding others."""
    if name.middles or name.given != first.given:
        return name
    # "Dana R. Whitfield, formerly Dana Reyes": her R. is no middle name that she had before.
    is_former = any(middle[0] == word[0] for middle in first.middles for word in name.family)
    return name if is_former else replace(name, middles=first.middles)


def _ids(fits: Iterable[_Fit]) -> tuple[str, ...]:
    return tuple(fit.person.person_id for fit in fits)
