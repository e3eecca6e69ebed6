"""The table that `model.summary()` prints."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from unicodedata import combining, east_asian_width

from nn_core.layers.layer import Layer
from nn_core.spec.structure import flatten

if TYPE_CHECKING:
    from nn_core.models.model import Model

_COUNTS, _TRAINABLE = "Param #", "Trainable"


@dataclass(frozen=True)
class SummaryRow:
    """One line of the table: a layer."""

    name: str
    class_name: str
    output_shape: str
    num_params: int
    connected_to: tuple[str, ...]
    trainable: bool | None  # None if there is nothing to train
    depth: int = 0


def summary_rows(model: Model, expand_nested: bool = False, depth: int = 0) -> list[SummaryRow]:
    """Return a row for every layer, nested models opened if asked."""
    rows: list[SummaryRow] = []
    for layer in model.layers:
        rows.append(_row(layer, _nodes_in(model, layer), depth))
        if expand_nested and hasattr(layer, "layers"):
            rows.extend(summary_rows(cast("Model", layer), expand_nested, depth + 1))
    return rows


def _nodes_in(model: Model, layer: Layer) -> list[Any]:
    nodes = getattr(model, "graph_nodes", layer._nodes)
    return [node for node in nodes if node.layer is layer]


def _row(layer: Layer, nodes: list[Any], depth: int) -> SummaryRow:
    shapes = [x.shape for node in nodes[:1] for x in flatten(node.outputs)]
    shape = str(shapes[0]) if len(shapes) == 1 else f"[{', '.join(map(str, shapes))}]" if shapes else "?"
    sources = tuple(
        f"{x.node.layer.name}[{x.node.index}][{x.tensor_index}]" for node in nodes for x in node.inputs if x.node
    )
    trainable = layer.trainable if layer.weights else None
    return SummaryRow(str(layer.name), layer.class_name, shape, layer.count_params(), sources, trainable, depth)


def summary_text(
    model: Model,
    line_length: int | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Any = None,
    positions: Sequence[float] | None = None,
) -> str:
    """Return the table, and below it the totals.

    Args:
        positions: where the columns end, in shares of the line; as in Keras, for three columns or four.
    """
    rows = _in_range(summary_rows(model, expand_nested), layer_range)
    is_branched = not _is_stack(model)
    cells = _cells(rows, is_branched, show_trainable)
    ends = list(positions or ([0.3, 0.56, 0.74, 1.0] if is_branched else [0.45, 0.8, 1.0]))
    ends = [*(0.9 * end for end in ends), 1.0] if show_trainable else ends
    length = line_length or min((108 if is_branched else 88) + 12 * show_trainable, _terminal_width() - 4)
    columns = list(zip(_widths(ends, length), cells, strict=True))
    return "\n".join([f'Model: "{model.name}"', *_table(columns), *_totals(model)])


def _terminal_width() -> int:
    return max(60, shutil.get_terminal_size().columns)


def _in_range(rows: list[SummaryRow], layer_range: Any) -> list[SummaryRow]:
    """Return the rows from one layer to another; both may be given by regular expressions, as in Keras."""
    if not layer_range:
        return rows
    names = [row.name for row in rows]
    places = [[i for i, name in enumerate(names) if re.match(pattern, name)] for pattern in layer_range]
    for pattern, found in zip(layer_range, places, strict=True):
        if not found:
            raise ValueError(
                f"layer_range names {pattern!r}, which is not a layer of the model; its layers are {names}."
            )
    return rows[places[0][0] : places[1][-1] + 1]


def _is_stack(model: Model) -> bool:
    """Say whether every layer feeds the next one and nothing else."""
    nodes = getattr(model, "graph_nodes", None)
    if nodes is None or not model.built:
        return True
    parents = [parent for node in nodes for parent in node.parents]
    once = len({id(node.layer) for node in nodes}) == len(nodes) and len({id(p) for p in parents}) == len(parents)
    return once and all(len(node.inputs) <= 1 for node in nodes)


def _cells(rows: list[SummaryRow], is_branched: bool, show_trainable: bool) -> list[list[str]]:
    """Return the cells of every column, the heading first."""
    columns = [
        ["Layer (type)", *(f"{'   ' * r.depth}{'└ ' * bool(r.depth)}{r.name} ({r.class_name})" for r in rows)],
        ["Output Shape", *(r.output_shape for r in rows)],
        [_COUNTS, *(f"{r.num_params:,}" for r in rows)],
    ]
    if is_branched:
        columns.append(["Connected to", *(", ".join(r.connected_to) or "-" for r in rows)])
    if show_trainable:
        columns.append([_TRAINABLE, *({True: "Y", False: "N", None: "-"}[r.trainable] for r in rows)])
    return columns


def _widths(ends: list[float], length: int) -> list[int]:
    """Return the widths of the texts, so that lines and blanks between them fit too: each gives up equally much."""
    widths = [int(end * length) - int(start * length) for start, end in zip([0.0, *ends], ends, strict=False)]
    excess, found = sum(widths) + 3 * len(widths) + 1 - length, []
    for number, width in enumerate(widths):
        less = round(excess / (len(widths) - number))
        found.append(max(1, width - less))
        excess -= less
    return found


def _table(columns: list[tuple[int, list[str]]]) -> list[str]:
    widths = [width for width, _ in columns]
    sides = [{_COUNTS: 1.0, _TRAINABLE: 0.5}.get(cells[0], 0.0) for _, cells in columns]
    rows = list(zip(*(cells for _, cells in columns), strict=True))
    lines = ["┏" + "┳".join("━" * (w + 2) for w in widths) + "┓"]
    heading = tuple(
        text if len(text) <= width else text[: width - 1] + "…" for text, width in zip(rows[0], widths, strict=True)
    )
    lines += _line(heading, widths, sides, "┃")
    lines.append("┡" + "╇".join("━" * (w + 2) for w in widths) + "┩")
    for number, row in enumerate(rows[1:]):
        if number:
            lines.append("├" + "┼".join("─" * (w + 2) for w in widths) + "┤")
        lines += _line(row, widths, sides, "│")
    return [*lines, "└" + "┴".join("─" * (w + 2) for w in widths) + "┘"]


def _line(cells: tuple[str, ...], widths: list[int], sides: list[float], bar: str) -> list[str]:
    """Return one row of the table, its cells broken over several lines where they are too long."""
    broken = [_broken(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, broken))
    lines = []
    for i in range(height):
        parts = [lines_[i] if i < len(lines_) else "" for lines_ in broken]
        padded = [_padded(p, w, side) for p, w, side in zip(parts, widths, sides, strict=True)]
        lines.append(f"{bar} " + f" {bar} ".join(padded) + f" {bar}")
    return lines


def _padded(text: str, width: int, side: float) -> str:
    """Fill up with blanks: side 0 is left, 1 right."""
    blanks = width - _width(text)
    return " " * int(blanks * side) + text + " " * (blanks - int(blanks * side))


def _width(text: str) -> int:
    """Return how many columns a terminal needs: two for a Chinese character, none for an accent that is put on one."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _pieces(word: str, width: int) -> list[str]:
    """Cut a word that is too long."""
    pieces = [""]
    for char in word:
        if _width(pieces[-1] + char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _broken(cell: str, width: int) -> list[str]:
    lines: list[str] = [""]
    for word in re.split(r"(?<=\S) ", cell):  # blanks in front are the indentation of a nested layer
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if _width(joined) <= width:
            lines[-1] = joined
        else:
            pieces = _pieces(word, width)
            lines += pieces if lines[-1] else []
            lines = lines if lines[-1] else [*lines[:-1], *pieces]
    return lines


def _totals(model: Model) -> list[str]:
    optimizer = getattr(model, "optimizer", None)
    state = optimizer.variables if optimizer is not None and getattr(optimizer, "built", False) else []
    parts = {
        "Total params": [*model.trainable_weights, *model.non_trainable_weights, *state],
        "Trainable params": model.trainable_weights,
        "Non-trainable params": model.non_trainable_weights,
        **({"Optimizer params": state} if state else {}),
    }
    return [f" {title}: {_count(each):,} ({size_text(_num_bytes(each))})" for title, each in parts.items()]


def _count(variables: Iterable[Any]) -> int:
    return sum(math.prod(v.shape) for v in variables)


def _num_bytes(variables: Iterable[Any]) -> int:
    return sum(math.prod(v.shape) * v.value.itemsize for v in variables)


def size_text(num_bytes: int) -> str:
    """Return a number of bytes in words: 1.69 KB."""
    size = float(num_bytes)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            break
        size /= 1024
    return f"{size:.2f} {unit}"
