"""Makes training rows: every proposed piece of labelled certificates as numbers, and whether it is the right one.

    python -m models.rows FILES LABELS -o models/data/real_rows.npz

Takes labelled certificates, gives `Table`s. Refuses to keep any text: a row holds the features of a piece (see
`ingest.extract.features`), the number of its record, of its issuer and of its value, how well it was read, and whether
it is right; no text, name or file can be recovered from it.
"""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ingest.acquire import acquire
from ingest.activity import Candidate, FieldName
from ingest.confidence import twice_read
from ingest.document import Document
from ingest.errors import DocumentError
from ingest.extract import candidate_at, proposals_of, rows_of, sheet_of
from ingest.extract.features import NAMES
from ingest.extract.values import CREDIT_NAMES, DATE_NAMES, NUMBER_NAMES, TEXT_NAMES
from ingest.opinion import Opinion, Opinions, agrees, load_opinion, opinions
from ingest.read import read
from ingest.readings import Reading, day_comes_first, printed_text, readers, second_agrees, value_key
from ingest.scorer import FIELDS
from ingest.settings import Settings, load_settings
from ingest.split import split
from ingest.vocabulary import MODEL_FOLDER, Vocabulary, load_vocabulary
from models.judge import Label, is_right, load_labels

# Dates after this day cannot be completions; fixed, so that the same certificates give the same rows.
TODAY: Final = date(2026, 11, 23)
UNKNOWN: Final = -1  # the label does not tell


@dataclass(frozen=True, slots=True)
class Table:
    """The pieces of one field on many certificates, as columns; certificates by their number."""

    matrix: npt.NDArray[np.float16]  # (n, features)
    record: npt.NDArray[np.int32]  # (n,)
    value: npt.NDArray[np.int32]  # (n,): pieces of one record with one number say the same; UNKNOWN if nothing
    right: npt.NDArray[np.int8]  # (n,): 1, 0, or UNKNOWN
    read: npt.NDArray[np.float32]  # (n,): how well its words were read, 1 where the reader gives none
    plainness: npt.NDArray[np.float32]  # (n,)
    agrees: npt.NDArray[np.int8]  # (n,): whether the second opinion says the same: 1, 0, or UNKNOWN if nothing


@dataclass(frozen=True, slots=True)
class Records:
    """The certificates of the tables."""

    group: npt.NDArray[np.int32]  # (r,): its issuer or layout
    stated: npt.NDArray[np.int8]  # (r, fields of TABLES): 1 stated, 0 not stated, UNKNOWN


Rows: TypeAlias = tuple[Records, Mapping[FieldName, Table]]


TABLES: Final = FIELDS
# All columns of all matrices: rows with others are of another day.
COLUMNS: Final = (*NAMES, *TEXT_NAMES, *DATE_NAMES, *CREDIT_NAMES, *NUMBER_NAMES)
# Fields that choose from the pieces of another one, and so have its matrix.
SHARED: Final = {
    FieldName.TITLE: FieldName.HOLDER,
    FieldName.PROVIDER: FieldName.HOLDER,
    FieldName.PROVIDER_NUMBER: FieldName.PROGRAM_NUMBER,
    FieldName.CERTIFICATE_NUMBER: FieldName.PROGRAM_NUMBER,
}


def main() -> None:
    """Write the rows of a folder of labelled certificates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--side", default="dev", help="of labels that name a side, only those of this one")
    parser.add_argument("-o", dest="output", type=Path, required=True)
    options = parser.parse_args()
    settings, vocabulary, opinion = load_settings(), load_vocabulary(), load_opinion(MODEL_FOLDER)
    labels = [item for item in load_labels(options.labels, options.files) if item.side in (None, options.side)]
    made = (pieces(read_first(options.files / label.file, settings), label, vocabulary, opinion) for label in labels)
    records, tables = collect(made, labels)
    save(options.output, records, tables)


def read_first(path: Path, settings: Settings) -> Document | None:
    """The document in the file; None if it cannot be read."""
    try:
        return read(acquire(path, settings), settings)
    except DocumentError:
        return None


def pieces(document: Document | None, label: Label, vocabulary: Vocabulary, opinion: Opinion) -> dict[FieldName, Table]:
    """The pieces of the first certificate in a document, as record 0."""
    if document is None:
        return {}
    first, last = split(document)[0].pages
    said = opinions([page for page in document.pages if first <= page.number <= last], opinion)
    sheet = sheet_of(document, (first, last), vocabulary)
    groups = proposals_of(sheet)
    listed = {
        name: [
            candidate_at(document, sheet, name, proposals, row=row, chance=0.0) for row in range(len(proposals.pieces))
        ]
        for names, proposals in groups
        for name in names
    }
    dates = [candidate.evidence.text for candidate in listed[FieldName.COMPLETED_ON]]
    read_as = readers(vocabulary, day_comes_first(dates), TODAY)
    found = {}
    for names, proposals in groups:
        matrix = rows_of(sheet, proposals).astype(np.float16)
        for name in names:
            found[name] = _table(matrix, listed[name], read_as[name], label, said)
    return found


def _table(
    matrix: npt.NDArray[np.float16],
    candidates: Sequence[Candidate],
    read_as: Callable[[str], Reading | None],
    label: Label,
    said: Opinions,
) -> Table:
    values: dict[Any, int] = {}
    columns: list[tuple[float, ...]] = []
    for candidate in candidates:
        reading = read_as(printed_text(candidate))
        if reading is None:
            columns.append((UNKNOWN, 0, 1.0, 1.0, UNKNOWN))
            continue
        right = is_right(label, candidate.name, reading.value)
        words = twice_read(candidate.evidence.read_confidence, second_agrees(candidate, read_as))
        number = values.setdefault(value_key(reading.value), len(values))
        agreed = agrees(candidate, said)
        columns.append(
            (
                number,
                UNKNOWN if right is None else right,
                1.0 if words is None else words,
                reading.plainness,
                UNKNOWN if agreed is None else agreed,
            )
        )
    table = np.array(columns, dtype=np.float32).reshape(-1, 5)
    return Table(
        matrix,
        np.zeros(len(matrix), dtype=np.int32),
        table[:, 0].astype(np.int32),
        table[:, 1].astype(np.int8),
        table[:, 2],
        table[:, 3],
        table[:, 4].astype(np.int8),
    )


def collect(made: Iterable[dict[FieldName, Table]], labels: Sequence[Label]) -> tuple[Records, dict[FieldName, Table]]:
    """The tables of many certificates as one for each field; certificates are numbered as their labels are."""
    parts: dict[FieldName, list[Table]] = {name: [] for name in TABLES}
    for number, tables in enumerate(made):
        for name, table in tables.items():
            parts[name].append(replace(table, record=np.full(len(table.record), number, dtype=np.int32)))
    groups = {group: number for number, group in enumerate(sorted({label.group for label in labels}))}
    records = Records(
        np.array([groups[label.group] for label in labels], dtype=np.int32),
        np.array([[_stated(label, name) for name in TABLES] for label in labels], dtype=np.int8),
    )
    return records, {name: joined(tables) for name, tables in parts.items()}


def joined(tables: Sequence[Table]) -> Table:
    """Tables one under the other."""
    return Table(*(np.concatenate([getattr(table, item.name) for table in tables]) for item in fields(Table)))


def _stated(label: Label, name: FieldName) -> int:
    return UNKNOWN if name not in label.wanted else int(bool(label.wanted[name]))


def save(path: Path, records: Records, tables: Mapping[FieldName, Table]) -> None:
    """Write everything as plain arrays."""
    arrays = {f"records_{item.name}": getattr(records, item.name) for item in fields(Records)}
    for name, table in tables.items():
        arrays |= {f"{name.value}_{item.name}": getattr(table, item.name) for item in fields(Table)[1:]}
        if SHARED.get(name, name) is name:
            arrays[f"{name.value}_matrix"] = table.matrix
    np.savez_compressed(path, names=np.array(COLUMNS), **arrays)


def load(path: Path) -> tuple[Records, dict[FieldName, Table]]:
    """Read what `save` wrote.

    Raises:
        ValueError: the features of today are others than those of the file: make it again.
    """
    with np.load(path, allow_pickle=False) as data:
        if tuple(data["names"]) != COLUMNS:
            raise ValueError(f"{path} holds other features than those of today. Make it again: python -m models.rows")
        records = Records(*(data[f"records_{item.name}"] for item in fields(Records)))
        tables = {
            name: Table(
                data[f"{SHARED.get(name, name).value}_matrix"],
                *(data[f"{name.value}_{item.name}"] for item in fields(Table)[1:]),
            )
            for name in TABLES
        }
    return records, tables


if __name__ == "__main__":
    main()
