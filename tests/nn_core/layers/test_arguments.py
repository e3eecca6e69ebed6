"""Layers that take several tensors as arguments of their own."""

import numpy as np
import pytest

from nn_core import ops
from nn_core.layers import Dense, Input, Layer, MultiHeadAttention
from nn_core.models import Model

ONES = np.ones((2, 3), "float32")


class Gate(Layer):
    """One tensor decides how much of another passes."""

    def build(self, x_shape, gate_shape):
        self.kernel = self.add_weight("kernel", (gate_shape[-1], x_shape[-1]), initializer="ones")

    def call(self, x, gate):
        return x * ops.matmul(gate, self.kernel)


class Mean(Layer):
    """Has no weights and does not say its shape."""

    def call(self, x, y, keep=False):
        mean = (x + y) / 2
        return (mean, x) if keep else mean


def test_a_layer_is_built_from_the_shapes_it_asks_for_by_name():
    layer = Gate()
    assert layer(ONES, np.ones((2, 5), "float32")).value.tolist() == [[5.0] * 3] * 2
    assert layer.kernel.shape == (5, 3)


@pytest.mark.parametrize(
    "call", [lambda f, x, g: f(x, g), lambda f, x, g: f(x, gate=g), lambda f, x, g: f(x=x, gate=g)]
)
def test_tensors_may_come_by_position_or_by_name(call):
    x, gate = Input((3,)), Input((5,))
    model = Model([x, gate], call(Gate(), x, gate))
    assert model.outputs[0].shape == (None, 3)
    assert model([ONES, np.ones((2, 5), "float32")]).shape == (2, 3)


def test_the_shape_is_found_by_trying_the_call_as_it_was_made():
    x, y = Input((None, 3)), Input((None, 3))
    assert Mean()(x, y).shape == (None, None, 3)
    _, first = Mean()(x, y, keep=True)
    assert first.shape == (None, None, 3)


def test_a_model_with_such_a_layer_comes_back_with_its_connections():
    x, gate = Input((3,)), Input((5,))
    model = Model([x, gate], Dense(2)(Gate()(x, gate=gate)))
    again = Model.from_config(_with(model.get_config(), Gate))
    again.set_weights(model.get_weights())
    arrays = [ONES, np.ones((2, 5), "float32")]
    np.testing.assert_array_equal(again(arrays).value, model(arrays).value)


def _with(config, cls):
    from nn_core.spec.serialization import register_keras_serializable

    register_keras_serializable("Tests")(cls)
    return config


def test_shapes_with_other_names_are_refused_with_the_names_that_would_do():
    class Wrong(Layer):
        def build(self, first_shape, second_shape):
            pass

        def call(self, x, y):
            return x + y

    with pytest.raises(ValueError, match=r"asks for first_shape, second_shape.*'x_shape' after 'x'"):
        Wrong()(ONES, ONES)


def test_a_single_tensor_by_name_is_taken_too():
    layer = Dense(2)
    assert layer(inputs=ONES).shape == (2, 2)
    assert layer(inputs=Input((3,))).shape == (None, 2)


def test_ports_say_how_tensors_become_arguments():
    assert MultiHeadAttention.takes_separately
    assert MultiHeadAttention.arguments_for([1, 2]) == (1, 2)
    assert Dense.arguments_for([1]) == (1,)
