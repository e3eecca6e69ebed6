"""Recipe: the steps from a source to a dataset. A step declares its parameters; forms, files and sentences follow."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, ClassVar

from designer.data.errors import DataError
from nn_core.spec.params import Configurable, check_value

Given = dict[str, dict[str, Any]]  # by step and parameter: what somebody chose; the rest is default


class Step(Configurable):
    """One step of a recipe; the docstring says what it is for."""

    title: ClassVar[str] = ""

    def sentence(self) -> str:
        """Say what the step does as it is set."""
        return ""


@dataclass(frozen=True)
class Reference:
    """What a document keeps of its data: the source (a name or a path), and what was chosen in the recipe.

    As text it is the source alone if nothing was chosen, so that a bundled set is called by its name, else JSON.
    """

    source: str
    given: Given = field(default_factory=dict, hash=False)

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Return the reference in a text; DataError if it is damaged."""
        if not text.startswith("{"):
            return cls(text)
        try:
            content = json.loads(text)
            source, given = content["source"], content["recipe"]
        except (ValueError, KeyError, TypeError):
            raise DataError(f"The description of the data is damaged: {text[:80]}. Choose the data again.") from None
        if not isinstance(source, str) or not isinstance(given, dict) or not all(map(_is_dict, given.values())):
            raise DataError(f"The description of the data is damaged: {text[:80]}. Choose the data again.")
        return cls(source, given)

    def __str__(self) -> str:
        given = {name: values for name, values in self.given.items() if values}
        if not given:
            return self.source
        return json.dumps({"recipe": given, "source": self.source}, ensure_ascii=False, sort_keys=True)

    def with_value(self, step: type[Step], name: str, value: Any) -> Reference:
        """Return the reference after a parameter of a step was set; a default is not written down."""
        value = check_value(step, name, value)
        values = {key: each for key, each in self.given.get(step.__name__, {}).items() if key != name}
        if value != step.parameters[name].default:
            values[name] = step.parameters[name].kind.to_json(value)
        return Reference(self.source, {**self.given, step.__name__: values})

    def step(self, cls: type[Any]) -> Any:
        """Return a step as it is set; DataError if it was set to something impossible."""
        try:
            return cls(**self.given.get(cls.__name__, {}))
        except (ValueError, TypeError) as error:
            raise DataError(str(error)) from None


def _is_dict(value: object) -> bool:
    return isinstance(value, dict)
