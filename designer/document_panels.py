"""DocumentPanels: the panels of one document; each is made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from designer.dock_specs import SPECS, DockSpec
from designer.model.document import Document
from designer.training.session import TrainingSession


class DocumentPanels:
    """Makes the panels of a document and keeps them as long as it is open."""

    def __init__(self, document: Document, session: TrainingSession, on_made: Callable[[str, QWidget], None]) -> None:
        self.document, self._session, self._on_made = document, session, on_made
        self._level = document
        self._panels: dict[str, QWidget] = {}
        self._connections = [
            getattr(session, spec.needed_at).connect(lambda *_, spec=spec: self.get(spec))
            for spec in SPECS
            if spec.needed_at
        ]

    def made(self, name: str) -> QWidget | None:
        """Return a panel if it was made already."""
        return self._panels.get(name)

    def get(self, spec: DockSpec) -> QWidget:
        """Return a panel; it is made if there is none."""
        if spec.name not in self._panels:
            about = self._level if spec.follows_level else self.document
            panel = self._panels[spec.name] = spec.make(about, self._session)
            self._on_made(spec.name, panel)
        return self._panels[spec.name]

    def show_level(self, level: Document) -> None:
        """Let go of the panels that follow the level; those made from now on are about this one."""
        self._level = level
        for spec in SPECS:
            if spec.follows_level:
                _discard(self._panels.pop(spec.name, None))

    def close(self) -> None:
        """Let go of all panels; none is made any more."""
        for connection in self._connections:
            QObject.disconnect(connection)
        while self._panels:
            _discard(self._panels.popitem()[1])


def _discard(panel: QWidget | None) -> None:
    if panel is not None:
        panel.hide()
        panel.deleteLater()
