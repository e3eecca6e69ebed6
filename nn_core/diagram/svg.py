"""Drawings as SVG."""

from __future__ import annotations

from html import escape

from nn_core.diagram.drawing import Arrow, Drawing, Point, Rect, Text, text_width

FONT = "Helvetica, Arial, 'Open Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"


def to_svg(drawing: Drawing, scale: float = 1.0) -> str:
    """Return the text of an SVG file."""
    width, height = _number(drawing.width), _number(drawing.height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_number(drawing.width * scale)}" '
        f'height="{_number(drawing.height * scale)}" viewBox="0 0 {width} {height}" '
        f'font-family="{escape(FONT)}" text-anchor="middle">'
    )
    page = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', head, page, *map(_element, drawing.items), "</svg>", ""]
    )


def _element(item: Rect | Arrow | Text) -> str:
    if isinstance(item, Rect):
        place = f'x="{_number(item.x)}" y="{_number(item.y)}"'
        size = f'width="{_number(item.width)}" height="{_number(item.height)}"'
        corner = f' rx="{_number(item.radius)}"' if item.radius else ""
        return f'<rect {place} {size}{corner} fill="{item.fill}" stroke="{item.stroke}"/>'
    if isinstance(item, Text):
        weight = ' font-weight="bold"' if item.bold else ""
        place = f'x="{_number(item.x)}" y="{_number(item.y + item.size * 0.35)}"'
        # Another font must not be wider than the box.
        width = min(text_width(item.text, item.size, item.bold), item.width)
        fit = f'textLength="{_number(width)}" lengthAdjust="spacingAndGlyphs"'
        look = f'font-size="{_number(item.size)}" fill="{item.color}"{weight}'
        return f"<text {place} {look} {fit}>{escape(item.text)}</text>"
    start, *rest = item.points
    line = f'<path d="M{_pair(start)} C{" ".join(map(_pair, rest))}" fill="none" stroke="{item.stroke}"/>'
    return f'{line}<polygon points="{" ".join(map(_pair, item.head))}" fill="{item.stroke}"/>'


def _pair(point: Point) -> str:
    return f"{_number(point[0])},{_number(point[1])}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
