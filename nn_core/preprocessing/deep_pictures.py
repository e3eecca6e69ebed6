"""Grey PNG files of 16 bits, as scanners and microscopes write them; Keras cuts what is above 255 off."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np

from nn_core.preprocessing.image import pillow_image

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTH, _COLOUR = 24, 25  # places in the file
_GREY = 0


def has_16_bits(path: Path) -> bool:
    """Say whether a file is such a picture; OSError if it cannot be opened."""
    with path.open("rb") as file:
        head = file.read(_COLOUR + 1)
    return len(head) > _COLOUR and head.startswith(_SIGNATURE) and (head[_DEPTH], head[_COLOUR]) == (16, _GREY)


def with_8_bits(path: Path) -> Any:
    """Return what `load_img` is to open: the file, or a copy in memory where it has 16 bits."""
    if not has_16_bits(path):
        return path
    pillow = pillow_image()
    try:
        with pillow.open(path) as opened:
            pixels = (np.asarray(opened, np.int32) >> 8).astype(np.uint8)
    except Exception:  # it is damaged, which `load_img` says in a sentence
        return path
    content = io.BytesIO()
    pillow.fromarray(pixels).save(content, "PNG")
    content.seek(0)
    return content
