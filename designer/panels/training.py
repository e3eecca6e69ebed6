"""The Training panel: settings on the left, live curves on the right, the latest values above them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from designer import theme
from designer.model.document import Document
from designer.panels.one_line import OneLine
from designer.panels.sizes import LOWEST_PX
from designer.panels.training_form import TrainingForm
from designer.training.beginning import possible_start, start_details, start_text
from designer.training.forecaster import Forecaster
from designer.training.outcome import Outcome
from designer.training.progress import ProgressSnapshot, values_text
from designer.training.run import Start
from designer.training.session import TrainingSession
from designer.translation import translated

_SMOOTHINGS = (1, 5, 20, 100)
STARTS: tuple[Start, ...] = ("go on", "weights", "anew")  # as the form offers them
_ROLES = {"finished": "success", "stopped": "warning", "failed": "error"}
_SCROLL_BAR_PX = 24
_MOST_SHARE = 0.53  # of the panel is for the form, however many fields it has; the rest is for the plots


class TrainingPanel(QWidget):
    """Shows how the document is to be trained, and how the training goes."""

    def __init__(self, document: Document, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_panel")
        self.setMinimumHeight(LOWEST_PX)
        self._document, self._session = document, session
        self.forecaster = Forecaster(session, self)
        self.form = TrainingForm(document, self.forecaster.forecast)
        self.status = OneLine(_opening(document))  # the plots keep their size
        self.status.setObjectName("training_status")
        self.log_scale = QCheckBox(self.tr("Logarithmic loss"))
        self.log_scale.setObjectName("training_log_scale")
        self.smoothing = QComboBox()
        self.smoothing.setObjectName("training_smoothing")
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self.smoothing.setToolTip(self.tr("The lines of the batches are drawn as means of so many of them."))
        for width in _SMOOTHINGS:
            self.smoothing.addItem(
                self.tr("mean of {0}").format(width) if width > 1 else self.tr("not smoothed"), width
            )
        self.export = QPushButton(self.tr("Export …"))
        self.export.setObjectName("training_export")
        self.export.setToolTip(self.tr("Save the curves as a picture (PNG, SVG) or as a table (CSV)."))
        self.curves = None  # made when first shown: pyqtgraph takes a third of a second to import
        self._lay_out()
        self._connect()
        self._is_stale = True
        self._remark = ""  # what was changed last in the middle of the run
        if session.live_weights(document) is not None:  # a run began before anyone saw the panel
            self._on_started()

    def _lay_out(self) -> None:
        scroll = self._scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.form.installEventFilter(self)
        top = QHBoxLayout()
        top.addStretch(1)
        for widget in (self.smoothing, self.log_scale, self.export):
            top.addWidget(widget)
        right = QWidget()
        self._right = QVBoxLayout(right)
        self._right.setContentsMargins(theme.GRID_PX, 0, 0, 0)
        self._right.setSpacing(4)
        self._right.addWidget(self.status)
        self._right.addLayout(top)
        self._right.addStretch(1)
        splitter = QSplitter()
        splitter.addWidget(scroll)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([560, 680])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, theme.GRID_PX, theme.GRID_PX, 4)
        layout.addWidget(splitter)

    def _connect(self) -> None:
        session = self._session
        session.started.connect(self._on_started)
        session.progress.connect(self._on_progress)
        session.finished.connect(self._on_finished)
        session.datasets.changed.connect(self.refresh)
        self.forecaster.changed.connect(self.refresh)
        self.form.start_from.currentIndexChanged.connect(self._on_start_chosen)
        self.log_scale.toggled.connect(self._on_log_scale_toggled)
        self.smoothing.currentIndexChanged.connect(self._on_smoothing_chosen)
        self.export.clicked.connect(self._on_export_clicked)
        document = self._document
        document.weights_changed.connect(self._show_start)
        for signal in (document.settings_changed, document.data_changed, document.checked):
            signal.connect(self.refresh)
            signal.connect(self._forget_failure)

    def _give_room(self) -> None:
        """Make the form as wide as its fields like to be; in a narrow panel fewer of them stand in a row."""
        least, usual = self.form.minimumSizeHint().width(), self.form.sizeHint().width()
        wanted = max(least, min(usual, round(_MOST_SHARE * self.width()) - _SCROLL_BAR_PX))
        self._scroll.setMinimumWidth(wanted + _SCROLL_BAR_PX)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.form and event.type() == QEvent.Type.LayoutRequest:  # other outputs, or larger texts
            self._give_room()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def refresh(self) -> None:
        """Show the settings as they are now; a panel nobody sees waits until it is shown."""
        self._is_stale = not self.isVisible()
        if not self._is_stale:
            self._show()

    def _show(self) -> None:
        self.form.show_settings(self._document, self._session.datasets.get(self._document.data_name))
        self._show_start()

    def _show_start(self) -> None:
        text = start_text(self._document, self._session.start_from)
        self.form.start_text.setText(translated(text))
        self.form.start_text.setVisible(bool(text))
        details = "\n".join(map(translated, start_details(self._document, self._session.start_from)))
        self.form.start_text.setToolTip(details)
        self.form.start_text.setAccessibleDescription(details)

    # ---- the run ------------------------------------------------------------------------------------------

    def _on_start_chosen(self, index: int) -> None:
        self._session.start_from = STARTS[index]
        self._show_start()

    @property
    def _is_mine(self) -> bool:
        return self._session.document is self._document

    def _on_started(self) -> None:
        if not self._is_mine:
            return
        self._remark = ""
        curves = self.need_curves()
        curves.start()
        start = possible_start(self._document, self._session.start_from)
        if start == "go on" and self._document.last_run is not None:
            curves.show_kept(self._document.curves)
        self._say(self.tr("Preparing …"), "")

    def _on_progress(self, snapshot: ProgressSnapshot) -> None:
        if self._is_mine:
            self.need_curves().add(snapshot)
            self._remark = snapshot.new_remarks[-1] if snapshot.new_remarks else self._remark
            self._say("   ".join(filter(None, (progress_text(snapshot), self._remark))), "")

    def _on_finished(self, outcome: Outcome) -> None:
        if self._is_mine:
            self.need_curves().draw()
            self._say(translated(outcome.text), _ROLES[outcome.kind])

    def _say(self, text: str, role: str) -> None:
        self.status.setText(text)
        self.status.set_role(role)

    def _forget_failure(self) -> None:
        """Stop complaining: what is to be trained has changed."""
        if self.status.property("role") == _ROLES["failed"]:
            self._say(self.tr("▶ Train starts."), "")

    # ---- the curves ---------------------------------------------------------------------------------------

    def need_curves(self) -> QWidget:
        """Return the curves; they are made when first needed."""
        if self.curves is None:
            from designer.panels.curves import CurvesView
            from designer.panels.plot_menu import offer

            self.curves = CurvesView()
            offer(self.curves, (self.smoothing, self.log_scale), self._on_export_clicked)
            self._right.takeAt(2)
            self._right.addWidget(self.curves, 1)
            self.curves.set_log_scale(self.log_scale.isChecked())
            self.curves.set_smoothing(self.smoothing.currentData())
            if not (self._is_mine and self._session.state != "idle"):
                self.curves.show_kept(self._document.curves)
        return self.curves

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()
        QTimer.singleShot(0, self, self.need_curves)  # after the window is on the screen

    def _on_log_scale_toggled(self, is_on: bool) -> None:
        self.need_curves().set_log_scale(is_on)

    def _on_smoothing_chosen(self) -> None:
        self.need_curves().set_smoothing(self.smoothing.currentData())

    def ask_for_target(self) -> str:
        """Ask where the curves are to be written; nothing if nowhere."""
        filters = self.tr("Picture (*.png);;Drawing (*.svg);;Table (*.csv)")
        return QFileDialog.getSaveFileName(self, self.tr("Export the curves"), "curves.png", filters)[0]

    def _on_export_clicked(self) -> None:
        target = self.ask_for_target()
        if target:
            refused = self.need_curves().export(Path(target))
            self._say(refused or self.tr("The curves are in {0}.").format(target), "error" if refused else "success")


def _opening(document: Document) -> str:
    """Say what is known of earlier trainings."""
    num_epochs = max(map(len, document.curves.values()), default=0)
    text = "Trained before, {0} epochs at the last time." if num_epochs else "Not trained yet. ▶ Train starts."
    return _tr(text).format(num_epochs)


def progress_text(snapshot: ProgressSnapshot) -> str:
    """Say in one line where the training stands."""
    place = _tr("Epoch {0}/{1}, batch {2}/{3}")
    place = place.format(snapshot.epoch, snapshot.num_epochs, snapshot.batch, snapshot.num_batches)
    return "   ".join([place, values_text(snapshot.logs), speed_text(snapshot)])


def speed_text(snapshot: ProgressSnapshot) -> str:
    """Say how fast the training is and how long it will still take."""
    speed = _tr("{0} samples/s").format(f"{snapshot.samples_per_second:,.0f}")
    if snapshot.seconds_left is None:
        return speed
    minutes, seconds = divmod(round(snapshot.seconds_left), 60)
    return f"{speed}   " + _tr("{0} left").format(f"{minutes}:{seconds:02d}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("TrainingPanel", text)
