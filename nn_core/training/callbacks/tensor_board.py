"""TensorBoard: writes event files that TensorBoard shows as curves."""

from __future__ import annotations

import importlib
import os
import time
from typing import Any, ClassVar

import numpy as np

from nn_core.spec.kinds import FilePath
from nn_core.spec.params import param
from nn_core.spec.registry import register
from nn_core.training.callbacks.declared import DeclaredCallback

MISSING = (
    "The TensorBoard callback writes its files with the package tensorboardX, which is not installed: "
    "'pip install tensorboardX'. (CSVLogger writes a table without it.)"
)


@register("callback")
class TensorBoard(DeclaredCallback):
    """Write loss and metrics of training and validation, one folder for each, for `tensorboard --logdir logs`."""

    title: ClassVar[str] = "TensorBoard"
    remembered: ClassVar[tuple[str, ...]] = ("_step",)

    log_dir: FilePath = param(default="logs", help="Folder to write into.")
    histogram_freq: int = param(default=0, minimum=0, help="Epochs between two histograms of the weights, 0 for none.")
    write_graph: bool = param(default=True, help="Accepted, without effect.")
    write_images: bool = param(default=False, help="Accepted, without effect.")
    write_steps_per_second: bool = param(default=False, help="Whether to write the speed of each epoch.")
    update_freq: Any = param(default="epoch", help='"epoch", "batch", or a number of batches between two entries.')
    profile_batch: Any = param(default=0, help="Accepted, without effect.")
    embeddings_freq: int = param(default=0, minimum=0, help="Accepted, without effect.")
    embeddings_metadata: Any = param(default=None, help="Accepted, without effect.")

    without_effect: ClassVar[tuple[str, ...]] = (
        "write_graph",
        "write_images",
        "profile_batch",
        "embeddings_freq",
        "embeddings_metadata",
    )

    def prepare(self) -> None:
        if self.update_freq not in ("epoch", "batch") and not isinstance(self.update_freq, int):
            raise ValueError(f"update_freq must be 'epoch', 'batch' or a number of batches, not {self.update_freq!r}.")
        self._every = 1 if self.update_freq == "batch" else self.update_freq
        self._writers: dict[str, Any] = {}
        self._step = self._step_before = 0
        self._begun = 0.0

    def set_model(self, model: Any) -> None:
        super().set_model(model)
        try:
            self._library = importlib.import_module("tensorboardX")
        except ImportError:
            raise ImportError(MISSING) from None

    def _write(self, kind: str, values: dict[str, Any], step: int) -> None:
        if kind not in self._writers:
            self._writers[kind] = self._library.SummaryWriter(os.path.join(self.log_dir, kind))
        for name, value in values.items():
            if np.ndim(value) == 0:
                self._writers[kind].add_scalar(name, float(value), step)
        self._writers[kind].flush()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._begun, self._step_before = time.perf_counter(), self._step

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._step += 1
        if isinstance(self._every, int) and self._step % self._every == 0:
            self._write("train", {f"batch_{name}": value for name, value in (logs or {}).items()}, self._step)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        logs = {**(logs or {}), "learning_rate": float(self.model.optimizer.learning_rate)}
        train = {f"epoch_{name}": value for name, value in logs.items() if not name.startswith("val_")}
        if self.write_steps_per_second:
            train["epoch_steps_per_second"] = (self._step - self._step_before) / max(
                time.perf_counter() - self._begun, 1e-9
            )
        self._write("train", train, epoch)
        validation = {name.removeprefix("val_"): value for name, value in logs.items() if name.startswith("val_")}
        if validation:
            self._write("validation", {f"epoch_{name}": value for name, value in validation.items()}, epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            for weight in self.model.weights:
                self._writers["train"].add_histogram(weight.path, weight.numpy(), epoch)

    def on_train_end(self, logs: Any = None) -> None:
        for writer in self._writers.values():
            writer.close()
        self._writers.clear()
