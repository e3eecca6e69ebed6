"""Kinds: what values a parameter takes. A kind checks, explains itself, and goes to and from JSON."""

from __future__ import annotations

import numbers
import os
import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Union

import numpy as np

from nn_core.spec import registry
from nn_core.spec.defaults import image_data_format
from nn_core.spec.naming import did_you_mean


@dataclass(frozen=True)
class Kind:
    """Anything at all; base of the others."""

    is_advanced = False  # shown in the inspector only on demand

    def check(self, value: Any) -> Any:
        """Return the value in its normal form; raise ValueError ('must be …') if it does not fit."""
        return value

    def describe(self) -> str:
        """Say in words what fits, to follow 'must be'."""
        return "any value"

    def to_json(self, value: Any) -> Any:
        """Return the value as plain JSON data."""
        return value

    def refuse(self, value: Any) -> ValueError:
        """Return the error for a value that does not fit."""
        return ValueError(f"must be {self.describe()}, not {value!r}")


@dataclass(frozen=True)
class Boolean(Kind):
    """Yes or no."""

    def check(self, value: Any) -> bool:
        if isinstance(value, bool | np.bool_) or (isinstance(value, int) and value in (0, 1)):
            return bool(value)
        raise self.refuse(value)

    def describe(self) -> str:
        return "True or False"


@dataclass(frozen=True)
class Number(Kind):
    """A number between two bounds, each of which may be missing."""

    minimum: float | None = None
    maximum: float | None = None

    def _in_bounds(self, value: Any) -> bool:
        above = self.minimum is None or value >= self.minimum
        return above and (self.maximum is None or value <= self.maximum)

    def _bounds(self) -> str:
        if self.minimum is None:
            return "" if self.maximum is None else f" of at most {self.maximum:g}"
        return (
            f" of at least {self.minimum:g}" if self.maximum is None else f" from {self.minimum:g} to {self.maximum:g}"
        )


@dataclass(frozen=True)
class Integer(Number):
    """A whole number."""

    def check(self, value: Any) -> int:
        is_whole = isinstance(value, numbers.Integral) or (isinstance(value, float) and value.is_integer())
        if not is_whole or isinstance(value, bool) or not self._in_bounds(value):
            raise self.refuse(value)
        return int(value)

    def describe(self) -> str:
        return f"a whole number{self._bounds()}"


@dataclass(frozen=True)
class Real(Number):
    """A number with decimals; neither infinite nor NaN."""

    def check(self, value: Any) -> float:
        is_real = isinstance(value, numbers.Real) and not isinstance(value, bool)
        if not is_real or not np.isfinite(value) or not self._in_bounds(value):
            raise self.refuse(value)
        return value if isinstance(value, int) else float(value)

    def describe(self) -> str:
        return f"a number{self._bounds()}"


@dataclass(frozen=True)
class Text(Kind):
    """Any text."""

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise self.refuse(value)
        return value

    def describe(self) -> str:
        return "text"


@dataclass(frozen=True)
class File(Text):
    """The name of a file or folder."""

    def check(self, value: Any) -> str:
        return super().check(os.fspath(value) if isinstance(value, os.PathLike) else value)

    def describe(self) -> str:
        return "the name of a file"


@dataclass(frozen=True)
class Choice(Kind):
    """One of a fixed set of words; `fallback` (or what it returns) stands for None."""

    options: tuple[Any, ...] = ()
    fallback: Any = None

    def check(self, value: Any) -> Any:
        if value is None and self.fallback is not None:
            return self.fallback() if callable(self.fallback) else self.fallback
        word = value.lower() if isinstance(value, str) and value not in self.options else value
        if word not in self.options:
            error = self.refuse(value)
            raise ValueError(f"{error}.{did_you_mean(value, map(str, self.options))}".rstrip("."))
        return word

    def describe(self) -> str:
        words = [repr(option) for option in self.options]
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


@dataclass(frozen=True)
class Optional(Kind):
    """None, or a value of another kind."""

    kind: Kind = Kind()

    @property
    def is_advanced(self) -> bool:  # type: ignore[override]
        return self.kind.is_advanced

    def check(self, value: Any) -> Any:
        return None if value is None else self.kind.check(value)

    def describe(self) -> str:
        return f"{self.kind.describe()}, or None"

    def to_json(self, value: Any) -> Any:
        return None if value is None else self.kind.to_json(value)


@dataclass(frozen=True)
class Size(Kind):
    """A whole number for each of `ndim` axes; one number stands for all axes."""

    ndim: int = 2
    minimum: int = 1

    def check(self, value: Any) -> tuple[int, ...]:
        sizes = [value] * self.ndim if isinstance(value, numbers.Integral) else value
        if isinstance(sizes, str) or not isinstance(sizes, Sequence | np.ndarray) or len(sizes) != self.ndim:
            raise self.refuse(value)
        one = Integer(minimum=self.minimum)
        try:
            return tuple(one.check(size) for size in sizes)
        except ValueError:
            raise self.refuse(value) from None

    def describe(self) -> str:
        if self.ndim == 1:
            return f"a whole number of at least {self.minimum}"
        return f"a whole number of at least {self.minimum}, or {self.ndim} of them such as {(3,) * self.ndim}"

    def to_json(self, value: Any) -> list[int]:
        return list(value)


@dataclass(frozen=True)
class Shape(Kind):
    """A shape without the batch axis; None (and for Reshape -1) where a size is open."""

    minimum: int = 1

    def check(self, value: Any) -> tuple[int | None, ...]:
        sizes = (value,) if isinstance(value, numbers.Integral) else value
        if isinstance(sizes, str) or not isinstance(sizes, Sequence | np.ndarray):
            raise self.refuse(value)
        one = Optional(Integer(minimum=self.minimum))
        try:
            return tuple(one.check(size) for size in sizes)
        except ValueError:
            raise self.refuse(value) from None

    def describe(self) -> str:
        return "a shape: whole numbers in brackets such as (28, 28, 1)"

    def to_json(self, value: Any) -> list[int | None]:
        return list(value)


@dataclass(frozen=True)
class Borders(Kind):
    """How much lies at either side of each of `ndim` axes; fewer numbers stand for several sides."""

    ndim: int = 2

    def check(self, value: Any) -> tuple[Any, ...]:
        pair = Size(2, minimum=0)
        try:
            if self.ndim == 1:
                return pair.check(value)
            sides = [value] * self.ndim if isinstance(value, numbers.Integral) else value
            if isinstance(sides, str) or len(sides) != self.ndim:
                raise self.refuse(value)
            return tuple(pair.check(each) for each in sides)
        except (TypeError, ValueError):
            raise self.refuse(value) from None

    def describe(self) -> str:
        example = (1, 2) if self.ndim == 1 else ((1, 2),) * self.ndim
        return f"a whole number of at least 0, or one for each side of each axis such as {example}"

    def to_json(self, value: Any) -> list[Any]:
        return [list(each) if isinstance(each, tuple) else each for each in value]


@dataclass(frozen=True)
class Axis(Kind):
    """The number of an axis, or several of them."""

    def check(self, value: Any) -> int | list[int]:
        one = Integer()
        try:
            return one.check(value) if isinstance(value, numbers.Integral) else [one.check(axis) for axis in value]
        except (TypeError, ValueError):
            raise self.refuse(value) from None

    def describe(self) -> str:
        return "the number of an axis such as -1, or a list of them"


@dataclass(frozen=True)
class Registered(Kind):
    """Something from a family of the registry, by name, as an object, or as a saved configuration."""

    family: str = ""
    when_none: str | None = None  # the name that None stands for

    @property
    def is_advanced(self) -> bool:  # type: ignore[override]
        return self.family in ("initializer", "regularizer", "constraint")

    def check(self, value: Any) -> Any:
        from nn_core.spec.serialization import resolve

        return resolve(self.family, self.when_none if value is None else value)

    def describe(self) -> str:
        return f"the name of an {self.family}" if self.family[:1] in "aeiou" else f"the name of a {self.family}"

    def to_json(self, value: Any) -> Any:
        from nn_core.spec.serialization import serialize

        return serialize(value)

    @property
    def options(self) -> list[str]:
        """The names one can choose from."""
        return registry.names(self.family)


@dataclass(frozen=True)
class Nested(Registered):
    """A layer inside another one; `having` names an attribute that it must have to fit there."""

    family: str = "layer"
    having: str = "call"

    def check(self, value: Any) -> Any:
        layer = super().check(self._to_start_with(value) if isinstance(value, str) else value)
        if isinstance(layer, type) or not hasattr(layer, self.having):
            raise self.refuse(value)
        return layer

    def describe(self) -> str:
        return f"one of the layers {', '.join(self.options)}" if self.having != "call" else "a layer"

    @property
    def options(self) -> list[str]:
        """The names of the layers that fit."""
        return [name for name, cls in registry.entries(self.family) if self._offers(cls)]

    def _offers(self, cls: Any) -> bool:
        return cls.sample is not None and (hasattr(cls, self.having) or self.having in cls.parameters)

    def _to_start_with(self, name: str) -> dict[str, Any]:
        """Return the configuration with which a layer starts that was chosen by its name alone."""
        cls = registry.get(self.family, name)
        offered = {**(cls.sample.args if cls.sample else {}), **cls.suggested}
        needed = {name for name, each in cls.parameters.items() if each.is_required}
        return {"class_name": cls.__name__, "config": {k: v for k, v in offered.items() if k in needed}}


@dataclass(frozen=True)
class Several(Kind):
    """A list of values of one kind."""

    kind: Kind = Kind()

    def check(self, value: Any) -> list[Any]:
        if not isinstance(value, list | tuple):
            raise self.refuse(value)
        return [self.kind.check(each) for each in value]

    def describe(self) -> str:
        return f"a list, each of it {self.kind.describe()}"

    def to_json(self, value: Any) -> list[Any]:
        return [self.kind.to_json(each) for each in value]


Size1 = Annotated[Any, Size(1)]
Size2 = Annotated[Any, Size(2)]
Size3 = Annotated[Any, Size(3)]
DataFormat = Annotated[str, Choice(("channels_last", "channels_first"), fallback=image_data_format)]
Activation = Annotated[Any, Registered("activation", when_none="linear")]
Initializer = Annotated[Any, Registered("initializer")]
Regularizer = Annotated[Any, Optional(Registered("regularizer"))]
Constraint = Annotated[Any, Optional(Registered("constraint"))]
Axes = Annotated[Any, Axis()]
FilePath = Annotated[Any, File()]

_PLAIN: dict[Any, Callable[[], Kind]] = {bool: Boolean, int: Integer, float: Real, str: Text}


def kind_of(annotation: Any, minimum: float | None = None, maximum: float | None = None) -> Kind:
    """Return the kind that an annotation stands for, narrowed by the bounds."""
    kind = _kind_of(annotation)
    bounds = {name: value for name, value in (("minimum", minimum), ("maximum", maximum)) if value is not None}
    if not bounds:
        return kind
    if isinstance(kind, Optional):
        return Optional(replace(kind.kind, **bounds))
    return replace(kind, **bounds)


def _kind_of(annotation: Any) -> Kind:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return next(each for each in arguments if isinstance(each, Kind))
    if origin is Literal:
        return Choice(tuple(arguments))
    if origin in (Union, types.UnionType) and type(None) in arguments:
        rest = [each for each in arguments if each is not type(None)]
        return Optional(_kind_of(rest[0])) if len(rest) == 1 else Kind()
    if origin is tuple:
        return Shape()
    return _PLAIN.get(annotation, Kind)()
