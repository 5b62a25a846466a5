"""The second opinion: what a small recogniser takes for the values of a certificate, from its plain text alone.

Takes the pages of one certificate, gives pieces of their text for each field, those said most often first. Refuses to
be an extractor: it sees neither places nor sizes, so its pieces are never values; whether it says the same as the first
model is one of the signs that feed the confidence.

The recogniser is a spaCy pipeline that `models/opinion.py` trains. Nothing in its folder is executable.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingest.activity import Candidate, FieldName
from ingest.credits import find_credits
from ingest.dates import find_dates
from ingest.document import Page
from ingest.errors import SettingsError

if TYPE_CHECKING:
    from spacy.language import Language

FOLDER: Final = "opinion"  # in the folder of the trained models
LABELS: Final[Mapping[str, FieldName]] = {
    name.value.upper(): name
    for name in (
        FieldName.HOLDER,
        FieldName.TITLE,
        FieldName.PROVIDER,
        FieldName.COMPLETED_ON,
        FieldName.CREDIT,
    )
}
MOST_LETTERS: Final = 3000  # of a page, the rest is not looked at; the longest of 226 real ones had 2,400 (2026-11-23)
SAME_SHARE: Final = 0.8  # of the letters of two pieces that overlap, those that both hold, to say the same
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Opinion:
    """The recogniser, loaded once for each worker."""

    recogniser: "Language"


@dataclass(frozen=True, slots=True)
class Said:
    """A piece that the recogniser takes for a value: `page.text[start:end]`."""

    page: int  # the page's number, from 1
    start: int
    end: int
    text: str


Opinions = Mapping[FieldName, tuple[Said, ...]]


def load_opinion(folder: Path) -> Opinion:
    """Load the recogniser from the folder of the trained models.

    Raises:
        SettingsError: it is missing or damaged.
    """
    import spacy  # noqa: PLC0415 - takes a second or two

    path = folder / FOLDER
    try:
        recogniser = spacy.load(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"The model in {path} cannot be read: {error}. Install ingest again.") from error
    return Opinion(recogniser)


def opinions(pages: Sequence[Page], opinion: Opinion) -> Opinions:
    """What the recogniser takes for values on the pages of one certificate; a field that it does not see is absent."""
    found: dict[FieldName, list[Said]] = {}
    with opinion.recogniser.memory_zone():  # or a worker would keep each word that it ever read
        for page in pages:
            for entity in opinion.recogniser(page.text[:MOST_LETTERS]).ents:
                name, text = LABELS.get(entity.label_), entity.text.strip()  # it may take in the end of a line
                if name is not None and text:
                    start = entity.start_char + entity.text.index(text)
                    found.setdefault(name, []).append(Said(page.number, start, start + len(text), text))
    return {name: _most_said_first(pieces) for name, pieces in found.items()}


def _most_said_first(pieces: Sequence[Said]) -> tuple[Said, ...]:
    """Stable: of pieces said equally often, those that come first in the text."""
    times = Counter(folded(piece.text) for piece in pieces)
    return tuple(sorted(pieces, key=lambda piece: -times[folded(piece.text)]))


def agrees(candidate: Candidate, said: Opinions) -> bool | None:
    """Whether the second opinion says the same as a candidate of the first; None if it says nothing of the field."""
    pieces = said.get(candidate.name)
    if not pieces:
        return None
    return any(_same(candidate, piece) for piece in pieces)


def _same(candidate: Candidate, piece: Said) -> bool:
    """The same value as far as the form tells, the same letters, or nearly the same place."""
    text = candidate.evidence.text
    if candidate.name is FieldName.COMPLETED_ON:
        return _dates(text) == _dates(piece.text) != ()
    if candidate.name is FieldName.CREDIT:
        labelled = text if candidate.label is None else f"{candidate.label}: {text}"
        return _amount(labelled) == _amount(piece.text) is not None
    return folded(text) == folded(piece.text) != "" or _shared(candidate, piece) >= SAME_SHARE


def folded(text: str) -> str:
    """The letters and digits alone, without case and accents.

    >>> folded("José\\n RUIZ, 1.5") == folded("jose ruiz 1,5")
    True
    """
    return re.sub(r"[\W_]+|[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text).casefold())


def _dates(text: str) -> tuple[object, ...]:
    return tuple(span.readings for span in find_dates(text))


def _amount(text: str) -> Decimal | None:
    """The amount of credit, or the first number where no unit is printed beside it."""
    credits = find_credits(text)
    if credits:
        return credits[0].credit.amount
    number = _NUMBER.search(text)
    return Decimal(number[0].replace(",", ".")) if number else None


def _shared(candidate: Candidate, piece: Said) -> float:
    """The share of letters that two pieces of one page have in common, of those that either has."""
    evidence = candidate.evidence
    start, end = max(evidence.start, piece.start), min(evidence.end, piece.end)
    if evidence.page != piece.page or start >= end:
        return 0.0
    both = len(folded(evidence.text[start - evidence.start : end - evidence.start]))
    either = len(folded(evidence.text)) + len(folded(piece.text)) - both
    return both / either if either else 0.0
