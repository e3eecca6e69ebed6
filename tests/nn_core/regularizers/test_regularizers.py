import numpy as np
import pytest

from nn_core import regularizers
from nn_core.autodiff import GradientTape, Tensor
from nn_core.spec import registry
from tests.golden import cases, differences


@pytest.mark.parametrize("case", cases("regularizers"), ids=str)
def test_values_and_gradients_are_those_of_keras(case):
    regularizer = regularizers.get({"class_name": case.meta["class_name"], "config": case.meta["config"]})
    x = Tensor(case.arrays["in_0"])
    with GradientTape() as tape:
        tape.watch(x)
        penalty = regularizer(x)
    assert differences({"out_0": penalty.value, "din_0": tape.gradient(penalty, x).value}, case) == []
    assert regularizer.get_config() == case.meta["config"]


@pytest.mark.parametrize("name", registry.names("regularizer"))
def test_every_regularizer_is_found_by_name_and_keeps_float32(name):
    penalty = regularizers.get(name)(Tensor(np.ones((3, 2), np.float32)))
    assert penalty.dtype == "float32"
    assert penalty.shape == ()


def test_l1_l2_by_name_has_keras_own_factors():
    assert regularizers.get("l1_l2").get_config() == {"l1": 0.01, "l2": 0.01}
    assert regularizers.L1L2().get_config() == {"l1": 0.0, "l2": 0.0}
    assert regularizers.L1L2(l1=0.5, l2=None).l2 == 0.0


def test_a_negative_factor_is_refused():
    with pytest.raises(ValueError, match="L2: l2 must be a number of at least 0, not -1"):
        regularizers.L2(-1.0)


def test_rows_at_right_angles_need_a_matrix():
    with pytest.raises(ValueError, match="weights with 2 axes"):
        regularizers.OrthogonalRegularizer()(Tensor(np.ones(3)))
