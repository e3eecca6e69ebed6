"""The linear maps of Winograd's convolution with few additions, in passes over memory that Numba may compile.

The points of `winograd` come in pairs ±a, so that even and odd terms are shared: 22 operations along an axis where the
matrix has 36 places. Along both axes a map is applied first to whole rows of a picture, then tile by tile, or the
other way round. The functions of the first part take numbers here and arrays in `winograd_sums`; that is why both give
the same bits. As plain Python the passes are right too, and a thousand times slower.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff.accelerator import Pictures, Rows
from nn_core.autodiff.tensor import Array

_A, _B = np.float32(3 / 4), np.float32(3 / 2)  # the points, beside 0 and infinity
_A2, _B2, _A3, _B3 = _A * _A, _B * _B, _A * _A * _A, _B * _B * _B
_SUM, _PRODUCT = _A2 + _B2, _A2 * _B2


def values_along(d0: Any, d1: Any, d2: Any, d3: Any, d4: Any, d5: Any) -> Any:
    """Return the values of six inputs."""
    even_a, odd_a = d4 - d2 * _B2, (d3 - d1 * _B2) * _A
    even_b, odd_b = d4 - d2 * _A2, (d3 - d1 * _A2) * _B
    first, last = d0 * _PRODUCT - d2 * _SUM + d4, d1 * _PRODUCT - d3 * _SUM + d5
    return first, even_a + odd_a, even_a - odd_a, even_b + odd_b, even_b - odd_b, last


def results_along(v0: Any, v1: Any, v2: Any, v3: Any, v4: Any, v5: Any) -> Any:
    """Return the four results that six products of values amount to."""
    even_a, odd_a, even_b, odd_b = v1 + v2, v1 - v2, v3 + v4, v3 - v4
    return (
        v0 + even_a + even_b,
        odd_a * _A + odd_b * _B,
        even_a * _A2 + even_b * _B2,
        odd_a * _A3 + odd_b * _B3 + v5,
    )


def results_back_along(r0: Any, r1: Any, r2: Any, r3: Any) -> Any:
    """Return what six products are worth, given what the results are worth: the transposed map."""
    even_a, odd_a = r0 + r2 * _A2, r1 * _A + r3 * _A3
    even_b, odd_b = r0 + r2 * _B2, r1 * _B + r3 * _B3
    return r0, even_a + odd_a, even_a - odd_a, even_b + odd_b, even_b - odd_b, r3


def inputs_back_along(v0: Any, v1: Any, v2: Any, v3: Any, v4: Any, v5: Any) -> Any:
    """Return what six inputs are worth, given what their values are worth: the transposed map."""
    even_a, odd_a, even_b, odd_b = v1 + v2, (v1 - v2) * _A, v3 + v4, (v3 - v4) * _B
    return (
        v0 * _PRODUCT,
        v5 * _PRODUCT - odd_a * _B2 - odd_b * _A2,
        -(v0 * _SUM + even_a * _B2 + even_b * _A2),
        odd_a + odd_b - v5 * _SUM,
        v0 + even_a + even_b,
        v5,
    )


def write_values(first: int, last: int, width: int, rows: Rows, top: int, left: int, x: Pictures, values: Rows) -> None:
    """Write the values of the tiles in rows first to last: a row for each place in a tile, there all tiles."""
    channels = x.shape[3]
    start, length = left * channels, x.shape[2] * channels
    rows[:7] = 0
    at = 0
    for n in range(len(x)):
        for r in range(first, last):
            y = 4 * r - top
            seen = (
                _row(x, n, y, rows[6]),
                _row(x, n, y + 1, rows[6]),
                _row(x, n, y + 2, rows[6]),
                _row(x, n, y + 3, rows[6]),
                _row(x, n, y + 4, rows[6]),
                _row(x, n, y + 5, rows[6]),
            )
            _values(seen, _six(rows, 0, start, length))
            for i in range(6):
                for j in range(width):
                    _values(_six_columns(rows[i], 4 * j, channels), _six(values, 6 * i, (at + j) * channels, channels))
            at += width


def write_results(
    first: int, last: int, width: int, rows: Rows, products: Rows, bias: Array, least: float, y: Pictures
) -> None:
    """Write what products of values amount to, with the bias (of a whole row), but nothing below `least`."""
    filters = y.shape[3]
    length = y.shape[2] * filters
    at = 0
    for n in range(len(y)):
        for r in range(first, last):
            for i in range(6):
                for j in range(width):
                    _results(_six(products, 6 * i, (at + j) * filters, filters), _four_columns(rows[i], 4 * j, filters))
            found = (
                _row(y, n, 4 * r, rows[6]),
                _row(y, n, 4 * r + 1, rows[7]),
                _row(y, n, 4 * r + 2, rows[8]),
                _row(y, n, 4 * r + 3, rows[9]),
            )
            _finished_results(_six(rows, 0, 0, length), found, bias, least)
            at += width


def results_back(first: int, last: int, width: int, rows: Rows, worth: Pictures, products: Rows) -> None:
    """Write what the products of values are worth; beyond the last result nothing is worth anything."""
    filters = worth.shape[3]
    length = worth.shape[2] * filters
    rows[:7] = 0
    at = 0
    for n in range(len(worth)):
        for r in range(first, last):
            given = (
                _row(worth, n, 4 * r, rows[6]),
                _row(worth, n, 4 * r + 1, rows[6]),
                _row(worth, n, 4 * r + 2, rows[6]),
                _row(worth, n, 4 * r + 3, rows[6]),
            )
            _results_back(given, _six(rows, 0, 0, length))
            for i in range(6):
                for j in range(width):
                    _results_back(
                        _four_columns(rows[i], 4 * j, filters), _six(products, 6 * i, (at + j) * filters, filters)
                    )
            at += width


def inputs_back(
    first: int, last: int, width: int, rows: Rows, top: int, left: int, is_last: int, values: Rows, dx: Pictures
) -> None:
    """Write what the inputs are worth; tiles overlap by two, in rows that wait in `rows` for the next tiles."""
    channels = dx.shape[3]
    start, length = left * channels, dx.shape[2] * channels
    waiting = (rows[10, start : start + length], rows[11, start : start + length])
    at = 0
    for n in range(len(dx)):
        for r in range(first, last):
            if r == 0:
                rows[10:12] = 0
            for i in range(6):
                rows[i, : 2 * channels] = 0
                for j in range(width):
                    _add_inputs(
                        _six(values, 6 * i, (at + j) * channels, channels), _six_columns(rows[i], 4 * j, channels)
                    )
            y = 4 * r - top
            found = (
                _row(dx, n, y, rows[6]),
                _row(dx, n, y + 1, rows[7]),
                _row(dx, n, y + 2, rows[8]),
                _row(dx, n, y + 3, rows[9]),
            )
            _inputs_back(_six(rows, 0, start, length), waiting, found)
            if is_last and r == last - 1:
                _row(dx, n, y + 4, rows[6])[:length] = waiting[0]
                _row(dx, n, y + 5, rows[6])[:length] = waiting[1]
            at += width


def _row(x: Pictures, n: int, y: int, otherwise: Array) -> Array:
    """Return a row of a picture, or another where the picture has ended."""
    row: Array = x[n, y].reshape(-1) if 0 <= y < x.shape[1] else otherwise
    return row


def _six(rows: Rows, first: int, start: int, length: int) -> Any:
    """Return a piece of six rows."""
    end = start + length
    return (
        rows[first, start:end],
        rows[first + 1, start:end],
        rows[first + 2, start:end],
        rows[first + 3, start:end],
        rows[first + 4, start:end],
        rows[first + 5, start:end],
    )


def _four_columns(row: Array, first: int, channels: int) -> Any:
    """Return four neighbours in a row, with their channels."""
    start = first * channels
    return (
        row[start : start + channels],
        row[start + channels : start + 2 * channels],
        row[start + 2 * channels : start + 3 * channels],
        row[start + 3 * channels : start + 4 * channels],
    )


def _six_columns(row: Array, first: int, channels: int) -> Any:
    """Return six neighbours in a row, with their channels."""
    a, b, c, d = _four_columns(row, first, channels)
    start = (first + 4) * channels
    return a, b, c, d, row[start : start + channels], row[start + channels : start + 2 * channels]


def _values(d: Any, v: Any) -> None:
    d0, d1, d2, d3, d4, d5 = d
    v0, v1, v2, v3, v4, v5 = v
    for e in range(len(v0)):
        v0[e], v1[e], v2[e], v3[e], v4[e], v5[e] = values_along(d0[e], d1[e], d2[e], d3[e], d4[e], d5[e])


def _results(v: Any, r: Any) -> None:
    v0, v1, v2, v3, v4, v5 = v
    r0, r1, r2, r3 = r
    for e in range(len(r0)):
        r0[e], r1[e], r2[e], r3[e] = results_along(v0[e], v1[e], v2[e], v3[e], v4[e], v5[e])


def _finished_results(v: Any, r: Any, bias: Array, least: float) -> None:
    v0, v1, v2, v3, v4, v5 = v
    r0, r1, r2, r3 = r
    for e in range(len(v0)):
        a, b, c, d = results_along(v0[e], v1[e], v2[e], v3[e], v4[e], v5[e])
        a, b, c, d = a + bias[e], b + bias[e], c + bias[e], d + bias[e]
        r0[e] = least if a < least else a  # NaN remains
        r1[e] = least if b < least else b
        r2[e] = least if c < least else c
        r3[e] = least if d < least else d


def _results_back(r: Any, v: Any) -> None:
    r0, r1, r2, r3 = r
    v0, v1, v2, v3, v4, v5 = v
    for e in range(len(v0)):
        v0[e], v1[e], v2[e], v3[e], v4[e], v5[e] = results_back_along(r0[e], r1[e], r2[e], r3[e])


def _add_inputs(v: Any, d: Any) -> None:
    """Write six inputs; the first two are there already, from the tile before."""
    v0, v1, v2, v3, v4, v5 = v
    d0, d1, d2, d3, d4, d5 = d
    for e in range(len(v0)):
        a, b, d2[e], d3[e], d4[e], d5[e] = inputs_back_along(v0[e], v1[e], v2[e], v3[e], v4[e], v5[e])
        d0[e] += a
        d1[e] += b


def _inputs_back(v: Any, waiting: Any, d: Any) -> None:
    """Write four rows of inputs; the last two rows wait for the next tiles."""
    v0, v1, v2, v3, v4, v5 = v
    d0, d1, d2, d3 = d
    w0, w1 = waiting
    for e in range(len(v0)):
        a, b, d2[e], d3[e], next0, next1 = inputs_back_along(v0[e], v1[e], v2[e], v3[e], v4[e], v5[e])
        d0[e], d1[e] = w0[e] + a, w1[e] + b
        w0[e], w1[e] = next0, next1
