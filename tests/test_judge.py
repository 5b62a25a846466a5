"""The judge of values: what is folded away, what is not, and what a label does not tell."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ingest.activity import Category, CategoryLabel, Credit, FieldName, PartialDate, Unit
from models.judge import Label, has_unit, is_right, load_labels, plain, to_label

ROW: dict[str, Any] = {
    "file": "a.pdf",
    "kind": "text_pdf",
    "issuer": "desk",
    "holder": "Dana R. Whitfield",
    "title": "Order of Draw: A–Z",
    "hours": 1.5,
    "hours_unit": "contact_hour",
    "date": "2026-03-14",
    "provider": "Centers for Disease Control and Prevention",
    "provider_alt": ["CDC"],
    "program_number": "288-020-17",
    "cert_number": None,
    "level": "basic",
    "category": "phlebotomy",
}


def label(**changes: Any) -> Label:
    return to_label(ROW | changes)


# What is right: (field, value)
RIGHT = [
    (FieldName.HOLDER, "DANA R. WHITFIELD"),
    (FieldName.HOLDER, "Whitfield, Dana R."),
    (FieldName.HOLDER, "Dr. Dana R. Whitfield, MLS(ASCP)CM"),
    (FieldName.TITLE, "ORDER OF DRAW A-Z"),
    (FieldName.CREDIT, "1.50"),
    (FieldName.CREDIT, Credit(Decimal("1.5"), Unit.HOUR)),
    (FieldName.COMPLETED_ON, "2026-03-14"),
    (FieldName.COMPLETED_ON, PartialDate(2026, 3, 14)),
    (FieldName.PROVIDER, "cdc"),
    (FieldName.PROGRAM_NUMBER, "288 020 17"),
    (FieldName.CERTIFICATE_NUMBER, None),
    (FieldName.CATEGORY, Category(CategoryLabel.PHLEBOTOMY, 0.4)),
    (FieldName.LEVEL, "Basic"),
]
WRONG = [
    (FieldName.HOLDER, "Dana Whitfield"),
    (FieldName.HOLDER, None),
    (FieldName.TITLE, "Order of Draw"),
    (FieldName.CREDIT, "15"),
    (FieldName.CREDIT, "one"),
    (FieldName.CREDIT, None),
    (FieldName.COMPLETED_ON, "2026-03"),
    (FieldName.COMPLETED_ON, "2026-03-15"),
    (FieldName.PROVIDER, "Center for Disease Control"),
    (FieldName.PROGRAM_NUMBER, "288-020-18"),
    (FieldName.CERTIFICATE_NUMBER, "77"),
    (FieldName.CATEGORY, Category(CategoryLabel.SAFETY, 0.9)),
]


@pytest.mark.parametrize(("field", "value"), RIGHT)
def test_right(field: FieldName, value: object) -> None:
    assert is_right(label(), field, value) is True


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_wrong(field: FieldName, value: object) -> None:
    assert is_right(label(), field, value) is False


def test_what_the_label_does_not_tell_is_not_judged() -> None:
    assert is_right(label(), FieldName.PROVIDER_NUMBER, "288") is None
    silent = to_label({key: value for key, value in ROW.items() if key != "provider"})
    assert is_right(silent, FieldName.PROVIDER, "CDC") is None
    assert FieldName.PROVIDER not in silent.required
    assert FieldName.PROVIDER in label().required


def test_what_is_also_right_may_be_one_or_several() -> None:
    one, several = label(title_alt="Draw"), label(title_alt=["Draw", "Drawing"])
    for judged, title, right in [(one, "draw", True), (several, "DRAWING", True), (one, "Drawing", False)]:
        assert is_right(judged, FieldName.TITLE, title) is right


def test_a_hidden_holder_is_judged_by_the_key_and_never_shown() -> None:
    row = {key: value for key, value in ROW.items() if key != "holder"}
    hidden = to_label(row | {"holder_sha256": hashlib.sha256(b"dana r whitfield").hexdigest()})
    assert hidden.holder is None
    assert is_right(hidden, FieldName.HOLDER, "Dana R. Whitfield, MT") is True
    assert is_right(hidden, FieldName.HOLDER, "Dana R. Whitby") is False
    assert is_right(to_label(row | {"holder_sha256": None}), FieldName.HOLDER, None) is True


@pytest.mark.parametrize(
    ("wanted", "unit", "verdict"),
    [
        ("contact_hour", "contact_hour", True),
        ("contact_hour", "ceu", False),
        ("hour", "contact_hour", True),
        ("CEU", "ceu", True),
        ("CEU", "hour", False),
        ("CPE", "hour", None),
        (None, "hour", None),
    ],
)
def test_units(wanted: str | None, unit: str, verdict: bool | None) -> None:
    assert has_unit(label(hours_unit=wanted), unit) is verdict


def test_values_are_compared_as_the_record_prints_them() -> None:
    assert plain(PartialDate(2026, 3)) == "2026-03"
    assert plain(CategoryLabel.SAFETY) == "safety"
    assert plain(Credit(Decimal("0.50"), Unit.HOUR)) == "0.50"


def write(folder: Path, *rows: Mapping[str, Any] | str) -> Path:
    path = folder / "labels.jsonl"
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_labels_of_files_that_are_not_there_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    path = write(tmp_path, ROW, ROW | {"file": "b.pdf"}, {"id": "7", "file": None})
    assert [one.file for one in load_labels(path, tmp_path)] == ["a.pdf"]


@pytest.mark.parametrize("line", ["{", "[1]", '{"file": "a.pdf"}'])
def test_a_line_that_is_no_label_is_named(line: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    with pytest.raises(ValueError, match="line 2, is no label"):
        load_labels(write(tmp_path, ROW, line), tmp_path)
