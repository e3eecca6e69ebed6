"""What Shift and Ctrl mean while selecting."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt

from designer.model.graph import Edge
from designer.model.selection import Selection


def select(
    selection: Selection,
    modifiers: Qt.KeyboardModifier,
    nodes: Iterable[str] = (),
    edges: Iterable[Edge] = (),
    notes: Iterable[str] = (),
) -> None:
    """Select: Shift adds, Ctrl toggles, else these and nothing else."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        selection.add(nodes, edges, notes)
    elif modifiers & Qt.KeyboardModifier.ControlModifier:
        selection.toggle(nodes, edges, notes)
    else:
        selection.set(nodes, edges, notes)
