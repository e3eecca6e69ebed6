"""Headless: train the model in a file without a window, tell each epoch in a line, and keep the run.

Each line is JSON: an epoch is {"epoch": 1, "num_epochs": 5}, the end {"ending": …, "sentence": …, "run": its id}.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from designer.archive.archive import RunArchive
from designer.archive.draft import RunDraft
from designer.archive.errors import ArchiveError
from designer.formats.door import open_document
from designer.training.control import Control
from designer.training.learned import learned_of
from designer.training.outcome import Outcome, failure
from designer.training.progress import Logs, ProgressBox, ProgressSnapshot
from designer.training.run import Order, Trained, train


class TellingBox(ProgressBox):
    """A box that keeps nothing: epochs go to the draft of the run and to the standard output."""

    def __init__(self, draft: RunDraft) -> None:
        super().__init__()
        self._draft = draft
        self._num_epochs = 0

    def put(self, latest: ProgressSnapshot) -> None:
        self._draft.has_begun = True
        self._num_epochs = latest.num_epochs

    def add_batch(self, position: float, logs: Logs) -> None:
        pass

    def add_epoch(self, epoch: int, logs: Logs) -> None:
        """Tell an epoch. Where nobody listens any more this raises OSError, which ends the training."""
        self._draft.extend({name: [float(value)] for name, value in logs.items()})
        _tell(epoch=epoch, num_epochs=self._num_epochs)


def train_file(path: Path, note: str = "") -> int:
    """Train the model in a file from new weights and keep the run; return the exit code."""
    try:
        document = open_document(path)
    except (ValueError, OSError) as error:
        return _refuse(str(error))
    order = Order.of(document, "anew")
    draft = RunDraft(order, document.title, document.report.total_params, order.seed)
    outcome, trained = _trained(order, draft)
    if trained is None and not draft.has_begun:
        return _refuse(outcome.text)
    own = (trained.curves, trained.last_run) if trained else ()
    record = replace(draft.receipt(outcome.kind, outcome.text, *own), note=note)
    try:
        draft.keep(RunArchive(), record, learned_of(trained) if trained else {})
    except ArchiveError as error:
        return _refuse(str(error))
    _tell(ending=outcome.kind, sentence=outcome.text, run=record.id)
    return 0 if trained else 1


def _trained(order: Order, draft: RunDraft) -> tuple[Outcome, Trained | None]:
    """Train on one processor: others may be training beside us."""
    try:
        with threadpool_limits(1, user_api="blas"), np.errstate(all="ignore"):
            trained = train(order, Control(), TellingBox(draft))
    except Exception as error:
        return failure(error), None
    return trained.outcome, trained


def _refuse(sentence: str) -> int:
    _tell(ending="failed", sentence=sentence, run="")
    print(sentence, file=sys.stderr)
    return 1


def _tell(**what: object) -> None:
    print(json.dumps(what), flush=True)
