"""Surface: what a model says in every place of the plane, for data of two numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.scaling import UNSCALED
from designer.model.document import Weights
from designer.training.trial import Trial

NUM_PER_SIDE = 64
_MARGIN = 0.1  # of the extent of the points, on each side


@dataclass(frozen=True)
class Surface:
    """Values on a grid, the first row at the bottom: the class and how sure the model is of it, or a number."""

    low: tuple[float, float]
    high: tuple[float, float]
    values: NDArray  # (rows, columns): numbers of classes, or numbers
    certainty: NDArray[np.float32]  # 0: the classes are equally likely; 1: no doubt
    is_classes: bool


def plane_input(dataset: Dataset) -> str | None:
    """Return the name of the input if a sample is a point in the plane and there is nothing else."""
    shapes = dataset.input_shapes
    return next(iter(shapes)) if list(shapes.values()) == [(2,)] and len(dataset.targets) == 1 else None


def surface_of(
    trial: Trial, dataset: Dataset, output: int = 0, weights: Weights | None = None, num: int = NUM_PER_SIDE
) -> Surface:
    """Ask the model at every point of a grid that holds the training points."""
    name = plane_input(dataset)
    assert name is not None, "only data in the plane have a surface"
    scaling, seen = dataset.input_scaling.get(name, UNSCALED), np.asarray(dataset.inputs[name][:20_000])
    points = scaling.undo(seen)
    low, high = points.min(axis=0), points.max(axis=0)
    low, high = low - _MARGIN * (high - low), high + _MARGIN * (high - low)
    x, y = np.meshgrid(*(_middles(low[i], high[i], num) for i in (0, 1)))
    grid = scaling.apply(np.stack([x.ravel(), y.ravel()], axis=1))
    bounds = (float(low[0]), float(low[1])), (float(high[0]), float(high[1]))
    if dataset.task == "classification":
        return Surface(*bounds, *_classes(trial.scores({name: grid}, output, weights), num), True)
    predicted = trial.predict({name: grid}, weights)[output].reshape(num * num, -1)
    (target,) = dataset.targets
    values = dataset.target_scaling.get(target, UNSCALED).undo(predicted[:, :1]).reshape(num, num)
    return Surface(*bounds, values, np.ones((num, num), np.float32), False)


def _middles(low: float, high: float, num: int) -> NDArray[np.float64]:
    return low + (np.arange(num) + 0.5) * (high - low) / num


def _classes(scores: NDArray, num: int) -> tuple[NDArray, NDArray[np.float32]]:
    chance = 1 / scores.shape[1]
    certainty = np.clip((scores.max(axis=1) - chance) / (1 - chance), 0, 1)
    return scores.argmax(axis=1).reshape(num, num), np.float32(certainty).reshape(num, num)
