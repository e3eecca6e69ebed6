"""Arrays that are needed at the same time never share memory, others do."""

import hypothesis.strategies as st
from hypothesis import given

from nn_core.plans.arena import ALIGNMENT, Span, place


def test_arrays_with_different_times_lie_in_the_same_place():
    assert place([Span(640, 0, 1), Span(640, 2, 3)]) == ([0, 0], 640)


def test_arrays_with_a_time_in_common_lie_side_by_side():
    offsets, size = place([Span(640, 0, 2), Span(640, 2, 3)])
    assert sorted(offsets) == [0, 640]
    assert size == 1280


def test_a_small_array_fits_into_a_gap():
    offsets, size = place([Span(640, 0, 9), Span(640, 0, 1), Span(640, 0, 9), Span(64, 5, 6)])
    assert size == 3 * 640
    assert offsets[3] < size


spans = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 20), st.integers(0, 20)).map(
        lambda t: Span(t[0], min(t[1:]), max(t[1:]))
    ),
    max_size=20,
)


@given(spans)
def test_no_two_living_arrays_overlap(spans):
    offsets, size = place(spans)
    for i, (a, x) in enumerate(zip(spans, offsets, strict=True)):
        assert x % ALIGNMENT == 0
        assert x + a.size <= size
        for b, y in zip(spans[:i], offsets[:i], strict=True):
            assert b.last < a.first or a.last < b.first or x + a.size <= y or y + b.size <= x
