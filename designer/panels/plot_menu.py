"""PlotMenu: what a right click on a plot offers, in the place of pyqtgraph's own menu, which is English and long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup, QContextMenuEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QMenu, QToolTip, QWidget

from designer.panels.curves_export import export
from designer.training.scores.number_table import NumberTable
from designer.translation import translated

Switch = QCheckBox | QComboBox


class PlotMenu(QObject):
    """The menu of one plot; it opens on a right click, and with the key for menus.

    Whoever has the plot may set what "View all" does, what is exported, and which of its own switches are offered too.
    """

    def __init__(self, plot: QWidget, view_all: Callable[[], None]) -> None:
        super().__init__(plot)
        self.setObjectName(f"{plot.objectName()}_menu")
        self._plot = plot
        self.view_all = view_all
        self.frame: QWidget = plot  # what is to be seen in a picture
        self.table: Callable[[], NumberTable] | None = None
        self.export: Callable[[], None] = self._export
        self.switches: Sequence[Switch] = ()
        self._menu: QMenu | None = None
        self._is_zoomed_by_drags = isinstance(plot, pg.PlotWidget)  # of the right button: only a click is for us
        if isinstance(plot, pg.PlotWidget):
            plot.scene().sigMouseClicked.connect(self._on_clicked)
        plot.installEventFilter(self)

    def open(self, place: QPoint) -> None:
        """Show the menu, with the switches as they are now."""
        if self._menu is None:
            self._menu = QMenu(self._plot)
            self._menu.setObjectName("plot_menu")
        self._fill(self._menu)
        self._menu.popup(place)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for inner in menu.findChildren(QMenu):
            inner.deleteLater()
        menu.addAction(self.tr("&View all")).triggered.connect(lambda: self.view_all())
        menu.addSeparator()
        for switch in self.switches:
            if isinstance(switch, QComboBox):
                menu.addMenu(_choices(switch, menu))
            else:
                menu.addAction(_mirrored(switch, menu))
        menu.addSeparator()
        menu.addAction(self.tr("&Export …")).triggered.connect(lambda: self.export())

    def _on_clicked(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self.open(event.screenPos().toPoint())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent):
            if event.reason() == QContextMenuEvent.Reason.Keyboard:
                self.open(self._plot.mapToGlobal(self._plot.rect().center()))
                return True
            if not self._is_zoomed_by_drags:
                self.open(event.globalPos())
                return True
        return super().eventFilter(watched, event)

    # ---- files --------------------------------------------------------------------------------------------

    def ask_for_target(self) -> str:
        """Ask where the plot is to be written; nothing if nowhere."""
        kinds = [self.tr("Picture (*.png)"), self.tr("Drawing (*.svg)")]
        kinds += [self.tr("Table (*.csv)")] if self.table is not None else []
        return QFileDialog.getSaveFileName(self._plot, self.tr("Export the plot"), "plot.png", ";;".join(kinds))[0]

    def _export(self) -> None:
        target = self.ask_for_target()
        if target:
            table = self.table() if self.table is not None else NumberTable(())
            refused = export(Path(target), self.frame, table.rows, table.headers)
            self._say(translated(refused) if refused else self.tr("The plot is in {0}.").format(target))

    def _say(self, text: str) -> None:
        QToolTip.showText(self._plot.mapToGlobal(QPoint(0, self._plot.height() // 2)), text, self._plot)


def offer(view: QWidget, switches: Sequence[Switch], export: Callable[[], None] | None = None) -> None:
    """Let the menus of all plots in a view offer switches that stand beside it, and perhaps its own export."""
    for menu in view.findChildren(PlotMenu):
        menu.switches = switches
        menu.export = export or menu.export


def _mirrored(box: QCheckBox, menu: QMenu) -> QAction:
    """Return an entry that shows and changes a check box."""
    action = QAction(box.text(), menu, checkable=True, checked=box.isChecked())
    action.toggled.connect(box.setChecked)
    return action


def _choices(box: QComboBox, menu: QMenu) -> QMenu:
    """Return a menu that shows and changes what is chosen in a box."""
    choices, group = QMenu(box.accessibleName(), menu), QActionGroup(menu)
    for index in range(box.count()):
        action = choices.addAction(box.itemText(index))
        action.setCheckable(True)
        action.setChecked(index == box.currentIndex())
        action.triggered.connect(lambda _=False, index=index: box.setCurrentIndex(index))
        group.addAction(action)
    return choices
