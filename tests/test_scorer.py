"""The models of the fields: chances for any features, and a damaged model refused by name."""

import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import FieldName
from ingest.errors import SettingsError
from ingest.scorer import FIELDS, file_of, load_scorer
from ingest.vocabulary import MODEL_FOLDER
from tests.made_pages import scorer


@cache
def width(name: FieldName) -> int:
    """How many features the field's model takes."""
    (taken,) = scorer().sessions[name].get_inputs()
    return int(taken.shape[1])


def test_there_is_a_model_for_each_field_that_is_weighed() -> None:
    assert set(FIELDS) == set(FieldName) - {FieldName.LEVEL, FieldName.CATEGORY}
    assert scorer().sessions.keys() == set(FIELDS)


@pytest.mark.parametrize("name", FIELDS)
@given(st.integers(1, 5), st.floats(-1e6, 1e6, width=32))
def test_any_features_give_a_chance_for_each_row(name: FieldName, count: int, value: float) -> None:
    features = np.full((count, width(name)), value, dtype=np.float32)
    chances = scorer().score(name, features)
    assert chances.shape == (count,)
    assert ((chances >= 0) & (chances <= 1)).all()
    assert np.ptp(chances) < 1e-5, "the same features, the same chance"


@pytest.mark.parametrize("name", FIELDS)
def test_no_rows_give_no_chances(name: FieldName) -> None:
    assert scorer().score(name, np.zeros((0, width(name)), dtype=np.float32)).shape == (0,)


@pytest.mark.parametrize("content", [None, b"", b"not a model", b"\x08\x08cut"])
def test_a_damaged_model_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    for name in FIELDS:
        shutil.copy(MODEL_FOLDER / file_of(name), tmp_path)
    broken = tmp_path / file_of(FieldName.TITLE)
    broken.unlink()
    if content is not None:
        broken.write_bytes(content)
    with pytest.raises(SettingsError, match=r"(?s)field_title\.onnx cannot be read.*Install ingest again"):
        load_scorer(tmp_path)
