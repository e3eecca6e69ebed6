"""Splits by group: nobody is in two parts, and the shares are those that were chosen, as nearly as groups allow."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from designer.data.dataset import nearest_share
from designer.data.splitting import by_group

SIZES = some.lists(some.integers(1, 40), min_size=2, max_size=30)
SHARES = some.floats(0.05, 0.45)


def rows_of(sizes):
    """Return the group of every row, mixed."""
    groups = np.repeat(np.arange(len(sizes)), sizes)
    return np.random.default_rng(0).permutation(groups)


@given(SIZES, SHARES, some.one_of(some.just(0.0), SHARES), some.integers(0, 9))
def test_every_row_is_in_one_part_and_every_group_too(sizes, test, validation, seed):
    groups = rows_of(sizes)
    parts = by_group(groups, test, validation, seed)
    rows = [parts.training, parts.validation, parts.test]
    assert np.array_equal(np.sort(np.concatenate(rows)), np.arange(len(groups)))
    found = [set(groups[part].tolist()) for part in rows]
    assert sum(map(len, found)) == len(sizes)
    assert found[0]
    assert found[2]
    assert bool(found[1]) == bool(validation and len(sizes) > len(found[2]) + 1)


@given(SIZES, SHARES, some.integers(0, 9))
def test_no_group_left_would_bring_the_test_part_nearer_to_its_share(sizes, test, seed):
    groups = rows_of(sizes)
    parts = by_group(groups, test, 0.0, seed)
    wanted, has = test * len(groups), len(parts.test)
    left = [sizes[group] for group in set(groups[parts.training].tolist())]
    tested = len(set(groups[parts.test].tolist()))
    if len(left) > 1:
        assert all(abs(has + size - wanted) >= abs(has - wanted) - 1e-9 for size in left)
    assert has - wanted <= max(min(sizes), min(left) / 2) or tested == 1


@given(SIZES, SHARES, some.integers(0, 9))
def test_groups_of_the_training_part_follow_one_another_and_it_says_where_they_end(sizes, test, seed):
    groups = rows_of(sizes)
    parts = by_group(groups, test, 0.0, seed)
    runs = np.split(groups[parts.training], parts.group_ends[:-1])
    assert all(len(set(run.tolist())) == 1 for run in runs)
    assert len({run[0] for run in runs}) == len(runs)
    assert parts.group_ends[-1] == len(parts.training)


@given(SIZES, some.floats(0.01, 0.9))
def test_a_share_of_the_training_part_cuts_where_a_group_ends_as_keras_cuts(sizes, wanted):
    ends = np.cumsum(sizes)
    share = nearest_share(ends, wanted)
    cut = math.floor(ends[-1] * (1 - share))
    nearest = min(ends[:-1], key=lambda end: abs(end - ends[-1] * (1 - wanted)))
    assert abs(cut - ends[-1] * (1 - wanted)) == pytest.approx(abs(nearest - ends[-1] * (1 - wanted)))
    assert cut in ends


def test_one_group_alone_cannot_be_cut_for_validation():
    assert nearest_share(np.array([12]), 0.2) == 0


def test_the_seed_decides_which_groups_and_the_text_says_the_shares():
    groups = np.repeat(np.arange(20), 5)
    parts = [by_group(groups, 0.2, 0.1, seed) for seed in (1, 1, 2)]
    assert np.array_equal(parts[0].test, parts[1].test)
    assert not np.array_equal(parts[0].test, parts[2].test)
    assert parts[0].text == "by group, 20 groups kept whole: 70.0% for training, 10.0% for validation, 20.0% held back"
