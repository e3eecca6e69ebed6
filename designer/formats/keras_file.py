"""Keras's model files: .keras and .h5 with architecture and weights, .json with the architecture alone."""

from __future__ import annotations

from pathlib import Path

from designer.formats.errors import naming_file
from designer.model.compiler import compile_graph, graph_from_model, weights_of
from designer.model.document import Document
from nn_core.saving import load_model

ENDINGS = (".keras", ".h5", ".hdf5", ".json")
ENDINGS_WITHOUT_WEIGHTS = (".json",)


def read_keras_file(path: Path) -> Document:
    """Return a document with the model of a file that Keras 2, Keras 3 or this program wrote."""
    model = load_model(path, compile=False)
    with naming_file(path):
        graph = graph_from_model(model)
        weights = {} if path.suffix.lower() in ENDINGS_WITHOUT_WEIGHTS else weights_of(model, graph)
        return Document(graph, weights=weights, path=path)


def write_keras_file(document: Document, path: Path) -> None:
    """Write the model for Keras; ValueError says why if it is not a model yet."""
    compile_graph(document).save(path)
