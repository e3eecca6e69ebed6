"""Shapes in words: sizes that are open or not known yet get the letters one would write on a board."""

from __future__ import annotations

from designer.model.report import ShownShape

LETTERS = {2: "F", 3: "TF", 4: "HWC", 5: "DHWC"}  # of the axes behind the batch, by the number of axes


def shape_text(shape: ShownShape) -> str:
    """Return a shape as Keras writes it, with a letter for every open size: (None, H, W, 32); "?" while unknown."""
    if shape is None:
        return "?"
    sizes = [letter_of(len(shape), axis) if size is None else str(size) for axis, size in enumerate(shape) if axis]
    batch = "None" if shape and shape[0] is None else ", ".join(str(size) for size in shape[:1])
    return f"({', '.join([batch, *sizes])}{',' if len(shape) == 1 else ''})" if shape else "()"


def letter_of(ndim: int, axis: int) -> str:
    """Return what one calls the size of an axis, the batch being axis 0."""
    return LETTERS[ndim][axis - 1] if ndim in LETTERS else f"n{axis}"
