"""Journal: every step of a document, written down at once; `recovered` reads what a crash leaves of it.

The first line of the file describes the document as it was at the first step since it was opened or saved; every
further line is one step. A line is with the operating system before the step is over, so the end of the process takes
nothing with it; a second later it is on the disk, so the end of the power takes a second at most. Weights, which are
larger, are written by a thread: when the first step is done, and whenever a training leaves new ones.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from designer.formats.description import describe
from designer.model.change import Change
from designer.model.document import Document
from designer.recovery.entries import entry_of
from designer.recovery.place import Place
from designer.recovery.weights_writer import WeightsWriter
from nn_core.saving.atomic import flush_to_disk, reason, replacing

SYNC_AFTER_S = 0.5
_LARGEST = 4 * 2**20  # bytes of steps; then the file begins anew


class Journal:
    """Writes down one document as long as there are changes that no file holds.

    `tell` hears a sentence when nothing can be written; working goes on all the same.
    """

    def __init__(self, document: Document, tell: Callable[[str], None], place: Place | None = None) -> None:
        self.document, self._tell, self._place = document, tell, place
        self._length = 0  # bytes of steps since the description; None of them counts before there is one
        self._is_begun = False
        self._has_failed = False
        self._weights = WeightsWriter(tell)
        self._sync: threading.Timer | None = None
        self._connections: tuple[tuple[Any, Callable[..., None]], ...] = (
            (document.changed, self._on_changed),
            (document.weights_changed, self._on_weights_changed),
            (document.history.changed, self._on_history_changed),
            (document.title_changed, self.tell_owner),
        )
        for signal, slot in self._connections:
            signal.connect(slot)
        if document.path is not None:
            self.tell_owner()
        if document.is_modified:
            self._guarded(self._begin)

    @property
    def place(self) -> Place | None:
        """The folder, once there is one."""
        return self._place

    def tell_owner(self) -> None:
        """Let other windows know which file this one shows."""
        if self.document.path is not None or self._place is not None:
            self._guarded(lambda: self._need_place().tell_owner(self.document.path))

    def close(self) -> None:
        """Stop writing and remove what was written: it is in a file, or nobody wants it."""
        self._stop()
        if self._place is not None:
            self._guarded(self._place.remove)

    def leave(self) -> None:
        """Stop writing and leave everything for the next start."""
        self._stop()
        if self._place is not None:
            self._place.release()

    def wait(self) -> None:
        """Block until the weights are written."""
        self._weights.wait()

    def _stop(self) -> None:
        for signal, slot in self._connections:
            signal.disconnect(slot)
        self._weights.wait()
        if self._sync is not None:
            self._sync.cancel()

    # ---- writing ------------------------------------------------------------------------------------------

    def _on_changed(self, change: Change) -> None:
        self._guarded(lambda: self._write(change))

    def _on_weights_changed(self) -> None:
        self._guarded(self._write_weights if self._is_begun else self._begin)

    def _on_history_changed(self) -> None:
        if self._is_begun and not self.document.is_modified:
            self._guarded(self._forget)

    def _write(self, change: Change) -> None:
        if not self.document.is_modified:
            return  # undone to the saved state: `_on_history_changed` comes next
        if not self._is_begun or self._length > _LARGEST:
            self._begin()
            return
        line = _line({**entry_of(self.document, change), "time": time.time()})
        with self._need_place().journal.open("r+b") as file:  # not "a": without its first line a journal is nothing
            file.seek(0, os.SEEK_END)
            file.write(line)
        self._length += len(line)
        self._sync_soon()
        if self.document.weights.keys() - self._weights.keys:  # a layer made independent took its weights along
            self._write_weights()

    def _begin(self) -> None:
        self._is_begun = False
        document, place = self.document, self._need_place()
        first = {
            "description": describe(document),
            "path": str(document.path or ""),
            "title": document.title,
            "stamp": document.stamp,
            "time": time.time(),
        }
        with replacing(place.journal, is_synced=False) as temporary:
            temporary.write_bytes(_line(first))
        self._is_begun, self._length, self._has_failed = True, 0, False
        self._sync_soon()
        if document.weights or document.curves:
            self._write_weights()

    def _write_weights(self) -> None:
        self._weights.write(self._need_place().weights, self.document)

    def _forget(self) -> None:
        self._is_begun = False
        place = self._need_place()
        place.journal.unlink(missing_ok=True)
        self._weights.remove(place.weights)

    def _need_place(self) -> Place:
        if self._place is None or not self._place.folder.is_dir():
            self._place = Place.new()
            self._place.tell_owner(self.document.path)
        return self._place

    def _sync_soon(self) -> None:
        if self._sync is None or not self._sync.is_alive():
            self._sync = threading.Timer(SYNC_AFTER_S, _flush, [self._need_place().journal])
            self._sync.daemon = True
            self._sync.start()

    def _guarded(self, act: Callable[[], None]) -> None:
        """Do something; where the disk refuses say so once and begin anew with the next step."""
        try:
            act()
        except (OSError, ValueError, TypeError) as error:
            self._is_begun = False
            if not self._has_failed:
                self._has_failed = True
                why = reason(error) if isinstance(error, OSError) else str(error).rstrip(".")
                self._tell(f"Changes cannot be written down for the case of a crash: {why}. Save often.")


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _flush(path: Path) -> None:
    try:
        flush_to_disk(path)
    except OSError:  # removed or replaced in the meantime
        return
