"""Editing: what one can do to the selection, by menu, key or gesture; each is one step of the history."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QGuiApplication

from designer.canvas.fitting import layers_that_take
from designer.canvas.geometry import BODY, GRID, NODE_HEIGHT, NODE_WIDTH, snapped
from designer.canvas.port import Port
from designer.model import catalog
from designer.model.clipboard import copy, is_pasteable, looks_like_code, paste_command
from designer.model.commands import (
    AddLayer,
    Command,
    Compound,
    Connect,
    Paste,
    RemoveNodes,
    SetSettings,
    ShareLayer,
    Splice,
    UnshareLayer,
)
from designer.model.graph import Edge
from designer.model.new_input import arguments_from_data
from designer.model.notes import Note
from designer.model.report import UnknownShape
from designer.model.shape_text import shape_text
from nn_core.layers.layer import Layer

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView

Place = tuple[float, float]


class Editing:
    """The editing commands of one canvas."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._document = view.document

    # ---- adding -------------------------------------------------------------------------------------------

    def add_layer(
        self, class_name: str, place: QPointF, wired_to: Port | None = None, into: Edge | None = None
    ) -> None:
        """Add a layer with its middle at a place, wired to a port or put into a wire, and select it."""
        node_id = self._document.new_node_id()
        x, y = self._corner(place, wired_to)
        add = AddLayer(class_name, x, y, arguments_from_data(self._document, class_name), node_id=node_id)
        wiring: list[Command] = []
        if wired_to is not None:
            wiring.append(Connect(self._edge(wired_to, node_id)))
        elif into is not None:
            wiring.append(Splice(node_id, into))
        if self._view.execute(Compound(_add_text(class_name), [add, *wiring]) if wiring else add):
            self._document.selection.set([node_id])

    def add_layer_below(self, class_name: str) -> None:
        """Add a layer below the selected nodes, or below all, wired to the one selected if it can be."""
        selected = self._document.selection.nodes
        nodes = selected or self._document.graph.nodes.keys()
        if not nodes:
            self.add_layer(class_name, self._view.mapToScene(self._view.viewport().rect().center()))
            return
        place = self._free_place_below(self._view.canvas_scene.extent_of(nodes))
        port = Port(next(iter(selected)), False, 0) if len(selected) == 1 else None
        if port is not None and layers_that_take(self._shape_at(port), [catalog.layer_class(class_name)]):
            is_down = self._view.canvas_scene.direction == "TB"
            to_port = QPointF(0, NODE_HEIGHT / 2) if is_down else QPointF(NODE_WIDTH / 2, 0)
            self.add_layer(class_name, place - to_port, wired_to=port)
        else:
            self.add_layer(class_name, place)
        self._select(self._document.selection.nodes)

    def _free_place_below(self, extent: QRectF) -> QPointF:
        """Return the nearest middle of a node below (or right of) an extent where no node is."""
        if self._view.canvas_scene.direction == "TB":
            place, step = QPointF(extent.center().x(), extent.bottom()), QPointF(0, NODE_HEIGHT + 5 * GRID)
        else:
            place, step = QPointF(extent.right(), extent.center().y()), QPointF(NODE_WIDTH + 5 * GRID, 0)
        place += QPointF(step.x() and NODE_WIDTH / 2 + 5 * GRID, step.y() and NODE_HEIGHT / 2 + 5 * GRID)
        size = QPointF(NODE_WIDTH / 2, NODE_HEIGHT / 2)
        while self._view.canvas_scene.has_node_in(QRectF(place - size, place + size)):
            place += step
        return place

    def classes_fitting(self, port: Port) -> tuple[Sequence[type[Layer]], str]:
        """Return the layers that can be wired to a port, and a note that says which these are."""
        classes = [cls for listed in catalog.categories().values() for cls in listed]
        if port.is_input:
            return classes, ""
        shape = self._shape_at(port)
        note = "" if shape is None else self._view.tr("Layers that take {0}").format(shape_text(shape))
        return layers_that_take(shape, classes), note

    def rank_here(self) -> int | None:
        """Return how many axes the tensor has that a new layer would go on with; None if that is not clear."""
        nodes = self._document.selection.nodes_in_order or tuple(self._document.graph.outputs())
        shape = self._shape_at(Port(nodes[-1], False, 0)) if nodes else None
        return None if shape is None else len(shape)

    def _shape_at(self, port: Port) -> UnknownShape:
        """Return the shape that leaves an output."""
        shapes = self._document.report.facts[port.node_id].output_shapes
        return shapes[port.number] if port.number < len(shapes) else None

    def _edge(self, port: Port, node_id: str) -> Edge:
        if port.is_input:
            return Edge(node_id, 0, port.node_id, port.number)
        return Edge(port.node_id, port.number, node_id, 0)

    def _corner(self, place: QPointF, wired_to: Port | None) -> Place:
        """Return the corner of a node whose middle, or else its wired port, is at a place."""
        if wired_to is None:
            middle = QPointF(NODE_WIDTH / 2, NODE_HEIGHT / 2)
        elif self._view.canvas_scene.direction == "TB":
            middle = QPointF(NODE_WIDTH / 2, NODE_HEIGHT if wired_to.is_input else 0)
        else:
            middle = QPointF(NODE_WIDTH if wired_to.is_input else 0, NODE_HEIGHT / 2)
        corner = place - middle
        return snapped(corner.x()), snapped(corner.y())

    # ---- clipboard ----------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put the selected nodes and notes on the clipboard, as text."""
        if text := self._copied():
            QGuiApplication.clipboard().setText(text)

    def _copied(self) -> str:
        chosen = self._document.selection
        return copy(self._document, chosen.nodes, chosen.notes) if chosen.nodes or chosen.notes else ""

    def cut(self) -> None:
        """Copy what is selected and remove it."""
        self.copy()
        self.delete()

    def paste(self) -> None:
        """Add what the clipboard holds."""
        text = QGuiApplication.clipboard().text()
        if is_pasteable(text) or not looks_like_code(text):
            self._paste(text, self._view.tr("Paste"))
        else:
            self._paste_code(text)

    def _paste_code(self, text: str) -> None:
        """Add the model that pasted code makes, and say what of it could not be read."""
        from designer.formats.python_file import document_of_source

        try:
            found = document_of_source(text)
        except ValueError as error:
            self._view.refused.emit(str(error))
            return
        commands: list[Command] = [paste := Paste(found.graph, text=self._view.tr("Paste code"))]
        if self._document.graph.nodes:
            paste.offset = self._free_offset(paste)
        else:
            commands.append(SetSettings(found.settings))
        if self._view.execute(Compound(paste.text, commands)):
            self._select(paste.node_ids.values())
        if found.remarks:
            self._view.refused.emit("\n".join(found.remarks[:4]))

    def duplicate(self) -> None:
        """Add a copy of the selected nodes and notes beside them."""
        if text := self._copied():
            self._paste(text, self._view.tr("Duplicate"))

    def _paste(self, text: str, name: str) -> None:
        try:
            command = paste_command(text)
        except ValueError as error:
            self._view.refused.emit(str(error))
            return
        command.text = name
        was_empty = not self._document.graph.nodes
        command.offset = self._free_offset(command, command.notes.values())
        if self._view.execute(command):
            self._select(command.node_ids.values(), command.note_ids.values())
            if was_empty:
                self._view.show_all()

    def _free_offset(self, command: Paste, notes: Iterable[Note] = ()) -> Place:
        """Return how far right of the originals the copies have a place of their own."""
        scene, extent = self._view.canvas_scene, QRectF()
        for node in command.content.nodes.values():
            extent = extent.united(BODY.translated(node.x, node.y))
        frames = [QRectF(note.x, note.y, note.width, note.height) for note in notes]
        extent = functools.reduce(QRectF.united, frames, extent)
        way = snapped(extent.width() + 5 * GRID)
        offset = way
        while scene.has_node_in(place := extent.translated(offset, 0)) or (frames and scene.has_note_in(place)):
            offset += way
        return offset, 0.0

    def _select(self, node_ids: Iterable[str], note_ids: Iterable[str] = ()) -> None:
        """Select what is new and bring it into sight."""
        chosen, scene = self._document.selection, self._view.canvas_scene
        chosen.set(node_ids, notes=note_ids)
        extent = scene.extent_of(chosen.nodes).united(scene.note_layer.extent(chosen.notes))
        self._view.ensureVisible(extent, 24, 24)

    # ---- the selection ------------------------------------------------------------------------------------

    def select_all(self) -> None:
        """Select every node and note."""
        self._document.selection.set(self._document.graph.nodes, notes=self._document.notes)

    def select_upstream(self) -> None:
        """Select also everything that leads to the selected nodes."""
        graph = self._document.graph
        self._document.selection.add({each for id in self._document.selection.nodes for each in graph.upstream(id)})

    def select_downstream(self) -> None:
        """Select also everything the selected nodes lead to."""
        graph = self._document.graph
        self._document.selection.add({each for id in self._document.selection.nodes for each in graph.downstream(id)})

    def delete(self) -> None:
        """Remove what is selected; the wires around it close up."""
        self._remove(heal=True)

    def cut_out(self) -> None:
        """Remove what is selected and leave the ends loose."""
        self._remove(heal=False)

    def _remove(self, heal: bool) -> None:
        selection, notes = self._document.selection, self._view.noting.removal()
        nodes = RemoveNodes(selection.nodes, heal=heal, edges=selection.edges)
        if selection.nodes or selection.edges:
            self._view.execute(Compound("Delete", [nodes, notes]) if notes else nodes)
        elif notes:
            self._view.execute(notes)

    def use_again(self) -> None:
        """Put another node with the same layer beside the selected one."""
        for node_id in self._document.selection.nodes_in_order[-1:]:
            node = self._document.graph.nodes[node_id]
            new_id = self._document.new_node_id()
            if self._view.execute(ShareLayer(node.layer_key, node.x + NODE_WIDTH + 4 * GRID, node.y, new_id)):
                self._select([new_id])

    def make_independent(self) -> None:
        """Give the selected node a layer of its own."""
        for node_id in self._document.selection.nodes_in_order[-1:]:
            self._view.execute(UnshareLayer(node_id))

    def is_shared(self) -> bool:
        """Say whether one node is selected and others use its layer."""
        graph, nodes = self._document.graph, self._document.selection.nodes_in_order
        return len(nodes) == 1 and len(graph.nodes_of(graph.nodes[nodes[0]].layer_key)) > 1


def _add_text(class_name: str) -> str:
    cls = catalog.find_layer_class(class_name)
    return f"Add {catalog.palette_name(cls) if cls else class_name}"
