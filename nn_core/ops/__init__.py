"""Differentiable functions of tensors, under the names of keras.ops."""

import sys

from nn_core.autodiff import convert_to_numpy, convert_to_tensor
from nn_core.ops import (
    adaptive,
    attention,
    blocks,
    complex_numbers,
    control,
    ctc_decoding,
    fourier,
    functions,
    image,
    linalg,
    not_numbers,
    numeric,
    operators,
    queries,
    random,
    segments,
    similarity,
    special,
)
from nn_core.ops.activation import (
    erf,
    gelu,
    log_softmax,
    relu,
    sigmoid,
    softmax,
    softplus,
    tanh,
)
from nn_core.ops.adaptive import *  # noqa: F403
from nn_core.ops.arithmetic import (
    add,
    divide,
    divide_no_nan,
    floor_divide,
    mod,
    multiply,
    negative,
    power,
    subtract,
    true_divide,
)
from nn_core.ops.attention import *  # noqa: F403
from nn_core.ops.blocks import *  # noqa: F403
from nn_core.ops.comparison import (
    equal,
    greater,
    greater_equal,
    isclose,
    isfinite,
    isinf,
    isnan,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    not_equal,
)
from nn_core.ops.complex_numbers import *  # noqa: F403
from nn_core.ops.composed import composed
from nn_core.ops.control import *  # noqa: F403
from nn_core.ops.convolution import (
    conv,
)
from nn_core.ops.creation import (
    arange,
    argsort,
    cast,
    eye,
    full,
    full_like,
    is_tensor,
    linspace,
    one_hot,
    ones,
    ones_like,
    sort,
    stop_gradient,
    top_k,
    zeros,
    zeros_like,
)
from nn_core.ops.ctc import (
    ctc_loss,
)
from nn_core.ops.ctc_decoding import *  # noqa: F403
from nn_core.ops.depthwise_convolution import (
    depthwise_conv,
)
from nn_core.ops.dropout import (
    dropout,
)
from nn_core.ops.einsum import (
    einsum,
)
from nn_core.ops.elementwise import (
    abs,
    absolute,
    arccos,
    arcsin,
    arctan,
    ceil,
    clip,
    cos,
    cosh,
    exp,
    expm1,
    floor,
    log,
    log1p,
    log2,
    log10,
    logaddexp,
    maximum,
    minimum,
    reciprocal,
    round,
    rsqrt,
    sign,
    sin,
    sinh,
    sqrt,
    square,
    tan,
    where,
)
from nn_core.ops.embedding import (
    embedding,
)
from nn_core.ops.fourier import *  # noqa: F403
from nn_core.ops.functions import *  # noqa: F403
from nn_core.ops.gated_unit import (
    gru,
)
from nn_core.ops.image import *  # noqa: F403
from nn_core.ops.layer_normalization import (
    layer_normalization,
    normalize,
    rms_normalization,
)
from nn_core.ops.linalg import *  # noqa: F403
from nn_core.ops.linear import (
    dense,
    dot,
    matmul,
    outer,
    tensordot,
)
from nn_core.ops.long_short_term import (
    lstm,
)
from nn_core.ops.losses import (
    binary_crossentropy,
    categorical_crossentropy,
    logits_behind,
    sparse_categorical_crossentropy,
)
from nn_core.ops.normalization import (
    batch_norm,
    scale_and_shift,
)
from nn_core.ops.not_numbers import *  # noqa: F403
from nn_core.ops.numeric import *  # noqa: F403
from nn_core.ops.picture_format import in_either_format
from nn_core.ops.pooling import (
    average_pool,
    max_pool,
)
from nn_core.ops.queries import *  # noqa: F403
from nn_core.ops.recurrent import (
    simple_rnn,
)
from nn_core.ops.reduction import (
    all,
    amax,
    amin,
    any,
    argmax,
    argmin,
    average,
    count_nonzero,
    cumsum,
    logsumexp,
    max,
    mean,
    min,
    prod,
    std,
    sum,
    var,
)
from nn_core.ops.segments import *  # noqa: F403
from nn_core.ops.shape import (
    broadcast_to,
    concatenate,
    expand_dims,
    flip,
    getitem,
    join,
    moveaxis,
    ndim,
    pad,
    pad_constant,
    pick,
    ravel,
    repeat,
    reshape,
    roll,
    shape,
    split,
    squeeze,
    stack,
    swapaxes,
    take,
    take_along_axis,
    tile,
    transpose,
    tril,
    triu,
    unstack,
)
from nn_core.ops.similarity import *  # noqa: F403
from nn_core.ops.special import *  # noqa: F403
from nn_core.ops.transposed_convolution import (
    conv_transpose,
)

__all__ = [
    "abs",
    "absolute",
    "add",
    "all",
    "amax",
    "amin",
    "any",
    "arange",
    "arccos",
    "arcsin",
    "arctan",
    "argmax",
    "argmin",
    "argsort",
    "average",
    "average_pool",
    "batch_norm",
    "binary_crossentropy",
    "broadcast_to",
    "cast",
    "categorical_crossentropy",
    "ceil",
    "clip",
    "concatenate",
    "conv",
    "conv_transpose",
    "convert_to_numpy",
    "convert_to_tensor",
    "cos",
    "cosh",
    "count_nonzero",
    "ctc_loss",
    "cumsum",
    "dense",
    "depthwise_conv",
    "divide",
    "divide_no_nan",
    "dot",
    "dropout",
    "einsum",
    "embedding",
    "equal",
    "erf",
    "exp",
    "expand_dims",
    "expm1",
    "eye",
    "flip",
    "floor",
    "floor_divide",
    "full",
    "full_like",
    "gelu",
    "getitem",
    "greater",
    "greater_equal",
    "gru",
    "is_tensor",
    "isclose",
    "isfinite",
    "isinf",
    "isnan",
    "join",
    "layer_normalization",
    "less",
    "less_equal",
    "linspace",
    "log",
    "log1p",
    "log2",
    "log10",
    "log_softmax",
    "logaddexp",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "logits_behind",
    "logsumexp",
    "lstm",
    "matmul",
    "max",
    "max_pool",
    "maximum",
    "mean",
    "min",
    "minimum",
    "mod",
    "moveaxis",
    "multiply",
    "ndim",
    "negative",
    "normalize",
    "not_equal",
    "one_hot",
    "ones",
    "ones_like",
    "operators",
    "outer",
    "pad",
    "pad_constant",
    "pick",
    "power",
    "prod",
    "random",
    "ravel",
    "reciprocal",
    "relu",
    "repeat",
    "reshape",
    "rms_normalization",
    "roll",
    "round",
    "rsqrt",
    "scale_and_shift",
    "shape",
    "sigmoid",
    "sign",
    "simple_rnn",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "sort",
    "sparse_categorical_crossentropy",
    "split",
    "sqrt",
    "square",
    "squeeze",
    "stack",
    "std",
    "stop_gradient",
    "subtract",
    "sum",
    "swapaxes",
    "take",
    "take_along_axis",
    "tan",
    "tanh",
    "tensordot",
    "tile",
    "top_k",
    "transpose",
    "tril",
    "triu",
    "true_divide",
    "unstack",
    "var",
    "where",
    "zeros",
    "zeros_like",
]

_parts = (
    adaptive,
    attention,
    blocks,
    complex_numbers,
    control,
    ctc_decoding,
    fourier,
    functions,
    image,
    linalg,
    numeric,
    queries,
    not_numbers,
    segments,
    similarity,
    special,
)
for _part in _parts:
    __all__ += _part.__all__

for _each in (conv, conv_transpose, depthwise_conv, max_pool, average_pool):
    globals()[_each.__name__] = in_either_format(_each)
globals().update({name: composed(globals()[name]) for name in __all__ if callable(globals()[name])})

for _part in (image, linalg):  # keras.ops has these as modules too
    vars(_part).update({name: globals()[name] for name in _part.__all__})
nn = numpy = sys.modules[__name__]
