"""InputWidgets: one way to give a sample for each kind of input: a pad, a line of text, a form."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontMetrics, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from designer import theme
from designer.data import own_form
from designer.data.dataset import Dataset
from designer.data.errors import DataError
from designer.data.own_drawing import Habit, habit_of, normalised, pictures_of, raw_range, sample_of
from designer.data.own_picture import ENDINGS, fitted, read_picture
from designer.data.words import Wording
from designer.panels.evaluation.digit_pad import DigitPad
from designer.panels.evaluation.sample_pictures import brightness_range, picture_of

_SEEN_PX = 84
_LARGE = 1.25  # times the usual size of texts


class InputWidget(QWidget):
    """Gives one sample for one input of the data; this plain one only takes samples of the data."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, dataset: Dataset, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"own_{name}")
        self.dataset, self.name = dataset, name
        self._sample: NDArray | None = None
        self._make()

    def _make(self) -> None:
        label = QLabel(self.tr("%s: shape %s") % (self.name, self.dataset.input_shapes[self.name]))
        QVBoxLayout(self).addWidget(label)

    @property
    def hint(self) -> str:
        """What to do here."""
        return self.tr("Take a sample of the data.")

    def sample(self) -> NDArray | None:
        """Return the sample with the batch axis; None if there is none yet. DataError if it cannot be made."""
        return self._sample

    def show_sample(self, sample: NDArray) -> None:
        """Take a sample of the data, without saying that it changed."""
        self._sample = sample[None]


class PictureInput(InputWidget):
    """A pad to draw on, a place to drop a picture; beside it, what the model gets to see."""

    def _make(self) -> None:
        self.setAcceptDrops(True)
        self.pad = DigitPad()
        self.seen = QLabel(objectName="own_seen")
        self.seen.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.seen.setFrameShape(QLabel.Shape.Box)
        self.seen.setFixedSize(_SEEN_PX + 2, _SEEN_PX + 2)
        self.seen.setAccessibleName(self.tr("What the model sees"))
        self.clear_button = QPushButton(self.tr("C&lear"), objectName="own_clear")
        self.file_button = QPushButton(self.tr("&Picture…"), objectName="own_file")
        self.file_button.setToolTip(self.tr("Take a picture from a file; one can also be dropped here."))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pad, 1)
        title = QLabel(self.tr("What the model sees"))
        title.setWordWrap(True)
        title.setFixedWidth(self.seen.width() + 3 * theme.GRID_PX)
        layout.addLayout(_column(title, self.seen))
        layout.addLayout(_column(self.clear_button, self.file_button))
        self.pad.drawn.connect(self._on_drawn)
        self.clear_button.clicked.connect(self.pad.clear)
        self.file_button.clicked.connect(self._on_file_clicked)

    @cached_property
    def _habit(self) -> Habit:
        return habit_of(pictures_of(self.dataset, self.name))

    @cached_property
    def _range(self) -> tuple[float, float]:
        return raw_range(self.dataset, self.name)

    @cached_property
    def _brightness(self) -> tuple[float, float]:
        return brightness_range(self.dataset, self.name)

    @property
    def hint(self) -> str:
        return self.tr("Draw with the mouse, or drop a picture.")

    def _on_drawn(self) -> None:
        if self.pad.is_empty:
            self._sample = None
            self.seen.clear()
        else:
            picture = normalised(self.pad.drawing, self._habit)
            self._take(sample_of(self.dataset, self.name, picture, self._range))
            self.seen.setToolTip(self._habit.text)
        self.changed.emit()

    def show_sample(self, sample: NDArray) -> None:
        with QSignalBlocker(self.pad):
            self.pad.clear()
        self._take(sample[None])
        self.seen.setToolTip(self.tr("A sample of the data."))

    def show_file(self, path: Path) -> None:
        """Take the picture in a file."""
        try:
            values, text = fitted(read_picture(path), self.dataset, self.name)
        except DataError as error:
            self.refused.emit(str(error))
            return
        self.show_sample(sample_of(self.dataset, self.name, values)[0])
        self.seen.setToolTip(f"{path.name}: {text}")
        self.changed.emit()

    def _take(self, sample: NDArray) -> None:
        self._sample = sample
        image = picture_of(sample[0], self._brightness)
        size = _SEEN_PX * self.devicePixelRatio()
        pixmap = QPixmap.fromImage(image).scaled(int(size), int(size), Qt.AspectRatioMode.KeepAspectRatio)
        pixmap.setDevicePixelRatio(self.devicePixelRatio())
        self.seen.setPixmap(pixmap)

    def _on_file_clicked(self) -> None:
        kinds = self.tr("Pictures (%s)") % " ".join(f"*{ending}" for ending in ENDINGS)
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Open a picture"), "", kinds)
        if path:
            self.show_file(Path(path))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if (path := _dropped(event)) is not None:
            event.acceptProposedAction()
            self.show_file(path)


class TextInput(InputWidget):
    """A sentence, which goes through the tokeniser of the data; below it, the words as the model gets them."""

    def _make(self) -> None:
        self.text = QPlainTextEdit(objectName="own_text")
        self.text.setPlaceholderText(self.tr("Type a sentence."))
        self.text.setAccessibleName(self.tr("A sentence of your own"))
        self.text.setTabChangesFocus(True)
        self.seen = QLabel(objectName="own_words")
        self.seen.setWordWrap(True)
        self.seen.setProperty("role", "muted")
        self.seen.setFont(theme.font("small"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.seen)
        self.text.textChanged.connect(self._on_text_changed)

    @property
    def _wording(self) -> Wording:
        scaling = self.dataset.input_scaling[self.name]
        assert isinstance(scaling, Wording), "made for texts only"
        return scaling

    @property
    def hint(self) -> str:
        return self.tr("Type a sentence.")

    def sample(self) -> NDArray | None:
        text = self.text.toPlainText().strip()
        if not text:
            self.seen.clear()
            return None
        sample = self._sample if self._sample is not None else self._wording.encode([text])
        self.seen.setText(self.tr("The model reads: %s") % self._wording.decode(sample[0])[:400])
        return sample.astype(self.dataset.inputs[self.name].dtype)

    def show_sample(self, sample: NDArray) -> None:
        with QSignalBlocker(self.text):
            self.text.setPlainText(self._wording.decode(sample))
        self._sample = sample[None]  # as it is: the words alone might not bring it back

    def _on_text_changed(self) -> None:
        self._sample = None
        self.changed.emit()


class FormInput(InputWidget):
    """A field for every feature, with its range in the training part; it begins with usual values."""

    def _make(self) -> None:
        self._fields = own_form.fields_of(self.dataset, self.name)
        self.fields: dict[str, QDoubleSpinBox | QComboBox] = {}
        form = self._form = QFormLayout()
        form.setVerticalSpacing(4)
        form.setContentsMargins(0, 0, theme.GRID_PX, 0)
        small = QFontMetrics(theme.font("small"))
        span_px = max(
            (small.horizontalAdvance(each.range_text) for each in self._fields if not each.choices), default=0
        )
        for field in self._fields:
            editor = self.fields[field.name] = self._choice(field) if field.choices else self._number(field)
            editor.setObjectName(f"own_field_{field.name}")
            editor.setAccessibleName(field.name)
            row = QHBoxLayout()
            row.setSpacing(theme.GRID_PX)
            row.addWidget(editor, 1)
            if not field.choices:
                span = QLabel(field.range_text)
                span.setProperty("role", "muted")
                span.setFont(theme.font("small"))
                span.setMinimumWidth(span_px + 2)
                row.addWidget(span)
            form.addRow(field.name, row)
        inside, scroll = QWidget(), QScrollArea()
        inside.setLayout(form)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll = scroll
        self._fit_to_text()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _fit_to_text(self) -> None:
        """With large texts the names stand above the fields."""
        policy, is_large = QFormLayout.RowWrapPolicy, theme.text_scale() > _LARGE
        self._form.setRowWrapPolicy(policy.WrapAllRows if is_large else policy.DontWrapRows)
        inside, scroll = self._scroll.widget(), self._scroll
        scroll.setMinimumWidth(inside.minimumSizeHint().width() + scroll.verticalScrollBar().sizeHint().width())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_scroll"):
            self._fit_to_text()
        super().changeEvent(event)

    def _choice(self, field: own_form.Field) -> QComboBox:
        editor = QComboBox()
        editor.addItems(field.choices)
        editor.setCurrentIndex(int(field.usual))
        editor.currentIndexChanged.connect(self.changed)
        return editor

    def _number(self, field: own_form.Field) -> QDoubleSpinBox:
        editor, span = QDoubleSpinBox(), max(field.high - field.low, 1e-6)
        digits = 0 if field.is_whole else int(np.clip(3 - np.floor(np.log10(span)), 1, 8))
        editor.setDecimals(digits)
        editor.setRange(field.low - 10 * span, field.high + 10 * span)  # what was never seen may be asked, too
        editor.setSingleStep(max(10.0**-digits, span / 50))
        editor.setValue(field.usual)
        editor.setToolTip(self.tr("In the training part: %s") % field.range_text)
        editor.setMinimumWidth(editor.fontMetrics().horizontalAdvance("-0000.000") + 40)  # the range may go far beyond
        editor.valueChanged.connect(self.changed)
        return editor

    @property
    def hint(self) -> str:
        return self.tr("Change a value to see what the model makes of it.")

    def sample(self) -> NDArray | None:
        values = {
            name: float(each.currentIndex() if isinstance(each, QComboBox) else each.value())
            for name, each in self.fields.items()
        }
        return own_form.sample_from(self.dataset, self._fields, values)

    def show_sample(self, sample: NDArray) -> None:
        values = own_form.values_from(self.dataset, self._fields, sample)
        for name, editor in self.fields.items():
            with QSignalBlocker(editor):
                if isinstance(editor, QComboBox):
                    editor.setCurrentIndex(int(values[name]))
                else:
                    editor.setValue(values[name])


def _column(*widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return column


def _dropped(event: QDropEvent) -> Path | None:
    """Return the picture that is being dropped, if it is one."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return next((path for path in paths if path.suffix.lower() in ENDINGS), None)
