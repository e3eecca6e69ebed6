"""Trainer: what makes a layer a model that learns: compile, fit, evaluate, predict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core import metrics as metrics_module
from nn_core import optimizers
from nn_core.autodiff import GradientTape, Tensor, convert_to_numpy
from nn_core.spec.legacy import accepts_old_names
from nn_core.spec.remarks import remark
from nn_core.spec.structure import flatten, map_structure
from nn_core.training.batches import Source, batches_from, split_for_validation
from nn_core.training.callbacks.callback_list import CallbackList
from nn_core.training.callbacks.history import History
from nn_core.training.callbacks.terminate_on_nan import TerminateOnNaN
from nn_core.training.compiled import CompiledLoss, CompiledMetrics, checked_metrics, meant
from nn_core.training.generator_methods import GeneratorMethods
from nn_core.training.outputs import Outputs
from nn_core.training.predicting import Predictor
from nn_core.training.prepared import Plans
from nn_core.training.refusals import (
    NanWatch,
    check_shuffle,
    check_validation_freq,
    memory_said_plainly,
    nan_refused,
    refuse_text,
    whole_number,
)
from nn_core.training.single_batches import SingleBatches, as_returned
from nn_core.training.stepping import Stepper
from nn_core.training.streamed_batches import pack_x_y_sample_weight, unpack_x_y_sample_weight

Logs = dict[str, Any]


class Trainer(SingleBatches, GeneratorMethods):
    """The training half of a model."""

    def __init__(self) -> None:
        self.optimizer: Any = None
        self.loss: Any = None
        self.stop_training = False
        self.first_epoch = self.first_batch = 0  # where a callback that restores a backup lets fit() go on
        self.last_epoch = 0  # before which fit() ends; a callback may move it
        self.when_passed_over: Callable[[Any], None] | None = None  # called with the last batch before `first_batch`
        self._is_compiled = False
        self._compile_arguments: dict[str, Any] = {}
        self._loss_tracker = metrics_module.Mean(name="loss")
        self.compiled_loss: CompiledLoss | None = None
        self.compiled_metrics = CompiledMetrics(None, None)
        self.run_eagerly = False
        self._plans = Plans()

    @accepts_old_names
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
            run_eagerly: whether every step runs in Python, to be followed in a debugger; slower.
            steps_per_execution, jit_compile, auto_scale_loss: accepted as in Keras, without effect.
        """
        self.optimizer = meant("optimizer", optimizer, optimizers.get)
        found = checked_metrics("metrics", metrics), checked_metrics("weighted_metrics", weighted_metrics)
        self.loss = loss
        self._compile_arguments = {
            "optimizer": optimizer,
            "loss": loss,
            "loss_weights": loss_weights,
            "metrics": metrics,
            "weighted_metrics": weighted_metrics,
        }
        drawn = getattr(self, "output_structure", None)
        outputs = None if drawn is None else Outputs(drawn, self.output_names)  # type: ignore[attr-defined]
        self.compiled_loss = None if loss is None else CompiledLoss(loss, loss_weights, outputs)
        self.compiled_metrics = CompiledMetrics(*found, outputs)
        self.run_eagerly = run_eagerly
        self._plans = Plans()
        self._is_compiled = True

    @property
    def compiled(self) -> bool:
        return self._is_compiled

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
            scaled = self.optimizer.scale_loss(loss)
        self._track_loss(loss, x)
        variables = self.trainable_weights  # type: ignore[attr-defined]
        gradients = tape.gradient(scaled, variables)
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
        if self.compiled_loss is not None:
            return self.compiled_loss(y, y_pred, sample_weight, list(self.losses))  # type: ignore[attr-defined]
        return self._loss_and_parts(y, y_pred, sample_weight)[0]

    def _loss_and_parts(self, y: Any, y_pred: Any, sample_weight: Any) -> tuple[Any, list[Any]]:
        """Return the loss of a batch, and those of its outputs that have one."""
        penalties = list(self.losses)  # type: ignore[attr-defined]
        if self.compiled_loss is not None:
            return self.compiled_loss.compute(y, y_pred, sample_weight, penalties)
        if not penalties:
            raise ValueError("There is nothing to minimise: give compile() a loss, or add one with add_loss().")
        return sum(penalties[1:], penalties[0]), []

    def _track_loss(self, loss: Any, x: Any) -> None:
        self._loss_tracker.update_state(convert_to_numpy(loss), sample_weight=len(convert_to_numpy(flatten(x)[0])))

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> Logs:
        """Take a batch into the metrics and return all results so far."""
        if y is not None:
            self.compiled_metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def get_metrics_result(self) -> Logs:
        """Return loss and metrics since the last reset."""
        logs: Logs = {}
        for metric in self.metrics:
            value = metric.result()
            logs |= value if isinstance(value, dict) else {metric.name: value}
        return {name: _number(value) for name, value in logs.items()}

    @property
    def metrics(self) -> list[Any]:
        """The running loss, the compiled metrics as one, the losses of the outputs, and metrics kept as attributes."""
        own = self.held_metrics()  # type: ignore[attr-defined]
        if not self._is_compiled:
            return list(own)
        compiled = [self.compiled_metrics] if self.compiled_metrics.are_given else []
        losses = [] if self.compiled_loss is None else self.compiled_loss.metrics
        return [self._loss_tracker, *compiled, *losses, *own]

    @property
    def metrics_names(self) -> list[str]:
        """The names of `metrics`; those given to compile() stand for one, as in Keras 3."""
        return [metric.name for metric in self.metrics]

    def reset_metrics(self) -> None:
        """Start counting anew."""
        for metric in self.metrics:
            metric.reset_state()

    # ---- whole runs -----------------------------------------------------------------------------------------

    @accepts_old_names
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
        class_weight: dict[Any, Any] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | list[int] = 1,
    ) -> History:
        """Train for a number of epochs and return the History.

        Args:
            x, y: arrays (HDF5 datasets too), or lists or dicts of them for several inputs or outputs; or x alone, a
                generator or a PyDataset.
            batch_size: samples per step, 32 if not given.
            verbose: 0 silent, 1 progress bar, 2 one line per epoch.
            validation_split: share of the samples, from the end, to validate on.
            validation_data: `(x, y)` or `(x, y, sample_weight)` to validate on, or a generator.
            shuffle: whether every epoch sees the samples in another order; "batch" keeps batches together.
            class_weight: how much the samples of each class count.
            steps_per_epoch: batches that make an epoch, for generators without an end.
        """
        self._need_compiled("fit")
        epochs = whole_number("epochs", epochs, minimum=0)
        initial_epoch = whole_number("initial_epoch", initial_epoch, minimum=0)
        check_shuffle(shuffle)
        check_validation_freq(validation_freq)
        if validation_split and validation_data is None:
            (x, y, sample_weight), validation_data = split_for_validation((x, y, sample_weight), validation_split)
        dtype = self._number_type()
        source = batches_from(x, y, sample_weight, batch_size, steps_per_epoch, shuffle, dtype, class_weight)
        validation = self._validation(validation_data, validation_batch_size or batch_size, validation_steps)
        params = {"epochs": epochs, "steps": source.num_batches}
        listeners = CallbackList(callbacks, self, verbose, params)
        if self.optimizer.built:  # layers may have been frozen or freed since the last run
            self.optimizer.build(self.trainable_weights)  # type: ignore[attr-defined]
        self._run(source, validation, listeners, (initial_epoch, epochs), validation_freq)
        self.history = listeners.history
        return listeners.history

    def _run(
        self,
        source: Source,
        validation: Source | None,
        listeners: CallbackList,
        epochs: tuple[int, int],
        validation_freq: int | list[int],
    ) -> None:
        """Train epoch by epoch."""
        self.stop_training, self.first_epoch, self.first_batch = False, epochs[0], 0
        self.last_epoch = epochs[1]
        listeners.on_train_begin()
        logs: Logs = {}
        watch = NanWatch()
        epoch = self.first_epoch
        while epoch < self.last_epoch:
            listeners.on_epoch_begin(epoch)
            logs = self._train_epoch(source, listeners, watch)
            if not logs and self.stop_training:
                break
            if validation is not None and _is_due(epoch, validation_freq):
                logs |= {f"val_{name}": value for name, value in self._measure(validation, listeners).items()}
                logs = dict(sorted(logs.items()))
            listeners.on_epoch_end(epoch, logs)
            if self.stop_training:
                break
            epoch += 1
        self.optimizer.finalize_variable_values(self.trainable_weights)  # type: ignore[attr-defined]
        listeners.on_train_end(logs)

    def _train_epoch(self, source: Source, listeners: CallbackList, watch: NanWatch) -> Logs:
        self.reset_metrics()
        watch.is_over = watch.is_over or source.is_free_of_nan()
        with self._plans.mine() as may_plan:
            stepper = Stepper(self, True, may_plan, source)
            done = self._take_steps(stepper, source, listeners, watch)
            logs = dict(stepper.logs()) if done else {}
        if self.stop_training:
            return logs
        watch.is_over, self.first_batch = True, 0
        if not done or done < (source.num_batches or 0):
            remark(
                f"The data ended after {done} batches of the epoch; training stops here. A generator must give "
                "steps_per_epoch * epochs batches; a PyDataset is read anew in every epoch."
            )
            self.stop_training = True
        return logs

    def _take_steps(self, stepper: Stepper, source: Source, listeners: CallbackList, watch: NanWatch) -> int:
        """Learn from the batches of an epoch; return how many there were."""
        done, has_listeners = 0, listeners.hears_train_batches
        for step, batch in enumerate(source.epoch()):
            done += 1
            if step < self.first_batch:
                if done == self.first_batch and self.when_passed_over is not None:
                    self.when_passed_over(batch)
                continue
            if not watch.is_over:
                self._refuse_nan(watch.look(batch[0], batch[1]), batch, listeners)
            if has_listeners and listeners.wants_train_batch(step):
                listeners.on_train_batch_begin(step)
                stepper.check()
                stepper.step(batch)
                listeners.on_train_batch_end(step, stepper.logs())
            else:
                stepper.step(batch)
            if self.stop_training:
                break
        return done

    def _refuse_nan(self, label: str, batch: Any, listeners: CallbackList) -> None:
        """Raise ValueError if NaN in the data makes the loss NaN, before it spoils the weights."""
        if not label:
            return
        watches_itself = any(isinstance(each, TerminateOnNaN) for each in listeners.callbacks)
        if watches_itself or type(self).train_step is not Trainer.train_step:
            remark(nan_refused(label))
            return
        x, y, sample_weight = unpack_x_y_sample_weight(self._step_data(batch))
        loss = self.compute_loss(x, y, self(x, training=False), sample_weight, training=False)  # type: ignore[operator]
        if np.isnan(convert_to_numpy(loss)).any():  # a loss or a layer of one's own may know what to do with it
            raise ValueError(nan_refused(label))

    def _one_batch(self, batch: tuple[Any, Any, Any]) -> Logs:
        with self._plans.mine() as may_plan:
            stepper = Stepper(self, True, may_plan)
            stepper.step(batch)
            return dict(stepper.logs())

    def _step_in_python(self, batch: tuple[Any, Any, Any], is_training: bool) -> Logs:
        """Carry out a step without a plan."""
        with memory_said_plainly(_length(batch[0])):
            return plain((self.train_step if is_training else self.test_step)(self._step_data(batch)))

    def _step_data(self, batch: tuple[Any, Any, Any]) -> Any:
        """Return a batch as train_step and test_step take it; ValueError if it is text where numbers are needed."""
        x, y, sample_weight = batch
        symbols = getattr(self, "inputs", None)
        if symbols and not any(each.dtype == "string" for each in symbols):
            refuse_text("input", x, self.input_names)  # type: ignore[attr-defined]
        refuse_text("output", y, getattr(self, "output_names", []))
        refuse_text("sample_weight", sample_weight, [])
        return pack_x_y_sample_weight(_tensors(x), y, sample_weight)

    def _number_type(self) -> str:
        return str(self.dtype)  # type: ignore[attr-defined]

    def _validation(self, given: Any, batch_size: int | None, steps: int | None) -> Source | None:
        if given is None:
            return None
        if not isinstance(given, tuple | list):
            return batches_from(given, steps=steps, dtype=self._number_type())
        x, y, sample_weight = unpack_x_y_sample_weight(tuple(given))
        return batches_from(x, y, sample_weight, batch_size, steps, dtype=self._number_type())

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
        source = batches_from(x, y, sample_weight, batch_size, steps, dtype=self._number_type())
        params = {"epochs": 1, "steps": source.num_batches}
        listeners = CallbackList(callbacks, self, verbose, params, keeps_history=False)
        return as_returned(self, self._measure(source, listeners), return_dict)

    def _measure(self, source: Source, listeners: CallbackList) -> Logs:
        listeners.on_test_begin()
        self.reset_metrics()
        with self._plans.mine() as may_plan:
            stepper, step = Stepper(self, False, may_plan, source), -1
            for step, batch in enumerate(source.epoch()):
                if listeners.wants_test_batch(step):
                    listeners.on_test_batch_begin(step)
                    stepper.check()
                    stepper.step(batch)
                    listeners.on_test_batch_end(step, stepper.logs())
                else:
                    stepper.step(batch)
            logs = dict(stepper.logs()) if step >= 0 else {}
        listeners.on_test_end(logs)
        return logs

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Any = "auto",
        steps: int | None = None,
        callbacks: Any = None,
    ) -> Any:
        """Return the outputs for all samples as NumPy arrays."""
        source = batches_from(x, None, None, batch_size, steps, dtype=self._number_type())
        params = {"epochs": 1, "steps": source.num_batches}
        listeners = CallbackList(callbacks, self, verbose, params, keeps_history=False)
        listeners.on_predict_begin()
        step = -1
        num_samples = getattr(source, "num_samples", None) if steps is None else None
        with self._plans.mine() as may_plan:
            predictor = Predictor(self, may_plan, source, num_samples)
            if num_samples is not None and not listeners.hears_predictions:
                predictor.take_many()
            for step, batch in enumerate(source.epoch()):
                if listeners.hears_predictions:
                    listeners.on_predict_batch_begin(step)
                outputs = predictor.step(batch)
                if listeners.hears_predictions:
                    listeners.on_predict_batch_end(step, {"outputs": map_structure(np.copy, outputs)})
        if source.num_batches is None:
            listeners.set_params({"verbose": verbose, "epochs": 1, "steps": step + 1})
        listeners.on_predict_end()
        found = predictor.all()
        if found is None:
            raise ValueError("There is no data: the generator gave no batch.")
        return found

    def _predict_in_python(self, batch: tuple[Any, Any, Any]) -> Any:
        """Predict one batch without a plan."""
        with memory_said_plainly(_length(batch[0])):
            return self.predict_step(self._step_data((batch[0], None, None)))


def _tensors(x: Any) -> Any:
    return map_structure(Tensor, x)


def _length(x: Any) -> int:
    return len(next((each for each in flatten(x) if each is not None), ()))


def _is_due(epoch: int, frequency: int | list[int]) -> bool:
    return (epoch + 1) % frequency == 0 if isinstance(frequency, int) else (epoch + 1) in frequency


def plain(logs: Any) -> Logs:
    """Return logs as callbacks get them: by name, with plain numbers, dicts among them laid open."""
    found: Logs = {}
    for name, value in sorted((logs or {}).items()):
        found |= plain(value) if isinstance(value, dict) else {name: _number(value)}
    return found


def _number(value: Any) -> Any:
    """Return a plain number; what is no single number stays an array."""
    array = convert_to_numpy(value)
    return float(array) if array.ndim == 0 else array
