"""The state of an optimizer in an HDF5 group, so that training goes on with the step that would have come next."""

from __future__ import annotations

import warnings
from typing import Any

from nn_core.saving.hdf5_access import dataset_at, read_names
from nn_core.saving.hdf5_weights import distinct_names, fill, write_arrays

_OLD_SLOTS = ("m", "v", "vhat", "momentum", "rms", "accumulator", "mg")  # last in the names of Keras 2's older optimizers


def write_optimizer(file: Any, optimizer: Any) -> None:
    """Write step count, learning rate and moments; nothing before the first step."""
    if not getattr(optimizer, "built", False) or not optimizer.variables:
        return
    write_arrays(file.create_group("optimizer_weights"), distinct_names(optimizer.variables))


def read_optimizer(group: Any, model: Any) -> None:
    """Restore the state, which Keras keeps in a fixed order; one that does not fit is left out with a warning."""
    optimizer = model.optimizer
    optimizer.build(model.trainable_variables)
    names = read_names(group, "weight_names")
    saved_counters, saved_slots = _split(names)
    counters, slots = _split([str(v.path) for v in optimizer.variables])
    if _is_old(saved_slots):
        saved_slots = _by_variable(saved_slots, len(model.trainable_variables))
    by_path = {str(v.path): v for v in optimizer.variables}
    pairs = [(by_path[mine], dataset_at(group, theirs)) for mine, theirs in zip(slots, saved_slots, strict=False)]
    if len(slots) != len(saved_slots) or any(v.shape != array.shape for v, array in pairs):
        warnings.warn("The saved state of the optimizer does not fit the model; training starts with a fresh one.", stacklevel=5)
        return
    pairs += [(by_path[counters[kind]], dataset_at(group, saved_counters[kind])) for kind in counters.keys() & saved_counters]
    for variable, array in pairs:
        fill(variable, array)


def _split(names: list[str]) -> tuple[dict[str, str], list[str]]:
    """Return the names of the step count and the learning rate, and those of everything kept for each weight."""
    counters = {kind: name for name in names for kind in ("iter", "learning_rate") if _last(name).startswith(kind)}
    return counters, [name for name in names if name not in counters.values()]


def _last(name: str) -> str:
    return name.rpartition("/")[2].partition(":")[0]


def _is_old(slots: list[str]) -> bool:
    return bool(slots) and all(name.endswith(":0") and _last(name) in _OLD_SLOTS for name in slots)


def _by_variable(slots: list[str], num_variables: int) -> list[str]:
    """Keras 2's older optimizers list all first moments, then all second ones; now both of one weight stand together."""
    return [name for i in range(num_variables) for name in slots[i::num_variables]]
