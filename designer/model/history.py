"""The history: the commands done so far, undone and redone step by step."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from psygnal import Signal

from designer.model.change import Change
from designer.model.command import Command
from designer.model.selection import Selected

if TYPE_CHECKING:
    from designer.model.document import Document

MERGE_WITHIN_S = 1.0


class History:
    """The steps of a document. Those before `position` are done, those from there on can be redone."""

    changed = Signal()

    def __init__(self, document: Document, clock: Callable[[], float] = time.monotonic) -> None:
        self._document, self._clock = document, clock
        self._commands: list[Command] = []
        self._selected: list[Selected] = []  # on the other side of each step: before those done, after those undone
        self._position = 0
        self._saved_position: int | None = 0  # None: the saved state can no longer be reached
        self._last_time = float("-inf")

    def execute(self, command: Command, selected: Selected | None = None) -> None:
        """Do a command and keep it; ValueError, and nothing changed, if it cannot be done.

        Args:
            selected: what is selected where the command is given, if that is a nested model.
        """
        selected = self._document.selection.all if selected is None else selected
        change = command.do(self._document)
        self._drop_undone()
        merged = self._merged_with_last(command)
        if merged is None:
            self._commands.append(command)
            self._selected.append(selected)
            self._position += 1
        else:
            self._commands[-1] = merged
        self._last_time = self._clock()
        self._document.apply(change)
        self.changed.emit()

    def undo(self, seen: Document | None = None) -> None:
        """Take the last step back, if there is one; what was selected before it is selected again.

        Args:
            seen: the document, or the nested model in it, that is on show.
        """
        if self.can_undo:
            self._position -= 1
            self._step(self._position, self._commands[self._position].undo, seen)

    def redo(self, seen: Document | None = None) -> None:
        """Do the step last taken back again, if there is one; what was selected after it is selected again."""
        if self.can_redo:
            self._position += 1
            self._step(self._position - 1, self._commands[self._position - 1].do, seen)

    def go_to(self, position: int) -> None:
        """Undo or redo until `position` steps are done."""
        position = max(0, min(position, len(self._commands)))
        while self._position > position:
            self.undo()
        while self._position < position:
            self.redo()

    @property
    def can_undo(self) -> bool:
        return self._position > 0

    @property
    def can_redo(self) -> bool:
        return self._position < len(self._commands)

    @property
    def undo_text(self) -> str:
        """What undo would take back; empty if nothing."""
        return self._commands[self._position - 1].text if self.can_undo else ""

    @property
    def redo_text(self) -> str:
        """What redo would do again; empty if nothing."""
        return self._commands[self._position].text if self.can_redo else ""

    @property
    def undo_path(self) -> tuple[str, ...]:
        """The keys of the layers that lead to what undo would change."""
        return self._commands[self._position - 1].path_of_keys if self.can_undo else ()

    @property
    def redo_path(self) -> tuple[str, ...]:
        """The keys of the layers that lead to what redo would change."""
        return self._commands[self._position].path_of_keys if self.can_redo else ()

    @property
    def entries(self) -> list[str]:
        """The texts of all steps, done and undone."""
        return [command.text for command in self._commands]

    @property
    def position(self) -> int:
        """How many steps are done."""
        return self._position

    def mark_saved(self) -> None:
        """Remember that the file on disk holds the present state."""
        self._saved_position = self._position
        self.changed.emit()

    def mark_unsaved(self) -> None:
        """Remember that no file on disk holds the present state."""
        self._saved_position = None
        self.changed.emit()

    @property
    def is_clean(self) -> bool:
        """Whether the present state is the saved one."""
        return self._position == self._saved_position

    def _step(self, index: int, act: Callable[[Document], Change], seen: Document | None) -> None:
        self._last_time = float("-inf")  # what comes next is a step of its own
        seen = self._document if seen is None else seen
        selected = seen.selection.all
        change = act(self._document)
        self._document.apply(change)
        if seen.path_of_keys == self._commands[index].path_of_keys:
            self._selected[index], before = selected, self._selected[index]
            seen.select(before)
        self.changed.emit()

    def _drop_undone(self) -> None:
        if self._saved_position is not None and self._saved_position > self._position:
            self._saved_position = None
        del self._commands[self._position :], self._selected[self._position :]

    def _merged_with_last(self, command: Command) -> Command | None:
        is_late = self._clock() - self._last_time > MERGE_WITHIN_S
        if not self._commands or is_late or self.is_clean:
            return None
        return self._commands[-1].merged_with(command)
