"""Training, measuring and predicting a single batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.spec.structure import flatten
from nn_core.training.batches import Source, batches_from
from nn_core.training.callbacks.callback_list import CallbackList


class SingleBatches:
    """The methods of a model that take one batch."""

    def train_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """Learn from one batch and return its loss and metrics."""
        self._need_compiled("train_on_batch")  # type: ignore[attr-defined]
        self.reset_metrics()  # type: ignore[attr-defined]
        logs = self._one_batch(next(self._only(x, y, sample_weight, class_weight).epoch()))  # type: ignore[attr-defined]
        return as_returned(self, logs, return_dict)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Return loss and metrics of one batch."""
        self._need_compiled("test_on_batch")  # type: ignore[attr-defined]
        listeners = CallbackList(None, self, 0, {}, keeps_history=False)
        logs = self._measure(self._only(x, y, sample_weight), listeners)  # type: ignore[attr-defined]
        return as_returned(self, logs, return_dict)

    def predict_on_batch(self, x: Any) -> Any:
        """Return the outputs for one batch as NumPy arrays."""
        return self.predict(x, batch_size=_length(x), verbose=0)  # type: ignore[attr-defined]

    def _only(self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: Any = None) -> Source:
        """Return a source that gives one batch."""
        dtype = str(self.dtype)  # type: ignore[attr-defined]
        return batches_from(x, y, sample_weight, _length(x), dtype=dtype, class_weight=class_weight)


def _length(x: Any) -> int:
    shape = np.shape(next(iter(flatten(x)), 0))
    return max(1, shape[0]) if shape else 1


def as_returned(model: Any, logs: dict[str, Any], return_dict: bool) -> Any:
    """Return logs as a dict, a list, or the only number; a list begins with the loss and what metrics are called."""
    if return_dict:
        return logs
    names = [each.name for metric in model.metrics for each in getattr(metric, "metrics", [metric])]
    first = [name for name in dict.fromkeys(names) if name in logs]
    values = [logs[name] for name in [*first, *sorted(logs.keys() - set(first))]]
    return values[0] if len(values) == 1 else values
