"""The table that `summary()` prints."""

from unicodedata import east_asian_width

import pytest

from nn_core.layers import Add, Dense, Input, ReLU
from nn_core.models import Model, Sequential
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


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")


def outer() -> Model:
    inner = Sequential([Input((4,)), Dense(3, name="dense"), ReLU(name="re_lu")], name="inner")
    x = Input((4,), name="x")
    return Model(x, Dense(1, name="last")(inner(x)), name="outer")


def test_the_table_is_as_wide_as_that_of_keras():
    stack, branched = outer(), Model(x := Input((4,)), Add()([Dense(4)(x), x]))
    assert [len(summary_text(each).splitlines()[1]) for each in (stack, branched)] == [88, 108]
    assert len(summary_text(stack, show_trainable=True).splitlines()[1]) == 100
    assert summary_text(stack, line_length=60).splitlines()[1] == "┏" + "━" * 26 + "┳" + "━" * 19 + "┳" + "━" * 11 + "┓"


def test_a_narrow_terminal_gets_a_narrow_table(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert len(summary_text(outer()).splitlines()[1]) == 76


def test_layers_of_nested_models_stand_further_right():
    cells = [
        line.split("│")[1].rstrip() for line in summary_text(outer(), expand_nested=True).splitlines() if "└ " in line
    ]
    assert cells == ["    └ dense (Dense)", "    └ re_lu (ReLU)"]


def test_a_layer_without_weights_is_neither_trainable_nor_frozen():
    model = outer()
    model.layers[-1].trainable = False
    rows = [line.split("│") for line in summary_text(model, show_trainable=True).splitlines() if line.startswith("│")]
    assert [row[-2].strip() for row in rows] == ["-", "Y", "N"]


def test_a_range_of_layers_may_be_given_by_a_pattern():
    rows = [line for line in summary_text(outer(), layer_range=["in", "la.*"]).splitlines() if line.startswith("│")]
    assert [row.split()[1] for row in rows] == ["inner", "last"]
    with pytest.raises(ValueError, match="'other', which is not a layer"):
        summary_text(outer(), layer_range=["other", "last"])


def test_positions_say_where_columns_end():
    first = summary_text(outer(), line_length=100, positions=[0.2, 0.6, 1.0]).splitlines()[1]
    assert [len(part) for part in first.strip("┏┓").split("┳")] == [19, 38, 39]
