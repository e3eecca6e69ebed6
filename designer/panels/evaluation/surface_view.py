"""SurfacePage: which class the model sees in every place of the plane, and the points it learns from."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QHideEvent, QImage, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from designer import theme
from designer.data.dataset import Dataset, in_words
from designer.data.scaling import UNSCALED
from designer.model.document import Document
from designer.panels.marks import class_colour, draw_mark
from designer.panels.weights_follower import WeightsFollower
from designer.training.outcome import Outcome
from designer.training.run import Order
from designer.training.scores.number_table import NumberTable
from designer.training.session import TrainingSession
from designer.training.surface import Surface, plane_input, surface_of
from designer.training.trial import Trial

_EVERY_S, _SHARE = 0.2, 0.05  # during a training: how often, and of how much time, the surface is painted anew
_MOST_POINTS, _LEGEND_PX, _LEFT_PX, _BELOW_PX = 800, 130, 48, 20


class SurfacePage(QWidget):
    """Paints the surface as the ground and the points on it; it follows the weights of its document."""

    def __init__(self, document: Document, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surface_page")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._document, self._session = document, session
        self._kind, self._output = f"surface {id(self)}", 0
        self.surface: Surface | None = None
        self._picture: QImage | None = None
        self._text = ""
        self._trial: Trial | None = None
        self._follower = WeightsFollower(self, document, session, self._ask, _EVERY_S, _SHARE)
        session.errands.done.connect(self._on_done)
        session.errands.failed.connect(self._on_failed)
        for signal in (document.weights_changed, document.data_changed, document.checked):
            signal.connect(self._on_model_changed)
        session.datasets.changed.connect(self._on_model_changed)

    def sizeHint(self) -> QSize:
        return QSize(420, 180)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 110)

    # ---- asking -------------------------------------------------------------------------------------------

    def show_output(self, output: int) -> None:
        """Show what one output of the model says."""
        self._output = output
        self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        self._session.errands.forget(self._kind)
        self._follower.dropped()
        super().hideEvent(event)

    def _on_model_changed(self, _: object = None) -> None:
        self._trial = None
        self._ask()

    def _dataset(self) -> Dataset | None:
        return self._session.datasets.get(self._document.data_name) if self._document.data_name else None

    def _ask(self, weights: dict | None = None) -> None:
        dataset = self._dataset()
        if not self.isVisible() or dataset is None or plane_input(dataset) is None:
            return
        if self._trial is None:
            self._trial = Trial(Order.of(self._document))
        trial, output = self._trial, self._output
        self._follower.asked()
        self._session.errands.ask(self._kind, lambda: surface_of(trial, dataset, output, weights))

    def _on_done(self, kind: str, result: object) -> None:
        if kind == self._kind and isinstance(result, Surface):
            self._follower.answered()
            self.surface, self._text = result, ""
            self._paint_ground()

    def _on_failed(self, kind: str, outcome: Outcome) -> None:
        if kind == self._kind:
            self._follower.dropped()
        if kind == self._kind and outcome.kind == "failed":
            self.surface, self._picture, self._text = None, None, outcome.text
            self.update()

    def table(self) -> NumberTable:
        """The grid, point by point."""
        dataset, surface = self._dataset(), self.surface
        if dataset is None or surface is None:
            return NumberTable(())
        num = len(surface.values)
        xs, ys = (np.linspace(surface.low[i], surface.high[i], 2 * num + 1)[1::2] for i in (0, 1))
        said = [dataset.class_names[int(v)] if surface.is_classes else float(v) for v in surface.values.ravel()]
        places = [(float(x), float(y)) for y in ys for x in xs]
        rows = [
            (*place, value, float(c)) for place, value, c in zip(places, said, surface.certainty.ravel(), strict=True)
        ]
        return NumberTable((*_axis_names(dataset), "prediction", "certainty"), rows)

    # ---- painting -----------------------------------------------------------------------------------------

    def _paint_ground(self) -> None:
        """Turn the values into colours; the surer the model, the stronger."""
        surface = self.surface
        if surface is not None:
            colours = _class_grounds(surface) if surface.is_classes else _number_colours(surface, surface.values)
            pixels = np.ascontiguousarray(colours[::-1].astype(np.uint8))
            height, width, _ = pixels.shape
            self._picture = QImage(pixels.data, width, height, width * 3, QImage.Format.Format_RGB888).copy()
        self.update()

    def _field(self) -> QRectF:
        side = min(self.width() - _LEFT_PX - _LEGEND_PX, self.height() - _BELOW_PX - 4)
        return QRectF(_LEFT_PX, 2, max(side, 20), max(side, 20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, dataset = QPainter(self), theme.current(), self._dataset()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        if self._picture is None or self.surface is None or dataset is None:
            painter.setPen(look.colour("error" if self._text else "muted"))
            text = self._text or self.tr("Asking the model …")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
            return
        field = self._field()
        painter.drawImage(field, self._picture)
        self._paint_points(painter, field, dataset, self.surface)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(field)
        self._paint_texts(painter, field, dataset, self.surface)

    def _paint_points(self, painter: QPainter, field: QRectF, dataset: Dataset, surface: Surface) -> None:
        (name,), (target,) = dataset.inputs, dataset.targets
        points = dataset.input_scaling.get(name, UNSCALED).undo(np.asarray(dataset.inputs[name][:_MOST_POINTS]))
        low, high = np.array(surface.low), np.array(surface.high)
        places = (points - low) / (high - low) * (field.width(), field.height())
        wanted = np.asarray(dataset.targets[target][:_MOST_POINTS])
        painter.setPen(QPen(theme.current().colour("base"), 0.7))
        if surface.is_classes:
            marks, colours = wanted.ravel(), [class_colour(int(label)) for label in wanted.ravel()]
        else:  # a point that fits disappears in the ground
            true = dataset.target_scaling.get(target, UNSCALED).undo(wanted).reshape(len(wanted), -1)[:, 0]
            marks, colours = np.zeros(len(true), int), [QColor(*each) for each in _number_colours(surface, true)]
        for (x, y), mark, colour in zip(places, marks, colours, strict=True):
            painter.setBrush(colour)
            draw_mark(painter, int(mark), QPointF(field.left() + x, field.bottom() - y), 2.6)

    def _paint_texts(self, painter: QPainter, field: QRectF, dataset: Dataset, surface: Surface) -> None:
        look, names = theme.current(), _axis_names(dataset)
        painter.setPen(look.colour("muted"))
        centre, right = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(field.left(), field.bottom() + 2, field.width(), _BELOW_PX - 2), centre, names[0])
        painter.drawText(QRectF(0, field.top(), _LEFT_PX - 4, field.height()), right, names[1])
        x, y, step = field.right() + 16, field.top() + 10, painter.fontMetrics().height() + 4
        entries = dataset.class_names if surface.is_classes else _number_entries(surface)
        for number, name in enumerate(entries):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(class_colour(number) if surface.is_classes else _number_colour(1.0 - number))
            draw_mark(painter, number if surface.is_classes else 1, QPointF(x, y + step * number), 4)
            painter.setPen(look.colour("text"))
            painter.drawText(QPointF(x + 12, y + step * number + 4), name)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.text_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def text_at(self, place: QPointF) -> str:
        """Say what the model says at a place."""
        field, surface, dataset = self._field(), self.surface, self._dataset()
        if surface is None or dataset is None or not field.contains(place):
            return ""
        num = len(surface.values)
        shares = (place.x() - field.left()) / field.width(), (field.bottom() - place.y()) / field.height()
        column, row = (min(num - 1, int(share * num)) for share in shares)
        point = (low + share * (high - low) for low, high, share in zip(surface.low, surface.high, shares, strict=True))
        value = surface.values[row, column]
        said = dataset.class_names[int(value)] if surface.is_classes else in_words(float(value))
        where = ", ".join(f"{name} {in_words(each)}" for name, each in zip(_axis_names(dataset), point, strict=True))
        return self.tr("%s: %s") % (where, said)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_picture"):
            self._paint_ground()
        super().changeEvent(event)


def _axis_names(dataset: Dataset) -> tuple[str, str]:
    names = dataset.feature_names
    return (names[0], names[1]) if len(names) == 2 else ("x1", "x2")


def _class_grounds(surface: Surface) -> np.ndarray:
    """Mix the colour of the class with the ground of the theme."""
    count = int(surface.values.max()) + 1
    colours = np.array([class_colour(number).getRgb()[:3] for number in range(count)], float)
    weight = (0.12 + 0.5 * surface.certainty)[..., None]
    ground = np.array(theme.current().colour("base").getRgb()[:3], float)
    return ground + (colours[surface.values] - ground) * weight


def _number_colours(surface: Surface, values: np.ndarray) -> np.ndarray:
    """Return the colours of numbers on the scale of the surface: (…, 3), whole numbers."""
    low, high = float(surface.values.min()), float(surface.values.max())
    shares = np.clip((values - low) / max(high - low, 1e-12), 0, 1)[..., None]
    ends = [np.array(_number_colour(share).getRgb()[:3], float) for share in (0.0, 1.0)]
    return np.asarray((ends[0] + (ends[1] - ends[0]) * shares).round(), np.intp)


def _number_colour(share: float) -> QColor:
    """Return the colour of the least or the largest number."""
    return QColor(theme.OKABE_ITO["orange"] if share > 0.5 else theme.OKABE_ITO["blue"])


def _number_entries(surface: Surface) -> tuple[str, str]:
    return in_words(float(surface.values.max())), in_words(float(surface.values.min()))
