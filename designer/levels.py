"""Levels: which nested model the window shows, and the way into it and out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.model.document import Document
from designer.model.level import Level

if TYPE_CHECKING:
    from designer.window import MainWindow


class Levels(QObject):
    """Shows the levels of a window's document, one at a time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.breadcrumbs.level_wanted.connect(self.show)

    @property
    def current(self) -> Document:
        """The level on show; the document itself if no nested model is open."""
        return self._window.level

    def show(self, level: Document) -> None:
        """Show a level of the document, or the document itself."""
        if level is self.current:
            return
        if isinstance(level, Level):
            level.closed.connect(self._on_closed, unique=True)
        self._window.show_level(level)

    def open(self, node_id: str) -> None:
        """Go into a nested model of the present level."""
        self.show(Level(self.current, node_id))

    def leave(self) -> None:
        """Go to the level around; the node one comes from is selected there."""
        here = self.current
        if isinstance(here, Level):
            here.parent.selection.set([here.node_id])
            self.show(here.parent)

    def show_nodes(self, node_ids: tuple[str, ...]) -> None:
        """Show a node of the document, or one inside it: each id but the last is that of a nested model on the way."""
        *way, last = node_ids
        self.show_way(way)
        if last in self.current.graph.nodes:
            self.current.selection.set([last])
            self._window.canvas.show_node(last)

    def show_way(self, node_ids: list[str]) -> None:
        """Show the level that these nodes lead to, each inside the one before."""
        level = self.current.root
        for depth, id in enumerate(node_ids, start=1):
            here = self.current.levels[depth] if depth < len(self.current.levels) else None
            if id not in level.graph.nodes or level.graph.layer_of(id).inner is None:
                break  # gone in the meantime
            is_same = isinstance(here, Level) and here.parent is level and here.node_id == id
            level = here if is_same and here is not None else Level(level, id)
        self.show(level)

    def show_keys(self, keys: tuple[str, ...]) -> None:
        """Show the level that layers lead to, by their keys: what is undone there is to be seen."""
        if keys == self.current.path_of_keys:
            return
        way: list[str] = []
        graph = self.current.root.graph
        for key in keys:
            layer = graph.layers.get(key)
            if layer is None or layer.inner is None:
                break
            way.append(graph.nodes_of(key)[0])
            graph = layer.inner
        self.show_way(way)

    def _on_closed(self) -> None:
        """Go to the nearest level that is left when the one on show is gone."""
        if isinstance(self.current, Level) and not self.current.is_open:
            left = [each for each in self.current.levels if not isinstance(each, Level) or each.is_open]
            self.show(left[-1])
