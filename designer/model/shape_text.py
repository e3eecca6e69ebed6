"""Shapes in words: sizes that are open or not known yet get the letters one would write on a board."""

from __future__ import annotations

from designer.model.report import UnknownShape

LETTERS = {2: ("F",), 3: ("T", "F"), 4: ("H", "W", "C"), 5: ("D", "H", "W", "C")}  # by the number of axes


def shape_text(shape: UnknownShape) -> str:
    """Return a shape as Keras writes it, with a letter for every open size: (None, H, W, 32); "?" while unknown."""
    if shape is None:
        return "?"
    letters = LETTERS.get(len(shape), tuple(f"n{axis}" for axis in range(1, len(shape))))
    sizes = [letter if size is None else str(size) for letter, size in zip(letters, shape[1:], strict=True)]
    batch = "None" if shape and shape[0] is None else ", ".join(str(size) for size in shape[:1])
    return f"({', '.join([batch, *sizes])}{',' if len(shape) == 1 else ''})" if shape else "()"
