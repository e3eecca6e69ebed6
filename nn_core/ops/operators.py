"""Python's operators on tensors: x + y means ops.add(x, y)."""

from __future__ import annotations

from nn_core.autodiff import Tensor
from nn_core.ops import arithmetic, comparison, elementwise, linear, shape

Tensor.operators.update(
    add=arithmetic.add,
    subtract=arithmetic.subtract,
    multiply=arithmetic.multiply,
    divide=arithmetic.divide,
    floor_divide=arithmetic.floor_divide,
    mod=arithmetic.mod,
    power=arithmetic.power,
    negative=arithmetic.negative,
    absolute=elementwise.absolute,
    matmul=linear.matmul,
    getitem=shape.getitem,
    transpose=shape.transpose,
    equal=comparison.equal,
    not_equal=comparison.not_equal,
    less=comparison.less,
    less_equal=comparison.less_equal,
    greater=comparison.greater,
    greater_equal=comparison.greater_equal,
    logical_and=comparison.logical_and,
    logical_or=comparison.logical_or,
    logical_not=comparison.logical_not,
)
