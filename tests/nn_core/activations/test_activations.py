import numpy as np
import pytest

from nn_core import activations
from nn_core.autodiff import GradientTape, Tensor
from nn_core.spec import registry
from tests.golden import cases, differences

# where Keras 2 means something else by the same name; here the name means what Keras 3 says
IN_KERAS_2 = {"hard_sigmoid": "keras2_hard_sigmoid"}


@pytest.mark.parametrize("case", [*cases("activations"), *cases("activations_keras2")], ids=lambda c: f"{c.area}-{c}")
def test_values_and_gradients_are_those_of_keras(case):
    name = case.meta["function"]
    function = activations.get(IN_KERAS_2.get(name, name) if case.area == "activations_keras2" else name)
    x = Tensor(case.arrays["in_0"])
    with GradientTape() as tape:
        tape.watch(x)
        y = function(x, **case.meta["kwargs"])
    results = {"out_0": y.value}
    if "ct_0" in case.arrays:
        results["din_0"] = tape.gradient(y, x, case.arrays["ct_0"]).value
    assert differences(results, case) == []


@pytest.mark.parametrize("name", registry.names("activation"))
def test_float32_stays_float32_forth_and_back(name):
    settings = {"threshold": 0.1, "default_value": 0.0} if name == "threshold" else {}
    x = Tensor(np.linspace(-3, 3, 12, dtype=np.float32).reshape(3, 4))
    with GradientTape() as tape:
        tape.watch(x)
        y = activations.get(name)(x, **settings)
    assert y.dtype == "float32"
    assert tape.gradient(y, x).dtype == "float32"


# exponential grows, squareplus squares, sparsemax adds huge numbers of both signs, threshold needs settings
WITHOUT_BOUND = {"exponential", "squareplus", "sparsemax", "threshold"}


@pytest.mark.parametrize("name", sorted(set(registry.names("activation")) - WITHOUT_BOUND))
def test_huge_numbers_give_no_overflow(name):
    x = Tensor(np.array([[-1e30, -100.0, 100.0, 1e30]], dtype=np.float32))
    assert not np.isnan(activations.get(name)(x).value).any()


def test_get_takes_names_aliases_functions_and_none():
    assert activations.get("swish") is activations.silu
    assert activations.get("hard_swish") is activations.hard_silu
    assert activations.get(None) is activations.linear
    assert activations.get(activations.relu) is activations.relu
    assert activations.get({"class_name": "function", "config": "tanh"}) is activations.tanh


def test_a_misspelt_name_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match=r"no activation called 'sofmax'. Did you mean 'softmax'\?"):
        activations.get("sofmax")


def test_a_function_is_saved_as_its_name():
    assert activations.serialize(activations.gelu) == "gelu"
    assert activations.deserialize("gelu") is activations.gelu


def test_an_activation_takes_numpy_arrays():
    np.testing.assert_allclose(activations.relu(np.array([-1.0, 2.0])), [0.0, 2.0])


@pytest.mark.parametrize("name, slope", [("selu", 1.0507009873554805), ("relu6", 0.0), ("elu", 1.0), ("relu", 0.0)])
def test_the_slope_at_zero_is_that_of_keras(name, slope):
    x = Tensor(np.zeros(1))
    with GradientTape() as tape:
        tape.watch(x)
        y = activations.get(name)(x)
    assert tape.gradient(y, x).value == pytest.approx(slope)
