"""What the search box offers when a layer is to be added."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSettings

from designer import icons
from designer.canvas.search_box import Entry
from designer.layer_search import find_layers
from designer.model import catalog
from designer.translation import translated
from nn_core.layers.layer import Layer

MAX_RECENT = 8


def layer_entries(classes: Sequence[type[Layer]], rank: int | None = None) -> Callable[[str], list[Entry]]:
    """Return the function that finds layers among these by a few letters; recently used ones come first.

    Where the tensor they are for is known by its `rank`, those that take it come before others.
    """

    def find(text: str) -> list[Entry]:
        return [
            Entry(
                cls.__name__,
                catalog.palette_name(cls),
                icons.category_icon(cls.category),
                translated(catalog.summary(cls)),
            )
            for cls in find_layers(text, classes, recent_layers(), rank)
        ]

    return find


def recent_layers() -> tuple[str, ...]:
    """Return the class names used last, the latest first."""
    return tuple(str(QSettings().value("canvas/recent_layers", "")).split())


def remember_layer(class_name: str) -> None:
    """Put a class name first among those used last."""
    others = [name for name in recent_layers() if name != class_name]
    QSettings().setValue("canvas/recent_layers", " ".join([class_name, *others][:MAX_RECENT]))
