"""What a name of Keras's API stands for in the engine: looked up, never imported for a script."""

from __future__ import annotations

import functools
from typing import Any

from nn_core import layers, ops
from nn_core.layers.core.input_layer import Input
from nn_core.layers.layer import Layer
from nn_core.saving.interpreter.plain import MATHEMATICS
from nn_core.saving.interpreter.values import Known, Module, Unknown
from nn_core.spec import registry
from nn_core.spec.legacy import MODULES as OLD_MODULES
from nn_core.spec.naming import did_you_mean
from nn_core.spec.serialization import MODULES

_FAMILIES = {module.removeprefix("keras."): family for family, module in MODULES.items()}
_FAMILIES["schedules"] = "schedule"
_ROOTS = ("keras", "tensorflow.keras", "tf.keras", "tf_keras", "nn_core", "keras.api", "tensorflow.python.keras")
_MODULES = {
    "layers",
    "models",
    "ops",
    "backend",
    "utils",
    "callbacks",
    "applications",
    "datasets",
    "random",
    "nn",
    "math",
}
_MERGING = ("add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate", "dot")
# functions of TensorFlow that scripts use between layers
_TENSORFLOW = {
    "concat": "concatenate",
    "reduce_mean": "mean",
    "reduce_sum": "sum",
    "reduce_max": "max",
    "reduce_min": "min",
    **{
        name: name
        for name in (
            *("abs", "add", "cast", "divide", "elu", "exp", "expand_dims", "gelu", "leaky_relu", "matmul", "maximum"),
            *("minimum", "multiply", "relu", "reshape", "selu", "sigmoid", "silu", "softmax", "softplus", "sqrt"),
            *("square", "squeeze", "stack", "subtract", "tanh", "transpose"),
        )
    },
}
_USUAL = {"keras": "keras", "layers": "keras.layers", "tf": "tensorflow", "np": "numpy", "ops": "keras.ops"}


def module_of(path: str) -> Module | Unknown:
    """Return what `import path` gives."""
    for root in _ROOTS:
        if path == root or path.startswith(f"{root}."):
            return Module(_present("keras" + path.removeprefix(root)))
    top = path.partition(".")[0]
    return Module(path) if top in ("numpy", "tensorflow", "math", "keras_core") else Unknown(path)


def attribute_of(module: Module, name: str) -> Any:
    """Return what `module.name` is: a module, a class or function of the engine, a number, or Unknown."""
    path = f"{module.path}.{name}"
    if module.path in ("math", "numpy"):
        return MATHEMATICS.get(name) or _of_numpy(name)
    if module.path == "tensorflow" and name == "keras":
        return Module("keras")
    if module.path.startswith("tensorflow"):
        return _of_tensorflow(module.path, name)
    found = _of_keras(module.path.removeprefix("keras").removeprefix("."), name)
    if found is not None:
        return Known(path, found)
    below = _present(path).removeprefix("keras.")
    if below in _MODULES or below in _FAMILIES or below in OLD_MODULES:
        return Module(_present(path))
    return Unknown(path)


def usual(name: str) -> Any:
    """Return what a name stands for that was not imported: pasted code often comes without its first lines."""
    if name in _USUAL:
        return Module(_USUAL[name])
    found = _of_keras("layers", name) if name[:1].isupper() else None
    return Unknown(name) if found is None else Known(f"keras.layers.{name}", found)


def hint_for(path: str) -> str:
    """Return a question with the nearest layer to one that does not exist; empty if none is near."""
    return did_you_mean(path.rpartition(".")[2], [name for name, _ in registry.entries("layer")])


def _present(path: str) -> str:
    """Return where the names of an old module are now."""
    inner = path.removeprefix("keras.")
    return f"keras.{OLD_MODULES[inner]}" if inner in OLD_MODULES else path


@functools.cache
def _of_keras(place: str, name: str) -> Any:
    if name in ("Sequential", "Model", "Input", "Layer") or (place in ("", "models") and name == "Functional"):
        return {"Input": Input, "Layer": Layer}.get(name) or registry.find("layer", name) or model
    if place == "layers" and name in _MERGING:
        return getattr(layers, name)
    if place in ("ops", "backend") and name in ops.__all__:
        return getattr(ops, name)
    if place == "utils" and name == "set_random_seed":
        return set_random_seed
    family = _FAMILIES.get(place)
    return None if family is None or name.startswith("_") else registry.find(family, name)


def _of_tensorflow(place: str, name: str) -> Any:
    if place in ("tensorflow", "tensorflow.nn", "tensorflow.math") and name in _TENSORFLOW:
        return Known(f"{place}.{name}", _operation(_TENSORFLOW[name]))
    if name in ("nn", "math", "random"):
        return Module(f"{place}.{name}")
    if name in ("float16", "float32", "float64", "int32", "int64", "uint8", "bool", "string"):
        return name
    return Unknown(f"{place}.{name}")


def _operation(name: str) -> Any:
    return getattr(ops, name, None) or registry.find("activation", name)


def _of_numpy(name: str) -> Any:
    if name in ("float16", "float32", "float64", "int8", "int32", "int64", "uint8", "bool_"):
        return name
    return {"array": Known("numpy.array", array), "asarray": Known("numpy.asarray", array), "inf": float("inf")}.get(
        name, Unknown(f"numpy.{name}")
    )


def model() -> None:
    """Stand for keras.Model, which is made of inputs and outputs or subclassed."""


def set_random_seed() -> None:
    """Stand for keras.utils.set_random_seed."""


def array(values: Any, dtype: str | None = None) -> Any:
    """Return the numbers of np.array([...]) as they are."""
    return values


def all_names(module: Module | Unknown) -> dict[str, Any]:
    """Return what `from module import *` gives."""
    family = _FAMILIES.get(module.path.removeprefix("keras.")) if isinstance(module, Module) else None
    if family is None or not isinstance(module, Module):
        return {}
    found = {name: Known(f"{module.path}.{name}", entry) for name, entry in registry.entries(family)}
    return {**found, **({"Input": Known("keras.Input", Input)} if family == "layer" else {})}
