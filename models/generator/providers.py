"""Invented organisations, and the public ones that the model knows by name.

Takes a source of chance, gives an `Organisation`: who gives a course, or stands beside who gives it.
Refuses nothing.
"""

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from models.generator.people import names
from models.generator.wordings import DATA

KNOWN: Final = Path(__file__).parent.parent / "trained" / "providers.toml"


@dataclass(frozen=True, slots=True)
class Parts:
    """What names of organisations are put together from."""

    places: tuple[str, ...]
    subjects: tuple[str, ...]
    coined: tuple[str, ...]
    coined_ends: tuple[str, ...]
    things: tuple[str, ...]
    kinds: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Organisation:
    """`name` as the record has it, `printed` as the paper has it, `short` for a logo or an address."""

    name: str
    printed: str
    short: str
    number: str | None = None


def draw_organisation(rng: random.Random, kind: str, known: float = 0.0) -> Organisation:
    """An organisation of a kind; `known` is the share of public ones that the model knows."""
    if rng.random() < known:
        entry = rng.choice(known_providers())
        printed = rng.choice(entry["wordings"])
        return Organisation(entry["name"], printed, shortened(printed), entry.get("number"))
    last = names("en_US")[1]
    words = parts()
    coined = rng.choice(words.coined) + rng.choice(words.coined_ends)
    name = rng.choice(words.kinds[kind]).format(
        place=rng.choice(words.places),
        subject=rng.choice(words.subjects),
        name=rng.choice(last),
        name2=rng.choice(last),
        coined=coined,
        thing=rng.choice(words.things),
        thing2=rng.choice(words.things),
    )
    drawn, printed = rng.random(), name
    if drawn < 0.08 and kind in ("society", "agency"):
        printed = f"{name} ({shortened(name)})"
    elif drawn < 0.12 and kind in ("society", "school", "hospital", "agency"):
        printed = f"The {name}"
    return Organisation(printed, printed, coined if coined in name else shortened(name))


def shortened(name: str) -> str:
    """An acronym, or the first word of a short name."""
    words = [word.strip("(),.&") for word in name.split()]
    letters = "".join(word[0] for word in words if word[:1].isupper())
    return letters if 3 <= len(letters) <= 6 else words[0] if len(words[0]) > 2 else f"{words[0]}{words[-1]}"


@cache
def known_providers() -> tuple[dict[str, Any], ...]:
    """Those of `models/trained/providers.toml`."""
    with KNOWN.open("rb") as source:
        return tuple(tomllib.load(source)["provider"])


@cache
def parts() -> Parts:
    """Those of `models/data/organisations.toml`."""
    with (DATA / "organisations.toml").open("rb") as source:
        read = tomllib.load(source)
    kinds = {kind: tuple(text.strip().splitlines()) for kind, text in read.pop("kinds").items()}
    return Parts(kinds=kinds, **{name: tuple(text.split("|")) for name, text in read.items()})
