"""The word lists and lexicons that ship with the model.

Takes the folder of the trained model, gives a frozen `Vocabulary`. Refuses files that are not what the model card says.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ingest.errors import SettingsError
from ingest.word_kinds import WordKinds, load_word_kinds

_PACKAGED: Final = Path(__file__).parent / "trained"
# In a wheel the model lies inside the package; in a checkout it is where it is trained.
MODEL_FOLDER: Final = _PACKAGED if _PACKAGED.exists() else Path(__file__).parent.parent / "models" / "trained"


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of courses: its usual name, the wordings that mean it, its three-digit P.A.C.E. number if known."""

    name: str
    wordings: tuple[str, ...]
    number: str | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words that understanding needs. Words are lower case."""

    organisation: frozenset[str]
    organisation_weak: frozenset[str]  # those that stand in titles as well
    role: frozenset[str]
    common: frozenset[str]
    honorific: frozenset[str]
    letters_after: frozenset[str]
    particle: frozenset[str]
    field: frozenset[str]  # words of laboratory medicine
    providers: tuple[Provider, ...]
    known_providers: frozenset[str]  # the letters and digits of their wordings, without case
    word_kinds: WordKinds


def load_vocabulary(folder: Path = MODEL_FOLDER) -> Vocabulary:
    """Read `words.toml` and `providers.toml`.

    Raises:
        SettingsError: a file is missing or is not of its form.
    """
    words, providers = (_read(folder / name) for name in ("words.toml", "providers.toml"))
    try:
        return _vocabulary(words, providers, load_word_kinds(folder))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SettingsError(
            f"The model files in {folder} are not of their form: {error!r}. Install ingest again."
        ) from error


def _vocabulary(words: Mapping[str, Any], providers: Mapping[str, Any], word_kinds: WordKinds) -> Vocabulary:
    lists = {name: frozenset(text.split()) for name, text in words.items()}
    known = tuple(
        Provider(item["name"], tuple(item.get("wordings", ())), item.get("number")) for item in providers["provider"]
    )
    return Vocabulary(
        **lists,
        providers=known,
        known_providers=frozenset(fold(text) for item in known for text in (item.name, *item.wordings)),
        word_kinds=word_kinds,
    )


def fold(text: str) -> str:
    """The letters and digits of a text, without case."""
    return "".join(filter(str.isalnum, text.casefold()))


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"The model file {path} cannot be read: {error}. Install ingest again.") from error
