"""Event files that TensorBoard opens: one folder for each run, training and validation apart."""

from __future__ import annotations

import importlib
import math
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from designer.archive.errors import ArchiveError
from designer.archive.record import RunRecord

_MISSING = "Event files are written with the package tensorboardX, which is not installed: 'pip install tensorboardX'."


def write_events(records: Sequence[RunRecord], folder: Path) -> None:
    """Write the curves of runs below a folder, under the names that Keras gives them."""
    try:
        library = importlib.import_module("tensorboardX")
    except ImportError:
        raise ArchiveError(_MISSING) from None
    for record in records:
        own = folder / _folder_name(record)
        try:
            for part in ("train", "validation"):
                _write_part(library, record, part, own / part)
        except OSError as error:
            raise ArchiveError(f"The event files cannot be written to {own}: {error.strerror or error}.") from error


def _write_part(library: Any, record: RunRecord, part: str, folder: Path) -> None:
    curves = {n: v for n, v in record.curves.items() if n.startswith("val_") == (part == "validation")}
    if not curves:
        return
    with library.SummaryWriter(str(folder)) as writer:
        for name, values in curves.items():
            for epoch, value in enumerate(values):
                if math.isfinite(value):
                    writer.add_scalar(f"epoch_{name.removeprefix('val_')}", value, epoch)


def _folder_name(record: RunRecord) -> str:
    title = re.sub(r"[^\w-]+", "_", record.title).strip("_")[:40] or "run"
    return f"{title}-{datetime.fromtimestamp(record.started):%Y%m%d-%H%M%S}-{record.id[:6]}"
