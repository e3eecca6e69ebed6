"""Winograd's convolution: 3×3 windows that move by one, in tiles, with a quarter of the products.

A tile of 4×4 results depends on 6×6 inputs. Seen as polynomials, a row of 6 inputs and a row of 3 weights are
multiplied by their values at 6 points instead of coefficient by coefficient: along both axes 36 products per tile
instead of 144. The way to the values and back are linear maps, the same for all tiles and channels. Applied along both
axes at once each is a matrix of 36 (or 16, or 9) rows and columns, and one product with it serves a whole chunk of
tiles. The products of the values, summed over the channels, are 36 ordinary matrix products.

The rounding error is about three times that of the direct form, some 1e-6 of the largest result in float32.

Reference: Lavin & Gray, *Fast Algorithms for Convolutional Neural Networks* (2016).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nn_core.autodiff.parallel import pieces_of, run, workspace
from nn_core.autodiff.tensor import Array
from nn_core.ops.windows import Windows

enabled = True  # the one switch: False computes all convolutions directly

_TILE, _SEEN, _WINDOW = 4, 6, 3
_POINTS = (0, 3 / 4, -3 / 4, 3 / 2, -3 / 2)  # and infinity; symmetric, near 1 and exact: they decide on the error
_FEWEST = 16  # channels or filters: with fewer, the maps cost more than the products saved
_CHUNK = 2**20  # numbers in working memory; larger chunks leave the cache, smaller ones add up more often


def _maps() -> tuple[Array, Array, Array]:
    """Return the maps along one axis: inputs to values (6×6), weights to values (6×3), values to results (4×6)."""
    powers = np.vander([*_POINTS, 0], _SEEN, increasing=True)
    powers[-1] = 0  # the value at infinity is the leading coefficient
    weights, results = powers[:, :_WINDOW].copy(), powers[:, :_TILE].copy()
    weights[-1, -1] = results[-1, -1] = 1
    inputs = np.zeros((_SEEN, _SEEN))
    for i, point in enumerate(_POINTS):  # Lagrange: the polynomial that is zero at all other points
        others = [each for each in _POINTS if each != point]
        inputs[i, : len(others) + 1] = np.poly(others)[::-1]
        weights[i] /= np.prod(point - np.array(others))
    inputs[-1] = np.poly(_POINTS)[::-1]
    return inputs, weights, results.T


_INPUTS, _WEIGHTS, _RESULTS = (np.kron(each, each).astype("float32") for each in _maps())
_INPUTS_BACK, _RESULTS_BACK = (np.ascontiguousarray(each.T) for each in (_INPUTS, _RESULTS))


def is_suitable(windows: Windows, kernel: Array, groups: int) -> bool:
    """Say whether a convolution can be, and is worth being, computed in tiles."""
    return (
        enabled
        and kernel.dtype == np.float32
        and windows.window == (_WINDOW, _WINDOW)
        and windows.strides == windows.dilation == (1, 1)
        and groups == 1
        and min(kernel.shape[-2:]) >= _FEWEST
        and min(windows.output) >= _TILE
    )


@dataclass(frozen=True)
class _Tiling:
    """How the results of a convolution are cut into tiles, and these into chunks and strips."""

    windows: Windows
    channels: int
    filters: int

    @cached_property
    def tiles(self) -> tuple[int, int]:
        """Number of rows and columns of tiles in a sample."""
        height, width = (-(-size // _TILE) for size in self.windows.output)
        return height, width

    @cached_property
    def is_exact(self) -> bool:
        """Whether the results fill whole tiles."""
        return all(size % _TILE == 0 for size in self.windows.output)

    @cached_property
    def most(self) -> int:
        """Number of tiles that may be worked on at once."""
        return max(16, _CHUNK // (36 * 2 * max(self.channels, self.filters)))

    @cached_property
    def together(self) -> int:
        """Number of samples in a chunk."""
        return max(1, self.most // math.prod(self.tiles))

    @cached_property
    def strips(self) -> list[slice]:
        """The rows of tiles in a sample, in strips that may be worked on at once."""
        height, width = self.tiles
        step = -(-height // -(-height * width // self.most)) if self.together == 1 else height
        return [slice(row, min(row + step, height)) for row in range(0, height, step)]

    @property
    def cost(self) -> int:
        """Number of operations for one sample."""
        return 2 * 36 * math.prod(self.tiles) * self.channels * self.filters

    def chunks(self, samples: slice) -> Iterator[slice]:
        """Yield samples to be worked on at once."""
        for start in range(samples.start, samples.stop, self.together):
            yield slice(start, min(start + self.together, samples.stop))

    def cut(self, whole: Array) -> Array:
        """Return the results among whole tiles."""
        height, width = self.windows.output
        return whole[:, :height, :width]

    def without_padding(self, seen: Array) -> Array:
        """Return the inputs among what the tiles saw."""
        (top, _), (left, _) = self.windows.padding
        height, width = self.windows.size
        return seen[:, top : top + height, left : left + width]


Arrive = Callable[[slice, Array], Array]


def slide(x: Array, kernel: Array, windows: Windows, y: Array, finish: Callable[[slice], None]) -> None:
    """Write the product of every window with the kernel into y; finish(samples) follows while they are in the cache."""
    tiling = _Tiling(windows, *kernel.shape[-2:])
    weights = _values_of(kernel)

    def piece(samples: slice) -> None:
        desk = _Desk(tiling, samples)
        for chunk in tiling.chunks(samples):
            seen = desk.padded(x[chunk])
            whole = y[chunk] if tiling.is_exact else desk.made(chunk)
            for strip in tiling.strips:
                values = desk.values_of_inputs(seen, strip)
                products = np.matmul(values, weights, out=desk.table(0, 36, values.shape[1], tiling.filters))
                desk.write_results(products, whole, strip)
            if not tiling.is_exact:
                y[chunk] = tiling.cut(whole)
            finish(chunk)

    cost = len(x) * tiling.cost
    run(piece, pieces_of(len(x), cost), cost)


def write_gradients(
    arrive: Arrive, x: Array, kernel: Array, windows: Windows, dx: Array | None, dk: Array | None, db: Array | None
) -> None:
    """Write the gradients of inputs, kernel and bias; None is not wanted.

    arrive(samples, spare) returns what the results of some samples are worth; it may write them into the spare array.
    """
    tiling = _Tiling(windows, *kernel.shape[-2:])
    cost = 2 * len(x) * tiling.cost
    pieces = pieces_of(len(x), cost)
    weights = np.ascontiguousarray(_values_of(kernel).swapaxes(1, 2))  # BLAS is slow with small matrices turned
    dweights = np.zeros((len(pieces), 36, *kernel.shape[-2:]), x.dtype)
    dbias = np.zeros((len(pieces), tiling.filters), x.dtype)

    def piece(number: int) -> None:
        desk = _Desk(tiling, pieces[number], is_way_back=True)
        for chunk in tiling.chunks(pieces[number]):
            seen = None if dk is None else desk.padded(x[chunk])
            worth = desk.worth(arrive, chunk)
            total = None if dx is None else desk.empty_seen(chunk)
            for strip in tiling.strips:
                values = None if seen is None else desk.values_of_inputs(seen, strip)
                products = desk.values_of_results(worth, strip, dbias[number])
                if values is not None:
                    dweights[number] += np.matmul(values.swapaxes(1, 2), products, out=desk.product)
                if total is not None:
                    dvalues = np.matmul(products, weights, out=desk.table(0, 36, products.shape[1], tiling.channels))
                    desk.add_inputs(dvalues, total, strip)
            if dx is not None and total is not None:
                dx[chunk] = tiling.without_padding(total)

    run(piece, range(len(pieces)), cost)
    if dk is not None:
        np.matmul(_WEIGHTS.T, dweights.sum(axis=0).reshape(36, -1), out=dk.reshape(9, -1))
    if db is not None:
        dbias.sum(axis=0, out=db)


def _values_of(kernel: Array) -> Array:
    """Return the values of the weights: 36 matrices (channels, filters)."""
    return np.asarray(_WEIGHTS @ kernel.reshape(9, -1)).reshape(36, *kernel.shape[-2:])


class _Desk:
    """Working memory for the chunks of one piece, and the steps done there.

    Tables have a row for each of the 36 (or 16) places in a tile; in a row lie all channels of all tiles of a strip.
    """

    def __init__(self, tiling: _Tiling, samples: slice, is_way_back: bool = False) -> None:
        self._tiling = tiling
        count = min(tiling.together, samples.stop - samples.start)
        height, width = tiling.tiles
        rows = tiling.strips[0].stop
        size = 36 * _step(count * rows * width * max(tiling.channels, tiling.filters))
        product = (36, tiling.channels, tiling.filters) if is_way_back else (0,)
        seen = count * (height + 1) * (width + 1) * _TILE * _TILE * tiling.channels
        made = count * height * width * _TILE * _TILE * tiling.filters
        *self._tables, self.product, self._seen, self._total, self._made = workspace(
            np.float32, (size,), (size,), (size * is_way_back,), product, (seen,), (seen * is_way_back,), (made,)
        )

    def table(self, number: int, rows: int, tiles: int, channels: int) -> Array:
        """Return one of the tables, uninitialised."""
        step = _step(tiles * channels)
        return np.ndarray((rows, tiles, channels), np.float32, self._tables[number], 0, (4 * step, 4 * channels, 4))

    def padded(self, x: Array) -> Array:
        """Return samples with zeros around them, as many as whole tiles need; x itself where that is none."""
        height, width = self._tiling.tiles
        if self._tiling.is_exact and self._tiling.windows.is_full:
            return x
        seen = _shaped(self._seen, (len(x), height * _TILE + 2, width * _TILE + 2, x.shape[-1]))
        seen.fill(0)
        (top, _), (left, _) = self._tiling.windows.padding
        seen[:, top : top + x.shape[1], left : left + x.shape[2]] = x
        return seen

    def empty_seen(self, chunk: slice) -> Array:
        """Return zeros, to which the gradients of the inputs are added; the last tiles reach over the edge."""
        height, width = self._tiling.tiles
        shape = (chunk.stop - chunk.start, (height + 1) * _TILE, (width + 1) * _TILE, self._tiling.channels)
        total = _shaped(self._total, shape)
        total.fill(0)
        return total

    def made(self, chunk: slice) -> Array:
        """Return room for results in whole tiles."""
        height, width = self._tiling.tiles
        return _shaped(self._made, (chunk.stop - chunk.start, height * _TILE, width * _TILE, self._tiling.filters))

    def worth(self, arrive: Arrive, chunk: slice) -> Array:
        """Return what whole tiles of results are worth: nothing, beyond the last result."""
        whole = self.made(chunk)
        if self._tiling.is_exact:
            return arrive(chunk, whole)
        part = self._tiling.cut(whole)
        found = arrive(chunk, part)
        if found is not part:
            part[...] = found
        whole[:, part.shape[1] :] = 0
        whole[:, :, part.shape[2] :] = 0
        return whole

    def values_of_inputs(self, seen: Array, strip: slice) -> Array:
        """Return the values of the tiles in a strip, in table 1."""
        count, _, _, channels = seen.shape
        rows, width = strip.stop - strip.start, self._tiling.tiles[1]
        s0, s1, s2, s3 = seen.strides
        tiles = as_strided(
            seen[:, strip.start * _TILE :],
            (_SEEN, _SEEN, count, rows, width, channels),
            (s1, s2, s0, _TILE * s1, _TILE * s2, s3),
        )
        inputs = self.table(0, 36, count * rows * width, channels)
        inputs.reshape(tiles.shape)[...] = tiles
        values = self.table(1, 36, count * rows * width, channels)
        np.matmul(_INPUTS, _flat(inputs), out=_flat(values))
        return values

    def write_results(self, products: Array, whole: Array, strip: slice) -> None:
        """Write what the products of the values amount to into the tiles of a strip."""
        results = self.table(1, 16, *products.shape[1:])
        np.matmul(_RESULTS, _flat(products), out=_flat(results))
        tiles = _in_tiles(whole, strip)
        tiles[...] = results.reshape(tiles.shape)

    def values_of_results(self, worth: Array, strip: slice, dbias: Array) -> Array:
        """Return what the products of the values in a strip are worth, in table 2; add up what the bias is worth."""
        tiles = _in_tiles(worth, strip)
        results = self.table(0, 16, math.prod(tiles.shape[2:5]), tiles.shape[-1])
        results.reshape(tiles.shape)[...] = tiles
        dbias += results.sum(axis=0).sum(axis=0)
        products = self.table(2, 36, *results.shape[1:])
        np.matmul(_RESULTS_BACK, _flat(results), out=_flat(products))
        return products

    def add_inputs(self, dvalues: Array, total: Array, strip: slice) -> None:
        """Add what the values of a strip are worth to what the inputs are worth; tiles overlap by two."""
        inputs = self.table(1, 36, *dvalues.shape[1:])
        np.matmul(_INPUTS_BACK, _flat(dvalues), out=_flat(inputs))
        count, width = len(total), self._tiling.tiles[1]
        by_place = inputs.reshape(_SEEN, _SEEN, count, -1, width, inputs.shape[-1])
        for down in (0, 1):
            for right in (0, 1):
                moved = total[:, down * _TILE :, right * _TILE : (right + width) * _TILE]
                part = by_place[down * _TILE : (down + 1) * _TILE, right * _TILE : (right + 1) * _TILE]
                _in_tiles(moved, strip)[: part.shape[0], : part.shape[1]] += part


def _step(length: int) -> int:
    """Return how far apart rows begin: never by a power of two, for then they fall into the same cache lines."""
    return -(-(length - 16) // 64) * 64 + 16


def _flat(table: Array) -> Array:
    return table.reshape(len(table), -1)


def _shaped(buffer: Array, shape: tuple[int, ...]) -> Array:
    return buffer[: math.prod(shape)].reshape(shape)


def _in_tiles(whole: Array, strip: slice) -> Array:
    """Return the tiles of a strip as a view (row in the tile, column in the tile, sample, row, column, channel)."""
    rows = whole[:, strip.start * _TILE : strip.stop * _TILE]
    count, height, width, channels = rows.shape
    view = rows.reshape(count, height // _TILE, _TILE, width // _TILE, _TILE, channels)
    return view.transpose(2, 4, 0, 1, 3, 5)
