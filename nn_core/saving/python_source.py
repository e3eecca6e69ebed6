"""Python source, both ways: `write_source` gives the code of a model, `read_source` the model in a script."""

from __future__ import annotations

from typing import Any, Literal

from nn_core.saving.source.reading import SourceReading

Flavour = Literal["keras", "tf.keras", "nn_core"]


def write_source(model: Any, flavour: Flavour = "keras") -> str:
    """Return the code that makes this model, compiled as it is compiled.

    Args:
        flavour: whose import lines to write; the rest is the same.
    """
    raise NotImplementedError("Python source cannot be written yet.")


def write_notebook(model: Any, flavour: Flavour = "keras") -> str:
    """Return a Jupyter notebook (JSON text) with the code of a model, and cells to train it and look at the result."""
    raise NotImplementedError("Notebooks cannot be written yet.")


def read_source(text: str, name: str = "model.py") -> SourceReading:
    """Return the model in a script, or in a notebook if `name` ends in .ipynb; nothing of it is run.

    Raises:
        ModelFileError: there is no model in it, or it is no Python; what is merely not understood is in the notes.
    """
    raise NotImplementedError("Python source cannot be read yet.")
