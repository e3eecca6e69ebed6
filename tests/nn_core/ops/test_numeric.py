"""Functions of keras.ops that are put together from others: values as in NumPy, gradients as finite differences say."""

import numpy as np
import pytest

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor, check_gradients

random = np.random.default_rng(0)
x = random.permutation(np.linspace(0.1, 2.3, 12)).reshape(3, 4)
square = random.normal(size=(4, 4))
vectors = random.normal(size=(5, 3))


@pytest.mark.parametrize(
    ("name", "args", "kwargs"),
    [
        ("append", (x, x), {"axis": 0}),
        ("append", (x, x), {}),
        ("hstack", ([x, x],), {}),
        ("vstack", ([x[0], x[1]],), {}),
        ("dstack", ([x, x],), {}),
        ("fliplr", (x,), {}),
        ("flipud", (x,), {}),
        ("rot90", (x,), {"k": 3}),
        ("diagonal", (x,), {"offset": 1}),
        ("diag", (x[0],), {}),
        ("diag", (x[0],), {"k": 2}),
        ("diag", (x[0],), {"k": -1}),
        ("diag", (square,), {"k": -1}),
        ("trace", (square,), {}),
        ("diff", (x,), {"n": 2, "axis": 0}),
        ("inner", (x, x), {}),
        ("vdot", (x, x), {}),
        ("cross", (vectors, vectors[::-1].copy()), {}),
        ("kron", (x, square), {}),
        ("exp2", (x,), {}),
        ("cbrt", (x,), {}),
        ("hypot", (x, 2 * x), {}),
        ("arcsinh", (square,), {}),
        ("arccosh", (x + 1.1,), {}),
        ("arctanh", (x / 3,), {}),
        ("arctan2", (square, square[::-1].copy()), {}),
        ("deg2rad", (x,), {}),
        ("rad2deg", (x,), {}),
        ("logaddexp2", (x, x[::-1].copy()), {}),
        ("median", (x,), {"axis": 0}),
        ("median", (x,), {}),
        ("quantile", (x, 0.3), {"axis": 1, "keepdims": True}),
        ("percentile", (x, 80), {}),
    ],
)
def test_values_are_those_of_numpy_and_gradients_pass(name, args, kwargs):
    function, expected = getattr(ops, name), getattr(np, name)(*args, **kwargs)
    np.testing.assert_allclose(function(*args, **kwargs).value, expected, atol=1e-12)
    if isinstance(args[0], np.ndarray):
        check_gradients(lambda first: function(first, *args[1:], **kwargs), [args[0]])


def test_several_quantiles_come_in_a_row():
    np.testing.assert_allclose(ops.quantile(x, [0.1, 0.9], axis=0).value, np.quantile(x, [0.1, 0.9], axis=0))


def test_what_is_no_number_is_replaced_or_left_out():
    holes = np.array([[1.0, np.nan], [np.inf, -np.inf]])
    assert ops.nan_to_num(holes, nan=5.0, posinf=1.0, neginf=-1.0).value.tolist() == [[1, 5], [1, -1]]
    assert ops.nanmean(holes[:1]).item() == 1.0
    assert ops.nansum(holes[:1]).item() == 1.0


def test_parts_of_a_tensor_are_cut_out_and_replaced():
    np.testing.assert_array_equal(ops.slice(x, (1, 2), (2, 2)).value, x[1:3, 2:4])
    replaced = ops.slice_update(np.zeros((3, 4)), (1, 2), np.ones((2, 2)))
    assert replaced.value[1:3, 2:4].tolist() == [[1, 1], [1, 1]]
    single = ops.scatter_update(np.zeros((2, 2)), [[0, 1], [1, 0]], np.array([3.0, 4.0]))
    assert single.value.tolist() == [[0, 3], [4, 0]]
    check_gradients(lambda a, b: ops.slice_update(a, (1, 2), b), [x, np.ones((2, 2))])
    check_gradients(lambda a, b: ops.scatter_update(a, [[0, 1], [2, 3]], b), [x, np.ones(2)])


def test_values_are_scattered_and_segments_added_up():
    scattered = ops.scatter([[0], [2], [0]], np.array([1.0, 2.0, 3.0]), (4,))
    assert scattered.value.tolist() == [4, 0, 2, 0]
    sums = ops.segment_sum(np.array([[1.0], [2.0], [3.0]]), np.array([0, 1, 0]), 3)
    assert sums.value.tolist() == [[4], [2], [0]]


def test_moments_are_mean_and_variance():
    mean, variance = ops.moments(x, axes=[0])
    np.testing.assert_allclose(mean.value, x.mean(0))
    np.testing.assert_allclose(variance.value, x.var(0))


# ---- questions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (lambda: ops.size(Tensor(x)), 12),
        (lambda: ops.dtype(Tensor(x)), "float64"),
        (lambda: ops.allclose(x, x + 1e-9), True),
        (lambda: ops.bincount(np.array([0, 2, 2]), minlength=4).value.tolist(), [1, 0, 2, 0]),
        (lambda: ops.bincount(np.array([[0, 1], [1, 1]])).value.tolist(), [[1, 1], [0, 2]]),
        (lambda: ops.digitize(np.array([0.5, 2.5]), np.array([1.0, 2.0])).value.tolist(), [0, 2]),
        (lambda: ops.searchsorted(np.array([1, 3, 5]), np.array([4])).value.tolist(), [2]),
        (lambda: ops.isin(np.array([1, 2]), np.array([2])).value.tolist(), [False, True]),
        (lambda: [each.value.tolist() for each in ops.nonzero(np.array([[0, 1]]))], [[0], [1]]),
        (lambda: ops.in_top_k(np.array([2]), np.array([[0.1, 0.6, 0.3]]), 2).value.tolist(), [True]),
        (lambda: ops.multi_hot(np.array([0, 2]), 3).value.tolist(), [1, 0, 1]),
        (lambda: ops.tri(2).value.tolist(), [[1, 0], [1, 1]]),
        (lambda: ops.identity(2).value.tolist(), [[1, 0], [0, 1]]),
        (lambda: ops.saturate_cast(np.array([300.0, -5.0]), "uint8").value.tolist(), [255, 0]),
        (lambda: ops.bitwise_and(np.array([6]), np.array([3])).value.tolist(), [2]),
        (lambda: ops.left_shift(np.array([1]), np.array([3])).value.tolist(), [8]),
        (lambda: [each.shape for each in ops.meshgrid(np.arange(2), np.arange(3))], [(3, 2), (3, 2)]),
        (lambda: ops.logspace(0, 2, 3).value.tolist(), [1, 10, 100]),
    ],
)
def test_questions_are_answered_as_numpy_does(found, expected):
    assert found() == expected


# ---- loops and branches --------------------------------------------------------------------------------------------


def test_loops_and_branches_run_and_let_gradients_pass():
    start = Tensor(np.array(2.0))
    with GradientTape() as tape:
        tape.watch(start)
        count, power = ops.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * start), (0, start))
    assert (count, float(power)) == (3, 16.0)
    assert float(tape.gradient(power, start)) == 32.0
    assert ops.while_loop(lambda i: True, lambda i: i + 1, 0, maximum_iterations=5) == 5
    assert ops.fori_loop(0, 4, lambda i, total: total + i, 0) == 6
    assert ops.cond(Tensor(np.array(True)), lambda: "yes", lambda: "no") == "yes"
    assert ops.switch(7, [lambda v: v, lambda v: -v], 3) == -3


def test_scans_and_maps_go_along_the_first_axis():
    total, sums = ops.scan(lambda carry, each: (carry + each, carry + each), Tensor(np.array(0.0)), np.arange(4.0))
    assert float(total) == 6.0
    assert sums.value.tolist() == [0, 1, 3, 6]
    _, backwards = ops.scan(lambda c, e: (c + e, c + e), Tensor(np.array(0.0)), np.arange(4.0), reverse=True)
    assert backwards.value.tolist() == [6, 6, 5, 3]
    assert ops.map(lambda each: each * 2, Tensor(np.arange(3.0))).value.tolist() == [0, 2, 4]
    assert ops.vectorized_map(
        lambda pair: pair[0] + pair[1], (Tensor(np.ones(2)), Tensor(np.ones(2)))
    ).value.tolist() == [2, 2]


def test_activations_are_functions_of_ops_too():
    np.testing.assert_allclose(ops.silu(x).value, x / (1 + np.exp(-x)))
    assert ops.relu6(np.array([7.0])).item() == 6.0
