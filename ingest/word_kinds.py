"""How a word is usually used on certificates: in names, in titles, in organisations, in the wording around them.

Takes a word, gives a log-odds for each kind, learned from the letters of names, titles, organisations and wordings
(`models/word_kinds.py`). Refuses to know whole phrases: a piece is the mean of its words.
"""

import unicodedata
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.arrays import read_arrays
from ingest.errors import SettingsError

KINDS: Final = ("person", "course", "institution", "wording")
BUCKETS: Final = 1 << 15
FILE: Final = "word_kinds.npz"
_MARKS: Final = ".,;:!?'’*•–—-/&#[]<>=_\"“”()"


@dataclass(frozen=True, slots=True)
class WordKinds:
    """The learned weights, shape (buckets, kinds), and the bias of each kind."""

    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    _known: dict[str, npt.NDArray[np.float32]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, word: str) -> npt.NDArray[np.float32]:
        """The log-odds of a word for each kind, shape (kinds,)."""
        known = self._known.get(word)
        if known is None:
            places = buckets(word)
            known = self.weights[list(places)].mean(axis=0) if places else np.zeros(len(KINDS), dtype=np.float32)
            if len(self._known) < 20_000:  # words of wordings come again on each certificate
                self._known[word] = known
        return known


def buckets(word: str) -> tuple[int, ...]:
    """The places of the word and of its runs of three and four letters in the table; none for a mark."""
    plain = unicodedata.normalize("NFKD", word).casefold().strip(_MARKS)
    plain = "".join("0" if letter.isdigit() else letter for letter in plain if not unicodedata.combining(letter))
    if not plain:
        return ()
    framed = f"^{plain}$"
    runs = [framed[start : start + size] for size in (3, 4) for start in range(len(framed) - size + 1)]
    return tuple(zlib.crc32(run.encode()) % BUCKETS for run in (f"w{plain}", *runs))


def load_word_kinds(folder: Path) -> WordKinds:
    """Read the weights of the model.

    Raises:
        SettingsError: the file is missing or is not of its form.
    """
    path = folder / FILE
    weights, bias = (array.astype(np.float32) for array in read_arrays(path, "weights", "bias"))
    if weights.shape != (BUCKETS, len(KINDS)) or bias.shape != (len(KINDS),):
        raise SettingsError(f"The model file {path} is not of its form: {weights.shape}. Install ingest again.")
    return WordKinds(weights, bias)
