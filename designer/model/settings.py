"""Training settings: how a model is to be trained."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class TrainingSettings:
    """How to train. What is None or missing is chosen from the model and the data."""

    optimizer: str = "adam"
    learning_rate: float | None = None  # None: the optimizer's own
    losses: dict[str, str] = field(default_factory=dict, hash=False)  # by output layer name
    metrics: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)  # by output layer name
    loss_weights: dict[str, float] = field(default_factory=dict, hash=False)
    epochs: int = 10
    batch_size: int = 32
    validation_split: float = 0.2
    shuffle: bool = True
    seed: int | None = None
    early_stopping: bool = False
    patience: int = 5  # epochs without improvement before early stopping

    def to_json(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        content = asdict(self)
        content["metrics"] = {output: list(names) for output, names in self.metrics.items()}
        return content

    @classmethod
    def from_json(cls, content: Any) -> TrainingSettings:
        """Make settings from what `to_json` gave; ValueError in a sentence for anything else."""
        if not isinstance(content, dict):
            raise ValueError(f"Training settings must be an object with names and values, not {str(content)[:80]}.")
        known = {each.name for each in fields(cls)}
        given = {name: value for name, value in content.items() if name in known}
        if isinstance(given.get("metrics"), dict):
            given["metrics"] = {output: tuple(names) for output, names in given["metrics"].items()}
        return cls(**given)
