"""Metric: a number that tells how well a model does, collected batch by batch."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nn_core import initializers
from nn_core.autodiff import Variable
from nn_core.autodiff.tensor import Array
from nn_core.spec.naming import to_snake_case, unique_name
from nn_core.spec.params import Configurable, param


def name_param(default: str) -> Any:
    """Declare the name of a metric."""
    return param(default=default, help="Name of the metric, as it appears in curves and tables.")


def dtype_param() -> Any:
    """Declare the type of numbers of a metric."""
    return param(default=None, help="Type of the numbers; accepted as in Keras, sums are always kept in float64.")


class Metric(Configurable):
    """Keeps what it needs of each batch and gives the result so far.

    Example:
        >>> class Largest(Metric):
        ...     def __init__(self, name="largest"):
        ...         super().__init__(name=name)
        ...         self.largest = self.add_variable((), "zeros", name="largest")
        ...
        ...     def update_state(self, y_true, y_pred, sample_weight=None):
        ...         self.largest.assign(max(self.largest.item(), np.max(y_pred)))
        ...
        ...     def result(self):
        ...         return self.largest.item()
    """

    family: ClassVar[str] = "metric"
    name: Any = None
    dtype: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if self.parameters:
            super().__init__(*args, **kwargs)
            self._set(self.dtype, self.name)
        else:  # a class of one's own, without declared parameters
            self._set(*args, **kwargs)

    def _set(self, dtype: Any = None, name: str | None = None) -> None:
        self.name = name or unique_name(to_snake_case(type(self).__name__))
        self.dtype = dtype

    def add_variable(
        self, shape: tuple[int, ...] = (), initializer: Any = "zeros", dtype: str | None = None, name: str = "variable"
    ) -> Variable:
        """Make a variable that `reset_state` sets to zero."""
        variable = Variable(initializers.get(initializer or "zeros"), shape, dtype or "float64", False, name)
        self._own_variables().append(variable)
        return variable

    add_weight = add_variable

    @property
    def variables(self) -> list[Variable]:
        """What the metric has collected."""
        return list(self._own_variables())

    def _own_variables(self) -> list[Variable]:
        own: list[Variable] = self.__dict__.setdefault("_variables", [])
        return own

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Take in a batch."""
        raise NotImplementedError(f"{type(self).__name__} must define update_state(y_true, y_pred, sample_weight).")

    def result(self) -> Any:
        """Return the value for all batches since the last reset."""
        raise NotImplementedError(f"{type(self).__name__} must define result().")

    def reset_state(self) -> None:
        """Forget all batches."""
        for variable in self._own_variables():
            variable.value[...] = 0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.update_state(*args, **kwargs)
        return self.result()

    def get_config(self) -> dict[str, Any]:
        """Return the parameters as JSON data."""
        return super().get_config() if self.parameters else {"name": self.name, "dtype": self.dtype}


def divide_or_zero(x: Any, y: Any) -> Array:
    """Return x / y, and 0 where y is 0."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    return np.asarray(np.divide(x, y, out=np.zeros(np.broadcast_shapes(x.shape, y.shape)), where=y != 0))
