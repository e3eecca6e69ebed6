"""Declare a source of data: one decorated function is all it takes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from designer.data.dataset import Dataset
from designer.data.progress import Report
from designer.data.recipe import Reference, Step

Kind = Literal["bundled", "generated", "keras", "drawn"]
declared: dict[str, DataSource] = {}


@dataclass(frozen=True)
class DataSource:
    """A set of data: what it is called, what it is about, how it is made, and the steps one can set."""

    name: str
    title: str
    description: str
    kind: Kind
    load: Callable[[Reference, Report], Dataset]
    steps: tuple[type[Step], ...] = ()


def declare(title: str, description: str, kind: Kind) -> Callable[[Callable[[], Dataset]], Callable[[], Dataset]]:
    """Enter the decorated function, under its own name, as a way to make a dataset; it is made once, when asked for."""

    def enter(make: Callable[[], Dataset]) -> Callable[[], Dataset]:
        once = functools.cache(make)
        enter_source(DataSource(make.__name__, title, description, kind, lambda _reference, _report: once()))
        return make

    return enter


def enter_source(source: DataSource) -> None:
    """Enter a source that reads a recipe."""
    declared[source.name] = source
