"""The folder of a run: its receipt, its model, and the weights it began with, ended with, and was best with.

receipt.json   the RunRecord
model.json     the description of the document, as in a project file
last.h5        the weights in the end, with the curves; best.h5 those of the best epoch, if that was another;
start.h5       those it began with, if it did not begin anew
added.json     what came later: star, note, and what looks at the test part found
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from designer.archive.errors import ArchiveError
from designer.archive.record import RunRecord, to_text
from designer.formats.description import describe, document_from, from_text
from designer.formats.description import to_text as description_text
from designer.formats.errors import FormatError, naming_file
from designer.formats.project import arrays_of, take_arrays
from designer.model import weight_keys
from designer.model.document import Curves, Document, Weights
from designer.model.last_run import LastRun
from nn_core.saving import hdf5_guard
from nn_core.saving.atomic import replacing, write_bytes, write_text

Moment = Literal["last", "best", "start"]


@dataclass(frozen=True)
class Learned:
    """What a model had learned at one moment, and what a training needs to go on from there."""

    weights: Weights
    curves: Curves = field(default_factory=dict)
    last_run: LastRun | None = None


MOMENTS: tuple[Moment, ...] = ("last", "best", "start")
RECEIPT, MODEL, ADDED = "receipt.json", "model.json", "added.json"
_ADDED = ("starred", "note", "test", "test_looks")
UNFINISHED = ".part"  # the ending of a folder that is being written or removed


def write_folder(folder: Path, record: RunRecord, document: Document, learned: Mapping[Moment, Learned]) -> None:
    """Write everything into a folder that appears when it is complete."""
    part = folder.with_name(folder.name + UNFINISHED)
    part.mkdir(parents=True)
    try:
        write_text(part / MODEL, description_text(describe(document)))
        for moment, each in learned.items():
            if each.weights:
                write_bytes(part / f"{moment}.h5", arrays_of(each.weights, each.curves, each.last_run))
        write_text(part / RECEIPT, to_text(record.to_json()))
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    for path in folder.glob("*.h5"):
        hdf5_guard.trust(path)


def read_receipt(folder: Path) -> RunRecord | None:
    """Return the receipt in a folder; None if there is none one could read."""
    try:
        return RunRecord.from_json(json.loads((folder / RECEIPT).read_bytes()))
    except (OSError, ValueError):
        return None


def write_added(folder: Path, record: RunRecord) -> None:
    """Write down what was added to a run after it was kept: so it is there even if the list of runs is lost."""
    added = {name: getattr(record, name) for name in _ADDED}
    with replacing(folder / ADDED, is_synced=False) as temporary:
        temporary.write_text(to_text(added), encoding="utf-8")


def with_added(folder: Path, record: RunRecord) -> RunRecord:
    """Return a receipt with what was added to the run later; as it is where nothing was, or nothing one could read."""
    try:
        added = json.loads((folder / ADDED).read_bytes())
        test = {str(name): float(value) for name, value in added["test"].items()}
        is_starred, note, looks = bool(added["starred"]), str(added["note"]), int(added["test_looks"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return record
    return replace(record, starred=is_starred, note=note, test=test, test_looks=looks)


def read_document(folder: Path, moment: Moment | None, title: str) -> Document:
    """Return a new document with the model of a run and its weights of a moment, if any; ArchiveError in a sentence."""
    try:
        with naming_file(folder / MODEL):
            document = document_from(from_text((folder / MODEL).read_bytes()))
        if moment is not None:
            _take_weights(document, _weights_of(folder, moment))
    except (FormatError, OSError, ValueError) as error:
        raise ArchiveError(f"The run “{title}” cannot be opened: {error}") from None
    document.title = title
    document.mark_unsaved()
    return document


def num_bytes_in(folder: Path) -> int:
    """Return how much of the disk a folder takes."""
    return sum(path.stat().st_size for path in folder.glob("*") if path.is_file())


def has_weights(folder: Path) -> bool:
    """Say whether the weights are still there."""
    return (folder / "last.h5").is_file()


def moments_in(folder: Path) -> tuple[Moment, ...]:
    """Return the moments whose weights are there."""
    return tuple(moment for moment in MOMENTS if (folder / f"{moment}.h5").is_file())


def remove_weights(folder: Path) -> None:
    """Remove what is large; receipt and model stay."""
    for moment in MOMENTS:
        (folder / f"{moment}.h5").unlink(missing_ok=True)


def remove_folder(folder: Path) -> None:
    """Remove a folder; one that is half removed no longer looks like a run."""
    part = folder.with_name(folder.name + UNFINISHED)
    if folder.is_dir():
        shutil.rmtree(part, ignore_errors=True)
        folder.rename(part)
    shutil.rmtree(part, ignore_errors=True)


def _weights_of(folder: Path, moment: Moment) -> Path:
    """Return the file with the weights of a moment; where the last epoch was the best there is no other."""
    own = folder / f"{moment}.h5"
    return folder / "last.h5" if moment == "best" and not own.is_file() else own


def _take_weights(document: Document, path: Path) -> None:
    if not path.is_file():
        return
    with naming_file(path):
        hdf5_guard.check(path)
        take_arrays(document, path.read_bytes())
    document.weights = weight_keys.of_graph(document.weights, document.graph)
