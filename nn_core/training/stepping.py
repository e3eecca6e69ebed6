"""Stepper: carries out the steps of fit and evaluate, by a plan where that is possible, otherwise in Python.

This is the one place where it is decided; `.github/decisions/0002-plans.md` tells the whole story.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from nn_core.autodiff import Tensor
from nn_core.autodiff.trace import Trace
from nn_core.optimizers.flat import FlatWeights
from nn_core.plans.program import Memory
from nn_core.plans.step_plan import StepPlan
from nn_core.spec.defaults import plans_are_used
from nn_core.spec.structure import flatten, map_structure
from nn_core.training.eligibility import fingerprint, holders_of, why_not
from nn_core.training.gathering import Gathering
from nn_core.training.refusals import memory_said_plainly

Logs = dict[str, Any]
Batch = tuple[Any, Any, Any]
MAX_RENEWALS = 3  # a model that keeps changing is not worth planning


class Plans:
    """The plans of a model, and what they share. A copy of the model starts without."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.by_key: dict[Any, Prepared | None] = {}
        self.weights: Any = None  # the FlatWeights, once something is trained
        self.fingerprint: Any = None
        self.lock = threading.Lock()

    def __deepcopy__(self, memo: dict[int, Any]) -> Plans:
        return Plans()

    def __reduce__(self) -> Any:
        return Plans, ()


class Prepared:
    """A plan with the batch it works on, in the structure in which models take it."""

    def __init__(self, plan: StepPlan, batch: Batch, num_outputs: int) -> None:
        self.plan = plan
        filled = iter(plan.inputs)
        self.batch: Batch = map_structure(lambda a: None if a is None else next(filled), batch)
        self.loss, *rest = plan.results
        self.predictions, self.values = rest[:num_outputs], rest[num_outputs:]
        self.gathering: Gathering | None = None


class Before:
    """What a model was like before a step that is only tried."""

    def __init__(self, model: Any) -> None:
        self._values = [(variable, variable.value.copy()) for variable in model.non_trainable_weights]
        generators = {id(each): each for holder in holders_of(model) for each in holder._seed_generators}
        self._states = [(each, each.get_state()) for each in generators.values()]

    def restore(self) -> None:
        """Put everything back."""
        for variable, value in self._values:
            variable.value[...] = value
        for generator, state in self._states:
            generator.set_state(state)


class Stepper:
    """Takes the batches of one run through a model; `logs` gives loss and metrics so far.

    Args:
        model: compiled.
        is_training: whether the weights are to be changed.
        source: where the batches come from, if it is known.
    """

    def __init__(self, model: Any, is_training: bool, source: Any = None) -> None:
        self._model, self._is_training = model, is_training
        self._source = source
        self._checked: Prepared | None = None  # the plan for which all samples of the source were looked at
        if source is not None:
            source.place_for = self.place_for
        self._plans: Plans = model._plans
        self._last: Prepared | None = None
        self._renewals = 0
        self._logs: Logs = {}
        self._is_fresh = False  # whether _logs tells of everything gathered
        self.check()

    def check(self) -> None:
        """Drop plans that do not fit the model any more; to be called after somebody else had his turn."""
        self.flush()
        self._obstacle = "switched off" if not plans_are_used() else why_not(self._model, self._is_training)
        if self._obstacle is None:
            found = fingerprint(self._model)
            weights = self._plans.weights
            if found != self._plans.fingerprint or (weights is not None and not weights.is_current()):
                self._plans.by_key.clear()
                self._plans.weights, self._plans.fingerprint = None, found
                self._last = None
                self._renewals += 1
        if self._renewals > MAX_RENEWALS:
            self._obstacle = "the model keeps changing"

    def place_for(self, rows: int) -> Batch | None:
        """Return arrays into which the next batch may be written, if it has as many samples as the last."""
        last = self._last
        return last.batch if last is not None and len(last.plan.inputs[0]) == rows else None

    def step(self, batch: Batch) -> None:
        """Carry out one step."""
        prepared = None if self._obstacle is not None else self._prepared_for(batch)
        if prepared is None or not self._plans.lock.acquire(blocking=False):
            self.flush()
            self._logs, self._is_fresh = self._model._step_in_python(batch, self._is_training), True
            return
        try:
            self._planned_step(prepared, batch)
        finally:
            self._plans.lock.release()

    def _prepared_for(self, batch: Batch) -> Prepared | None:
        """Return the plan for a batch; made now if it is the first of its kind."""
        if self._last is None or batch is not self._last.batch:
            key = (self._is_training, _signature(batch))
            if key not in self._plans.by_key and self._model.built:
                self.flush()
                self._plans.by_key[key] = self._first_step(batch)
            self._last = self._plans.by_key.get(key)
        return self._last

    def _planned_step(self, prepared: Prepared, batch: Batch) -> None:
        plan, self._is_fresh = prepared.plan, False
        if batch is not prepared.batch:
            arrays = [each for each in flatten(batch) if each is not None]
            plan.check(arrays)
            plan.load(arrays)
        elif prepared is not self._checked:
            plan.check(self._source.arrays)
            self._checked = prepared
        plan.run()
        if self._is_training:
            self._plans.weights.step(plan.without_gradient)
        if prepared.gathering is None:
            prepared.gathering = Gathering(self._model, prepared)
        prepared.gathering.take()

    def logs(self) -> Logs:
        """Return loss and metrics so far."""
        if not self._is_fresh:
            self.flush()
            self._logs = self._model.get_metrics_result()
            self._is_fresh = True
        return self._logs

    def flush(self) -> None:
        """Take into the metrics what was gathered."""
        for prepared in self._plans.by_key.values():
            if prepared is not None and prepared.gathering is not None:
                prepared.gathering.flush()

    # ---- the first step of its kind -------------------------------------------------------------------------

    def _first_step(self, batch: Batch) -> Prepared | None:
        """Try a step in Python under a trace, and make a plan of it, if that is possible."""
        model = self._model
        model._step_data(batch)  # refuses text
        before = Before(model)
        trace, inputs = Trace(model.weights), map_structure(lambda a: None if a is None else Tensor(a), batch)
        tensors = [each for each in flatten(inputs) if each is not None]
        with memory_said_plainly(len(tensors[0])), trace.recording():
            for each in tensors:
                trace.watch(each)
            y_pred = model(inputs[0], training=self._is_training)
            loss, values = model._loss_and_parts(inputs[1], y_pred, inputs[2])
            target = model.optimizer.scale_loss(loss) if self._is_training else loss
        before.restore()
        predictions = flatten(y_pred)
        if trace.obstacle is not None or not _is_simple(predictions, [loss, *values]):
            return None
        if batch[1] is not None:
            model.compiled_metrics.match(batch[1], y_pred)
        plan = self._plan(trace, tensors, [loss, *predictions, *values], target)
        return Prepared(plan, batch, len(predictions))

    def _plan(self, trace: Trace, inputs: Sequence[Tensor], results: Sequence[Tensor], target: Tensor) -> StepPlan:
        if not self._is_training:
            return StepPlan(trace, inputs, results, self._plans.memory)
        if self._plans.weights is None:
            optimizer, variables = self._model.optimizer, self._model.trainable_weights
            if not optimizer.built:
                optimizer.build(variables)
            self._plans.weights = FlatWeights(optimizer, variables)
            self._plans.by_key.clear()  # the weights lie elsewhere now
            self._plans.fingerprint = fingerprint(self._model)
        weights = self._plans.weights
        gradients = list(zip(weights.variables, weights.gradients, strict=True))
        return StepPlan(trace, inputs, results, self._plans.memory, target, gradients)


def _is_simple(predictions: Sequence[Any], losses: Sequence[Tensor]) -> bool:
    """Say whether results are tensors without a mask, and losses single numbers."""
    return all(isinstance(y, Tensor) and y._keras_mask is None for y in predictions) and all(
        loss.ndim == 0 for loss in losses
    )


def _signature(batch: Any) -> Any:
    """Return the shapes and types of the arrays of a batch, in its structure."""
    if isinstance(batch, dict):
        return tuple((name, _signature(each)) for name, each in batch.items())
    if isinstance(batch, list | tuple):
        return tuple(map(_signature, batch))
    return None if batch is None else (batch.shape, batch.dtype.str)
