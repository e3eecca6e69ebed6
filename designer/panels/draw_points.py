"""DrawPoints: a field in the plane on which points of several classes are drawn with the mouse."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from designer import theme
from designer.data.drawn import CLASSES, points_of, with_points
from designer.data.errors import DataError
from designer.data.recipe import Reference
from designer.panels.marks import class_colour, draw_mark

DISTANCE_PX, SPREAD_PX = 7, 3
ERASER_PX = 12


class DrawPoints(QWidget):
    """Class buttons and the field. A stroke is one step; the right button erases."""

    edited = Signal(str, str)  # the reference as it is to be, and what was done

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_draw")
        self._reference = Reference("")
        self.field = Field(self)
        self.field.stroke_done.connect(self._on_stroke_done)
        self.buttons = QButtonGroup(self)
        row = QHBoxLayout()
        for number, name in enumerate(CLASSES):
            button = QRadioButton(f"&{number + 1} {self.tr(name)}", self, objectName=f"data_draw_class_{number}")
            self.buttons.addButton(button, number)
            row.addWidget(button)
        self.buttons.button(0).setChecked(True)
        self.buttons.idClicked.connect(self.field.set_class)
        self.clear_button = QPushButton(self.tr("Clear"), self, objectName="data_draw_clear")
        self.clear_button.clicked.connect(self._on_clear_clicked)
        row.addStretch(1)
        row.addWidget(self.clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.field, 1)

    def show_reference(self, reference: Reference) -> None:
        """Show the points of a reference."""
        self._reference = reference
        try:
            self.field.show_points(points_of(reference))
        except DataError:
            self.field.show_points(np.zeros((0, 3)))

    def _on_stroke_done(self, points: object, is_erased: bool) -> None:
        text = self.tr("Erase points") if is_erased else self.tr("Draw points")
        self.edited.emit(str(with_points(self._reference, np.asarray(points))), text)

    def _on_clear_clicked(self) -> None:
        self.edited.emit(str(with_points(self._reference, np.zeros((0, 3)))), self.tr("Clear the points"))


class Field(QWidget):
    """A square from -1 to 1 in both directions."""

    stroke_done = Signal(object, bool)  # all points, and whether some were erased

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("data_draw_field")
        self.setAccessibleName(self.tr("Drawing field"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._points = np.zeros((0, 3))
        self._stroke: list[list[float]] = []
        self._class = 0
        self._last: QPointF | None = None
        self._random = np.random.default_rng(0)

    def sizeHint(self) -> QSize:
        return QSize(320, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 80)

    def set_class(self, number: int) -> None:
        """Draw points of this class from now on."""
        self._class = number

    def show_points(self, points: np.ndarray) -> None:
        """Show points as rows of x, y and class."""
        self._points, self._stroke = points, []
        self.update()

    # ---- drawing ------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._add(event.position())
        elif event.button() == Qt.MouseButton.RightButton:
            self._erase(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.RightButton:
            self._erase(event.position())
        elif event.buttons() & Qt.MouseButton.LeftButton and self._last is not None:
            way = event.position() - self._last
            if way.manhattanLength() >= DISTANCE_PX:
                self._add(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._last = None
        if event.button() == Qt.MouseButton.LeftButton and self._stroke:
            points = np.concatenate([self._points, np.array(self._stroke)])
            self.stroke_done.emit(points, False)
        elif event.button() == Qt.MouseButton.RightButton:
            self.stroke_done.emit(self._points, True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(CLASSES):
            self.parentWidget().findChild(QRadioButton, f"data_draw_class_{number}").click()
        else:
            super().keyPressEvent(event)

    def _add(self, place: QPointF) -> None:
        """Add a point near the mouse: a little apart, so that a slow hand does not pile them up."""
        square = self._square()
        apart = self._random.normal(0, SPREAD_PX, 2) if self._last is not None else (0.0, 0.0)
        self._last = place
        x = 2 * (place.x() + apart[0] - square.left()) / square.width() - 1
        y = 1 - 2 * (place.y() + apart[1] - square.top()) / square.height()
        if max(abs(x), abs(y)) <= 1:
            self._stroke.append([x, y, self._class])
            self.update()

    def _erase(self, place: QPointF) -> None:
        square = self._square()
        x = square.left() + (self._points[:, 0] + 1) / 2 * square.width()
        y = square.top() + (1 - self._points[:, 1]) / 2 * square.height()
        self._points = self._points[np.hypot(x - place.x(), y - place.y()) > ERASER_PX]
        self.update()

    # ---- painting -----------------------------------------------------------------------------------------

    def _square(self) -> QRectF:
        side = max(40, min(self.width(), self.height()) - 4)
        return QRectF((self.width() - side) / 2, 2, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, square = QPainter(self), theme.current(), self._square()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.colour("accent" if self.hasFocus() else "line"))
        painter.setBrush(look.colour("base"))
        painter.drawRect(square)
        painter.setPen(look.colour("line"))
        painter.drawLine(QPointF(square.center().x(), square.top()), QPointF(square.center().x(), square.bottom()))
        painter.drawLine(QPointF(square.left(), square.center().y()), QPointF(square.right(), square.center().y()))
        painter.setPen(Qt.PenStyle.NoPen)
        for x, y, number in [*self._points.tolist(), *self._stroke]:
            painter.setBrush(class_colour(int(number)))
            centre = QPointF(square.left() + (x + 1) / 2 * square.width(), square.top() + (1 - y) / 2 * square.height())
            draw_mark(painter, int(number), centre, 3.2)
