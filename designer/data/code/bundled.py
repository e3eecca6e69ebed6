"""The data that come with the program as Python: tables that are copied beside it, and points made by a rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from designer.data import bundled
from designer.data.code import splits
from designer.data.code.archives import scaled
from designer.data.code.snippet import Asked, Snippet, by_rows, snippet, together
from designer.data.generated import NUM_POINTS
from designer.data.splitting import TEST_SHARE
from designer.paths import resource
from nn_core.saving.source.expressions import value_text

TABLE = """
table = np.loadtxt({file}, str, delimiter=",", skiprows=1)
x = table[:, :-1].astype("float64"){reshaped}
"""
CLASSES = "classes, y = np.unique(table[:, -1], return_inverse=True)"
NUMBERS = 'y = table[:, -1:].astype("float64")'

RULES = {
    "xor": """
points = random.uniform(-1, 1, ({num}, 2))
points += 0.05 * np.sign(points)  # a gap along the axes
y = (points[:, 0] * points[:, 1] < 0).astype("int32")
""",
    "circles": """
y = np.arange({num}) % 2
angle = random.uniform(0, 2 * np.pi, {num})
radius = np.where(y == 1, 1.0, 0.45) + random.normal(0, 0.08, {num})
points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
""",
    "moons": """
y = np.arange({num}) % 2
angle = random.uniform(0, np.pi, {num})
points = np.stack([np.cos(angle), np.sin(angle)], axis=1)
points = np.where(y[:, None] == 1, (1.0, 0.5) - points, points) - (0.5, 0.25)
points += random.normal(0, 0.1, points.shape)
""",
    "spirals": """
y = np.arange({num}) % 2
way = np.sqrt(random.uniform(0.01, 1, {num}))
angle = 3.5 * np.pi * way + np.pi * y
points = np.stack([way * np.cos(angle), way * np.sin(angle)], axis=1)
points += random.normal(0, 0.02, points.shape)
""",
}


def write_bundled(asked: Asked) -> Snippet:
    """Return the program for a table of the program's own, which is copied beside it."""
    dataset, path = asked.dataset, resource("data") / bundled.FILES[asked.reference.source]
    file = path.name if asked.is_written else path.as_posix()
    is_class = dataset.task == "classification"
    shape = dataset.inputs["x"].shape[1:]
    reshaped = "" if len(shape) == 1 else f".reshape({', '.join(map(str, (-1, *shape)))})"
    (target,) = dataset.targets
    parts = [
        TABLE.format(file=value_text(file), reshaped=reshaped).strip("\n") + "\n" + (CLASSES if is_class else NUMBERS),
        splits.in_two(TEST_SHARE, "y" if is_class else ""),
        scaled("x", dataset.input_scaling["x"], "x[train]", 0, np.float32),
        "" if is_class else scaled("y", dataset.target_scaling[target], "y[train]", 0, np.float32),
    ]
    found = snippet(together(filter(None, parts)), by_rows(dataset, {"x": "x", target: "y"}))
    return replace(found, beside=(path,))


def write_points(asked: Asked) -> Snippet:
    """Return the program for points made by a rule."""
    rule = RULES[asked.reference.source].format(num=NUM_POINTS).strip("\n")
    made = f'random = np.random.default_rng(42)\n{rule}\nx = points.astype("float32")'
    text = together([made, splits.in_two(TEST_SHARE, "y")])
    return snippet(text, by_rows(asked.dataset, {"x": "x", "class": "y"}))
