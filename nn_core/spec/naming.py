"""Names: CamelCase to snake_case, unique names, and the nearest name to a misspelt one."""

from __future__ import annotations

import difflib
import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_counts: Counter[str] = Counter()
_own_counts: ContextVar[Counter[str] | None] = ContextVar("own_counts", default=None)
_lock = threading.Lock()


def to_snake_case(name: str) -> str:
    """Return Keras's spelling of a class name: MaxPooling2D -> max_pooling2d, GRU -> gru."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def unique_name(prefix: str) -> str:
    """Return `prefix` the first time, then `prefix_1`, `prefix_2` and so on."""
    with _lock:
        counts = _current_counts()
        count = counts[prefix]
        counts[prefix] += 1
    return prefix if count == 0 else f"{prefix}_{count}"


@contextmanager
def names_from_start() -> Iterator[None]:
    """Give names as a program does that has just been started; outside, counting goes on undisturbed."""
    before = _own_counts.set(Counter())
    try:
        yield
    finally:
        _own_counts.reset(before)


def _current_counts() -> Counter[str]:
    own = _own_counts.get()
    return _counts if own is None else own


def reset_names() -> None:
    """Start counting from the beginning again."""
    with _lock:
        _current_counts().clear()


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """Return a question with the nearest known name; empty if none is near."""
    by_lower = {each.lower(): each for each in known}
    nearest = difflib.get_close_matches(str(name).lower(), by_lower, n=1, cutoff=0.6)
    return f" Did you mean {by_lower[nearest[0]]!r}?" if nearest else ""
