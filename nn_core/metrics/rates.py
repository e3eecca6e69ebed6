"""Recall, precision and specificity from the counts of hits, misses, false alarms and right refusals."""

from __future__ import annotations

from collections.abc import Callable

from nn_core.autodiff.tensor import Array
from nn_core.metrics.metric import divide_or_zero

OUTCOMES = ("true_positives", "false_positives", "true_negatives", "false_negatives")
Rate = Callable[[dict[str, Array]], Array]


def recall(counts: dict[str, Array]) -> Array:
    """Return the share of yes that was found (also called sensitivity)."""
    hits = counts["true_positives"]
    return divide_or_zero(hits, hits + counts["false_negatives"])


def precision(counts: dict[str, Array]) -> Array:
    """Return the share of what was called yes that is."""
    hits = counts["true_positives"]
    return divide_or_zero(hits, hits + counts["false_positives"])


def specificity(counts: dict[str, Array]) -> Array:
    """Return the share of no that was called no."""
    refusals = counts["true_negatives"]
    return divide_or_zero(refusals, refusals + counts["false_positives"])
