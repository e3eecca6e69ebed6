"""Logits: what an evaluation minds where a model ends before sigmoid or softmax."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.training.choices import FROM_LOGITS
from nn_core.metrics.accuracy import BinaryAccuracy
from nn_core.spec import registry


def metric_of(name: str, loss: str) -> Any:
    """Return what `compile` takes for the name of a metric; if the loss gets logits, a metric that knows of them.

    A probability of a half is a logit of 0, and so is the middle of a margin: metrics that would cut at 0.5 cut there.
    """
    is_logits = loss.endswith(FROM_LOGITS)
    if not (is_logits or is_margin(loss)):
        return name
    is_binary = loss.startswith("binary") or is_margin(loss)
    if name == "accuracy" and is_binary:
        return BinaryAccuracy(threshold=0.0, name=name)
    cls = registry.find("metric", name)
    parameters = getattr(cls, "parameters", {})
    if is_logits and "from_logits" in parameters:
        return cls(from_logits=True, name=name)
    if is_binary and "thresholds" in parameters:
        return cls(thresholds=0.0, name=name)
    if is_binary and "threshold" in parameters and parameters["threshold"].default is not None:
        return cls(threshold=0.0, name=name)
    return name


def is_margin(loss: str) -> bool:
    """Say whether a loss wants -1 for no and 1 for yes."""
    return "hinge" in loss.lower() and not loss.lower().startswith("categorical")


def sigmoid(x: NDArray) -> NDArray[np.float32]:
    """Return the probability that a logit stands for, without an overflow however large it is."""
    return np.asarray((1 + np.tanh(x / 2)) / 2, np.float32)


def softmax(x: NDArray) -> NDArray[np.float32]:
    """Return the probabilities that rows of logits stand for."""
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
