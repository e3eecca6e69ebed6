"""Snippet: statements that make the arrays of a dataset from the file they come from."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from designer.data.dataset import Dataset
from designer.data.recipe import Reference
from nn_core.saving.source.expressions import value_text
from nn_core.saving.source.text import INDENT, WIDTH

ROWS = {"train": "train", "val": "validation", "test": "test"}  # the row numbers of each part, by the end of its name


@dataclass(frozen=True)
class Asked:
    """The data a snippet is written for, and how the program calls their file."""

    reference: Reference
    dataset: Dataset
    place: str = ""
    is_written: bool = False  # to a file, so that others can be copied beside it

    def step(self, cls: type[Any]) -> Any:
        """Return a step of the recipe as it is set."""
        return self.reference.step(cls)


@dataclass(frozen=True)
class Snippet:
    """Import lines, statements, and for every part ("train", "val", "test") the expression of each of its arrays."""

    lines: tuple[str, ...]
    arrays: Mapping[str, Mapping[str, str]]
    imports: tuple[str, ...] = ()
    beside: tuple[Path, ...] = ()  # files that the program expects in its own folder


def snippet(text: str | Iterable[str], arrays: Mapping[str, Mapping[str, str]], *imports: str) -> Snippet:
    """Return a snippet of statements in one text, or in several."""
    text = text if isinstance(text, str) else "\n".join(text)
    return Snippet(tuple(text.strip("\n").split("\n")), arrays, imports)


def together(parts: Iterable[str]) -> str:
    """Return pieces of code with blank lines between them, two around functions."""
    text = ""
    for part in (each.strip("\n") for each in parts):
        if text and part:
            is_function = part.startswith("def ") or text.rsplit("\n", 1)[-1].startswith(INDENT)
            text += "\n\n\n" if is_function else "\n\n"
        text += part
    return text


def by_rows(dataset: Dataset, variables: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the arrays of every part as rows of whole ones; `variables` says what those are called."""
    return {
        part: {name: f"{variable}[{ROWS[part]}]" for name, variable in variables.items()} for part in parts_of(dataset)
    }


def parts_of(dataset: Dataset) -> list[str]:
    """Return the ends of the names of the parts that there are."""
    is_there = {"train": True, "val": bool(dataset.validation_inputs), "test": bool(dataset.test_inputs)}
    return [part for part, is_here in is_there.items() if is_here]


def variables_for(dataset: Dataset) -> dict[str, str]:
    """Return a variable for each input and target: x and y, or x_name and y_name if there are several."""
    found: dict[str, str] = {}
    for letter, names in (("x", dataset.inputs), ("y", dataset.targets)):
        for name in names:
            wanted = letter if len(names) == 1 or name == letter else f"{letter}_{_word(name)}"
            while wanted in found.values():
                wanted += "_"
            found[name] = wanted
    return found


def listed(head: str, values: Iterable[Any], tail: str = "]", room: int = WIDTH) -> str:
    """Return `head` (which ends with an opening bracket), the values, and `tail`, on several lines if need be."""
    items = ", ".join(value_text(each) for each in values)
    if len(head) + len(items) + len(tail) <= room:
        return f"{head}{items}{tail}"
    wrapped = textwrap.wrap(f"{items},", room, initial_indent=INDENT, subsequent_indent=INDENT,
                            break_long_words=False, break_on_hyphens=False)  # fmt: skip
    return "\n".join([head, *wrapped, tail])


def _word(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_").lower() or "input"
