"""Fits the models of the fields: which of the proposed pieces of a certificate is the value.

Takes tables of rows (`models.rows`), gives gradient-boosted trees, and their chances for the same certificates from
models that have seen none of the same issuer or layout; writes the trees as ONNX.
Refuses to learn from a certificate whose value was not read: none of its pieces is right, and the nearest is nearly so.
"""

import dataclasses
import hashlib
from pathlib import Path
from typing import Final, TypeAlias

import lightgbm
import numpy as np
import numpy.typing as npt

from ingest.activity import FieldName
from models.rows import TABLES, UNKNOWN, Records, Rows, Table

Chances: TypeAlias = npt.NDArray[np.float32]

FOLDS: Final = 4
ROUNDS: Final = 300
# A real certificate counts as many made ones, of which there are twenty times as many. Among 2,600 made ones a weight
# of 10 made the title right in 70 % of folds, one of 1 in 66 % (2026-11-23).
REAL_WEIGHT: Final = 30.0
MOST_WRONG: Final = 12  # wrong pieces of one certificate to learn from
TREES: Final = {
    "objective": "binary",
    "num_leaves": 31,
    "learning_rate": 0.06,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.1,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10,
    "max_bin": 63,
    "verbose": -1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,  # fields are fitted side by side
    "seed": 1,
}

# A field of few pieces, such as dates, has few rows: its trees may look at more columns and divide smaller leaves.
FEW_ROWS: Final = 20_000
TREES_OF_FEW: Final = {**TREES, "min_data_in_leaf": 6, "feature_fraction": 0.3, "lambda_l2": 3}


def fit(name: FieldName, made: Rows, real: Rows) -> lightgbm.Booster:
    """The model of one field, from made certificates and real ones."""
    parts = [
        (_kept(records, tables[name], name), tables[name], weight)
        for (records, tables), weight in ((made, 1.0), (real, REAL_WEIGHT))
    ]
    matrix = np.concatenate([table.matrix[kept] for kept, table, _ in parts]).astype(np.float32)
    right = np.concatenate([table.right[kept] == 1 for kept, table, _ in parts])
    weight = np.concatenate([np.full(int(kept.sum()), share) for kept, _, share in parts])
    trees = TREES if len(right) > FEW_ROWS else TREES_OF_FEW
    return lightgbm.train(trees, lightgbm.Dataset(matrix, right, weight=weight), ROUNDS)


def chances(model: lightgbm.Booster, table: Table) -> Chances:
    """The chance of each row."""
    if len(table.matrix) == 0:
        return np.zeros(0, dtype=np.float32)
    return np.asarray(model.predict(table.matrix.astype(np.float32)), dtype=np.float32)


def across_folds(name: FieldName, made: Rows, real: Rows) -> tuple[Chances, Chances]:
    """The chance of each row of the made and the real certificates, by models that saw none of its layout or issuer."""
    parts = (made, real)
    folds = [np.array([fold_of(int(group)) for group in records.group]) for records, _ in parts]
    found = [np.zeros(len(tables[name].record), dtype=np.float32) for _, tables in parts]
    for fold in range(FOLDS):
        others = [
            (Records(records.group, np.where((own == fold)[:, None], UNKNOWN, records.stated)), tables)
            for (records, tables), own in zip(parts, folds, strict=True)
        ]
        model = fit(name, *others)
        for (_, tables), own, scores in zip(parts, folds, found, strict=True):
            held_out = own[tables[name].record] == fold
            scores[held_out] = chances(model, part_of(tables[name], held_out))
    return found[0], found[1]


def fold_of(group: int) -> int:
    """The fold of an issuer; the same in every run."""
    return int(hashlib.sha256(b"g%d" % group).hexdigest(), 16) % FOLDS


def part_of(table: Table, kept: npt.NDArray[np.bool_]) -> Table:
    """Some rows of a table."""
    return Table(*(getattr(table, column.name)[kept] for column in dataclasses.fields(table)))


def export(model: lightgbm.Booster, width: int, path: Path) -> None:
    """Write the trees as ONNX: `features` (n, width) in, the chance of each row in column 1 of `probabilities`."""
    import onnxmltools  # noqa: PLC0415 - slow to import, and not needed for fitting
    from onnxmltools.convert.common.data_types import FloatTensorType  # noqa: PLC0415

    converted = onnxmltools.convert_lightgbm(
        model, initial_types=[("features", FloatTensorType([None, width]))], zipmap=False, target_opset=15
    )
    # The converter declares one row for the labels, of which onnxruntime warns at each call; nobody asks for them.
    kept = [output for output in converted.graph.output if output.name == "probabilities"]
    del converted.graph.output[:]
    converted.graph.output.extend(kept)
    path.write_bytes(converted.SerializeToString())


def _kept(records: Records, table: Table, name: FieldName) -> npt.NDArray[np.bool_]:
    """The rows to learn from: of certificates whose value was read, or that state none; not all of the wrong ones."""
    stated = records.stated[:, TABLES.index(name)]
    is_read = np.zeros(len(stated), dtype=bool)
    is_read[table.record[table.right == 1]] = True
    usable = (is_read & (stated == 1)) | (stated == 0)
    kept = usable[table.record]
    is_wrong = kept & (table.right != 1)
    count = np.bincount(table.record[is_wrong], minlength=len(stated))
    share = np.minimum(1.0, MOST_WRONG / np.maximum(count, 1))
    drawn = np.random.default_rng(0).random(len(kept)) < share[table.record]
    chosen: npt.NDArray[np.bool_] = kept & ((table.right == 1) | drawn)
    return chosen
