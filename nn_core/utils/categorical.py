"""to_categorical: classes as rows of zeros with a single one."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.memory import refuse_if_too_large
from nn_core.autodiff.tensor import Array
from nn_core.spec.legacy import accepts_old_names


@accepts_old_names
def to_categorical(x: Any, num_classes: int | None = None) -> Array:
    """Return for each class number a row of zeros with a one at that place.

    Example:
        >>> to_categorical([0, 2], num_classes=3)
        array([[1., 0., 0.],
               [0., 0., 1.]])
    """
    given = convert_to_numpy(x)
    if given.dtype.kind not in "biuf":
        raise ValueError(
            f"to_categorical takes class numbers, not {given.dtype.name} such as {given.flat[0]!r}. Number the classes "
            "first: np.unique(labels, return_inverse=True)[1]."
        )
    classes = given.astype(np.int64)
    if classes.ndim > 1 and classes.shape[-1] == 1:
        classes = classes[..., 0]
    if num_classes is None:
        num_classes = int(classes.max()) + 1
    if classes.size and not 0 <= classes.min() <= classes.max() < num_classes:
        raise ValueError(
            f"With num_classes={num_classes} the classes must be numbers from 0 to {num_classes - 1}; "
            f"found {classes.min()} to {classes.max()}."
        )
    refuse_if_too_large("The table of zeros and ones", (*classes.shape, num_classes), np.float64)
    rows = np.zeros((*classes.shape, num_classes))
    np.put_along_axis(rows, classes[..., None], 1.0, axis=-1)
    return rows
