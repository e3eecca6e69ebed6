"""Progress: how a long reading tells how far it is, and hears that it is no longer wanted."""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[str, int, "int | None"], None]  # what is done, how much is, of how much; raises to end the reading


def silent(text: str, done: int, total: int | None) -> None:
    """Take note of nothing."""
