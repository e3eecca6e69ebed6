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
    "on_train_batch_end",
    "on_test_begin",
    "on_test_batch_end",
)


class Listeners(Callback):
    """Several callbacks of ours as one. For a small model their mere being asked in every step would be felt.

    Only the reporter says which steps are told, and after which epochs more is done than to keep their values: it is
    due so often that the others can wait for its turn.

    Args:
        always: callbacks that hear of the end of every epoch.
        in_turn: those that hear of it when the reporter does, which is one of them.
    """

    def __init__(
        self, keeper: StateKeeper, reporter: Reporter, always: Sequence[Callback], in_turn: Sequence[Callback]
    ) -> None:
        self._keeper, self._reporter = keeper, reporter
        self._callbacks = [*always, *in_turn]
        self._always, self._in_turn = _told(always, "on_epoch_end"), _told(in_turn, "on_epoch_end")
        for moment in _MOMENTS:
            setattr(self, moment, _passing_on(_told(self._callbacks, moment)))

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

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        for tell in self._always:
            tell(epoch, logs)
        if self._reporter.take_epoch(epoch, logs):
            for tell in self._in_turn:
                tell(epoch, logs)


def _told(callbacks: Sequence[Callback], moment: str) -> list[Callable[..., None]]:
    return [getattr(each, moment) for each in callbacks if each._hears(moment)]


def _passing_on(listening: Sequence[Callable[..., None]]) -> Callable[..., None]:
    def pass_on(*news: Any) -> None:
        for each in listening:
            each(*news)

    return pass_on
