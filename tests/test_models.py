"""The recipes of the models: rows that hold no text, trees, calibration curves and acceptance bounds."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields as columns_of
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import FieldName
from ingest.confidence import FEATURES, Acceptance, Calibration, Parts, features, load_calibration
from ingest.opinion import load_opinion
from ingest.scorer import FIELDS, Scorer
from ingest.settings import Settings
from ingest.vocabulary import MODEL_FOLDER
from models import calibrate, fields, made, rows
from models.judge import Label, is_right, to_label
from models.rows import TABLES, UNKNOWN, Records, Table
from tests.made_pages import vocabulary

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "certificates" / "labce_abo_discrepancies.pdf"
HOLDER, TITLE, CREDIT = FieldName.HOLDER, FieldName.TITLE, FieldName.CREDIT
REQUIRED: Final = (HOLDER, TITLE, FieldName.COMPLETED_ON, CREDIT)


# Curves


def row(
    extract: float, is_right: bool, group: int = 0, *, kind: str = "real", chance: float = 0.9, is_stated: bool = True
) -> calibrate.Row:
    inputs = (extract, 1.0, 5.0, 0.0, 0.0)
    return calibrate.Row(kind, group, f"{kind}:{group}", chance, inputs, 1.0, is_stated, is_right)


def share_of(share: float, extract: float, count: int = 200, **given: Any) -> list[calibrate.Row]:
    return [row(extract, index < share * count, index, **given) for index in range(count)]


def test_a_curve_gives_the_share_that_was_right() -> None:
    curve = calibrate.fit([*share_of(0.2, -1.0), *share_of(0.6, 0.5), *share_of(0.9, 2.0)])
    for extract, share in ((-1.0, 0.2), (0.5, 0.6), (2.0, 0.9)):
        assert curve.chance(row(extract, True)) == pytest.approx(share, abs=0.05)


def test_an_opinion_that_goes_with_being_right_weighs_so() -> None:
    plain = share_of(0.5, 0.0)
    agreed = [replace(item, features=(0.0, 1.0, 5.0, 1.0, 0.0)) for item in share_of(0.9, 0.0)]
    contradicted = [replace(item, features=(0.0, 1.0, 5.0, 0.0, 1.0)) for item in share_of(0.1, 0.0)]
    weights = dict(zip(FEATURES, calibrate.fit([*plain, *agreed, *contradicted]).weights, strict=True))
    assert weights["agrees"] > 1 > -1 > weights["contradicts"]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_field_without_errors_does_not_run_away(share: float) -> None:
    curve = calibrate.fit(share_of(share, 1.0))
    assert all(math.isfinite(value) and abs(value) < 50 for value in (curve.bias, *curve.weights))
    assert curve.chance(row(1.0, True)) == pytest.approx(share, abs=0.05)


def test_real_rows_and_all_others_weigh_the_same() -> None:
    both = [*share_of(0.5, 1.0, count=50), *share_of(1.0, 1.0, count=500, kind="made")]
    assert calibrate.fit(both).chance(row(1.0, True)) == pytest.approx(0.75, abs=0.05)


def test_a_row_is_judged_by_curves_of_other_groups() -> None:
    odd = [row(1.0, False, 500) for _ in range(40)]
    both = [*share_of(0.9, 1.0), *odd]
    confidences = calibrate.across_folds(both)
    assert min(confidences[-40:]) > 0.8, "its own errors are not known to its curve"
    halved = calibrate.across_folds([replace(item, plainness=0.5) for item in both])
    assert halved == pytest.approx([confidence / 2 for confidence in confidences])


def test_nothing_is_surer_than_its_rows_can_tell() -> None:
    sure = share_of(1.0, 9.0, count=98)
    assert calibrate.ceiling(sure) == 0.99
    assert max(calibrate.across_folds(sure)) <= 0.99


def test_the_floor_parts_what_is_stated_from_what_is_not() -> None:
    stated = [row(2.0, True, chance=0.6)] * 30
    absent = [row(-2.0, False, chance=0.3, is_stated=False)] * 30
    assert 0.3 < calibrate.best_floor([*stated, *absent]) <= 0.6
    assert calibrate.best_floor(stated) == 0.02, "the lowest of those that are as good"


def test_the_floor_of_a_field_without_right_rows_is_high() -> None:
    absent = [row(-2.0, False, chance=0.3, is_stated=False)] * 30
    assert calibrate.best_floor(absent) > 0.3


def test_the_reliability_says_how_far_off_the_confidences_are() -> None:
    half = share_of(0.5, 1.0, count=100)
    words = calibrate.reliability(HOLDER, "real", half, [0.9] * 100).split()
    assert words[:5] == ["holder", "real", "100", "0.500", "0.400"]
    assert calibrate.reliability(HOLDER, "real", half, [0.995] * 100).endswith("50/100")
    assert calibrate.bins_of(half, [0.05] * 50 + [1.0] * 50) == [[50, 0.05, 1.0], [50, 1.0, 0.0]]


# The likeliest piece of each certificate


def table(*lines: tuple[int, int, int], width: int = 3) -> Table:
    """A table of (record, value, right)."""
    count = len(lines)
    record, value, right = np.array(lines, dtype=np.int32).reshape(-1, 3).T
    ones = np.ones(count, dtype=np.float32)
    unknown = np.full(count, UNKNOWN, dtype=np.int8)
    return Table(
        np.zeros((count, width), dtype=np.float16), record, value, right.astype(np.int8), ones, ones.copy(), unknown
    )


def scored(holder: Table, chances: list[float], stated: list[int], is_certificate: int = 1) -> calibrate.Scored:
    shown = np.full((len(stated), len(TABLES)), UNKNOWN, dtype=np.int8)
    shown[:, TABLES.index(HOLDER)] = stated
    shown[:, TABLES.index(TITLE)] = is_certificate
    records = Records(np.arange(len(stated), dtype=np.int32), shown)
    return calibrate.Scored("real", records, {HOLDER: holder}, {HOLDER: np.array(chances, dtype=np.float32)})


def test_a_certificate_gives_its_likeliest_piece_and_the_rival_that_says_something_else() -> None:
    pieces = table((0, 7, 1), (0, 7, 1), (0, 8, 0), (1, 3, 0), (1, UNKNOWN, UNKNOWN))
    first, second = calibrate.rows_of(scored(pieces, [0.5, 0.75, 0.25, 0.5, 0.875], [1, 0]), HOLDER)
    assert (first.record, first.chance, first.is_right, first.is_stated) == (0, 0.75, True, True)
    assert first.features == features(Parts(None, 0.75, 0.25, None, 1.0))
    assert (second.chance, second.is_right, second.is_stated) == (0.5, False, False), "what cannot be read is no value"


def test_a_stated_value_without_a_piece_counts_as_not_found_and_an_unlabelled_one_not_at_all() -> None:
    found = calibrate.rows_of(scored(table((2, 0, 1)), [0.9], [1, UNKNOWN, 1]), HOLDER)
    assert [(item.record, item.chance, item.is_right) for item in found] == [
        (0, 0.0, False),
        (2, pytest.approx(0.9), True),
    ]


def test_a_paper_that_states_nothing_at_all_tells_nothing_of_a_field() -> None:
    pieces = table((0, 0, 0), (1, 0, 0))
    assert len(calibrate.rows_of(scored(pieces, [0.9, 0.8], [0, 0]), HOLDER)) == 2
    assert calibrate.rows_of(scored(pieces, [0.9, 0.8], [0, 0], is_certificate=0), HOLDER) == []


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


HeldOut = dict[tuple[str, int], dict[FieldName, tuple[float, bool]]]


def records(
    count: int, chance: float, wrong: int = 0, kind: str = "made", start: int = 0, **other: tuple[float, bool]
) -> HeldOut:
    return {
        (kind, start + index): {
            name: other.get(name.value, (chance, name is not TITLE or index >= wrong)) for name in REQUIRED
        }
        for index in range(count)
    }


def accepted(held_out: HeldOut, judged: Mapping[str, tuple[FieldName, ...]] | None = None) -> list[dict[str, float]]:
    return calibrate.acceptance_table(held_out, judged or dict.fromkeys({kind for kind, _ in held_out}, REQUIRED))


def as_calibration(lines: list[dict[str, float]]) -> Calibration:
    entries = (
        Acceptance(item["threshold"], int(item["records"]), int(item["wrong"]), item["error_bound"]) for item in lines
    )
    return Calibration("made", {}, tuple(entries))


def test_the_table_counts_what_clears_a_threshold_and_is_wrong() -> None:
    lines = accepted(records(600, 0.992) | records(100, 0.96, wrong=10, start=600))
    by_threshold = {item["threshold"]: (item["records"], item["wrong"]) for item in lines}
    assert by_threshold[0.95] == (700, 10)
    assert by_threshold[0.97] == by_threshold[0.99] == (600, 0)
    assert by_threshold[0.995] == (0, 0)
    assert as_calibration(lines).acceptance_threshold(0.005) == 0.97
    assert as_calibration(lines).acceptance_threshold(0.05) == 0.9


def test_a_threshold_that_holds_for_made_certificates_alone_bears_nothing_out() -> None:
    easy = records(5000, 0.9999)
    assert as_calibration(accepted(easy)).acceptance_threshold(0.005) == 0.9
    both = easy | records(10, 0.96, wrong=3, kind="real")
    bounds = {item["threshold"]: item["error_bound"] for item in accepted(both)}
    assert bounds[0.95] == pytest.approx(0.3), "the share seen of the real ones, though three of 5,010 are wrong"
    assert bounds[0.97] < 0.005, "no real one clears it, so only the others tell"


def test_one_weak_field_keeps_a_record_out() -> None:
    lines = accepted(records(10, 0.999, credit=(0.91, True)))
    assert [item["records"] for item in lines if item["threshold"] in (0.9, 0.95)] == [10, 0]


def test_a_record_without_a_required_field_is_not_counted() -> None:
    whole = records(10, 0.999)
    for number in range(4):
        del whole["made", number][CREDIT]
    assert accepted(whole)[0]["records"] == 6
    assert accepted(whole, {"made": tuple(name for name in REQUIRED if name is not CREDIT)})[0]["records"] == 10


def test_few_records_bear_nothing_out() -> None:
    assert as_calibration(accepted(records(100, 0.9999))).acceptance_threshold(0.005) > 1
    assert as_calibration(accepted({})).acceptance_threshold(0.49) > 1


# The whole calibration


def drawn(kind: str, seed: int, count: int = 120) -> calibrate.Scored:
    """Certificates on which a chance of p is right in p of all, three pieces each."""
    rng = np.random.default_rng(seed)
    tables, chances = {}, {}
    for name in TABLES:
        found = rng.random(3 * count).astype(np.float32)
        right = (rng.random(3 * count) < found).astype(np.int8)
        lines = [(place // 3, place % 3, int(right[place])) for place in range(3 * count)]
        tables[name], chances[name] = table(*lines), found
    stated = np.ones((count, len(TABLES)), dtype=np.int8)
    given = Records(np.arange(count, dtype=np.int32), stated)
    return calibrate.Scored(kind, given, tables, chances)


def test_the_calibration_is_whole_and_the_same_each_time(tmp_path: Path) -> None:
    both = (drawn("real", 1), drawn("made", 2))
    text = calibrate.calibrate(both, tmp_path)
    first = (tmp_path / "calibration.json").read_bytes()
    assert calibrate.calibrate(both, tmp_path) == text
    assert (tmp_path / "calibration.json").read_bytes() == first
    loaded = load_calibration(tmp_path)
    assert loaded.fields.keys() == {*FIELDS, FieldName.LEVEL}
    for name in FIELDS:
        assert len(loaded.fields[name].weights) == len(FEATURES)
        assert (loaded.fields[name].floor == calibrate.LEAST_FLOOR) or name in calibrate.MAY_BE_ABSENT
    assert [item.threshold for item in loaded.acceptance] == list(calibrate.THRESHOLDS)
    assert loaded.acceptance_threshold(0.005) > 1, "so few bear nothing out"


def test_the_committed_rows_are_of_todays_features_and_hold_numbers_only() -> None:
    for path in sorted((ROOT / "models" / "data").glob("*_rows.npz")):
        given, tables = rows.load(path)
        assert set(tables) == set(TABLES)
        assert given.stated.shape == (len(given.group), len(TABLES))
        with np.load(path, allow_pickle=False) as data:
            texts = [name for name in data.files if data[name].dtype.kind not in "fi"]
        assert texts == ["names"], "the names of the features are its only text"


# Rows


def whole_tables() -> tuple[Records, dict[FieldName, Table]]:
    made_of = {name: table((0, 0, 1), (0, 1, 0), (1, 0, 1)) for name in TABLES}
    for number, (name, item) in enumerate(made_of.items()):
        item.matrix[:] = list(TABLES).index(rows.SHARED.get(name, name)) + 0.5
        item.read[:] = number / 10
    stated = np.array([[1] * len(TABLES), [UNKNOWN] * len(TABLES)], dtype=np.int8)
    return Records(np.array([0, 1], dtype=np.int32), stated), made_of


def test_rows_are_loaded_as_they_were_saved(tmp_path: Path) -> None:
    given, tables = whole_tables()
    rows.save(tmp_path / "rows.npz", given, tables)
    again, loaded = rows.load(tmp_path / "rows.npz")
    for item in columns_of(Records):
        np.testing.assert_array_equal(getattr(again, item.name), getattr(given, item.name))
    assert loaded.keys() == tables.keys()
    for name, wanted in tables.items():
        for item in columns_of(Table):
            np.testing.assert_array_equal(getattr(loaded[name], item.name), getattr(wanted, item.name))
            assert getattr(loaded[name], item.name).dtype == getattr(wanted, item.name).dtype


def test_rows_of_other_features_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows.save(tmp_path / "rows.npz", *whole_tables())
    monkeypatch.setattr(rows, "COLUMNS", (*rows.COLUMNS[:-1], "another"))
    with pytest.raises(ValueError, match="Make it again"):
        rows.load(tmp_path / "rows.npz")


LABELLED: Final = {
    "file": SAMPLE.name,
    "kind": "text_pdf",
    "issuer": "one",
    "holder": "Dana R. Whitfield",
    "title": "Something Else",
    "title_alt": "Resolving ABO Discrepancies Step by Step",
    "date": "2025-03-14",
    "hours": "3",
    "cert_number": None,
}


def test_a_sample_gives_rows_of_which_the_labelled_ones_are_right() -> None:
    label = to_label(LABELLED)
    document = rows.read_first(SAMPLE, Settings())
    found = rows.pieces(document, label, vocabulary(), load_opinion(MODEL_FOLDER))
    assert found.keys() == set(TABLES)
    for name in (HOLDER, TITLE, FieldName.COMPLETED_ON):
        assert 1 in found[name].right, name
        assert 0 in found[name].right or name is FieldName.COMPLETED_ON, name
    assert 1 not in found[CREDIT].right, "the label says another amount"
    assert set(found[FieldName.PROVIDER].right.tolist()) == {UNKNOWN}, "the label does not tell"
    assert 1 not in found[FieldName.CERTIFICATE_NUMBER].right, "the label says that none is stated"
    assert found[HOLDER].matrix is found[TITLE].matrix, "kept once"
    same = found[HOLDER].value[found[HOLDER].right == 1]
    assert len(set(same.tolist())) == 1, "what is right says one thing"
    given, tables = rows.collect(iter([found, {}, found]), [label, label, replace(label, group="two")])
    assert given.group.tolist() == [0, 0, 1]
    assert set(tables[HOLDER].record.tolist()) == {0, 2}
    assert dict(zip(TABLES, given.stated[0].tolist(), strict=True)) == {
        HOLDER: 1,
        TITLE: 1,
        FieldName.PROVIDER: UNKNOWN,
        FieldName.COMPLETED_ON: 1,
        CREDIT: 1,
        FieldName.PROGRAM_NUMBER: UNKNOWN,
        FieldName.PROVIDER_NUMBER: UNKNOWN,
        FieldName.CERTIFICATE_NUMBER: 0,
    }


def test_a_file_that_cannot_be_read_gives_no_rows(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    document = rows.read_first(tmp_path / "a.pdf", Settings())
    assert document is None
    assert rows.pieces(document, to_label(LABELLED), vocabulary(), load_opinion(MODEL_FOLDER)) == {}


# Trees


WIDTH: Final = 12


def learnable(seed: int, certificates: int = 120, pieces: int = 8) -> tuple[Records, dict[FieldName, Table]]:
    """Certificates whose right piece has the largest first column."""
    rng = np.random.default_rng(seed)
    matrix = rng.random((certificates * pieces, WIDTH)).astype(np.float16)
    best = matrix[:, 0].reshape(certificates, pieces).argmax(axis=1)
    lines = [
        (place // pieces, place % pieces, int(best[place // pieces] == place % pieces)) for place in range(len(matrix))
    ]
    stated = np.ones((certificates, len(TABLES)), dtype=np.int8)
    numbers = np.arange(certificates, dtype=np.int32)
    given = Records(numbers, stated)
    return given, {HOLDER: replace(table(*lines), matrix=matrix)}


@pytest.fixture(scope="module")
def few_rounds() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fields, "ROUNDS", 40)
        patch.setattr(fields, "TREES", {**fields.TREES, "feature_fraction": 0.5, "num_threads": 1})
        yield


def test_trees_learn_and_are_the_same_each_time(few_rounds: None) -> None:
    train, other = learnable(1), learnable(2)
    one, two = (fields.chances(fields.fit(HOLDER, train, train), other[1][HOLDER]) for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert ((one > 0) & (one < 1)).all()
    right = other[1][HOLDER].right.reshape(-1, 8)
    assert (one.reshape(-1, 8).argmax(axis=1) == right.argmax(axis=1)).mean() > 0.4, "one in eight by chance"
    assert fields.chances(fields.fit(HOLDER, train, train), table(width=WIDTH)).shape == (0,)


def test_the_written_trees_say_what_the_fitted_ones_say(few_rounds: None, tmp_path: Path) -> None:
    import onnxruntime

    train, other = learnable(1), learnable(3)
    model = fields.fit(HOLDER, train, train)
    fields.export(model, WIDTH, tmp_path / "holder.onnx")
    session = onnxruntime.InferenceSession((tmp_path / "holder.onnx").read_bytes(), providers=["CPUExecutionProvider"])
    found = Scorer({HOLDER: session}).score(HOLDER, other[1][HOLDER].matrix.astype(np.float32))
    np.testing.assert_allclose(found, fields.chances(model, other[1][HOLDER]), atol=1e-5)


def test_a_certificate_whose_value_was_not_read_teaches_nothing() -> None:
    lines = [(record, piece, int(piece == 0 and record != 1)) for record in range(4) for piece in range(3)]
    pieces = table(*lines)
    pieces.right[9:12] = 0
    given, _ = whole_tables()
    stated = np.ones((4, len(TABLES)), dtype=np.int8)
    stated[2], stated[3] = UNKNOWN, 0
    kept = fields._kept(replace(given, stated=stated), pieces, HOLDER)
    assert set(pieces.record[kept].tolist()) == {0, 3}, "1 was not read, 2 is not labelled, 3 states none"


def test_of_many_wrong_pieces_some_are_kept_and_every_right_one() -> None:
    lines = [(0, piece, int(piece < 2)) for piece in range(2000)]
    given, _ = whole_tables()
    pieces = table(*lines)
    kept = fields._kept(replace(given, stated=np.ones((1, len(TABLES)), dtype=np.int8)), pieces, HOLDER)
    assert kept[:2].all()
    assert fields.MOST_WRONG / 2 < kept[2:].sum() < fields.MOST_WRONG * 2


def test_no_model_of_a_fold_sees_an_issuer_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    (made, made_tables), (given, tables) = learnable(5, certificates=60), learnable(4, certificates=40)
    seen: list[set[int]] = []

    def fit(name: FieldName, *parts: Any) -> Any:
        kept = [fields._kept(records, tables[name], name) for records, tables in parts]
        for (records, tables), own in zip(parts, kept, strict=True):
            seen.append({fields.fold_of(int(group)) for group in records.group[tables[name].record[own]]})
        return len(seen) // 2

    monkeypatch.setattr(fields, "fit", fit)
    monkeypatch.setattr(fields, "chances", lambda model, part: np.full(len(part.record), model, dtype=np.float32))
    found = fields.across_folds(HOLDER, (made, made_tables), (given, tables))
    assert seen == [set(range(fields.FOLDS)) - {fold} for fold in range(fields.FOLDS) for _ in range(2)]
    for records, own, chances in zip((made, given), (made_tables, tables), found, strict=True):
        assert chances.tolist() == [fields.fold_of(int(group)) + 1 for group in records.group[own[HOLDER].record]]


def test_an_issuer_is_in_the_same_fold_in_every_run() -> None:
    assert [fields.fold_of(group) for group in range(12)] == FOLDS_OF_TWELVE
    counts = np.bincount([fields.fold_of(group) for group in range(400)], minlength=fields.FOLDS)
    assert counts.min() > 70


FOLDS_OF_TWELVE: Final = [0, 0, 1, 3, 1, 1, 0, 1, 0, 3, 3, 2]


# Labels of made certificates


MADE: Final[dict[str, Any]] = {
    "kind": "scan",
    "layout": "7",
    "activity": {
        "holder": "Dana Whitfield",
        "title": "Blood Bank Basics",
        "provider": "Prairie Laboratory Society",
        "completed_on": "2026-03-14",
        "credit": {"value": "1.5", "unit": "ceu"},
        "program_number": "LB-2041",
        "provider_number": None,
        "certificate_number": "AB-12345",
        "level": "basic",
        "category": "blood_bank",
    },
    "printed": {"title": ["BLOOD BANK BASICS (1)"], "provider": ["Prairie Lab Society", "PLS"], "completed_on": ["x"]},
}


def made_label(**changes: Any) -> Label:
    return made.label_of("a.pdf", {**MADE, "activity": MADE["activity"] | changes})


RIGHT: list[tuple[FieldName, str]] = [
    (HOLDER, "WHITFIELD, DANA"),
    (TITLE, "Blood Bank Basics"),
    (TITLE, "Blood Bank Basics (1)"),
    (FieldName.PROVIDER, "Prairie Laboratory Society"),
    (FieldName.PROVIDER, "PLS"),
    (FieldName.COMPLETED_ON, "2026-03-14"),
    (CREDIT, "1.50"),
    (FieldName.PROGRAM_NUMBER, "LB-2041"),
    (FieldName.CERTIFICATE_NUMBER, "AB-12345"),
    (FieldName.LEVEL, "basic"),
]


@pytest.mark.parametrize(("name", "value"), RIGHT)
def test_what_is_right_on_a_made_certificate(name: FieldName, value: str) -> None:
    assert is_right(made_label(), name, value) is True
    assert is_right(made_label(), name, "other 9") is False
    assert is_right(made_label(), name, None) is False


def test_what_a_made_certificate_does_not_state_is_wrong_to_give() -> None:
    assert is_right(made_label(), FieldName.PROVIDER_NUMBER, "578") is False
    assert is_right(made_label(credit=None), CREDIT, "1.5") is False
    assert is_right(made_label(credit=None), CREDIT, None) is True
    assert (made_label().group, made_label().kind, made_label().file) == ("7", "scan", "a.pdf")


def test_a_printed_date_of_two_readings_is_not_judged_and_an_absent_one_is() -> None:
    assert is_right(made_label(completed_on=None), FieldName.COMPLETED_ON, "2026-03-14") is None
    unprinted = {**MADE, "activity": MADE["activity"] | {"completed_on": None}, "printed": {}}
    assert is_right(made.label_of("a.pdf", unprinted), FieldName.COMPLETED_ON, "2026-03-14") is False


def test_a_paper_that_is_no_certificate_states_nothing() -> None:
    label = made.label_of("a.pdf", {"kind": "text_pdf", "layout": "7", "activity": None, "printed": {}})
    assert all(is_right(label, name, None) is True for name in TABLES)
    assert json.loads(json.dumps({name.value: list(wanted) for name, wanted in label.wanted.items()}))["title"] == []
