"""SymbolicSize: with numbers in the place of letters, it is what the same calculation with numbers gives."""

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core.layers.symbolic_size import SymbolicSize
from nn_core.layers.undecided import MAX_WAYS, TooManyWays, all_answers

H, W = SymbolicSize.named("H"), SymbolicSize.named("W")


@pytest.mark.parametrize(
    ("size", "text"),
    [
        ((H - 3) // 1 + 1, "H−2"),
        (-(-H // 2), "⌈H/2⌉"),
        ((-(-H // 2) + 1) // 2, "⌈H/4⌉"),
        ((H - 2) // 2 + 1, "⌊H/2⌋"),
        (H // 2 // 3, "⌊H/6⌋"),
        ((H - 3) // 3 + 1, "⌊H/3⌋"),
        ((H + 1) // 3, "⌊(H+1)/3⌋"),
        (H * W * 32, "H·W·32"),
        ((H - 2) * (W - 2) * 32, "(H−2)·(W−2)·32"),
        ((2 * H - 4) * W, "W·(H−2)·2"),
        (2 * (H - 2), "2H−4"),
        (H * W * 64 // 32, "H·W·2"),
        (H * W * 32 // 64, "⌊H·W/2⌋"),
        (sum([H, W, 3]), "H+W+3"),
        (5 - H, "−H+5"),
        (-(H // 2), "−⌊H/2⌋"),
    ],
)
def test_it_reads_as_one_would_write_it_on_a_board(size, text):
    assert str(size) == text == f"{size}"


def test_what_does_not_depend_on_a_letter_is_a_number():
    assert (H - H, 32 * H % 32, (H + 3) - H, H * 0) == (0, 0, 3, 0)
    assert all(isinstance(each, int) for each in (H - H, 32 * H % 32, (H + 3) - H))


def test_a_product_can_be_divided_by_its_factors():
    assert (32 * (H - 2) * W) // ((H - 2) * W) == 32
    with pytest.raises(TypeError):
        H // W


def test_a_sum_stands_in_parentheses_where_it_is_part_of_a_calculation():
    assert f"{H - 2:,} × {H * W:,} × {H:,}" == "(H−2) × H·W × H"


def test_sizes_that_are_written_alike_are_equal_and_count_once_in_a_set():
    assert len({H + 2, 2 + H, H + 3 - 1, H, W}) == 3
    assert H != W
    assert H != 5


STEPS = {
    "+": (operator.add, st.integers(-9, 9)),
    "-": (operator.sub, st.integers(-9, 9)),
    "*": (operator.mul, st.integers(-5, 5)),
    "//": (operator.floordiv, st.integers(1, 7)),
    "%": (operator.mod, st.integers(1, 7)),
    "up": (lambda size, step: -(-size // step), st.integers(1, 7)),
    "from": (lambda size, start: start - size, st.integers(-9, 9)),
}


@st.composite
def calculations(draw):
    """Draw a calculation with two numbers: a row of steps on each, one that brings both together, and more steps."""
    steps = st.sampled_from(sorted(STEPS)).flatmap(lambda name: st.tuples(st.just(name), STEPS[name][1]))
    rows = [draw(st.lists(steps, max_size=4)) for _ in range(3)]
    join = draw(st.sampled_from([operator.add, operator.sub, operator.mul]))

    def calculated(first, second):
        def walk(value, row):
            for name, number in row:
                value = STEPS[name][0](value, number)
            return value

        return walk(join(walk(first, rows[0]), walk(second, rows[1])), rows[2])

    return calculated


@given(calculations(), st.integers(1, 60), st.integers(1, 60))
def test_numbers_in_the_place_of_letters_give_what_the_calculation_gives(calculate, height, width):
    size = calculate(H, W)
    found = size if isinstance(size, int) else size.at({"H": height, "W": width})
    assert found == calculate(height, width)


def test_a_function_is_asked_on_all_ways_its_comparisons_may_turn_out():
    answers = all_answers(lambda: "small" if H < 3 else "large")
    assert sorted(answers) == ["large", "small"]


def test_a_way_on_which_a_function_refuses_has_no_answer():
    def fitting():
        if H - 2 < 1:
            raise ValueError("It does not fit.")
        return H - 2

    assert all_answers(fitting) == [H - 2]


def test_a_comparison_turns_out_the_same_whenever_it_is_asked_again():
    answers = all_answers(lambda: (H == W, W == H, H + 1 == W + 1))
    assert sorted(answers) == [(False,) * 3, (True,) * 3]


def test_sets_ask_whether_sizes_are_equal_while_a_function_is_asked():
    assert sorted(all_answers(lambda: len({H, W}))) == [1, 2]


def test_a_function_that_compares_too_often_is_not_asked_for_ever():
    with pytest.raises(TooManyWays):
        all_answers(lambda: [number < H for number in range(MAX_WAYS)])


def test_outside_of_that_nobody_knows_which_is_smaller():
    with pytest.raises(TypeError, match="whether H−3 is below 0"):
        H < 3  # noqa: B015
