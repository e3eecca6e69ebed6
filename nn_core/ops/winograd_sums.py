"""The linear maps of Winograd's convolution with few additions (see `winograd_passes`), where Numba is installed.

Until the passes are compiled NumPy does the same, in the same order: nobody can tell from the results when that
was. It takes a little longer then than with matrices.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.autodiff.accelerator import Kernel, accelerator
from nn_core.autodiff.parallel import workspace
from nn_core.autodiff.tensor import Array
from nn_core.ops import winograd_passes as passes
from nn_core.ops.finish import Finish
from nn_core.ops.tiling import PLACES, SEEN, TILE, Arrive, Tiling, shaped, table

_ROWS = 12  # of memory that a pass needs for itself


def may_be_used() -> bool:
    """Say whether the passes are compiled, or will be once it is worth it."""
    return all(map(accelerator.may_come, _IN_NUMPY))


class SumDesk:
    """Working memory for the chunks of one piece, and the steps done there; tables are as with matrices."""

    def __init__(self, tiling: Tiling, samples: slice, is_way_back: bool = False) -> None:
        self._tiling = tiling
        count = min(tiling.together, samples.stop - samples.start)
        size = tiling.table_size(count)
        product = (PLACES, tiling.channels, tiling.filters) if is_way_back else (0,)
        worth = count * tiling.windows.count * tiling.filters * is_way_back
        row = (tiling.tiles[1] * TILE + 2) * max(tiling.channels, tiling.filters)
        *self._tables, self.product, self._worth, self._rows = workspace(
            np.float32, (size,), (size,), (size * is_way_back,), product, (worth,), (_ROWS, row)
        )

    def table(self, number: int, rows: int, tiles: int, channels: int) -> Array:
        """Return one of the tables, uninitialised."""
        return table(self._tables[number], rows, tiles, channels)

    # ---- forward ----------------------------------------------------------------------------------------------

    def seen(self, x: Array) -> Array:
        """Return the samples that are read: the passes see zeros around them."""
        return np.ascontiguousarray(x)

    def values_of_inputs(self, seen: Array, strip: slice) -> Array:
        """Return the values of the tiles in a strip, in table 1."""
        values = self._table_of(1, seen, strip)
        self._do(passes.write_values, strip, *self._tiling.before, seen, self._whole(1, values))
        return values

    def room(self, y: Array) -> Array:
        """Return where results are written."""
        return y

    def write_results(self, products: Array, room: Array, strip: slice, finish: Finish) -> None:
        """Write what the products of the values amount to, with bias and ReLU."""
        row = np.zeros(math.prod(room.shape[2:]), np.float32) if finish.row is None else finish.row
        least = 0.0 if finish.is_rectified else -math.inf
        self._do(passes.write_results, strip, self._whole(0, products), row, least, room)

    def deliver(self, room: Array, y: Array, chunk: slice, finish: Finish) -> None:
        """Do what remains for a chunk."""
        finish.pool(chunk)

    # ---- the way back -----------------------------------------------------------------------------------------

    def worth(self, arrive: Arrive, chunk: slice) -> Array:
        """Return what results are worth."""
        shape = (chunk.stop - chunk.start, *self._tiling.windows.output, self._tiling.filters)
        return np.ascontiguousarray(arrive(chunk, shaped(self._worth, shape)))

    def values_of_results(self, worth: Array, strip: slice) -> Array:
        """Return what the products of the values in a strip are worth, in table 2."""
        products = self._table_of(2, worth, strip)
        self._do(passes.results_back, strip, worth, self._whole(2, products))
        return products

    def room_for_inputs(self, dx: Array) -> Array:
        """Return where the gradients of inputs are written."""
        return dx

    def add_inputs(self, dvalues: Array, total: Array, strip: slice) -> None:
        """Write what the inputs are worth, given what the values of a strip are worth."""
        is_last = int(strip.stop == self._tiling.tiles[0])
        self._do(passes.inputs_back, strip, *self._tiling.before, is_last, self._whole(0, dvalues), total)

    def deliver_inputs(self, total: Array, dx: Array) -> None:
        """Do nothing: they are at their place."""

    def _do(self, kernel: Kernel, strip: slice, *args: Any) -> None:
        """Carry out a pass, compiled if that is possible by now."""
        arrays = [x for x in args if isinstance(x, np.ndarray)]
        function = accelerator.fitting(kernel, *arrays) or _IN_NUMPY[kernel]
        function(strip.start, strip.stop, self._tiling.tiles[1], self._rows, *args)

    def _table_of(self, number: int, samples: Array, strip: slice) -> Array:
        tiles = len(samples) * (strip.stop - strip.start) * self._tiling.tiles[1]
        return self.table(number, PLACES, tiles, samples.shape[-1])

    def _whole(self, number: int, table: Array) -> Array:
        """Return the memory of a table with the ends of rows that are left free, so that its numbers lie in order."""
        return shaped(self._tables[number], (PLACES, table.strides[0] // table.itemsize))


def _write_values(first: int, last: int, width: int, rows: Array, top: int, left: int, x: Array, values: Array) -> None:
    count = last - first
    seen = np.zeros((len(x), count * TILE + 2, width * TILE + 2, x.shape[-1]), x.dtype)
    begin, end = first * TILE - top, last * TILE + 2 - top  # in x
    part = x[:, max(begin, 0) : end]
    seen[:, max(-begin, 0) : max(-begin, 0) + part.shape[1], left : left + x.shape[2]] = part
    targets = _by_place(values, (len(x), count, width, x.shape[-1]))
    down = passes.values_along(*(seen[:, k::TILE][:, :count] for k in range(SEEN)))
    for each, across in zip(down, targets, strict=True):
        found = passes.values_along(*(each[:, :, k::TILE][:, :, :width] for k in range(SEEN)))
        for target, value in zip(across, found, strict=True):
            target[...] = value


def _write_results(
    first: int, last: int, width: int, rows: Array, products: Array, bias: Array, least: float, y: Array
) -> None:
    shape = len(y), last - first, width, y.shape[-1]
    by_row = [passes.results_along(*across) for across in _by_place(products, shape)]
    whole = np.empty((shape[0], shape[1], TILE, width, TILE, shape[3]), y.dtype)
    for k in range(TILE):
        for number, each in enumerate(passes.results_along(*(row[k] for row in by_row))):
            whole[:, :, number, :, k] = each
    part = y[:, first * TILE : last * TILE]
    part[...] = whole.reshape(len(y), -1, width * TILE, y.shape[-1])[:, : part.shape[1], : part.shape[2]]
    part += bias.reshape(part.shape[2:])
    np.maximum(part, np.float32(least), out=part)


def _results_back(first: int, last: int, width: int, rows: Array, worth: Array, products: Array) -> None:
    shape = len(worth), last - first, width, worth.shape[-1]
    whole = np.zeros((shape[0], shape[1] * TILE, width * TILE, shape[3]), worth.dtype)
    part = worth[:, first * TILE : last * TILE]
    whole[:, : part.shape[1], : part.shape[2]] = part
    down = passes.results_back_along(*(whole[:, k::TILE] for k in range(TILE)))
    for each, across in zip(down, _by_place(products, shape), strict=True):
        found = passes.results_back_along(*(each[:, :, k::TILE] for k in range(TILE)))
        for target, value in zip(across, found, strict=True):
            target[...] = value


def _inputs_back(
    first: int, last: int, width: int, rows: Array, top: int, left: int, is_last: int, values: Array, dx: Array
) -> None:
    count, channels = last - first, dx.shape[-1]
    across = np.zeros((SEEN, len(dx), count, (width + 1) * TILE, channels), dx.dtype)
    for each, row in zip(across, _by_place(values, (len(dx), count, width, channels)), strict=True):
        for k, found in enumerate(passes.inputs_back_along(*row)):
            each[:, :, k::TILE][:, :, :width] += found
    total = np.zeros((len(dx), (count + 1) * TILE, (width + 1) * TILE, channels), dx.dtype)
    length = (width * TILE + 2) * channels
    waiting = rows[-2:, :length].reshape(1, 2, -1, channels)  # from the strip before, which then is of the same sample
    if first:
        total[:, :2, : waiting.shape[2]] = waiting
    for k, found in enumerate(passes.inputs_back_along(*across)):
        total[:, k::TILE][:, :count] += found
    if not is_last:
        waiting[...] = total[:, count * TILE : count * TILE + 2, : waiting.shape[2]]
    begin = first * TILE - top
    end = dx.shape[1] if is_last else last * TILE - top
    part = dx[:, max(begin, 0) : end]
    start = max(-begin, 0)
    part[...] = total[:, start : start + part.shape[1], left : left + part.shape[2]]


def _by_place(table: Array, shape: tuple[int, ...]) -> Array:
    """Return a table as a view (row in the tile, column in the tile, sample, row, column, channel)."""
    return table[:, : math.prod(shape)].reshape(SEEN, SEEN, *shape)


_IN_NUMPY: dict[Kernel, Callable[..., None]] = {
    passes.write_values: _write_values,
    passes.write_results: _write_results,
    passes.results_back: _results_back,
    passes.inputs_back: _inputs_back,
}
