"""Fits what the values of a field are weighed by on a layout that people confirmed (see `ingest.known_layout`).

Takes, for each certificate, the numbers of its field's values and which of them are right; gives the weights. The same
examples give the same weights. Refuses to look at documents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from ingest.confidence import Weights

HELD: Final = 1e-3  # how strongly each weight is held near 0, for each certificate


@dataclass(frozen=True, slots=True)
class Example:
    """The values that were read for one field of one certificate."""

    rows: tuple[tuple[float, ...], ...]  # numbers of each, see `WEIGHED`
    right: tuple[bool, ...]


def fit(examples: Sequence[Example]) -> Weights:
    """The weights under which what is right is likeliest: one of the right values or, where there is none, none.

    Raises:
        ValueError: there are no examples.
    """
    if not examples:
        raise ValueError("no certificates to fit the weights on")
    most, width = max(len(one.rows) for one in examples), len(examples[0].rows[0])
    rows = np.zeros((len(examples), most, width))
    is_read = np.zeros((len(examples), most), dtype=bool)
    wanted = np.zeros((len(examples), most + 1), dtype=bool)
    for number, one in enumerate(examples):
        rows[number, : len(one.rows)], is_read[number, : len(one.rows)] = one.rows, True
        wanted[number, : len(one.right)] = one.right
        wanted[number, most] = not any(one.right)

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        odds = np.where(is_read, rows @ weights[:-1], -np.inf)
        odds = np.concatenate((odds, np.full((len(rows), 1), weights[-1])), axis=1)
        parts = np.exp(odds - odds.max(axis=1, keepdims=True))
        chances = parts / parts.sum(axis=1, keepdims=True)
        of_right = np.maximum((chances * wanted).sum(axis=1, keepdims=True), 1e-12)
        slope = chances - chances * wanted / of_right
        held = HELD * len(rows) * weights[:-1]
        steps = np.einsum("nk,nkd->d", slope[:, :-1], rows) + held
        cost = -np.log(of_right).sum() + 0.5 * (held * weights[:-1]).sum()
        return float(cost), np.append(steps, slope[:, -1].sum())

    found: Any = minimize(loss, np.zeros(width + 1), jac=True, method="L-BFGS-B", options={"maxiter": 1000})
    return Weights(tuple(round(float(weight), 4) for weight in found.x[:-1]), round(float(found.x[-1]), 4))
