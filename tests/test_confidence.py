"""Confidences are probabilities: more evidence never lowers them, and nothing is surer than its data."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import FieldName
from ingest.confidence import (
    FEATURES,
    Acceptance,
    Calibration,
    FieldCalibration,
    Parts,
    features,
    load_calibration,
    log_odds,
    probability,
    twice_read,
)
from ingest.errors import SettingsError
from ingest.vocabulary import MODEL_FOLDER

CURVE = FieldCalibration((0.7, 0.2, 0.1, 0.4, -0.4), 0.0, 0.98, 0.02)
MADE = Calibration(
    "made-1",
    {FieldName.HOLDER: CURVE},
    (Acceptance(0.9, 500, 20, 0.058), Acceptance(0.95, 400, 1, 0.012), Acceptance(0.99, 300, 0, 0.0099)),
)
chances = st.floats(0, 1)
parts = st.builds(Parts, st.none() | chances, chances, chances, st.none() | st.booleans(), chances)


@given(st.floats(-25, 25))
def test_odds_and_probability_are_inverse(odds: float) -> None:
    kept = max(min(odds, log_odds(1)), log_odds(0))
    assert log_odds(probability(odds)) == pytest.approx(kept, abs=1e-6)


@given(st.floats(allow_nan=False))
def test_a_probability_is_one(odds: float) -> None:
    assert 0 < probability(odds) < 1


@given(parts)
def test_a_confidence_is_a_probability_below_its_ceiling(given_parts: Parts) -> None:
    assert 0 <= MADE.confidence(FieldName.HOLDER, given_parts) <= CURVE.ceiling
    assert len(features(given_parts)) == len(FEATURES)
    assert all(math.isfinite(feature) for feature in features(given_parts))


@given(parts, chances)
def test_a_surer_finder_a_weaker_rival_and_a_better_reading_never_lower_it(given_parts: Parts, other: float) -> None:
    def confidence(changed: Parts) -> float:
        return MADE.confidence(FieldName.HOLDER, changed)

    low, high = sorted((other, given_parts.extract))
    assert confidence(replace(given_parts, extract=low)) <= confidence(replace(given_parts, extract=high)) + 1e-12
    low, high = sorted((other, given_parts.runner_up))
    assert confidence(replace(given_parts, runner_up=low)) >= confidence(replace(given_parts, runner_up=high)) - 1e-12
    low, high = sorted((other, given_parts.read if given_parts.read is not None else 0.5))
    assert confidence(replace(given_parts, read=low)) <= confidence(replace(given_parts, read=high)) + 1e-12
    assert confidence(replace(given_parts, read=high)) <= confidence(replace(given_parts, read=None)) + 1e-12


@given(chances, chances)
def test_a_second_reader_that_agrees_lifts_and_one_that_does_not_pulls_down(first: float, other: float) -> None:
    agreed, disputed = twice_read(first, agrees=True), twice_read(first, agrees=False)
    assert agreed is not None and disputed is not None
    assert 0 < disputed < agreed < 1, "two readers are not certainty"
    if 1e-6 < first < 1 - 1e-6:
        assert disputed < first < agreed
    low, high = sorted((first, other))
    for agrees in (True, False, None):
        assert (twice_read(low, agrees) or 0) <= (twice_read(high, agrees) or 0), (
            "the better first reading stays better"
        )


def test_a_word_that_nobody_looked_at_again_is_as_it_was() -> None:
    assert twice_read(0.7, agrees=None) == 0.7
    assert twice_read(None, agrees=None) is None


def test_a_text_layer_that_a_second_reader_confirms_stays_and_one_that_it_belies_falls() -> None:
    assert twice_read(None, agrees=True) is None
    belied = twice_read(None, agrees=False)
    assert belied is not None and belied < 0.999


@given(parts)
def test_the_calibration_sees_agreement_as_a_better_reading(given_parts: Parts) -> None:
    def confidence(agrees: bool | None) -> float:
        return MADE.confidence(FieldName.HOLDER, replace(given_parts, read=twice_read(given_parts.read, agrees)))

    assert confidence(agrees=False) <= confidence(agrees=None) + 1e-6 <= confidence(agrees=True) + 2e-6


def test_a_second_opinion_that_agrees_lifts_and_one_that_does_not_pulls_down() -> None:
    by_opinion = [
        MADE.confidence(FieldName.HOLDER, Parts(0.9, 0.7, 0.2, agrees, 1.0)) for agrees in (False, None, True)
    ]
    assert by_opinion == sorted(set(by_opinion))


FEATURES_OF: list[tuple[Parts, dict[str, float]]] = [
    (Parts(None, 0.5, 0.5, None, 1.0), {"extract": 0, "lead": 0, "agrees": 0, "contradicts": 0}),
    (Parts(None, 0.5, 0.0, True, 1.0), {"lead": -log_odds(0.001), "agrees": 1, "contradicts": 0}),
    (Parts(None, 0.9999, 0.0, False, 1.0), {"lead": 8, "agrees": 0, "contradicts": 1}),
    (Parts(None, 0.5, 0.0, None, 1.0), {"read": log_odds(0.999)}),
    (Parts(1.0, 0.5, 0.0, None, 1.0), {"read": log_odds(0.999)}),
    (Parts(0.5, 0.5, 0.0, None, 0.1), {"read": 0}),
]


@pytest.mark.parametrize(("given_parts", "wanted"), FEATURES_OF)
def test_the_features_are_what_their_names_say(given_parts: Parts, wanted: dict[str, float]) -> None:
    found = dict(zip(FEATURES, features(given_parts), strict=True))
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)


def test_a_value_that_had_to_be_mended_is_less_sure() -> None:
    plain = Parts(None, 0.99, 0.0, None, 1.0)
    assert MADE.confidence(FieldName.HOLDER, replace(plain, normalise=0.5)) == pytest.approx(
        MADE.confidence(FieldName.HOLDER, plain) / 2
    )


@pytest.mark.parametrize(("promised", "threshold"), [(0.1, 0.9), (0.02, 0.95), (0.012, 0.95), (0.01, 0.99)])
def test_the_threshold_is_the_lowest_that_bears_the_promise_out(promised: float, threshold: float) -> None:
    assert MADE.acceptance_threshold(promised) == threshold


@pytest.mark.parametrize("table", [MADE.acceptance, ()])
def test_nothing_is_accepted_when_no_row_bears_the_promise_out(table: tuple[Acceptance, ...]) -> None:
    assert replace(MADE, acceptance=table).acceptance_threshold(0.005) > 1


def test_a_known_layout_has_a_threshold_of_its_own() -> None:
    table = (Acceptance(0.8, 1000, 0, 0.003),)
    both = replace(MADE, acceptance_known=table)
    assert both.acceptance_threshold(0.005, is_known=True) == 0.8
    assert both.acceptance_threshold(0.005) == MADE.acceptance_threshold(0.005)
    assert MADE.acceptance_threshold(0.005, is_known=True) > 1  # not fitted: nothing is accepted


def test_the_model_that_ships_is_whole() -> None:
    shipped = load_calibration(MODEL_FOLDER)
    assert set(FieldName) - shipped.fields.keys() <= {FieldName.CATEGORY}
    assert all(len(curve.weights) == len(FEATURES) for curve in shipped.fields.values())
    assert all(0.5 < curve.ceiling < 1 for curve in shipped.fields.values())
    assert all(0 < curve.floor < 1 for curve in shipped.fields.values())
    assert [row.threshold for row in shipped.acceptance] == sorted(row.threshold for row in shipped.acceptance)
    assert all(
        row.wrong <= row.records and row.error_bound >= row.wrong / max(row.records, 1) for row in shipped.acceptance
    )


WRONG_FILES: list[tuple[str, Any]] = [
    ("nothing", None),
    ("no object", []),
    ("no version", {"fields": {}, "acceptance": []}),
    ("an unknown field", {"version": "1", "fields": {"colour": {}}, "acceptance": []}),
    ("a curve without bias", {"version": "1", "fields": {"holder": {"weights": [1, 2, 3]}}, "acceptance": []}),
    (
        "a curve without floor",
        {"version": "1", "fields": {"holder": {"weights": [1] * 5, "bias": 0, "ceiling": 0.9}}, "acceptance": []},
    ),
    ("an unknown column", {"version": "1", "fields": {}, "acceptance": [{"threshold": 0.9, "colour": 1}]}),
]


@pytest.mark.parametrize("data", [data for _, data in WRONG_FILES], ids=[name for name, _ in WRONG_FILES])
def test_a_damaged_calibration_is_refused_by_name(tmp_path: Path, data: Any) -> None:
    if data is not None:
        (tmp_path / "calibration.json").write_text(json.dumps(data))
    with pytest.raises(SettingsError, match=r"calibration\.json cannot be read.*Install ingest again"):
        load_calibration(tmp_path)
