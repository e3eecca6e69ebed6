"""Which of several arrays are samples and targets: by what they are called, where they stand, and their shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from designer.data.errors import MendableError
from designer.data.remedies import Remedy
from designer.data.steps import Arrays

USUAL_NAMES = (("x", "y"), ("x_train", "y_train"), ("X_train", "y_train"), ("X", "y"), ("X", "Y"), ("data", "labels"),
               ("data", "target"), ("images", "labels"), ("features", "labels"), ("features", "targets"),
               ("inputs", "targets"))  # fmt: skip
_MOST_NAMED = 12
_MOST_OFFERED = 2
Shapes = Mapping[str, tuple[int, ...]]
Pair = tuple[str, str]


def pairs_among(shapes: Shapes, samples: str | None = None, targets: str | None = None) -> list[Pair]:
    """Return the pairs of paths that may be meant, only one where there is no doubt."""
    fitting = [
        (x, y)
        for x in shapes
        for y in shapes
        if _fit(shapes[x], shapes[y]) and x != y and samples in (None, x) and targets in (None, y)
    ]
    usual = [(x, y) for x, y in fitting if _place(x) == _place(y) and (_name(x), _name(y)) in USUAL_NAMES]
    outside = [pair for pair in usual if not _place(pair[0])]
    if outside:
        return [min(outside, key=lambda pair: USUAL_NAMES.index((_name(pair[0]), _name(pair[1]))))]
    return usual or sorted(fitting, key=lambda pair: _place(pair[0]) != _place(pair[1]))


def refuse(file: str, shapes: Shapes, pairs: list[Pair], wanted: Arrays) -> NoReturn:
    """Say which arrays there are and offer some; MendableError."""
    listed = ", ".join(f"{name} {shape}" for name, shape in list(shapes.items())[:_MOST_NAMED]) or "no array of numbers"
    offered = pairs or pairs_among(shapes)
    raise MendableError(
        f"{file} holds {listed}. Expected are two datasets of equal length, x with the samples and y with their "
        "targets, or choose others in the step Arrays.",
        tuple(
            Remedy(f"Learn {y} from {x}", Arrays, {"samples": x, "targets": y})
            for x, y in offered[:_MOST_OFFERED]
            if (x, y) != (wanted.samples, wanted.targets)
        ),
    )


def _fit(x: tuple[int, ...], y: tuple[int, ...]) -> bool:
    """Say whether shapes can be those of samples and targets; a target has fewer axes, or fewer values in each row."""
    is_smaller = len(y) < len(x) or (len(x) == len(y) == 2 and y[1] < x[1])
    return len(x) >= 2 and len(y) >= 1 and x[0] == y[0] and is_smaller


def _place(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rpartition("/")[2]
