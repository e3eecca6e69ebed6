"""CallbackList: all that listen to one training."""

from __future__ import annotations

import inspect
from typing import Any

from nn_core.training.callbacks.callback import Callback
from nn_core.training.callbacks.history import History
from nn_core.training.callbacks.progbar_logger import ProgbarLogger

MOMENTS = tuple(name for name in vars(Callback) if name.startswith("on_"))
_ALSO_CALLS = {"on_train_batch_begin": ("on_batch_begin",), "on_train_batch_end": ("on_batch_end",)}


class CallbackList(Callback):
    """Passes every moment on to several callbacks, the History and the progress bar among them."""

    def __init__(
        self, callbacks: Any, model: Any, verbose: Any, params: dict[str, Any], keeps_history: bool = True
    ) -> None:
        own = _listed(callbacks)
        given = next((each for each in own if isinstance(each, History)), None)
        self.history = given or History()  # as in Keras: one that is given is the one returned
        if verbose != "auto" and not isinstance(verbose, int):
            raise ValueError(
                f"verbose must be 'auto', 0 (silent), 1 (progress bar) or 2 (line per epoch), not {verbose!r}."
            )
        verbosity = 1 if verbose == "auto" else int(verbose)
        bar = [ProgbarLogger(verbosity)] if verbosity else []
        # the history comes last: callbacks may add to the logs
        self.callbacks: list[Any] = [*own, *bar, *([self.history] if keeps_history and given is None else [])]
        self._hearing = {moment: [each for each in self.callbacks if _hears(each, moment)] for moment in MOMENTS}
        self._asked: dict[str, list[Any]] = {}
        self._always: dict[str, bool] = {}
        for question in ("wants_train_batch", "wants_test_batch"):
            self._sort_out(question)
        self.set_params({"verbose": verbosity, **params})
        self.set_model(model)

    def set_params(self, params: dict[str, Any]) -> None:
        for callback in self.callbacks:
            callback.set_params(params)

    def set_model(self, model: Any) -> None:
        for callback in self.callbacks:
            callback.set_model(model)

    @property
    def hears_predictions(self) -> bool:
        """Whether anybody hears of the batches of a prediction."""
        return any(
            not isinstance(each, Callback) or each._hears("on_predict_batch_begin", "on_predict_batch_end")
            for each in self.callbacks
        )

    @property
    def hears_train_batches(self) -> bool:
        """Whether anybody may want to hear of a step at all."""
        return self._always["wants_train_batch"] or bool(self._asked["wants_train_batch"])

    def wants_train_batch(self, batch: int) -> bool:
        """Say whether anybody wants to hear of this step."""
        return self._ask("wants_train_batch", batch)

    def wants_test_batch(self, batch: int) -> bool:
        """Say whether anybody wants to hear of this batch."""
        return self._ask("wants_test_batch", batch)

    def _ask(self, question: str, batch: int) -> bool:
        is_wanted = self._always[question]
        for ask in self._asked[question]:
            is_wanted = ask(batch) or is_wanted  # all are asked: some count along
        return is_wanted

    def _sort_out(self, question: str) -> None:
        """Find out who wants to be asked at every batch, and whether somebody wants to hear of each."""
        asks = [(each, getattr(type(each), question, None)) for each in self.callbacks]  # one's own may have none
        usual = getattr(Callback, question)
        self._asked[question] = [getattr(each, question) for each, ask in asks if ask not in (None, usual)]
        self._always[question] = any(ask is None or (ask is usual and getattr(each, question)(0)) for each, ask in asks)
        if len(self._asked[question]) == 1 and not self._always[question]:
            setattr(self, question, self._asked[question][0])  # asked in every step: nobody stands between


def _listed(callbacks: Any) -> list[Any]:
    """Return what was given as a list of callbacks; TypeError if something in it is none."""
    if callbacks is None or hasattr(callbacks, "set_params") or isinstance(callbacks, str | type):
        callbacks = [] if callbacks is None else [callbacks]
    for each in callbacks:
        if isinstance(each, type) or not hasattr(each, "set_params"):
            hint = f" Write {each.__name__}(...) to make one." if isinstance(each, type) else ""
            raise TypeError(f"callbacks must be Callback objects, but one of them is {each!r}.{hint}")
    return list(callbacks)


def _hears(callback: Any, moment: str) -> bool:
    """Say whether a moment does something in a callback; one's own class may be no Callback."""
    return not isinstance(callback, Callback) or callback._hears(moment, *_ALSO_CALLS.get(moment, ()))


def _passing_on(moment: str) -> Any:
    num_given = len(inspect.signature(getattr(Callback, moment)).parameters) - 1

    def pass_on(self: CallbackList, *args: Any, logs: Any = None) -> None:
        given = args if len(args) == num_given else (*args, logs or {})  # callbacks always get logs, if empty ones
        for callback in self._hearing[moment]:
            getattr(callback, moment)(*given)

    pass_on.__name__ = moment
    return pass_on


for _moment in MOMENTS:
    setattr(CallbackList, _moment, _passing_on(_moment))
