"""SourceReading: what reading a script found: the model, how it is trained, and a note for each line not understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nn_core.saving.compile_config import compile_from_config
from nn_core.saving.keras_json import model_from_dict


@dataclass(frozen=True)
class Note:
    """A line that could not be read, or not wholly, and what was done instead."""

    line: int
    text: str
    cell: int | None = None  # of a notebook, counted from 1; lines then count from the cell's beginning

    def __str__(self) -> str:
        place = f"line {self.line}" if self.cell is None else f"cell {self.cell}, line {self.line}"
        return f"{place[0].upper()}{place[1:]}: {self.text}"


@dataclass(frozen=True)
class SourceReading:
    """A model from a script. `config` is what the model's .json file would hold, `compile_config` included."""

    config: dict[str, Any]
    notes: tuple[Note, ...] = ()
    fit: dict[str, Any] = field(default_factory=dict)  # constant arguments of fit(): epochs, batch_size, …

    def make_model(self) -> Any:
        """Return the model with fresh weights, compiled if the script compiles it."""
        model = model_from_dict(self.config)
        if self.config.get("compile_config"):
            compile_from_config(model, self.config["compile_config"])
        return model
