"""One long text: windows of characters, and the next character as what is to be predicted."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from designer.data.dataset import Dataset, Fact
from designer.data.errors import DataError
from designer.data.progress import Report
from designer.data.recipe import Reference, Step
from designer.data.scaling import Scaling
from designer.data.splitting import in_time
from designer.data.steps import Characters, Holdout
from designer.data.stored import StoredRows
from designer.data.text_source import open_text

ENDINGS = (".txt", ".txt.gz")
STEPS: tuple[type[Step], ...] = (Characters, Holdout)
MOST_CHARACTERS = 50_000_000
TEST_SHARE = 0.1


def load_text(path: Path, reference: Reference, report: Report) -> Dataset:
    """Read a text; its end is the test part."""
    with open_text(path) as (stream, _, encoding):
        report(f"Reading {path.name}", 0, None)
        text = stream.read(MOST_CHARACTERS)
    window, validation = reference.step(Characters), reference.step(Holdout).validation
    if len(text) < 10 * window.length:
        raise DataError(
            f"{path.name} has {len(text):,} characters, too few for windows of {window.length}. Make the windows "
            "shorter, or bring a longer text."
        )
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    known, numbers = np.unique(codes, return_inverse=True)
    if len(known) < 2:
        raise DataError(f"{path.name} has one character only, '{chr(known[0])}': there is nothing to predict.")
    numbers = numbers.astype(np.int32)
    views = np.lib.stride_tricks.sliding_window_view(numbers, window.length)[: -1 : window.stride]
    ends = numbers[window.length :: window.stride][: len(views)]
    parts = in_time(None, len(views), TEST_SHARE, validation)
    windows = StoredRows(lambda a, b: views[a:b], views.shape, np.int32)
    start, stop = len(parts.training), len(parts.training) + len(parts.validation)
    return Dataset(
        path.name,
        "classification",
        {"x": windows.part(0, start)},  # type: ignore[dict-item]
        {"next": ends[:start]},
        {"x": windows.part(stop, len(views))},  # type: ignore[dict-item]
        {"next": ends[stop:]},
        class_names=tuple(_shown(chr(code)) for code in known),
        input_scaling={"x": Scaling(f"numbers of {len(known)} characters")},
        validation_inputs={"x": windows.part(start, stop)} if validation else {},  # type: ignore[dict-item]
        validation_targets={"next": ends[start:stop]} if validation else {},
        steps=(
            Fact("Read", f"{len(text):,} characters, {encoding}"),
            Fact("Windows", window.sentence()),
            Fact("Split", f"in the order of the text, the last {TEST_SHARE:.0%} for the test"),
        ),
    )


def _shown(character: str) -> str:
    return {" ": "space", "\n": "line end", "\t": "tab", "\r": "return"}.get(character, character)
