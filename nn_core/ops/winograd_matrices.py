"""The linear maps of Winograd's convolution as products with matrices: along both axes at once, for NumPy alone.

A map of 36 (or 16, or 9) rows and columns is one product for a whole chunk of tiles.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nn_core.autodiff.parallel import workspace
from nn_core.autodiff.tensor import Array
from nn_core.ops.finish import Finish
from nn_core.ops.tiling import PLACES, SEEN, TILE, WINDOW, Arrive, Tiling, flat, shaped, table

POINTS = (0, 3 / 4, -3 / 4, 3 / 2, -3 / 2)  # and infinity; symmetric, near 1 and exact: they decide on the error


def _maps() -> tuple[Array, Array, Array]:
    """Return the maps along one axis: inputs to values (6×6), weights to values (6×3), values to results (4×6)."""
    powers = np.vander([*POINTS, 0], SEEN, increasing=True)
    powers[-1] = 0  # the value at infinity is the leading coefficient
    weights, results = powers[:, :WINDOW].copy(), powers[:, :TILE].copy()
    weights[-1, -1] = results[-1, -1] = 1
    inputs = np.zeros((SEEN, SEEN))
    for i, point in enumerate(POINTS):  # Lagrange: the polynomial that is zero at all other points
        others = [each for each in POINTS if each != point]
        inputs[i, : len(others) + 1] = np.poly(others)[::-1]
        weights[i] /= np.prod(point - np.array(others))
    inputs[-1] = np.poly(POINTS)[::-1]
    return inputs, weights, results.T


INPUTS, WEIGHTS, RESULTS = (np.kron(each, each).astype("float32") for each in _maps())
_INPUTS_BACK, _RESULTS_BACK = (np.ascontiguousarray(each.T) for each in (INPUTS, RESULTS))


class MatrixDesk:
    """Working memory for the chunks of one piece, and the steps done there.

    Tables have a row for each of the 36 (or 16) places in a tile; in a row lie all channels of all tiles of a strip.
    """

    def __init__(self, tiling: Tiling, samples: slice, is_way_back: bool = False) -> None:
        self._tiling = tiling
        count = min(tiling.together, samples.stop - samples.start)
        height, width = tiling.tiles
        size = tiling.table_size(count)
        product = (PLACES, tiling.channels, tiling.filters) if is_way_back else (0,)
        seen = count * (height + 1) * (width + 1) * TILE * TILE * tiling.channels
        made = count * height * width * TILE * TILE * tiling.filters
        *self._tables, self.product, self._seen, self._total, self._made = workspace(
            np.float32, (size,), (size,), (size * is_way_back,), product, (seen,), (seen * is_way_back,), (made,)
        )

    def table(self, number: int, rows: int, tiles: int, channels: int) -> Array:
        """Return one of the tables, uninitialised."""
        return table(self._tables[number], rows, tiles, channels)

    # ---- forward ----------------------------------------------------------------------------------------------

    def seen(self, x: Array) -> Array:
        """Return samples with zeros around them, as many as whole tiles need; x itself where that is none."""
        height, width = self._tiling.tiles
        if self._tiling.is_exact and self._tiling.windows.is_full:
            return x
        seen = shaped(self._seen, (len(x), height * TILE + 2, width * TILE + 2, x.shape[-1]))
        seen.fill(0)
        top, left = self._tiling.before
        seen[:, top : top + x.shape[1], left : left + x.shape[2]] = x
        return seen

    def values_of_inputs(self, seen: Array, strip: slice) -> Array:
        """Return the values of the tiles in a strip, in table 1."""
        count, _, _, channels = seen.shape
        rows, width = strip.stop - strip.start, self._tiling.tiles[1]
        s0, s1, s2, s3 = seen.strides
        tiles = as_strided(
            seen[:, strip.start * TILE :],
            (SEEN, SEEN, count, rows, width, channels),
            (s1, s2, s0, TILE * s1, TILE * s2, s3),
        )
        inputs = self.table(0, PLACES, count * rows * width, channels)
        inputs.reshape(tiles.shape)[...] = tiles
        values = self.table(1, PLACES, count * rows * width, channels)
        np.matmul(INPUTS, flat(inputs), out=flat(values))
        return values

    def room(self, y: Array) -> Array:
        """Return room for results in whole tiles: y itself if it consists of them."""
        return y if self._tiling.is_exact else self._whole_tiles(len(y))

    def write_results(self, products: Array, room: Array, strip: slice, finish: Finish) -> None:
        """Write what the products of the values amount to into the tiles of a strip."""
        results = self.table(1, TILE * TILE, *products.shape[1:])
        np.matmul(RESULTS, flat(products), out=flat(results))
        tiles = _in_tiles(room, strip)
        tiles[...] = results.reshape(tiles.shape)

    def deliver(self, room: Array, y: Array, chunk: slice, finish: Finish) -> None:
        """Bring the results of a chunk to their place, and do what remains."""
        if room is not y:
            y[...] = self._cut(room)
        finish(chunk)

    # ---- the way back -----------------------------------------------------------------------------------------

    def worth(self, arrive: Arrive, chunk: slice) -> Array:
        """Return what whole tiles of results are worth: nothing, beyond the last result."""
        whole = self._whole_tiles(chunk.stop - chunk.start)
        if self._tiling.is_exact:
            return arrive(chunk, whole)
        part = self._cut(whole)
        found = arrive(chunk, part)
        if found is not part:
            part[...] = found
        whole[:, part.shape[1] :] = 0
        whole[:, :, part.shape[2] :] = 0
        return whole

    def values_of_results(self, worth: Array, strip: slice) -> Array:
        """Return what the products of the values in a strip are worth, in table 2."""
        tiles = _in_tiles(worth, strip)
        results = self.table(0, TILE * TILE, math.prod(tiles.shape[2:5]), tiles.shape[-1])
        results.reshape(tiles.shape)[...] = tiles
        products = self.table(2, PLACES, *results.shape[1:])
        np.matmul(_RESULTS_BACK, flat(results), out=flat(products))
        return products

    def room_for_inputs(self, dx: Array) -> Array:
        """Return zeros, to which the gradients of the inputs are added; the last tiles reach over the edge."""
        height, width = self._tiling.tiles
        total = shaped(self._total, (len(dx), (height + 1) * TILE, (width + 1) * TILE, self._tiling.channels))
        total.fill(0)
        return total

    def add_inputs(self, dvalues: Array, total: Array, strip: slice) -> None:
        """Add what the values of a strip are worth to what the inputs are worth; tiles overlap by two."""
        inputs = self.table(1, PLACES, *dvalues.shape[1:])
        np.matmul(_INPUTS_BACK, flat(dvalues), out=flat(inputs))
        count, width = len(total), self._tiling.tiles[1]
        by_place = inputs.reshape(SEEN, SEEN, count, -1, width, inputs.shape[-1])
        for down in (0, 1):
            for right in (0, 1):
                moved = total[:, down * TILE :, right * TILE : (right + width) * TILE]
                part = by_place[down * TILE : (down + 1) * TILE, right * TILE : (right + 1) * TILE]
                _in_tiles(moved, strip)[: part.shape[0], : part.shape[1]] += part

    def deliver_inputs(self, total: Array, dx: Array) -> None:
        """Bring the gradients of a chunk to their place."""
        top, left = self._tiling.before
        dx[...] = total[:, top : top + dx.shape[1], left : left + dx.shape[2]]

    def _whole_tiles(self, count: int) -> Array:
        height, width = self._tiling.tiles
        return shaped(self._made, (count, height * TILE, width * TILE, self._tiling.filters))

    def _cut(self, whole: Array) -> Array:
        """Return the results among whole tiles."""
        height, width = self._tiling.windows.output
        return whole[:, :height, :width]


def _in_tiles(whole: Array, strip: slice) -> Array:
    """Return the tiles of a strip as a view (row in the tile, column in the tile, sample, row, column, channel)."""
    rows = whole[:, strip.start * TILE : strip.stop * TILE]
    count, height, width, channels = rows.shape
    view = rows.reshape(count, height // TILE, TILE, width // TILE, TILE, channels)
    return view.transpose(2, 4, 0, 1, 3, 5)
