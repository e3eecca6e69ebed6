"""Drawing: boxes, arrows and words on a page, which every writer understands. Lengths are points, y grows downwards."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

Point = tuple[float, float]


@dataclass(frozen=True)
class Rect:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str = "#ffffff"
    stroke: str = "#000000"
    radius: float = 0.0


@dataclass(frozen=True)
class Arrow:
    """A smooth line: its beginning, then three points for every Bézier curve; a head at its end."""

    points: tuple[Point, ...]
    stroke: str = "#000000"

    @property
    def head(self) -> tuple[Point, Point, Point]:
        """The corners of the triangle at the end."""
        (x0, y0), (x1, y1) = self.points[-2], self.points[-1]
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1.0
        dx, dy = (x1 - x0) / length, (y1 - y0) / length
        back_x, back_y = x1 - 8 * dx, y1 - 8 * dy
        return (x1, y1), (back_x - 3.5 * dy, back_y + 3.5 * dx), (back_x + 3.5 * dy, back_y - 3.5 * dx)


@dataclass(frozen=True)
class Text:
    """One line of words, its middle at (x, y); never wider than `width`."""

    x: float
    y: float
    text: str
    size: float = 11.0
    color: str = "#000000"
    bold: bool = False
    width: float = float("inf")


@dataclass
class Drawing:
    """A page and what is on it, from back to front."""

    width: float = 0.0
    height: float = 0.0
    items: list[Rect | Arrow | Text] = field(default_factory=list)


def moved(item: Rect | Arrow | Text, dx: float, dy: float) -> Rect | Arrow | Text:
    """Return the item at another place."""
    if isinstance(item, Rect):
        return Rect(item.x + dx, item.y + dy, item.width, item.height, item.fill, item.stroke, item.radius)
    if isinstance(item, Text):
        return Text(item.x + dx, item.y + dy, item.text, item.size, item.color, item.bold, item.width)
    return Arrow(tuple((x + dx, y + dy) for x, y in item.points), item.stroke)


# Widths of the characters from space to ~ in Helvetica, in thousandths of the size.
_WIDTHS = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return about how wide a line of words is."""
    return sum(map(_character_width, text)) * size / 1000 * (1.07 if bold else 1.0)


def _character_width(character: str) -> int:
    if " " <= character <= "~":
        return _WIDTHS[ord(character) - 32]
    return 1000 if unicodedata.east_asian_width(character) in "WF" else 600
