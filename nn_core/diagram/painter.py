"""From a graph to a drawing: tables as boxes, arrows between them, frames around nested models."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from nn_core.diagram.drawing import Arrow, Drawing, Point, Rect, Text, moved, text_width
from nn_core.diagram.graph import Box, ModelGraph, PlotOptions
from nn_core.diagram.layered import Layout, arrange

_SIZE = 11.0
_PADDING = 9.0
_ROW = 24.0
_MARGIN = 12.0
_INK = "#1f2328"
_FRAME = "#8c959f"


@dataclass
class _Cell:
    text: str
    fill: str = "#ffffff"
    color: str = _INK
    bold: bool = False

    @property
    def width(self) -> float:
        return text_width(self.text, _SIZE, self.bold) + 2 * _PADDING


@dataclass
class _Table:
    """A box ready to be drawn: rows of cells, or a frame around another drawing."""

    rows: list[list[_Cell]]
    inner: Drawing | None = None
    size: tuple[float, float] = field(init=False)

    def __post_init__(self) -> None:
        width = max(sum(cell.width for cell in row) for row in self.rows)
        height = _ROW * len(self.rows)
        if self.inner is not None:
            width, height = max(width, self.inner.width), height + self.inner.height
        self.size = width, height


def draw(graph: ModelGraph, options: PlotOptions) -> Drawing:
    """Return the drawing of a model."""
    tables = {box.key: _table(box, options) for box in graph.boxes}
    layout, sizes = _arranged(tables, graph.wires, options.rankdir)
    drawing = Drawing(layout.width + 2 * _MARGIN, layout.height + 2 * _MARGIN)
    for (a, b), route in layout.routes.items():
        arrow = _arrow(route, sizes[a], sizes[b], options.rankdir)
        drawing.items.append(moved(arrow, _MARGIN, _MARGIN))
    for key, (x, y) in layout.centers.items():
        width, height = sizes[key]
        table = tables[key]
        drawing.items += _painted(table, x - width / 2 + _MARGIN, y - height / 2 + _MARGIN)
    return drawing


# ---- contents ---------------------------------------------------------------------------------------------------


def _table(box: Box, options: PlotOptions) -> _Table:
    title = f"{box.name} ({box.class_name})" if options.show_layer_names else box.class_name
    rows = [[_Cell(title, _INK, "#ffffff", bold=True)]]
    if options.show_layer_activations and box.activation:
        rows.append([_Cell(f"Activation: {box.activation}")])
    facts = _facts(box, options)
    if options.rankdir in ("LR", "RL"):  # below one another, so that a long model does not become still longer
        rows += [[fact] for fact in facts]
    elif facts:
        rows.append(facts)
    is_open = options.expand_nested and box.inner is not None
    return _Table(rows, draw(box.inner, options) if is_open and box.inner else None)


def _facts(box: Box, options: PlotOptions) -> list[_Cell]:
    cells = []
    if options.show_shapes:
        cells += [_Cell(f"Input shape: {box.input_shape}"), _Cell(f"Output shape: {box.output_shape}")]
    if options.show_dtype:
        cells.append(_Cell(f"Output dtype: {box.dtype or '?'}"))
    if options.show_trainable and box.trainable is not None:
        cells.append(_Cell("Trainable", "#d8f3dc") if box.trainable else _Cell("Not trainable", "#ffe0e0"))
    return cells


# ---- places -----------------------------------------------------------------------------------------------------


def _arranged(
    tables: dict[str, _Table], wires: list[tuple[str, str]], rankdir: str
) -> tuple[Layout, dict[str, tuple[float, float]]]:
    """Arrange from top to bottom, then turn the result the way the data is to flow."""
    sizes = {key: table.size for key, table in tables.items()}
    if rankdir in ("TB", "BT"):
        layout = arrange(dict(sizes), wires)
    else:
        turned = arrange({key: (height, width) for key, (width, height) in sizes.items()}, wires)
        centers = {key: (y, x) for key, (x, y) in turned.centers.items()}
        routes = {wire: [(y, x) for x, y in route] for wire, route in turned.routes.items()}
        layout = Layout(centers, routes, turned.height, turned.width)
    return (_mirrored(layout, rankdir) if rankdir in ("BT", "RL") else layout), sizes


def _mirrored(layout: Layout, rankdir: str) -> Layout:
    def turn(point: Point) -> Point:
        x, y = point
        return (x, layout.height - y) if rankdir == "BT" else (layout.width - x, y)

    centers = {key: turn(point) for key, point in layout.centers.items()}
    routes = {wire: [turn(point) for point in route] for wire, route in layout.routes.items()}
    return replace(layout, centers=centers, routes=routes)


# ---- shapes -----------------------------------------------------------------------------------------------------


def _painted(table: _Table, left: float, top: float) -> list[Rect | Arrow | Text]:
    width, height = table.size
    items: list[Rect | Arrow | Text] = []
    if table.inner is not None:
        items.append(Rect(left, top, width, height, "#f6f8fa", _FRAME))
    for number, row in enumerate(table.rows):
        items += _row(row, left, top + number * _ROW, width)
    if table.inner is not None:
        x, y = left + (width - table.inner.width) / 2, top + len(table.rows) * _ROW
        items += [moved(item, x, y) for item in table.inner.items]
    return items


def _row(cells: list[_Cell], left: float, top: float, width: float) -> list[Rect | Arrow | Text]:
    """Draw cells side by side; what is left of the width is shared out evenly."""
    spare = (width - sum(cell.width for cell in cells)) / len(cells)
    items: list[Rect | Arrow | Text] = []
    for cell in cells:
        own = cell.width + spare
        items.append(Rect(left, top, own, _ROW, cell.fill, _INK))
        x, y = left + own / 2, top + _ROW / 2
        items.append(Text(x, y, cell.text, _SIZE, cell.color, cell.bold, own - _PADDING))
        left += own
    return items


def _arrow(route: list[Point], start: tuple[float, float], end: tuple[float, float], rankdir: str) -> Arrow:
    """Return a smooth line through the points of a route, from the border of one box to the border of the other."""
    axis = 1 if rankdir in ("TB", "BT") else 0
    forward = 1 if rankdir in ("TB", "LR") else -1
    points = [
        _shifted(route[0], axis, forward * start[axis] / 2),
        *route[1:-1],
        _shifted(route[-1], axis, -forward * end[axis] / 2),
    ]
    curve = [points[0]]
    for a, b in pairwise(points):
        reach = (b[axis] - a[axis]) / 2
        curve += [_shifted(a, axis, reach), _shifted(b, axis, -reach), b]
    return Arrow(tuple(curve), _INK)


def _shifted(point: Point, axis: int, by: float) -> Point:
    return (point[0] + by, point[1]) if axis == 0 else (point[0], point[1] + by)
