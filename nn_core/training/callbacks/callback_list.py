"""CallbackList: all that listen to one training."""

from __future__ import annotations

import inspect
from typing import Any

from nn_core.training.callbacks.callback import Callback
from nn_core.training.callbacks.history import History
from nn_core.training.callbacks.progbar_logger import ProgbarLogger


class CallbackList(Callback):
    """Passes every moment on to several callbacks, the History and the progress bar among them."""

    def __init__(
        self, callbacks: Any, model: Any, verbose: Any, params: dict[str, Any], keeps_history: bool = True
    ) -> None:
        self.history = History()
        own = [callbacks] if isinstance(callbacks, Callback) else list(callbacks or [])
        verbosity = 1 if verbose == "auto" else int(verbose)
        bar = [ProgbarLogger(verbosity)] if verbosity else []
        # the history comes last: callbacks may add to the logs
        self.callbacks: list[Any] = [*own, *bar, *([self.history] if keeps_history else [])]
        self.set_params({"verbose": verbosity, **params})
        self.set_model(model)

    def set_params(self, params: dict[str, Any]) -> None:
        self._tell("set_params", params)

    def set_model(self, model: Any) -> None:
        self._tell("set_model", model)

    def _tell(self, moment: str, *args: Any) -> None:
        for callback in self.callbacks:
            getattr(callback, moment)(*args)


def _passing_on(moment: str) -> Any:
    names = list(inspect.signature(getattr(Callback, moment)).parameters)[1:]

    def pass_on(self: CallbackList, *args: Any, logs: Any = None) -> None:
        given = args if len(args) == len(names) else (*args, logs or {})  # callbacks always get logs, if empty ones
        self._tell(moment, *given)

    pass_on.__name__ = moment
    return pass_on


for _moment in [name for name in vars(Callback) if name.startswith("on_")]:
    setattr(CallbackList, _moment, _passing_on(_moment))
