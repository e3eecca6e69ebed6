"""TrainingState: what a training needs, besides the weights, to go on as if it had never been interrupted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.spec.structure import flatten

_DESCRIPTION, _OPTIMIZER, _METRICS = "description", "optimizer", "metrics"


@dataclass(frozen=True)
class TrainingState:
    """A place in a training. Of an epoch in its middle, the order of the samples follows from `chance_before`."""

    epoch: int  # that is under way, from 0
    batch: int  # that comes next
    chance_before: list[Any]  # states of the random numbers at the beginning of the epoch
    chance: list[Any]  # and now
    optimizer: list[Array] = field(default_factory=list)
    metrics: list[Array] = field(default_factory=list)  # what they collected since the epoch began
    callbacks: list[dict[str, Any]] = field(default_factory=list)  # what each remembers

    def to_arrays(self, **further: Any) -> dict[str, list[Array]]:
        """Return the state as named lists of arrays; `further` is JSON data to be kept with it."""
        numbered = list(enumerate(self.callbacks))
        plain = [{name: each for name, each in found.items() if not _is_arrays(each)} for _, found in numbered]
        own = {"epoch": self.epoch, "batch": self.batch, "chance_before": self.chance_before, "chance": self.chance}
        text = json.dumps({**own, "callbacks": plain, "further": further}).encode()
        lists = {
            f"callback.{i}.{name}": each for i, found in numbered for name, each in found.items() if _is_arrays(each)
        }
        return {
            _DESCRIPTION: [np.frombuffer(text, np.uint8)],
            _OPTIMIZER: self.optimizer,
            _METRICS: self.metrics,
            **lists,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Sequence[Array]]) -> tuple[TrainingState, dict[str, Any]]:
        """Return what `to_arrays` was given; ValueError if it is something else."""
        try:
            content = json.loads(np.asarray(arrays[_DESCRIPTION][0], np.uint8).tobytes())
            callbacks = [dict(each) for each in content["callbacks"]]
            for name, each in arrays.items():
                if name.startswith("callback."):
                    _, number, attribute = name.split(".", 2)
                    callbacks[int(number)][attribute] = list(each)
            place = (
                int(content["epoch"]),
                int(content["batch"]),
                list(content["chance_before"]),
                list(content["chance"]),
            )
            state = cls(*place, list(arrays.get(_OPTIMIZER, ())), list(arrays.get(_METRICS, ())), callbacks)
            return state, dict(content["further"])
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise ValueError(f"The state of a training is damaged ({type(error).__name__}: {error}).") from None


def _is_arrays(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, np.ndarray) for each in value)


def generators_of(model: Any) -> list[Any]:
    """Return the generators of the layers, which draw dropout masks and the like."""
    return list(_generators(model))


def optimizer_arrays(model: Any) -> list[Array]:
    """Return copies of the optimizer's state."""
    return [np.array(variable.numpy()) for variable in model.optimizer.variables]


def set_optimizer_arrays(model: Any, arrays: Sequence[Array]) -> bool:
    """Put an optimizer's state back; False, and nothing changed, if it is that of another model or optimizer."""
    optimizer = model.optimizer
    optimizer.build(model.trainable_weights)
    if [np.shape(each) for each in arrays] != [variable.numpy().shape for variable in optimizer.variables]:
        return False
    optimizer.set_weights(arrays)
    return True


def metric_arrays(model: Any) -> list[Array]:
    """Return copies of what the metrics have collected."""
    return [np.array(variable.numpy()) for variable in metric_variables(model)]


def metric_variables(model: Any) -> list[Any]:
    """Return where the metrics collect."""
    return [variable for metric in model.metrics for variable in metric.variables]


def set_metric_arrays(model: Any, arrays: Sequence[Array], batch: Any) -> None:
    """Put back what the metrics had collected; `batch` tells them what they measure, if they do not know yet."""
    x, y, _ = batch
    model.compiled_metrics.match(y, model(x, training=False))
    variables = metric_variables(model)
    if len(variables) == len(arrays):
        for variable, array in zip(variables, arrays, strict=True):
            variable.assign(array)


def _generators(layer: Any) -> Iterator[Any]:
    yield from layer._seed_generators
    for each in flatten(layer.sublayers()):
        yield from _generators(each)
