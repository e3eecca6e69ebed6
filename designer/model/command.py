"""Command: the base of everything that changes a document, and Compound, a command made of commands."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from functools import reduce
from typing import TYPE_CHECKING

from designer.model.change import Change, Edit
from designer.model.graph import Graph

if TYPE_CHECKING:
    from designer.model.document import Document


class Command(ABC):
    """One step of the history. `text` names it in the menu: 'Undo <text>'.

    `do` raises ValueError with a sentence, and leaves the document as it was, where the step is impossible.
    """

    text: str = ""

    @property
    def path_of_keys(self) -> tuple[str, ...]:
        """The keys of the layers that lead to the nested model that is changed; none for the document itself."""
        return ()

    @abstractmethod
    def do(self, document: Document) -> Change:
        """Change the document."""

    @abstractmethod
    def undo(self, document: Document) -> Change:
        """Make the document what it was before `do`."""

    def merged_with(self, later: Command) -> Command | None:
        """Return one command for this one and the next, where they are one step for the user."""
        return None


class GraphCommand(Command):
    """A command that states the difference it makes; doing and undoing follow from that."""

    def __init__(self) -> None:
        self._edit: Edit | None = None

    @abstractmethod
    def plan(self, graph: Graph) -> Edit:
        """Return what is to change; ValueError if it cannot be done."""

    def do(self, document: Document) -> Change:
        if self._edit is None:  # done again, it uses the same ids
            self._edit = self.plan(document.graph)
        return self._edit.apply(document.graph)

    def undo(self, document: Document) -> Change:
        assert self._edit is not None, "undo comes after do"
        return self._edit.reverse.apply(document.graph)


class Compound(Command):
    """Several commands as one step."""

    def __init__(self, text: str, commands: Iterable[Command]) -> None:
        self.text = text
        self.commands = list(commands)

    def do(self, document: Document) -> Change:
        changes: list[Change] = []
        try:
            for command in self.commands:
                changes.append(command.do(document))
        except Exception:
            for command in reversed(self.commands[: len(changes)]):
                command.undo(document)
            raise
        return reduce(Change.then, changes, Change())

    def undo(self, document: Document) -> Change:
        changes = [command.undo(document) for command in reversed(self.commands)]
        return reduce(Change.then, changes, Change())
