"""Settings of the whole program, as Keras has them: type of numbers, order of the axes of pictures, a small number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class _Defaults:
    floatx: str = "float32"
    image_data_format: str = "channels_last"
    epsilon: float = 1e-7
    logs_interactively: bool = True
    uses_plans: bool = True


_defaults = _Defaults()


def floatx() -> str:
    """Return the type of numbers of layers that do not name one."""
    return _defaults.floatx


def set_floatx(value: str) -> None:
    """Set the type of numbers for layers made from now on."""
    if value not in ("float16", "float32", "float64"):
        raise ValueError(f"floatx must be 'float16', 'float32' or 'float64', not {value!r}.")
    _defaults.floatx = value


def plans_are_used() -> bool:
    """Return whether steps of a training are compiled into plans, which is faster; the results are the same."""
    return _defaults.uses_plans


def use_plans(value: bool) -> None:
    """Switch the plans on or off, for the trainings begun from now on."""
    _defaults.uses_plans = bool(value)


def image_data_format() -> str:
    """Return where the channels of pictures are, for layers that do not say so."""
    return _defaults.image_data_format


def set_image_data_format(data_format: str) -> None:
    """Set where the channels of pictures are, for layers made from now on."""
    if data_format not in ("channels_last", "channels_first"):
        raise ValueError(f"data_format must be 'channels_last' or 'channels_first', not {data_format!r}.")
    _defaults.image_data_format = data_format


def epsilon() -> float:
    """Return the small number that keeps divisions and logarithms finite."""
    return _defaults.epsilon


def set_epsilon(value: float) -> None:
    """Set what `epsilon` returns. Losses and layers keep their own."""
    _defaults.epsilon = float(value)


def is_interactive_logging_enabled() -> bool:
    """Say whether progress is printed, rather than given to the log."""
    return _defaults.logs_interactively


def enable_interactive_logging() -> None:
    """Print progress."""
    _defaults.logs_interactively = True


def disable_interactive_logging() -> None:
    """Give progress to Python's log, under the name nn_core."""
    _defaults.logs_interactively = False
