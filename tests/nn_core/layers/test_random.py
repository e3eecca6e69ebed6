"""Layers that draw random numbers: the mean, spread and values that Keras's own draws have."""

import numpy as np
import pytest

from nn_core.layers import deserialize
from nn_core.utils import set_random_seed
from tests.golden import Case, cases, differences

RANDOM = [case for case in cases("random") if "training_statistics" in case.meta]


@pytest.fixture(autouse=True)
def _same_numbers_each_time():
    set_random_seed(5)


def made(case: Case):
    return deserialize({"class_name": case.meta["class_name"], "config": case.meta["config"]})


@pytest.mark.parametrize("case", cases("random"), ids=str)
def test_nothing_is_random_outside_training(case):
    args, kwargs = case.call_arguments()
    assert differences({"out_0": made(case)(*args, **kwargs).value}, case, prefix="out_") == []


@pytest.mark.parametrize("case", RANDOM, ids=str)
def test_in_training_ones_become_what_was_recorded(case):
    wanted = case.meta["training_statistics"]
    y = made(case)(np.ones(wanted["shape"]), training=True).value
    for name, found in {"mean": y.mean(), "var": y.var(), "zero_fraction": np.mean(y == 0)}.items():
        assert abs(found - wanted[name]) <= wanted[f"{name}_tolerance"], name
    if "values" in wanted:
        np.testing.assert_allclose(np.unique(y.round(9)), sorted(wanted["values"]), rtol=1e-6)
    for axis in wanted.get("constant_axes", []):
        assert np.ptp(y, axis=axis).max() == 0
