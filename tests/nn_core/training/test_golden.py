"""Recorded training runs: history, evaluation, predictions and final weights equal Keras's."""

from typing import Any

import numpy as np
import pytest

from nn_core import callbacks, optimizers
from nn_core.layers import deserialize
from nn_core.spec.naming import reset_names
from tests.golden import Case, cases, differences

# Keras on TensorFlow squares the gradient of an embedding before it adds up the uses of a row; on JAX and PyTorch, and
# here, it adds up first, as the formula says. The recording is TensorFlow's; the difference is this large.
ATOL_WITH_SQUARED_SLICES = {"wide_and_deep": 2e-3, "embedding_text": 1e-3}


@pytest.mark.parametrize("case", cases("training"), ids=str)
def test_a_training_run_goes_as_in_keras(case: Case) -> None:
    assert differences(train(case), case, atol=ATOL_WITH_SQUARED_SLICES.get(case.name)) == []


def train(case: Case) -> dict[str, Any]:
    reset_names()  # the history has the names of metrics, and those are numbered
    meta = case.meta
    model = deserialize({"class_name": meta["class_name"], "config": meta["config"]})
    model.set_weights(case.listed("w"))
    compiled = dict(meta["compile"])
    optimizer = compiled.pop("optimizer")
    model.compile(optimizer=optimizers.deserialize(optimizer), **compiled)
    x, y = inputs(case, "x"), inputs(case, "y")
    fit = dict(meta["fit"])
    batch_size = fit.get("batch_size")
    listeners = [getattr(callbacks, c["class_name"])(**c["config"]) for c in fit.pop("callbacks", None) or []]
    if fit.get("class_weight"):
        fit["class_weight"] = {int(label): weight for label, weight in fit["class_weight"].items()}
    sample_weight = case.arrays.get("sample_weight")
    history = model.fit(
        x,
        y,
        sample_weight=sample_weight,
        validation_data=validation(case),
        callbacks=listeners,
        verbose=0,
        **fit,
    )
    results = {f"hist_{key}": np.array(values) for key, values in history.history.items()}
    measured = model.evaluate(x, y, batch_size, sample_weight=sample_weight, verbose=0, return_dict=True)
    results |= {f"eval_{key}": value for key, value in measured.items()}
    results |= {f"final_{i}": value for i, value in enumerate(model.get_weights())}
    predicted = model.predict(x, batch_size=batch_size)
    predicted = predicted if isinstance(predicted, list) else [predicted]
    return results | {f"pred_{i}": each for i, each in enumerate(predicted)}


def inputs(case: Case, prefix: str) -> Any:
    found = case.listed(prefix)
    return found[0] if len(found) == 1 else found


def validation(case: Case) -> Any:
    return (inputs(case, "val_x"), inputs(case, "val_y")) if case.listed("val_x") else None
