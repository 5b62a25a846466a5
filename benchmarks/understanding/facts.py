"""What one evaluation certificate is about: an invented person, a course, a provider, days and numbers.

Takes a seed and what a layout asks for, gives `Facts`; the same seed gives the same facts on every machine.
Refuses the training generator's lists: people, courses and providers stand in the files beside this module.
"""

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from ingest.activity import CategoryLabel

T = TypeVar("T")

HERE: Final = Path(__file__).parent
FIRST_DAY, LAST_DAY = date(2018, 6, 1), date(2026, 9, 30)
HOURS: Final = {
    "single": ["1"],
    "short": "0.5 0.75 1 1 1 1 1.25 1.5 1.5 2 2 2.5 3 4".split(),
    "whole": "1 1 1 2 2 3 4 5".split(),
    "day": "4 5 5.5 6 6.5 7".split(),
    "long": "8 9.5 10 12 12.5 14 16.5 20 24 31.25".split(),
    "tenths": "1 2 3 5 6 10 12".split(),  # give CEU with one decimal place
}
# Days that are not the completion: the fewest and the most days after it.
OTHER_DAYS: Final = {
    "approved": (-600, -40),
    "started": (-40, -1),
    "live": (-300, -20),
    "paid": (-60, -41),
    "issued": (1, 12),
    "printed": (13, 400),
    "expires": (40, 700),
    "renew": (350, 740),
    "posted": (2, 30),
}
MEETINGS: Final = (
    "{nth} Annual {region} Laboratory Symposium",
    "{year} Spring Seminar and Exhibits",
    "{region} Clinical Laboratory Conference {year}",
    "{nth} {region} Blood Bankers' Forum",
    "Advances in Diagnostics: {region} Regional Meeting",
    "{year} Lab Leaders Summit",
    "{nth} Annual Microbiology Update",
    "Fall Collaborative {year}: Laboratories Without Walls",
)
REGIONS: Final = (
    "Ozark",
    "Chesapeake",
    "Four Corners",
    "Upper Midwest",
    "Cascadia",
    "Gulf States",
    "Piedmont",
    "High Desert",
)


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person."""

    given: str
    middle: str | None
    family: str
    letters: str | None

    @property
    def natural(self) -> str:
        return " ".join(part for part in (self.given, self.middle, self.family) if part)

    @property
    def family_first(self) -> str:
        return f"{self.family}, {' '.join(part for part in (self.given, self.middle) if part)}"


@dataclass(frozen=True, slots=True)
class Provider:
    """Who gives the course; `number` is the first part of its P.A.C.E. numbers."""

    kind: str
    name: str
    short: str
    number: str
    also: tuple[str, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way in which its name may rightly be given."""
        return tuple(dict.fromkeys((self.name, self.short, *self.also)))


@dataclass(frozen=True, slots=True)
class Course:
    """A title and the area of the lab; no area for a meeting of many."""

    title: str
    category: CategoryLabel | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a layout may print, apart from what it draws with its own dice."""

    seed: str
    holder: Person
    provider: Provider
    course: Course
    hours: Decimal
    completed: date

    def day(self, name: str) -> date:
        """A day that is not the completion, such as `expires`."""
        fewest, most = OTHER_DAYS[name]
        return self.completed + timedelta(days=random.Random(f"{self.seed}:{name}").randint(fewest, most))


def make_facts(seed: str, kinds: Sequence[str], hours: str, *, is_meeting: bool = False) -> Facts:
    """Draw facts.

    Args:
        kinds: of provider; one of them.
        hours: a key of `HOURS`.
        is_meeting: a meeting of several sessions instead of a course.
    """
    rng = random.Random(f"facts:{seed}")
    completed = FIRST_DAY + timedelta(days=rng.randrange((LAST_DAY - FIRST_DAY).days))
    provider = rng.choice([provider for provider in providers() if provider.kind in kinds])
    offered = [one for one in courses() if provider.kind != "safety" or one.category is CategoryLabel.SAFETY]
    course = Course(_meeting(rng, completed.year), None) if is_meeting else rng.choice(offered)
    return Facts(seed, make_person(rng), provider, course, Decimal(rng.choice(HOURS[hours])), completed)


def make_person(rng: random.Random) -> Person:
    """Draw a person: two of five with a middle initial or name, half with letters after the name."""
    pool = people()
    middle = None
    if rng.random() < 0.4:
        middle = rng.choice("ABCDEFGHJKLMNPRSTVW") + "." if rng.random() < 0.7 else rng.choice(pool["given"])
    letters = rng.choice(pool["letters"]) if rng.random() < 0.5 else None
    return Person(rng.choice(pool["given"]), middle, rng.choice(pool["family"]), letters)


@cache
def people() -> dict[str, Any]:
    """Parts of names, roles, employers, places."""
    return tomllib.loads((HERE / "people.toml").read_text(encoding="utf-8"))


@cache
def courses() -> tuple[Course, ...]:
    lines = (HERE / "courses.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return tuple(Course(title, CategoryLabel(category)) for category, title in pairs)


@cache
def providers() -> tuple[Provider, ...]:
    """Providers; one without a P.A.C.E. number on a public page gets an invented one."""
    rows = tomllib.loads((HERE / "providers.toml").read_text(encoding="utf-8"))["provider"]
    return tuple(
        Provider(
            row["kind"], row["name"], row["short"], row.get("number", str(901 + place)), tuple(row.get("also", ()))
        )
        for place, row in enumerate(rows)
    )


def _meeting(rng: random.Random, year: int) -> str:
    number = rng.randint(4, 60)
    tail = "th" if 11 <= number <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return rng.choice(MEETINGS).format(nth=f"{number}{tail}", region=rng.choice(REGIONS), year=year)
