"""Weights are called as Keras calls them: after the layers that hold them, one inside the other."""

import pytest

from nn_core.layers import deserialize
from tests.golden import Case
from tests.nn_core.layers.test_golden import RECORDED, call_arguments

WITH_WEIGHTS = [case for case in RECORDED if case.meta.get("weights") and case.area != "layers_keras2"]


@pytest.mark.parametrize("case", WITH_WEIGHTS, ids=lambda case: f"{case.area}-{case.name}")
def test_every_weight_has_the_path_that_keras_gives_it(case: Case) -> None:
    layer = deserialize({"class_name": case.meta["class_name"], "config": case.meta["config"]})
    args, kwargs = call_arguments(case)
    layer(*args, **kwargs)
    assert [weight.path for weight in layer.weights] == [each["path"] for each in case.meta["weights"]]
