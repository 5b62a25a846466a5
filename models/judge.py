"""Whether a value is what the label of a certificate says: the one comparison behind every figure of a model.

Takes labels (one JSON object a line) and values as the product gives them, gives True, False, or None where the label
does not tell. Refuses to be clever: a date, an amount or a number is right or wrong, and only what cannot change the
meaning is folded away (case, accents, spaces, punctuation, letters after a name, `Last, First`).

A label holds `file`, `kind`, `issuer` (the layout or the organisation behind it) and, for each value, its text, or null
where the certificate does not state it; a key that is missing is not judged. `<key>_alt` holds what is also right, one
text or several. A holder may stand as `holder` or, so that labels hold no names, as `holder_sha256`: the sha256 of the
folded name. Optional: `side` (such as `dev` and `held_out`) and `hours_unit`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path
from typing import Any, Final

from benchmarks.reading.presence import name_key, run_together
from ingest.activity import REQUIRED_FIELDS, Category, Credit, FieldName, Unit

NEAR: Final = Decimal("0.01")  # minutes given in hours are rounded
KEYS: Final[Mapping[FieldName, str]] = {
    FieldName.TITLE: "title",
    FieldName.PROVIDER: "provider",
    FieldName.COMPLETED_ON: "date",
    FieldName.CREDIT: "hours",
    FieldName.PROGRAM_NUMBER: "program_number",
    FieldName.PROVIDER_NUMBER: "provider_number",
    FieldName.CERTIFICATE_NUMBER: "cert_number",
    FieldName.LEVEL: "level",
    FieldName.CATEGORY: "category",
}
UNITS: Final[Mapping[str, frozenset[Unit]]] = {
    **{unit.value: frozenset({unit}) for unit in Unit},
    "hour": frozenset({Unit.HOUR, Unit.CONTACT_HOUR}),  # "2 hours" of training are 2 contact hours to many readers
}


@dataclass(frozen=True, slots=True)
class Label:
    """What one certificate states."""

    file: str
    kind: str
    group: str  # its issuer or layout: certificates of one group are not independent
    side: str | None
    wanted: Mapping[FieldName, tuple[str, ...]]  # all that is right, () where nothing is stated; the holder as its key
    unit: str | None
    holder: str | None  # None where the label hides it

    @property
    def required(self) -> tuple[FieldName, ...]:
        """The required fields that the label tells."""
        return tuple(field for field in REQUIRED_FIELDS if field in self.wanted)


def load_labels(path: Path, files: Path) -> tuple[Label, ...]:
    """The labels of those files that lie in the folder `files`.

    Raises:
        ValueError: a line is no label.
    """
    labels = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            if row.get("file") and (files / row["file"]).is_file():
                labels.append(to_label(row))
        except (AttributeError, KeyError, ValueError) as error:
            raise ValueError(f"{path}, line {number}, is no label: {error!r}") from error
    return tuple(labels)


def to_label(row: Mapping[str, Any]) -> Label:
    """One line of a labels file."""
    wanted = {field: _right_ones(row, key) for field, key in KEYS.items() if key in row}
    holder = row.get("holder")
    if "holder_sha256" in row:
        wanted[FieldName.HOLDER] = _right_ones(row, "holder_sha256")
    elif "holder" in row:
        wanted[FieldName.HOLDER] = tuple(map(name_key, _right_ones(row, "holder")))
    unit = row.get("hours_unit")
    group = str(row.get("issuer") or row["file"])
    return Label(str(row["file"]), str(row["kind"]), group, row.get("side"), wanted, unit and unit.casefold(), holder)


def is_right(label: Label, field: FieldName, value: object) -> bool | None:
    """Whether a value is right; None where the label does not tell.

    Args:
        value: As the product holds it (`Credit`, `PartialDate`, an enum ...) or as its record prints it; None for none.
    """
    if field not in label.wanted:
        return None
    wanted = label.wanted[field]
    if value is None or not wanted:
        return value is None and not wanted
    return any(same(field, right, plain(value)) for right in wanted)


def same(field: FieldName, wanted: str, value: str) -> bool:
    """Whether a value is the wanted one; a wanted holder is a `name_key`.

    >>> same(FieldName.TITLE, "Point-of-Care: 101", "POINT OF CARE 101"), same(FieldName.CREDIT, "1.5", "1.50")
    (True, True)
    >>> same(FieldName.COMPLETED_ON, "2026-03-14", "2026-03"), same(FieldName.CREDIT, "1", "10")
    (False, False)
    """
    if field is FieldName.HOLDER:
        return name_key(value) == wanted
    if field is FieldName.COMPLETED_ON:
        return value == wanted
    if field is FieldName.CREDIT:
        try:
            return abs(Decimal(value) - Decimal(wanted)) < NEAR
        except InvalidOperation:
            return False
    return run_together(value) == run_together(wanted)


def has_unit(label: Label, unit: str | None) -> bool | None:
    """Whether the unit of a right amount is right; None where the label names none that we know."""
    known = UNITS.get(label.unit or "")
    return None if known is None else unit in known


def plain(value: object) -> str:
    """The value as the product's record prints it.

    >>> plain(Credit(Decimal("1.5"), Unit.CEU)), plain(Unit.CEU), plain("x")
    ('1.5', 'ceu', 'x')
    """
    if isinstance(value, Credit):
        return str(value.amount)
    if isinstance(value, Category):
        return value.label.value
    return str(value.value if isinstance(value, Enum) else value)


def _right_ones(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    if row[key] is None:
        return ()
    also = row.get(f"{key}_alt")
    return (str(row[key]), *map(str, also if isinstance(also, list) else [] if also is None else [also]))
