"""Card: a callback in the training settings, with its own settings and a switch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Card:
    """A class of the registry family "callback" by name, and the parameters that differ from its defaults."""

    class_name: str
    config: dict[str, Any] = field(default_factory=dict, hash=False)
    is_on: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return the card as plain data."""
        return {"class_name": self.class_name, "config": dict(self.config), "is_on": self.is_on}

    @classmethod
    def from_json(cls, content: Any) -> Card:
        """Make a card from what `to_json` gave; ValueError in a sentence for anything else."""
        if not isinstance(content, dict) or not isinstance(content.get("class_name"), str):
            raise ValueError(f"A callback must have a class_name and a config, not {str(content)[:80]}.")
        config = content.get("config", {})
        if not isinstance(config, dict):
            raise ValueError(f"The config of a callback must be names with values, not {str(config)[:80]}.")
        return cls(content["class_name"], config, bool(content.get("is_on", True)))
