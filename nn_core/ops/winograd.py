"""Winograd's convolution: 3×3 windows that move by one, in tiles, with a quarter of the products.

A tile of 4×4 results depends on 6×6 inputs. Seen as polynomials, a row of 6 inputs and a row of 3 weights are
multiplied by their values at 6 points instead of coefficient by coefficient: along both axes 36 products per tile
instead of 144. The way to the values and back are linear maps, the same for all tiles and channels; they are done by
products with matrices (`winograd_matrices`) or, compiled, by few additions (`winograd_sums`). The products of the
values, summed over the channels, are 36 ordinary matrix products.

The rounding error is about three times that of the direct form, some 1e-6 of the largest result in float32.

Reference: Lavin & Gray, *Fast Algorithms for Convolutional Neural Networks* (2016).
"""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.parallel import pieces_of, run
from nn_core.autodiff.tensor import Array
from nn_core.ops import winograd_sums
from nn_core.ops.finish import Finish
from nn_core.ops.rows import bias_gradient
from nn_core.ops.tiling import PLACES, TILE, WINDOW, Arrive, Tiling
from nn_core.ops.windows import Windows
from nn_core.ops.winograd_matrices import WEIGHTS, MatrixDesk
from nn_core.ops.winograd_sums import SumDesk

enabled = True  # the one switch: False computes all convolutions directly

_FEWEST = 16  # channels or filters: with fewer, the maps cost more than the products saved


def is_suitable(windows: Windows, kernel: Array, groups: int) -> bool:
    """Say whether a convolution can be, and is worth being, computed in tiles."""
    return (
        enabled
        and kernel.dtype == np.float32
        and windows.window == (WINDOW, WINDOW)
        and windows.strides == windows.dilation == (1, 1)
        and groups == 1
        and min(kernel.shape[-2:]) >= _FEWEST
        and min(windows.output) >= TILE
    )


def slide(x: Array, kernel: Array, windows: Windows, y: Array, finish: Finish) -> None:
    """Write the product of every window with the kernel into y, and finish it while it is in the cache."""
    tiling = Tiling(windows, *kernel.shape[-2:])
    weights = _values_of(kernel)
    make_desk = _desk()

    def piece(samples: slice) -> None:
        desk = make_desk(tiling, samples)
        for chunk in tiling.chunks(samples):
            seen, room = desk.seen(x[chunk]), desk.room(y[chunk])
            for strip in tiling.strips:
                values = desk.values_of_inputs(seen, strip)
                products = np.matmul(values, weights, out=desk.table(0, PLACES, values.shape[1], tiling.filters))
                desk.write_results(products, room, strip, finish)
            desk.deliver(room, y[chunk], chunk, finish)

    cost = len(x) * tiling.cost
    run(piece, pieces_of(len(x), cost), cost)


def write_gradients(
    arrive: Arrive, x: Array, kernel: Array, windows: Windows, dx: Array | None, dk: Array | None, db: Array | None
) -> None:
    """Write the gradients of inputs, kernel and bias; None is not wanted."""
    tiling = Tiling(windows, *kernel.shape[-2:])
    cost = 2 * len(x) * tiling.cost
    pieces = pieces_of(len(x), cost)
    weights = np.ascontiguousarray(_values_of(kernel).swapaxes(1, 2))  # BLAS is slow with small matrices turned
    dweights = np.zeros((len(pieces), PLACES, *kernel.shape[-2:]), x.dtype)
    dbias = np.zeros((len(pieces), tiling.filters), x.dtype)
    make_desk = _desk()

    def piece(number: int) -> None:
        desk = make_desk(tiling, pieces[number], is_way_back=True)
        for chunk in tiling.chunks(pieces[number]):
            seen = None if dk is None else desk.seen(x[chunk])
            worth = desk.worth(arrive, chunk)
            dbias[number] += bias_gradient(worth)
            total = None if dx is None else desk.room_for_inputs(dx[chunk])
            for strip in tiling.strips:
                values = None if seen is None else desk.values_of_inputs(seen, strip)
                products = desk.values_of_results(worth, strip)
                if values is not None:
                    dweights[number] += np.matmul(values.swapaxes(1, 2), products, out=desk.product)
                if total is not None:
                    dvalues = np.matmul(
                        products, weights, out=desk.table(0, PLACES, products.shape[1], tiling.channels)
                    )
                    desk.add_inputs(dvalues, total, strip)
            if dx is not None and total is not None:
                desk.deliver_inputs(total, dx[chunk])

    run(piece, range(len(pieces)), cost)
    if dk is not None:
        np.matmul(WEIGHTS.T, dweights.sum(axis=0).reshape(PLACES, -1), out=dk.reshape(WINDOW * WINDOW, -1))
    if db is not None:
        dbias.sum(axis=0, out=db)


def _values_of(kernel: Array) -> Array:
    """Return the values of the weights: 36 matrices (channels, filters)."""
    return np.asarray(WEIGHTS @ kernel.reshape(WINDOW * WINDOW, -1)).reshape(PLACES, *kernel.shape[-2:])


def _desk() -> type[MatrixDesk] | type[SumDesk]:
    """Return the way in which the maps are done."""
    return SumDesk if winograd_sums.may_be_used() else MatrixDesk
