"""Tensor and Variable: an array that a tape can follow, and one that training changes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]
else:
    Array = np.ndarray  # numpy.typing takes a while to import


class Operators:
    """Python's operators, for all that can be computed with; `nn_core.ops` fills the table when it is imported."""

    __slots__ = ()
    __array_priority__ = 100  # ndarray * Tensor is left to Tensor.__rmul__
    operators: ClassVar[dict[str, Callable[..., Any]]] = {}

    @staticmethod
    def _apply(name: str, *args: Any) -> Any:
        return Operators.operators[name](*args)

    def __getitem__(self, key: Any) -> Any:
        return self._apply("getitem", self, key)

    def __add__(self, other: Any) -> Any:
        return self._apply("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return self._apply("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return self._apply("subtract", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self._apply("subtract", other, self)

    def __mul__(self, other: Any) -> Any:
        return self._apply("multiply", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self._apply("multiply", other, self)

    def __truediv__(self, other: Any) -> Any:
        return self._apply("divide", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self._apply("divide", other, self)

    def __floordiv__(self, other: Any) -> Any:
        return self._apply("floor_divide", self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return self._apply("floor_divide", other, self)

    def __mod__(self, other: Any) -> Any:
        return self._apply("mod", self, other)

    def __rmod__(self, other: Any) -> Any:
        return self._apply("mod", other, self)

    def __pow__(self, other: Any) -> Any:
        return self._apply("power", self, other)

    def __rpow__(self, other: Any) -> Any:
        return self._apply("power", other, self)

    def __matmul__(self, other: Any) -> Any:
        return self._apply("matmul", self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return self._apply("matmul", other, self)

    def __neg__(self) -> Any:
        return self._apply("negative", self)

    def __abs__(self) -> Any:
        return self._apply("absolute", self)

    def __lt__(self, other: Any) -> Any:
        return self._apply("less", self, other)

    def __le__(self, other: Any) -> Any:
        return self._apply("less_equal", self, other)

    def __gt__(self, other: Any) -> Any:
        return self._apply("greater", self, other)

    def __ge__(self, other: Any) -> Any:
        return self._apply("greater_equal", self, other)

    def __and__(self, other: Any) -> Any:
        return self._apply("logical_and", self, other)

    def __rand__(self, other: Any) -> Any:
        return self._apply("logical_and", other, self)

    def __or__(self, other: Any) -> Any:
        return self._apply("logical_or", self, other)

    def __ror__(self, other: Any) -> Any:
        return self._apply("logical_or", other, self)

    def __invert__(self) -> Any:
        return self._apply("logical_not", self)

    @property
    def T(self) -> Any:  # noqa: N802 - NumPy's name
        return self._apply("transpose", self)


class Tensor(Operators):
    """An array of fixed values, together with the mask that travels with it."""

    __slots__ = ("__weakref__", "_keras_logits", "_keras_mask", "value")

    def __init__(self, value: Any, mask: Any = None) -> None:
        self.value: Array = value if isinstance(value, np.ndarray) else np.asarray(value)
        self._keras_mask = mask

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape

    @property
    def ndim(self) -> int:
        return self.value.ndim

    @property
    def size(self) -> int:
        return self.value.size

    @property
    def dtype(self) -> str:
        return _name_of(self.value.dtype)

    @property
    def number_type(self) -> np.dtype[Any]:
        """The type of the numbers as NumPy's object."""
        return self.value.dtype

    def numpy(self) -> Array:
        """Return the values as a NumPy array."""
        return self.value

    def item(self) -> Any:
        return self.value.item()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self.value, dtype=dtype, copy=copy)

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Tensor]:
        return (self[index] for index in range(len(self.value)))

    def __bool__(self) -> bool:
        return bool(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __int__(self) -> int:
        return int(self.value)

    def __index__(self) -> int:
        return self.value.__index__()

    def __format__(self, spec: str) -> str:
        return format(self.value.item() if self.ndim == 0 else self.value, spec)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} shape={self.shape} dtype={self.dtype}\n{self.value!r}>"

    def __eq__(self, other: object) -> Any:
        return self._apply("equal", self, other)

    def __ne__(self, other: object) -> Any:
        return self._apply("not_equal", self, other)

    __hash__ = object.__hash__


@functools.cache
def _name_of(dtype: np.dtype[Any]) -> str:
    return dtype.name  # NumPy puts it together anew each time


class Variable(Tensor):
    """A tensor whose values change in place: a weight, a moving average, a counter."""

    __slots__ = ("constraint", "is_parameter", "name", "path", "regularizer", "trainable")

    def __init__(
        self,
        initializer: Any,
        shape: tuple[int, ...] | None = None,
        dtype: str | None = None,
        trainable: bool = True,
        name: str = "variable",
        regularizer: Callable[[Any], Any] | None = None,
        constraint: Callable[[Any], Any] | None = None,
    ) -> None:
        value = initializer(shape, dtype=dtype or "float32") if callable(initializer) else initializer
        array = convert_to_numpy(value)
        target = dtype or (
            "float32" if array.dtype == np.float64 and not isinstance(value, np.ndarray) else array.dtype
        )
        # a weight described but never allocated (see layers.dry_run) is a view without memory of its own: leave it so
        super().__init__(array if 0 in array.strides and array.size > 1 else np.array(array, target, order="C"))
        self.is_parameter = trainable  # made to be trained; `trainable` can be switched off by freezing
        self.trainable = trainable
        self.name = name
        self.path = name
        self.regularizer = regularizer
        self.constraint = constraint

    def assign(self, value: Any) -> Variable:
        """Replace the values, keeping shape and dtype."""
        new = convert_to_numpy(value)
        if new.shape != self.shape:
            raise ValueError(
                f"Variable '{self.path}' has shape {self.shape}; it cannot take values of shape {new.shape}."
            )
        self.value[...] = new
        return self

    def assign_add(self, value: Any) -> Variable:
        """Add to the values in place."""
        self.value += convert_to_numpy(value)
        return self

    def assign_sub(self, value: Any) -> Variable:
        """Subtract from the values in place."""
        self.value -= convert_to_numpy(value)
        return self

    def __repr__(self) -> str:
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}>"


class Symbolic(Operators):
    """Base of placeholders: something with a shape whose values are not known yet."""

    shape: tuple[int | None, ...]

    def apply(self, name: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Answer an operation on the placeholder."""
        raise NotImplementedError


def convert_to_numpy(x: Any, dtype: str | None = None) -> Array:
    """Return the values of a tensor, variable or array-like as a NumPy array."""
    array = x.value if isinstance(x, Tensor) else np.asarray(x)
    return array if dtype is None or array.dtype == dtype else array.astype(dtype)


def convert_to_tensor(x: Any, dtype: str | None = None) -> Tensor:
    """Return `x` as a Tensor; Python floats become float32."""
    if isinstance(x, Tensor) and (dtype is None or x.dtype == dtype):
        return x
    if dtype is None and not isinstance(x, np.ndarray | np.generic | Tensor):
        plain = np.asarray(x)
        dtype = "float32" if plain.dtype == np.float64 else "int32" if plain.dtype == np.int64 else None
    return Tensor(convert_to_numpy(x, dtype))
