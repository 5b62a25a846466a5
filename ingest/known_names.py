"""What is generally known of names: how common one is, and which short forms stand for it.

Takes nothing but the two lists that ship beside this module; gives shares of people, and whether two given names may be
one person's. Refuses to know anybody: no first name stands beside a last name here. Names are folded (`name_forms`).
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from ingest.errors import SettingsError

FOLDER: Final = Path(__file__).parent
# Share of people who have one of the names of a list, roughly: that of the name in its middle.
SHARES: Final = {
    "given": {"most": 3e-3, "many": 3e-4, "some": 3e-5},
    "family": {"most": 1.5e-3, "many": 2e-4, "some": 3e-5},
}
RARE: Final = 3e-6  # share of people who have a certain rare name
UNLISTED: Final = 0.3  # of people who have a name that is in no list
SMOOTHING: Final = 3.0  # how many runs of letters are worth as much as the shorter run's
LETTERS: Final = 27  # and the end
REMEMBERED: Final = 20_000  # words
LEAST_NAME: Final = 1e-9  # of any word of letters: there are names of every kind
LEAST: Final = 1e-12
SHORT_SHARE: Final = 0.1  # of those who have a name, who are known by one certain short form of it


class Spelling:
    """How names are spelled: the chance of each letter after the two before it, as the names of a list have it."""

    def __init__(self, listed: Iterable[str]) -> None:
        framed = (f"^^{name}$" for name in listed)
        runs = Counter(name[end - 2 : end + 1] for name in framed for end in range(2, len(name)))
        self._seen = Counter[str]()  # runs of letters; with a star for all that begin so
        for run, count in runs.items():
            for start in range(3):
                self._seen[run[start:]] += count
                self._seen[f"{run[start:2]}*"] += count
        self.share = lru_cache(REMEMBERED)(self._share)  # the same words come again and again

    def _share(self, word: str) -> float:
        """The share of people who have this name, if it is in no list; next to none for what has other signs."""
        if not word.isalpha():
            return LEAST
        framed = f"^^{word}$"
        share = UNLISTED
        for end in range(2, len(framed)):
            chance = 1 / LETTERS
            for start in (end, end - 1, end - 2):
                before = framed[start:end]
                seen, all_seen = self._seen[f"{before}{framed[end]}"], self._seen[f"{before}*"]
                chance = (seen + SMOOTHING * chance) / (all_seen + SMOOTHING)
            share *= chance
        return max(share, LEAST_NAME)


@dataclass(frozen=True, slots=True)
class NameShares:
    """How many people have a given or last name."""

    listed: Mapping[str, float]
    spelling: Spelling

    def __contains__(self, word: str) -> bool:
        return word in self.listed

    def share(self, word: str) -> float:
        """The share of people who have this name; tiny for what is no name.

        >>> given = load_known_names().given
        >>> given.share("maria") > given.share("marilda") > given.share("mxrla")
        True
        """
        return self.listed.get(word) or self.spelling.share(word)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The lists, ready to be asked."""

    given: NameShares  # with short forms
    family: NameShares
    stands_for: Mapping[str, frozenset[str]]  # the names that a short form stands for, by short form
    short_forms: Mapping[str, frozenset[str]]  # the other way round

    def are_short_forms(self, one: str, other: str) -> bool:
        """Whether two given names may be one person's: one is short for the other, or both are for a third.

        >>> names = load_known_names()
        >>> names.are_short_forms("bob", "robert"), names.are_short_forms("bob", "rob")
        (True, True)
        >>> names.are_short_forms("christina", "christine")
        False
        """
        nothing = frozenset[str]()
        return (
            not self.stands_for.get(one, nothing)
            .union((one,))
            .isdisjoint(self.stands_for.get(other, nothing).union((other,)))
        )


@cache
def load_known_names() -> KnownNames:
    """Read the lists, once.

    Raises:
        SettingsError: a list is missing or is not of its form.
    """
    common, groups = _read("common_names.toml"), _read("nicknames.toml")
    stands_for, short_forms = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for group in groups.values():
        for name, forms in group.items():
            short_forms[name].update(forms.split())
            for short in forms.split():
                stands_for[short].add(name)
    shares = {
        part: {name: share for tier, share in tiers.items() for name in common[part][tier].split()}
        for part, tiers in SHARES.items()
    }
    given = shares["given"]
    short_shares = {
        short: SHORT_SHARE * max(given.get(name, RARE) for name in names) for short, names in stands_for.items()
    }
    return KnownNames(
        given=NameShares(short_shares | given, Spelling(given)),
        family=NameShares(shares["family"], Spelling(shares["family"])),
        stands_for={short: frozenset(names) for short, names in stands_for.items()},
        short_forms={name: frozenset(short_forms) for name, short_forms in short_forms.items()},
    )


def _read(name: str) -> Mapping[str, Any]:
    path = FOLDER / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"The list of names {path} cannot be read: {error}. Install ingest again.") from error
