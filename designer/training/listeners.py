"""Listeners: all that the window lets listen to a training, passed on to in as few steps as possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from designer.training.reporter import Reporter
from nn_core.training.callbacks.callback import Callback
from nn_core.training.callbacks.state_keeper import StateKeeper

_MOMENTS = (
    "on_train_begin",
    "on_train_end",
    "on_epoch_begin",
    "on_epoch_end",
    "on_train_batch_end",
    "on_test_begin",
    "on_test_batch_end",
)


class Listeners(Callback):
    """Several callbacks of ours as one. For a small model their mere being asked in every step would be felt.

    Only the reporter says which steps are told: it is due so often that the others can wait for its turn.
    """

    def __init__(self, keeper: StateKeeper, reporter: Reporter, callbacks: Sequence[Callback]) -> None:
        self._keeper, self._reporter, self._callbacks = keeper, reporter, callbacks
        for moment in _MOMENTS:
            setattr(self, moment, _passing_on([getattr(each, moment) for each in callbacks if each._hears(moment)]))

    def set_params(self, params: dict[str, Any]) -> None:
        for each in self._callbacks:
            each.set_params(params)

    def set_model(self, model: Any) -> None:
        for each in self._callbacks:
            each.set_model(model)

    def wants_train_batch(self, batch: int) -> bool:
        self._keeper.batch = batch
        return self._reporter.wants_train_batch(batch)

    def wants_test_batch(self, batch: int) -> bool:
        return self._reporter.wants_test_batch(batch)


def _passing_on(listening: Sequence[Callable[..., None]]) -> Callable[..., None]:
    def pass_on(*news: Any) -> None:
        for each in listening:
            each(*news)

    return pass_on
