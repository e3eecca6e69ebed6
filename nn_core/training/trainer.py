"""Trainer: what makes a layer a model that learns: compile, fit, evaluate, predict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nn_core import metrics as metrics_module
from nn_core import optimizers
from nn_core.autodiff import GradientTape, Tensor, convert_to_numpy
from nn_core.spec.structure import flatten, map_structure, pack_like
from nn_core.training.batches import (
    batches_from,
    class_weights_to_sample_weights,
    limited,
    pack_x_y_sample_weight,
    split_for_validation,
    unpack_x_y_sample_weight,
)
from nn_core.training.callbacks.callback_list import CallbackList
from nn_core.training.callbacks.history import History
from nn_core.training.compiled import CompiledLoss, CompiledMetrics

Logs = dict[str, float]


class Trainer:
    """The training half of a model."""

    def __init__(self) -> None:
        self.optimizer: Any = None
        self.loss: Any = None
        self.stop_training = False
        self._is_compiled = False
        self._compile_arguments: dict[str, Any] = {}
        self._loss_tracker = metrics_module.Mean(name="loss")
        self._compiled_loss: CompiledLoss | None = None
        self._compiled_metrics: CompiledMetrics | None = None

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
    ) -> None:
        """Choose how to train.

        Args:
            optimizer: name or object.
            loss: name, object or function; for several outputs a list, or a dict by output name.
            loss_weights: how much each output's loss counts, in the same form.
            metrics: list of names, objects or functions to report; per output as a list of lists or a dict.
            weighted_metrics: metrics that take `sample_weight` into account.
            run_eagerly, steps_per_execution, jit_compile, auto_scale_loss: accepted as in Keras, without effect.
        """
        self.optimizer = optimizers.get(optimizer)
        self.loss = loss
        self._compile_arguments = {
            "optimizer": optimizer,
            "loss": loss,
            "loss_weights": loss_weights,
            "metrics": metrics,
            "weighted_metrics": weighted_metrics,
        }
        self._compiled_loss = self._compiled_metrics = None
        self._is_compiled = True
        names = getattr(self, "output_names", None)
        if names:
            self._match_outputs(names)

    @property
    def compiled(self) -> bool:
        return self._is_compiled

    def _match_outputs(self, names: list[str]) -> None:
        given = self._compile_arguments
        if given["loss"] is not None:
            self._compiled_loss = CompiledLoss(given["loss"], given["loss_weights"], names)
        self._compiled_metrics = CompiledMetrics(given["metrics"], given["weighted_metrics"], names)

    def _need_matched(self, y_pred: Any) -> None:
        """A subclassed model knows its outputs only once it has given some."""
        if self._compiled_metrics is None:
            count = len(flatten(y_pred))
            self._match_outputs(list(y_pred) if isinstance(y_pred, dict) else [f"output_{i + 1}" for i in range(count)])

    def _need_compiled(self, method: str) -> None:
        if not self._is_compiled:
            raise ValueError(f"{method}() needs to know how to train: call compile(optimizer=..., loss=...) first.")

    # ---- one step -------------------------------------------------------------------------------------------

    def train_step(self, data: Any) -> Logs:
        """Learn from one batch `(x, y)` or `(x, y, sample_weight)`; override for a training of one's own."""
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        with GradientTape() as tape:
            y_pred = self(x, training=True)  # type: ignore[operator]
            loss = self.compute_loss(x, y, y_pred, sample_weight, training=True)
        self._track_loss(loss, x)
        variables = self.trainable_weights  # type: ignore[attr-defined]
        gradients = tape.gradient(loss, variables)
        self.optimizer.apply(gradients, variables)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def test_step(self, data: Any) -> Logs:
        """Measure one batch."""
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        y_pred = self(x, training=False)  # type: ignore[operator]
        self._track_loss(self.compute_loss(x, y, y_pred, sample_weight, training=False), x)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def predict_step(self, data: Any) -> Any:
        """Return the outputs for one batch."""
        x, _, _ = unpack_x_y_sample_weight(data)
        return self(x, training=False)  # type: ignore[operator]

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Any:
        """Return the loss of a batch with all penalties, a tensor."""
        self._need_matched(y_pred)
        penalties = list(self.losses)  # type: ignore[attr-defined]
        if self._compiled_loss is None and not penalties:
            raise ValueError("There is nothing to minimise: give compile() a loss, or add one with add_loss().")
        total = None if self._compiled_loss is None else self._compiled_loss(y, y_pred, sample_weight)
        for penalty in penalties:
            total = penalty if total is None else total + penalty
        return total

    def _track_loss(self, loss: Any, x: Any) -> None:
        self._loss_tracker.update_state(convert_to_numpy(loss), sample_weight=len(convert_to_numpy(flatten(x)[0])))

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> Logs:
        """Take a batch into the metrics and return all results so far."""
        if self._compiled_metrics is not None and y is not None:
            self._compiled_metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def get_metrics_result(self) -> Logs:
        """Return loss and metrics since the last reset."""
        logs: Logs = {"loss": self._loss_tracker.result()}
        if self._compiled_loss is not None:
            logs |= {tracker.name: tracker.result() for tracker in self._compiled_loss.metrics}
        if self._compiled_metrics is not None:
            logs |= self._compiled_metrics.result()
        return {name: float(value) for name, value in logs.items()}

    @property
    def metrics(self) -> list[Any]:
        """The running loss and all metrics."""
        parts = [part.metrics for part in (self._compiled_metrics, self._compiled_loss) if part is not None]
        return [self._loss_tracker, *(metric for part in parts for metric in part)]

    @property
    def metrics_names(self) -> list[str]:
        return list(self.get_metrics_result())

    def reset_metrics(self) -> None:
        """Start counting anew."""
        for metric in self.metrics:
            metric.reset_state()

    # ---- whole runs -----------------------------------------------------------------------------------------

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Any = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | list[int] = 1,
    ) -> History:
        """Train for a number of epochs and return the History.

        Args:
            x, y: arrays, or lists or dicts of them for several inputs or outputs; or x alone, a generator or Sequence.
            batch_size: samples per step, 32 if not given.
            verbose: 0 silent, 1 progress bar, 2 one line per epoch.
            validation_split: share of the samples, from the end, to validate on.
            validation_data: `(x, y)` or `(x, y, sample_weight)` to validate on, or a generator.
            shuffle: whether every epoch sees the samples in another order.
            class_weight: how much the samples of each class count.
            steps_per_epoch: batches that make an epoch, for generators without an end.
        """
        self._need_compiled("fit")
        if class_weight is not None and y is not None:
            factors = class_weights_to_sample_weights(y, class_weight)
            sample_weight = factors if sample_weight is None else sample_weight * factors
        if validation_split and validation_data is None:
            (x, y, sample_weight), validation_data = split_for_validation((x, y, sample_weight), validation_split)
        dtype = str(self.dtype)  # type: ignore[attr-defined]
        batches = batches_from(x, y, sample_weight, batch_size, steps_per_epoch, shuffle, dtype)
        steps = batches.num_batches if steps_per_epoch is None else steps_per_epoch
        validation = self._validation(validation_data, validation_batch_size or batch_size, validation_steps)
        listeners = CallbackList(callbacks, self, verbose, {"epochs": epochs, "steps": steps})
        self.stop_training = False
        if self.optimizer.built:  # layers may have been frozen or freed since the last run
            self.optimizer.build(self.trainable_weights)  # type: ignore[attr-defined]
        listeners.on_train_begin()
        logs: Logs = {}
        for epoch in range(initial_epoch, epochs):
            listeners.on_epoch_begin(epoch)
            logs = self._train_epoch(limited(batches, steps), listeners)
            if validation is not None and _is_due(epoch, validation_freq):
                measured = self._measure(limited(*validation), listeners)
                logs |= {f"val_{name}": value for name, value in measured.items()}
            listeners.on_epoch_end(epoch, logs)
            if self.stop_training:
                break
        listeners.on_train_end(logs)
        self.history = listeners.history
        return listeners.history

    def _train_epoch(self, batches: Iterator[Any], listeners: CallbackList) -> Logs:
        self.reset_metrics()
        logs: Logs = {}
        for step, batch in enumerate(batches):
            listeners.on_train_batch_begin(step)
            logs = self._one_batch(batch)
            listeners.on_train_batch_end(step, logs)
            if self.stop_training:
                break
        return dict(logs)

    def _one_batch(self, batch: tuple[Any, Any, Any]) -> Logs:
        x, y, sample_weight = batch
        return self.train_step(pack_x_y_sample_weight(_tensors(x), y, sample_weight))

    def _validation(self, given: Any, batch_size: int | None, steps: int | None) -> tuple[Any, int | None] | None:
        if given is None:
            return None
        dtype = str(self.dtype)  # type: ignore[attr-defined]
        if not isinstance(given, tuple | list):
            return batches_from(given, steps=steps, dtype=dtype), steps
        x, y, sample_weight = unpack_x_y_sample_weight(tuple(given))
        return batches_from(x, y, sample_weight, batch_size, dtype=dtype), steps

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: Any = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """Return the loss and the metrics over the data: a number, a list, or (`return_dict`) a dict."""
        self._need_compiled("evaluate")
        batches = batches_from(x, y, sample_weight, batch_size, steps, dtype=str(self.dtype))  # type: ignore[attr-defined]
        listeners = CallbackList(callbacks, self, verbose, {"steps": batches.num_batches}, keeps_history=False)
        logs = self._measure(limited(batches, steps), listeners)
        if return_dict:
            return logs
        values = list(logs.values())
        return values[0] if len(values) == 1 else values

    def _measure(self, batches: Iterator[Any], listeners: CallbackList) -> Logs:
        self.reset_metrics()
        listeners.on_test_begin()
        logs: Logs = {}
        for step, (x, y, sample_weight) in enumerate(batches):
            listeners.on_test_batch_begin(step)
            logs = self.test_step(pack_x_y_sample_weight(_tensors(x), y, sample_weight))
            listeners.on_test_batch_end(step, logs)
        listeners.on_test_end(logs)
        return dict(logs)

    def predict(
        self, x: Any, batch_size: int | None = None, verbose: Any = 0, steps: int | None = None, callbacks: Any = None
    ) -> Any:
        """Return the outputs for all samples as NumPy arrays."""
        batches = batches_from(x, None, None, batch_size, steps, dtype=str(self.dtype))  # type: ignore[attr-defined]
        listeners = CallbackList(callbacks, self, 0, {"steps": batches.num_batches}, keeps_history=False)
        listeners.on_predict_begin()
        found: list[Any] = []
        for step, (inputs, _, _) in enumerate(limited(batches, steps)):
            listeners.on_predict_batch_begin(step)
            found.append(map_structure(convert_to_numpy, self.predict_step(pack_x_y_sample_weight(_tensors(inputs)))))
            listeners.on_predict_batch_end(step, {"outputs": found[-1]})
        listeners.on_predict_end()
        columns = zip(*(flatten(each) for each in found), strict=True)
        return pack_like(found[0], [np.concatenate(column) for column in columns])

    # ---- single batches -------------------------------------------------------------------------------------

    def train_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """Learn from one batch and return its loss and metrics."""
        self._need_compiled("train_on_batch")
        if class_weight is not None:
            sample_weight = class_weights_to_sample_weights(y, class_weight)
        self.reset_metrics()
        batch = next(batches_from(x, y, sample_weight, _length(x), dtype=str(self.dtype)).epoch())  # type: ignore[attr-defined]
        return _as_returned(self._one_batch(batch), return_dict)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Return loss and metrics of one batch."""
        self._need_compiled("test_on_batch")
        batch = next(batches_from(x, y, sample_weight, _length(x), dtype=str(self.dtype)).epoch())  # type: ignore[attr-defined]
        logs = self._measure(iter([batch]), CallbackList(None, self, 0, {}, keeps_history=False))
        return _as_returned(logs, return_dict)

    def predict_on_batch(self, x: Any) -> Any:
        """Return the outputs for one batch as NumPy arrays."""
        return self.predict(x, batch_size=_length(x))


def _tensors(x: Any) -> Any:
    return map_structure(Tensor, x)


def _length(x: Any) -> int:
    return max(1, len(flatten(x)[0]) if isinstance(x, list | tuple | dict) else len(x))


def _is_due(epoch: int, frequency: int | list[int]) -> bool:
    return (epoch + 1) % frequency == 0 if isinstance(frequency, int) else (epoch + 1) in frequency


def _as_returned(logs: Logs, return_dict: bool) -> Any:
    values = list(logs.values())
    return logs if return_dict else values[0] if len(values) == 1 else values
