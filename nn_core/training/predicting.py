"""Predictor: carries out predict, by plans where that is possible, otherwise in Python."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.plans.program import Memory
from nn_core.spec.structure import flatten, map_structure, pack_like
from nn_core.training.eligibility import why_not_predict
from nn_core.training.lanes import predict_in_lanes
from nn_core.training.larger_batches import is_by_sample, larger
from nn_core.training.prepared import Batch, Plans, Prepared, planned_prediction, signature
from nn_core.training.refusals import memory_said_plainly

_MANY = 4  # batches, from which it pays to try larger ones


class Predictor:
    """Collects the outputs of a model for all batches of a source.

    Args:
        may_plan: what `Plans.mine` gave.
        num_samples: how many there are altogether, if that is known; the results then go straight to their place.
    """

    def __init__(self, model: Any, may_plan: bool, source: Any, num_samples: int | None) -> None:
        self._model, self._num_samples = model, num_samples
        self._plans: Plans = model._plans
        self._last: Prepared | None = None
        self._results: list[Array] | None = None  # of all samples
        self._parts: list[list[Array]] = []  # or of the batches
        self._structure: Any = None
        self._rows = 0
        self._source = source
        self._checked: Prepared | None = None  # the plan for which all samples of the source were looked at
        source.place_for = self.place_for
        self._is_planned = may_plan and why_not_predict(model) is None
        if self._is_planned:
            self._plans.renew(model)
            self._is_planned = self._plans.are_worthwhile

    def place_for(self, rows: int) -> Batch | None:
        """Return arrays into which the next batch may be written, if it has as many samples as the last."""
        last = self._last
        return last.batch if last is not None and len(last.plan.inputs[0]) == rows else None

    def take_many(self) -> None:
        """Predict more samples at once than the source was told to give, where that changes no result but is faster.

        The source goes on with what is left.
        """
        source, count = self._source, self._num_samples or 0
        size = source.batch_size
        if not self._is_planned or source.is_on_disk or count < _MANY * size:
            return
        small = self._prepared_for(source.at(slice(0, size)))
        rows = 0 if small is None else larger(size, count, small.plan.largest)
        if small is None or rows <= size:
            return
        if rows not in small.may_grow_to:
            small.may_grow_to[rows] = is_by_sample(self._model, small, lambda: self._large(rows))
        large = self._large(rows) if small.may_grow_to[rows] else None
        if large is not None:
            self._check(large)
            self._rows = predict_in_lanes(
                large,
                lambda lane: self._large(rows, lane),
                source,
                rows,
                self._room(large.structure, large.predictions),
            )
            self._plans.uses += self._rows // rows
            source.skip(self._rows)

    def _large(self, rows: int, lane: int = 0) -> Prepared | None:
        """Return the plan for so many samples, one for each thread."""
        return self._prepared_for(self._source.at(slice(0, rows)), lane)

    def _check(self, prepared: Prepared) -> None:
        """Refuse wrong numbers, once for all samples."""
        if prepared is not self._checked:
            prepared.plan.check(self._source.arrays)
            self._checked = prepared

    def step(self, batch: Batch) -> Any:
        """Predict one batch; return its outputs, which are good until the next call."""
        prepared = self._prepared_for(batch) if self._is_planned else None
        if prepared is None:
            outputs = map_structure(convert_to_numpy, self._model._predict_in_python(batch))
            self._keep(outputs, flatten(outputs))
            return outputs
        if batch is prepared.batch:
            self._check(prepared)
        else:
            arrays = [each for each in flatten(batch) if each is not None]
            prepared.plan.check(arrays)
            prepared.plan.load(arrays)
        prepared.plan.run()
        self._plans.uses += 1
        self._keep(prepared.structure, prepared.predictions)
        return pack_like(prepared.structure, prepared.predictions)

    def _prepared_for(self, batch: Batch, lane: int = 0) -> Prepared | None:
        """Return the plan for a batch; those of other lanes have memory of their own."""
        if self._last is None or batch is not self._last.batch:
            key = ("predict", lane, signature(batch))
            if key not in self._plans.by_key and self._model.built:
                self._model._step_data(batch)  # refuses text
                memory = Memory() if lane else self._plans.memory
                with memory_said_plainly(len(flatten(batch)[0])):
                    self._plans.by_key[key] = planned_prediction(self._model, memory, batch)
            self._last = self._plans.by_key.get(key)
        return self._last

    def _keep(self, structure: Any, outputs: list[Array]) -> None:
        """Copy the outputs of a batch to where those of all samples are collected."""
        self._room(structure, outputs)
        end = self._rows + (len(outputs[0]) if outputs[0].ndim else 0)
        fits = self._results is not None and end <= (self._num_samples or 0)
        if fits and all(y.shape[1:] == kept.shape[1:] for y, kept in zip(outputs, self._results or [], strict=True)):
            for y, kept in zip(outputs, self._results or [], strict=True):
                kept[self._rows : end] = y
        else:
            self._give_up_place()
            self._parts.append([y.copy() for y in outputs])
        self._rows = end

    def _room(self, structure: Any, outputs: list[Array]) -> list[Array]:
        """Return where the outputs of all samples go, empty if that is not known; the first batch settles it."""
        if self._structure is None:
            self._structure = structure
            if self._num_samples is not None and all(y.ndim and len(y) == len(outputs[0]) for y in outputs):
                self._results = [np.empty((self._num_samples, *y.shape[1:]), y.dtype) for y in outputs]
        return self._results or []

    def _give_up_place(self) -> None:
        """Go over to collecting batches: sizes differ from batch to batch."""
        if self._results is not None:
            self._parts = [[kept[: self._rows].copy() for kept in self._results]] if self._rows else []
            self._results = None

    def all(self) -> Any:
        """Return the outputs for all samples, None if there was no batch."""
        if self._structure is None:
            return None
        found = self._results
        if found is None:
            found = [np.concatenate(column) for column in zip(*self._parts, strict=True)]
        return pack_like(self._structure, [each[: self._rows] for each in found])
