"""ModelCheckpoint: save the model while it trains."""

from __future__ import annotations

import os
from typing import Any, ClassVar, Literal

from nn_core.spec.kinds import FilePath
from nn_core.spec.naming import did_you_mean
from nn_core.spec.params import param
from nn_core.spec.registry import register
from nn_core.training.callbacks.declared import MODE_HELP, MONITOR_HELP, DeclaredCallback, verbose_param
from nn_core.training.callbacks.monitor import Monitor


@register("callback")
class ModelCheckpoint(DeclaredCallback):
    """Save the model, or its weights, after every epoch or every so many batches."""

    title: ClassVar[str] = "Checkpoint"
    remembered: ClassVar[tuple[str, ...]] = ("best", "_batches")

    filepath: FilePath = param(help="File to write; may contain {epoch:02d} and names such as {val_loss:.2f}.")
    monitor: str = param(default="val_loss", help=MONITOR_HELP)
    verbose: int = verbose_param()
    save_best_only: bool = param(default=False, help="Whether to save only when the watched value has improved.")
    save_weights_only: bool = param(default=False, help="Whether to leave architecture and optimizer out.")
    mode: Literal["auto", "min", "max"] = param(default="auto", help=MODE_HELP)
    save_freq: Any = param(default="epoch", help='"epoch", or a number of batches.')
    initial_value_threshold: float | None = param(default=None, help="Value that the first save must beat.")
    period: int = param(default=1, minimum=1, help="Keras 2's number of epochs from one save to the next.")

    suggested: ClassVar[dict[str, Any]] = {"filepath": "best.keras", "save_best_only": True}

    def prepare(self) -> None:
        if self.save_freq != "epoch" and not isinstance(self.save_freq, int):
            raise ValueError(f"save_freq must be 'epoch' or a number of batches, not {self.save_freq!r}.")
        endings = (".weights.h5", ".h5") if self.save_weights_only else (".keras", ".h5", ".hdf5", ".json")
        if not self.filepath.endswith(endings):
            kind = "weights" if self.save_weights_only else "model"
            raise ValueError(
                f"ModelCheckpoint: the filepath must end in {endings[0]} (a {kind}), not {self.filepath!r}."
            )
        self._watch = Monitor(self.monitor, self.mode)
        self._watch.best = self.initial_value_threshold
        self._epoch = self._batches = 0

    @property
    def best(self) -> float | None:
        return self._watch.best

    @best.setter
    def best(self, value: float | None) -> None:
        self._watch.best = value

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
        path = self._path({"epoch": epoch + 1, **(logs or {})})
        if not self._is_due(epoch, logs, path):
            return
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path, overwrite=True)
        else:
            self.model.save(path, overwrite=True)
        self._say(epoch, f"finished saving model to {path}")

    def _path(self, values: dict[str, Any]) -> str:
        try:
            return str(self.filepath.format(**values))
        except KeyError as error:
            raise ValueError(
                f"ModelCheckpoint: the filepath {self.filepath!r} asks for {error}, but the logs hold "
                f"{', '.join(sorted(values))}.{did_you_mean(str(error.args[0]), values)}"
            ) from error

    def _is_due(self, epoch: int, logs: Any, path: str) -> bool:
        """Say whether the model is to be saved, and if asked print why."""
        if not self.save_best_only:
            self._say(epoch, f"saving model to {path}")
            return True
        value, best = self._watch.read(logs), self._watch.best
        if value is None:
            return False
        before = best if best is None else f"{best:.5f}"
        if not self._watch.improves(value):
            self._say(epoch, f"{self.monitor} did not improve from {before}")
            return False
        self._say(epoch, f"{self.monitor} improved from {before} to {value:.5f}, saving model to {path}")
        self._watch.best = value
        return True

    def _say(self, epoch: int, what: str) -> None:
        if self.verbose:
            print(f"\nEpoch {epoch + 1}: {what}")
