import numpy as np
import pytest

from nn_core import initializers
from nn_core.spec import registry
from nn_core.utils import set_random_seed
from tests.golden import cases, differences

ALL = cases("initializers")


def made(case):
    return initializers.get({"class_name": case.meta["class_name"], "config": case.meta["config"]})


@pytest.mark.parametrize("case", [case for case in ALL if case.meta["kind"] == "exact"], ids=str)
def test_values_are_those_of_keras(case):
    assert differences({"out_0": made(case)(tuple(case.meta["shape"]), "float64")}, case) == []


@pytest.mark.parametrize("case", [case for case in ALL if case.meta["kind"] in ("fan", "dist")], ids=str)
def test_draws_have_the_spread_keras_gives(case):
    set_random_seed(1)
    drawn, expected = made(case)(tuple(case.meta["shape"])), case.meta["expected"]
    assert abs(drawn.mean() - expected["mean"]) < expected["mean_tolerance"]
    assert abs(drawn.std() - expected["std"]) < expected["std_tolerance"]
    assert (
        expected.get("min", -np.inf) * 1.000001 <= drawn.min() <= drawn.max() <= expected.get("max", np.inf) * 1.000001
    )


@pytest.mark.parametrize("case", [case for case in ALL if case.meta["kind"] == "orthogonal"], ids=str)
def test_orthogonal_rows_or_columns_stand_at_right_angles(case):
    matrix = made(case)(tuple(case.meta["shape"]), "float64").reshape(-1, case.meta["shape"][-1])
    shorter = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    np.testing.assert_allclose(shorter @ shorter.T, case.meta["gain"] ** 2 * np.eye(len(shorter)), atol=1e-9)


def test_every_recorded_case_was_tried():
    assert {case.meta["kind"] for case in ALL} == {"exact", "fan", "dist", "orthogonal"}


@pytest.mark.parametrize("name", registry.names("initializer"))
def test_every_initializer_gives_float32_of_the_shape_and_survives_its_configuration(name):
    initializer, shape = initializers.get(name), (4, 1, 3) if name == "stft" else (4, 3)
    assert initializer(shape).shape == shape
    assert initializer(shape).dtype == np.float32
    assert initializers.deserialize(initializers.serialize(initializer)).get_config() == initializer.get_config()


def test_a_seed_gives_the_same_numbers_in_every_call():
    initializer = initializers.GlorotUniform(seed=3)
    assert np.array_equal(initializer((5, 4)), initializer((5, 4)))


def test_without_a_seed_every_call_draws_anew_and_set_random_seed_repeats_it():
    initializer = initializers.get("he_normal")
    set_random_seed(4)
    first, second = initializer((5, 4)), initializer((5, 4))
    assert not np.array_equal(first, second)
    set_random_seed(4)
    assert np.array_equal(first, initializer((5, 4)))


def test_get_takes_aliases_classes_arrays_and_none():
    assert isinstance(initializers.get("normal"), initializers.RandomNormal)
    assert isinstance(initializers.get(initializers.Zeros), initializers.Zeros)
    assert initializers.get(None) is None
    assert np.array_equal(initializers.get(np.array([1.0, 2.0]))((2,)), [1, 2])


def test_an_array_of_the_wrong_shape_is_refused_with_both_shapes():
    with pytest.raises(ValueError, match=r"shape \(2,\); the weight needs \(3,\)"):
        initializers.get(np.array([1.0, 2.0]))((3,))


@pytest.mark.parametrize(
    ("initializer", "shape", "message"),
    [
        (initializers.Identity(), (2, 2, 2), "Identity makes matrices"),
        (initializers.Orthogonal(), (3,), "at least 2 axes"),
    ],
)
def test_a_shape_that_cannot_be_is_refused_in_a_sentence(initializer, shape, message):
    with pytest.raises(ValueError, match=message):
        initializer(shape)


def test_variance_scaling_says_what_it_takes():
    with pytest.raises(ValueError, match="scale must be greater than 0"):
        initializers.VarianceScaling(scale=0.0)
    with pytest.raises(ValueError, match="mode must be 'fan_in', 'fan_out' or 'fan_avg'"):
        initializers.VarianceScaling(mode="fan")
    assert initializers.VarianceScaling(distribution="normal").distribution == "truncated_normal"
