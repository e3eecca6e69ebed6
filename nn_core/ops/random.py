"""Random numbers: one generator for the whole program, and generators of one's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.autodiff.trace import notice
from nn_core.ops.array_function import array_function


class SeedGenerator:
    """A stream of random numbers; the same seed gives the same stream."""

    def __init__(self, seed: int | None = None, name: str | None = None) -> None:
        self.seed = seed
        self.name = name or "seed_generator"
        self._generator = np.random.default_rng(draw_seed() if seed is None else seed)

    @property
    def generator(self) -> np.random.Generator:
        """The stream itself."""
        notice("random numbers were drawn other than through an operation")
        return self._generator

    def next(self) -> int:
        """Return a seed that has not been used before."""
        return int(self.generator.integers(2**31))

    def get_state(self) -> Any:
        """Return where the stream is."""
        return self._generator.bit_generator.state

    def set_state(self, state: Any) -> None:
        """Go on from where `get_state` was called."""
        self._generator.bit_generator.state = state

    def get_config(self) -> dict[str, Any]:
        """Return the seed as JSON data."""
        return {"seed": self.seed}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> SeedGenerator:
        """Make a generator from what `get_config` gave."""
        return cls(**config)


class _Source:
    """The program's own generator, from which everything without a seed draws."""

    def __init__(self) -> None:
        self.lock = threading.Lock()

    @cached_property
    def generator(self) -> np.random.Generator:
        return np.random.default_rng()  # made when first drawn from: NumPy imports its generators then


_source = _Source()
_of_thread = threading.local()


def _current() -> _Source:
    found: _Source = getattr(_of_thread, "source", _source)
    return found


@contextmanager
def own_chance() -> Iterator[None]:
    """Give this thread a generator of its own for a while: what other threads draw does not change what it gets."""
    seed, before = draw_seed(), getattr(_of_thread, "source", None)
    _of_thread.source = source = _Source()
    source.generator = np.random.default_rng(seed)
    try:
        yield
    finally:
        if before is None:
            del _of_thread.source
        else:
            _of_thread.source = before


def set_seed(seed: int) -> None:
    """Start the program's generator anew: whatever has no seed of its own repeats from here."""
    with _current().lock:
        _current().generator = np.random.default_rng(seed)


def get_state(generators: Sequence[SeedGenerator] = ()) -> list[Any]:
    """Return the states of the program's generator and of further ones, as JSON data."""
    source = _current()
    with source.lock:
        states = [source.generator.bit_generator.state]
        return [*states, *(each._generator.bit_generator.state for each in generators)] if generators else states


def set_state(states: Sequence[Any], generators: Sequence[SeedGenerator] = ()) -> None:
    """Put back what `get_state` gave: the same numbers follow."""
    with _current().lock:
        for each, state in zip((_current().generator, *(g._generator for g in generators)), states, strict=True):
            each.bit_generator.state = state


def draw_seed() -> int:
    """Return a seed drawn from the program's generator."""
    notice("a seed was drawn other than through an operation")
    with _current().lock:
        return int(_current().generator.integers(2**63))


def generator_for(seed: int | SeedGenerator | None) -> np.random.Generator:
    """Return the generator that a `seed` argument means: a fresh one unless it is a SeedGenerator."""
    if isinstance(seed, SeedGenerator):
        return seed.generator
    return np.random.default_rng(draw_seed() if seed is None else seed)


@array_function
def normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: str = "float32", seed: Any = None) -> Any:
    """Return numbers from a bell curve."""
    x = standard_normal(generator_for(seed), shape, dtype)
    return (mean + stddev * x).astype(dtype, copy=False)


@array_function
def uniform(shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: str = "float32", seed: Any = None) -> Any:
    """Return numbers from minval (included) to maxval (not included), all equally likely."""
    x = standard_uniform(generator_for(seed), shape, dtype)
    return (minval + (maxval - minval) * x).astype(dtype, copy=False)


@array_function
def truncated_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: str = "float32", seed: Any = None
) -> Any:
    """Return numbers from a bell curve; those further than two standard deviations out are drawn again."""
    x = standard_truncated_normal(generator_for(seed), shape, dtype)
    return (mean + stddev * x).astype(dtype, copy=False)


@array_function
def randint(shape: Any, minval: int, maxval: int, dtype: str = "int32", seed: Any = None) -> Any:
    """Return whole numbers from minval (included) to maxval (not included)."""
    return generator_for(seed).integers(minval, maxval, shape).astype(dtype)


@array_function
def categorical(logits: Any, num_samples: int, dtype: str = "int32", seed: Any = None) -> Any:
    """Return for each row so many classes, drawn with the probabilities softmax(logits)."""
    scores = np.asarray(logits)[:, None, :]
    noise = generator_for(seed).gumbel(size=(len(scores), num_samples, scores.shape[-1]))
    return np.argmax(scores + noise, axis=-1).astype(dtype)


@array_function
def binomial(shape: Any, counts: Any, probabilities: Any, dtype: str = "float32", seed: Any = None) -> Any:
    """Return how often something of a given probability happens in so many trials."""
    return generator_for(seed).binomial(np.asarray(counts, int), np.asarray(probabilities), shape).astype(dtype)


@array_function
def gamma(shape: Any, alpha: Any, dtype: str = "float32", seed: Any = None) -> Any:
    """Return numbers from the gamma distribution."""
    return generator_for(seed).gamma(np.asarray(alpha), size=shape).astype(dtype)


@array_function
def beta(shape: Any, alpha: Any, beta: Any, dtype: str = "float32", seed: Any = None) -> Any:
    """Return numbers between 0 and 1 from the beta distribution."""
    return generator_for(seed).beta(np.asarray(alpha), np.asarray(beta), shape).astype(dtype)


@array_function
def shuffle(x: Any, axis: int = 0, seed: Any = None) -> Any:
    """Return the entries along an axis in random order."""
    return generator_for(seed).permutation(np.asarray(x), axis=axis)


# ---- arrays -------------------------------------------------------------------------------------------------


def _precision(dtype: Any) -> Any:
    return np.float64 if np.dtype(dtype) == np.float64 else np.float32


def standard_normal(numbers: np.random.Generator, shape: Any, dtype: Any) -> Array:
    """Return an array from the bell curve with mean 0 and standard deviation 1."""
    return np.asarray(numbers.standard_normal(shape, dtype=_precision(dtype)))


def standard_uniform(numbers: np.random.Generator, shape: Any, dtype: Any) -> Array:
    """Return an array of numbers from 0 (included) to 1 (not included)."""
    return np.asarray(numbers.random(shape, dtype=_precision(dtype)))


def standard_truncated_normal(numbers: np.random.Generator, shape: Any, dtype: Any) -> Array:
    """Return an array from the bell curve between -2 and 2."""
    x = standard_normal(numbers, shape, dtype).reshape(-1)
    outside = np.flatnonzero(np.abs(x) > 2)
    while outside.size:
        x[outside] = numbers.standard_normal(outside.size, dtype=_precision(dtype))
        outside = outside[np.abs(x[outside]) > 2]
    return x.reshape(shape)
