"""The table that `model.summary()` prints."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from unicodedata import combining, east_asian_width

from nn_core.layers.layer import Layer
from nn_core.spec.structure import flatten

if TYPE_CHECKING:
    from nn_core.models.model import Model


@dataclass(frozen=True)
class SummaryRow:
    """One line of the table: a layer."""

    name: str
    class_name: str
    output_shape: str
    num_params: int
    connected_to: tuple[str, ...]
    trainable: bool
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
    return SummaryRow(str(layer.name), layer.class_name, shape, layer.count_params(), sources, layer.trainable, depth)


def summary_text(
    model: Model,
    line_length: int | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Any = None,
) -> str:
    """Return the table, and below it the totals."""
    rows = _in_range(summary_rows(model, expand_nested), layer_range)
    is_branched = not _is_stack(model)
    columns = _columns(rows, is_branched, show_trainable, line_length or (100 if is_branched else 80))
    return "\n".join([f'Model: "{model.name}"', *_table(columns), *_totals(model)])


def _in_range(rows: list[SummaryRow], layer_range: Any) -> list[SummaryRow]:
    if not layer_range:
        return rows
    names = [row.name for row in rows]
    for name in layer_range:
        if name not in names:
            raise ValueError(f"layer_range names {name!r}, which is not a layer of the model; its layers are {names}.")
    return rows[names.index(layer_range[0]) : names.index(layer_range[1]) + 1]


def _is_stack(model: Model) -> bool:
    """Say whether every layer feeds the next one and nothing else."""
    nodes = getattr(model, "graph_nodes", None)
    if nodes is None or not model.built:
        return True
    parents = [parent for node in nodes for parent in node.parents]
    once = len({id(node.layer) for node in nodes}) == len(nodes) and len({id(p) for p in parents}) == len(parents)
    return once and all(len(node.inputs) <= 1 for node in nodes)


def _columns(
    rows: list[SummaryRow], is_branched: bool, show_trainable: bool, length: int
) -> list[tuple[int, list[str]]]:
    """Return (width, cells) of every column, the heading first."""
    titles = ["Layer (type)", "Output Shape", "Param #"]
    cells = [[f"{'└' * bool(r.depth) + '─' * r.depth}{r.name} ({r.class_name})" for r in rows],
             [r.output_shape for r in rows], [f"{r.num_params:,}" for r in rows]]  # fmt: skip
    shares = [0.46, 0.34, 0.2]
    if is_branched:
        titles.append("Connected to")
        cells.append([", ".join(r.connected_to) or "-" for r in rows])
        shares = [0.32, 0.24, 0.14, 0.3]
    if show_trainable:
        titles.append("Trainable")
        cells.append(["Y" if r.trainable else "N" for r in rows])
        shares = [*(0.88 * share for share in shares), 0.12]
    inner = length - 3 * len(titles) - 1
    return [(max(int(inner * share), len(t)), [t, *c]) for share, t, c in zip(shares, titles, cells, strict=True)]


def _table(columns: list[tuple[int, list[str]]]) -> list[str]:
    widths = [width for width, _ in columns]
    right = [cells[0] == "Param #" for _, cells in columns]
    rows = list(zip(*(cells for _, cells in columns), strict=True))
    lines = ["┏" + "┳".join("━" * (w + 2) for w in widths) + "┓"]
    lines += _line(rows[0], widths, right, "┃")
    lines.append("┡" + "╇".join("━" * (w + 2) for w in widths) + "┩")
    for number, row in enumerate(rows[1:]):
        if number:
            lines.append("├" + "┼".join("─" * (w + 2) for w in widths) + "┤")
        lines += _line(row, widths, right, "│")
    return [*lines, "└" + "┴".join("─" * (w + 2) for w in widths) + "┘"]


def _line(cells: tuple[str, ...], widths: list[int], right: list[bool], bar: str) -> list[str]:
    """Return one row of the table, its cells broken over several lines where they are too long."""
    broken = [_broken(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, broken))
    lines = []
    for i in range(height):
        parts = [lines_[i] if i < len(lines_) else "" for lines_ in broken]
        padded = [_padded(p, w, r) for p, w, r in zip(parts, widths, right, strict=True)]
        lines.append(f"{bar} " + f" {bar} ".join(padded) + f" {bar}")
    return lines


def _padded(text: str, width: int, is_right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if is_right else text + blanks


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
    for word in cell.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if _width(joined) <= width:
            lines[-1] = joined
        else:
            pieces = _pieces(word, width)
            lines += pieces if lines[-1] else []
            lines = lines if lines[-1] else [*lines[:-1], *pieces]
    return lines


def _totals(model: Model) -> list[str]:
    trainable = _count(model.trainable_weights)
    fixed = _count(model.non_trainable_weights)
    optimizer = getattr(model, "optimizer", None)
    state = _count(optimizer.variables) if optimizer is not None and getattr(optimizer, "built", False) else 0
    bytes_each = 8 if str(model.dtype) == "float64" else 4
    lines = [
        ("Total params", trainable + fixed + state),
        ("Trainable params", trainable),
        ("Non-trainable params", fixed),
    ]
    if state:
        lines.append(("Optimizer params", state))
    return [f" {title}: {count:,} ({size_text(count * bytes_each)})" for title, count in lines]


def _count(variables: list[Any]) -> int:
    return sum(math.prod(v.shape) for v in variables)


def size_text(num_bytes: int) -> str:
    """Return a number of bytes in words: 1.69 KB."""
    size = float(num_bytes)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            break
        size /= 1024
    return f"{size:.2f} {unit}"
