"""Drawings as PNG, painted by Pillow."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from nn_core.diagram.drawing import Arrow, Drawing, Point, Rect, Text

_MOST_PIXELS = 24_000_000
_FINER = 2  # painted so many times larger, then made smaller: smooth lines
_FONTS = ("Helvetica.ttc", "arial.ttf", "LiberationSans-Regular.ttf")
_WIDE_FONTS = (
    *("NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "wqy-zenhei.ttc", "wqy-microhei.ttc"),
    *("msyh.ttc", "simsun.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc"),
)


def to_png(drawing: Drawing, dpi: float = 200) -> bytes:
    """Return the bytes of a PNG file; very large drawings get fewer dots for each inch."""
    try:
        from PIL import Image, ImageDraw
    except ImportError:
        raise ImportError(
            "A PNG needs the package Pillow: pip install pillow. An .svg or .pdf needs nothing."
        ) from None
    scale = min(dpi / 72, (_MOST_PIXELS / (drawing.width * drawing.height)) ** 0.5, 30_000 / drawing.height)
    size = max(1, round(drawing.width * scale)), max(1, round(drawing.height * scale))
    image = Image.new("RGB", (size[0] * _FINER, size[1] * _FINER), "#ffffff")
    canvas = ImageDraw.Draw(image)
    for item in drawing.items:
        _paint(canvas, item, scale * _FINER)
    buffer = io.BytesIO()
    image.resize(size, Image.Resampling.BOX).save(buffer, "PNG", dpi=(dpi, dpi), optimize=True)
    return buffer.getvalue()


def _paint(canvas: Any, item: Rect | Arrow | Text, scale: float) -> None:
    line = max(1, round(scale))
    if isinstance(item, Rect):
        corners = (item.x, item.y, item.x + item.width, item.y + item.height)
        canvas.rectangle([each * scale for each in corners], item.fill, item.stroke, line)
    elif isinstance(item, Text):
        font = _fitting_font(item, scale)
        stroke = max(0, round(scale * 0.2)) if item.bold else 0
        place = item.x * scale, item.y * scale
        canvas.text(place, item.text, item.color, font, anchor="mm", stroke_width=stroke)
    else:
        points = [(x * scale, y * scale) for x, y in _flattened(item.points)]
        canvas.line(points, item.stroke, line, joint="curve")
        canvas.polygon([(x * scale, y * scale) for x, y in item.head], item.stroke)


def _flattened(points: tuple[Point, ...], steps: int = 16) -> list[Point]:
    """Return many points on the Bézier curves."""
    found = [points[0]]
    for i in range(0, len(points) - 1, 3):
        a, b, c, d = points[i : i + 4]
        for step in range(1, steps + 1):
            t = step / steps
            u = 1 - t
            weights = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            found.append(
                (
                    sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                    sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
                )
            )
    return found


def _fitting_font(item: Text, scale: float) -> Any:
    """Return a font in which the words are no wider than they may be."""
    font = _font(round(item.size * scale), item.text.isascii())
    excess = font.getlength(item.text) / (item.width * scale)
    return _font(int(item.size * scale / excess), item.text.isascii()) if excess > 1 else font


@cache
def _font(size: int, is_ascii: bool) -> Any:
    from PIL import ImageFont

    for name in _FONTS if is_ascii else (*_WIDE_FONTS, *_FONTS):
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
