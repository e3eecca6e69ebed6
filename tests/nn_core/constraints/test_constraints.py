import numpy as np
import pytest

from nn_core import constraints
from nn_core.autodiff import Tensor, Variable
from nn_core.spec import registry
from tests.golden import cases, differences


@pytest.mark.parametrize("case", cases("constraints"), ids=str)
def test_values_are_those_of_keras(case):
    constraint = constraints.get({"class_name": case.meta["class_name"], "config": case.meta["config"]})
    assert differences({"out_0": constraint(Tensor(case.arrays["in_0"])).value}, case) == []
    assert constraint.get_config() == case.meta["config"]


@pytest.mark.parametrize("name", registry.names("constraint"))
def test_every_constraint_is_found_by_name_and_leaves_the_weight_itself_alone(name):
    weight = Variable(np.array([[-3.0, 4.0]], np.float32))
    brought_back = constraints.get(name)(weight)
    assert brought_back.dtype == "float32"
    assert weight.value.tolist() == [[-3.0, 4.0]]


def test_a_function_may_be_a_constraint():
    assert constraints.get(abs) is abs
    assert constraints.get(None) is None


@pytest.mark.parametrize("name", ["MaxNorm", "max_norm", "maxnorm"])
def test_every_spelling_of_keras_means_the_same(name):
    assert type(constraints.get(name)) is getattr(constraints, name) is constraints.MaxNorm
