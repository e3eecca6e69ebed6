"""The few numbers of a data set on which the design of a model depends."""

from __future__ import annotations

import numpy as np

from designer.data.dataset import Dataset
from designer.model.data_facts import DataFacts, InputFacts

MOST_LOOKED_AT = 5_000  # samples: enough to know the range


def data_facts(dataset: Dataset) -> DataFacts:
    """Return what there is to know; large sets are judged by their first samples."""
    target = next(iter(dataset.targets.values()), np.zeros(0))[:MOST_LOOKED_AT]
    is_number = dataset.task == "regression" and target.size > 0 and target.dtype.kind in "biuf"
    counts = dataset.class_counts() if dataset.task == "classification" else np.zeros(0, int)
    return DataFacts(
        inputs=tuple(_input_facts(dataset, name) for name in dataset.inputs),
        task=dataset.task,
        num_samples=dataset.num_samples,
        class_counts=tuple(int(count) for count in counts),
        target_shape=tuple(target.shape[1:]),
        target_minimum=float(np.min(target)) if is_number else 0.0,
        target_maximum=float(np.max(target)) if is_number else 0.0,
    )


def _input_facts(dataset: Dataset, name: str) -> InputFacts:
    values = dataset.inputs[name][:MOST_LOOKED_AT]
    if values.dtype.kind not in "biuf" or values.size == 0:
        return InputFacts(name, tuple(values.shape[1:]), 0.0, 0.0)
    least, most = float(np.nanmin(values)), float(np.nanmax(values))
    is_whole = values.dtype.kind in "iu"
    return InputFacts(name, tuple(values.shape[1:]), least, most, is_whole, dataset.is_image(name))
