"""The seal on the test part: every look at it is counted, for each look makes its verdict a little less worth."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from designer.data.dataset import Dataset
from designer.paths import user_folder
from nn_core.saving.atomic import write_text

_lock = threading.Lock()


def looks(dataset: Dataset) -> int:
    """Return how often the test part of these data was looked at on this computer."""
    return _counts().get(dataset.fingerprint, 0)


def count_look(dataset: Dataset) -> int:
    """Count a look and return how many there have been; what cannot be written down is counted for the moment only."""
    with _lock:
        file, counts = _file(), _counts()
        number = counts[dataset.fingerprint] = counts.get(dataset.fingerprint, 0) + 1
        try:
            write_text(file, json.dumps(counts, indent=1, sort_keys=True))
        except (OSError, ValueError):  # the latter says why in a sentence, which nobody needs here
            _unwritten.setdefault(file, {})[dataset.fingerprint] = number
        else:
            _unwritten.pop(file, None)  # it stands in the file now
        return number


def in_words(dataset: Dataset) -> str:
    """Say whether the seal is whole."""
    number = looks(dataset)
    if not dataset.num_test_samples:
        return "there is no test part"
    if not number:
        return "sealed: neither training nor tuning sees it, and nobody has looked yet"
    times = "once" if number == 1 else "twice" if number == 2 else f"{number:,} times"
    warning = "; choosing models by it wears it out" if number > 10 else ""
    return f"sealed for training and tuning; looked at {times} in evaluations{warning}"


_unwritten: dict[Path, dict[str, int]] = {}


def _counts() -> dict[str, int]:
    file = _file()
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = {}
    known = {key: number for key, number in content.items() if isinstance(number, int)} if _is_dict(content) else {}
    return {**known, **_unwritten.get(file, {})}


def _is_dict(content: object) -> bool:
    return isinstance(content, dict)


def _file() -> Path:
    return user_folder() / "test_looks.json"
