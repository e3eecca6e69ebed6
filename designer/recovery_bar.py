"""RecoveryBar: what an earlier session left behind unsaved, above the canvas, each with Restore and Discard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from designer import icons, theme
from designer.questions import time_text
from designer.recovery.recovered import Recovered

MOST_ROWS = 4  # more would push the canvas away; they come up as the others go


class RecoveryBar(QFrame):
    """Shows one row for each document; it decides nothing and deletes nothing itself."""

    restore_wanted = Signal(object)  # Recovered
    discard_wanted = Signal(object)  # Recovered
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recovery_bar")
        self._icon = QLabel(self)
        self._title = QLabel(self.tr("nn-designer ended unexpectedly. This was not saved:"), self)
        self._title.setObjectName("recovery_title")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._title.setToolTip(self._title.text())
        self.close_button = QToolButton(self)
        self.close_button.setObjectName("recovery_close")
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(self.tr("Not now; you are asked again at the next start"))
        self.close_button.setAccessibleName(self.tr("Not now"))
        self.close_button.clicked.connect(self._on_closed)
        self._more = QLabel(self)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._lay_out()
        self.refresh_colours()
        self.hide()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._icon)
        top.addWidget(self._title, 1)
        top.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, 4, 4, theme.GRID_PX)
        layout.addLayout(top)
        layout.addLayout(self._rows)
        layout.addWidget(self._more)

    def show_documents(self, found: Sequence[Recovered]) -> None:
        """Show what there is to restore; nothing if there is nothing."""
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        for number, each in enumerate(found[:MOST_ROWS]):
            self._rows.addWidget(self._row(each, number))
        num_hidden = len(found) - MOST_ROWS
        self._more.setText(self.tr("and {0} more").format(num_hidden))
        self._more.setVisible(num_hidden > 0)
        self.setVisible(bool(found))

    def _row(self, recovered: Recovered, number: int) -> QWidget:
        row = QWidget(self)
        restore = QPushButton(self.tr("Restore"), row)
        discard = QPushButton(self.tr("Discard"), row)
        restore.setObjectName(f"recovery_restore_{number}")
        discard.setObjectName(f"recovery_discard_{number}")
        restore.clicked.connect(lambda: self.restore_wanted.emit(recovered))
        discard.clicked.connect(lambda: self._on_discard_clicked(discard, recovered))
        label = QLabel(row_text(recovered), row)
        label.setObjectName(f"recovery_text_{number}")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # a narrow window cuts it off
        label.setToolTip("\n".join(filter(None, (label.text(), str(recovered.first.get("path") or "")))))
        row.setMinimumHeight(restore.sizeHint().height())
        layout = QHBoxLayout(row)
        layout.setContentsMargins(28, 0, 4, 0)
        layout.addWidget(label, 1)
        layout.addWidget(restore)
        layout.addWidget(discard)
        return row

    def _on_discard_clicked(self, button: QPushButton, recovered: Recovered) -> None:
        """Discard at the second click: what is gone is gone."""
        if button.property("is_asked"):
            self.discard_wanted.emit(recovered)
            return
        button.setProperty("is_asked", True)
        button.setText(self.tr("Discard for ever"))

    def _on_closed(self) -> None:
        self.hide()
        self.closed.emit()

    def refresh_colours(self) -> None:
        """Take the colours of the theme in use."""
        colours = theme.current()
        self._icon.setPixmap(icons.icon("warning", "warning").pixmap(20, 20))
        self.close_button.setIcon(icons.icon("close"))
        self.setStyleSheet(
            f"#recovery_bar {{ background: {colours.raised}; border: none; "
            f"border-left: 4px solid {colours.warning}; border-bottom: 1px solid {colours.line}; }}"
        )


def row_text(recovered: Recovered) -> str:
    """Say in one line what would be restored."""
    changes = "1 change" if recovered.num_steps == 1 else f"{recovered.num_steps:,} changes"
    return f"“{recovered.title}” – {changes}, the last on {time_text(recovered.time)}"
