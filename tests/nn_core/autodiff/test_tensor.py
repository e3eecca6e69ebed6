"""Tensors and variables: arithmetic, conversion and assignment."""

import numpy as np
import pytest

from nn_core.autodiff import Tensor, Variable, convert_to_tensor


def test_arithmetic_reads_as_in_numpy() -> None:
    a, b = np.array([1.0, 2.0, 4.0]), np.array([2.0, 2.0, 2.0])
    x, y = Tensor(a), Tensor(b)
    pairs = [(x + y, a + b), (x - y, a - b), (x * y, a * b), (x / y, a / b), (x**y, a**b), (-x, -a), (abs(x), abs(a))]
    pairs += [
        (1 + x, 1 + a),
        (1 - x, 1 - a),
        (2 * x, 2 * a),
        (1 / x, 1 / a),
        (2**x, 2**a),
        (x @ y, a @ b),
        (x[1:], a[1:]),
    ]
    pairs += [(x > y, a > b), (x >= y, a >= b), (x < y, a < b), (x <= y, a <= b), (x == y, a == b), (x != y, a != b)]
    for found, expected in pairs:
        np.testing.assert_array_equal(found.numpy(), expected)


def test_numpy_arrays_leave_arithmetic_to_tensors() -> None:
    assert isinstance(np.ones(2) * Tensor(np.ones(2)), Tensor)
    assert isinstance(np.float32(2) * Tensor(np.ones(2)), Tensor)


def test_float32_stays_float32_beside_python_numbers() -> None:
    x = Tensor(np.ones(2, "float32"))
    assert {(2.5 * x).dtype, (x + 1).dtype, (x**2).dtype, (1 / x).dtype} == {"float32"}


def test_python_floats_become_float32() -> None:
    assert convert_to_tensor([1.0, 2.0]).dtype == "float32"
    assert convert_to_tensor([1, 2]).dtype == "int32"
    assert convert_to_tensor(np.ones(2)).dtype == "float64"
    assert Variable(1.0).dtype == "float32"


def test_a_tensor_has_a_truth_value_a_length_and_an_index() -> None:
    assert bool(Tensor(True))
    assert len(Tensor(np.zeros((3, 2)))) == 3
    assert [1, 2, 3][Tensor(np.array(1))] == 2
    assert [float(x) for x in Tensor(np.array([1.0, 2.0]))] == [1, 2]
    assert f"{Tensor(np.array(0.5)):.3f}" == "0.500"


def test_assigning_changes_a_variable_in_place() -> None:
    v = Variable(np.zeros(2, "float32"))
    array = v.value
    v.assign([1, 2]).assign_add([1, 1]).assign_sub(Tensor(np.array([0.5, 0.5])))
    assert v.value is array
    assert v.numpy().tolist() == [1.5, 2.5]


def test_assigning_another_shape_is_refused_with_both_shapes() -> None:
    with pytest.raises(ValueError, match=r"\(2,\).*\(3,\)"):
        Variable(np.zeros(2)).assign(np.zeros(3))


def test_a_variable_does_not_share_memory_with_what_it_was_made_from() -> None:
    source = np.zeros(2)
    Variable(source).assign([1, 1])
    assert source.tolist() == [0, 0]


def test_the_numbers_of_a_variable_lie_in_order() -> None:
    start = np.arange(6.0).reshape(2, 3).T
    variable = Variable(start)
    assert variable.value.flags.c_contiguous
    np.testing.assert_array_equal(variable.value, start)
