"""Appearance: how large texts are and whether things glide; the user's choice, kept for the next time."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDockWidget, QMenu, QTableView, QWidget

from designer import theme, translation
from designer.translator import SETTING as LANGUAGE

if TYPE_CHECKING:
    from designer.window import MainWindow

_HAS_OWN_FONT = Qt.WidgetAttribute.WA_SetFont
_HAIR = 0.01  # points; a dock with the very font of the application paints its title in the font it began with
TEXT_SCALES = (1.0, 1.15, 1.3, 1.5, 1.75, 2.0)


class Appearance:
    """The actions of the View menu that change no model."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def show_choices(self) -> None:
        """Check the actions whose choice is in force."""
        self._window.action("minimap").setChecked(self._window.canvas.minimap.is_wanted)
        self._window.action("reduced_motion").setChecked(QSettings().value("reduced_motion", False, type=bool))

    def toggle_minimap(self) -> None:
        """Show or hide the map in the corner of the canvas."""
        self._window.canvas.minimap.toggle()
        self.show_choices()

    def toggle_motion(self) -> None:
        """Let nodes glide to their places, or be there at once."""
        QSettings().setValue("reduced_motion", not QSettings().value("reduced_motion", False, type=bool))
        self.show_choices()

    def fill_language_menu(self, menu: QMenu) -> None:
        """Fill a menu with the languages there are files for; each in its own name."""
        group = QActionGroup(menu)
        for code, name in translation.languages().items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(code == translation.current().code)
            action.triggered.connect(functools.partial(self._choose_language, code))
            group.addAction(action)

    def _choose_language(self, code: str, _checked: bool = True) -> None:
        QSettings().setValue(LANGUAGE, code)
        sentence = QCoreApplication.translate("Appearance", "The next start of the program speaks this language.")
        self._window.message_bar.show_message(sentence, "success")

    def larger_text(self) -> None:
        """Make all texts a step larger, up to twice the usual size."""
        larger = (scale for scale in TEXT_SCALES if scale > theme.text_scale())
        self._scale_text(next(larger, TEXT_SCALES[-1]))

    def smaller_text(self) -> None:
        """Make all texts a step smaller, down to the usual size."""
        smaller = (scale for scale in reversed(TEXT_SCALES) if scale < theme.text_scale())
        self._scale_text(next(smaller, TEXT_SCALES[0]))

    def _scale_text(self, scale: float) -> None:
        widgets = QApplication.allWidgets()
        docks = [each for each in widgets if isinstance(each, QDockWidget)]
        own = [each for each in widgets if each.testAttribute(_HAS_OWN_FONT) and each not in docks]
        before = theme.text_scale()
        usual_sizes = [each.font().pointSizeF() / before for each in own]
        QSettings().setValue("text_scale", scale)
        theme.set_text_scale(scale)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.apply(application, theme.current())
        for widget, size in zip(own, usual_sizes, strict=True):
            _give_size(widget, size * theme.text_scale())
        for dock in docks:
            _give_size(dock, theme.font().pointSizeF() + _HAIR)
        self._window.docks.library.refresh_icons()
        self._window.toolbar.follow_text_scale()
        for view in widgets:
            if isinstance(view, QAbstractItemView):
                view.scheduleDelayedItemsLayout()  # rows do not grow by themselves
            if isinstance(view, QTableView):
                rows = view.verticalHeader()
                rows.setDefaultSectionSize(round(rows.defaultSectionSize() * scale / before))
        self._window.canvas.viewport().update()


def _give_size(widget: QWidget, points: float) -> None:
    """Give a widget with a font of its own this size: the font of the application does not reach it."""
    font = widget.font()
    font.setPointSizeF(points)
    widget.setFont(font)
