"""Every recorded case of the layers we have: outputs, gradients, state, masks and penalties equal Keras's."""

from typing import Any

import numpy as np
import pytest

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor, convert_to_numpy
from nn_core.layers import deserialize
from nn_core.saving.keras2 import with_keras2_meanings
from nn_core.spec.structure import flatten, map_structure
from tests.golden import Case, cases, differences

RECORDED = [case for area in ("layers", "layers_keras2", "masking", "models") for case in cases(area)]


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: f"{case.area}-{case.name}")
def test_a_layer_gives_what_keras_gives(case: Case) -> None:
    assert differences(compute(case), case) == []


def test_float32_stays_float32_and_agrees() -> None:
    for case in RECORDED[::5]:
        if "layers" in case.meta["config"]:
            continue
        layer = deserialize(with_dtype(description(case), "float32"))
        args, kwargs = call_arguments(case, "float32")
        layer(*args, **kwargs)
        layer.set_weights(case.listed("w"))
        reset(layer)
        outputs = flatten(layer(*args, **kwargs))
        assert all(y.dtype != "float64" for y in outputs), case
        if case.meta.get("repeat", 1) == 1:
            results = {f"out_{i}": y.value for i, y in enumerate(outputs)}
            assert differences(results, case, rtol=2e-4, atol=2e-4, prefix="out_") == []


def compute(case: Case) -> dict[str, Any]:
    """Do what was recorded: make the layer, give it its weights, call it, differentiate."""
    layer = deserialize(description(case))
    args, kwargs = call_arguments(case)
    if "adapt" in case.meta:
        layer.adapt(case.arrays["adapt_0"])
    layer(*args, **kwargs)
    layer.set_weights(case.listed("w"))
    reset(layer)
    layer.forget_call_losses()
    sources = [x for x in flatten([args, kwargs]) if isinstance(x, Tensor)]
    with GradientTape() as tape:
        tape.watch([x for x in sources if x.value.dtype.kind == "f"])
        outputs: list[Any] = []
        for _ in range(case.meta.get("repeat", 1)):
            outputs += flatten(layer(*args, **kwargs))
        seeds = case.listed("ct")
        floats = [y for y in outputs if y.value.dtype.kind == "f"]
        total = sum((ops.sum(y * seed) for y, seed in zip(floats, seeds, strict=False)), start=Tensor(np.zeros(())))
    results = {f"out_{i}": y.value for i, y in enumerate(outputs)}
    results |= {f"wafter_{i}": v.value for i, v in enumerate(layer.weights)}
    results["reg_loss"] = sum((convert_to_numpy(each) for each in layer.losses), start=np.zeros(()))
    results |= {
        f"outmask_{i}": convert_to_numpy(y._keras_mask) for i, y in enumerate(outputs) if y._keras_mask is not None
    }
    if seeds:
        gradients = tape.gradient(total, [*sources, *layer.weights], unconnected_gradients="zero")
        results |= {name_of(case, x): g.value for x, g in zip(sources, gradients, strict=False)}
        results |= {f"dw_{i}": g.value for i, g in enumerate(gradients[len(sources) :])}
    return results


def description(case: Case) -> Any:
    """Return class and configuration, in Keras 3's words."""
    described = {"class_name": case.meta["class_name"], "config": case.meta["config"]}
    return with_keras2_meanings(described) if case.area.endswith("keras2") else described


def with_dtype(value: Any, dtype: str) -> Any:
    """Return a description in which a layer and all layers inside compute with this type of numbers."""
    if isinstance(value, list):
        return [with_dtype(each, dtype) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: dtype if key == "dtype" else with_dtype(each, dtype) for key, each in value.items()}


def call_arguments(case: Case, dtype: str | None = None) -> tuple[Any, Any]:
    """Return args and kwargs with arrays as tensors, the same one for the same array, so that they can be watched."""
    made: dict[int, Tensor] = {}

    def convert(x: Any) -> Any:
        if not isinstance(x, np.ndarray):
            return x
        return made.setdefault(id(x), Tensor(x.astype(dtype) if dtype and x.dtype.kind == "f" else x))

    args, kwargs = map_structure(convert, case.call_arguments())
    return args, kwargs


def name_of(case: Case, x: Tensor) -> str:
    """Return din_i for the input in_i that this tensor is."""
    return next(
        (f"din_{key[3:]}" for key, a in case.arrays.items() if key.startswith("in_") and a is x.value), "unused"
    )


def reset(layer: Any) -> None:
    if hasattr(layer, "reset_states"):
        layer.reset_states()
    for below in layer.sublayers():
        reset(below)
