"""Python source, both ways: `write_source` gives the code of a model, `read_source` the model in a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nn_core.saving.compile_config import compile_to_config
from nn_core.saving.source.flavour import Flavour

if TYPE_CHECKING:  # what reads and writes code is imported when it is needed: most programs never do
    from nn_core.saving.source.program import TrainingSketch
    from nn_core.saving.source.reading import SourceReading


def write_source(model: Any, flavour: Flavour = "keras") -> str:
    """Return the code that makes this model, compiled as it is compiled.

    Args:
        flavour: whose import lines to write ("keras", "tf.keras" or "nn_core"); the rest is the same.
    """
    from nn_core.saving.source.program import program
    from nn_core.saving.source.sketching import sketch_of_model

    return "\n".join(program(sketch_of_model(model), _training(model), flavour).lines) + "\n"


def write_notebook(model: Any, flavour: Flavour = "keras") -> str:
    """Return a Jupyter notebook (JSON text) with the code of a model."""
    from nn_core.saving.source.notebook import notebook_text
    from nn_core.saving.source.sketching import sketch_of_model

    return notebook_text(sketch_of_model(model), _training(model), flavour, str(model.name))


def read_source(text: str, name: str = "model.py") -> SourceReading:
    """Return the model in a script, or in a notebook if `name` ends in .ipynb; nothing of it is run.

    Raises:
        ModelFileError: there is no model in it, or it is no Python; what is merely not understood is in the notes.
    """
    from nn_core.saving.interpreter.reader import read_program

    return read_program(text, name)


def _training(model: Any) -> TrainingSketch:
    from nn_core.saving.source.program import TrainingSketch

    return TrainingSketch(compile_to_config(model) if getattr(model, "compiled", False) else None)
