"""Augmentation: random changes to the samples of the training part, drawn anew each time a batch is taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.errors import DataError
from nn_core.autodiff import convert_to_numpy
from nn_core.layers.layer import Layer
from nn_core.ops.random import draw_seed
from nn_core.spec import registry
from nn_core.spec.naming import did_you_mean

Config = dict[str, Any]
_LAST = 1000


class AugmentedRows:
    """An array whose rows are changed at random whenever they are taken; the engine takes them batch by batch."""

    def __init__(self, rows: Any, augmentation: Sequence[Config]) -> None:
        self._rows, self._augmentation = rows, augmentation
        self.shape, self.dtype, self.ndim = rows.shape, rows.dtype, rows.ndim
        self.chunks = getattr(rows, "chunks", (1, *rows.shape[1:]))

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, rows: Any) -> NDArray:
        return augmented(self._rows[rows], self._augmentation)


def augmented(images: NDArray, augmentation: Sequence[Config], seed: int | None = None) -> NDArray:
    """Return images after the changes; the seed is drawn from the engine's own unless one is given."""
    first = draw_seed() if seed is None else seed
    for number, layer in enumerate(_layers(augmentation, first)):
        try:
            images = convert_to_numpy(layer(images, training=True))
        except (ValueError, TypeError) as error:
            raise DataError(f"The change {augmentation[number]['class_name']} cannot be made: {error}") from None
    return images.astype(np.float32, copy=False)


def possible_changes() -> list[str]:
    """Return the names of the layers that change each picture at random and leave its label alone, usual ones first."""
    found = {name: cls for name, cls in registry.entries("layer") if cls.sample is not None and _is_change(cls)}
    return sorted(found, key=lambda name: (getattr(found[name], "usual_rank", _LAST), name))


def _is_change(cls: type) -> bool:
    return hasattr(cls, "transform") and hasattr(cls, "draw") and not hasattr(cls, "mix")


def change(class_name: str) -> Config:
    """Return the configuration with which a change starts."""
    cls = registry.get("layer", class_name)
    offered = {**(cls.sample.args if cls.sample else {}), **cls.suggested}
    keep = {name for name, each in cls.parameters.items() if each.is_required} | set(cls.suggested)
    config = {name: value for name, value in offered.items() if name in keep}
    if "value_range" in cls.parameters:
        config["value_range"] = [0, 1]
    return {"class_name": class_name, "config": config}


def check_augmentation(layers: Sequence[Any], shape: tuple[int, ...]) -> tuple[Config, ...]:
    """Return the changes after trying them on a grey image; DataError if one cannot be made."""
    known = possible_changes()
    for each in layers:
        name = each.get("class_name") if isinstance(each, dict) else each
        if name not in known or not isinstance(each.get("config", {}), dict):
            raise DataError(f"There is no change of pictures called {name!r}.{did_you_mean(str(name), known)}")
    found = tuple({"class_name": each["class_name"], "config": each.get("config", {})} for each in layers)
    if found:
        tried = augmented(np.full((1, *shape), 0.5, np.float32), found, seed=0)
        if tried.shape[1:] != shape:
            raise DataError(
                f"The changes make pictures of the shape {tried.shape[1:]} of those of {shape}; expected is the same "
                "shape. Leave out what cuts or enlarges."
            )
    return found


def _layers(augmentation: Sequence[Config], seed: int) -> list[Layer]:
    """Make the layers anew, so that what they draw follows from the seed alone and a run can be repeated."""
    try:
        return [
            registry.get("layer", each["class_name"])(**{**each["config"], "seed": (seed + number) % 2**31})
            for number, each in enumerate(augmentation)
        ]
    except (ValueError, TypeError) as error:
        raise DataError(str(error)) from None
