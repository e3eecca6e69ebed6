"""Jupyter notebooks: written with the standard library's json, read cell by cell."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from nn_core.saving.errors import ModelFileError
from nn_core.saving.source.flavour import Flavour
from nn_core.saving.source.program import TrainingSketch, sections
from nn_core.saving.source.sketch import Sketch
from nn_core.saving.source.writer import Code

ENDING = ".ipynb"
_MAGIC = re.compile(r"^(\s*)[%!?].*$", re.MULTILINE)
_CURVES = """import matplotlib.pyplot as plt

names = [name for name in history.history if not name.startswith("val_")]
figure, axes = plt.subplots(1, len(names), figsize=(5 * len(names), 4), squeeze=False)
for name, plot in zip(names, axes[0]):
    plot.plot(history.history[name], label="training")
    if f"val_{name}" in history.history:
        plot.plot(history.history[f"val_{name}"], label="validation")
    plot.set_title(name)
    plot.set_xlabel("epoch")
    plot.legend()
plt.show()"""


def notebook_text(sketch: Sketch, training: TrainingSketch | None, flavour: Flavour, title: str) -> str:
    """Return a notebook with the data, the model, its training and the curves."""
    cells = [_text_cell(f"# {title}")]
    for section in sections(sketch, training, flavour):
        if section.title != "Imports":
            cells.append(_text_cell(f"## {section.title}"))
        cells.append(_code_cell(section.code))
        if section.title == "Model":
            cells.append(_code_cell(_lines("model.summary()")))
    if training is not None and (training.data is not None or training.fit):
        cells += [_text_cell("## Learning curves"), _code_cell(_lines(_CURVES))]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    language = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    content = {"cells": cells, "metadata": language, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class CellLines:
    """The code of a notebook as one text, and where each of its lines stands."""

    text: str
    places: tuple[tuple[int, int], ...]  # for each line: number of the cell and of the line in it, from 1


def code_of_notebook(text: str) -> CellLines:
    """Return the code cells as one program; ModelFileError if it is no notebook."""
    try:
        content = json.loads(text)
        cells = [cell for cell in content["cells"] if isinstance(cell, dict)]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ModelFileError("It is not a Jupyter notebook.") from None
    lines: list[str] = []
    places: list[tuple[int, int]] = []
    for number, cell in enumerate(cells, 1):
        if cell.get("cell_type") == "code":
            own = _without_magic(_source(cell)).split("\n")
            lines += own
            places += [(number, line) for line in range(1, len(own) + 1)]
    return CellLines("\n".join(lines), tuple(places))


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _without_magic(source: str) -> str:
    """Return the code without lines for IPython; a cell in another language is none."""
    if source.startswith("%%") and not source.startswith(("%%time", "%%capture")):
        return "\n" * source.count("\n")
    return _MAGIC.sub(r"\1pass", source)


def _lines(text: str) -> Code:
    code = Code()
    code.add(text)
    return code


def _code_cell(code: Code) -> dict[str, Any]:
    source = "\n".join(code.lines).strip("\n").splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}


def _text_cell(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}
