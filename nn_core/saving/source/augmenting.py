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
        return augmentation(self.x[rows], training=True), {targets}

    def on_epoch_end(self):
        self.order = np.random.permutation(len(self.x))
'''

CUT_OFF = """
at = int(len({samples}) * (1 - {share:g}))  # the end of the training part is for validation
{x}
{y}"""
CUT_ONE = "{0}_train, {0}_val = {0}_train[:at], {0}_train[at:]"
CUT_EACH = """
{0}_val = {{name: each[at:] for name, each in {0}_train.items()}}
{0}_train = {{name: each[:at] for name, each in {0}_train.items()}}
""".strip("\n")


def augmenting(changes: tuple[dict[str, Any], ...], batch_size: int, is_weighed: bool = False) -> Code:
    """Return the layers that change pictures, and the batches they are applied to.

    Args:
        is_weighed: whether the batches hold sample weights too, which the program's function `weigh` gives.
    """
    code = Code()
    layers = [call_text(f"layers.{each['class_name']}", _arguments(each["config"])) for each in changes]
    code.add()
    code.add("\n".join(["augmentation = keras.Sequential([", *(f"{indented(each)}," for each in layers), "])"]))
    targets = "list(y.values()), weigh(y)" if is_weighed else "y"
    code.add(BATCHES.rstrip("\n").format(batch_size=batch_size, targets=targets))
    return code


def cut_off(share: float, has_inputs: bool = False, has_outputs: bool = False) -> Code:
    """Return the statements that keep the end of the training part for validation.

    Args:
        has_inputs: whether there are several inputs, by their names.
        has_outputs: whether there are several outputs.
    """
    code = Code()
    x, y = (
        (CUT_EACH if several else CUT_ONE).format(name) for name, several in (("x", has_inputs), ("y", has_outputs))
    )
    code.add(CUT_OFF.format(samples="next(iter(x_train.values()))" if has_inputs else "x_train", share=share, x=x, y=y))
    return code


def _arguments(config: dict[str, Any]) -> list[str]:
    return [f"{name}={value_text(value)}" for name, value in config.items()]
