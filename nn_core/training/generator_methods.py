"""fit_generator and its kin: how Keras 2 was told to train from a generator. fit, evaluate and predict do it now."""

from __future__ import annotations

import itertools
import math
from typing import Any

from nn_core.spec.legacy import quietly_accepts_old_names
from nn_core.spec.remarks import remark
from nn_core.training.streamed_batches import unpack_x_y_sample_weight


class GeneratorMethods:
    """The methods of a model that only Keras 2 has; workers and queues are accepted and not needed."""

    @quietly_accepts_old_names
    def fit_generator(
        self,
        generator: Any,
        steps_per_epoch: int | None = None,
        epochs: int = 1,
        verbose: Any = 1,
        callbacks: Any = None,
        validation_data: Any = None,
        validation_steps: int | None = None,
        validation_freq: int | list[int] = 1,
        class_weight: Any = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        shuffle: bool = True,
        initial_epoch: int = 0,
        samples_per_epoch: int | None = None,
    ) -> Any:
        """Train from a generator or a Sequence; fit() does the same."""
        remark("fit_generator() is an old name; write fit(generator, ...).")
        if samples_per_epoch is not None:
            generator, size = _with_batch_size(generator)
            steps_per_epoch = math.ceil(samples_per_epoch / size)
        return self.fit(  # type: ignore[attr-defined]
            generator,
            steps_per_epoch=steps_per_epoch,
            epochs=epochs,
            verbose=verbose,
            callbacks=callbacks,
            validation_data=validation_data,
            validation_steps=validation_steps,
            validation_freq=validation_freq,
            class_weight=class_weight,
            shuffle=shuffle,
            initial_epoch=initial_epoch,
        )

    @quietly_accepts_old_names
    def evaluate_generator(
        self,
        generator: Any,
        steps: int | None = None,
        callbacks: Any = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        verbose: Any = 0,
    ) -> Any:
        """Measure on a generator or a Sequence; evaluate() does the same."""
        remark("evaluate_generator() is an old name; write evaluate(generator, ...).")
        return self.evaluate(generator, steps=steps, callbacks=callbacks, verbose=verbose)  # type: ignore[attr-defined]

    @quietly_accepts_old_names
    def predict_generator(
        self,
        generator: Any,
        steps: int | None = None,
        callbacks: Any = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        verbose: Any = 0,
    ) -> Any:
        """Predict for a generator or a Sequence; predict() does the same."""
        remark("predict_generator() is an old name; write predict(generator, ...).")
        return self.predict(generator, steps=steps, callbacks=callbacks, verbose=verbose)  # type: ignore[attr-defined]


def _with_batch_size(generator: Any) -> tuple[Any, int]:
    """Return the generator with nothing taken from it, and the size of its first batch."""
    if hasattr(generator, "__getitem__"):
        x, _, _ = unpack_x_y_sample_weight(generator[0])
        return generator, len(x)
    first = next(generator)
    x, _, _ = unpack_x_y_sample_weight(first)
    return itertools.chain([first], generator), len(x)
