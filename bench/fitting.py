"""Two small models fitted by hand: which of several, and how likely."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_SMALL = 1e-3  # keeps weights from running away where the data do not care


def choose(groups: Sequence[tuple[Array, int]], steps: int = 400) -> Array:
    """Weigh features so that in each group the row of the given index gets the highest sum.

    A softmax over the rows of a group, by Adam. A group is its rows and the index of the right one.
    """
    scale = np.concatenate([rows for rows, _ in groups]).std(axis=0) + 1e-9
    weights = np.ones(len(scale))
    slope, size = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        gradient = _SMALL * weights
        for rows, right in groups:
            scores = rows / scale @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            gradient += (shares @ rows - rows[right]) / scale / len(groups)
        slope = 0.9 * slope + 0.1 * gradient
        size = 0.999 * size + 0.001 * gradient**2
        weights -= 0.1 * (slope / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.999**step)) + 1e-8)
    return weights / scale


def likelihood(rows: Array, held: Array, weights: Array) -> tuple[Array, float]:
    """Fit a logistic model by Newton's method; return its weights and its constant."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    inputs = np.column_stack([(rows - mean) / scale, np.ones(len(rows))])
    shares = weights / weights.sum()
    found = np.zeros(inputs.shape[1])
    for _ in range(50):
        chances = 1 / (1 + np.exp(-inputs @ found))
        curve = (inputs.T * (shares * chances * (1 - chances))) @ inputs
        gradient = inputs.T @ (shares * (chances - held)) + _SMALL * found
        found -= np.linalg.solve(curve + _SMALL * np.eye(len(found)), gradient)
    slopes = found[:-1] / scale
    return slopes, float(found[-1] - slopes @ mean)
