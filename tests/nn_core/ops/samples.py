"""Sample inputs for every primitive: one line each, and the gradient test finds it.

A line gives the primitive's name, its arguments (float64 arrays are differentiated) and its settings. Several lines
for one primitive try several ways to call it. Inputs stay away from kinks, where finite differences mean nothing.
"""

from typing import Any, NamedTuple

import numpy as np

_random = np.random.default_rng(7)


class Sample(NamedTuple):
    """Arguments and settings for one call of a primitive."""

    name: str
    args: tuple[Any, ...]
    settings: dict[str, Any]

    def __str__(self) -> str:
        shapes = ", ".join(str(np.shape(x)) for x in self.args)
        return f"{self.name}({', '.join([shapes, *(f'{key}={value}' for key, value in self.settings.items())])})"


def sample(name: str, *args: Any, **settings: Any) -> Sample:
    return Sample(name, args, settings)


def reals(*shape: int) -> Any:
    """Numbers of both signs, none near 0 and no two alike."""
    size = int(np.prod(shape))
    values = (np.arange(size) + 0.5 + _random.uniform(-0.2, 0.2, size)) / max(size, 2) * 2
    return _random.permutation(values * np.where(np.arange(size) % 2, -1, 1)).reshape(shape)


def positives(*shape: int) -> Any:
    """Numbers from 0.3 to 2."""
    return _random.uniform(0.3, 2.0, shape)


def small(*shape: int) -> Any:
    """Numbers from -0.8 to 0.8."""
    return _random.uniform(-0.8, 0.8, shape)


def definite(*shape: int) -> Any:
    """Symmetric matrices of which all eigenvalues are positive."""
    x = reals(*shape)
    return x @ x.swapaxes(-1, -2) + np.eye(shape[-1])


class SameEachTime:
    """Stands for a SeedGenerator, but starts from the same place in every call."""

    @property
    def generator(self) -> Any:
        return np.random.default_rng(3)

    def __repr__(self) -> str:
        return "SameEachTime()"


SAMPLES = [
    # arithmetic
    sample("add", reals(3, 4), reals(4)),
    sample("subtract", reals(3, 1), reals(2, 1, 4)),
    sample("multiply", reals(3, 4), reals(3, 1)),
    sample("multiply", reals(3), 2.0),
    sample("divide", reals(3, 4), positives(4)),
    sample("divide", 1.0, positives(4)),
    sample("divide_no_nan", reals(3, 4), positives(4)),
    sample("power", positives(3, 4), reals(4)),
    sample("power", positives(3), 3),
    sample("power", np.array([0.0, 1.0, 2.0]), 2),
    sample("negative", reals(3)),
    # elementwise
    sample("exp", reals(3, 2)),
    sample("expm1", reals(3, 2)),
    sample("log", positives(3, 2)),
    sample("log1p", positives(3, 2)),
    sample("log2", positives(3, 2)),
    sample("log10", positives(3, 2)),
    sample("logaddexp", reals(3, 2), reals(2)),
    sample("sqrt", positives(3, 2)),
    sample("rsqrt", positives(3, 2)),
    sample("square", reals(3, 2)),
    sample("reciprocal", positives(3, 2)),
    sample("sin", reals(4)),
    sample("cos", reals(4)),
    sample("tan", small(4)),
    sample("arcsin", small(4)),
    sample("arccos", small(4)),
    sample("arctan", reals(4)),
    sample("sinh", reals(4)),
    sample("cosh", reals(4)),
    sample("absolute", reals(5)),
    sample("maximum", reals(3, 4), reals(4)),
    sample("minimum", reals(3, 4), 0.3),
    sample("where", np.arange(12).reshape(3, 4) % 3 == 0, reals(3, 4), reals(4)),
    sample("clip", reals(3, 4), x_min=-0.5, x_max=0.7),
    # activations
    sample("relu", reals(3, 4)),
    sample("tanh", reals(3, 4)),
    sample("sigmoid", reals(3, 4)),
    sample("softplus", reals(3, 4)),
    sample("softmax", reals(3, 4)),
    sample("softmax", reals(3, 4), axis=0),
    sample("softmax", reals(3, 2, 4), axis=(1, 2)),
    sample("log_softmax", reals(3, 4)),
    sample("log_softmax", reals(3, 4), axis=0),
    sample("gelu", reals(3, 4)),
    sample("gelu", reals(3, 4), approximate=False),
    sample("erf", reals(3, 4)),
    # reductions
    sample("sum", reals(3, 4)),
    sample("sum", reals(2, 3, 4), axis=(0, -1), keepdims=True),
    sample("mean", reals(3, 4), axis=1),
    sample("mean", reals(3, 4), axis=-2, keepdims=True),
    sample("var", reals(3, 4), axis=0),
    sample("prod", reals(3, 4), axis=1),
    sample("prod", np.array([[0.0, 2.0, 3.0], [0.0, 0.0, 3.0]]), axis=1),
    sample("max", reals(3, 4), axis=1),
    sample("max", reals(3, 4)),
    sample("min", reals(3, 4), axis=0, keepdims=True),
    sample("logsumexp", reals(3, 4), axis=1),
    sample("logsumexp", reals(3, 4), keepdims=True),
    sample("cumsum", reals(3, 4), axis=1),
    sample("cumsum", reals(3, 4)),
    sample("running_product", reals(3, 4), axis=1),
    sample("running_product", np.array([[0.5, 0.0, 2.0], [0.0, 0.0, 3.0]])),
    # special functions
    sample("erfc", reals(3, 4)),
    sample("erfinv", small(3, 4)),
    sample("i0", reals(3, 4)),
    # shape
    sample("reshape", reals(3, 4), newshape=(2, -1)),
    sample("transpose", reals(2, 3, 4), axes=(1, 2, 0)),
    sample("transpose", reals(2, 3, 4)),
    sample("expand_dims", reals(2, 3), axis=1),
    sample("squeeze", reals(2, 1, 3, 1), axis=1),
    sample("broadcast_to", reals(3, 1), shape=(2, 3, 4)),
    sample("join", reals(2, 3), reals(2, 1), axis=1),
    sample("slices", reals(2, 3, 4), axis=1),
    sample("flip", reals(3, 4), axis=1),
    sample("roll", reals(3, 4), shift=2, axis=1),
    sample("pad_constant", reals(2, 3), pairs=[[1, 0], [0, 2]], value=1.5),
    sample("pick", reals(4, 3), key=(slice(None, None, 2), 1)),
    sample("pick", reals(4, 3), key=(np.array([0, 2, 2]),)),
    sample("cast", reals(3), dtype="float64"),
    # products of matrices
    sample("stretch", reals(2, 5, 3), size=8, axis=1),
    sample("stretch", reals(2, 9, 3), size=2, axis=1, interpolation="lanczos5", antialias=True),
    sample("matmul", reals(3, 4), reals(4, 2)),
    sample("matmul", reals(2, 3, 4), reals(4, 2)),
    sample("matmul", reals(5, 1, 3, 4), reals(2, 4, 2)),
    sample("matmul", reals(4), reals(2, 4, 3)),
    sample("matmul", reals(2, 3, 4), reals(4)),
    sample("matmul", reals(4), reals(4)),
    sample("dense", reals(3, 4), reals(4, 2), reals(2)),
    sample("dense", reals(2, 3, 4), reals(4, 2)),
    # linear algebra
    sample("cholesky", definite(2, 3, 3)),
    sample("cholesky", definite(3, 3), upper=True),
    sample("qr", reals(2, 4, 3)),
    sample("eigh", definite(2, 3, 3)),
    sample("singular_values", reals(2, 4, 3)),
    sample("singular_values", reals(3, 4)),
    sample("inv", definite(2, 3, 3)),
    sample("det", definite(2, 3, 3)),
    sample("slogdet", definite(2, 3, 3)),
    sample("solve", definite(2, 3, 3), reals(2, 3, 2)),
    sample("solve", definite(3, 3), reals(3)),
    sample("pinv", reals(2, 4, 3)),
    sample("pinv", reals(3, 4)),
    # convolution and pooling
    sample("conv", reals(2, 7, 3), reals(3, 3, 4), reals(4), strides=2, padding="same"),
    sample("conv", reals(2, 7, 3), reals(3, 3, 4), padding="causal", dilation_rate=2),
    sample("conv", reals(2, 5, 6, 1), reals(3, 2, 1, 2), reals(2)),
    sample("conv", reals(2, 5, 6, 4), reals(3, 3, 2, 6), None, padding="same", groups=2),
    sample("conv", reals(2, 3, 4, 5), reals(1, 1, 5, 2), reals(2)),
    sample("conv", reals(1, 4, 3, 5, 2), reals(2, 2, 2, 2, 3), strides=(1, 2, 2)),
    sample("conv_transpose", reals(2, 3, 2), reals(3, 4, 2), reals(4), strides=2, padding="same"),
    sample("conv_transpose", reals(1, 3, 2, 2), reals(2, 3, 2, 2), strides=(3, 2), output_padding=(2, 1)),
    sample("conv_transpose", reals(2, 3, 3, 1), reals(2, 2, 3, 1), dilation_rate=2),
    sample("depthwise_conv", reals(2, 5, 4, 3), reals(3, 2, 3, 2), reals(6), strides=2, padding="same"),
    sample("depthwise_conv", reals(2, 6, 2), reals(2, 2, 1), padding="causal", dilation_rate=2),
    sample("max_pool", reals(2, 5, 6, 2), pool_size=2),
    sample("max_pool", reals(2, 5, 6, 2), pool_size=3, strides=2, padding="same"),
    sample("max_pool", reals(2, 7, 2), pool_size=3, strides=1),
    sample("average_pool", reals(2, 5, 6, 2), pool_size=(2, 3), padding="same"),
    sample("average_pool", reals(1, 4, 4, 4, 2), pool_size=2, strides=1),
    # normalization
    sample("batch_norm", reals(4, 3), positives(3), reals(3)),
    sample("batch_norm", reals(2, 3, 4, 5), positives(3), None, axis=1),
    sample("batch_norm", reals(3, 4, 2), None, reals(2), np.arange(12).reshape(3, 4) % 3 > 0, count_epsilon=0.1),
    sample("layer_normalization", reals(3, 4), positives(4), reals(4), epsilon=1e-3),
    sample("layer_normalization", reals(2, 3, 4), positives(2, 4), axis=[-1, 0]),
    sample("rms_normalization", reals(3, 4), positives(4)),
    sample("rms_normalization", reals(2, 3, 4), None, axis=1),
    sample("scale_and_shift", reals(2, 3, 4), reals(4), reals(4)),
    sample("scale_and_shift", reals(2, 3, 4), reals(3), reals(3), axis=1),
    # recurrence: the options are tried one by one in test_recurrent.py
    sample("simple_rnn", small(2, 3, 2), small(2, 4), small(2, 4), small(4, 4), small(4)),
    sample("lstm", small(2, 3, 2), small(2, 4), small(2, 4), small(2, 16), small(4, 16), small(16)),
    sample("gru", small(2, 3, 2), small(2, 4), small(2, 12), small(4, 12), small(2, 12)),
    sample("gru", small(2, 3, 2), None, small(2, 12), small(4, 12), small(12), reset_after=False),
    # losses and tables
    sample("softmax_cross_entropy", reals(3, 4), reals(3, 4)),
    sample("softmax_cross_entropy", reals(2, 3, 2), reals(2, 3, 2), axis=1),
    sample("sparse_softmax_cross_entropy", np.array([[2, 0], [1, 2]]), reals(2, 2, 3)),
    sample("sigmoid_cross_entropy", reals(3, 2), reals(3, 2)),
    sample("binary_cross_entropy", reals(3, 2), (small(3, 2) + 1) / 2),
    sample("embedding", np.array([[0, 3, 3], [1, 0, 3]]), reals(5, 2)),
    sample("largest_of_segments", reals(4, 2), numbers=np.array([0, 2, 0, 1]), count=3),
    sample("product_of_segments", reals(4, 2), numbers=np.array([0, 2, 0, 1]), count=4),
    sample("place", reals(4, 2), key=(np.array([0, 2, 0, 1]),), shape=(3, 2)),
    sample(
        "ctc_negative_log",
        reals(2, 6, 4),
        labels=np.array([[1, 1, 2], [3, 2, 0]]),
        lengths=np.array([3, 2]),
        steps=np.array([6, 4]),
        blank=0,
    ),
    # regularization
    sample("dropout", reals(4, 5), rate=0.4, seed=SameEachTime()),
    sample("dropout", reals(4, 3, 5), rate=0.4, noise_shape=(None, 1, None), seed=SameEachTime()),
    # images and sounds
    sample("resample", reals(2, 3, 4, 2), rows=small(2, 2, 5) + 1, columns=small(2, 2, 5) + 1),
    sample("resample", reals(1, 3, 2, 1), rows=small(1, 3, 3) * 4, columns=small(1, 3, 3) * 4, fill_value=0.5),
    sample("resample", reals(1, 3, 2, 1), rows=small(1, 3, 3) * 4, columns=small(1, 3, 3), interpolation="nearest"),
    sample("real_fourier", reals(2, 3, 8)),
    sample("real_fourier", reals(7)),
    sample("complex_fourier", reals(2, 5), reals(2, 5), axes=(-1,)),
    sample("complex_fourier", reals(2, 3, 4), reals(2, 3, 4), axes=(-2, -1)),
    sample("signal_of", reals(2, 5), reals(2, 5), length=8),
    sample("signal_of", reals(2, 5), reals(2, 5), length=9),
    sample("phase", reals(3, 4), reals(3, 4)),
]
