"""ModelCheckpoint: save the model while it trains."""

from __future__ import annotations

import os
from typing import Any

from nn_core.spec.naming import did_you_mean
from nn_core.training.callbacks.callback import Callback
from nn_core.training.callbacks.monitor import Monitor


class ModelCheckpoint(Callback):
    """Save the model, or its weights, after every epoch or every so many batches.

    Args:
        filepath: file to write; may contain `{epoch:02d}` and names from the logs such as `{val_loss:.2f}`.
        monitor: entry of the logs to watch with `save_best_only`.
        verbose: 1 prints a line on saving.
        save_best_only: whether to save only when the watched value has improved.
        save_weights_only: whether to leave architecture and optimizer out.
        mode: "min", "max" or "auto".
        save_freq: "epoch", or a number of batches.
        initial_value_threshold: value that the first save must beat.
        period: Keras 2's number of epochs from one save to the next.
    """

    def __init__(
        self,
        filepath: Any,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
        period: int = 1,
    ) -> None:
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(f"save_freq must be 'epoch' or a number of batches, not {save_freq!r}.")
        self.filepath = os.fspath(filepath)
        endings = (".weights.h5", ".h5") if save_weights_only else (".keras", ".h5", ".hdf5", ".json")
        if not self.filepath.endswith(endings):
            kind = "weights" if save_weights_only else "model"
            raise ValueError(
                f"ModelCheckpoint: the filepath must end in {endings[0]} (a {kind}), not {self.filepath!r}."
            )
        self.verbose, self.save_best_only, self.save_weights_only = verbose, save_best_only, save_weights_only
        self.save_freq, self.period = save_freq, period
        self._watch = Monitor(monitor, mode)
        self._watch.best = initial_value_threshold
        self._epoch = self._batches = 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch = epoch

    def wants_train_batch(self, batch: int) -> bool:
        return isinstance(self.save_freq, int)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._batches += 1
        if isinstance(self.save_freq, int) and self._batches % self.save_freq == 0:
            self._save(self._epoch, logs)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self.save_freq == "epoch" and (epoch + 1) % self.period == 0:
            self._save(epoch, logs)

    def _save(self, epoch: int, logs: Any) -> None:
        if self.save_best_only and not self._is_best(logs):
            return
        path = self._path({"epoch": epoch + 1, **(logs or {})})
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path, overwrite=True)
        else:
            self.model.save(path, overwrite=True)
        if self.verbose:
            print(f"\nEpoch {epoch + 1}: saving model to {path}")

    def _path(self, values: dict[str, Any]) -> str:
        try:
            return str(self.filepath.format(**values))
        except KeyError as error:
            raise ValueError(
                f"ModelCheckpoint: the filepath {self.filepath!r} asks for {error}, but the logs hold "
                f"{', '.join(sorted(values))}.{did_you_mean(str(error.args[0]), values)}"
            ) from error

    def _is_best(self, logs: Any) -> bool:
        value = self._watch.read(logs)
        if value is None or not self._watch.improves(value):
            return False
        self._watch.best = value
        return True
