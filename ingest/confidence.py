"""The only arithmetic on confidences: combine, calibrate, and decide what needs review.

Takes scores in log-odds and the parts of a field's confidence, gives probabilities. Refuses to look at documents.

The three parts of a field's confidence stay apart in its record: how well the words were read (`read`), how sure the
finder is of its piece (`extract`), and how plainly the piece is what the field wants (`normalise`).
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ingest.activity import FieldName
from ingest.errors import SettingsError

# A page that gives no word confidence (a text layer) is read without doubt, but not with certainty.
TEXT_LAYER_READ: Final = 0.999
NOTHING_ACCEPTED: Final = 1.01
# How often a second reader of another family says the same where the first is right, and where it is wrong: 1,652 and
# 55 words of 28 pictures of synthetic certificates, clean and poor, Tesseract and then PP-OCR (2026-11-23).
_SAME_IF_RIGHT, _SAME_IF_WRONG = 0.98, 0.25


def probability(odds: float) -> float:
    """The probability of log-odds.

    >>> probability(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))


def log_odds(probability: float) -> float:
    """The log-odds of a probability, which is kept away from 0 and 1."""
    kept = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(kept / (1 - kept))


def twice_read(first: float | None, agrees: bool | None) -> float | None:
    """How well words were read that a second, independent reader looked at as well.

    Agreement lifts the first reader's confidence, never to 1; disagreement pulls it down.

    Args:
        first: The first reader's confidence; None if it gives none, as of a text layer.
        agrees: Whether the second reader says the same; None if it did not look.

    >>> twice_read(0.7, agrees=True), twice_read(0.7, agrees=False), twice_read(0.7, agrees=None)
    (0.9014..., 0.0585..., 0.7)
    """
    if agrees is None or (first is None and agrees):
        return first
    right, wrong = (_SAME_IF_RIGHT, _SAME_IF_WRONG) if agrees else (1 - _SAME_IF_RIGHT, 1 - _SAME_IF_WRONG)
    return probability(log_odds(TEXT_LAYER_READ if first is None else first) + math.log(right / wrong))


@dataclass(frozen=True, slots=True)
class Parts:
    """What is known of one chosen candidate."""

    read: float | None  # weakest word, 0..1, see `twice_read`; None if the reader gives none
    extract: float  # the first model's chance, 0..1
    runner_up: float  # the same of the best candidate with another value; 0 if there is none
    agrees: bool | None  # whether the second opinion says the same; None if it says nothing
    normalise: float  # 1.0 plain; less when the value had to be mended or may be read in another way


# What the calibration weighs: the first model's log-odds, its lead over the runner-up, the reading's log-odds, and
# whether the second opinion agrees or contradicts.
FEATURES: Final = ("extract", "lead", "read", "agrees", "contradicts")


def features(parts: Parts) -> tuple[float, ...]:
    """The numbers of `FEATURES`."""
    read = TEXT_LAYER_READ if parts.read is None else parts.read
    lead = log_odds(parts.extract) - log_odds(max(parts.runner_up, 0.001))
    return (
        log_odds(parts.extract),
        min(lead, 8.0),
        min(log_odds(read), log_odds(TEXT_LAYER_READ)),
        float(parts.agrees is True),
        float(parts.agrees is False),
    )


@dataclass(frozen=True, slots=True)
class FieldCalibration:
    """A logistic curve from the features to the chance of being right, and the most that its data can tell."""

    weights: tuple[float, ...]  # of `FEATURES`
    bias: float
    ceiling: float  # 1 - 1 / (rows + 2)
    floor: float  # below this chance of the first model, a certificate more likely states no such value


@dataclass(frozen=True, slots=True)
class Weights:
    """What the values that were read for one field are weighed by, on a layout that people confirmed."""

    of: tuple[float, ...]  # one for each number that is known of a value, see `known_layout.WEIGHED`
    none: float  # the log-odds that none of them is right

    def shares(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The chance of each value, a row of numbers each: a conditional logit, in which none of them may be right."""
        odds = [sum(w * x for w, x in zip(self.of, row, strict=True)) for row in rows]
        highest = max(*odds, self.none)
        parts = [math.exp(each - highest) for each in odds]
        whole = sum(parts) + math.exp(self.none - highest)
        return [part / whole for part in parts]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What happened on held-out certificates whose required fields all cleared a threshold."""

    threshold: float
    records: int
    wrong: int
    error_bound: float  # one-sided 95 % upper bound (Clopper-Pearson) of the share that is wrong


@dataclass(frozen=True, slots=True)
class Calibration:
    """How sure to be of each field. Measured on certificates of issuers and layouts that no model was trained on."""

    version: str
    fields: Mapping[FieldName, FieldCalibration]
    acceptance: tuple[Acceptance, ...]  # by rising threshold
    acceptance_known: tuple[Acceptance, ...] = ()  # the same for layouts that people confirmed, see `memory`
    known_layout: Mapping[FieldName, Weights] = field(default_factory=dict)  # without them nothing is made surer there

    def confidence(self, name: FieldName, parts: Parts) -> float:
        """The calibrated chance that the field's value is right."""
        curve = self.fields[name]
        odds = curve.bias + sum(w * feature for w, feature in zip(curve.weights, features(parts), strict=True))
        return min(probability(odds), curve.ceiling) * parts.normalise

    def acceptance_threshold(self, promised_error: float, *, is_known: bool = False) -> float:
        """The least confidence that each required field must have for a record to be accepted without a person.

        The lowest threshold at which the held-out certificates bear out the promise; above 1, so that nothing is
        accepted, if they do so at none.

        Args:
            promised_error: The largest share of accepted records that may be wrong.
            is_known: Whether people confirmed certificates of this layout (see `memory`), which has its own table.
        """
        table = self.acceptance_known if is_known else self.acceptance
        kept = [item.threshold for item in table if item.error_bound <= promised_error]
        return min(kept, default=NOTHING_ACCEPTED)


def load_calibration(folder: Path) -> Calibration:
    """Read `calibration.json` of the model.

    Raises:
        SettingsError: the file is missing or is not of its form.
    """
    path = folder / "calibration.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Calibration(
            data["version"],
            {
                FieldName(name): FieldCalibration(tuple(item["weights"]), item["bias"], item["ceiling"], item["floor"])
                for name, item in data["fields"].items()
            },
            tuple(Acceptance(**item) for item in data["acceptance"]),
            tuple(Acceptance(**item) for item in data.get("acceptance_known", ())),  # not fitted yet: nothing accepted
            {
                FieldName(name): Weights(tuple(item["weights"].values()), item["none"])
                for name, item in data.get("known_layout", {}).items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"The model file {path} cannot be read: {error}. Install ingest again.") from error
