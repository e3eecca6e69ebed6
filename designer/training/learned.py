"""What a training learned, as the archive keeps it."""

from __future__ import annotations

import numpy as np

from designer.archive.folder import Learned, Moment
from designer.model.document import Weights
from designer.training.run import Trained


def learned_of(trained: Trained) -> dict[Moment, Learned]:
    """Return the weights in the end, and those of the best epoch if that was another."""
    last = Learned(trained.weights, trained.curves, trained.last_run)
    return (
        {"last": last} if _are_equal(trained.best, trained.weights) else {"last": last, "best": Learned(trained.best)}
    )


def _are_equal(some: Weights, others: Weights) -> bool:
    """Say whether two sets of weights are the same."""
    return some.keys() == others.keys() and all(
        np.array_equal(one, other) for key in some for one, other in zip(some[key], others[key], strict=True)
    )
