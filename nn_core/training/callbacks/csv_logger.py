"""CSVLogger: the values of every epoch in a file."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, ClassVar

from nn_core.spec.kinds import FilePath
from nn_core.spec.params import param
from nn_core.spec.registry import register
from nn_core.training.callbacks.declared import DeclaredCallback


@register("callback")
class CSVLogger(DeclaredCallback):
    """Write a line for every epoch, as soon as it is over."""

    title: ClassVar[str] = "CSV log"
    remembered: ClassVar[tuple[str, ...]] = ("append",)

    filename: FilePath = param(help="File to write.")
    separator: str = param(default=",", help="What stands between two values.")
    append: bool = param(default=False, help="Whether to add to a file that is there already.")

    suggested: ClassVar[dict[str, Any]] = {"filename": "training.csv"}

    def prepare(self) -> None:
        self.keys: list[str] | None = None

    def on_train_begin(self, logs: Any = None) -> None:
        path = Path(self.filename)
        if not path.absolute().parent.is_dir():
            raise ValueError(f"CSVLogger: there is no folder {str(path.parent)!r} to write {path.name!r} in.")
        self.keys = self._keys_in(path) if self.append and path.is_file() else None
        if not self.append:
            path.write_text("", encoding="utf-8")
        self.append = True  # a second fit() goes on, as in Keras

    def _keys_in(self, path: Path) -> list[str] | None:
        with path.open(newline="", encoding="utf-8") as file:
            header = next(csv.reader(file, delimiter=self.separator), None)
        return header[1:] if header else None

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        logs = logs or {}
        with open(self.filename, "a", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, delimiter=self.separator, lineterminator="\n")
            if self.keys is None:
                self.keys = self._all_keys(sorted(logs))
                writer.writerow(["epoch", *self.keys])
            writer.writerow([epoch, *(logs.get(key, "NA") for key in self.keys)])

    def _all_keys(self, keys: list[str]) -> list[str]:
        """Return the keys with those that validation may add in a later epoch, as Keras does."""
        if any(key.startswith("val_") for key in keys):
            return keys
        return [*keys, *(f"val_{key}" for key in keys)]
