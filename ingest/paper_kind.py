"""How likely a paper is a certificate of a finished course, by all of its words.

Takes a text, gives a chance, learned from the words of written certificates and of other papers (`models/papers.py`).
Refuses to decide: `paper` holds it against what the paper plainly says.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.arrays import read_arrays
from ingest.confidence import probability
from ingest.errors import SettingsError

BUCKETS: Final = 1 << 14
FILE: Final = "papers.npz"
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[^\w\s]")


@dataclass(frozen=True, slots=True)
class PaperKind:
    """The learned weights, shape (buckets,), and the bias."""

    weights: npt.NDArray[np.float32]
    bias: float

    def chance(self, lines: Sequence[str]) -> float:
        """The chance that a paper with these lines is a certificate of a finished course."""
        places = paper_buckets(lines)
        return probability(self.bias + float(self.weights[list(places)].sum()) / max(len(places), 1) ** 0.5)


def paper_buckets(lines: Sequence[str]) -> tuple[int, ...]:
    """The places of the words of the lines, and of their pairs and threes within a line, in the table, each once.

    Digits are all the same. A number, a name and a title are words like others: that they are rare keeps them silent.
    """
    found: set[int] = set()
    for line in lines:
        words = ["^", *("0" if word.isdigit() else word for word in _WORD.findall(line.casefold())), "$"]
        for size in (1, 2, 3):
            runs = (" ".join(words[start : start + size]) for start in range(len(words) - size + 1))
            found.update(zlib.crc32(run.encode()) % BUCKETS for run in runs)
    return tuple(sorted(found))


def load_paper_kind(folder: Path) -> PaperKind:
    """Read the weights of the model.

    Raises:
        SettingsError: the file is missing or is not of its form.
    """
    path = folder / FILE
    weights, bias = read_arrays(path, "weights", "bias")
    if weights.shape != (BUCKETS,) or bias.shape != ():
        raise SettingsError(f"The model file {path} is not of its form: {weights.shape}. Install ingest again.")
    return PaperKind(weights.astype(np.float32), float(bias))
