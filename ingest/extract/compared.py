"""What the model knows of a piece beside the others: the nearest cue, its rivals, its twins, whether its name is known.

Takes a `Sheet`, `Pieces` and the cues at each piece, gives columns; `COMPARED` names them. Refuses to weigh anything.

A twin is a piece with the same letters: the provider in the heading and in "... is approved as a provider". A rival is
a piece at another place.
"""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from ingest.extract.cues import CUES
from ingest.extract.pieces import Pieces
from ingest.extract.tokens import Floats, Ints, Sheet
from ingest.vocabulary import fold

FAR: Final = 80.0  # characters; a cue further away is as good as none
# A cue so many characters further away than the nearest one is as near.
AS_NEAR: Final = 12.0
MOST_RIVALS: Final = 3
SHORTEST_NAME: Final = 4  # letters of an address, of initials one less
# Cues that stand in labels, or before a value in a sentence.
LABEL_CUES: Final = (
    "name_label title_label completed_on tested_on held_on issued_on date_label expires prepared of_person printed_on"
    " start credit_for credit_label credit_unit provided_by provider_label number_label program_number provider_number"
    " certificate_number kind teaches category"
).split()
LABEL_PLACES: Final = [list(CUES).index(name) for name in LABEL_CUES]
# Cues that stand after a name.
_AFTER_CUES: Final = ("approved_provider", "signs", "has_done", "organisation")
_AFTER_PLACES: Final = [len(CUES) + list(CUES).index(name) for name in _AFTER_CUES]
COMPARED: Final = (
    *(f"near_{name}" for name in LABEL_CUES),
    *(f"rivals_near_{name}" for name in LABEL_CUES),
    *(f"rivals_label_{name}" for name in LABEL_CUES),
    *(f"twins_near_{name}" for name in LABEL_CUES),
    *(f"twins_label_{name}" for name in LABEL_CUES),
    *(f"twins_before_{name}" for name in _AFTER_CUES),
    "in_address",
    "initials_on_page",
    "is_known_provider",
)
# The name in a web or mail address.
_ADDRESS: Final = re.compile(r"(?<![\w-])([\w-]{3,63})\.(?:com|org|net|edu|gov|io|co|us|info|health)\b")


def compared(sheet: Sheet, pieces: Pieces, folded: Sequence[str], cues: Floats, labels: Floats) -> Floats:
    """The columns, shape (pieces, names).

    Args:
        sheet: The certificate.
        pieces: Those to compare.
        folded: The letters of each.
        cues: The distances of the cues: before, after, inside.
        labels: The cues of their labels.
    """
    near, said = _near(cues[:, LABEL_PLACES]), labels[:, LABEL_PLACES]
    after = (cues[:, _AFTER_PLACES] < AS_NEAR).astype(np.float32)
    twins = _of_twins(np.concatenate((near, said, after), axis=1), folded)
    names = _names(sheet, pieces, folded)
    return np.concatenate((near, _rivals(near, pieces), _rivals(said, pieces), twins, names), axis=1, dtype=np.float32)


def _near(before: Floats) -> Floats:
    """Of the cues before the piece, those that are nearest: 1, or 0. `before` holds their distances."""
    nearest = before.min(axis=1, keepdims=True)
    return np.asarray((before <= nearest + AS_NEAR) & (before < FAR), dtype=np.float32)


def _rivals(said: Floats, pieces: Pieces) -> Floats:
    """Of how many other places on the certificate the same is said; pieces that begin at one token are one place."""
    _, first, place = np.unique(pieces.first, return_index=True, return_inverse=True)
    of_places = said[first]
    return np.asarray(np.minimum(of_places.sum(axis=0) - of_places[place], MOST_RIVALS), dtype=np.float32)


def _of_twins(said: Floats, folded: Sequence[str]) -> Floats:
    """What is said of any piece with the same letters."""
    groups: dict[str, int] = {}
    group: Ints = np.array([groups.setdefault(text, len(groups)) for text in folded], dtype=np.int64)
    most = np.zeros((len(groups), said.shape[1]), dtype=np.float32)
    np.maximum.at(most, group, said)
    return most[group]


def _names(sheet: Sheet, pieces: Pieces, folded: Sequence[str]) -> Floats:
    """Whether a web address on the page has the piece's name, whether its initials stand there, whether it is known."""
    addresses = {fold(match[1]) for page in sheet.layout.pages for match in _ADDRESS.finditer(page.text.lower())}
    addresses = {name for name in addresses if len(name) >= SHORTEST_NAME - 1}
    words = {fold(text) for text in sheet.texts if text.isupper()} | addresses
    rows = []
    for first, last, text in zip(pieces.first.tolist(), pieces.last.tolist(), folded, strict=True):
        initials = "".join(token[0] for token in sheet.texts[first : last + 1] if token[0].isupper()).casefold()
        is_named = any(
            (len(name) >= SHORTEST_NAME and len(text) >= SHORTEST_NAME and (name in text or text in name))
            for name in addresses
        )
        rows.append((is_named, len(initials) >= SHORTEST_NAME - 1 and initials in words, text in sheet.known_providers))
    return np.array(rows, dtype=np.float32).reshape(-1, 3)
