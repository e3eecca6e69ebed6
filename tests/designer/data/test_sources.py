"""Every declared source gives a sound dataset; what is not a source is refused in a sentence."""

import numpy as np
import pytest

from designer.data.errors import DataError
from designer.data.scaling import standardised
from designer.data.sources import is_file, load, sources, title_of

NAMES = [source.name for source in sources("bundled", "generated")]


@pytest.mark.parametrize("name", NAMES)
def test_every_input_and_target_has_one_row_per_sample(name):
    dataset = load(name)
    for arrays, count in (
        (dataset.inputs | dataset.targets, dataset.num_samples),
        (dataset.test_inputs | dataset.test_targets, dataset.num_test_samples),
    ):
        assert {len(array) for array in arrays.values()} == {count}


@pytest.mark.parametrize("name", NAMES)
def test_a_fifth_is_held_back(name):
    dataset = load(name)
    share = dataset.num_test_samples / (dataset.num_samples + dataset.num_test_samples)
    assert share == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("name", NAMES)
def test_inputs_are_small_finite_float32_numbers(name):
    for array in load(name).inputs.values():
        assert array.dtype == np.float32
        assert np.isfinite(array).all()
        assert abs(array.mean()) < 1


@pytest.mark.parametrize("name", NAMES)
def test_nobody_can_write_into_the_arrays(name):
    dataset = load(name)
    array = next(iter(dataset.inputs.values()))
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1


@pytest.mark.parametrize("name", [name for name in NAMES if load(name).task == "classification"])
def test_every_class_is_in_both_parts_in_the_same_proportion(name):
    dataset = load(name)
    (labels,), (test_labels,) = dataset.targets.values(), dataset.test_targets.values()
    shares = [np.bincount(part, minlength=dataset.num_classes) / len(part) for part in (labels, test_labels)]
    assert shares[0] == pytest.approx(shares[1], abs=0.02)
    assert min(shares[0]) > 0


@pytest.mark.parametrize("name", NAMES)
def test_facts_are_complete_sentences_or_values(name):
    facts = load(name).facts()
    assert {"Samples", "Input", "Target"} <= {fact.label for fact in facts}
    assert all(fact.text for fact in facts)


def test_the_bundled_sets_have_the_size_their_authors_gave_them():
    sizes = {name: load(name).num_samples + load(name).num_test_samples for name in NAMES[:5]}
    assert sizes == {"digits": 1797, "iris": 150, "wine": 178, "breast_cancer": 569, "diabetes": 442}


def test_digits_are_images_with_values_between_0_and_1():
    digits = load("digits")
    assert digits.input_shapes == {"x": (8, 8, 1)}
    assert (digits.inputs["x"].min(), digits.inputs["x"].max()) == (0, 1)
    assert digits.is_image("x")
    assert digits.class_names == tuple("0123456789")


def test_tables_are_standardised_with_the_training_part_only():
    iris = load("iris")
    assert iris.inputs["x"].mean(axis=0) == pytest.approx(np.zeros(4), abs=1e-6)
    assert iris.inputs["x"].std(axis=0) == pytest.approx(np.ones(4), abs=1e-5)
    assert abs(iris.test_inputs["x"].mean(axis=0)).max() > 1e-3


def test_scaling_can_be_undone():
    iris = load("iris")
    scaled = np.concatenate([iris.inputs["x"], iris.test_inputs["x"]])
    sepal_length = iris.input_scaling["x"].undo(scaled)[:, 0]
    assert (sepal_length.min(), sepal_length.max()) == pytest.approx((4.3, 7.9), abs=1e-5)


def test_zero_is_zero_again_when_scaling_is_undone():
    numbers = np.arange(0, 60, 0.5)[:, None]
    scaling = standardised(numbers)
    np.testing.assert_array_equal(scaling.undo(scaling.apply(numbers))[0], [0.0])


def test_a_number_to_predict_is_standardised_and_said_in_its_own_units():
    diabetes = load("diabetes")
    assert diabetes.targets["progression"].std() == pytest.approx(1, abs=1e-5)
    assert "from 25 to 346" in next(fact.text for fact in diabetes.facts() if fact.label == "Target")


def test_the_same_name_gives_the_same_samples():
    assert load("moons") is load("moons")


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(DataError, match=r"no data called 'mnits'.*digits, iris"):
        load("mnits")


def test_a_reference_tells_whether_it_is_a_file():
    assert is_file("somewhere/mnist.NPZ")
    assert not is_file("digits")


def test_the_title_is_known_without_loading():
    assert title_of("digits") == "Digits (8×8)"
    assert title_of("somewhere/mnist.npz") == "mnist.npz"
