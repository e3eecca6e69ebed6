"""Dataset: elements one after the other, as scripts know them from tf.data."""

import itertools

import numpy as np
import pytest

from nn_core import layers
from nn_core.models import Sequential
from nn_core.utils import split_dataset, timeseries_dataset_from_array
from nn_core.utils.dataset import Dataset

numbers = Dataset.from_tensor_slices(np.arange(10))


def values(dataset):
    return [np.asarray(each).tolist() for each in dataset]


def test_elements_are_tensors():
    (x, y), *_ = Dataset.from_tensor_slices((np.ones((3, 2), "float32"), np.array([2, 0, 1])))
    assert x.numpy().dtype == np.float32
    assert ["a", "b", "c"][y] == "c"
    assert next(iter(Dataset.from_tensor_slices({"a": [1.0]})))["a"].numpy() == 1


def test_elements_are_gathered_in_batches():
    assert values(numbers.batch(4)) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert values(numbers.batch(4, drop_remainder=True)) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert (len(numbers), len(numbers.batch(4)), len(numbers.batch(4, drop_remainder=True))) == (10, 3, 2)
    assert values(numbers.batch(3).unbatch()) == list(range(10))
    pairs = Dataset.from_tensor_slices(({"a": np.arange(3)}, np.ones((3, 2)))).batch(2)
    first, _ = pairs
    assert first[0]["a"].numpy().tolist() == [0, 1]
    assert first[1].shape == (2, 2)


def test_shorter_arrays_are_filled_up_in_a_padded_batch():
    ragged = Dataset(lambda: [np.ones((n, 2)) for n in (1, 3)], 2)
    (batch,) = ragged.padded_batch(2)
    assert batch.numpy()[:, :, 0].tolist() == [[1, 0, 0], [1, 1, 1]]


def test_a_function_is_applied_to_every_element():
    assert values(numbers.map(lambda x: x * 2).take(3)) == [0, 2, 4]
    pairs = Dataset.zip(numbers, numbers.skip(5))
    assert len(pairs) == 5
    assert values(pairs.map(lambda x, y: y - x)) == [5] * 5


def test_elements_are_chosen():
    even = numbers.filter(lambda x: x % 2 == 0)
    assert values(even) == [0, 2, 4, 6, 8]
    assert (even.cardinality(), even.num_batches) == (-2, None)
    with pytest.raises(TypeError, match="unknown length"):
        len(even)
    assert values(numbers.skip(8).concatenate(numbers.take(1))) == [8, 9, 0]
    assert values(numbers.take(2).enumerate()) == [[0, 0], [1, 1]]
    assert (len(numbers.take(99)), len(numbers.skip(99))) == (10, 0)


def test_elements_are_repeated():
    assert values(numbers.take(2).repeat(2)) == [0, 1, 0, 1]
    endless = numbers.take(2).repeat()
    assert (endless.cardinality(), endless.num_batches) == (-1, None)
    assert [int(each) for each in itertools.islice(endless, 5)] == [0, 1, 0, 1, 0]
    assert values(endless.take(3)) == [0, 1, 0]


def test_the_order_is_drawn_anew_for_every_pass():
    shuffled = numbers.shuffle(10, seed=1)
    first, second = values(shuffled), values(shuffled)
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second
    assert values(numbers.shuffle(10, seed=1)) == first
    fixed = numbers.shuffle(10, seed=1, reshuffle_each_iteration=False)
    assert values(fixed) == values(fixed)


def test_a_small_buffer_moves_elements_a_little():
    drawn = values(Dataset.from_tensor_slices(np.arange(1000)).shuffle(5, seed=2))
    assert sorted(drawn) == list(range(1000))
    assert all(number <= place + 5 for place, number in enumerate(drawn))


def test_a_cache_makes_every_element_once():
    made = []
    cached = numbers.map(lambda x: made.append(int(x)) or x).cache()
    list(itertools.islice(cached, 3))
    assert values(cached) == values(cached) == values(cached.prefetch(2)) == list(range(10))
    assert made == [0, 1, 2, *range(10)]


def test_arrays_come_as_numpy_on_demand():
    assert all(isinstance(each, np.ndarray) for each in numbers.batch(2).as_numpy_iterator())


def test_a_model_takes_it_for_everything():
    x, y = np.random.default_rng(0).normal(size=(20, 3)).astype("float32"), np.arange(20) % 2
    batches = Dataset.from_tensor_slices((x, y)).shuffle(20).batch(8)
    model = Sequential([layers.Input((3,)), layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    model.fit(batches, validation_data=batches, epochs=2, verbose=0)
    assert int(model.optimizer.iterations) == 6
    model.fit(batches.repeat(), steps_per_epoch=4, epochs=2, verbose=0)
    assert int(model.optimizer.iterations) == 14
    assert np.isfinite(model.evaluate(batches, verbose=0))
    unlabelled = batches.map(lambda x, y: x)
    assert model.predict(unlabelled, verbose=0).shape == (20, 1)


def test_arrays_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match=r"equally long, but they hold \[2, 3\] rows"):
        Dataset.from_tensor_slices((np.ones(2), np.ones(3)))
    with pytest.raises(ValueError, match="batch_size must be at least 1"):
        numbers.batch(0)


# split_dataset


def test_the_rows_are_divided():
    left, right = split_dataset(np.arange(10.0), left_size=0.8)
    assert (len(left), len(right)) == (8, 2)
    assert values(right) == [8, 9]
    left, right = split_dataset((np.arange(10), np.arange(10) * 2), right_size=3)
    assert [(int(x), int(y)) for x, y in right] == [(7, 14), (8, 16), (9, 18)]
    left, right = split_dataset(numbers.batch(4), left_size=4)
    assert values(left) == [[0, 1, 2, 3]]
    assert values(right) == [[4, 5, 6, 7], [8, 9]]


def test_the_seed_draws_what_it_draws_in_keras():
    left, right = split_dataset(np.arange(8.0), left_size=0.5, shuffle=True, seed=3)
    assert (values(left), values(right)) == ([0, 5, 7, 2], [1, 6, 4, 3])


@pytest.mark.parametrize(
    ("dataset", "sizes", "sentence"),
    [
        (np.arange(5), {}, "needs left_size or right_size"),
        (np.arange(5), {"left_size": 5}, "left_size must be a share between 0.0 and 1.0 or a number between 0 and 5"),
        (np.arange(5), {"left_size": 1.5}, "left_size must be a share"),
        (np.arange(5), {"left_size": 3, "right_size": 3}, "ask for 3 and 3 samples, but there are 5"),
        (np.arange(5), {"left_size": 0.05}, "Of 5 samples, 0 would go to the left"),
        ([], {"left_size": 0.5}, "takes lists of arrays"),
        ([np.ones(2), np.ones(3)], {"left_size": 0.5}, "must be equally long"),
    ],
)
def test_impossible_divisions_are_refused(dataset, sizes, sentence):
    with pytest.raises(ValueError, match=sentence):
        split_dataset(dataset, **sizes)


def test_other_things_are_refused():
    with pytest.raises(TypeError, match="not str"):
        split_dataset("text", left_size=0.5)
    with pytest.raises(TypeError, match="a share or a number of samples, not 'half'"):
        split_dataset(np.arange(5), left_size="half")


# timeseries_dataset_from_array


def test_windows_slide_over_a_series():
    series = np.arange(12.0)
    (windows, targets), *_ = timeseries_dataset_from_array(series, series * 10, sequence_length=4, batch_size=3)
    assert windows.numpy().tolist() == [[0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5]]
    assert targets.numpy().tolist() == [0, 10, 20]


def test_windows_have_a_stride_and_a_rate():
    found = timeseries_dataset_from_array(
        np.arange(20), None, sequence_length=3, sequence_stride=5, sampling_rate=2, batch_size=None
    )
    assert values(found) == [[0, 2, 4], [5, 7, 9], [10, 12, 14], [15, 17, 19]]
    assert len(found) == 4


def test_a_part_of_the_series_can_be_used():
    found = timeseries_dataset_from_array(np.arange(20), np.arange(20), 3, start_index=5, end_index=9)
    (windows, targets), *_ = found
    assert windows.numpy().tolist() == [[5, 6, 7], [6, 7, 8]]
    assert targets.numpy().tolist() == [5, 6]


def test_windows_are_drawn_in_another_order():
    found = timeseries_dataset_from_array(np.arange(50), np.arange(50), 3, batch_size=48, shuffle=True, seed=4)
    (_, first), (_, second) = next(iter(found)), next(iter(found))
    assert sorted(first.numpy().tolist()) == list(range(48))
    assert first.numpy().tolist() != second.numpy().tolist()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"start_index": 20}, "start_index must be"),
        ({"end_index": 20}, "end_index must be"),
        ({"sampling_rate": 0}, "sampling_rate must be at least 1"),
        ({"sequence_stride": 20}, "sequence_stride must be at least 1 and below the length 20"),
    ],
)
def test_windows_outside_the_series_are_refused(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        timeseries_dataset_from_array(np.arange(20), None, 3, **arguments)
