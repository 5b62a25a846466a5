"""Scores the product on any labelled folder: right by field and kind, how far its confidence can be believed.

    python models/evaluate.py FILES LABELS [--show N] [--json OUT] [--records FILE] [--workers N] [--threshold T]

Takes a folder of certificates and their labels (`judge.py` says how they look) and asks the product's own command,
`ingest read`, in a process of its own; `--records` takes what that command printed before. Gives tables on standard
output and, on request, the same as JSON. Refuses to show what was held out: `--show` names the wrong values of highest
confidence, but none of a certificate whose label says `"side": "held_out"`, and no holder whom the label hides.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ingest.activity import FieldName
from models.judge import Label, has_unit, is_right, load_labels

BINS: Final = 10
HELD_OUT: Final = "held_out"
THRESHOLD: Final = 0.99
RECORDS_FINE: Final = (0, 5)  # exit codes of `ingest read`: all done, some documents failed


@dataclass(frozen=True, slots=True)
class Judged:
    """One field of one certificate. `second` tells whether the first two choices hold the right one."""

    field: FieldName
    value: str | None
    confidence: float | None
    is_stated: bool
    is_right: bool
    second: bool
    unit: bool | None  # None: not judged


@dataclass(frozen=True, slots=True)
class Scored:
    """One certificate."""

    label: Label
    status: str | None  # None: no answer
    records: int
    fields: tuple[Judged, ...]

    @property
    def is_accepted(self) -> bool:
        return self.status == "accepted"

    @property
    def is_whole(self) -> bool:
        """Every required field that the label tells is right."""
        return all(item.is_right for item in self.fields if item.field in self.label.required)


def main() -> None:
    """Read, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument(
        "--show", type=int, default=0, metavar="N", help="name the N wrong values of highest confidence"
    )
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument("--records", type=Path, help="records that `ingest read` printed before")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--threshold", type=float, default=THRESHOLD, help="a confidence to count the values above")
    options = parser.parse_args()
    labels = load_labels(options.labels, options.files)
    if not labels:
        parser.error(f"{options.labels} labels no file in {options.files}")
    lines = (
        options.records.read_text("utf-8")
        if options.records
        else read([options.files / one.file for one in labels], options.workers)
    )
    scored = judge_all(labels, by_file(lines))
    summary = summarise(scored, options.threshold)
    print("\n".join(report(summary)))
    for line in worst(scored, options.show):
        print(line)
    if options.json:
        options.json.write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")


def read(paths: Sequence[Path], workers: int) -> str:
    """What `ingest read` prints.

    Raises:
        SystemExit: the command itself failed; with its exit code.
    """
    ingest = [sys.executable, "-c", "from ingest.cli import main; main()"]
    command = [*ingest, "read", "--workers", str(workers), *map(str, paths)]
    run = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    if run.returncode not in RECORDS_FINE:
        sys.exit(run.returncode)
    return run.stdout


def by_file(lines: str) -> dict[str, list[dict[str, Any]]]:
    """The records of each file, by its name."""
    records: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines.splitlines():
        record = json.loads(line)
        records[Path(record["source"]["path"]).name].append(record)
    return records


def judge_all(labels: Iterable[Label], records: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Scored]:
    """Judge each labelled file by its first record that has an activity."""
    scored = []
    for label in labels:
        own = records.get(Path(label.file).name, [])
        record: Mapping[str, Any] = next((one for one in own if one["activity"]), own[0] if own else {})
        activity = record.get("activity") or {}
        fields = tuple(
            judge(label, field, activity.get(field.value) or {}) for field in FieldName if field in label.wanted
        )
        scored.append(Scored(label, record.get("status"), len(own), fields))
    return scored


def judge(label: Label, field: FieldName, entry: Mapping[str, Any]) -> Judged:
    """Judge one field of a record."""
    value, confidence = entry.get("value"), entry.get("confidence")
    right = bool(is_right(label, field, value))
    second = right or any(is_right(label, field, other["value"]) for other in (entry.get("alternatives") or [])[:1])
    unit = has_unit(label, entry.get("unit")) if field is FieldName.CREDIT and right and value is not None else None
    return Judged(field, value, confidence, bool(label.wanted[field]), right, second, unit)


def groups_of(scored: Scored) -> tuple[str, ...]:
    """The groups that a certificate is counted in: all, its kind, its side, and both."""
    kind, side = scored.label.kind, scored.label.side
    return ("all", kind) if side is None else ("all", kind, side, f"{side} {kind}")


def summarise(scored: Sequence[Scored], threshold: float) -> dict[str, Any]:
    """All figures, by group of certificates."""
    members: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        for group in groups_of(one):
            members[group].append(one)
    order = sorted(members, key=lambda name: (name != "all", " " in name, name))
    distinct = {tuple(one.label.file for one in members[name]): name for name in reversed(order)}
    return {
        "threshold": threshold,
        "groups": {name: figures(members[name], threshold) for name in order if name in distinct.values()},
        "by_issuer": issuers(scored),
    }


def issuers(scored: Iterable[Scored]) -> dict[str, dict[str, int]]:
    """How many certificates of each issuer there are and how many are wholly right; not of those held out."""
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for one in scored:
        if one.label.side != HELD_OUT:
            tally[one.label.group].update({"certificates": 1, "whole": int(one.is_whole)})
    return {name: dict(tally[name]) for name in sorted(tally)}


def figures(scored: Sequence[Scored], threshold: float) -> dict[str, Any]:
    """The figures of one group."""
    accepted = [one for one in scored if one.is_accepted]
    fields: dict[FieldName, list[tuple[Judged, bool]]] = defaultdict(list)
    for one in scored:
        for item in one.fields:
            fields[item.field].append((item, one.is_accepted))
    return {
        "certificates": len(scored),
        "answered": sum(one.records > 0 for one in scored),
        "several_records": sum(one.records > 1 for one in scored),
        "status": dict(sorted(Counter(one.status or "none" for one in scored).items())),
        "whole": sum(one.is_whole for one in scored),
        "accepted": len(accepted),
        "accepted_whole": sum(one.is_whole for one in accepted),
        "fields": {field.value: field_figures(fields[field], threshold) for field in FieldName if field in fields},
    }


def field_figures(judged: Sequence[tuple[Judged, bool]], threshold: float) -> dict[str, Any]:
    """The figures of one field; each value with whether its record was accepted."""
    items = [item for item, _ in judged]
    above = [item for item in items if item.value is not None and (item.confidence or 0.0) >= threshold]
    units = [item.unit for item in items if item.unit is not None]
    bins = reliability(
        (item.confidence, item.is_right) for item in items if item.value is not None and item.confidence is not None
    )
    return {
        "stated": sum(item.is_stated for item in items),
        "stated_right": sum(item.is_stated and item.is_right for item in items),
        "absent": sum(not item.is_stated for item in items),
        "absent_right": sum(not item.is_stated and item.is_right for item in items),
        "stated_in_first_two": sum(item.is_stated and item.second for item in items),
        "units": len(units),
        "units_right": sum(units),
        "accepted": sum(accepted for _, accepted in judged),
        "accepted_right": sum(accepted and item.is_right for item, accepted in judged),
        "above": len(above),
        "above_right": sum(item.is_right for item in above),
        "ece": calibration_error(bins),
        "bins": bins,
    }


def reliability(pairs: Iterable[tuple[float, bool]]) -> list[dict[str, Any]]:
    """Values in `BINS` equal bins of confidence: how many, their mean confidence, and the share that is right."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in pairs:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    return [
        {
            "from": number / BINS,
            "n": len(bins[number]),
            "mean": round(sum(confidence for confidence, _ in bins[number]) / len(bins[number]), 4),
            "right": round(sum(right for _, right in bins[number]) / len(bins[number]), 4),
        }
        for number in sorted(bins)
    ]


def calibration_error(bins: Sequence[Mapping[str, Any]]) -> float | None:
    """Expected calibration error; None without values.

    >>> calibration_error([{"n": 3, "mean": 0.9, "right": 1.0}, {"n": 1, "mean": 0.5, "right": 0.1}])
    0.175
    """
    total = sum(one["n"] for one in bins)
    return round(sum(one["n"] * abs(one["mean"] - one["right"]) for one in bins) / total, 4) if total else None


def report(summary: Mapping[str, Any]) -> list[str]:
    """The tables as lines."""
    lines = []
    for name, group in summary["groups"].items():
        lines.append(f"{name}: {heading(group)}")
        above = f">= {summary['threshold']:g} right"
        lines.append(
            f"  {'field':20}{'stated right':>18}{'absent right':>18}{'accepted right':>18}{above:>18}{'ECE':>8}"
        )
        for field, cell in group["fields"].items():
            counts = "".join(
                f"{part(cell[f'{key}_right'], cell[key]):>18}" for key in ("stated", "absent", "accepted", "above")
            )
            lines.append(f"  {field:20}{counts}{'-' if cell['ece'] is None else format(cell['ece'], '.3f'):>8}")
            if field == FieldName.CATEGORY:
                lines.append(f"  {'  first or second':20}{part(cell['stated_in_first_two'], cell['stated']):>18}")
            if cell["units"]:
                lines.append(f"  {'  unit, if right':20}{part(cell['units_right'], cell['units']):>18}")
        lines.append("")
    lines.append(
        "Reliability, all: in each bin of confidence the values, their mean confidence, the share that is right"
    )
    for field, cell in summary["groups"]["all"]["fields"].items():
        cells = "  ".join(f"{one['n']}: {one['mean']:.2f}/{one['right']:.2f}" for one in cell["bins"])
        lines.append(f"  {field:20} {cells}")
    return lines


def heading(group: Mapping[str, Any]) -> str:
    """The figures of whole certificates."""
    accepted, count = group["accepted"], group["certificates"]
    return (
        f"{count} certificates, answered {group['answered']}, all required right {part(group['whole'], count)}, "
        f"accepted {part(accepted, count)}, of them wholly right {part(group['accepted_whole'], accepted)}"
    )


def part(some: int, whole: int) -> str:
    """A count of a whole with its share.

    >>> part(3, 4), part(0, 0)
    ('3/4 .750', '-')
    """
    return f"{some}/{whole} {some / whole:.3f}".replace(" 0.", " .") if whole else "-"


def worst(scored: Iterable[Scored], most: int) -> list[str]:
    """The wrong values of highest confidence that may be shown."""
    wrong = [
        (item.confidence or 0.0, one.label, item)
        for one in scored
        if one.label.side != HELD_OUT
        for item in one.fields
        if not item.is_right
    ]
    wrong.sort(key=lambda entry: (-entry[0], entry[1].file, entry[2].field))
    return [
        f"{confidence:.3f} {label.file} ({label.group}, {label.kind}) {item.field}: {shown(label, item)}"
        for confidence, label, item in wrong[:most]
    ]


def shown(label: Label, item: Judged) -> str:
    """A wrong value and what was wanted; no name where the label hides it."""
    if item.field is not FieldName.HOLDER:
        return f"{item.value!r}, wanted {' or '.join(map(repr, label.wanted[item.field])) or 'nothing'}"
    if label.holder is None:
        return "a value" if item.value is not None else "nothing"
    return f"{item.value!r}, wanted {label.holder!r}"


if __name__ == "__main__":
    main()
