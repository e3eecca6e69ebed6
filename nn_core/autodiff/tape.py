"""GradientTape: remembers what was computed, then walks back through it."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from nn_core.autodiff.tensor import Array, Tensor, Variable

Vjp = Callable[[Any, tuple[bool, ...]], tuple[Any, ...]]


class Record(NamedTuple):
    """One operation on the tape; `vjp(g, needs)` gives the gradient for each input that is needed."""

    outputs: tuple[Tensor, ...]
    inputs: tuple[Any, ...]
    needs: tuple[bool, ...]
    vjp: Vjp
    is_multiple: bool


class _Stack(threading.local):
    """The tapes that are recording in this thread."""

    def __init__(self) -> None:
        self.tapes: tuple[GradientTape, ...] = ()


_stack = _Stack()


def active_tapes() -> tuple[GradientTape, ...]:
    """Return the tapes recording in this thread, outermost first."""
    return _stack.tapes


def _warn_of_second_derivatives(tape: GradientTape, target: Any) -> None:
    """A gradient is plain numbers: a tape around this one cannot follow what they depend on."""
    targets = target if isinstance(target, list | tuple) else [target]
    if any(outer is not tape and outer.follows(each) for outer in _stack.tapes for each in targets):
        warnings.warn(
            "gradient() was called while another GradientTape records: its result counts as a constant there, for "
            "there are no second derivatives here.",
            stacklevel=3,
        )


@contextmanager
def stop_recording() -> Iterator[None]:
    """Compute without being recorded."""
    tapes, _stack.tapes = _stack.tapes, ()
    try:
        yield
    finally:
        _stack.tapes = tapes


class GradientTape:
    """Record operations on trainable variables and watched tensors for differentiation.

    Example:
        >>> with GradientTape() as tape:
        ...     loss = ops.mean(ops.square(model(x) - y))
        >>> gradients = tape.gradient(loss, model.trainable_variables)

    The way back frees each record as it passes, and with it the arrays kept for the derivative; a
    `persistent` tape keeps them, so that `gradient` can be asked more than once.

    Reference: reverse accumulation, Linnainmaa (1970); Griewank & Walther, *Evaluating Derivatives* (2008).
    """

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self.persistent = persistent
        self.watch_accessed_variables = watch_accessed_variables
        self._records: list[Record] = []
        self._known: dict[int, Tensor] = {}
        self._is_used = False

    def __enter__(self) -> GradientTape:
        _stack.tapes = (*_stack.tapes, self)
        return self

    def __exit__(self, *exc_info: object) -> None:
        _stack.tapes = tuple(tape for tape in _stack.tapes if tape is not self)

    def watch(self, tensor: Any) -> None:
        """Follow a tensor (or a list of tensors) that is not a trainable variable."""
        for each in tensor if isinstance(tensor, list | tuple) else [tensor]:
            self._known[id(each)] = each

    def watched_variables(self) -> tuple[Variable, ...]:
        """Return the variables that took part in recorded operations."""
        inputs = (x for record in self._records for x in record.inputs)
        return tuple({id(x): x for x in inputs if isinstance(x, Variable) and self.follows(x)}.values())

    def follows(self, x: Any) -> bool:
        """Say whether a gradient could flow back to `x`."""
        if id(x) in self._known:
            return True
        return self.watch_accessed_variables and isinstance(x, Variable) and x.trainable

    def record(self, record: Record) -> None:
        """Append an operation; its outputs are followed from here on."""
        self._records.append(record)
        for output in record.outputs:
            self._known[id(output)] = output

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """Pause this tape."""
        self.__exit__()
        try:
            yield
        finally:
            self.__enter__()

    def reset(self) -> None:
        """Forget everything recorded so far."""
        self._records.clear()
        self._known.clear()

    def gradient(
        self, target: Any, sources: Any, output_gradients: Any = None, unconnected_gradients: str = "none"
    ) -> Any:
        """Return d(target)/d(source) for each source, in the structure of `sources`.

        Args:
            target: a tensor, or a list of tensors whose gradients are summed.
            sources: a tensor or variable, or a list or dict of them.
            output_gradients: what arrives at the target(s); ones if not given.
            unconnected_gradients: "none" or "zero": what a source without influence gets.
        """
        if self._is_used and not self.persistent:
            raise RuntimeError(
                "gradient() was already called on this tape; use GradientTape(persistent=True) to ask again."
            )
        self._is_used = True
        _warn_of_second_derivatives(self, target)
        wanted = _flatten(sources)
        gradients = self._seed(target, output_gradients)
        self._walk_back(gradients, {id(source) for source in wanted})
        found = [_as_tensor(gradients.get(id(source)), source, unconnected_gradients) for source in wanted]
        return _pack_like(sources, found)

    def _seed(self, target: Any, output_gradients: Any) -> dict[int, Array]:
        targets = list(target) if isinstance(target, list | tuple) else [target]
        given = output_gradients if isinstance(output_gradients, list | tuple) else [output_gradients] * len(targets)
        seeds: dict[int, Array] = {}
        for each, g in zip(targets, given, strict=True):
            start = np.ones_like(each.value) if g is None else np.asarray(g, dtype=each.value.dtype)
            seeds[id(each)] = seeds[id(each)] + start if id(each) in seeds else start
        return seeds

    def _walk_back(self, gradients: dict[int, Array], wanted: set[int]) -> None:
        owned: set[int] = set()  # sums made here, safe to add to in place
        records = list(self._records) if self.persistent else self._records
        while records:
            record = records.pop()
            arrived = [_take(gradients, id(output), wanted, owned) for output in record.outputs]
            if not self.persistent:
                for output in record.outputs:
                    self._known.pop(id(output), None)
            if all(g is None for g in arrived):
                continue
            parts = record.vjp(tuple(arrived) if record.is_multiple else arrived[0], record.needs)
            for x, needed, part in zip(record.inputs, record.needs, parts, strict=True):
                if needed and part is not None:
                    _accumulate(gradients, owned, id(x), part)
        if not self.persistent:
            self._known.clear()


def _take(gradients: dict[int, Array], key: int, wanted: set[int], owned: set[int]) -> Array | None:
    if key in wanted:
        owned.discard(key)  # somebody else may keep it now
        return gradients.get(key)
    return gradients.pop(key, None)


def _accumulate(gradients: dict[int, Array], owned: set[int], key: int, part: Array) -> None:
    if key not in gradients:
        gradients[key] = part
    elif key in owned:
        gradients[key] += part
    else:
        gradients[key] = gradients[key] + part
        owned.add(key)


def _flatten(sources: Any) -> list[Any]:
    if isinstance(sources, dict):
        return list(sources.values())
    return list(sources) if isinstance(sources, list | tuple) else [sources]


def _pack_like(sources: Any, found: list[Tensor | None]) -> Any:
    if isinstance(sources, dict):
        return dict(zip(sources, found, strict=True))
    return found if isinstance(sources, list | tuple) else found[0]


def _as_tensor(gradient: Array | None, source: Tensor, unconnected: str) -> Tensor | None:
    if gradient is None:
        return Tensor(np.zeros_like(source.value)) if unconnected == "zero" else None
    return Tensor(gradient)
