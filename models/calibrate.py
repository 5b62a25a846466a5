"""Fits the calibration: from calibration rows to `trained/calibration.json`.

    python models/calibrate.py

Takes `data/calibration.csv` (see `rows.py`), gives a logistic curve for each field and the table of acceptance
thresholds; prints the reliability of each field, with curves fitted on the other groups. The same rows give the same
file. Refuses to count synthetic rows for more than real ones: where a field has both, each kind weighs the same.
"""

import csv
import json
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.activity import REQUIRED_FIELDS, FieldName

HERE = Path(__file__).parent
VERSION = "rules-1"
RIDGE = 2.0  # rows of pull toward no opinion; holds the curve of a field with few errors from running away
FOLDS = 5
TOLERATED = 0.05  # one-sided: the bounds hold with 95 %


@dataclass(frozen=True, slots=True)
class Row:
    """One field of one held-out certificate."""

    record: int
    group: int
    is_real: bool
    field: FieldName
    method: str
    features: tuple[float, float, float]
    plainness: float
    is_right: bool


def main() -> None:
    """Fit, print, write."""
    rows = load_rows(HERE / "data" / "calibration.csv")
    by_field: dict[FieldName, list[Row]] = defaultdict(list)
    for row in rows:
        by_field[row.field].append(row)
    fields: dict[str, Any] = {}
    held_out: dict[int, dict[FieldName, tuple[float, bool]]] = defaultdict(dict)
    print(f"{'field':20} {'rows':>5} {'groups':>6} {'right':>6} {'ECE':>6}  of those >= .99: right")
    for name in (name for name in FieldName if name in by_field):
        own = by_field[name]
        curve = fit(own)
        fields[name.value] = {
            "weights": curve.weights,
            "bias": curve.bias,
            "methods": curve.methods,
            "ceiling": ceiling(own),
        }
        chances = across_folds(own)
        for row, chance in zip(own, chances, strict=True):
            held_out[row.record][name] = (chance, row.is_right)
        print(reliability(name, own, chances))
    acceptance = acceptance_table(list(held_out.values()))
    for item in acceptance:
        print(item)
    data = {"version": VERSION, "fields": fields, "acceptance": acceptance}
    (HERE / "trained" / "calibration.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def load_rows(path: Path) -> list[Row]:
    """The rows that `rows.py` wrote."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Row(
                int(item["record"]),
                int(item["group"]),
                item["is_real"] == "1",
                FieldName(item["field"]),
                item["method"],
                (float(item["extract"]), float(item["lead"]), float(item["read"])),
                float(item["plainness"]),
                item["is_right"] == "1",
            )
            for item in csv.DictReader(file)
        ]


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve: odds = bias + weights . features + what the method adds."""

    bias: float
    weights: tuple[float, ...]
    methods: dict[str, float]

    def chance(self, row: Row) -> float:
        """The chance that the row's value is right."""
        odds = self.bias + self.methods.get(row.method, 0.0)
        odds += sum(weight * feature for weight, feature in zip(self.weights, row.features, strict=True))
        return 1 / (1 + math.exp(-odds))


def fit(rows: Sequence[Row]) -> Curve:
    """The curve by Newton's method, with a ridge on the weights."""
    methods = sorted({row.method for row in rows})
    inputs = np.array([(1.0, *row.features, *(float(row.method == method) for method in methods)) for row in rows])
    right = np.array([row.is_right for row in rows], dtype=float)
    shares = {kind: sum(row.is_real is kind for row in rows) for kind in (True, False)}
    kinds = sum(count > 0 for count in shares.values())
    weight = np.array([len(rows) / kinds / shares[row.is_real] for row in rows])
    ridge = RIDGE * np.diag([1e-4, *[1.0] * (inputs.shape[1] - 1)])
    curve = np.zeros(inputs.shape[1])
    for _ in range(100):
        chance = 1 / (1 + np.exp(-inputs @ curve))
        slope = inputs.T @ (weight * (right - chance)) - ridge @ curve
        bend = inputs.T @ (inputs * (weight * chance * (1 - chance))[:, None]) + ridge
        step = np.linalg.solve(bend, slope)
        curve = curve + step
        if float(np.abs(step).max()) < 1e-8:
            break
    found = [round(float(value), 4) for value in curve]
    return Curve(found[0], tuple(found[1:4]), dict(zip(methods, found[4:], strict=True)))


def across_folds(rows: Sequence[Row]) -> list[float]:
    """The chance of each row by a curve fitted on other issuers and layouts."""
    chances = [0.0] * len(rows)
    for fold in range(FOLDS):
        curve = fit([row for row in rows if row.group % FOLDS != fold])
        for index, row in enumerate(rows):
            if row.group % FOLDS == fold:
                chances[index] = min(curve.chance(row), ceiling(rows)) * row.plainness
    return chances


def ceiling(rows: Sequence[Row]) -> float:
    """The highest chance that so many rows can tell from certainty."""
    return round(1 - 1 / (len(rows) + 2), 6)


def reliability(name: FieldName, rows: Sequence[Row], chances: Sequence[float]) -> str:
    """One line: how many, how many right, the expected calibration error in ten bins, and the surest ones."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for row, chance in zip(rows, chances, strict=True):
        bins[min(int(chance * 10), 9)].append((chance, row.is_right))
    error = sum(abs(sum(c for c, _ in items) - sum(r for _, r in items)) for items in bins.values()) / len(rows)
    surest = [row.is_right for row, chance in zip(rows, chances, strict=True) if chance >= 0.99]
    right = sum(row.is_right for row in rows) / len(rows)
    groups = len({row.group for row in rows})
    return f"{name:20} {len(rows):5} {groups:6} {right:6.3f} {error:6.3f}  {sum(surest)}/{len(surest)}"


def acceptance_table(records: Sequence[dict[FieldName, tuple[float, bool]]]) -> list[dict[str, float]]:
    """For rising thresholds: of the records whose required fields all clear it, how many are wrong.

    A record of a real certificate has no label for its provider; its other required fields are judged.
    """
    required = [name for name in REQUIRED_FIELDS if name is not FieldName.PROVIDER]
    surest = []
    for record in records:
        if all(name in record for name in required):
            judged = [record[name] for name in REQUIRED_FIELDS if name in record]
            surest.append((min(chance for chance, _ in judged), all(right for _, right in judged)))
    table = []
    for threshold in (0.9, 0.95, 0.97, 0.98, 0.985, 0.99, 0.9925, 0.995, 0.9975, 0.999):
        cleared = [right for chance, right in surest if chance >= threshold]
        wrong = len(cleared) - sum(cleared)
        table.append(
            {
                "threshold": threshold,
                "records": len(cleared),
                "wrong": wrong,
                "error_bound": round(upper_bound(wrong, len(cleared)), 5),
            }
        )
    return table


def upper_bound(wrong: int, count: int) -> float:
    """The one-sided 95 % upper bound (Clopper-Pearson) of a share of which `wrong` of `count` were seen."""
    if count == 0 or wrong >= count:
        return 1.0
    low, high = wrong / count, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        at_most = sum(
            math.exp(
                math.lgamma(count + 1)
                - math.lgamma(k + 1)
                - math.lgamma(count - k + 1)
                + k * math.log(middle)
                + (count - k) * math.log1p(-middle)
            )
            for k in range(wrong + 1)
        )
        low, high = (middle, high) if at_most > TOLERATED else (low, middle)
    return high


if __name__ == "__main__":
    main()
