"""Planned forms of convolutions, pooling and normalisation give what the tape gives, step after step."""

import numpy as np
import pytest

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor, Variable
from nn_core.autodiff.primitive import PRIMITIVES
from nn_core.autodiff.trace import Trace
from nn_core.ops import activation, winograd
from nn_core.plans.program import Memory
from nn_core.plans.step_plan import StepPlan
from tests.nn_core.ops.samples import SAMPLES

HERE = {
    "conv",
    "max_pool",
    "average_pool",
    "batch_norm",
    "scale_and_shift",
    "depthwise_conv",
    "conv_transpose",
}


def results(operation, sources, settings, weights):
    y = operation(*sources, **settings)
    outputs = list(y) if isinstance(y, tuple) else [y]
    return outputs, sum(ops.sum(each * weight) for each, weight in zip(outputs, weights, strict=True))


def assert_plan_agrees(name, args, settings, tolerance=1e-12):
    """Plan one step; change the numbers; compare a planned step with the tape."""
    operation, numbers = PRIMITIVES[name], np.random.default_rng(0)
    sources = [Variable(x, dtype=x.dtype) if np.asarray(x).dtype.kind == "f" else x for x in args]
    variables = [x for x in sources if isinstance(x, Variable)]
    y = operation(*sources, **settings)
    shapes = [each.shape for each in (y if isinstance(y, tuple) else (y,))]
    weights = [numbers.standard_normal(shape).astype(variables[0].dtype) for shape in shapes]
    trace = Trace(variables)
    with trace.recording():
        outputs, loss = results(operation, sources, settings, weights)
    gradients = [np.empty_like(x.value) for x in variables]
    plan = StepPlan(trace, [], [*outputs, loss], Memory(), loss, list(zip(variables, gradients, strict=True)))
    for variable in variables:
        variable.value[...] = numbers.standard_normal(variable.shape)
    plan.run()
    with GradientTape() as tape:
        outputs, loss = results(operation, sources, settings, weights)
    expected = [*outputs, loss, *tape.gradient(loss, variables)]
    for found, tensor in zip([*plan.results, *gradients], expected, strict=True):
        np.testing.assert_allclose(found, tensor.value, rtol=tolerance, atol=tolerance * np.abs(tensor.value).max())


@pytest.mark.parametrize("sample", [each for each in SAMPLES if each.name in HERE], ids=str)
def test_a_planned_step_gives_what_the_tape_gives(sample):
    assert_plan_agrees(sample.name, sample.args, sample.settings)


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_a_planned_convolution_in_tiles(padding):
    numbers = np.random.default_rng(1)
    shapes = [(3, 9, 11, 16), (3, 3, 16, 20), (20,)]
    args = [numbers.standard_normal(shape).astype("float32") for shape in shapes]
    assert winograd.enabled
    assert_plan_agrees("conv", args, {"padding": padding}, tolerance=2e-5)


def test_what_needs_no_gradient_gets_none():
    x, kernel = Tensor(np.ones((2, 6, 6, 3))), Variable(np.ones((3, 3, 3, 2)), dtype="float64")
    trace = Trace([kernel])
    with trace.recording():
        trace.watch(x)
        loss = ops.sum(ops.conv(x, kernel))
    gradient = np.empty(kernel.shape)
    plan = StepPlan(trace, [x], [loss], Memory(), loss, [(kernel, gradient)])
    plan.run()
    np.testing.assert_allclose(gradient, 2 * 16)


def small_network(x, kernel, bias, second):
    """Two branches share one gradient; a promise is asked for by both, by one, and by none."""
    y = ops.relu(ops.conv(x, kernel, bias, padding="same"))
    pooled = ops.max_pool(y, pool_size=2)
    z = ops.relu(ops.conv(pooled, second, padding="same"))
    return ops.max_pool(ops.add(ops.conv(z, second, padding="same"), ops.conv(z, second)[:, :1, :1]), pool_size=2)


@pytest.mark.parametrize("channels", [5, 16])
def test_gradients_that_are_written_when_they_are_needed(monkeypatch, channels):
    monkeypatch.setattr(activation, "_LARGE", 1)
    numbers = np.random.default_rng(2)
    shapes = [(3, 12, 12, 3), (3, 3, 3, channels), (channels,), (3, 3, channels, channels)]
    monkeypatch.setitem(PRIMITIVES, "small_network", small_network)
    args = [numbers.standard_normal(shape) for shape in shapes]
    assert_plan_agrees("small_network", args, {})
    assert_plan_agrees("small_network", [x.astype("float32") for x in args], {}, tolerance=1e-3)


def test_the_first_layer_writes_its_gradient_when_it_is_needed(monkeypatch):
    monkeypatch.setattr(activation, "_LARGE", 1)
    numbers = np.random.default_rng(3)
    x = Tensor(numbers.standard_normal((5, 8, 8, 1)).astype("float32"))
    monkeypatch.setitem(PRIMITIVES, "layer", lambda *weights: ops.relu(ops.conv(x, *weights)))
    args = [numbers.standard_normal(shape).astype("float32") for shape in [(3, 3, 1, 4), (4,)]]
    assert_plan_agrees("layer", args, {}, tolerance=1e-4)


def test_a_promise_about_a_weight_is_kept_at_once(monkeypatch):
    monkeypatch.setattr(activation, "_LARGE", 1)
    assert_plan_agrees("relu", [np.linspace(-1, 1, 12, dtype="float32").reshape(3, 4)], {}, tolerance=1e-6)


def looked_at_before_relu(x, kernel):
    y = ops.conv(x, kernel)
    return ops.relu(y), y


def pooled_and_read_otherwise(x, kernel):
    y = ops.relu(ops.conv(x, kernel))
    return ops.max_pool(y, pool_size=2, strides=1, padding="same"), ops.sum(y)


@pytest.mark.parametrize("network", [looked_at_before_relu, pooled_and_read_otherwise])
@pytest.mark.parametrize("channels", [2, 16])
def test_results_that_somebody_else_reads_stay_what_they_are(monkeypatch, network, channels):
    monkeypatch.setitem(PRIMITIVES, "network", network)
    numbers = np.random.default_rng(4)
    shapes = [(3, 7, 7, channels), (3, 3, channels, channels)]
    args = [numbers.standard_normal(shape).astype("float32") for shape in shapes]
    assert_plan_agrees("network", args, {}, tolerance=1e-5)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("channels", [2, 16])
def test_relu_and_pooling_done_along_with_a_convolution(monkeypatch, channels, padding):
    def network(x, kernel, bias):
        return ops.max_pool(ops.relu(ops.conv(x, kernel, bias)), pool_size=2, padding=padding)

    monkeypatch.setitem(PRIMITIVES, "network", network)
    numbers = np.random.default_rng(5)
    shapes = [(5, 9, 9, channels), (3, 3, channels, channels), (channels,)]
    args = [numbers.standard_normal(shape).astype("float32") for shape in shapes]
    assert_plan_agrees("network", args, {}, tolerance=1e-5)
