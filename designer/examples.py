"""Examples: ready models on bundled data; one of them is there when the program starts."""

from __future__ import annotations

from pathlib import Path

from designer.model.document import Document
from designer.paths import resource

READY = "examples/digits_cnn.nnd"
_SHORT_WORDS = ("cnn", "lstm", "mlp")


def ready_example() -> Document:
    """Return the ready example; an empty document where an installation lost its file."""
    path = resource(READY)
    return open_example(path) if path.is_file() else Document()


def examples() -> dict[str, Path]:
    """Return the examples there are, by their titles."""
    return {title_of(path): path for path in sorted(resource("examples").glob("*.nnd"))}


def open_example(path: Path) -> Document:
    """Return an example as an untitled document, so that saving it asks for a place."""
    from designer.formats.door import open_document

    document = open_document(path)
    document.path = None
    document.title = title_of(path)
    return document


def title_of(path: Path) -> str:
    """Return digits_cnn as Digits CNN."""
    words = path.stem.split("_")
    return " ".join(each.upper() if each in _SHORT_WORDS else each for each in [words[0].capitalize(), *words[1:]])
