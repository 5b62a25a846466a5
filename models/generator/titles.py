"""Course titles: real ones of laboratory education by list, and composed ones of everything else.

Takes a source of chance and a kind of course, gives a `Title`.
Refuses to repeat one pattern: forms, words, codes, years and tails are drawn apart,
so that no scorer can learn the titles.
"""

import csv
import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from models.generator.providers import parts
from models.generator.wordings import DATA

SOURCE: Final = DATA / "titles.tsv"
CODES: Final = (
    "AB-###",
    "DP-###",
    "MOD ###",
    "EDU###x",
    "#.0##x",
    "CS##",
    "PL-###",
    "###-##",
    "AZ-9##",
    "WB####",
    "LAB###",
    "ISO 9###",
)
# The area of the lab that a composed title surely belongs to; the others are left open.
CATEGORIES: Final = {"software": "other", "data": "other", "language": "other", "science": "other"}


@dataclass(frozen=True, slots=True)
class Title:
    """A title with the area of the lab it belongs to, None where that is open."""

    text: str
    category: str | None


@cache
def listed_titles(path: Path = SOURCE) -> tuple[Title, ...]:
    """The gathered titles of laboratory education with their category."""
    with path.open(encoding="utf-8", newline="") as source:
        rows = csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(Title(" ".join(row["title"].split()), row["first"]) for row in rows)


@cache
def words() -> dict[str, dict[str, str]]:
    """The words of composed titles."""
    with (DATA / "course_words.toml").open("rb") as source:
        return tomllib.load(source)


def draw_title(rng: random.Random, kind: str, year: int, listed: tuple[Title, ...], language: str = "en") -> Title:
    """A title. `kind` is a table of course_words.toml; laboratory ones mostly come from the list."""
    if language in words() and rng.random() < 0.75:
        return Title(_foreign(rng, language, year), None)
    if kind == "laboratory" and listed and rng.random() < 0.85:
        return _decorated(rng, rng.choice(listed), year)
    return Title(_composed(rng, kind, year), CATEGORIES.get(kind))


def _decorated(rng: random.Random, title: Title, year: int) -> Title:
    drawn, text = rng.random(), title.text
    if drawn < 0.03:
        text = f"{_coded(rng)}: {text}"
    elif drawn < 0.06:
        text = f"{text} ({year})"
    elif drawn < 0.08:
        text = f"{year} {text}" if not text[0].isdigit() else text
    elif drawn < 0.1:
        text = f"{text}, Part {rng.randint(1, 4)}"
    elif drawn < 0.12:
        subject = (title.category or "general").replace("_", " ").title()
        text = f"{rng.choice(('Pro', 'Online', 'CE'))} Course - {subject} - {text} ({year} & {year + 1})"
    return Title(text, title.category)


def _composed(rng: random.Random, kind: str, year: int) -> str:
    pools = {name: text.split("|") for name, text in words()[kind].items()}
    forms = words()["forms"]["event" if kind == "event" else "plain"].strip().splitlines()
    tails = words()["forms"]["tail"].strip().splitlines()
    thing, other, third = rng.sample(pools["thing"], 3)
    topic = rng.choice(words()[rng.choice(("data", "software", "health", "science", "laboratory"))]["thing"].split("|"))
    count = rng.randint(1, 12)
    number = rng.randint(1, 60)
    tail = "th" if 11 <= number % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    area = rng.choice(pools["area"])
    text = rng.choice(forms).format(
        thing=thing, other=other, third=third, area=area, tail=rng.choice(tails).format(year=year), year=year, n=count,
        m=max(count, rng.randint(2, 12)), code=_coded(rng), place=rng.choice(parts().places), topic=topic,
        ordinal=f"{number}{tail}",
        short="".join(word[0] for word in thing.split()).upper() if " " in thing else str(year),
        one=area.removesuffix("s"),
    )  # fmt: skip
    return " ".join(text.split())


def _foreign(rng: random.Random, language: str, year: int) -> str:
    pools = {name: text.split("|") for name, text in words()[language].items()}
    thing, other = rng.sample(pools["thing"], 2)
    return rng.choice(pools["forms"]).format(thing=thing, other=other, year=year, n=rng.randint(1, 5))


def _coded(rng: random.Random) -> str:
    return "".join(str(rng.randint(0, 9)) if letter == "#" else letter for letter in rng.choice(CODES))
