"""Python scripts and notebooks: written as a teacher would write them, read without running them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.errors import DataError
from designer.data.sources import load
from designer.formats.errors import FormatError, naming_file
from designer.formats.script_settings import settings_of
from designer.model.decompiler import graph_of_layers
from designer.model.document import Document
from designer.model.sketching import sketch_of_graph
from designer.training.program import data_arrays, training_sketch
from nn_core.layers.calling import dry_run
from nn_core.saving import read_source
from nn_core.saving.atomic import replacing, write_text
from nn_core.saving.source.flavour import Flavour
from nn_core.saving.source.notebook import ENDING as NOTEBOOK
from nn_core.saving.source.notebook import notebook_text
from nn_core.saving.source.program import DataSketch, program
from nn_core.spec.functions import locking_code

ENDINGS = (".py", NOTEBOOK)
MAX_BYTES = 20_000_000  # a notebook may hold pictures


def read_python_file(path: Path) -> Document:
    """Return a document with the model that a script makes; what could not be read is in its remarks."""
    with naming_file(path):
        if path.stat().st_size > MAX_BYTES:
            raise FormatError(f"It has {path.stat().st_size:,} bytes; no script that makes a model is so long.")
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise FormatError("It is not a text file, so it cannot be Python.") from None
        return document_of_source(text, path.name, path)


def document_of_source(text: str, name: str = "model.py", path: Path | None = None) -> Document:
    """Return a document with the model in a text; ValueError says why there is none."""
    found = read_source(text, name)
    with locking_code(), dry_run():
        graph = graph_of_layers(found.make_model())
    document = Document(graph, path=path)
    settings, remarks = settings_of(found, document)
    document.settings = settings
    document.remarks = (*map(str, found.notes), *remarks)
    return document


def write_python_file(document: Document, path: Path, flavour: Flavour = "keras") -> None:
    """Write the program of a document, and beside it the data, unless it reads the file they came in."""
    dataset = None
    if document.data_name:
        try:
            dataset = load(document.data_name)
        except DataError as error:
            raise FormatError(str(error)) from None
    if not document.report.is_valid:
        first = document.report.errors[0]
        raise FormatError(f"{first.text} {first.remedy}".strip())
    sketch = sketch_of_graph(document.graph, document.report.facts)
    training = training_sketch(document, dataset, path.parent)
    if path.suffix.lower() == NOTEBOOK:
        text = notebook_text(sketch, training, flavour, document.title)
    else:
        text = "\n".join(program(sketch, training, flavour).lines) + "\n"
    if training is not None and training.data is not None:
        _write_data(training.data, path, data_arrays(document, dataset) if training.data.file else {})
    write_text(path, text)


def _write_data(data: DataSketch, path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    """Write what the program expects in its own folder."""
    for source in map(Path, data.beside):
        with replacing(path.with_name(source.name)) as temporary:
            temporary.write_bytes(source.read_bytes())
    if data.file:
        with replacing(path.with_name(data.file)) as temporary, temporary.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
