"""The state of an optimizer in an HDF5 group, so that training goes on with the step that would have come next."""

from __future__ import annotations

import warnings
from typing import Any, TypeVar

from nn_core.saving.hdf5_access import dataset_at, read_names
from nn_core.saving.hdf5_weights import distinct_names, fill, write_arrays

T = TypeVar("T")

# Step count, learning rate, and a product Nadam keeps without giving it a name (Keras 2 does not save it).
_COUNTERS = ("iter", "learning_rate", "variable")

# The last words in the names that the older optimizers of Keras 2 give what they keep.
_OLD_SLOTS = ("m", "v", "vhat", "momentum", "rms", "accumulator", "mg")


def write_optimizer(file: Any, optimizer: Any, keras_version: int = 3) -> None:
    """Write step count, learning rate and moments; nothing before the first step. Keras 2 keeps no learning rate."""
    if not getattr(optimizer, "built", False):
        return
    variables = [v for v in optimizer.variables if keras_version == 3 or v.name != "learning_rate"]
    write_arrays(file.create_group("optimizer_weights"), distinct_names(variables))


def read_optimizer(group: Any, model: Any) -> None:
    """Restore the state, which Keras keeps in a fixed order; one that does not fit is left out with a warning."""
    variables = model.trainable_variables
    model.optimizer.build(variables)
    counters, slots = _split([(str(v.path), v) for v in model.optimizer.variables])
    saved_counters, saved_slots = _split([(name, name) for name in read_names(group, "weight_names")])
    if _is_old(saved_slots):
        saved_slots = _by_variable(saved_slots, len(variables))
    pairs = [(slot, dataset_at(group, name)) for slot, name in zip(slots, saved_slots, strict=False)]
    if len(slots) != len(saved_slots) or any(slot.shape != array.shape for slot, array in pairs):
        text = "The saved state of the optimizer does not fit the model; training starts with a fresh one."
        warnings.warn(text, stacklevel=6)
        return
    both = counters.keys() & saved_counters
    for variable, array in [*pairs, *((counters[kind], dataset_at(group, saved_counters[kind])) for kind in both)]:
        fill(variable, array)


def _split(named: list[tuple[str, T]]) -> tuple[dict[str, T], list[T]]:
    """Tell what there is one of, by kind, from what is kept for each weight."""
    counters: dict[str, T] = {}
    slots: list[T] = []
    for name, each in named:
        kind = next((kind for kind in _COUNTERS if _last(name).startswith(kind)), None)
        if kind is None:
            slots.append(each)
        else:
            counters[kind] = each
    return counters, slots


def _last(name: str) -> str:
    return name.rpartition("/")[2].partition(":")[0]


def _is_old(slots: list[str]) -> bool:
    return bool(slots) and all(name.endswith(":0") and _last(name) in _OLD_SLOTS for name in slots)


def _by_variable(slots: list[str], num_variables: int) -> list[str]:
    """Put both moments of a weight together; Keras 2's older optimizers list all first ones, then all second ones."""
    return [name for i in range(num_variables) for name in slots[i::num_variables]]
