"""What is drawn of a layer in few letters."""

import pytest

from designer.canvas.look import macs_text


@pytest.mark.parametrize(
    ("macs", "text"),
    [(0, ""), (640, "640 MACs"), (2048, "2.05 k MACs"), (9 * 10**9, "9 G MACs"), (6084 * 10**12, "6.08 P MACs")],
)
def test_a_number_of_multiply_adds_has_the_prefix_that_makes_it_short(macs, text):
    assert macs_text(macs) == text
