"""Icons: our own vector drawings, in the colours of the theme, sharp at any scale."""

from __future__ import annotations

import functools

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from designer import theme
from designer.paths import resource

_SIZES_PX = (16, 20, 24, 32, 40)  # menus, toolbars, large buttons, and beside larger texts; each in every scale in use


def icon(name: str, role: str = "text", in_list: bool = False) -> QIcon:
    """Return an icon in one of the theme's colours; in a list it takes that of the text on a selected row."""
    selected = theme.current().accent_text if in_list else ""
    return _icon(name, getattr(theme.current(), role), theme.current().muted, _pixel_ratios(), selected)


def category_icon(category: str) -> QIcon:
    """Return the icon of a layer category in its own colour."""
    colour, selected = theme.category_ink(category).name(), theme.current().accent_text
    return _icon(category_icon_name(category), colour, "", _pixel_ratios(), selected)


def category_icon_name(category: str) -> str:
    """Return the name of the drawing for a category."""
    name = f"categories/{category.lower().replace(' ', '_')}"
    return name if _path_exists(name) else "categories/other"


@functools.lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size_px: int, opacity: float = 1.0) -> QPixmap:
    """Return one drawing in one colour, `size_px` device pixels wide."""
    picture = QPixmap(size_px, size_px)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(opacity)
    QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode())).render(
        painter, QRectF(0, 0, size_px, size_px)
    )
    painter.end()
    return picture


@functools.lru_cache(maxsize=512)
def _icon(name: str, colour: str, disabled: str, ratios: tuple[float, ...], selected: str = "") -> QIcon:
    made = QIcon()
    for size, ratio in ((size, ratio) for size in _SIZES_PX for ratio in ratios):
        made.addPixmap(_scaled(name, colour, size, ratio))
        if selected:
            made.addPixmap(_scaled(name, selected, size, ratio), QIcon.Mode.Selected)
        if disabled:
            made.addPixmap(_scaled(name, disabled, size, ratio, 0.5), QIcon.Mode.Disabled)
    return made


def _scaled(name: str, colour: str, size_px: int, ratio: float, opacity: float = 1.0) -> QPixmap:
    picture = QPixmap(pixmap(name, colour, round(size_px * ratio), opacity))
    picture.setDevicePixelRatio(ratio)
    return picture


def _pixel_ratios() -> tuple[float, ...]:
    return tuple(sorted({1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}))


@functools.cache
def _path_exists(name: str) -> bool:
    return resource(f"icons/{name}.svg").is_file()


@functools.cache
def _drawing(name: str) -> str:
    return resource(f"icons/{name if _path_exists(name) else 'categories/other'}.svg").read_text(encoding="utf-8")
