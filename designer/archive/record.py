"""RunRecord: the receipt of one run."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np

from designer import __version__
from designer.model.document import Curves

Ending = Literal["finished", "stopped", "failed", "interrupted"]  # the last: its process died
Begun = Literal["anew", "weights", "go on"]  # what the first weights were: new ones, or those of an earlier training


@dataclass(frozen=True)
class RunRecord:
    """What is known about a run besides its model and weights, which are in its folder. Values are plain data."""

    id: str
    title: str
    started: float  # seconds since 1970
    duration_s: float
    ending: Ending
    sentence: str  # how it ended
    data_name: str
    data_hash: str  # empty where the data were gone before it could be taken
    settings: dict[str, Any]
    seed: int | None
    begun: Begun
    num_params: int
    versions: dict[str, str]
    curves: Curves = field(default_factory=dict)
    best_epoch: int | None = None  # counted from 1
    steered: list[str] = field(default_factory=list)  # settings that were changed while it ran
    remarks: list[str] = field(default_factory=list)  # those changes in sentences, in their order
    starred: bool = False
    note: str = ""
    num_bytes: int = 0  # of its folder
    has_weights: bool = False
    weights_marks: list[str] = field(default_factory=list)  # of its last and its best weights
    test: dict[str, float] = field(default_factory=dict)  # what the latest look at the test part found
    test_looks: int = 0  # how many looks at that test part there had been by then

    @property
    def num_epochs(self) -> int:
        """How many epochs it has values of."""
        return max(map(len, self.curves.values()), default=0)

    @cached_property
    def metrics(self) -> dict[str, float]:
        """The values after the last epoch."""
        return {name: values[-1] for name, values in self.curves.items() if values}

    @cached_property
    def searched(self) -> str:
        """The text in which words are looked for."""
        parts = [self.title, self.data_name, self.note, self.ending, str(self.settings)]
        return " ".join(parts).casefold()

    @cached_property
    def results(self) -> dict[str, float]:
        """The values after the last epoch, and those on the test part if somebody looked."""
        return {**self.metrics, **{f"test_{name}": value for name, value in self.test.items()}}

    def make_ready(self) -> None:
        """Work out what a table asks of every run, in whichever thread this is."""
        _ = self.results, self.searched

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Any) -> RunRecord:
        """Return a record from what `to_json` gave; ValueError where that is not what it is."""
        try:
            names = cls.__dataclass_fields__
            record = cls(**{name: value for name, value in content.items() if name in names})
            curves = {str(name): list(map(float, values)) for name, values in record.curves.items()}
        except (TypeError, ValueError, AttributeError) as error:
            raise ValueError(f"This is not the receipt of a run: {error}.") from None
        record.curves.clear()
        record.curves.update(curves)
        return record


def in_order(names: Iterable[str]) -> list[str]:
    """Return names of curves, each once: losses before metrics, that of the validation behind its own."""
    return sorted(dict.fromkeys(names), key=_rank)


def _rank(name: str) -> tuple[bool, bool, str, bool]:
    own = name.removeprefix("val_")
    return not (own == "loss" or own.endswith("_loss")), own != "loss", own, name.startswith("val_")


def present_versions() -> dict[str, str]:
    """Return the versions of all that a result depends on."""
    import nn_core

    engine = getattr(nn_core, "__version__", __version__)
    return {"nn_core": str(engine), "numpy": np.__version__, "python": platform.python_version()}


def best_epoch(curves: Mapping[str, list[float]], after: int = 0) -> int | None:
    """Return the epoch with the lowest loss on the validation part, or else on the training part, counted from 1.

    Args:
        after: how many epochs belong to an earlier run and do not count.
    """
    values = curves.get("val_loss") or curves.get("loss") or []
    finite = [(value, epoch) for epoch, value in enumerate(values, 1) if epoch > after and math.isfinite(value)]
    return min(finite)[1] if finite else None


def to_text(content: Any) -> str:
    """Return plain data as JSON text in a fixed order."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False)
