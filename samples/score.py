"""Compares `ingest read` with the expected records: the share of fields that are right, by field and kind.

    python samples/score.py [FOLDER] [--show]

Takes a folder of certificates with an `.expected.json` beside each, gives a table; `--show` names each wrong value.
Refuses to be lenient: a credit is right with its unit, an unstated field only if it is left empty. Texts are compared
without case, spaces and punctuation; an ambiguous date is right if it is said to be ambiguous.
"""

import argparse
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SUFFIX = ".expected.json"


def main() -> None:
    """Read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE / "certificates")
    parser.add_argument("--show", action="store_true", help="name each wrong value")
    options = parser.parse_args()
    records = read_records(options.folder)
    tally: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    accepted: Counter[bool] = Counter()
    for path in sorted(options.folder.glob(f"*{SUFFIX}")):
        name = path.name.removesuffix(SUFFIX)
        expected = json.loads(path.read_text(encoding="utf-8"))
        got = records.get(name, [])
        for problem in whole_file_problems(expected, got):
            print(f"  {name}: {problem}")
        for wanted, record in zip(expected, got, strict=False):
            if wanted["activity"] is None or record["activity"] is None:
                continue
            verdicts = {field: is_right(field, value, record) for field, value in wanted["activity"].items()}
            if record["status"] == "accepted":
                accepted[all(verdicts[field] for field in ("holder", "title", "completed_on", "credit"))] += 1
            for field, right in verdicts.items():
                tally[field, wanted["kind"]][right] += 1
                tally[field, "all"][right] += 1
                if options.show and not right:
                    print(f"  {name} {field}: want {wanted['activity'][field]!r}, got {shown(record, field)}")
    print_table(tally)
    print(f"accepted {accepted.total()}, of them right in holder, title, date and credit {accepted[True]}")


def read_records(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """What `ingest read` says of each file."""
    command = [sys.executable, "-c", "from ingest.cli import main; main()", "read", str(folder)]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
    records: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in output.splitlines():
        record = json.loads(line)
        records[Path(record["source"]["path"]).name].append(record)
    return records


def whole_file_problems(expected: Sequence[Mapping[str, Any]], got: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong with a file's records as a whole."""
    problems = []
    if [item["pages"] for item in expected] != [item["pages"] for item in got]:
        problems.append(f"want pages {[item['pages'] for item in expected]}, got {[item['pages'] for item in got]}")
    for wanted, record in zip(expected, got, strict=False):
        failure = record["failure"] and record["failure"]["code"]
        if failure != wanted["failure"]:
            problems.append(f"want failure {wanted['failure']}, got {failure}")
        if wanted["status_not"] and record["status"] == wanted["status_not"]:
            problems.append(f"status must not be {wanted['status_not']}")
        if wanted["kind"] == "not_a_certificate" and record["status"] != "not_a_certificate":
            problems.append(f"is no certificate, got {record['status']}")
        missing = set(wanted["issues"]) - {issue["code"] for issue in record["issues"]}
        if missing:
            problems.append(f"issues not raised: {', '.join(sorted(missing))}")
    return problems


def is_right(field: str, wanted: Any, record: Mapping[str, Any]) -> bool:
    """Whether a field's value is the expected one."""
    got = record["activity"][field]
    if field == "completed_on" and wanted is None and got["value"] is not None:
        return any(issue["code"] == "ambiguous_date" for issue in record["issues"])
    if wanted is None or got["value"] is None:
        return wanted is None and got["value"] is None
    if field == "credit":
        return Decimal(wanted["value"]) == Decimal(got["value"]) and wanted["unit"] == got["unit"]
    return folded(wanted) == folded(got["value"])


def folded(text: str) -> str:
    """Letters and digits only, lower case."""
    return re.sub(r"[\W_]+", "", text).casefold()


def shown(record: Mapping[str, Any], field: str) -> str:
    """A field's value with its unit and confidence."""
    got = record["activity"][field]
    return f"{got['value']!r} {got.get('unit') or ''} ({got['confidence']})"


def print_table(tally: Mapping[tuple[str, str], Counter[bool]]) -> None:
    """One row for each field, one column for each kind: right of how many."""
    kinds = sorted({kind for _, kind in tally})
    print(f"{'field':20}" + "".join(f"{kind:>13}" for kind in kinds))
    for field in dict.fromkeys(field for field, _ in tally):
        cells = (f"{tally[field, kind][True]}/{tally[field, kind].total()}" for kind in kinds)
        print(f"{field:20}" + "".join(f"{cell:>13}" for cell in cells))


if __name__ == "__main__":
    main()
