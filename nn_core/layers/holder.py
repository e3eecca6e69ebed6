"""WeightHolder: what has weights, or holds others that have."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core import initializers
from nn_core.autodiff import Variable
from nn_core.autodiff.memory import refuse_if_too_large
from nn_core.layers.calling import is_dry_run, weightless
from nn_core.metrics import Mean, Metric
from nn_core.ops.random import SeedGenerator
from nn_core.spec.params import Configurable, param
from nn_core.spec.structure import flatten


class WeightHolder(Configurable):
    """Keeps weights and the holders below it; finds them by itself when they are assigned to attributes."""

    name: str | None = param(default=None, kw_only=True, help="Name of the layer, unique in its model.")
    trainable: bool = param(default=True, kw_only=True, help="Whether training changes the weights; untick to freeze.")
    dtype: Any = param(default=None, kw_only=True, help="Type of the numbers; float32 if not given.")

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        self = super().__new__(cls)
        object.__setattr__(self, "_given", (args, kwargs))  # for the files of a class of one's own
        self._begin()
        return self

    def _begin(self) -> None:
        """Start empty, before any __init__ runs, so that a subclass may assign layers before calling super()."""
        self._variables: list[Variable] = []
        self._sublayers: list[WeightHolder] = []
        self._seed_generators: list[SeedGenerator] = []
        self._metrics: list[Metric] = []

    def add_weight(
        self,
        name: str | None = None,
        shape: Any = (),
        dtype: str | None = None,
        initializer: Any = "glorot_uniform",
        trainable: bool = True,
        regularizer: Callable[[Any], Any] | None = None,
        constraint: Callable[[Any], Any] | None = None,
    ) -> Variable:
        """Make a weight that is counted, trained and saved with the layer."""
        shape = (shape,) if isinstance(shape, int) else tuple(shape)
        if any(size is None for size in shape):
            raise ValueError(
                f"Layer '{self.name}': the weight '{name}' would have the shape {shape}, but every size must be known. "
                "Give the input a full shape."
            )
        dtype = dtype or str(self.dtype)
        if not is_dry_run():
            refuse_if_too_large(f"Layer '{self.name}': the weight '{name}'", shape, dtype)
        maker = weightless if is_dry_run() else initializers.get(initializer)
        variable = Variable(maker, shape, dtype, trainable, name or "variable", regularizer, constraint)
        variable.trainable = trainable and self.trainable
        self._variables.append(variable)
        return variable

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self.__dict__ or self.__dict__[name] is not value:
            self._track(value)
            self._track_metrics(name, value)
        object.__setattr__(self, name, value)
        if name == "trainable":
            self._set_trainable(bool(value))

    def _track(self, value: Any) -> None:
        if not isinstance(value, WeightHolder | Variable | SeedGenerator | list | tuple | dict):
            return
        for each in flatten(value):
            if isinstance(each, WeightHolder) and each is not self and not _contains(self._sublayers, each):
                self._sublayers.append(each)
            elif isinstance(each, Variable) and not _contains(self._variables, each):
                self._variables.append(each)
            elif isinstance(each, SeedGenerator) and not _contains(self._seed_generators, each):
                self._seed_generators.append(each)

    def _track_metrics(self, name: str, value: Any) -> None:
        if isinstance(value, Metric | list | tuple | dict) and not name.startswith("_"):
            found = [each for each in flatten(value) if isinstance(each, Metric)]
            self._metrics += [each for each in found if not _contains(self._metrics, each)]

    def held_metrics(self) -> list[Metric]:
        """Return the metrics kept as attributes, here and in all holders below."""
        return _unique([*self._metrics, *(each for layer in self.sublayers() for each in layer.held_metrics())])

    def add_metric(self, value: Any, name: str | None = None, aggregation: str | None = "mean") -> None:
        """Report the mean of a number over the batches, as Keras 2 does; a Metric as an attribute is the newer way."""
        if not hasattr(value, "value"):
            raise ValueError(
                f"Layer '{self.name}': add_metric() takes a number computed in call(), not {type(value).__name__}."
            )
        metric = next((each for each in self._metrics if each.name == name), None)
        if metric is None:
            metric = Mean(name=name or f"{self.name}_metric")
            self._metrics.append(metric)
        metric.update_state(value)

    def _set_trainable(self, value: bool) -> None:
        for variable in self._variables:
            variable.trainable = value and variable.is_parameter
        for layer in self._sublayers:
            layer.trainable = value

    def sublayers(self) -> list[Any]:
        """Return the layers held by this one, in the order in which their weights count."""
        return list(self._sublayers)

    @property
    def variables(self) -> list[Variable]:
        return self.weights

    @property
    def weights(self) -> list[Variable]:
        """All weights: the layer's own, trainable ones first, then those of the layers it holds."""
        own = sorted(self._variables, key=lambda v: not v.is_parameter)
        return _unique([*own, *(v for layer in self.sublayers() for v in layer.weights)])

    @property
    def trainable_weights(self) -> list[Variable]:
        if not self.trainable:
            return []
        own = [v for v in self._variables if v.trainable]
        return _unique([*own, *(v for layer in self.sublayers() for v in layer.trainable_weights)])

    @property
    def trainable_variables(self) -> list[Variable]:
        return self.trainable_weights

    @property
    def non_trainable_weights(self) -> list[Variable]:
        trainable = {id(v) for v in self.trainable_weights}
        return [v for v in self.weights if id(v) not in trainable]

    @property
    def non_trainable_variables(self) -> list[Variable]:
        return self.non_trainable_weights

    def get_weights(self) -> list[Any]:
        """Return copies of all weights as NumPy arrays."""
        return [v.value.copy() for v in self.weights]

    def set_weights(self, weights: Any) -> None:
        """Replace all weights; the arrays must come in the order and shapes of `get_weights()`."""
        own, weights = self.weights, list(weights)
        if len(own) != len(weights):
            hint = "" if own or getattr(self, "built", True) else " It has none before it is called or built."
            raise ValueError(
                f"Layer '{self.name}' has {len(own)} weights; set_weights() was given {len(weights)}.{hint}"
            )
        for variable, array in zip(own, weights, strict=True):
            if variable.shape != np.shape(array):
                raise ValueError(
                    f"Layer '{self.name}': weight '{variable.path}' has shape {variable.shape}; "
                    f"the array given for it has shape {np.shape(array)}."
                )
        for variable, array in zip(own, weights, strict=True):
            variable.assign(array)

    def count_params(self) -> int:
        """Return the number of numbers in all weights."""
        return sum(math.prod(v.shape) for v in self.weights)


def _contains(items: list[Any], item: Any) -> bool:
    return any(each is item for each in items)


def _unique(items: list[Any]) -> list[Any]:
    return list({id(each): each for each in items}.values())
