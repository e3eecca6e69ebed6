"""Runs as they would have been kept, without having trained."""

from dataclasses import replace

import numpy as np

from designer.archive.folder import Learned
from designer.archive.record import RunRecord, present_versions
from designer.model.settings import TrainingSettings
from tests.designer.training.documents import flowers

CURVES = {"loss": [1.0, 0.5, 0.25], "val_loss": [1.1, 0.6, 0.7], "accuracy": [0.4, 0.8, 0.9]}


def record(id="a1", **changes):
    """Return the receipt of a run that went well."""
    settings = TrainingSettings(epochs=3, seed=7)
    plain = RunRecord(
        id, "flowers", 1000.0, 2.5, "finished", "Finished after 3 epochs.", "iris", "abc", settings.to_json(), 7,
        "anew", 67, present_versions(), dict(CURVES), best_epoch=2,
    )  # fmt: skip
    return replace(plain, **changes)


def weights(value=0.0):
    """Return weights that fit the document of `flowers`."""
    return {"layer1": [np.full((4, 8), value, "float32"), np.zeros(8, "float32")]}


def keep(archive, id="a1", **changes):
    """Keep a run in an archive."""
    return archive.keep(
        record(id, **changes), flowers(), {"last": Learned(weights(1.0), CURVES), "best": Learned(weights(2.0))}
    )
