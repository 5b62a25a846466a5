"""Makes calibration rows: how sure the rules were on labelled certificates, and whether they were right.

    python models/rows.py --real FILES LABELS --synthetic FOLDER -o models/data/calibration.csv

Takes folders of labelled certificates, gives a table of numbers. Refuses to keep any text: a row holds the number of
its record and of its issuer or layout, which rule found the value, the features of the confidence and whether the value
was right; no text, name or file can be recovered from it. Only the held-out half is used: the rules were written while
looking at the other half. An issuer or layout belongs to the held-out half if the sha256 of its name is odd.
"""

import argparse
import csv
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingest.acquire import acquire
from ingest.activity import Credit, FieldName
from ingest.confidence import features
from ingest.errors import DocumentError
from ingest.extract import extract
from ingest.normalise import Chosen, choose
from ingest.pipeline import Tools, build_tools
from ingest.read import read
from ingest.settings import load_settings
from ingest.split import split

COLUMNS = ("record", "group", "is_real", "field", "method", "extract", "lead", "read", "plainness", "is_right")

# Whether a value is right; None where the label does not tell.
Judge = Callable[[FieldName, Any], bool | None]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A certificate with what is known of it."""

    path: Path
    group: str  # its issuer or layout
    is_real: bool
    judge: Judge


def main() -> None:
    """Write the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", nargs=2, type=Path, metavar=("FILES", "LABELS"), action="append", default=[])
    parser.add_argument("--synthetic", type=Path, action="append", default=[])
    parser.add_argument("-o", dest="output", type=Path, required=True)
    options = parser.parse_args()
    tools = build_tools(load_settings())
    certificates = [item for files, labels in options.real for item in real(files, labels)]
    certificates += [item for folder in options.synthetic for item in synthetic(folder)]
    held_out = [item for item in certificates if is_held_out(item.group)]
    groups = {group: number for number, group in enumerate(sorted({item.group for item in held_out}))}
    with options.output.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, item in enumerate(held_out):
            for row in rows(item, tools):
                writer.writerow((number, groups[item.group], int(item.is_real), *row))


def is_held_out(group: str) -> bool:
    """Whether the rules were written without looking at this issuer or layout."""
    return int(hashlib.sha256(group.lower().encode()).hexdigest(), 16) % 2 == 1


def rows(item: Labelled, tools: Tools) -> Iterator[tuple[str, str, float, float, float, float, int]]:
    """A row for each field of the first certificate in the file that has a value and a label."""
    try:
        document = read(acquire(item.path, tools.settings), tools.settings)
    except DocumentError:
        return
    candidates = extract(document, split(document)[0], tools.vocabulary)
    for name, chosen in choose(candidates, tools.vocabulary, datetime.now(tz=UTC).date()).items():
        is_right = item.judge(name, chosen)
        if is_right is not None:
            extracted, lead, reading = (round(feature, 4) for feature in features(chosen.parts))
            yield name.value, chosen.parts.method, extracted, lead, reading, chosen.parts.normalise, int(is_right)


def real(files: Path, labels: Path) -> Iterator[Labelled]:
    """Real certificates: one JSON label a line, holders as sha256 of the folded name."""
    for line in labels.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        if label.get("file") and (files / label["file"]).exists():
            group = str(label.get("issuer") or label["file"])
            yield Labelled(files / label["file"], group, True, _real_judge(label))


def synthetic(folder: Path) -> Iterator[Labelled]:
    """Synthetic certificates, each with its `.expected.json` beside it."""
    for path in sorted(folder.glob("*.expected.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        if expected and expected[0]["activity"]:
            file = path.with_name(path.name.removesuffix(".expected.json"))
            yield Labelled(file, expected[0]["layout"], False, _synthetic_judge(expected[0]["activity"]))


def _real_judge(label: Mapping[str, Any]) -> Judge:
    wanted: dict[FieldName, tuple[str, ...]] = {
        FieldName.TITLE: ("title", "title_alt"),
        FieldName.COMPLETED_ON: ("date", "date_alt"),
        FieldName.CREDIT: ("hours",),
        FieldName.CERTIFICATE_NUMBER: ("cert_number",),
    }

    def judge(name: FieldName, chosen: Chosen) -> bool | None:
        value = chosen.reading.value
        if name is FieldName.HOLDER and "holder_sha256" in label:
            return hashlib.sha256(_spaced(value).encode()).hexdigest() == str(label["holder_sha256"])
        if name not in wanted or wanted[name][0] not in label:
            return None
        return any(_same(label.get(key), value) for key in wanted[name] if label.get(key) is not None)

    return judge


def _synthetic_judge(activity: Mapping[str, Any]) -> Judge:
    def judge(name: FieldName, chosen: Chosen) -> bool | None:
        wanted = activity[name.value]
        if name is FieldName.COMPLETED_ON and wanted is None:
            return None  # an ambiguous date has no right reading
        return _same(wanted["value"] if isinstance(wanted, dict) else wanted, chosen.reading.value)

    return judge


def _same(wanted: Any, value: Any) -> bool:
    if wanted is None:
        return False
    if isinstance(value, Credit):
        return abs(Decimal(str(wanted)) - value.amount) < Decimal("0.01")
    return _spaced(str(wanted)).replace(" ", "") == _spaced(str(value)).replace(" ", "")


def _spaced(text: str) -> str:
    """Lower case, no accents, single spaces, letters and digits only."""
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.findall(r"[a-z0-9]+", text))


if __name__ == "__main__":
    main()
