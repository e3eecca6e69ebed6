"""Lasting: what was opened stays for long, so Python's collector need not look through it again and again.

Without this it looks through the program and all open documents at every second opening, and now and then while one
edits: a tenth of a second for each ten tabs with large models.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """Collect no garbage while something large is made; what is there then is left out of later collections."""
    was_enabled = gc.isenabled()  # it is off while a model trains
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def not_lasting() -> None:
    """Let the collector look through everything again: something large was closed."""
    gc.unfreeze()
