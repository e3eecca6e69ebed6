"""Drawn points as Python: they stand in the program itself."""

from __future__ import annotations

from designer.data import drawn
from designer.data.code import splits
from designer.data.code.snippet import Asked, Snippet, by_rows, listed, snippet
from designer.data.steps import Split

ARRAYS = """
x = points[:, :2].astype("float32")
y = np.unique(points[:, 2], return_inverse=True)[1]  # the classes, counted from 0

"""


def write_points(asked: Asked) -> Snippet:
    """Return the program for the points of a reference."""
    rows = [[float(x), float(y), int(number)] for x, y, number in drawn.points_of(asked.reference)]
    points = listed("points = np.array([  # x, y and class of each", rows, "])", room=88)
    text = [points, ARRAYS, splits.at_random(asked.step(Split), "len(y)", "y")]
    return snippet("".join(text), by_rows(asked.dataset, {"x": "x", "class": "y"}))
