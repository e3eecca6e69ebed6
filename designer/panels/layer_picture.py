"""Pictures that explain layers, drawn with the layer's own numbers in the colours of the theme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from designer import theme
from designer.model.explain import Explanation
from designer.model.report import Facts

WIDTH, HEIGHT = 264, 120
MOST_CELLS, MOST_CIRCLES, MOST_STEPS = 8, 5, 4
CELL = 10.0


@dataclass(frozen=True)
class Scene:
    """What the drawing functions need."""

    painter: QPainter
    explanation: Explanation
    facts: Facts
    arguments: dict[str, object]

    def colour(self, role: str) -> QColor:
        """Return a colour of the theme that may be changed."""
        return QColor(theme.current().colour(role))

    def pen(self, role: str, width: float = 1.2, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
        self.painter.setPen(QPen(self.colour(role), width, style))

    def text(self, x: float, y: float, words: str, width: float = 90.0) -> None:
        """Write words centred at a place."""
        self.pen("text")
        self.painter.drawText(QRectF(x - width / 2, y - 9, width, 18), Qt.AlignmentFlag.AlignCenter, words)

    def arrow(self, start: QPointF, end: QPointF, role: str = "muted") -> None:
        """Draw an arrow along one of the axes or aslant."""
        self.pen(role)
        self.painter.drawLine(start, end)
        way = end - start
        length = max(1.0, (way.x() ** 2 + way.y() ** 2) ** 0.5)
        ahead, aside = way / length * 6, QPointF(-way.y(), way.x()) / length * 3
        self.painter.setBrush(self.colour(role))
        self.painter.drawPolygon(QPolygonF([end, end - ahead + aside, end - ahead - aside]))


def picture_of(explanation: Explanation, facts: Facts, arguments: dict[str, object], ratio: float) -> QImage | None:
    """Return the picture of a layer; None if it has none."""
    draw = DRAWINGS.get(explanation.picture)
    if draw is None:
        return None
    image = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.font("small"))
    draw(Scene(painter, explanation, facts, arguments))
    painter.end()
    return image


# ---- windows ----------------------------------------------------------------------------------------------


def _window(scene: Scene) -> None:
    """A window over a grid of cells, its next place, and the cell of the output it makes."""
    windows = scene.explanation.windows or ()
    if not windows:
        return
    wide = windows[-1]
    high = windows[-2] if len(windows) > 1 else None
    given = scene.facts.input_shapes[0] if scene.facts.input_shapes else None
    reach = (wide.size - 1) * wide.dilation + 1
    columns = max(min(_size(given, -2, MOST_CELLS), MOST_CELLS), min(reach, MOST_CELLS))
    rows = (
        1
        if high is None
        else max(min(_size(given, -3, MOST_CELLS), MOST_CELLS), min((high.size - 1) * high.dilation + 1, MOST_CELLS))
    )
    left, top = 8.0, 60 - rows * CELL / 2
    taps = [n * wide.dilation for n in range(wide.size)]
    down = [0] if high is None else [n * high.dilation for n in range(high.size)]
    _grid(scene, left, top, columns, rows, {(x, y) for x in taps for y in down})
    tall = (down[-1] + 1) * CELL
    scene.pen("accent", 2.0)
    scene.painter.setBrush(Qt.BrushStyle.NoBrush)
    scene.painter.drawRect(QRectF(left, top, min(reach, columns) * CELL, tall))
    if wide.stride + reach <= columns:
        scene.pen("accent", 1.5, Qt.PenStyle.DashLine)
        scene.painter.drawRect(QRectF(left + wide.stride * CELL, top, reach * CELL, tall))
    right = 178.0
    scene.arrow(QPointF(left + columns * CELL + 8, 60), QPointF(right - 10, 60))
    out_columns = max(1, min(MOST_CELLS - 2, _size(scene.facts.output_shape, -2, 5)))
    out_rows = 1 if high is None else max(1, min(MOST_CELLS - 2, _size(scene.facts.output_shape, -3, 5)))
    _grid(scene, right, 60 - out_rows * CELL / 2, out_columns, out_rows, {(0, 0)})
    size = f"{wide.size}" if high is None else f"{high.size} × {wide.size}"
    verb = _tr("Σ window · kernel") if scene.explanation.picture == "window" else _tr("one number for each window")
    scene.text(132, 10, f"{size}  ·  {verb}", 250)
    scene.text(132, 112, _tr("the window moves by {0}").format(wide.stride), 200)


def _grid(scene: Scene, left: float, top: float, columns: int, rows: int, marked: set[tuple[int, int]]) -> None:
    scene.pen("muted", 0.8)
    for x in range(columns):
        for y in range(rows):
            tint = scene.colour("accent")
            tint.setAlpha(90)
            scene.painter.setBrush(tint if (x, y) in marked else Qt.BrushStyle.NoBrush)
            scene.painter.drawRect(QRectF(left + x * CELL, top + y * CELL, CELL, CELL))


def _size(shape: tuple[int | None, ...] | None, axis: int, otherwise: int) -> int:
    if shape is None or len(shape) < 1 - axis or shape[axis] is None:
        return otherwise
    return int(shape[axis] or otherwise)


# ---- units, steps, looking up -----------------------------------------------------------------------------


def _units(scene: Scene) -> None:
    """Every input joined to every output."""
    given = scene.facts.input_shapes[0] if scene.facts.input_shapes else None
    counts = [given[-1] if given else None, scene.facts.output_shape[-1] if scene.facts.output_shape else None]
    places = [_column(count) for count in counts]
    scene.pen("muted", 0.7)
    for y in places[0]:
        for z in places[1]:
            scene.painter.drawLine(QPointF(60, y), QPointF(204, z))
    for x, ys, count in zip((60, 204), places, counts, strict=True):
        for y in ys:
            scene.pen("accent", 1.5)
            scene.painter.setBrush(scene.colour("raised"))
            scene.painter.drawEllipse(QPointF(x, y), 7, 7)
        words = "?" if count is None else f"{count:,}"
        if count is not None and count > MOST_CIRCLES:
            scene.text(x + (-32 if x < 100 else 32), 58, "⋮", 20)
        scene.text(x, 112, _tr("{0} inputs").format(words) if x < 100 else _tr("{0} units").format(words), 110)


def _column(count: int | None) -> list[float]:
    number = min(count or MOST_CIRCLES, MOST_CIRCLES)
    return [52 + (n - (number - 1) / 2) * 20 for n in range(number)]


def _recurrence(scene: Scene) -> None:
    """The same cell at every step, handing on its state."""
    given = scene.facts.input_shapes[0] if scene.facts.input_shapes else None
    steps = given[1] if given is not None and len(given) > 1 else None
    number = min(steps or MOST_STEPS, MOST_STEPS)
    gives_all = bool(scene.arguments.get("return_sequences"))
    for n in range(number):
        x = 34 + n * 64.0
        is_last = n == number - 1
        label = str(steps) if is_last and steps is not None else "T" if is_last else str(n + 1)
        scene.pen("accent", 1.6)
        scene.painter.setBrush(scene.colour("raised"))
        scene.painter.drawRoundedRect(QRectF(x - 17, 46, 34, 26), 5, 5)
        scene.text(x, 59, _tr("cell"), 34)
        scene.arrow(QPointF(x, 96), QPointF(x, 74))
        scene.text(x, 106, f"x{label}", 40)
        if not is_last:
            scene.arrow(QPointF(x + 18, 59), QPointF(x + 46, 59), "accent")
        if gives_all or is_last:
            scene.arrow(QPointF(x, 45), QPointF(x, 24))
            scene.text(x, 14, f"h{label}", 40)
    if steps is None or steps > MOST_STEPS:
        scene.text(34 + (number - 1) * 64.0 - 32, 50, "…", 20)


def _attention(scene: Scene) -> None:
    """Scores of every query with every key, and the values they weigh."""
    weights = [[0.7, 0.1, 0.1, 0.1], [0.1, 0.6, 0.2, 0.1], [0.05, 0.25, 0.5, 0.2], [0.3, 0.1, 0.1, 0.5]]
    for y, row in enumerate(weights):
        for x, weight in enumerate(row):
            tint = scene.colour("accent")
            tint.setAlphaF(weight)
            scene.painter.fillRect(QRectF(66 + x * 18, 28 + y * 18, 17, 17), tint)
    scene.pen("muted")
    scene.painter.setBrush(Qt.BrushStyle.NoBrush)
    scene.painter.drawRect(QRectF(65.5, 27.5, 72, 72))
    shapes = scene.facts.input_shapes
    steps = [
        str(shape[1]) if shape is not None and len(shape) > 1 and shape[1] is not None else "T" for shape in shapes
    ]
    scene.text(102, 14, _tr("keys ({0})").format(steps[-1] if steps else "T"), 100)
    scene.text(34, 64, _tr("queries"), 60)
    scene.arrow(QPointF(142, 64), QPointF(172, 64))
    scene.text(216, 54, _tr("weighted mean"), 90)
    scene.text(216, 72, _tr("of the values"), 90)
    scene.text(102, 112, _tr("softmax along each row"), 180)


def _dropout(scene: Scene) -> None:
    """A row in training and outside: some are 0, the others are scaled."""
    rate = float(str(scene.arguments.get("rate", 0.5)) or 0.5)
    number = 10
    off = {(n * 7 + 3) % number for n in range(round(rate * number))}
    for y, words, switched in ((30, _tr("training"), off), (78, _tr("otherwise"), set())):
        scene.text(34, y + 8, words, 66)
        for n in range(number):
            place = QRectF(74 + n * 18, y, 16, 16)
            scene.pen("muted")
            scene.painter.setBrush(Qt.BrushStyle.NoBrush if n in switched else scene.colour("accent"))
            scene.painter.drawEllipse(place)
            if n in switched:
                scene.pen("error", 1.6)
                scene.painter.drawLine(place.topLeft(), place.bottomRight())
    scale = "∞" if rate >= 1 else f"{1 / (1 - rate):.3g}"
    scene.text(160, 58, _tr("{0:.0%} are 0, the others × {1}").format(rate, scale), 200)


def _tr(text: str) -> str:
    return QCoreApplication.translate("explanation", text)


DRAWINGS: dict[str, Callable[[Scene], None]] = {
    "window": _window,
    "pooling": _window,
    "units": _units,
    "recurrence": _recurrence,
    "attention": _attention,
    "dropout": _dropout,
}
