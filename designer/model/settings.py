"""Training settings: how a model is to be trained."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal, TypeVar

from designer.model.card import Card
from nn_core.spec.kinds import Boolean, Choice, Integer, Kind, Optional, Real, Text

T = TypeVar("T")
ClassWeight = Literal["balanced"] | None  # rare classes count as much as frequent ones


@dataclass(frozen=True)
class TrainingSettings:
    """How to train. What is None or missing is chosen from the model and the data; see `training_defaults`."""

    optimizer: str = "adam"
    learning_rate: float | None = None  # None: the optimizer's own
    losses: dict[str, str] = field(default_factory=dict, hash=False)  # by output name
    metrics: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)  # by output name
    loss_weights: dict[str, float] = field(default_factory=dict, hash=False)  # by output name
    epochs: int | None = None  # None: as many as the number of samples asks for
    batch_size: int = 32
    validation_split: float = 0.2
    shuffle: bool = True
    seed: int | None = None
    schedule: dict[str, Any] | None = field(default=None, hash=False)  # of the learning rate, in place of a number
    class_weight: ClassWeight = None
    callbacks: tuple[Card, ...] = ()

    def __post_init__(self) -> None:
        for name, kind in KINDS.items():
            _check(name, kind, getattr(self, name))
        if self.validation_split >= 1:
            raise ValueError(
                f"The validation split must leave something to train on: below 1, not {self.validation_split}."
            )
        if not isinstance(self.schedule, dict | None):
            raise ValueError(f"The schedule must be a class_name with a config, not {str(self.schedule)[:80]}.")
        for name in ("losses", "metrics", "loss_weights"):
            if not isinstance(getattr(self, name), dict):
                raise ValueError(f"The {_words(name)} must be given by output name, not {getattr(self, name)!r}.")

    def with_output_renamed(self, old: str, new: str) -> TrainingSettings:
        """Return the settings after an output got another name."""
        return replace(
            self,
            losses=_renamed(self.losses, old, new),
            metrics=_renamed(self.metrics, old, new),
            loss_weights=_renamed(self.loss_weights, old, new),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        metrics = {output: list(names) for output, names in self.metrics.items()}
        return {**asdict(self), "metrics": metrics, "callbacks": [card.to_json() for card in self.callbacks]}

    @classmethod
    def from_json(cls, content: Any) -> TrainingSettings:
        """Make settings from what `to_json` gave; ValueError in a sentence for anything else."""
        if not isinstance(content, dict):
            raise ValueError(f"Training settings must be names with values, not {str(content)[:80]}.")
        known = {each.name for each in fields(cls)}
        given = {name: value for name, value in content.items() if name in known}
        given["losses"] = _by_output(given, "losses", Text())
        given["loss_weights"] = _by_output(given, "loss_weights", Real(minimum=0.0))
        metrics = given.get("metrics", {})
        if not isinstance(metrics, dict) or not all(isinstance(names, list) for names in metrics.values()):
            raise ValueError(f"The metrics must be lists by output name, not {str(metrics)[:80]}.")
        given["metrics"] = {output: tuple(map(str, names)) for output, names in metrics.items()}
        given["callbacks"] = _cards(given.get("callbacks", []))
        return cls(**given)


KINDS: dict[str, Kind] = {
    "optimizer": Text(),
    "learning_rate": Optional(Real(minimum=0.0)),
    "epochs": Optional(Integer(minimum=1, maximum=1_000_000)),
    "batch_size": Integer(minimum=1, maximum=10_000_000),
    "validation_split": Real(minimum=0.0, maximum=1.0),
    "shuffle": Boolean(),
    "seed": Optional(Integer(minimum=0, maximum=2**32 - 1)),
    "class_weight": Optional(Choice(("balanced",))),
}


def _cards(content: Any) -> tuple[Card, ...]:
    if not isinstance(content, list):
        raise ValueError(f"The callbacks must be a list, not {str(content)[:80]}.")
    return tuple(Card.from_json(each) for each in content)


def _check(name: str, kind: Kind, value: Any) -> None:
    try:
        kind.check(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"The {_words(name)} {error}.") from None


def _by_output(given: dict[str, Any], name: str, kind: Kind) -> dict[str, Any]:
    values = given.get(name, {})
    if not isinstance(values, dict):
        raise ValueError(f"The {_words(name)} must be given by output name, not {str(values)[:80]}.")
    for value in values.values():
        _check(name, kind, value)
    return values


def _renamed(by_output: dict[str, T], old: str, new: str) -> dict[str, T]:
    return {new if name == old else name: value for name, value in by_output.items()}


def _words(name: str) -> str:
    return name.replace("_", " ")
