"""The recipes of the model: calibration curves, acceptance bounds, and rows that hold no text."""

import csv
import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import Credit, FieldName, PartialDate, Unit
from ingest.confidence import Acceptance, Calibration, load_calibration, log_odds, probability
from ingest.pipeline import build_tools
from ingest.settings import Settings
from models import calibrate, rows

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "certificates" / "labce_abo_discrepancies.pdf"


def row(
    extract: float, is_right: bool, group: int = 0, method: str = "pattern:lead", *, is_real: bool = True
) -> calibrate.Row:
    return calibrate.Row(group, group, is_real, FieldName.HOLDER, method, (extract, 1.0, 5.0), 1.0, is_right)


def rows_of(share_right: float, extract: float, count: int = 200, **given: Any) -> list[calibrate.Row]:
    return [row(extract, index < share_right * count, index, **given) for index in range(count)]


# Curves


def test_a_curve_gives_the_share_that_was_right() -> None:
    made = [*rows_of(0.2, -1.0), *rows_of(0.6, 0.5), *rows_of(0.9, 2.0)]
    curve = calibrate.fit(made)
    for extract, share in ((-1.0, 0.2), (0.5, 0.6), (2.0, 0.9)):
        assert curve.chance(row(extract, True)) == pytest.approx(share, abs=0.05)


def test_a_method_that_errs_more_is_less_sure() -> None:
    made = [*rows_of(0.95, 1.0, method="pattern:lead"), *rows_of(0.6, 1.0, method="layout:large")]
    curve = calibrate.fit(made)
    assert curve.chance(row(1.0, True, method="pattern:lead")) > curve.chance(row(1.0, True, method="layout:large"))
    unknown = curve.chance(row(1.0, True, method="never seen"))
    assert unknown == pytest.approx(
        probability(curve.bias + sum(map(math.prod, zip(curve.weights, (1.0, 1.0, 5.0), strict=True))))
    )


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_field_without_errors_does_not_run_away(share: float) -> None:
    curve = calibrate.fit(rows_of(share, 1.0))
    assert all(math.isfinite(value) and abs(value) < 50 for value in (curve.bias, *curve.weights))
    assert curve.chance(row(1.0, True)) == pytest.approx(share, abs=0.05)


def test_real_and_synthetic_rows_weigh_the_same() -> None:
    made = [*rows_of(0.5, 1.0, count=50, is_real=True), *rows_of(1.0, 1.0, count=500, is_real=False)]
    assert calibrate.fit(made).chance(row(1.0, True)) == pytest.approx(0.75, abs=0.05)


def test_a_row_is_judged_by_curves_of_other_groups() -> None:
    lone = [row(1.0, False, 5, "odd") for _ in range(40)]
    made = [*rows_of(0.9, 1.0), *lone]
    chances = calibrate.across_folds([item for item in made if item.group % calibrate.FOLDS or item.method == "odd"])
    assert all(chance > 0.7 for chance in chances[-40:]), "its own errors are not known to its curve"
    plain = calibrate.across_folds(made)
    halved = calibrate.across_folds([replace(item, plainness=0.5) for item in made])
    assert halved == pytest.approx([chance / 2 for chance in plain])


def test_nothing_is_surer_than_its_rows_can_tell() -> None:
    made = rows_of(1.0, 9.0, count=98)
    assert calibrate.ceiling(made) == 0.99
    assert max(calibrate.across_folds(made)) <= 0.99


def test_the_reliability_says_how_far_off_the_chances_are() -> None:
    made = rows_of(0.5, 1.0, count=100)
    words = calibrate.reliability(FieldName.HOLDER, made, [0.9] * 100).split()
    assert words[:5] == ["holder", "100", "100", "0.500", "0.400"]
    assert calibrate.reliability(FieldName.HOLDER, made, [0.995] * 100).endswith("50/100")


# Acceptance

# One-sided 95 % bounds: 1 - 0.05 ** (1 / n) where nothing is wrong; the others from tables of the beta distribution.
BOUNDS = [(0, 1, 0.95), (0, 10, 0.2589), (0, 598, 0.0050), (1, 100, 0.0466), (5, 100, 0.1023), (10, 20, 0.6980)]


@pytest.mark.parametrize(("wrong", "count", "bound"), BOUNDS)
def test_the_bound_is_that_of_the_tables(wrong: int, count: int, bound: float) -> None:
    assert calibrate.upper_bound(wrong, count) == pytest.approx(bound, abs=2e-4)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_bound_is_above_the_share_and_falls_with_more_data(wrong: int, right: int) -> None:
    count = wrong + right
    bound = calibrate.upper_bound(wrong, count)
    assert (wrong / count if count else 0) <= bound <= 1
    assert calibrate.upper_bound(wrong, count + 1) <= bound + 1e-9
    assert calibrate.upper_bound(wrong + 1, count + 1) >= bound - 1e-9


def records(
    count: int, chance: float, wrong: int = 0, **other: tuple[float, bool]
) -> list[dict[FieldName, tuple[float, bool]]]:
    required = ("holder", "title", "completed_on", "credit")
    return [
        {FieldName(name): other.get(name, (chance, name != "title" or index >= wrong)) for name in required}
        for index in range(count)
    ]


def as_calibration(table: Sequence[dict[str, float]]) -> Calibration:
    entries = (
        Acceptance(item["threshold"], int(item["records"]), int(item["wrong"]), item["error_bound"]) for item in table
    )
    return Calibration("made", {}, tuple(entries))


def test_the_table_counts_what_clears_a_threshold_and_is_wrong() -> None:
    table = calibrate.acceptance_table([*records(600, 0.992), *records(100, 0.96, wrong=10)])
    by_threshold = {item["threshold"]: (item["records"], item["wrong"]) for item in table}
    assert by_threshold[0.95] == (700, 10)
    assert by_threshold[0.97] == by_threshold[0.99] == (600, 0)
    assert by_threshold[0.995] == (0, 0)
    assert as_calibration(table).acceptance_threshold(0.005) == 0.97
    assert as_calibration(table).acceptance_threshold(0.05) == 0.9


def test_one_weak_field_keeps_a_record_out() -> None:
    table = calibrate.acceptance_table(records(10, 0.999, credit=(0.91, True)))
    assert [item["records"] for item in table if item["threshold"] in (0.9, 0.95)] == [10, 0]


def test_a_record_without_a_required_field_is_not_counted() -> None:
    whole = records(10, 0.999)
    for record in whole[:4]:
        del record[FieldName.CREDIT]
    table = calibrate.acceptance_table(whole)
    assert table[0]["records"] == 6
    with_provider = [{**record, FieldName.PROVIDER: (0.999, False)} for record in whole]
    assert calibrate.acceptance_table(with_provider)[0]["wrong"] == 6


def test_few_records_bear_nothing_out() -> None:
    table = calibrate.acceptance_table(records(100, 0.9999))
    assert as_calibration(table).acceptance_threshold(0.005) > 1
    assert as_calibration(calibrate.acceptance_table([])).acceptance_threshold(0.49) > 1


# What is committed


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the calibration was made again from the committed rows."""
    folder = tmp_path_factory.mktemp("models")
    for name in ("data", "trained"):
        (folder / name).mkdir()
    (folder / "data" / "calibration.csv").write_bytes((calibrate.HERE / "data" / "calibration.csv").read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibrate, "HERE", folder)
        calibrate.main()
    return folder


def test_the_committed_calibration_is_the_one_that_its_rows_give(made_again: Path) -> None:
    again, committed = load_calibration(made_again / "trained"), load_calibration(calibrate.HERE / "trained")
    assert again.fields.keys() == committed.fields.keys()
    for name, curve in committed.fields.items():
        other = again.fields[name]
        assert (other.bias, *other.weights, other.ceiling) == pytest.approx(
            (curve.bias, *curve.weights, curve.ceiling), abs=2e-3
        )
        assert dict(other.methods) == pytest.approx(dict(curve.methods), abs=2e-3)
    assert [item.threshold for item in again.acceptance] == [item.threshold for item in committed.acceptance]
    assert again.acceptance_threshold(0.005) == committed.acceptance_threshold(0.005)


def test_the_committed_rows_hold_numbers_and_the_names_of_our_rules_only() -> None:
    with (calibrate.HERE / "data" / "calibration.csv").open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        assert tuple(reader.fieldnames or ()) == rows.COLUMNS
        committed = list(reader)
    for item in committed:
        assert FieldName(item.pop("field"))
        method = item.pop("method")
        assert method == method.lower()
        assert len(method) < 40
        assert all(math.isfinite(float(value)) for value in item.values())
    assert {item["is_right"] for item in committed} == {item["is_real"] for item in committed} == {"0", "1"}


# Rows


def test_a_group_is_in_one_half_whatever_its_case() -> None:
    groups = [f"issuer {number}" for number in range(400)]
    held_out = [group for group in groups if rows.is_held_out(group)]
    assert 140 < len(held_out) < 260
    assert all(rows.is_held_out(group.upper()) for group in held_out)


SAME = [
    ("Resolving ABO Discrepancies", "resolving  ABO discrepancies.", True),
    ("Núñez", "Nunez", True),
    ("Gram Stain", "Gram Stains", False),
    (None, "anything", False),
    ("2026-03-14", PartialDate(2026, 3, 14), True),
    ("2026-03-14", PartialDate(2026, 3), False),
    ("1.5", Credit(Decimal("1.50"), Unit.CEU), True),
    (1.3333, Credit(Decimal("1.33"), Unit.HOUR), True),
    ("2", Credit(Decimal("1.5"), Unit.HOUR), False),
]


@pytest.mark.parametrize(("wanted", "value", "is_same"), SAME)
def test_what_counts_as_right(wanted: Any, value: Any, is_same: bool) -> None:
    assert rows._same(wanted, value) is is_same


def test_a_sample_gives_a_row_for_each_field_that_was_found() -> None:
    (labelled,) = [item for item in rows.synthetic(SAMPLE.parent) if item.path == SAMPLE]
    assert not labelled.is_real
    made = list(rows.rows(labelled, build_tools(Settings())))
    by_field: dict[str, list[Any]] = {name: values for name, *values in made}
    assert {"holder", "title", "provider", "completed_on", "credit"} <= by_field.keys()
    assert all(is_right == 1 for *_, is_right in by_field.values()), by_field
    for method, extract, *numbers, _ in by_field.values():
        assert ":" in method
        assert abs(extract) <= log_odds(1)
        assert all(isinstance(number, float) for number in numbers)


def test_only_files_with_an_expected_activity_are_labelled() -> None:
    names = [item.path.name for item in rows.synthetic(SAMPLE.parent)]
    assert SAMPLE.name in names
    assert "benchside_invoice.pdf" not in names
    assert all((SAMPLE.parent / name).exists() for name in names)


def test_real_labels_keep_holders_as_hashes(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(SAMPLE.read_bytes())
    wanted = {
        "file": "a.pdf",
        "issuer": "LabCE",
        "holder_sha256": hashlib.sha256(b"dana r whitfield").hexdigest(),
        "title": "Something Else",
        "title_alt": "Resolving ABO Discrepancies Step by Step",
        "date": "2025-03-14",
        "hours": 3,
    }
    labels = tmp_path / "labels.jsonl"
    labels.write_text("\n".join(map(json.dumps, [wanted, {"file": "gone.pdf"}, {"note": "no file"}])))
    (labelled,) = rows.real(tmp_path, labels)
    assert (labelled.group, labelled.is_real) == ("LabCE", True)
    by_field = {name: is_right for name, *_, is_right in rows.rows(labelled, build_tools(Settings()))}
    assert by_field == {"holder": 1, "title": 1, "completed_on": 1, "credit": 0}


def test_a_file_that_cannot_be_read_gives_no_rows(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    labelled = rows.Labelled(tmp_path / "a.pdf", "x", True, lambda name, chosen: True)
    assert list(rows.rows(labelled, build_tools(Settings()))) == []


def test_the_recipe_writes_the_held_out_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    layouts = sorted({item.group for item in rows.synthetic(SAMPLE.parent)}, key=rows.is_held_out)
    assert rows.is_held_out(layouts[-1]), "there is a layout of the held-out half"
    assert not rows.is_held_out(layouts[0]), "and one of the other"
    expected = json.loads(SAMPLE.with_name(f"{SAMPLE.name}.expected.json").read_text(encoding="utf-8"))
    for name, layout in (("seen.pdf", layouts[0]), ("held_out.pdf", layouts[-1])):
        (folder / name).write_bytes(SAMPLE.read_bytes())
        (folder / f"{name}.expected.json").write_text(json.dumps([{**expected[0], "layout": layout}]))
    output = tmp_path / "rows.csv"
    monkeypatch.setattr("sys.argv", ["rows.py", "--synthetic", str(folder), "-o", str(output)])
    rows.main()
    written = calibrate.load_rows(output)
    assert {(item.record, item.group, item.is_real) for item in written} == {(0, 0, False)}
    assert len(written) == len({item.field for item in written}) >= 5
