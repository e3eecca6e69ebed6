"""Shuffling what lies on disk: pieces in random order, rows drawn from several pieces at a time."""

import itertools

import numpy as np

from nn_core.training.array_batches import PIECES_AT_ONCE, ArrayBatches, order_by_pieces


class OnDisk:
    """An array that counts how many of its pieces are touched."""

    def __init__(self, rows, piece):
        self.shape, self.dtype, self.ndim, self.chunks = (rows, 1), np.dtype("float32"), 2, (piece, 1)

    def __len__(self):
        return self.shape[0]

    def __getitem__(self, rows):
        return np.arange(len(self), dtype="float32")[rows][:, None]


def test_every_row_comes_once():
    order = order_by_pieces(1000, 10, np.random.default_rng(0))
    assert sorted(order.tolist()) == list(range(1000))


def test_rows_near_each_other_come_from_a_few_pieces():
    order = order_by_pieces(10_000, 10, np.random.default_rng(0))
    assert len(set(order[: 10 * PIECES_AT_ONCE] // 10)) == PIECES_AT_ONCE
    assert len(set(order[:32] // 10)) > 3


def test_a_short_array_is_shuffled_as_a_whole():
    assert np.array_equal(order_by_pieces(100, 50, np.random.default_rng(3)), np.random.default_rng(3).permutation(100))


def test_an_epoch_from_disk_gives_every_sample_once_and_in_another_order_each_time():
    batches = ArrayBatches(OnDisk(700, 10), np.arange(700), batch_size=32, shuffle=True)
    first, second = ([x[:, 0].tolist() for x, _, _ in batches.epoch()] for _ in range(2))
    assert sorted(itertools.chain(*first)) == list(range(700))
    assert first != second
