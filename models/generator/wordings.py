"""What certificates say around their values: lists of wordings by language and cue, with random lexical variation.

Takes `models/data/wordings.toml`, gives a wording for a cue: `wording(rng, "en", "certify")`.
Refuses to fall silent: a cue that a language lacks is said in English.
"""

import random
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent.parent / "data"
_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")


@cache
def cues(language: str) -> dict[str, tuple[str, ...]]:
    """Every cue of a language with its wordings, choices not yet drawn."""
    with (DATA / "wordings.toml").open("rb") as source:
        lists: dict[str, str] = tomllib.load(source)[language]
    return {cue: tuple(line.strip() for line in text.strip().splitlines()) for cue, text in lists.items()}


def wording(rng: random.Random, language: str, cue: str) -> str:
    """One wording for the cue."""
    lists = cues(language)
    return expand(rng, rng.choice(lists[cue] if cue in lists else cues("en")[cue]))


def expand(rng: random.Random, text: str) -> str:
    """The text with each `[a|b]` replaced by one of its alternatives.

    >>> expand(random.Random(1), "has [|been] [passed]").split()
    ['has', 'passed']
    """
    return " ".join(_CHOICE.sub(lambda choice: rng.choice(choice[1].split("|")), text).split(" ")).replace("  ", " ")
