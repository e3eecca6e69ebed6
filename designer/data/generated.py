"""Points in the plane, made by a rule: problems whose solution one can see."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.declaration import declare
from designer.data.splitting import split

NUM_POINTS = 1000
Points = tuple[NDArray, NDArray]


@declare("XOR", "Points in four quadrants; opposite ones belong together: no straight line will do.", "generated")
def xor() -> Dataset:
    """Return points whose class says whether the two signs differ."""
    points = _random().uniform(-1, 1, (NUM_POINTS, 2))
    points += 0.05 * np.sign(points)  # a gap along the axes, so that the classes do not touch
    return _dataset("XOR", points, points[:, 0] * points[:, 1] < 0, ("same signs", "different signs"))


@declare("Circles", "A disc within a ring.", "generated")
def circles() -> Dataset:
    """Return points on two noisy circles."""
    random = _random()
    is_outer = np.arange(NUM_POINTS) % 2 == 1
    angle = random.uniform(0, 2 * np.pi, NUM_POINTS)
    radius = np.where(is_outer, 1.0, 0.45) + random.normal(0, 0.08, NUM_POINTS)
    return _dataset("Circles", _polar(radius, angle), is_outer, ("inner", "outer"))


@declare("Moons", "Two half moons that reach into each other.", "generated")
def moons() -> Dataset:
    """Return points on two noisy half circles."""
    random = _random()
    is_lower = np.arange(NUM_POINTS) % 2 == 1
    points = _polar(1.0, random.uniform(0, np.pi, NUM_POINTS))
    points = np.where(is_lower[:, None], (1.0, 0.5) - points, points) - (0.5, 0.25)
    return _dataset("Moons", points + random.normal(0, 0.1, points.shape), is_lower, ("upper", "lower"))


@declare("Spirals", "Two spirals wound around each other: the hardest of the four.", "generated")
def spirals() -> Dataset:
    """Return points on two noisy spirals."""
    random = _random()
    is_second = np.arange(NUM_POINTS) % 2 == 1
    way = np.sqrt(random.uniform(0.01, 1, NUM_POINTS))
    points = _polar(way, 3.5 * np.pi * way + np.pi * is_second)
    return _dataset("Spirals", points + random.normal(0, 0.02, points.shape), is_second, ("first", "second"))


def _random() -> np.random.Generator:
    return np.random.default_rng(42)


def _polar(radius: NDArray | float, angle: NDArray) -> NDArray:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _dataset(title: str, points: NDArray, labels: NDArray, class_names: tuple[str, str]) -> Dataset:
    samples, labels = points.astype(np.float32), labels.astype(np.int32)
    train, test = split(labels, len(labels))
    return Dataset(
        title=title,
        task="classification",
        inputs={"x": samples[train]},
        targets={"class": labels[train]},
        test_inputs={"x": samples[test]},
        test_targets={"class": labels[test]},
        class_names=class_names,
        feature_names=("x1", "x2"),
    )
