"""Exports: everything a document can be written to that is not its own file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from designer.model.document import Document

Direction = Literal["TB", "LR"]  # the way data flows in a diagram


@dataclass(frozen=True)
class Export:
    """One entry of the Export menu; `write` raises ValueError with a sentence where there is no model to write."""

    name: str
    text: str
    suffix: str
    write: Callable[[Document, Path, Direction], None]


def _write_model(document: Document, path: Path, direction: Direction) -> None:
    from designer.formats.keras_file import write_keras_file

    write_keras_file(document, path)


def _write_code(document: Document, path: Path, direction: Direction) -> None:
    from designer.formats.python_file import write_python_file

    write_python_file(document, path)


def _write_summary(document: Document, path: Path, direction: Direction) -> None:
    from designer.model.compiler import compile_graph
    from nn_core.saving.atomic import write_bytes

    compile_graph(document).summary(print_fn=lambda text: write_bytes(path, f"{text}\n".encode()))


def _write_diagram(document: Document, path: Path, direction: Direction) -> None:
    from designer.diagram.exporting import export_diagram
    from nn_core.diagram.graph import PlotOptions

    export_diagram(document, path, PlotOptions(show_shapes=True, show_layer_names=True, rankdir=direction))


EXPORTS = (
    Export("keras", "&Keras model…", "keras", _write_model),
    Export("keras_h5", "Keras model in &HDF5…", "h5", _write_model),
    Export("keras_json", "Keras &architecture (JSON)…", "json", _write_model),
    Export("python", "P&ython script…", "py", _write_code),
    Export("notebook", "Jupyter &notebook…", "ipynb", _write_code),
    Export("summary", "Summary as &text…", "txt", _write_summary),
    Export("png", "Diagram as &PNG…", "png", _write_diagram),
    Export("svg", "Diagram as &SVG…", "svg", _write_diagram),
    Export("pdf", "Diagram as P&DF…", "pdf", _write_diagram),
)
