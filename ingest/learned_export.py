"""What was learned as records, as a csv and as a table, to be looked at and kept.

Takes what the store says was learned; gives one record for each layout, course, and thing that is to be forgotten.
Refuses to write a cell that a spreadsheet would run as a formula (see `export.defang`).
"""

import csv
import json
from collections.abc import Iterable, Sequence
from typing import IO, Any, Final

from rich.table import Table

from ingest.activity import REQUIRED_FIELDS, Credit, Field, FieldName
from ingest.export import defang
from ingest.learned import Learned
from ingest.memory import LearnedCourse, LearnedLayout, Value
from ingest.record import value_text
from ingest.terminal import print_table

COLUMNS: Final = (
    "key",
    "kind",
    "confirmed",
    "is_known",
    *(f"{name.value}_right" for name in REQUIRED_FIELDS),
    "title",
    "provider",
    "credit",
    "unit",
    "category",
    "disputed",
    "forgotten_by",
    "forgotten_at",
    "certificates",
)


def write_learned(learned: Iterable[Learned], form: str, file: IO[str]) -> None:
    """Write what was learned.

    Args:
        learned: What the store says.
        form: `jsonl`, `csv`, or anything else for a table.
        file: Where to.
    """
    if form not in ("jsonl", "csv"):
        print_table(learned_table(tuple(learned)), file)
        return
    if form == "jsonl":
        for item in learned:
            file.write(json.dumps(learned_record(item), ensure_ascii=False) + "\n")
        return
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for item in learned:
        writer.writerow({column: defang(cell) for column, cell in _row(learned_record(item)).items()})


def learned_record(learned: Learned) -> dict[str, Any]:
    """The JSON-ready record of one thing that was learned."""
    item = learned.item
    record: dict[str, Any] = {"schema": "ingest/learned/1", "key": learned.key, "kind": learned.key.partition(":")[0]}
    if isinstance(item, LearnedLayout):
        record |= {
            "confirmed": item.papers,
            "is_known": item.is_known,
            "fields": {name.value: _field_record(item, name) for name in REQUIRED_FIELDS},
            "certificates": [lesson.certificate for lesson in item.lessons],
        }
    if isinstance(item, LearnedCourse):
        record |= {
            "confirmed": len(item.certificates),
            "values": {name.value: _value_record(name, *taught) for name, taught in item.values.items()},
            "disputed": [name.value for name in item.disputed],
            "certificates": list(item.certificates),
        }
    forgotten_at = learned.forgotten_at
    return record | {
        "forgotten": {"by": learned.forgotten_by, "at": forgotten_at.isoformat()} if forgotten_at else None
    }


def learned_table(learned: Sequence[Learned]) -> Table:
    """What was learned, as a table for people."""
    table = Table(title=f"{len(learned)} learned", title_justify="left")
    for heading in ("Key", "Confirmed", "What", "State"):
        table.add_column(heading, overflow="fold")
    for item in learned:
        record = learned_record(item)
        table.add_row(record["key"], str(record.get("confirmed", "")), _what(record), _state(item))
    return table


def _field_record(layout: LearnedLayout, name: FieldName) -> dict[str, Any]:
    """How often the machine's value was right, and where those stood."""
    readings = [lesson.readings[name][0] for lesson in layout.papers_taught()]
    places = [reading.place for reading in readings if reading.was_right and reading.place is not None]
    return {
        "right": sum(reading.was_right for reading in readings),
        "of": len(readings),
        "places": [
            {"page": place.page + 1, "left": round(place.left, 3), "top": round(place.top, 3), "method": place.method}
            for place in places
        ],
    }


def _value_record(name: FieldName, value: Value, count: int) -> dict[str, Any]:
    unit = {"unit": value.unit.value} if isinstance(value, Credit) else {}
    return {"value": value_text(Field(name, value)), **unit, "confirmed": count}


def _row(record: dict[str, Any]) -> dict[str, str]:
    row: dict[str, str] = {column: str(record[column]) for column in COLUMNS[:4] if column in record}
    for name, field in record.get("fields", {}).items():
        row[f"{name}_right"] = f"{field['right']} of {field['of']}"
    for name, taught in record.get("values", {}).items():
        row[name] = taught["value"]
        row |= {"unit": taught["unit"]} if "unit" in taught else {}
    forgotten = record["forgotten"] or {"by": "", "at": ""}
    return row | {
        "disputed": "; ".join(record.get("disputed", ())),
        "forgotten_by": forgotten["by"],
        "forgotten_at": forgotten["at"],
        "certificates": "; ".join(record.get("certificates", ())),
    }


def _what(record: dict[str, Any]) -> str:
    if "values" in record:
        values = (f"{taught['value']} {taught.get('unit', '')}".strip() for taught in record["values"].values())
        return "; ".join((*values, *(f"{name} disputed" for name in record["disputed"])))
    fields = record.get("fields", {}).items()
    return "right: " + ", ".join(f"{name} {field['right']}/{field['of']}" for name, field in fields) if fields else ""


def _state(learned: Learned) -> str:
    if learned.forgotten_by is not None:
        return f"forgotten by {learned.forgotten_by}"
    if isinstance(learned.item, LearnedLayout):
        return "known" if learned.item.is_known else "new"
    return ""
