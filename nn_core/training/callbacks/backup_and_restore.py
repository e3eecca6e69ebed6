"""BackupAndRestore: an interrupted training goes on where it was."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from nn_core.ops.random import get_state, set_state
from nn_core.saving.atomic import replacing
from nn_core.training.callbacks.callback import Callback


class BackupAndRestore(Callback):
    """Keep a backup of weights, optimizer and the state of chance; the next fit() with the same folder goes on there.

    What comes out is, bit for bit, what would have come without the interruption.

    Args:
        backup_dir: folder for the backup.
        save_freq: "epoch", or a number of batches.
        double_checkpoint: also keep the backup before the last.
        delete_checkpoint: whether the backup is deleted when the training has ended well.
    """

    def __init__(
        self,
        backup_dir: Any,
        save_freq: str | int = "epoch",
        double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ) -> None:
        if not backup_dir:
            raise ValueError("BackupAndRestore needs a folder: backup_dir is empty.")
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(f"save_freq must be 'epoch' or a number of batches, not {save_freq!r}.")
        self.path = Path(os.fspath(backup_dir)) / "backup.npz"
        self.save_freq, self.double_checkpoint, self.delete_checkpoint = save_freq, double_checkpoint, delete_checkpoint
        self._epoch = self._batches = 0
        self._chance_to_restore: Any = None

    @property
    def previous(self) -> Path:
        """The file of the backup before the last."""
        return self.path.with_name("previous.npz")

    def on_train_begin(self, logs: Any = None) -> None:
        if not self.model.built:
            raise ValueError(
                f"BackupAndRestore needs a model with weights, but '{self.model.name}' does not know its input shape: "
                "give it an Input, or call build(shape)."
            )
        self._batches = 0
        for path in (self.path, self.previous):
            if path.is_file() and self._restore(path):
                return

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch = epoch
        self._chance = get_state(self._generators())

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        if self._chance_to_restore is not None:  # the batches before this one were passed over
            set_state(self._chance_to_restore, self._generators())
            self._chance_to_restore = None

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._batches += 1
        if isinstance(self.save_freq, int) and self._batches % self.save_freq == 0:
            self._save(self._epoch, batch + 1, self._chance)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self.save_freq == "epoch":
            self._save(epoch + 1, 0, get_state(self._generators()))

    def on_train_end(self, logs: Any = None) -> None:
        if self.delete_checkpoint:
            for path in (self.path, self.previous):
                path.unlink(missing_ok=True)

    def _save(self, epoch: int, batch: int, chance: Any) -> None:
        """Save the state of now, and that of chance at the beginning of the epoch, from which its order follows."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.double_checkpoint and self.path.is_file():
            os.replace(self.path, self.previous)
        arrays = {f"w_{i}": array for i, array in enumerate(self.model.get_weights())}
        arrays |= {f"o_{i}": variable.numpy() for i, variable in enumerate(self.model.optimizer.variables)}
        now = get_state(self._generators())
        text = json.dumps({"epoch": epoch, "batch": batch, "chance": chance, "chance_now": now}).encode()
        with replacing(self.path) as temporary, temporary.open("wb") as file:
            np.savez(file, description=np.frombuffer(text, np.uint8), **arrays)

    def _restore(self, path: Path) -> bool:
        """Take over what a backup holds; False if the file is damaged."""
        optimizer = self.model.optimizer
        optimizer.build(self.model.trainable_weights)
        try:
            with np.load(path) as found:
                description = json.loads(found["description"].tobytes())
                weights, state = list(_listed(found, "w")), list(_listed(found, "o"))
        except (OSError, ValueError, KeyError, EOFError):
            return False
        self.model.set_weights(weights)
        optimizer.set_weights(state)
        set_state(description["chance"], self._generators())
        self.model.first_epoch, self.model.first_batch = description["epoch"], description["batch"]
        self._chance_to_restore = description["chance_now"] if description["batch"] else None
        return True

    def _generators(self) -> list[Any]:
        """Return the generators of the layers, which draw dropout masks and the like."""
        return list(_generators_below(self.model))


def _generators_below(layer: Any) -> Iterator[Any]:
    yield from layer._seed_generators
    for each in layer.sublayers():
        yield from _generators_below(each)


def _listed(found: Any, prefix: str) -> Iterator[Any]:
    number = 0
    while f"{prefix}_{number}" in found.files:
        yield found[f"{prefix}_{number}"]
        number += 1
