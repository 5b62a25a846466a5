"""Fits the calibration: from a model's chances on certificates it has not seen to `trained/calibration.json`.

Takes scored tables of several kinds of certificates (real ones by folds of issuers, layouts of other code, made ones
by folds of layouts), gives a logistic curve for each field and the table of acceptance thresholds; tells the
reliability of each field with curves fitted on the other groups. Refuses to count made rows for more than real ones:
where a field has both, all real ones together weigh as much as all others, and the other kinds weigh the same.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ingest.activity import REQUIRED_FIELDS, FieldName
from ingest.confidence import FEATURES, Parts, features, probability
from models.rows import TABLES, UNKNOWN, Records, Table

VERSION: Final = "fields-1"
RIDGE: Final = 2.0  # rows of pull toward no opinion; holds the curve of a field with few errors from running away
FOLDS: Final = 5
TOLERATED: Final = 0.05  # one-sided: the bounds hold with 95 %
LEAST_FLOOR: Final = 0.02  # a value that must stand on the paper is proposed to a person even if unlikely
# Without a label a certificate may still not state these; whether one does is decided by the chance.
MAY_BE_ABSENT: Final = tuple(
    name for name in TABLES if name not in (FieldName.HOLDER, FieldName.TITLE, FieldName.COMPLETED_ON)
)
THRESHOLDS: Final = (0.9, 0.95, 0.97, 0.98, 0.985, 0.99, 0.9925, 0.995, 0.9965, 0.9975, 0.9985, 0.999)
BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Scored:
    """Certificates of one kind, each piece with its chance by a model that has not seen the certificate."""

    kind: str  # real, unseen (layouts of other code), made
    records: Records
    tables: Mapping[FieldName, Table]
    chances: Mapping[FieldName, npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Row:
    """The likeliest piece of one field on one certificate."""

    kind: str
    record: int
    group: str
    chance: float  # the model's
    features: tuple[float, ...]
    plainness: float
    is_stated: bool
    is_right: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve: odds = bias + weights . features."""

    bias: float
    weights: tuple[float, ...]

    def chance(self, row: Row) -> float:
        """The chance that the row's value is right."""
        return probability(self.bias + sum(w * feature for w, feature in zip(self.weights, row.features, strict=True)))


def calibrate(scored: Sequence[Scored], folder: Path) -> str:
    """Write `calibration.json` into the folder; the reliability of every field as text."""
    fields: dict[str, Any] = {}
    held_out: dict[tuple[str, int], dict[FieldName, tuple[float, bool]]] = defaultdict(dict)
    lines = [f"{'field':20} {'kind':7} {'values':>6} {'right':>6} {'ECE':>6}  of those >= .99: right"]
    for name in TABLES:
        rows = [row for item in scored for row in rows_of(item, name)]
        floor = best_floor(rows) if name in MAY_BE_ABSENT else LEAST_FLOOR
        given = [row for row in rows if row.chance >= floor]
        curve = fit(given)
        fields[name.value] = {
            "weights": curve.weights,
            "bias": curve.bias,
            "ceiling": ceiling(given),
            "floor": floor,
            "reliability": {},
        }
        confidences = across_folds(given)
        for row, confidence in zip(given, confidences, strict=True):
            held_out[row.kind, row.record][name] = (confidence, row.is_right)
        for kind in sorted({row.kind for row in given}):
            own = [(row, c) for row, c in zip(given, confidences, strict=True) if row.kind == kind]
            lines.append(reliability(name, kind, [row for row, _ in own], [c for _, c in own]))
            fields[name.value]["reliability"][kind] = bins_of([row for row, _ in own], [c for _, c in own])
    # A level is found by its wording alone: its chance is that of the wording (`ingest.extract.level`).
    fields[FieldName.LEVEL.value] = {
        "weights": [1.0, *[0.0] * (len(FEATURES) - 1)],
        "bias": 0.0,
        "ceiling": 0.99,
        "floor": 0.5,
    }
    judged = {item.kind: required_of(item) for item in scored}
    acceptance = acceptance_table(held_out, judged)
    data = {"version": VERSION, "fields": fields, "acceptance": acceptance}
    (folder / "calibration.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    floors = {name: float(fields[name.value]["floor"]) for name in TABLES}
    return "\n".join([*lines, *(right_values(item, floors) for item in scored), *map(str, acceptance)])


def right_values(scored: Scored, floors: Mapping[FieldName, float]) -> str:
    """How many stated values are right, and absent ones not given; and in how many certificates all required ones."""
    parts = []
    wrong: set[int] = set()
    for name in TABLES:
        rows = [(row, row.chance >= floors[name]) for row in rows_of(scored, name)]
        stated = [row.is_right and given for row, given in rows if row.is_stated]
        absent = [not given for row, given in rows if not row.is_stated]
        if rows:
            not_given = f" absent {sum(absent)}/{len(absent)}" if absent else ""
            parts.append(f"{name} {sum(stated)}/{len(stated)}{not_given}")
        if name in REQUIRED_FIELDS:
            wrong |= {row.record for row, given in rows if (not (row.is_right and given) if row.is_stated else given)}
    count = int((scored.records.stated == 1).any(axis=1).sum())
    return f"{scored.kind}: {', '.join(parts)}; all required {count - len(wrong)}/{count}"


def rows_of(scored: Scored, name: FieldName) -> list[Row]:
    """The likeliest piece of each certificate that the labels tell of."""
    table, chances = scored.tables[name], scored.chances[name]
    stated = scored.records.stated[:, TABLES.index(name)]
    rows = []
    order = np.argsort(-chances, kind="stable")
    by_record: dict[int, list[int]] = defaultdict(list)
    for place in order:
        if table.value[place] != UNKNOWN:
            by_record[int(table.record[place])].append(int(place))
    is_certificate = (scored.records.stated == 1).any(axis=1)  # what is none is told by `ingest.paper`
    for record in range(len(stated)):
        places = by_record.get(record)
        if stated[record] == UNKNOWN or not is_certificate[record]:
            continue
        group = f"{scored.kind}:{scored.records.group[record]}"
        if not places:
            rows.append(Row(scored.kind, record, group, 0.0, (0.0,) * len(FEATURES), 1.0, stated[record] == 1, False))
            continue
        best = places[0]
        rival = next((other for other in places if table.value[other] != table.value[best]), None)
        agrees = None if table.agrees[best] == UNKNOWN else bool(table.agrees[best])
        read = float(table.read[best])
        parts = Parts(
            None if read >= 1.0 else read,
            float(chances[best]),
            0.0 if rival is None else float(chances[rival]),
            agrees,
            float(table.plainness[best]),
        )
        is_right = bool(table.right[best] == 1)
        rows.append(
            Row(
                scored.kind,
                record,
                group,
                parts.extract,
                features(parts),
                parts.normalise,
                stated[record] == 1,
                is_right,
            )
        )
    return rows


def best_floor(rows: Sequence[Row]) -> float:
    """The chance below which a value is better not given: most values right, most absent ones absent."""
    steps = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8)
    weights = _balanced(rows)

    def good(floor: float) -> float:
        return sum(
            weight * (row.is_right if row.chance >= floor else not row.is_stated)
            for row, weight in zip(rows, weights, strict=True)
        )

    return max(steps, key=lambda floor: (round(good(floor), 6), -floor))


def fit(rows: Sequence[Row]) -> Curve:
    """The curve by Newton's method, with a ridge on the weights."""
    inputs = np.array([(1.0, *row.features) for row in rows])
    right = np.array([row.is_right for row in rows], dtype=float)
    weight = np.array(_balanced(rows))
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
    return Curve(found[0], tuple(found[1:]))


def _balanced(rows: Sequence[Row]) -> list[float]:
    """A weight for each row: real ones weigh as much as all others together, and each kind of those the same."""
    counts = Counter(row.kind for row in rows)
    others = len(counts) - ("real" in counts)
    shares = {kind: 1.0 if kind == "real" else 1 / others for kind in counts}
    whole = len(rows) / sum(shares.values())
    return [whole * shares[row.kind] / counts[row.kind] for row in rows]


def across_folds(rows: Sequence[Row]) -> list[float]:
    """The confidence of each row by a curve fitted on other issuers and layouts."""
    groups = {group: place for place, group in enumerate(sorted({row.group for row in rows}))}
    folds = [groups[row.group] % FOLDS for row in rows]
    most = ceiling(rows)
    confidences = [0.0] * len(rows)
    for fold in range(FOLDS):
        curve = fit([row for row, own in zip(rows, folds, strict=True) if own != fold])
        for place, row in enumerate(rows):
            if folds[place] == fold:
                confidences[place] = min(curve.chance(row), most) * row.plainness
    return confidences


def ceiling(rows: Sequence[Row]) -> float:
    """The highest chance that so many rows can tell from certainty."""
    return round(1 - 1 / (len(rows) + 2), 6)


def bins_of(rows: Sequence[Row], confidences: Sequence[float]) -> list[list[float]]:
    """The reliability diagram: for each tenth how many values, their mean confidence, the share right."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for row, confidence in zip(rows, confidences, strict=True):
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, row.is_right))
    return [
        [len(items), round(sum(c for c, _ in items) / len(items), 4), round(sum(r for _, r in items) / len(items), 4)]
        for _, items in sorted(bins.items())
    ]


def reliability(name: FieldName, kind: str, rows: Sequence[Row], confidences: Sequence[float]) -> str:
    """One line: how many, how many right, the expected calibration error in ten bins, and the surest ones."""
    error = sum(count * abs(mean - share) for count, mean, share in bins_of(rows, confidences)) / len(rows)
    surest = [row.is_right for row, confidence in zip(rows, confidences, strict=True) if confidence >= 0.99]
    right = sum(row.is_right for row in rows) / len(rows)
    return f"{name.value:20} {kind:7} {len(rows):6} {right:6.3f} {error:6.3f}  {sum(surest)}/{len(surest)}"


def required_of(item: Scored) -> tuple[FieldName, ...]:
    """The required fields that the labels of a kind tell; the provider of a real certificate is not labelled."""
    return tuple(name for name in REQUIRED_FIELDS if (item.records.stated[:, TABLES.index(name)] != UNKNOWN).any())


def acceptance_table(
    held_out: Mapping[tuple[str, int], Mapping[FieldName, tuple[float, bool]]],
    judged: Mapping[str, Sequence[FieldName]],
) -> list[dict[str, float]]:
    """For rising thresholds: of the records whose required fields all clear it, how many are wrong.

    `error_bound` is the largest of three: the upper bound over all of them, and the shares seen of each kind alone. A
    threshold that holds only because made certificates are easy bears nothing out.
    """
    surest: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for (kind, _), record in held_out.items():
        if all(name in record for name in judged[kind]):
            fields = [record[name] for name in judged[kind]]
            surest[kind].append((min(c for c, _ in fields), all(right for _, right in fields)))
    table = []
    for threshold in THRESHOLDS:
        kinds = {kind: [right for c, right in items if c >= threshold] for kind, items in surest.items()}
        cleared = [right for items in kinds.values() for right in items]
        wrong = len(cleared) - sum(cleared)
        shares = [1 - sum(items) / len(items) for items in kinds.values() if items]
        table.append(
            {
                "threshold": threshold,
                "records": len(cleared),
                "wrong": wrong,
                "error_bound": round(max(upper_bound(wrong, len(cleared)), *shares, 0.0), 5),
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
