"""Declare a source of data: one decorated function is all it takes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from designer.data.dataset import Dataset

Kind = Literal["bundled", "generated"]
declared: dict[str, DataSource] = {}


@dataclass(frozen=True)
class DataSource:
    """A set of data: what it is called, what it is about, and how it is made."""

    name: str
    title: str
    description: str
    kind: Kind
    make: Callable[[], Dataset]


def declare(title: str, description: str, kind: Kind) -> Callable[[Callable[[], Dataset]], Callable[[], Dataset]]:
    """Enter the decorated function, under its own name, as a way to make a dataset; it is made once, when asked for."""

    def enter(make: Callable[[], Dataset]) -> Callable[[], Dataset]:
        name = make.__name__
        declared[name] = DataSource(name, title, description, kind, functools.cache(make))
        return make

    return enter
