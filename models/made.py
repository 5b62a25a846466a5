"""Made certificates as training rows, without keeping the certificates.

Takes a seed and how many, gives `Rows` (see `models.rows`): each certificate is drawn, written to a temporary folder,
read by the product's own readers (a share through real OCR) and proposed from, in two processes.
Refuses to depend on the order of the processes: the same seed gives the same rows.
"""

import multiprocessing
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from ingest.activity import FieldName
from ingest.opinion import Opinion, load_opinion
from ingest.readings import plain_title
from ingest.settings import Settings, load_settings
from ingest.vocabulary import MODEL_FOLDER, Vocabulary, load_vocabulary
from models.generator.certificates import NEAR_SHARE, make
from models.generator.page import Overfull
from models.generator.written import WrittenPage
from models.judge import KEYS, Label, to_label
from models.rows import Rows, Table, collect, pieces, read_first

PROCESSES: Final = 2


def made_rows(seed: int, layouts: int, each: int, *, scans: float) -> Rows:
    """The rows of `layouts` times `each` certificates, a share of them scans and photographs."""
    tasks = ((seed, number, each, scans) for number in range(layouts))
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        found = [item for part in pool.imap(_of_layout, tasks, chunksize=4) for item in part]
    return collect((tables for _, tables in found), [label for label, _ in found])


def files_of_layout(
    seed: int,
    number: int,
    each: int,
    *,
    scans: float,
    near_share: float = NEAR_SHARE,
    pages: Sequence[WrittenPage] | None = None,
) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The certificates of one layout as files, which last as long as they are asked for, with what is expected."""
    try:
        drawn = list(make(seed, 1, each, scans=scans, near_share=near_share, pages=pages, first=number))
    except Overfull:  # one layout in a thousand holds no certificate
        return
    with tempfile.TemporaryDirectory() as folder:
        for made in drawn:
            path = Path(folder) / made.name
            path.write_bytes(made.content)
            yield path, made.expected


def label_of(name: str, expected: Mapping[str, Any]) -> Label:
    """What an expected record says, as a label; what is printed in another way is right as well."""
    activity, printed = expected["activity"] or {}, expected["printed"]
    row: dict[str, Any] = {"file": name, "kind": expected["kind"], "issuer": expected["layout"]}
    for field, key in {FieldName.HOLDER: "holder", **KEYS}.items():
        if field in (FieldName.CREDIT, FieldName.CATEGORY):
            continue
        row[key] = activity.get(field.value)
        if field in (FieldName.TITLE, FieldName.PROVIDER):
            row[f"{key}_alt"] = list(printed.get(field.value, ()))
    if row["title"]:
        row["title_alt"].append(plain_title(row["title"]))  # without the code of a catalogue
    if printed.get("completed_on") and row["date"] is None:
        del row["date"]  # one that may be read in two ways
    row["hours"] = activity["credit"]["value"] if activity.get("credit") else None
    return to_label(row)


def _of_layout(task: tuple[int, int, int, float]) -> Sequence[tuple[Label, dict[FieldName, Table]]]:
    seed, number, each, scans = task
    return list(_read(seed, number, each, scans))


def _read(seed: int, number: int, each: int, scans: float) -> Iterator[tuple[Label, dict[FieldName, Table]]]:
    settings, vocabulary, opinion = _tools()
    for path, expected in files_of_layout(seed, number, each, scans=scans):
        label = label_of(path.name, expected)
        yield label, pieces(read_first(path, settings), label, vocabulary, opinion)


@cache
def _tools() -> tuple[Settings, Vocabulary, Opinion]:
    return load_settings(), load_vocabulary(), load_opinion(MODEL_FOLDER)
