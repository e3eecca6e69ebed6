"""TerminateOnNaN: end the training when the loss is no number any more."""

from __future__ import annotations

import math
from typing import Any

from nn_core.training.callbacks.callback import Callback


class TerminateOnNaN(Callback):
    """Stop as soon as the loss is NaN or infinite.

    Args:
        raise_error: whether to end with a RuntimeError instead of ending as after the last epoch.
    """

    def __init__(self, raise_error: bool = False) -> None:
        self.raise_error = raise_error

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        loss = (logs or {}).get("loss")
        if loss is not None and not math.isfinite(loss):
            if self.raise_error:
                raise RuntimeError(f"Batch {batch}: the loss is {loss}. A smaller learning rate may help.")
            print(f"\nBatch {batch}: the loss is {loss}; training stops. A smaller learning rate may help.")
            self.model.stop_training = True
