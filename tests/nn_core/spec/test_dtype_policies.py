"""Dtype policies are taken as in Keras; where layers compute in another type, one line says so."""

import warnings
from collections.abc import Iterator

import numpy as np
import pytest

import nn_core as keras
from nn_core import config, dtype_policies, layers, mixed_precision


@pytest.fixture(autouse=True)
def _program_as_before() -> Iterator[None]:
    yield
    config.set_dtype_policy(None)


@pytest.mark.parametrize(
    ("name", "compute", "variable"),
    [
        ("float32", "float32", "float32"),
        ("float64", "float64", "float64"),
        ("mixed_float16", "float16", "float32"),
        ("mixed_bfloat16", "bfloat16", "float32"),
    ],
)
def test_a_policy_stands_for_two_types(name, compute, variable):
    """Recorded with Keras 3.15."""
    policy = keras.DTypePolicy(name)
    assert (policy.compute_dtype, policy.variable_dtype, policy.get_config()) == (compute, variable, {"name": name})
    assert dtype_policies.deserialize(dtype_policies.serialize(policy)) == policy


def test_an_unknown_policy_names_the_nearest():
    with pytest.raises(ValueError, match="Did you mean 'mixed_float16'"):
        config.set_dtype_policy("mixed_flaot16")


def test_mixed_precision_is_accepted_and_one_line_says_what_is_computed():
    with pytest.warns(UserWarning, match="layers compute in float32 here") as caught:
        mixed_precision.set_global_policy("mixed_float16")
        layer = layers.Dense(2)
    assert len(caught) == 1
    assert mixed_precision.global_policy().name == layer.dtype_policy.name == "mixed_float16"
    assert (layer.compute_dtype, layer(np.ones((1, 3))).dtype, layer.kernel.dtype) == ("float32",) * 3


def test_the_policy_of_a_layer_is_saved_and_read_again():
    with pytest.warns(UserWarning, match="'mixed_bfloat16' is accepted"):
        layer = layers.Dense(2, dtype="mixed_bfloat16")
        copy = layers.Dense.from_config(layer.get_config())
    assert layer.get_config()["dtype"]["config"] == {"name": "mixed_bfloat16"} == copy.get_config()["dtype"]["config"]


def test_a_plain_policy_of_the_program_holds_for_layers_made_from_then_on():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        config.set_dtype_policy("float64")
        assert layers.Dense(2)(np.ones((1, 3))).dtype == "float64"
        config.set_dtype_policy(None)
        assert layers.Dense(2, dtype=keras.DTypePolicy("float32")).dtype == layers.Dense(2).dtype == "float32"
