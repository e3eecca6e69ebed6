"""Class weights of several outputs as code: Keras takes them for one output only, so every sample is weighed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nn_core.saving.source.expressions import value_text
from nn_core.saving.source.text import INDENT
from nn_core.saving.source.writer import Code

WEIGH = '''

def weigh(y):
    """Return how much each sample counts for each output, in their order; all alike without class weights."""
    found = {name: np.ones(len(values), "float32") for name, values in y.items()}
    for name, weights in class_weights.items():
        rows = y[name].reshape(len(y[name]), -1)
        labels = rows.argmax(axis=-1) if rows.shape[-1] > 1 else rows[:, 0]  # one-hot, or the number of the class
        for label, weight in weights.items():
            found[name][labels == label] = weight
    return list(found.values())

'''


def is_by_output(class_weight: Mapping[Any, Any] | None) -> bool:
    """Say whether class weights name the outputs they are for."""
    return any(isinstance(each, Mapping) for each in (class_weight or {}).values())


def weighing(class_weight: Mapping[str, Mapping[int, float]]) -> Code:
    """Return the class weights of each output, and the function that gives them to the samples."""
    code = Code()
    each = [f"{INDENT}{value_text(name)}: {value_text(dict(weights))}," for name, weights in class_weight.items()]
    code.add("# Keras takes class_weight for one output only; weights of the samples say the same for several.")
    code.add("\n".join(["class_weights = {", *each, "}"]))
    code.add(WEIGH.rstrip("\n"))
    code.add()
    code.add()
    return code
