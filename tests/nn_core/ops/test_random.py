import numpy as np
import pytest

from nn_core.ops import random


def test_the_same_seed_gives_the_same_stream():
    one, other = random.SeedGenerator(5), random.SeedGenerator(5)
    assert np.array_equal(random.normal((3,), seed=one).value, random.normal((3,), seed=other).value)
    assert not np.array_equal(random.normal((3,), seed=one).value, random.normal((3,), seed=1).value)
    assert one.next() == random.SeedGenerator.from_config(other.get_config()).next() or one.get_config() == {"seed": 5}


def test_a_generator_without_seed_follows_the_program():
    random.set_seed(3)
    first = random.SeedGenerator().next()
    random.set_seed(3)
    assert random.SeedGenerator().next() == first
    assert random.SeedGenerator().next() != first


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_distributions_have_their_mean_and_spread(dtype):
    shape = (200, 200)
    normal = random.normal(shape, 1.0, 2.0, dtype, seed=1).value
    uniform = random.uniform(shape, -1.0, 3.0, dtype, seed=1).value
    truncated = random.truncated_normal(shape, 1.0, 2.0, dtype, seed=1).value
    assert {normal.dtype.name, uniform.dtype.name, truncated.dtype.name} == {dtype}
    assert abs(normal.mean() - 1) < 0.05
    assert abs(normal.std() - 2) < 0.05
    assert -1 <= uniform.min() < uniform.max() < 3
    assert abs(uniform.mean() - 1) < 0.05
    assert -3 <= truncated.min() < truncated.max() <= 5
    assert abs(truncated.std() - 2 * 0.8796) < 0.05


def test_whole_numbers_classes_and_shuffles():
    assert set(random.randint((100,), 2, 5, seed=1).value) == {2, 3, 4}
    drawn = random.categorical(np.log([[0.1, 0.9]]), 2000, seed=1).value
    assert drawn.shape == (1, 2000)
    assert abs(drawn.mean() - 0.9) < 0.05
    assert sorted(random.shuffle(np.arange(9), seed=1).value) == list(range(9))
