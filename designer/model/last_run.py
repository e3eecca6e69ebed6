"""LastRun: how far the last training of a document came, and what it needs besides the weights to go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from designer.model.card import Card
from nn_core.training.state import TrainingState

_COUNTS_WITHIN_EPOCH = ("batch_size", "validation_split", "shuffle")


@dataclass(frozen=True)
class LastRun:
    """A training as it stands; the document keeps it beside the weights."""

    state: TrainingState
    num_epochs: int  # that were ordered
    settings: dict[str, Any]  # as JSON, with which it ran
    data_name: str
    is_over: bool = False  # it ended by itself; going on means as many epochs again

    @property
    def place(self) -> str:
        """Say where it stands."""
        batch = f", batch {self.state.batch}" if self.state.batch else ""
        return f"after {_epochs(self.state.epoch)}{batch}"

    @property
    def callbacks(self) -> tuple[Card, ...]:
        """The cards with which it ran."""
        return tuple(Card.from_json(each) for each in self.settings.get("callbacks", []))

    def is_same_epoch(self, settings: Mapping[str, Any], data_name: str) -> bool:
        """Say whether an epoch under way would have the same batches with these settings."""
        same = all(settings.get(name) == self.settings.get(name) for name in _COUNTS_WITHIN_EPOCH)
        return same and data_name == self.data_name

    def to_arrays(self) -> dict[str, list[NDArray[Any]]]:
        """Return everything as named lists of arrays."""
        own = {"num_epochs": self.num_epochs, "settings": self.settings, "data_name": self.data_name}
        return self.state.to_arrays(**own, is_over=self.is_over)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Sequence[NDArray[Any]]]) -> LastRun | None:
        """Return what `to_arrays` gave; None if it is damaged: the next training then begins with a new optimizer."""
        try:
            state, own = TrainingState.from_arrays(arrays)
            return cls(
                state, int(own["num_epochs"]), dict(own["settings"]), str(own["data_name"]), bool(own["is_over"])
            )
        except (ValueError, KeyError, TypeError):
            return None


def _epochs(number: int) -> str:
    return "1 epoch" if number == 1 else f"{number} epochs"
