"""TerminateOnNaN: end the training when the loss is no number any more."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from nn_core.spec.params import param
from nn_core.spec.registry import register
from nn_core.training.callbacks.declared import DeclaredCallback


@register("callback")
class TerminateOnNaN(DeclaredCallback):
    """Stop as soon as the loss is NaN or infinite."""

    title: ClassVar[str] = "Terminate on NaN"
    raise_error: bool = param(default=False, help="Whether to end with an error instead of as after the last epoch.")

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        loss = (logs or {}).get("loss")
        if loss is not None and not math.isfinite(loss):
            if self.raise_error:
                raise RuntimeError(f"Batch {batch}: the loss is {loss}. A smaller learning rate may help.")
            print(f"Batch {batch}: Invalid loss, terminating training. A smaller learning rate may help.")
            self.model.stop_training = True
