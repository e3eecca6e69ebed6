"""The table that `summary()` prints."""

from unicodedata import east_asian_width

import pytest

from nn_core.layers import Dense, Input
from nn_core.models import Sequential
from nn_core.models.summary import summary_text


def table_of(name: str) -> list[str]:
    text = summary_text(Sequential([Input((4,)), Dense(3, name=name), Dense(2, name="last")]))
    return [line for line in text.splitlines() if line[0] in "┏┃┡│├└"]


def num_columns(line: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in line if char != "\u0301")


@pytest.mark.parametrize("name", ["plain", "卷积层", "卷积层" * 12, "accente\u0301"])
def test_every_line_of_the_table_is_equally_wide_in_a_terminal(name):
    assert len({num_columns(line) for line in table_of(name)}) == 1


def test_a_name_that_is_too_long_is_broken_and_kept_whole():
    cells = [line.split("│")[1].strip() for line in table_of("卷积层" * 12) if line.startswith("│")]
    assert "卷积层" * 12 in "".join(cells)
