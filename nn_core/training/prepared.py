"""Prepared: the plan for a kind of batch, made from a step that is tried in Python under a trace."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from nn_core.autodiff import Tensor
from nn_core.autodiff.trace import CannotRepeatError, Trace
from nn_core.optimizers.flat import FlatWeights
from nn_core.plans.program import Memory
from nn_core.plans.step_plan import StepPlan
from nn_core.spec.structure import flatten, map_structure
from nn_core.training.eligibility import fingerprint, holders_of, why_not

Batch = tuple[Any, Any, Any]
WORTHWHILE = 5  # steps that make up for the work of planning
PATIENCE = 8  # short-lived plans in a row


class Plans:
    """The plans of a model, and what they share. A copy of the model starts without."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.by_key: dict[Any, Prepared | None] = {}  # None where no plan can be made
        self.weights: Any = None  # the FlatWeights, once something is trained
        self.uses = 0  # steps since the last renewal
        self._lock = threading.RLock()
        self._short_lives = 0
        self._fingerprint: Any = None
        self._may_be_planned: set[bool] = set()  # for training, for measuring: found out for this fingerprint

    @contextmanager
    def mine(self) -> Iterator[bool]:
        """Keep other threads from the plans for a while; yields False if another keeps them, who is not waited for."""
        is_mine = self._lock.acquire(blocking=False)
        try:
            yield is_mine
        finally:
            if is_mine:
                self._lock.release()

    def renew(self, model: Any) -> bool:
        """Drop everything if the model is not what it was; say whether that was so."""
        found = fingerprint(model)
        if found == self._fingerprint and (self.weights is None or self.weights.is_current()):
            return False
        self._short_lives = self._short_lives + 1 if self.uses < WORTHWHILE else 0
        self.by_key.clear()
        self.weights, self._fingerprint, self.uses = None, found, 0
        self._may_be_planned.clear()
        return True

    def obstacle(self, model: Any, is_training: bool) -> str | None:
        """Return what stands against planning the model as it is since `renew`, None if nothing does."""
        if is_training in self._may_be_planned:
            return None
        found = why_not(model, is_training)
        if found is None:
            self._may_be_planned.add(is_training)
        return found

    @property
    def are_worthwhile(self) -> bool:
        """Whether plans live long enough to be made: models whose weights another model moves, say, keep changing."""
        return self._short_lives <= PATIENCE

    def weights_of(self, model: Any) -> Any:
        """Return the weights to be trained, laid out for plans."""
        if self.weights is None:
            optimizer, variables = model.optimizer, model.trainable_weights
            if not optimizer.built:
                optimizer.build(variables)
            self.weights = FlatWeights(optimizer, variables)
            self.by_key.clear()  # the weights lie elsewhere now
            self._fingerprint = fingerprint(model)
        return self.weights

    def __deepcopy__(self, memo: dict[int, Any]) -> Plans:
        return Plans()

    def __reduce__(self) -> Any:
        return Plans, ()


class Prepared:
    """A plan with the batch it works on, in the structure in which models take it."""

    def __init__(self, plan: StepPlan, batch: Batch, y_pred: Any, results: Sequence[Any]) -> None:
        self.plan = plan
        filled = iter(plan.inputs)
        self.batch: Batch = map_structure(lambda a: None if a is None else next(filled), batch)
        count = len(flatten(y_pred))
        self.predictions, self.losses = list(results[:count]), list(results[count:])
        self.structure = map_structure(lambda _: 0, y_pred)
        self.gathering: Any = None
        self.may_grow_to: dict[int, bool] = {}  # whether the model predicts the same with so many samples at once


def planned_step(model: Any, plans: Plans, batch: Batch, is_training: bool) -> Prepared | None:
    """Return a plan for a step of fit or evaluate, None if there can be none."""

    def step(x: Any, y: Any, sample_weight: Any) -> tuple[Any, list[Tensor], Tensor]:
        y_pred = model(x, training=is_training)
        loss, values = model._loss_and_parts(y, y_pred, sample_weight)
        return y_pred, [loss, *values], model.optimizer.scale_loss(loss) if is_training else loss

    tried = try_in_python(model, batch, step)
    if tried is None:
        return None
    trace, tensors, (y_pred, losses, target) = tried
    if not _is_plain(y_pred) or any(loss.ndim for loss in losses):
        return None
    if batch[1] is not None:
        model.compiled_metrics.match(batch[1], y_pred)
    results = [*flatten(y_pred), *losses]
    if is_training:
        weights = plans.weights_of(model)
        pairs = list(zip(weights.variables, weights.gradients, strict=True))
        plan = StepPlan(trace, tensors, results, plans.memory, target, pairs)
        plan.split_off_product(weights.gradients)
    else:
        plan = StepPlan(trace, tensors, results, plans.memory)
    return Prepared(plan, batch, y_pred, plan.results)


def planned_prediction(model: Any, memory: Memory, batch: Batch) -> Prepared | None:
    """Return a plan for a step of predict, None if there can be none."""
    tried = try_in_python(model, batch, lambda x, *_: model(x, training=False))
    if tried is None or not _is_plain(tried[2]):
        return None
    trace, tensors, y_pred = tried
    plan = StepPlan(trace, tensors, flatten(y_pred), memory)
    return Prepared(plan, batch, y_pred, plan.results)


def try_in_python(model: Any, batch: Batch, step: Callable[..., Any]) -> tuple[Trace, list[Tensor], Any] | None:
    """Return the trace of a step, the tensors of the batch, and what the step gave; the model is left as it was."""
    trace, states = Trace(model.weights), _states(model)
    inputs = map_structure(lambda a: None if a is None else Tensor(a), batch)
    tensors = [each for each in flatten(inputs) if each is not None]
    try:
        with trace.recording():
            for each in tensors:
                trace.watch(each)
            found = step(*inputs)
    except CannotRepeatError:
        return None
    finally:
        trace.undo()
        for generator, state in states:
            generator.set_state(state)
    return trace, tensors, found


def signature(batch: Any) -> Any:
    """Return the shapes and types of the arrays of a batch, in its structure."""
    if isinstance(batch, dict):
        return tuple((name, signature(each)) for name, each in batch.items())
    if isinstance(batch, list | tuple):
        return tuple(map(signature, batch))
    return None if batch is None else (batch.shape, batch.dtype.str)


def _is_plain(y_pred: Any) -> bool:
    """Say whether predictions are tensors without a mask."""
    return all(isinstance(y, Tensor) and y._keras_mask is None for y in flatten(y_pred))


def _states(model: Any) -> list[tuple[Any, Any]]:
    """Return the model's generators of random numbers, and where each is."""
    generators = {id(each): each for holder in holders_of(model) for each in holder._seed_generators}
    return [(each, each.get_state()) for each in generators.values()]
