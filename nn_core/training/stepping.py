"""Stepper: carries out the steps of fit and evaluate, by a plan where that is possible, otherwise in Python.

This is the one place where it is decided; `.github/decisions/0002-plans.md` tells the whole story.
"""

from __future__ import annotations

from typing import Any

from nn_core.spec.structure import flatten
from nn_core.training.gathering import Gathering
from nn_core.training.prepared import Batch, Plans, Prepared, planned_step, signature
from nn_core.training.refusals import memory_said_plainly

Logs = dict[str, Any]
_NOT_KNOWN = "not looked at"


class Stepper:
    """Takes the batches of one run through a model; `logs` gives loss and metrics so far.

    Args:
        model: compiled.
        is_training: whether the weights are to be changed.
        may_plan: what `Plans.mine` gave.
        source: where the batches come from, if it is known.
    """

    def __init__(self, model: Any, is_training: bool, may_plan: bool, source: Any = None) -> None:
        self._model, self._is_training, self._may_plan = model, is_training, may_plan
        self._source = source
        self._checked: Prepared | None = None  # the plan for which all samples of the source were looked at
        if source is not None:
            source.place_for = self.place_for
        self._plans: Plans = model._plans
        self._last: Prepared | None = None
        self._obstacle: str | None = _NOT_KNOWN
        self._logs: Logs = {}
        self._is_fresh = False  # whether _logs tells of everything gathered
        self._is_heard = False  # whether somebody was told the logs, and may have changed the model since
        for prepared in self._gathering():
            prepared.gathering.forget()
        self.check()

    def check(self) -> None:
        """Drop plans that do not fit the model any more; to be called after somebody else had his turn."""
        self.flush()
        self._is_heard = False
        if not self._may_plan:
            self._obstacle = "the plans are in use"
        elif self._plans.renew(self._model) or self._obstacle is _NOT_KNOWN:
            self._last = None
            self._obstacle = self._plans.obstacle(self._model, self._is_training)
            if not self._plans.are_worthwhile:
                self._obstacle = "the model keeps changing"

    def place_for(self, rows: int) -> Batch | None:
        """Return arrays into which the next batch may be written, if it has as many samples as the last."""
        last = self._last
        return last.batch if last is not None and len(last.plan.inputs[0]) == rows else None

    def step(self, batch: Batch) -> None:
        """Carry out one step."""
        if self._is_heard:
            self.check()
        prepared = self._last
        if prepared is None or batch is not prepared.batch:
            prepared = None if self._obstacle is not None else self._prepared_for(batch)
        if prepared is None:
            self.flush()
            self._logs, self._is_fresh = self._model._step_in_python(batch, self._is_training), True
        else:
            self._planned_step(prepared, batch)

    def _prepared_for(self, batch: Batch) -> Prepared | None:
        """Return the plan for a batch; made now if it is the first of its kind."""
        key = (self._is_training, signature(batch))
        if key not in self._plans.by_key and self._model.built:
            self.flush()
            self._plans.by_key[key] = self._plan(batch)
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
        self._plans.uses += 1
        if self._is_training:
            self._plans.weights.step(plan.without_gradient, plan.product)
        prepared.gathering.take()

    def logs(self) -> Logs:
        """Return loss and metrics so far."""
        self._is_heard = True
        if not self._is_fresh:
            self.flush()
            self._logs = dict(sorted(self._model.get_metrics_result().items()))
            self._is_fresh = True
        return self._logs

    def flush(self) -> None:
        """Take into the metrics what was gathered."""
        for prepared in self._gathering():
            prepared.gathering.flush()

    def _gathering(self) -> list[Prepared]:
        """Return the plans that gather for the metrics."""
        found = self._plans.by_key.values() if self._may_plan else ()
        return [each for each in found if each is not None and each.gathering is not None]

    def _plan(self, batch: Batch) -> Prepared | None:
        """Return a plan for steps with such batches, if there can be one."""
        self._model._step_data(batch)  # refuses text
        with memory_said_plainly(len(flatten(batch)[0])):
            prepared = planned_step(self._model, self._plans, batch, self._is_training)
        if prepared is not None:
            prepared.gathering = Gathering(self._model, prepared)
        return prepared
