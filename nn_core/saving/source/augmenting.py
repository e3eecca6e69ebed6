"""Augmentation as code: random changes to the training part, drawn anew for every batch."""

from __future__ import annotations

from typing import Any

from nn_core.saving.source.expressions import value_text
from nn_core.saving.source.text import call_text, indented
from nn_core.saving.source.writer import Code

BATCHES = '''

class Augmented(keras.utils.PyDataset):
    """Batches of the training part in a new order in every epoch, changed at random; nothing else is changed."""

    def __init__(self, x, y, batch_size={batch_size}):
        super().__init__()
        self.x, self.y, self.batch_size = x, y, batch_size
        self.on_epoch_end()

    def __len__(self):
        return -(-len(self.x) // self.batch_size)

    def __getitem__(self, number):
        rows = self.order[number * self.batch_size : (number + 1) * self.batch_size]
        y = keras.tree.map_structure(lambda each: each[rows], self.y)
        return augmentation(self.x[rows], training=True), y

    def on_epoch_end(self):
        self.order = np.random.permutation(len(self.x))
'''

CUT_OFF = """
at = int(len(x_train) * (1 - {share:g}))  # the end of the training part is for validation
x_train, x_val = x_train[:at], x_train[at:]
y_train, y_val = y_train[:at], y_train[at:]"""


def augmenting(changes: tuple[dict[str, Any], ...], batch_size: int) -> Code:
    """Return the layers that change pictures, and the batches they are applied to."""
    code = Code()
    layers = [call_text(f"layers.{each['class_name']}", _arguments(each["config"])) for each in changes]
    code.add()
    code.add("\n".join(["augmentation = keras.Sequential([", *(f"{indented(each)}," for each in layers), "])"]))
    code.add(BATCHES.rstrip("\n").format(batch_size=batch_size))
    return code


def cut_off(share: float) -> Code:
    """Return the statements that keep the end of the training part for validation."""
    code = Code()
    code.add(CUT_OFF.format(share=share))
    return code


def _arguments(config: dict[str, Any]) -> list[str]:
    return [f"{name}={value_text(value)}" for name, value in config.items()]
