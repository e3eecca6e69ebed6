"""CategoryEncoding, Discretization and Hashing: from numbers and words to categories."""

import json
import re

import numpy as np
import pytest

from nn_core.layers import CategoryEncoding, Discretization, Hashing
from nn_core.layers.preprocessing.encoding import encode, encoded_shape
from nn_core.layers.preprocessing.hashes import farm_hash, sip_hash

MODES = ["int", "one_hot", "multi_hot", "count"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 1), (2, 3, 2)])
def test_the_shape_said_is_the_shape_made(mode, shape):
    numbers = np.zeros(shape, int)
    assert encode(numbers, mode, 5, "float32").shape == encoded_shape(shape, mode, 5)


def test_numbers_outside_belong_to_no_category():
    np.testing.assert_array_equal(encode(np.array([[0, 9, -1]]), "count", 2, "float32"), [[1, 0]])
    np.testing.assert_array_equal(encode(np.array([1, 9]), "one_hot", 2, "float32"), [[0, 1], [0, 0]])


def test_counts_and_weights():
    found = CategoryEncoding(3, "count")([[0, 1], [1, 1]], count_weights=np.array([[0.5, 1.0], [2.0, 3.0]]))
    np.testing.assert_array_equal(found.value, [[0.5, 1, 0], [0, 5, 0]])


def test_a_number_on_its_own_is_a_category_too():
    np.testing.assert_array_equal(CategoryEncoding(3, "one_hot")(2).value, [[0, 0, 1]])


def test_boundaries_belong_to_the_upper_range():
    np.testing.assert_array_equal(Discretization([18, 65])([17.9, 18.0, 64.0, 65.0]).value, [0, 1, 1, 2])


def test_adapted_ranges_hold_about_equally_many_numbers():
    numbers = np.random.default_rng(0).exponential(size=4000)
    layer = Discretization(num_bins=5)
    layer.adapt(numbers)
    counts = np.bincount(layer(numbers).value)
    assert counts.min() > 0.9 * counts.max()


def test_batches_of_a_generator_are_summed_up():
    numbers = np.random.default_rng(0).normal(size=3000)
    layer = Discretization(num_bins=4)
    layer.adapt(numbers[i::6] for i in range(6))
    np.testing.assert_allclose(layer.bin_boundaries, np.quantile(numbers, [0.25, 0.5, 0.75]), atol=0.05)


def test_an_adapted_layer_comes_back_from_its_configuration():
    layer = Discretization(num_bins=4)
    layer.adapt(np.arange(100.0))
    again = Discretization.from_config(json.loads(json.dumps(layer.get_config())))
    assert again.bin_boundaries == layer.bin_boundaries
    again.adapt(np.arange(10.0))
    assert again.bin_boundaries[-1] < 10


# What TensorFlow gives for the first letters of a text and a million and three bins, without and with a salt.
TEXT = 3 * "The quick brown fox jumps over the lazy dog, while ünïcödé watches from far away and says nothing at all. "
RECORDED = [
    (0, 377723, 691370),
    (1, 740147, 535072),
    (4, 538906, 615490),
    (8, 650604, 955463),
    (16, 784130, 221110),
    (17, 156564, 100869),
    (32, 292266, 5674),
    (33, 887537, 319642),
    (64, 17724, 457731),
    (65, 108950, 563760),
    (128, 137727, 920069),
    (129, 697425, 653516),
    (300, 822902, 591838),
]


@pytest.mark.parametrize(("length", "plain", "salted"), RECORDED)
def test_hashes_are_those_of_tensorflow(length, plain, salted):
    word = TEXT[:length].encode()
    assert farm_hash(word) % 1_000_003 == plain
    assert sip_hash(133, 7, word) % 1_000_003 == salted


def test_words_and_numbers_are_put_into_bins():
    words = np.array([["a"], ["b"], ["a"]])
    found = Hashing(3)(words).value
    assert found.dtype == np.int64
    assert found[0] == found[2]
    np.testing.assert_array_equal(Hashing(3)(np.array([12, 7])).value, Hashing(3)(np.array(["12", "7"])).value)


def test_the_mask_has_bin_0_for_itself():
    words = np.array(["", *map(str, range(50))])
    found = Hashing(4, mask_value="")(words).value
    assert found[0] == 0
    assert set(found[1:]) == {1, 2, 3}


def test_another_salt_gives_other_bins():
    words = np.array(list(map(str, range(50))))
    assert not np.array_equal(Hashing(10, salt=1)(words).value, Hashing(10, salt=2)(words).value)
    np.testing.assert_array_equal(Hashing(10, salt=1)(words).value, Hashing(10, salt=[1, 1])(words).value)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: CategoryEncoding(), "needs num_tokens"),
        (lambda: CategoryEncoding(3, "multihot"), "Did you mean 'multi_hot'"),
        (lambda: CategoryEncoding(3, sparse=True), "no sparse tensors"),
        (lambda: CategoryEncoding(3)(np.array([[-1]])), "from 0 to 2"),
        (lambda: CategoryEncoding(3)(np.array([["a"]])), "StringLookup"),
        (lambda: CategoryEncoding(3)(np.array([[1]]), count_weights=np.array([[1.0]])), "count_weights"),
        (lambda: Discretization(), "needs bin_boundaries, or num_bins"),
        (lambda: Discretization([1.0], num_bins=3), "not both"),
        (lambda: Discretization([2.0, 1.0]), "ascending"),
        (lambda: Discretization([1.0]).adapt([1.0]), "was given its bin_boundaries"),
        (lambda: Discretization(num_bins=3)([1.0]), "call adapt(data) first"),
        (lambda: Hashing(0), "at least 1"),
        (lambda: Hashing(3, dtype="float32"), "'int32' or 'int64'"),
        (lambda: Hashing(3, salt="pepper"), "salt must be a whole number"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(make, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        make()
