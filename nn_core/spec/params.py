"""param() and Configurable: a class states its parameters once; everything else reads them."""

from __future__ import annotations

import copy
import functools
import inspect
import sys
from dataclasses import dataclass
from types import CodeType
from typing import Any, ClassVar

from nn_core.spec import legacy
from nn_core.spec.kinds import Kind, kind_of
from nn_core.spec.naming import did_you_mean

REQUIRED: Any = inspect.Parameter.empty


@dataclass(frozen=True)
class Param:
    """One parameter of a configurable class."""

    name: str
    kind: Kind
    default: Any
    help: str
    is_keyword_only: bool

    @property
    def is_required(self) -> bool:
        return self.default is REQUIRED

    @property
    def is_advanced(self) -> bool:
        return self.kind.is_advanced


@dataclass(frozen=True)
class _Declaration:
    default: Any
    help: str
    minimum: float | None
    maximum: float | None
    kw_only: bool
    after: str | None


def param(
    *,
    default: Any = REQUIRED,
    help: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    kw_only: bool = False,
    after: str | None = None,
) -> Any:
    """Declare a parameter; the annotation beside it says its kind.

    Args:
        default: value when the caller gives none; required if left out.
        help: one sentence on what it does, shown in tooltips and help pages.
        minimum, maximum: bounds, inclusive.
        kw_only: comes last and only by name (`name`, `dtype`, …).
        after: the inherited parameter behind which this one stands, "" for the first place; the last if not given.
    """
    return _Declaration(default, help, minimum, maximum, kw_only, after)


class Configurable:
    """Something made from declared parameters, kept as attributes of the same names."""

    parameters: ClassVar[dict[str, Param]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = {name: value for name, value in vars(cls).items() if isinstance(value, _Declaration)}
        cls.parameters = _in_order({**cls.parameters, **_parameters(cls, own)}, own)
        for name in own:
            delattr(cls, name)
        if "__init__" not in vars(cls):
            cls.__signature__ = _signature(cls.parameters)  # type: ignore[attr-defined]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        for name, value in bind(type(self), args, kwargs).items():
            setattr(self, name, value)

    def get_config(self) -> dict[str, Any]:
        """Return the parameters as JSON data, from which `from_config` makes an equal object."""
        return {name: each.kind.to_json(getattr(self, name)) for name, each in self.parameters.items()}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Make an object from what `get_config` gave; what another version wrote and left empty is passed over."""
        config = legacy.modern_parameters(cls, config, is_saved=True)
        return cls(**{key: value for key, value in config.items() if value is not None or key in cls.parameters})

    def __repr__(self) -> str:
        changed = (f"{n}={getattr(self, n)!r}" for n, p in self.parameters.items() if getattr(self, n) != p.default)
        return f"{type(self).__name__}({', '.join(changed)})"


def bind(cls: type[Configurable], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return a checked value for every parameter of `cls`; TypeError or ValueError in a sentence."""
    positional = [name for name, each in cls.parameters.items() if not each.is_keyword_only]
    if len(args) > len(positional):
        raise TypeError(
            f"{cls.__name__}() takes {len(positional)} arguments ({', '.join(positional)}), not {len(args)}."
        )
    given = dict(zip(positional, args, strict=False))
    for name, value in legacy.modern_parameters(cls, kwargs).items():
        if name not in cls.parameters:
            raise TypeError(f"{cls.__name__}() has no parameter {name!r}.{did_you_mean(name, cls.parameters)}")
        if name in given:
            raise TypeError(f"{cls.__name__}() got {name!r} twice: by position and by name.")
        given[name] = value
    return {name: _checked(cls, each, given) for name, each in cls.parameters.items()}


def check_value(cls: type[Configurable], name: str, value: Any) -> Any:
    """Return the normal form of one parameter's value, or raise ValueError naming class and parameter."""
    try:
        return cls.parameters[name].kind.check(value)
    except (TypeError, ValueError) as error:
        text = str(error) if str(error).endswith(("?", ".")) else f"{error}."
        joint = " " if text.startswith("must ") else ": "
        raise ValueError(f"{cls.__name__}: {name}{joint}{text}") from None


def _checked(cls: type[Configurable], each: Param, given: dict[str, Any]) -> Any:
    if each.name in given:
        return check_value(cls, each.name, given[each.name])
    if each.is_required:
        raise TypeError(f"{cls.__name__}() needs {each.name!r}: {each.kind.describe()}.")
    return each.kind.check(copy.deepcopy(each.default)) if each.default is not None else _check_default_none(each)


def _check_default_none(each: Param) -> Any:
    try:
        return each.kind.check(None)  # a data_format of None, for instance, has a normal form of its own
    except (TypeError, ValueError):
        return None


def _parameters(cls: type, own: dict[str, _Declaration]) -> dict[str, Param]:
    annotations = inspect.get_annotations(cls) if own else {}
    return {
        name: Param(name, _kind(cls, annotations[name], each), each.default, each.help, each.kw_only)
        for name, each in own.items()
    }


def _kind(cls: type, annotation: Any, declaration: _Declaration) -> Kind:
    if isinstance(annotation, str):  # evaluated here: get_type_hints would do it for all annotations of all bases
        annotation = eval(_compiled(annotation), vars(sys.modules[cls.__module__]), dict(vars(cls)))
    return kind_of(annotation, declaration.minimum, declaration.maximum)


@functools.cache
def _compiled(annotation: str) -> CodeType:
    return compile(annotation, "<annotation>", "eval")  # a thousand parameters are of fifty kinds


def _in_order(parameters: dict[str, Param], own: dict[str, _Declaration]) -> dict[str, Param]:
    names = list(parameters)
    for name, each in own.items():
        if each.after is not None:
            names.remove(name)
            names.insert(names.index(each.after) + 1 if each.after else 0, name)
    return {name: parameters[name] for name in names}


def _signature(parameters: dict[str, Param]) -> inspect.Signature:
    kinds = {False: inspect.Parameter.POSITIONAL_OR_KEYWORD, True: inspect.Parameter.KEYWORD_ONLY}
    in_order = sorted(parameters.values(), key=lambda each: each.is_keyword_only)
    listed = [inspect.Parameter(each.name, kinds[each.is_keyword_only], default=each.default) for each in in_order]
    # by overriding, a required parameter may come after one with a default; a validating Signature would refuse that
    return inspect.Signature(listed, __validate_parameters__=False)
