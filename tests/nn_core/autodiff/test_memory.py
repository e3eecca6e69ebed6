"""What can never fit into memory is refused before it is allocated."""

import numpy as np
import pytest

from nn_core.autodiff import memory


def test_this_computer_tells_how_much_memory_it_has():
    total = memory.total_memory()
    assert total is not None
    assert total > 2**28


def test_an_array_that_can_never_fit_is_refused_with_its_size():
    with pytest.raises(ValueError, match=r"The table would have the shape \(1000000000, 1000000000\) and need 8 EB"):
        memory.refuse_if_too_large("The table", (10**9, 10**9), np.float64)


def test_an_array_that_fits_is_not_refused():
    memory.refuse_if_too_large("The table", (10, 10))


def test_where_the_memory_is_not_known_nothing_is_refused(monkeypatch):
    monkeypatch.setattr(memory, "total_memory", lambda: None)
    memory.refuse_if_too_large("The table", (10**9, 10**9))


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 KB"), (2_340_000_000, "2.34 GB")]
)
def test_sizes_are_written_as_people_write_them(size, text):
    assert memory.in_words(size) == text
