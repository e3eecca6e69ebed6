"""Loss: how far a prediction is from the truth, as one number to minimise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

import numpy as np

from nn_core import ops
from nn_core.autodiff import Tensor, convert_to_tensor
from nn_core.losses.matching import as_target, same_rank
from nn_core.spec.kinds import Choice, Optional
from nn_core.spec.naming import to_snake_case, unique_name
from nn_core.spec.params import Configurable, param
from nn_core.spec.serialization import resolve

Reduction = Literal["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none"] | None
_REDUCTION = Optional(Choice(("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none")))


def reduction_param() -> Any:
    """Declare the parameter every loss has for adding up."""
    return param(default="sum_over_batch_size", help="How the losses of single samples become one: mean, sum, or not.")


def name_param(default: str) -> Any:
    """Declare the name of a loss."""
    return param(default=default, help="Name of the loss.")


def dtype_param() -> Any:
    """Declare the type of number a loss is computed in."""
    return param(default=None, help="Type of the numbers; that of the prediction if not given.")


class Loss(Configurable):
    """Compares `y_true` with `y_pred`; a subclass writes `call`, which gives one number for each sample.

    Example:
        >>> class Cubed(Loss):
        ...     def call(self, y_true, y_pred):
        ...         return ops.mean(ops.absolute(y_true - y_pred) ** 3, axis=-1)
    """

    family: ClassVar[str] = "loss"
    reduction: Any = "sum_over_batch_size"
    name: Any = None
    dtype: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if self.parameters:
            super().__init__(*args, **kwargs)
        else:  # a class of one's own, without declared parameters
            self._set(*args, **kwargs)

    def _set(self, name: str | None = None, reduction: Reduction = "sum_over_batch_size", dtype: Any = None) -> None:
        self.name = name or unique_name(to_snake_case(type(self).__name__))
        self.dtype = dtype
        try:
            self.reduction = _REDUCTION.check(reduction)
        except ValueError as error:
            raise ValueError(f"{type(self).__name__}: reduction {error}.") from None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of each sample."""
        raise NotImplementedError(f"{type(self).__name__} must define call(y_true, y_pred).")

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        mask = getattr(y_pred, "_keras_mask", None)
        y_pred = _as_floats(y_pred, self.dtype)
        y_true = _as_array(y_true)
        if (
            self.is_own and (y_true.number_type if isinstance(y_true, Tensor) else y_true.dtype).kind in "biu"
        ):  # 1 - y_true must not wrap around
            y_true = as_target(y_true, y_pred)
        values = self.call(y_true, y_pred)
        mask = _both(mask, getattr(values, "_keras_mask", None))
        return reduce_weighted(values, sample_weight, mask, self.reduction)

    @property
    def is_own(self) -> bool:
        """Whether what is computed is a user's own; Keras's losses know what to do with whole numbers."""
        return not self.parameters

    def get_config(self) -> dict[str, Any]:
        """Return the parameters as JSON data."""
        config = super().get_config() if self.parameters else {"name": self.name, "reduction": self.reduction}
        config.pop("dtype", None)
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Make a loss from what `get_config` gave; Keras 2 also writes which function it calls."""
        return super().from_config({name: value for name, value in config.items() if name != "fn"})


class LossFunctionWrapper(Loss):
    """A function of (y_true, y_pred) as a Loss; further keyword arguments go to the function."""

    def __init__(
        self,
        fn: Callable[..., Any],
        reduction: Reduction = "sum_over_batch_size",
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        self._set(name or getattr(fn, "__name__", None), reduction, dtype)
        self.fn = fn
        self.settings = kwargs

    @property
    def is_own(self) -> bool:
        return not str(getattr(self.fn, "__module__", "")).startswith("nn_core.")

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the function's result; one's own gets both with the same number of axes, where they differ by one."""
        if self.is_own:
            y_true, y_pred = same_rank(y_true, y_pred)
        return self.fn(y_true, y_pred, **self.settings)

    def get_config(self) -> dict[str, Any]:
        """Return the function's name and the parameters."""
        return {**super().get_config(), "fn": self.fn.__name__, **self.settings}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        return cls(**{**config, "fn": resolve("loss", config["fn"])})


def reduce_weighted(values: Any, sample_weight: Any, mask: Any, reduction: Reduction) -> Any:
    """Return the losses of single samples as one number, weighted; masked ones count for nothing."""
    values = convert_to_tensor(values)
    weights = _weights(sample_weight, mask, reduction, values.dtype)
    if weights is not None:
        values, weights = same_rank(values, weights)
        if not _can_weigh(values.shape, weights.shape):
            raise ValueError(
                f"sample_weight of shape {np.shape(sample_weight)} does not fit losses of shape {values.shape}: give "
                "one weight for each sample, or one for each of its steps."
            )
        values = values * weights
    if reduction in (None, "none") or values.shape in ((), (0,)):
        return values
    if reduction == "sum":
        return ops.sum(values)
    if reduction == "mean_with_sample_weight" and weights is not None:
        return ops.divide_no_nan(ops.sum(values), ops.sum(weights))
    return ops.mean(values)


def _weights(sample_weight: Any, mask: Any, reduction: Reduction, dtype: str) -> Any:
    """Return sample weights and mask as one array; a mean goes over the entries that are not masked."""
    weights = None if sample_weight is None else ops.cast(convert_to_tensor(sample_weight), dtype)
    if mask is None:
        return weights
    kept = ops.cast(convert_to_tensor(mask), dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        kept = kept * (kept.size / ops.maximum(ops.sum(kept), 1))
    if weights is None:
        return kept
    kept, weights = same_rank(kept, weights)
    return kept * weights


def _can_weigh(shape: tuple[int, ...], weights: tuple[int, ...]) -> bool:
    """Say whether weights can be stretched over the losses."""
    pairs = zip(reversed(shape), reversed(weights), strict=False)
    return all(a == b or 1 in (a, b) for a, b in pairs)


def _as_floats(x: Any, dtype: Any) -> Any:
    if isinstance(x, Tensor) and x.number_type.kind == "f" and dtype in (None, x.dtype):
        return x
    return ops.cast(convert_to_tensor(x), dtype or "float32")


def _as_array(x: Any) -> Any:
    return x if isinstance(x, Tensor | np.ndarray) else convert_to_tensor(x)


def _both(mask: Any, other: Any) -> Any:
    if mask is None or other is None:
        return other if mask is None else mask
    return ops.logical_and(mask, other)
