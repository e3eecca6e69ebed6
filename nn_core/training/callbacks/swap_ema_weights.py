"""SwapEMAWeights: measure and save the moving average of the weights instead of the weights."""

from __future__ import annotations

from typing import Any

from nn_core.training.callbacks.callback import Callback


class SwapEMAWeights(Callback):
    """Exchange weights and their moving average while measuring, and if wanted at the end of each epoch.

    The optimizer must keep the average: use_ema=True.

    Args:
        swap_on_epoch: exchange them at the end of each epoch too, so that a ModelCheckpoint after this saves the means.
    """

    def __init__(self, swap_on_epoch: bool = False) -> None:
        self.swap_on_epoch = swap_on_epoch
        self._is_swapped = False

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._swap(to_average=False)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self.swap_on_epoch:
            self._swap(to_average=epoch + 1 < self.params.get("epochs", 0))

    def on_test_begin(self, logs: Any = None) -> None:
        self._swap(to_average=True)

    def on_test_end(self, logs: Any = None) -> None:
        self._swap(to_average=False)

    def on_predict_begin(self, logs: Any = None) -> None:
        self._swap(to_average=True)

    def on_predict_end(self, logs: Any = None) -> None:
        self._swap(to_average=False)

    def _swap(self, to_average: bool) -> None:
        if self._is_swapped == to_average:
            return
        optimizer = getattr(self.model.optimizer, "inner_optimizer", self.model.optimizer)
        if not optimizer.use_ema:
            raise ValueError(
                "SwapEMAWeights needs an optimizer that keeps a moving average: make it with use_ema=True."
            )
        for variable, average in optimizer.averages():
            kept = variable.value.copy()
            variable.assign(average)
            average.assign(kept)
        self._is_swapped = to_average
