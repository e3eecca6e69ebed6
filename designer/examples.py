"""Examples: the model that is there when the program starts."""

from __future__ import annotations

import logging

from designer.model.document import Document
from designer.paths import resource

READY = "examples/digits_cnn.nnd"


def ready_example() -> Document:
    """Return the ready example as an untitled document, so that saving it asks for a place."""
    from designer.formats.door import open_document

    try:
        document = open_document(resource(READY))
    except (ValueError, OSError):
        logging.getLogger(__name__).exception("The ready example could not be opened")
        return Document()
    document.path = None
    document.title = "Digits CNN"
    return document
