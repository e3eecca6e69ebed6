"""Keras's model files: .keras and .h5 with architecture and weights, .json and .yaml with the architecture alone."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from designer.formats.errors import naming_file
from designer.model.compiler import compile_graph, graph_from_model, weights_of
from designer.model.document import Document
from nn_core.layers.calling import dry_run
from nn_core.saving import load_model
from nn_core.spec.functions import locking_code

ENDINGS_WITHOUT_WEIGHTS = (".json", ".yaml", ".yml")
ENDINGS = (".keras", ".h5", ".hdf5", *ENDINGS_WITHOUT_WEIGHTS)


def read_keras_file(path: Path) -> Document:
    """Return a document with the model of a file that Keras 2, Keras 3 or this program wrote."""
    has_weights = path.suffix.lower() not in ENDINGS_WITHOUT_WEIGHTS
    # a drawing needs no memory for weights it does not have, and shows code without running it
    with locking_code(), nullcontext() if has_weights else dry_run():
        model = load_model(path, compile=False)
    with naming_file(path):
        with locking_code():
            graph = graph_from_model(model)
        return Document(graph, weights=weights_of(model, graph) if has_weights else {}, path=path)


def write_keras_file(document: Document, path: Path) -> None:
    """Write the model for Keras; ValueError says why if it is not a model yet."""
    compile_graph(document).save(path)
