"""Conversion between projects and the files of other programs, without a window."""

from __future__ import annotations

from pathlib import Path

from designer.formats import project
from designer.formats.door import open_document
from designer.formats.errors import FormatError
from designer.model.compiler import compile_graph, graph_from_model, weights_of
from designer.model.document import Document
from nn_core.saving.convert import SOURCE, convert, open_model, write_as

_LEFT = "Positions, notes, training settings and the data of the project are not kept."


def convert_file(source: Path, target: Path) -> list[str]:
    """Write what is in one file into another, whose ending says how; return sentences on what is not kept."""
    if target.suffix.lower() == project.ENDING:
        document, notes = _opened(source)
        project.write_project(document, target)
        return notes
    if source.suffix.lower() == project.ENDING:
        document = open_document(source)
        try:
            model = compile_graph(document)
        except ValueError as error:
            raise FormatError(f"'{source.name}' is not a model yet: {error}") from None
        return [_LEFT, *write_as(model, target)]
    return convert(source, target)


def _opened(source: Path) -> tuple[Document, list[str]]:
    """Return the document in a file; a script is read, which leaves notes."""
    if source.suffix.lower() not in SOURCE:
        return open_document(source), []
    model, notes = open_model(source)
    graph = graph_from_model(model)
    return Document(graph, weights=weights_of(model, graph)), notes
