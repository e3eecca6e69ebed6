"""Underway: a run that goes on, written down second by second, so that it is in the archive even if its process dies.

A folder `<id>.underway` beside those of the runs: `lock`, held by the process that trains; `receipt.json` and
`model.json`, as in the folder of a run; and `epochs.jsonl`, a line with the values of some epochs: those of a name are
the bytes of its numbers as text, since writing thousands of numbers out would keep the training waiting.
"""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from designer.archive import folder as folders
from designer.archive.record import RunRecord, best_epoch, to_text
from designer.formats.description import describe
from designer.formats.description import to_text as description_text
from designer.lock import Lock
from designer.model.document import Curves, Document
from nn_core.saving.atomic import write_text

ENDING = ".underway"
_EPOCHS, _LOCK = "epochs.jsonl", "lock"


class Underway:
    """The folder of a run that goes on. A disk that refuses costs the run nothing: it is kept when it is over."""

    def __init__(self, root: Path, id: str) -> None:
        self.folder = root / (id + ENDING)
        self._lock = Lock(self.folder / _LOCK)
        self.is_ready = False  # to take epochs

    def begin(self, record: RunRecord, document: Document) -> None:
        """Write down what is known before the first epoch."""
        try:
            self.folder.mkdir(parents=True)
            if self._lock.acquire():
                write_text(self.folder / folders.MODEL, description_text(describe(document)))
                write_text(self.folder / folders.RECEIPT, to_text(record.to_json()))
                self.is_ready = True
        except OSError:
            self.remove()

    def append(self, epochs: Curves) -> None:
        """Write down the values of epochs; the line is with the system before this returns."""
        if not self.is_ready or not epochs:
            return
        try:
            with (self.folder / _EPOCHS).open("a", encoding="utf-8") as file:
                file.write(json.dumps({name: _packed(values) for name, values in epochs.items()}) + "\n")
        except OSError:
            self.is_ready = False

    def remove(self) -> None:
        """Remove the folder: the run is kept, or was none."""
        self.is_ready = False
        self._lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True)
class Interrupted:
    """What is left of a run whose process died."""

    folder: Path
    record: RunRecord
    lock: Lock

    def remove(self) -> None:
        """Remove what is left: it has become a run."""
        self.lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)


def interrupted_runs(root: Path) -> Iterator[Interrupted]:
    """Yield the runs whose process is gone, held against other windows; folders without an epoch are removed."""
    for folder in sorted(root.glob("*" + ENDING)):
        lock = Lock(folder / _LOCK)
        try:
            if not (folder / _LOCK).exists() or not lock.acquire():
                continue  # being made this moment, or alive
        except OSError:
            continue
        record = _record_in(folder)
        if record is not None:
            yield Interrupted(folder, record, lock)
        else:
            lock.release()
            shutil.rmtree(folder, ignore_errors=True)


def _record_in(folder: Path) -> RunRecord | None:
    """Return the receipt with the values so far; None if no epoch came to its end."""
    record, curves = folders.read_receipt(folder), _curves_in(folder / _EPOCHS)
    if record is None or not curves:
        return None
    whole = {name: [*record.curves.get(name, []), *values] for name, values in curves.items()}
    num, before = max(map(len, curves.values())), max(map(len, record.curves.values()), default=0)
    epochs = "1 epoch" if num == 1 else f"{num} epochs"
    sentence = f"The program came to a sudden end after {epochs} of this training; the curves until then are here."
    return replace(record, curves=whole, sentence=sentence, best_epoch=best_epoch(whole, before))


def _curves_in(path: Path) -> Curves:
    """Return the values in a file, up to the line at which the process died."""
    curves: Curves = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return curves
    for line in lines:
        try:
            for name, values in json.loads(line).items():
                curves.setdefault(name, []).extend(_unpacked(values))
        except (ValueError, TypeError, AttributeError):
            break
    return curves


def _packed(values: Sequence[float]) -> str:
    return base64.b64encode(np.asarray(values, "<f8").tobytes()).decode()


def _unpacked(values: str | list[float]) -> list[float]:
    """Return the numbers; versions before wrote them one by one."""
    if isinstance(values, str):
        return [float(value) for value in np.frombuffer(base64.b64decode(values, validate=True), "<f8")]
    return [float(value) for value in values]
