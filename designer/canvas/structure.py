"""Structure: nested models and rows of equal blocks, made from what is selected on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from designer.canvas.geometry import GRID
from designer.model.command import Command, Compound
from designer.model.dissolving import DissolveModel
from designer.model.grouping import GroupNodes
from designer.model.repeating import RepeatNodes

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView

GAP = 6 * GRID  # between one copy of a block and the next


class Structure:
    """The commands of one canvas that change how the model is put together."""

    def __init__(self, view: CanvasView) -> None:
        self._view, self._document = view, view.document

    # ---- nested models ------------------------------------------------------------------------------------

    def group(self) -> None:
        """Make the selected layers a nested model."""
        chosen = self._document.selection
        command = GroupNodes(chosen.nodes, note_ids=chosen.notes)
        if self._view.execute(command):
            chosen.set([command.node_id])

    def dissolve(self) -> None:
        """Put what is in the selected nested models in their place."""
        graph = self._document.graph
        by_layer: dict[str, list[str]] = {}
        for id in self._document.selection.nodes_in_order:
            if graph.layer_of(id).inner is not None:
                by_layer.setdefault(graph.nodes[id].layer_key, []).append(id)
        commands = [DissolveModel(ids) for ids in by_layer.values()] or [DissolveModel(())]
        done: Command = commands[0] if len(commands) == 1 else Compound(self._view.tr("Dissolve"), commands)
        if self._view.execute(done):
            self._document.selection.set(id for command in commands for id in command.new_ids)

    def open_selected(self) -> None:
        """Open the selected nested model."""
        for id in self._document.selection.nodes_in_order[-1:]:
            self.open(id)

    def open(self, node_id: str) -> None:
        """Open a nested model, if the node is one."""
        if self.is_nested(node_id):
            self._view.opened.emit(node_id)

    def is_nested(self, node_id: str) -> bool:
        """Say whether a node is a nested model."""
        nodes = self._document.graph.nodes
        return node_id in nodes and self._document.graph.layer_of(node_id).inner is not None

    def has_nested(self) -> bool:
        """Say whether a nested model is selected."""
        return any(map(self.is_nested, self._document.selection.nodes))

    # ---- rows ---------------------------------------------------------------------------------------------

    def ask_how_often(self) -> None:
        """Ask beside the selection how many times it is to stand in a row."""
        if self._document.selection.nodes:
            extent = self._view.canvas_scene.extent_of(self._document.selection.nodes)
            self._view.reveal(extent)
            place: QRect = self._view.mapFromScene(extent).boundingRect()
            self._view.repeat_box.open(place, self.repeat)

    def repeat(self, times: int) -> bool:
        """Let the selected layers stand so many times in a row; tell whether that was done."""
        extent = self._view.canvas_scene.extent_of(self._document.selection.nodes)
        is_down = self._view.canvas_scene.direction == "TB"
        step = (0.0, extent.height() + GAP) if is_down else (extent.width() + GAP, 0.0)
        command = RepeatNodes(self._document.selection.nodes, times, step)
        if not self._view.execute(command):
            return False
        self._document.selection.add(command.new_ids)
        self._view.show_all()
        return True
