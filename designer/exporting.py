"""Exports: everything a document can be written to that is not its own file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from designer.model.document import Document


@dataclass(frozen=True)
class Export:
    """One entry of the Export menu."""

    name: str
    text: str
    suffix: str
    write: Callable[[Document, Path], None]


EXPORTS: tuple[Export, ...] = ()
