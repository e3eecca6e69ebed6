"""K: the functions of the backend give what NumPy gives, and gradients pass through them."""

from typing import Any

import numpy as np
import pytest

from nn_core import backend as K
from nn_core.autodiff import GradientTape, Tensor, check_gradients
from nn_core.layers import Conv2D, Dense, Dropout, Input, Lambda
from nn_core.models import Sequential


def drawn(*shape: int) -> Any:
    return np.random.default_rng(0).normal(size=shape)


def value(x: Any) -> Any:
    return K.eval(x)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda x: K.mean(x, axis=0), lambda x: x.mean(0)),
        (lambda x: K.sum(x, axis=-1, keepdims=True), lambda x: x.sum(-1, keepdims=True)),
        (lambda x: K.sqrt(K.square(x)), np.abs),
        (lambda x: K.pow(x, 2), np.square),
        (lambda x: K.clip(x, -0.5, 0.5), lambda x: np.clip(x, -0.5, 0.5)),
        (lambda x: K.max(x, axis=1), lambda x: x.max(1)),
        (lambda x: K.cumprod(x, axis=1), lambda x: x.cumprod(1)),
        (lambda x: K.l2_normalize(x, axis=1), lambda x: x / np.linalg.norm(x, axis=1, keepdims=True)),
        (lambda x: K.relu(x, alpha=0.1, max_value=1.0), lambda x: np.where(x > 0, np.minimum(x, 1), 0.1 * x)),
        (lambda x: K.hard_sigmoid(x), lambda x: np.clip(0.2 * x + 0.5, 0, 1)),
        (lambda x: K.batch_flatten(K.expand_dims(x, 1)), lambda x: x),
        (lambda x: K.repeat(x, 2), lambda x: np.stack([x, x], 1)),
        (lambda x: K.repeat_elements(x, 2, axis=1), lambda x: np.repeat(x, 2, 1)),
        (lambda x: K.reverse(x, 0), lambda x: x[::-1]),
        (lambda x: K.permute_dimensions(x, (1, 0)), lambda x: x.T),
        (lambda x: K.gather(x, np.array([1, 0])), lambda x: x[[1, 0]]),
        (lambda x: K.concatenate([x, x], axis=0), lambda x: np.concatenate([x, x])),
        (lambda x: K.switch(K.greater(x, 0), x, lambda: 0 * x), lambda x: np.where(x > 0, x, 0)),
        (lambda x: K.map_fn(lambda row: row * 2, x), lambda x: x * 2),
        (lambda x: K.foldl(lambda total, row: total + row, x), lambda x: x.sum(0)),
        (lambda x: K.bias_add(x, np.arange(3.0)), lambda x: x + np.arange(3.0)),
        (lambda x: K.dot(x, K.transpose(x)), lambda x: x @ x.T),
        (lambda x: K.stack([x, x], axis=-1), lambda x: np.stack([x, x], -1)),
        (lambda x: K.flatten(x), np.ravel),
    ],
)
def test_functions_give_what_numpy_gives_and_let_gradients_pass(function, expected):
    x = drawn(2, 3)
    np.testing.assert_allclose(value(function(Tensor(x))), expected(x), atol=1e-12)
    check_gradients(function, [x])


@pytest.mark.parametrize(
    ("shapes", "axes", "written"),
    [
        (((2, 3, 4), (2, 4, 5)), None, "bij,bjk->bik"),
        (((2, 3, 4), (2, 5, 4)), 2, "bij,bkj->bik"),
        (((2, 4, 3), (2, 4)), (1, 1), "bji,bj->bi"),
        (((2, 3), (2, 3)), 1, "bi,bi->b"),
    ],
)
def test_batch_dot_multiplies_sample_by_sample(shapes, axes, written):
    x, y = (drawn(*shape) for shape in shapes)
    expected = np.einsum(written, x, y)
    found = value(K.batch_dot(Tensor(x), Tensor(y), axes))
    np.testing.assert_allclose(found, expected[:, None] if expected.ndim == 1 else expected)


def test_crossentropies_are_those_of_the_losses():
    y, p = np.array([[0.0, 1.0]]), np.array([[0.25, 0.75]])
    assert value(K.categorical_crossentropy(y, p)) == pytest.approx(-np.log(0.75))
    assert value(K.sparse_categorical_crossentropy(np.array([1]), p)) == pytest.approx(-np.log(0.75))
    np.testing.assert_allclose(value(K.binary_crossentropy(y, p)), -np.log([[0.75, 0.75]]))
    assert value(K.in_top_k(np.array([[0.1, 0.6, 0.3]]), np.array([2]), 2)).tolist() == [True]


def test_variables_can_be_made_read_and_changed():
    x = K.variable([1.0, 2.0])
    assert (x.dtype, K.int_shape(x), K.ndim(x), K.count_params(x)) == ("float32", (2,), 1, 2)
    K.set_value(x, [3.0, 4.0])
    K.update_add(x, [1.0, 1.0])
    K.moving_average_update(x, [0.0, 0.0], 0.5)
    assert K.get_value(x).tolist() == [2.0, 2.5]
    K.batch_set_value([(x, [0.0, 1.0])])
    assert [each.tolist() for each in K.batch_get_value([x])] == [[0.0, 1.0]]
    assert value(K.constant(2, shape=(2, 2))).tolist() == [[2, 2], [2, 2]]
    assert K.get_value(K.zeros((1, 2))).tolist() == [[0.0, 0.0]]
    assert K.get_value(K.ones(2) + K.zeros_like(x)).tolist() == [1.0, 1.0]


def test_random_numbers_have_the_wanted_shape_and_spread():
    assert float(K.std(K.random_normal((5000,), stddev=2.0, seed=1))) == pytest.approx(2.0, rel=0.05)
    assert set(K.eval(K.random_bernoulli((50,), p=0.5, seed=1))) == {0.0, 1.0}
    drawn = K.eval(K.random_uniform((100,), 2.0, 3.0, seed=1))
    assert drawn.min() >= 2.0
    assert drawn.max() < 3.0


# ---- pictures ----------------------------------------------------------------------------------------------------


def test_convolution_and_pooling_are_those_of_the_layers():
    x = drawn(1, 6, 6, 2).astype("float32")
    layer = Conv2D(3, 3, strides=2, padding="same", use_bias=False)
    expected = layer(x).numpy()
    kernel = layer.get_weights()[0]
    np.testing.assert_allclose(value(K.conv2d(Tensor(x), kernel, (2, 2), "same")), expected, rtol=1e-5)
    first = K.conv2d(Tensor(x.transpose(0, 3, 1, 2)), kernel, (2, 2), "same", "channels_first")
    np.testing.assert_allclose(value(first), expected.transpose(0, 3, 1, 2), rtol=1e-5)
    assert K.int_shape(K.pool2d(Tensor(x), (2, 2), (2, 2), pool_mode="avg")) == (1, 3, 3, 2)
    assert K.int_shape(K.resize_images(Tensor(x), 2, 3)) == (1, 12, 18, 2)
    assert K.int_shape(K.spatial_2d_padding(Tensor(x), ((1, 2), (0, 3)))) == (1, 9, 9, 2)
    causal = K.conv1d(Tensor(drawn(1, 5, 2)), drawn(3, 2, 4), padding="causal")
    assert K.int_shape(causal) == (1, 5, 4)
    with pytest.raises(ValueError, match="pool_mode must be 'max' or 'avg'"):
        K.pool2d(Tensor(x), 2, pool_mode="median")


# ---- models ------------------------------------------------------------------------------------------------------


def test_a_lambda_layer_and_a_loss_written_with_the_backend_train():
    def root_mean_squared_error(y_true, y_pred):
        return K.sqrt(K.mean(K.square(y_pred - y_true), axis=-1) + K.epsilon())

    model = Sequential([Input((3,)), Dense(4), Lambda(lambda x: K.l2_normalize(x, axis=-1)), Dense(1)])
    model.compile("adam", root_mean_squared_error, metrics=[lambda a, b: K.mean(K.abs(a - b))])
    x = drawn(32, 3)
    losses = model.fit(x, x[:, :1], epochs=20, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_a_function_gives_the_values_between_the_layers():
    model = Sequential([Input((3,)), Dense(4, activation="relu"), Dropout(0.5), Dense(1)])
    x = np.ones((2, 3), "float32")
    hidden = K.function([model.input], [model.layers[0].output, model.output])([x])
    np.testing.assert_allclose(hidden[0], model.layers[0](x).numpy())
    np.testing.assert_allclose(hidden[1], model.predict(x), rtol=1e-6)
    dropped = K.function([model.input, K.learning_phase()], [model.layers[1].output])
    assert (dropped([x, 0])[0] == hidden[0]).all()
    assert set(np.unique(dropped([x, 1])[0] / np.where(hidden[0], hidden[0], 1))) <= {0.0, 2.0}


def test_the_learning_phase_is_that_of_the_call_around():
    layer = Lambda(lambda x: K.in_train_phase(x * 2, x))
    x = np.ones((1, 2), "float32")
    assert layer(x, training=True).numpy().tolist() == [[2.0, 2.0]]
    assert layer(x).numpy().tolist() == [[1.0, 1.0]]
    assert K.learning_phase() == 0


def test_gradients_without_values_are_refused_with_the_remedy():
    x = K.placeholder((None, 2))
    assert K.is_keras_tensor(x)
    with pytest.raises(NotImplementedError, match="GradientTape"):
        K.gradients(K.sum(x), [x])


def test_dropout_of_the_backend_scales_up_what_is_left():
    x = Tensor(np.ones((1, 1000)))
    assert set(np.unique(value(K.dropout(x, 0.5, seed=0)))) == {0.0, 2.0}


def test_normalising_with_the_batch_gives_mean_zero():
    x = Tensor(drawn(50, 3))
    with GradientTape() as tape:
        tape.watch(x)
        y, mean, spread = K.normalize_batch_in_training(x, None, None, [0])
    np.testing.assert_allclose(value(y).mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(value(mean), x.value.mean(axis=0))
    np.testing.assert_allclose(value(spread), x.value.var(axis=0))
    assert tape.gradient(y, x) is not None


# ---- settings of the program -------------------------------------------------------------------------------------


@pytest.fixture
def _restored():
    before = K.floatx(), K.image_data_format(), K.epsilon()
    yield
    K.set_floatx(before[0])
    K.set_image_data_format(before[1])
    K.set_epsilon(before[2])


@pytest.mark.usefixtures("_restored")
def test_settings_hold_for_layers_made_afterwards():
    K.set_floatx("float64")
    K.set_image_data_format("channels_first")
    K.set_epsilon(1e-3)
    layer = Conv2D(2, 3)
    assert (layer.dtype, layer.data_format, K.epsilon()) == ("float64", "channels_first", 1e-3)
    assert layer(np.zeros((1, 1, 5, 5))).shape == (1, 2, 3, 3)
    with pytest.raises(ValueError, match="floatx must be"):
        K.set_floatx("float8")
    with pytest.raises(ValueError, match="data_format must be"):
        K.set_image_data_format("channels")


def test_names_count_from_the_beginning_after_a_cleared_session():
    K.clear_session()
    assert Dense(1).name == "dense"
    assert Dense(1).name == "dense_1"
    K.clear_session()
    assert Dense(1).name == "dense"
    assert (K.get_uid("thing"), K.get_uid("thing")) == (1, 2)
    assert K.backend() == "numpy"
