"""ProgbarLogger: prints how far the training is."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

from nn_core.spec.defaults import is_interactive_logging_enabled
from nn_core.training.callbacks.callback import Callback

_WIDTH = 20
_INTERVAL_S = 0.1


class ProgbarLogger(Callback):
    """Print a bar for every epoch and every evaluation or prediction (verbose=1), or one line (verbose=2)."""

    def __init__(self, verbose: int = 1) -> None:
        self.verbose = verbose
        self._is_training = False
        self._restart(None)

    def _restart(self, steps: int | None) -> None:
        self._steps = steps
        self._started = time.perf_counter()
        self._printed = 0.0

    def on_train_begin(self, logs: Any = None) -> None:
        self._is_training = True

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._restart(self.params.get("steps"))
        epochs = self.params.get("epochs", 1)
        if epochs > 1:
            self._print(f"Epoch {epoch + 1}/{epochs}\n")

    def wants_train_batch(self, batch: int) -> bool:
        self._last_step = batch + 1
        return self._is_due(batch + 1)

    def wants_test_batch(self, batch: int) -> bool:
        if self._is_training:
            return False
        self._last_step = batch + 1
        return self._is_due(batch + 1)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._update(batch + 1, logs)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._finish(logs)

    def on_test_begin(self, logs: Any = None) -> None:
        if not self._is_training:
            self._restart(self.params.get("steps"))

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        if not self._is_training:
            self._update(batch + 1, logs)

    def on_test_end(self, logs: Any = None) -> None:
        if not self._is_training:
            self._finish(logs)

    def on_predict_begin(self, logs: Any = None) -> None:
        self._restart(self.params.get("steps"))

    def on_predict_end(self, logs: Any = None) -> None:
        self._last_step = self.params.get("steps") or 0
        self._finish(logs)

    def _update(self, step: int, logs: Any) -> None:
        self._last_step = step
        if self._is_due(step):
            self._printed = time.perf_counter()
            self._print(f"\r{self._bar(step)} {self._times(step, is_done=False)}{_values(logs)}")

    def _is_due(self, step: int) -> bool:
        is_early = time.perf_counter() - self._printed < _INTERVAL_S
        return self.verbose == 1 and not is_early and step != self._steps

    def _finish(self, logs: Any) -> None:
        step = getattr(self, "_last_step", 0)
        self._steps = self._steps or step
        start = "\r" if self.verbose == 1 else ""
        bar = self._bar(step) if self.verbose == 1 else f"{step}/{self._steps} -"
        self._print(f"{start}{bar} {self._times(step, is_done=True)}{_values(logs)}\n")

    def _bar(self, step: int) -> str:
        if not self._steps:
            return f"{step}/Unknown"
        filled = int(_WIDTH * step / self._steps)
        return f"{step}/{self._steps} " + "━" * filled + "─" * (_WIDTH - filled)

    def _times(self, step: int, is_done: bool) -> str:
        seconds = time.perf_counter() - self._started
        each = seconds / max(step, 1)
        left = seconds if is_done or not self._steps else each * (self._steps - step)
        pace = (
            f"{each:.0f}s/step"
            if each >= 1
            else f"{1e3 * each:.0f}ms/step"
            if each >= 1e-3
            else f"{1e6 * each:.0f}us/step"
        )
        return f"{left:.0f}s {'' if self.verbose == 1 else '- '}{pace}"

    def _print(self, text: str) -> None:
        if not is_interactive_logging_enabled():
            logging.getLogger("nn_core").info(text.strip())
            return
        sys.stdout.write(text)
        sys.stdout.flush()


def _values(logs: Any) -> str:
    """Return the values in Keras's order and form: those of the validation behind, what callbacks added last."""
    logs = logs or {}
    names = sorted(logs, key=lambda name: (name == "learning_rate", name.startswith("val_"), name))
    return "".join(f" - {name}: {_number(logs[name])}" for name in names)


def _number(value: float) -> str:
    return f"{value:.4f}" if abs(value) > 1e-3 else f"{value:.4e}"
