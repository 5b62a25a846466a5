"""A layout: the composition and the wordings that one issuer keeps for all its certificates.

Takes the seed of the run and the number of the layout; gives every decision by its name,
the same each time it is asked.
Refuses to depend on the order of questions: each decision has a source of chance of its own.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

from models.generator.facts import Genre, draw_genre
from models.generator.fonts import Theme, draw_theme
from models.generator.forms import CreditForm, draw_credit_form, draw_day_form
from models.generator.ornaments import BORDER_WEIGHTS, BORDERS
from models.generator.providers import Organisation, draw_organisation
from models.generator.wordings import wording

T = TypeVar("T")

# Wordings that other issuers than those of laboratory education do not print.
OF_LABORATORIES: Final = re.compile(
    r"P\.?A\.?C\.?E\b|ASCLS|CMLE|Laborator|Florida|California|IACET|50 minutes|contact hour", re.IGNORECASE
)

LANGUAGES: Final = {"en": 85, "es": 4, "fr": 3, "pt": 3, "de": 2, "it": 1, "id": 2}
FOREIGN_GENRES: Final = ("mooc", "bootcamp", "corporate", "conference", "university", "government")
# Page sizes in points, landscape first; the pictures of web services are larger.
SIZES: Final = {
    (792.0, 612.0): 34, (612.0, 792.0): 20, (842.0, 595.0): 18, (595.0, 842.0): 10, (960.0, 540.0): 4,
    (720.0, 540.0): 3,
    (1123.0, 794.0): 4, (1056.0, 816.0): 2, (720.0, 405.0): 2, (595.0, 420.0): 2, (1190.0, 842.0): 1,
}  # fmt: skip
ACCENTS: Final = (
    "#1f3f77", "#7a1f2b", "#1d6b4f", "#8a6d1b", "#40356f", "#0f6f86", "#333333", "#a8431d", "#225577", "#b8860b",
    "#0056d2", "#5624d0",
    "#006644", "#c0392b", "#2c3e50", "#00695c", "#6a1b9a", "#ad1457", "#37474f", "#004d40", "#bf6900", "#1a1a2e",
)  # fmt: skip
GREYS: Final = ("#000000", "#000000", "#222222", "#333333", "#444444", "#1a2a4a")


@dataclass(frozen=True)
class Layout:
    """One issuer's way to print."""

    seed: int
    number: int

    @property
    def group(self) -> str:
        """What certificates share that are laid out alike."""
        return str(self.number)

    def rng(self, name: str) -> random.Random:
        """The source of chance of the decision of that name."""
        return random.Random(f"{self.seed}:{self.number}:{name}")

    def pick(self, name: str, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
        return self.rng(name).choices(options, weights)[0]

    def chance(self, name: str, share: float) -> bool:
        return self.rng(name).random() < share

    def between(self, name: str, least: float, most: float) -> float:
        return self.rng(name).uniform(least, most)

    def say(self, cue: str, name: str = "") -> str:
        """This layout's wording for the cue; a second one for another name."""
        rng = self.rng(f"say:{cue}:{name}")
        text = wording(rng, self.language, cue)
        while OF_LABORATORIES.search(text) and not self.genre.of_laboratories:
            text = wording(rng, self.language, cue)
        return text

    @cached_property
    def language(self) -> str:
        return self.pick("language", tuple(LANGUAGES), tuple(LANGUAGES.values()))

    @cached_property
    def genre(self) -> Genre:
        rng = self.rng("genre")
        genre = draw_genre(rng)
        while self.language != "en" and genre.name not in FOREIGN_GENRES:
            genre = draw_genre(rng)
        return genre

    @cached_property
    def size(self) -> tuple[float, float]:
        return self.pick("size", tuple(SIZES), tuple(SIZES.values()))

    @cached_property
    def theme(self) -> Theme:
        return draw_theme(self.rng("theme"))

    @cached_property
    def accent(self) -> str:
        return self.pick("accent", ACCENTS)

    @cached_property
    def border(self) -> str:
        return self.pick("border", BORDERS, BORDER_WEIGHTS)

    @cached_property
    def ink(self) -> str:
        return self.pick("ink", GREYS)

    @cached_property
    def unit(self) -> str:
        return self.pick("unit", tuple(self.genre.units), tuple(self.genre.units.values()))

    @cached_property
    def credit_form(self) -> CreditForm:
        return draw_credit_form(self.rng("credit_form"), self.unit, self.language)

    @cached_property
    def day_form(self) -> str:
        return draw_day_form(self.rng("day_form"), self.language)

    def provider(self, rng: random.Random) -> Organisation:
        """The issuer: most layouts belong to one, some are of a platform that prints for many."""
        kinds = self.genre.providers
        source = rng if self.chance("many_providers", 0.2) else self.rng("provider")
        organisation = draw_organisation(
            source, source.choices(tuple(kinds), tuple(kinds.values()))[0], self.genre.known
        )
        while not self.theme.covers(organisation.printed):
            organisation = draw_organisation(source, source.choices(tuple(kinds), tuple(kinds.values()))[0])
        return organisation

    def states(self, field: str) -> bool:
        """Whether certificates of this layout print that field."""
        return self.chance(f"states:{field}", self.genre.states[field])

    @cached_property
    def several_days(self) -> bool:
        return self.chance("several_days", self.genre.several_days)

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """The roles of those who sign, none to four."""
        count = self.pick("signers", (0, 1, 2, 3, 4), (18, 38, 28, 12, 4))
        return tuple(self.say("role", str(number)) for number in range(count))
