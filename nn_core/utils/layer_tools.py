"""Small questions about layers and models that scripts of several ages ask."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from nn_core.spec.remarks import remark


def count_params(weights: Iterable[Any]) -> int:
    """Return the number of numbers in some weights."""
    return sum(math.prod(each.shape) for each in weights)


def print_summary(model: Any, line_length: int | None = None, positions: Any = None, print_fn: Any = None) -> None:
    """Print a table of a model's layers; `model.summary()` does the same."""
    model.summary(line_length=line_length, positions=positions, print_fn=print_fn)


def get_source_inputs(tensor: Any) -> list[Any]:
    """Return the placeholders that a tensor between layers comes from."""
    seen, waiting, found = {id(tensor)}, [tensor], []
    while waiting:  # every tensor once: in a residual network the paths double at each sum
        each = waiting.pop()
        before = [] if each.node is None else each.node.inputs
        found += [] if before else [each]
        for source in reversed(before):
            if id(source) not in seen:
                seen.add(id(source))
                waiting.append(source)
    return found


def multi_gpu_model(model: Any, gpus: Any = None, **kwargs: Any) -> Any:
    """Return the model as it is: there are no GPUs here."""
    remark("multi_gpu_model() returns the model as it is: everything is computed by the processor here.")
    return model


def to_ordinal(y: Any, num_classes: int | None = None, dtype: Any = "float32") -> Any:
    """Return rows of which the first `class` numbers are 1, for classes that have an order."""
    numbers = np.asarray(y, dtype="int")
    count = int(numbers.max(initial=0)) + 1 if num_classes is None else num_classes
    squeezed = numbers.reshape(numbers.shape[:-1]) if numbers.ndim > 1 and numbers.shape[-1] == 1 else numbers
    return (np.arange(count - 1) < squeezed[..., None]).astype(dtype)


class Config:
    """Values by name, read and written as attributes or as entries; frozen, they stay as they are.

    Example:
        >>> config = Config(learning_rate=0.1, batch_size=128)
        >>> config.batch_size
        128
    """

    def __init__(self, **values: Any) -> None:
        object.__setattr__(self, "_values", dict(values))
        object.__setattr__(self, "_is_frozen", False)

    def freeze(self) -> None:
        """Allow no change from now on."""
        object.__setattr__(self, "_is_frozen", True)

    def unfreeze(self) -> None:
        """Allow changes again."""
        object.__setattr__(self, "_is_frozen", False)

    def as_dict(self) -> dict[str, Any]:
        """Return the values as a dict of their own."""
        return dict(self._values)

    def to_json(self) -> str:
        """Return the values as JSON text."""
        return json.dumps(self._values)

    def update(self, *args: Any, **values: Any) -> None:
        """Set several values."""
        for name, value in dict(*args, **values).items():
            self[name] = value

    def keys(self) -> Iterable[str]:
        return list(self._values)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._values:
            raise AttributeError(f"The Config has no value called {name!r}; there are {sorted(self._values)}.")
        return self._values[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __setitem__(self, name: str, value: Any) -> None:
        if self._is_frozen:
            raise ValueError(f"The Config is frozen, so {name!r} cannot be set; call unfreeze() first.")
        self._values[name] = value

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<Config {self._values}>"
