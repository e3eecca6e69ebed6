"""DeclaredCallback: a callback whose parameters are declared, so that a window can offer it and files can hold it."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core.spec.params import Configurable, param
from nn_core.training.callbacks.callback import Callback

MONITOR_HELP = "Value to watch, such as loss, val_loss or val_accuracy."
MODE_HELP = "Whether small or large values are good; auto goes by the name."


class DeclaredCallback(Callback, Configurable):
    """Base of the callbacks in the registry. A subclass declares parameters and writes the moments it needs."""

    family: ClassVar[str] = "callback"
    title: ClassVar[str] = ""  # in words
    without_effect: ClassVar[tuple[str, ...]] = ()  # parameters that are there for scripts written for Keras
    steerable: ClassVar[tuple[str, ...]] = ()  # parameters that may change while it listens
    lowers_learning_rate: ClassVar[bool] = False  # which then must be a number, not a schedule
    suggested: ClassVar[dict[str, Any]] = {}  # values to begin with, where there is no default

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Check what the kinds of the parameters cannot, and make what is needed besides them."""


def verbose_param() -> Any:
    """Declare how much is printed."""
    return param(default=0, minimum=0, help="1 prints a line when something happens.")
