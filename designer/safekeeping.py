"""Safekeeping: the window's side of the journal, and the offer to restore what an earlier session left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from designer.model.document import Document
from designer.recovery.journal import Journal
from designer.recovery.place import Owner, Place, other_owner
from designer.recovery.recovered import Recovered, recovered_documents

if TYPE_CHECKING:
    from pathlib import Path

    from designer.window import MainWindow


class Safekeeping(QObject):
    """Writes down what the window's document goes through."""

    failed = Signal(str)  # from any thread: the sentence to show

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._journals: dict[Document, Journal] = {}
        self._adopted: Place | None = None
        self._left: list[Recovered] = []
        # Queued: after a step the message bar forgets old messages, and this one is about that very step.
        self.failed.connect(self._on_failed, Qt.ConnectionType.QueuedConnection)
        window.recovery_bar.restore_wanted.connect(self._on_restore_wanted)
        window.recovery_bar.discard_wanted.connect(self._on_discard_wanted)
        window.recovery_bar.closed.connect(self._release)

    @property
    def _journal(self) -> Journal:
        """That of the document in front."""
        return self._journals[self._window.document]

    def watch(self, document: Document) -> None:
        """Write down this document from now on."""
        adopted, self._adopted = self._adopted, None
        self._journals[document] = Journal(document, self.failed.emit, adopted)

    def forget(self, document: Document) -> None:
        """End the journal of a document: it was saved, or is not wanted."""
        if (journal := self._journals.pop(document, None)) is not None:
            journal.close()

    def other_owner(self, path: Path) -> Owner | None:
        """Return who else has a file open."""
        return other_owner(path, [journal.place for journal in self._journals.values()])

    def offer(self) -> None:
        """Show what dead windows left behind, if anything."""
        self._left += recovered_documents()
        self._window.recovery_bar.show_documents(self._left)

    def close(self) -> None:
        """Forget the documents: saved, or not wanted. What was not restored waits for the next start."""
        for document in list(self._journals):
            self.forget(document)
        self._release()

    def _release(self) -> None:
        for each in self._left:
            each.place.release()
        self._left = []

    def _on_restore_wanted(self, recovered: Recovered) -> None:
        try:
            document, remark = recovered.open()
        except (ValueError, OSError) as error:
            self._window.message_bar.show_message(str(error))
            return
        if document.path is not None and self.other_owner(document.path) is not None:
            title = document.title
            document.path, document.title = None, self.tr("{0} (recovered)").format(title)
        self._drop(recovered)
        self._adopted = recovered.place
        self._window.pages.open(document)
        if remark:
            self._window.message_bar.show_message(remark, "warning")

    def _on_discard_wanted(self, recovered: Recovered) -> None:
        self._drop(recovered)
        recovered.place.remove()

    def _drop(self, recovered: Recovered) -> None:
        self._left = [each for each in self._left if each is not recovered]
        self._window.recovery_bar.show_documents(self._left)

    def _on_failed(self, sentence: str) -> None:
        self._window.message_bar.show_message(sentence, "warning")
