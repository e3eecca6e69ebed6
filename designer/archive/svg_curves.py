"""Curves as SVG, for a page without scripts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from designer.model.document import Curves
from designer.translation import translated

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")  # Okabe and Ito's
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _EDGE = 520, 240, 56, 28, 8
_MOST_POINTS = 600


def curves_svg(name: str, runs: Sequence[Curves]) -> str:
    """Draw one value of several runs by epoch; that of the validation is dashed."""
    lines = [(number, kind, run.get(kind, [])) for number, run in enumerate(runs) for kind in (name, f"val_{name}")]
    finite = [value for _, _, values in lines for value in values if math.isfinite(value)]
    if not finite:
        return f"<p>{escape(translated('No values.'))}</p>"
    low, high = min(finite), max(finite)
    scale = _Scale(max(len(values) for _, _, values in lines), low, high if high > low else low + 1.0)
    drawn = "".join(_line(scale, number, kind, values) for number, kind, values in lines if values)
    label = escape(translated("{0} by epoch").format(name))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" role="img" '
        f'aria-label="{label}" font-size="11">{"".join(_axes(scale))}{drawn}</svg>'
    )


class _Scale:
    """Where an epoch and a value are on the drawing."""

    def __init__(self, num_epochs: int, low: float, high: float) -> None:
        self.num_epochs, self.low, self.high = num_epochs, low, high

    def x(self, epoch: float) -> float:
        share = (epoch - 1) / max(1, self.num_epochs - 1)
        return _LEFT + share * (_WIDTH - _LEFT - _EDGE)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _EDGE)


def _axes(scale: _Scale) -> Iterator[str]:
    for part in range(5):
        value = scale.low + (scale.high - scale.low) * part / 4
        y = scale.y(value)
        yield f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH - _EDGE}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d0d5db"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:.3g}</text>'
    for epoch in sorted({1, (1 + scale.num_epochs) // 2, scale.num_epochs}):
        text = translated("epoch {0}").format(epoch)
        anchor = "start" if epoch == 1 else "end" if epoch == scale.num_epochs else "middle"
        yield f'<text x="{scale.x(epoch):.1f}" y="{_HEIGHT - 8}" text-anchor="{anchor}">{escape(text)}</text>'


def _line(scale: _Scale, number: int, kind: str, values: Sequence[float]) -> str:
    step = max(1, len(values) // _MOST_POINTS)
    points = [
        (epoch, value) for epoch, value in enumerate(values, 1) if (epoch - 1) % step == 0 or epoch == len(values)
    ]
    places = " ".join(f"{scale.x(epoch):.1f},{scale.y(value):.1f}" for epoch, value in points if math.isfinite(value))
    colour, dashes = COLOURS[number % len(COLOURS)], ' stroke-dasharray="6 4"' if kind.startswith("val_") else ""
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'
