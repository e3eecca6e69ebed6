"""Program: a list of calls on fixed arrays, and the memory these share."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nn_core.autodiff.parallel import linear_algebra_alone
from nn_core.autodiff.tensor import Array
from nn_core.plans.arena import Span, place
from nn_core.plans.spread import PRODUCTS, operations, spread

_FEW = 400_000  # operations; smaller products never get threads of their own
ALIGNMENT = 64  # bytes; a line of the processor's cache


class Program:
    """Calls, made in order by `run`.

    Arrays from `empty` have no memory that can be relied on until `link` has laid them out: each lives from the first
    call that names it to the last, and those that are never alive together share memory.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []
        self._noted: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = []
        self._owners: dict[int, Array] = {}
        self._has_products = False  # large enough for the threads of the linear algebra

    def run(self) -> None:
        """Make all calls."""
        if self._has_products:
            with linear_algebra_alone():
                self._run()
        else:
            self._run()

    def _run(self) -> None:
        for function, args in self.calls:
            function(*args)

    def do(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Append a call; every array from `empty` that it touches must be among the arguments."""
        if isinstance(function, np.ufunc):  # numbers are converted now instead of in every step
            args = tuple(np.asarray(x) if isinstance(x, np.generic) else x for x in args)
        self._noted.append((function, args, kwargs))

    def empty(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        """Return an array to be laid out by `link`."""
        owner = np.empty(shape, dtype)
        self._owners[id(owner)] = owner
        return owner

    def owns(self, x: Any) -> bool:
        """Say whether an array is a view of memory that `link` lays out."""
        return isinstance(x, np.ndarray) and id(root_of(x)) in self._owners

    def link(self, kept: list[Array], memory: Memory) -> list[Array]:
        """Lay the arrays out in a block of memory, make the calls ready; return `kept` where they lie now.

        Those are alive to the end.
        """
        spans = self._spans(kept)
        offsets, size = place(list(spans.values()))
        block = memory.block(size)
        layout = _Layout({key: (self._owners[key], block[at:]) for key, at in zip(spans, offsets, strict=True)})
        for function, args, kwargs in self._noted:
            here = tuple(layout.moved(x) for x in args)
            named = {name: layout.moved(x) for name, x in kwargs.items()}
            self.calls.append((functools.partial(function, **named) if named else function, here))
        self._has_products = any(function in PRODUCTS and operations(args) > _FEW for function, args in self.calls)
        self.calls = spread(self.calls)
        kept = [layout.moved(x) for x in kept]
        self._noted, self._owners = [], {}
        return kept

    def _spans(self, kept: list[Array]) -> dict[int, Span]:
        """Return from which call to which each array is alive."""
        spans: dict[int, Span] = {}
        for number, (_, args, kwargs) in enumerate(self._noted):
            for x in arrays_in((args, tuple(kwargs.values()))):
                key = id(root_of(x))
                if key in self._owners and key not in spans:
                    spans[key] = Span(self._owners[key].nbytes, number, number)
                elif key in spans:
                    spans[key].last = number
        for x in kept:
            key = id(root_of(x))
            if key in self._owners:
                spans.setdefault(key, Span(self._owners[key].nbytes, 0, 0)).last = len(self._noted)
        self._share(spans)
        return spans

    def _share(self, spans: dict[int, Span]) -> None:
        """Let a function of each number by itself write over an argument that nobody reads afterwards."""
        for number, (function, args, kwargs) in enumerate(self._noted):
            out = kwargs.get("out", args[-1] if args else None)
            if not isinstance(function, np.ufunc) or function.signature or not isinstance(out, np.ndarray):
                continue
            target = spans.get(id(out))
            if target is None or target.first != number:
                continue
            for x in args[: function.nin]:
                source = spans.get(id(x))
                if source is not None and source.last == number and _is_twin(x, out) and source is not target:
                    source.last = target.last
                    spans[id(out)] = source
                    break


class Memory:
    """A block of memory that several programs share; only one of them runs at a time."""

    def __init__(self) -> None:
        self._block = np.empty(0, np.uint8)

    def block(self, size: int) -> Array:
        """Return a block of at least this size."""
        if self._block.size < size:
            memory = np.empty(size + ALIGNMENT, np.uint8)
            self._block = memory[-memory.ctypes.data % ALIGNMENT :]
        return self._block


def _is_twin(x: Array, y: Array) -> bool:
    return x.shape == y.shape and x.dtype == y.dtype


def root_of(x: Array) -> Any:
    """Return the array of which x is a view, x itself if it is none."""
    while isinstance(x.base, np.ndarray):
        x = x.base
    return x


def arrays_in(x: Any) -> Iterator[Array]:
    """Yield the arrays among arguments, in lists and tuples as well."""
    if isinstance(x, np.ndarray):
        yield x
    elif isinstance(x, list | tuple):
        for each in x:
            yield from arrays_in(each)


class _Layout:
    """Where arrays lie now.

    What is the same piece of memory becomes the same object: that is how NumPy sees at once that a function writes over
    its argument. Of two objects it would compare the extents at every call, which takes as long as the function itself.
    """

    def __init__(self, moves: dict[int, tuple[Array, Array]]) -> None:
        self._moves = moves
        self._known: dict[Any, Array] = {}

    def moved(self, x: Any) -> Any:
        """Return an argument with arrays where they lie now."""
        if isinstance(x, list | tuple):
            return type(x)(map(self.moved, x))
        if not isinstance(x, np.ndarray):
            return x
        address = x.ctypes.data
        if id(root_of(x)) in self._moves:
            owner, memory = self._moves[id(root_of(x))]
            offset = address - owner.ctypes.data
            x = np.ndarray(x.shape, x.dtype, memory, offset, x.strides)
            address = x.ctypes.data
        return self._known.setdefault((address, x.shape, x.strides, x.dtype.str, x.flags.writeable), x)
