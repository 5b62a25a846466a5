"""The only arithmetic on confidences: combine, calibrate, and decide what needs review.

Takes scores in log-odds and the parts of a field's confidence, gives probabilities. Refuses to look at documents.

The three parts of a field's confidence stay apart in its record: how well the words were read (`read`), how sure the
finder is of its piece (`extract`), and how plainly the piece is what the field wants (`normalise`).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.activity import FieldName
from ingest.errors import SettingsError

# A page that gives no word confidence (a text layer) is read without doubt, but not with certainty.
_TEXT_LAYER_READ: Final = 0.999
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
    return probability(log_odds(_TEXT_LAYER_READ if first is None else first) + math.log(right / wrong))


@dataclass(frozen=True, slots=True)
class Parts:
    """What is known of one chosen candidate."""

    method: str  # how it was found
    read: float | None  # weakest word, 0..1, see `twice_read`; None if the reader gives none
    extract: float  # the finder's own confidence, 0..1
    runner_up: float  # the same of the best candidate with another value; 0 if there is none
    normalise: float  # 1.0 plain; less when the value had to be mended or may be read in another way


def features(parts: Parts) -> tuple[float, float, float]:
    """What the calibration weighs: the finder's log-odds, its lead over the runner-up, the reading's log-odds."""
    read = _TEXT_LAYER_READ if parts.read is None else parts.read
    lead = log_odds(parts.extract) - log_odds(max(parts.runner_up, 0.001))
    return log_odds(parts.extract), min(lead, 8.0), min(log_odds(read), log_odds(_TEXT_LAYER_READ))


@dataclass(frozen=True, slots=True)
class FieldCalibration:
    """A logistic curve from the features to the chance of being right, and the most that its data can tell."""

    weights: tuple[float, float, float]
    bias: float
    methods: Mapping[str, float]  # what each way of finding adds; one that the data did not have adds nothing
    ceiling: float  # 1 - 1 / (rows + 2)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What happened on held-out certificates whose required fields all cleared a threshold."""

    threshold: float
    records: int
    wrong: int
    error_bound: float  # one-sided 95 % upper bound (Clopper-Pearson) of the share that is wrong


@dataclass(frozen=True, slots=True)
class Calibration:
    """How sure to be of each field. Measured on certificates that the rules were not written from."""

    version: str
    fields: Mapping[FieldName, FieldCalibration]
    acceptance: tuple[Acceptance, ...]  # by rising threshold

    def confidence(self, name: FieldName, parts: Parts) -> float:
        """The calibrated chance that the field's value is right."""
        curve = self.fields[name]
        odds = curve.bias + curve.methods.get(parts.method, 0.0)
        odds += sum(weight * feature for weight, feature in zip(curve.weights, features(parts), strict=True))
        return min(probability(odds), curve.ceiling) * parts.normalise

    def acceptance_threshold(self, promised_error: float) -> float:
        """The least confidence that each required field must have for a record to be accepted without a person.

        The lowest threshold at which the held-out certificates bear out the promise; above 1, so that nothing is
        accepted, if they do so at none.
        """
        kept = [item.threshold for item in self.acceptance if item.error_bound <= promised_error]
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
                FieldName(name): FieldCalibration(
                    tuple(item["weights"]), item["bias"], item["methods"], item["ceiling"]
                )
                for name, item in data["fields"].items()
            },
            tuple(Acceptance(**item) for item in data["acceptance"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"The model file {path} cannot be read: {error}. Install ingest again.") from error
