"""Fits two small models: which of several cards is right, and how likely a claim is."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_REGULARISATION = 1e-3  # keeps weights small where the data do not determine them


def choose(groups: Sequence[tuple[Array, int]], steps: int = 400) -> Array:
    """Return the weights with which the right row of each group gets the highest weighted sum.

    A group is its rows of features and the index of the right row. The model is a softmax over the
    rows of a group, fitted by Adam.
    """
    scale = np.concatenate([rows for rows, _ in groups]).std(axis=0) + 1e-9
    weights = np.ones(len(scale))
    slope, size = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        gradient = _REGULARISATION * weights
        for rows, right in groups:
            scores = rows / scale @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            gradient += (shares @ rows - rows[right]) / scale / len(groups)
        slope = 0.9 * slope + 0.1 * gradient
        size = 0.999 * size + 0.001 * gradient**2
        weights -= 0.1 * (slope / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.999**step)) + 1e-8)
    found: Array = weights / scale
    return found


def likelihood(rows: Array, held: Array, weights: Array) -> tuple[Array, float]:
    """Fit a logistic model by Newton's method; return its weights and its constant.

    `held` has 1 for each row whose claim is true; `weights` says how much each row counts.
    """
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    inputs = np.column_stack([(rows - mean) / scale, np.ones(len(rows))])
    shares = weights / weights.sum()
    found = np.zeros(inputs.shape[1])
    for _ in range(50):
        chances = 1 / (1 + np.exp(-inputs @ found))
        curve = (inputs.T * (shares * chances * (1 - chances))) @ inputs
        gradient = inputs.T @ (shares * (chances - held)) + _REGULARISATION * found
        found -= np.linalg.solve(curve + _REGULARISATION * np.eye(len(found)), gradient)
    slopes = found[:-1] / scale
    return slopes, float(found[-1] - slopes @ mean)
