"""How the results of a convolution are cut into tiles, and the working memory for a chunk of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.ops.windows import Windows

TILE, SEEN, WINDOW = 4, 6, 3  # results along a side of a tile, inputs they depend on, and weights
PLACES = SEEN * SEEN
CHUNK = 2**20  # numbers in working memory; larger chunks leave the cache, smaller ones add up more often

Arrive = Callable[[slice, Array], Array]  # gives what the results of some samples are worth; it may use the spare array


@dataclass(frozen=True)
class Tiling:
    """How the results of a convolution are cut into tiles, and these into chunks and strips."""

    windows: Windows
    channels: int
    filters: int

    @cached_property
    def tiles(self) -> tuple[int, int]:
        """Number of rows and columns of tiles in a sample."""
        height, width = (-(-size // TILE) for size in self.windows.output)
        return height, width

    @cached_property
    def is_exact(self) -> bool:
        """Whether the results fill whole tiles."""
        return all(size % TILE == 0 for size in self.windows.output)

    @cached_property
    def most(self) -> int:
        """Number of tiles that may be worked on at once."""
        return max(16, CHUNK // (PLACES * 2 * max(self.channels, self.filters)))

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
    def before(self) -> tuple[int, int]:
        """Rows and columns of zeros before the inputs."""
        (top, _), (left, _) = self.windows.padding
        return top, left

    def table_size(self, count: int) -> int:
        """Return how many numbers are in a table for so many samples."""
        rows = self.strips[0].stop
        return PLACES * step(count * rows * self.tiles[1] * max(self.channels, self.filters))

    @property
    def cost(self) -> int:
        """Number of operations for one sample."""
        return 2 * PLACES * math.prod(self.tiles) * self.channels * self.filters

    def chunks(self, samples: slice) -> Iterator[slice]:
        """Yield samples to be worked on at once."""
        for start in range(samples.start, samples.stop, self.together):
            yield slice(start, min(start + self.together, samples.stop))


def step(length: int) -> int:
    """Return how far apart rows begin: never by a power of two, for then they fall into the same cache lines."""
    return -(-(length - 16) // 64) * 64 + 16


def table(memory: Array, rows: int, tiles: int, channels: int) -> Array:
    """Return a table in working memory: a row for each place in a tile, in it all channels of all tiles."""
    apart = step(tiles * channels)
    return np.ndarray((rows, tiles, channels), np.float32, memory, 0, (4 * apart, 4 * channels, 4))


def flat(table: Array) -> Array:
    """Return a table as a matrix."""
    return table.reshape(len(table), -1)


def shaped(memory: Array, shape: tuple[int, ...]) -> Array:
    """Return the beginning of working memory in this shape."""
    return memory[: math.prod(shape)].reshape(shape)
