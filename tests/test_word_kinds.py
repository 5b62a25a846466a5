"""How words are used: the same buckets on every machine, and a damaged table refused by name."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import SettingsError
from ingest.vocabulary import MODEL_FOLDER
from ingest.word_kinds import BUCKETS, FILE, KINDS, WordKinds, buckets, load_word_kinds
from models import word_kinds as recipe


def test_the_buckets_of_a_word_are_the_same_everywhere() -> None:
    assert buckets("Lab") == (12271, 12237, 12740, 5617, 20315, 23364)


@pytest.mark.parametrize(
    ("one", "other"), [("José", "JOSE"), ("“Whitfield,”", "whitfield"), ("2026", "1999"), ("(MLS)", "mls")]
)
def test_case_accents_marks_and_which_digit_it_is_are_no_matter(one: str, other: str) -> None:
    assert buckets(one) == buckets(other)


@pytest.mark.parametrize("word", ["", "—", "()", "..."])
def test_a_mark_has_no_bucket_and_no_kind(word: str) -> None:
    assert buckets(word) == ()
    assert load_word_kinds(MODEL_FOLDER).of(word).tolist() == [0.0] * len(KINDS)


@given(st.text(max_size=20))
def test_any_word_has_buckets_of_the_table(word: str) -> None:
    places = buckets(word)
    assert all(0 <= place < BUCKETS for place in places)
    assert places == buckets(word)


UNKNOWN_NAME = pytest.mark.xfail(strict=True, reason="a family name that no list has, of letters that things have too")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Johnson", "person"),
        pytest.param("Whitfield", "person", marks=UNKNOWN_NAME),
        ("Hematology", "course"),
        ("University", "institution"),
        ("certify", "wording"),
    ],
)
def test_the_table_that_ships_knows_what_words_are_used_for(word: str, kind: str) -> None:
    assert KINDS[int(load_word_kinds(MODEL_FOLDER).of(word).argmax())] == kind


def test_a_word_seen_before_says_the_same() -> None:
    kinds = load_word_kinds(MODEL_FOLDER)
    first = kinds.of("Whitfield").copy()
    assert kinds.of("Whitfield").tolist() == first.tolist()
    assert np.isfinite(first).all()


def write(folder: Path, weights: tuple[int, ...], bias: tuple[int, ...]) -> None:
    np.savez(folder / FILE, weights=np.zeros(weights, dtype=np.float16), bias=np.zeros(bias, dtype=np.float32))


@pytest.mark.parametrize("content", [None, b"", b"not a table", b"PK\x03\x04 cut short"])
def test_a_damaged_table_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(SettingsError, match=r"word_kinds\.npz cannot be read.*Install ingest again"):
        load_word_kinds(tmp_path)


@pytest.mark.parametrize(
    ("weights", "bias"), [((5, len(KINDS)), (len(KINDS),)), ((BUCKETS, 2), (2,)), ((BUCKETS, len(KINDS)), (1,))]
)
def test_a_table_of_another_form_is_refused(tmp_path: Path, weights: tuple[int, ...], bias: tuple[int, ...]) -> None:
    write(tmp_path, weights, bias)
    with pytest.raises(SettingsError, match="Install ingest again"):
        load_word_kinds(tmp_path)


def test_a_table_that_would_run_code_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / FILE, weights=np.array([{"any": "object"}], dtype=object), bias=np.zeros(len(KINDS)))
    with pytest.raises(SettingsError, match="cannot be read"):
        load_word_kinds(tmp_path)


def test_the_recipe_draws_the_same_texts_of_all_kinds_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NAMES", "TITLES", "PROVIDERS"):
        monkeypatch.setattr(recipe, name, 8)
    drawn = list(recipe.examples(random.Random(3)))
    assert drawn == list(recipe.examples(random.Random(3)))
    assert {kind for _, kind in drawn} == set(range(len(KINDS)))
    table = recipe.matrix(("Dana Whitfield", "—"))
    assert table.shape == (2, BUCKETS)
    assert table.sum(axis=1).ravel().tolist()[0] == pytest.approx([recipe.SCALE, 0.0])


def test_a_new_table_starts_with_nothing_known() -> None:
    table = WordKinds(np.zeros((BUCKETS, len(KINDS)), dtype=np.float32), np.zeros(len(KINDS), dtype=np.float32))
    assert table.of("word").tolist() == [0.0] * len(KINDS)
