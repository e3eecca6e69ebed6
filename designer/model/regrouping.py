"""Regrouping: the base of the commands that move layers into a nested model, or out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from designer.model import weight_keys
from designer.model.change import Change
from designer.model.command import GraphCommand
from designer.model.inference import Inference
from designer.model.notes import ChangeNotes, Note
from designer.model.settings import TrainingSettings

if TYPE_CHECKING:
    from designer.model.document import Document


class Regrouping(GraphCommand):
    """Moves layers; their weights and notes go along, and what was chosen for outputs of the model.

    `plan` says in `new_keys` and `new_outputs` what has another key or name afterwards, in `new_notes` which notes
    come (by id) and which go (None).
    """

    def __init__(self) -> None:
        super().__init__()
        self._settings = TrainingSettings()
        self.inference = Inference()
        self.new_keys: dict[str, str] = {}
        self.new_outputs: list[tuple[str, str]] = []
        self.notes: Mapping[str, Note] = {}  # those there are before
        self.new_notes: dict[str, Note | None] = {}
        self._change_of_notes = ChangeNotes({})

    def do(self, document: Document) -> Change:
        self.inference = document.inference  # what is known already need not be worked out again
        self.notes = document.notes
        change = super().do(document)
        document.weights = weight_keys.renamed(document.weights, self.new_keys)
        self._settings = document.settings
        for old, new in self.new_outputs:
            document.settings = document.settings.with_output_renamed(old, new)
        change = replace(change, settings_changed=document.settings != self._settings)
        self._change_of_notes = ChangeNotes(self.new_notes)
        return change.then(self._change_of_notes.do(document)) if self.new_notes else change

    def undo(self, document: Document) -> Change:
        document.weights = weight_keys.renamed(document.weights, {new: old for old, new in self.new_keys.items()})
        has_changed, document.settings = document.settings != self._settings, self._settings
        change = replace(super().undo(document), settings_changed=has_changed)
        return change.then(self._change_of_notes.undo(document)) if self.new_notes else change
