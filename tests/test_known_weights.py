"""The weights of values on a known layout, fitted on examples."""

import random

import pytest

from models.known_weights import Example, fit


def examples(count: int, seed: int = 7) -> list[Example]:
    """Certificates with three values; the higher the first number, the likelier right. The second says nothing."""
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        rows = tuple((rng.gauss(0, 2), rng.gauss(0, 1)) for _ in range(3))
        best = max(range(3), key=lambda place: rows[place][0] + rng.gauss(0, 0.5))
        is_read = rng.random() < 0.8
        found.append(Example(rows, tuple(is_read and place == best for place in range(3))))
    return found


def test_what_tells_the_right_one_gets_the_weight() -> None:
    weights = fit(examples(400))
    assert weights.of[0] > 0.8 and abs(weights.of[1]) < 0.2
    assert weights == fit(examples(400))


def test_the_chances_are_those_of_other_examples() -> None:
    weights, others = fit(examples(800)), examples(800, seed=8)
    chances = [weights.shares(one.rows) for one in others]
    mean = sum(map(sum, chances)) / len(others)
    assert mean == pytest.approx(sum(any(one.right) for one in others) / len(others), abs=0.04)
    rightly = sum(one.right[shares.index(max(shares))] for one, shares in zip(others, chances, strict=True))
    assert mean * 0.8 < rightly / len(others)


def test_several_right_values_are_right_together() -> None:
    twice = [Example(((1.0,), (1.0,), (-1.0,)), (True, True, False))] * 50
    shares = fit(twice).shares(twice[0].rows)
    assert shares[0] == pytest.approx(shares[1]) and sum(shares[:2]) > 0.9


def test_without_examples_nothing_is_fitted() -> None:
    with pytest.raises(ValueError, match="no certificates"):
        fit([])
