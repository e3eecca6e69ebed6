"""Points drawn with the mouse: a few numbers and a class for each, kept in the document itself."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from designer.data.dataset import Dataset, Fact
from designer.data.errors import DataError
from designer.data.progress import Report
from designer.data.recipe import Reference, Step
from designer.data.splitting import at_random
from designer.data.steps import Split
from nn_core.spec.kinds import Kind
from nn_core.spec.params import param

NAME, TITLE = "drawn", "Draw points…"
DESCRIPTION = "Your own points in the plane: choose a class and draw with the mouse."
CLASSES = ("A", "B", "C", "D")
FEWEST = 5


class Points(Step):
    """The points: x and y from -1 to 1, and the number of the class."""

    title = "Points"
    points: Annotated[Any, Kind()] = param(default=None, help="[x, y, class] of each.")

    def sentence(self) -> str:
        return f"{len(self.points or ())} points drawn by hand"


STEPS: tuple[type[Step], ...] = (Points, Split)


def load_drawn(reference: Reference, report: Report) -> Dataset:
    """Return the points of a reference; DataError if they are too few to learn from."""
    points = points_of(reference)
    labels = points[:, 2].astype(np.int32)
    used = np.unique(labels)
    if len(points) < FEWEST or len(used) < 2:
        raise DataError(
            f"There are {len(points)} points of {len(used)} {'class' if len(used) == 1 else 'classes'}: draw at least "
            f"{FEWEST}, of two classes or more."
        )
    split = reference.step(Split)
    labels = np.searchsorted(used, labels).astype(np.int32)
    parts = at_random(len(points), labels, split.test, split.validation, split.seed)
    take: Any = lambda rows: ({"x": points[rows, :2].astype(np.float32)}, {"class": labels[rows]})  # noqa: E731
    validation = take(parts.validation) if len(parts.validation) else ({}, {})
    return Dataset(
        "Drawn points",
        "classification",
        *(*take(parts.training), *take(parts.test)),
        class_names=tuple(CLASSES[number] for number in used),
        feature_names=("x1", "x2"),
        validation_inputs=validation[0],
        validation_targets=validation[1],
        steps=tuple(Fact(step.title, reference.step(step).sentence()) for step in STEPS),
    )


def points_of(reference: Reference) -> np.ndarray:
    """Return the points as rows of x, y and class."""
    given = reference.step(Points).points or []
    try:
        points = np.array(given, np.float64).reshape(-1, 3)
    except (ValueError, TypeError):
        raise DataError("The drawn points are damaged: expected are x, y and class of each. Draw them again.") from None
    if not np.isfinite(points).all() or not np.isin(points[:, 2], range(len(CLASSES))).all():
        raise DataError("The drawn points are damaged: expected are x, y and class of each. Draw them again.")
    return points


def with_points(reference: Reference, points: np.ndarray) -> Reference:
    """Return the reference with other points, written down to a thousandth."""
    rows = [[round(float(x), 3), round(float(y), 3), int(number)] for x, y, number in points]
    return Reference(NAME, reference.given).with_value(Points, "points", rows)
