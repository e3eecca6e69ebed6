"""Dismissing: what of the review the user does not want to hear again, as a step of the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from designer.model.change import Change
from designer.model.command import Command

if TYPE_CHECKING:
    from designer.model.document import Document


class SetDismissed(Command):
    """Choose which weak spots are not told again."""

    def __init__(self, dismissed: frozenset[str], text: str = "Dismiss a hint") -> None:
        self.dismissed, self.text = dismissed, text
        self._before: frozenset[str] = frozenset()

    def do(self, document: Document) -> Change:
        self._before, document.dismissed = document.dismissed, self.dismissed
        return Change(review_changed=True)

    def undo(self, document: Document) -> Change:
        document.dismissed = self._before
        return Change(review_changed=True)


def dismissed_to_json(dismissed: frozenset[str]) -> list[str]:
    """Return the keys as plain data, in a fixed order."""
    return sorted(dismissed)


def dismissed_from_json(content: Any) -> frozenset[str]:
    """Return what `dismissed_to_json` gave; ValueError in a sentence for anything else."""
    if not isinstance(content, list) or not all(isinstance(each, str) for each in content):
        raise ValueError(f"What was dismissed must be a list of names, not {str(content)[:80]}.")
    return frozenset(content)
