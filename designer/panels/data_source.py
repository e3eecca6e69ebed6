"""SourceBar: choose data, open a file or folder, download a set; shows how far a reading is and can end it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from designer.data.keras_sets import SETS, absent_files, download_size, other_file
from designer.data.recipe import Reference
from designer.data.remedies import Remedy, remedies_for
from designer.data.sources import FILE_KINDS, source_of, sources, title_of
from designer.data.steps import File
from designer.shortening import show_shortened
from designer.training.datasets import Datasets
from designer.translation import translated

MOST_REMEDIES = 2  # offered


class SourceBar(QWidget):
    """The upper left corner of the Data panel."""

    chosen = Signal(str)  # a source to use
    path_chosen = Signal(str)  # a file or folder to read and use
    edited = Signal(str, str)  # the reference as it is to be, and what was done

    def __init__(self, datasets: Datasets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._datasets = datasets
        self._reference = self._busy_with = ""
        self._make_parts()
        self._lay_out()
        datasets.progress.connect(self._on_progress)

    def _make_parts(self) -> None:
        self.source = QComboBox(objectName="data_source")
        self.source.setAccessibleName(self.tr("Data"))
        self.source.setMinimumContentsLength(12)
        for source in sources():
            self.source.addItem(translated(source.title), source.name)
            self.source.setItemData(
                self.source.count() - 1, translated(source.description), Qt.ItemDataRole.ToolTipRole
            )
        self.source.activated.connect(lambda index: self.chosen.emit(self.source.itemData(index)))
        self.open_button = self._button("data_open", self.tr("Open…"), self._on_open_clicked)
        self.open_button.setToolTip(self.tr("Open a table, arrays or a text. Files can also be dropped on the window."))
        self.folder_button = self._button("data_open_folder", self.tr("Folder…"), self._on_folder_clicked)
        self.folder_button.setToolTip(self.tr("Open a folder of pictures or texts with one folder for each class."))
        self.busy = QProgressBar(objectName="data_busy")
        self.cancel_button = self._button("data_cancel", self.tr("Cancel"), self._on_cancel_clicked)
        self.download_button = self._button("data_download", "", self._on_download_clicked)
        self.anyway_button = self._button("data_use_anyway", self.tr("Use It Anyway"), self._on_anyway_clicked)
        self.file_button = self._button("data_choose_file", self.tr("Choose a File…"), self._on_file_clicked)
        self.retry_button = self._button("data_retry", self.tr("Try Again"), self._on_retry_clicked)
        self.remedy_buttons = [
            self._button(f"data_remedy_{number}", "", partial(self._on_remedy_clicked, number))
            for number in range(MOST_REMEDIES)
        ]

    def _button(self, name: str, text: str, slot: object) -> QPushButton:
        button = QPushButton(text, objectName=name)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        rows = [(self.source, self.open_button, self.folder_button), (self.busy, self.cancel_button),
                (self.download_button, self.anyway_button, self.file_button, self.retry_button),
                tuple(self.remedy_buttons)]  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widgets in rows:
            row = QHBoxLayout()
            for widget in widgets:
                row.addWidget(widget, 1 if widget in (self.source, self.busy) else 0)
            if widgets in rows[2:]:
                row.addStretch(1)
            column.addLayout(row)

    # ---- showing ------------------------------------------------------------------------------------------

    def show_reference(self, reference: str, has_data: bool) -> None:
        """Show which data are used, and what can be done if they are not there."""
        self._reference = reference
        source = source_of(reference)
        if source and self.source.findData(source) < 0:
            self.source.addItem(translated(title_of(source)), source)
            self.source.setItemData(self.source.count() - 1, source, Qt.ItemDataRole.ToolTipRole)
        self.source.setCurrentIndex(self.source.findData(source))
        self.source.setPlaceholderText(self.tr("Choose data"))
        self.show_busy(reference)
        is_failed = bool(reference) and not has_data and not self._datasets.is_loading(reference)
        is_keras = is_failed and source in SETS
        is_absent = is_keras and bool(absent_files(SETS[source]))
        is_other = is_keras and not is_absent and other_file(source) is not None
        if is_absent or is_other:
            text = self.tr("Download Again (%s MB)") if is_other else self.tr("Download (%s MB)")
            self.download_button.setText(text % f"{download_size(source) / 1e6:,.1f}")
        self.download_button.setVisible(is_absent or is_other)
        self.anyway_button.setVisible(is_other)
        self.file_button.setVisible(is_keras)
        self.retry_button.setVisible(is_failed and not is_absent and bool(self._datasets.error(reference)))
        self._show_remedies(remedies_for(reference) if is_failed else ())

    def _show_remedies(self, remedies: tuple[Remedy, ...]) -> None:
        for number, button in enumerate(self.remedy_buttons):
            button.setVisible(number < len(remedies))
            if number < len(remedies):
                show_shortened(button, translated(remedies[number].text))

    def show_busy(self, reference: str) -> None:
        """Show the progress of a reading, if there is one."""
        is_busy = self._datasets.is_loading(reference)
        self._busy_with = reference if is_busy else ""
        for widget in (self.busy, self.cancel_button):
            widget.setVisible(is_busy)
        if is_busy:
            self._on_progress(reference)

    def _on_progress(self, reference: str) -> None:
        if reference != self._busy_with:
            return
        step = self._datasets.step_of(reference)
        self.busy.setRange(0, 0 if step.percent is None else 100)
        self.busy.setValue(step.percent or 0)
        self.busy.setFormat(f"{translated(step.text)} %p%")
        self.busy.setToolTip(translated(step.text))

    # ---- choosing -----------------------------------------------------------------------------------------

    def _on_open_clicked(self) -> None:
        title = self.tr("Open data")
        if path := QFileDialog.getOpenFileName(self, title, "", file_patterns())[0]:
            self.path_chosen.emit(path)

    def _on_folder_clicked(self) -> None:
        if path := QFileDialog.getExistingDirectory(self, self.tr("Open a folder of pictures or texts")):
            self.path_chosen.emit(path)

    def _on_file_clicked(self) -> None:
        name = source_of(self._reference)
        path, _ = QFileDialog.getOpenFileName(self, self.tr("The file of %s") % translated(title_of(name)), "")
        if path:
            self._read_from(Path(path))

    def _on_anyway_clicked(self) -> None:
        place = other_file(source_of(self._reference))
        if place is not None:
            self._read_from(place)

    def _read_from(self, path: Path) -> None:
        """Offer the set as it is in a file."""
        name = source_of(self._reference)
        changed = Reference.parse(self._reference).with_value(File, "path", str(path))
        self.edited.emit(str(changed), self.tr("Read %s from a file") % translated(title_of(name)))

    def _on_cancel_clicked(self) -> None:
        self._datasets.cancel(self._busy_with)

    def _on_download_clicked(self) -> None:
        self._datasets.download(self._reference)
        self.show_reference(self._reference, False)

    def _on_remedy_clicked(self, number: int) -> None:
        remedy = remedies_for(self._reference)[number]
        changed = remedy.applied(Reference.parse(self._reference))
        self.edited.emit(str(changed), self.tr("Change the step %s") % translated(remedy.step.title))

    def _on_retry_clicked(self) -> None:
        self._datasets.forget(self._reference)
        self._datasets.get(self._reference)
        self.show_reference(self._reference, False)


def file_patterns() -> str:
    """Return the kinds of files that a file dialog offers."""
    endings = " ".join(f"*{ending}" for kind in FILE_KINDS for ending in kind.endings)
    each = [f"{translated(kind.title)} ({' '.join(f'*{ending}' for ending in kind.endings)})" for kind in FILE_KINDS]
    return ";;".join([f"{translated('Data')} ({endings})", *each, translated("All files (*)")])
