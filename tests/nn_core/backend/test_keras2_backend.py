"""Functions of K that Keras 2 had and Keras 3 has not; numbers recorded with tf_keras 2.21."""

import numpy as np
import pytest

from nn_core import backend as K
from nn_core.autodiff import GradientTape, Tensor
from nn_core.layers import Conv2D, Conv2DTranspose, DepthwiseConv2D, Input, Lambda
from nn_core.models import Model

PROBABILITIES = np.exp(np.random.RandomState(0).normal(size=(2, 6, 4)).astype("float32"))
PROBABILITIES /= PROBABILITIES.sum(-1, keepdims=True)
STEPS, SYMBOLS = np.array([[6], [5]]), np.array([[3], [2]])


def test_the_cost_of_texts_is_that_of_keras_2():
    found = K.ctc_batch_cost(np.array([[0, 1, 0], [2, 2, 0]]), PROBABILITIES, STEPS, SYMBOLS)
    np.testing.assert_allclose(found, [[4.513718], [6.460077]], rtol=1e-5)


def test_texts_are_decoded_as_keras_2_does():
    (text,), score = K.ctc_decode(PROBABILITIES, STEPS.ravel())
    assert text.numpy().tolist() == [[0, 0, 2, -1, -1, -1], [0, 0, -1, -1, -1, -1]]
    np.testing.assert_allclose(score, [[4.036507], [2.819608]], rtol=1e-5)
    texts, scores = K.ctc_decode(PROBABILITIES, STEPS.ravel(), greedy=False, beam_width=10, top_paths=2)
    assert texts[0].numpy().tolist() == [[0, 2, -1, -1, -1, -1], [0, 1, -1, -1, -1, -1]]
    assert texts[1].numpy().tolist() == [[0, 2, 0, 2, -1, -1], [0, 1, 0, -1, -1, -1]]
    np.testing.assert_allclose(scores, [[-2.689637, -2.859105], [-1.956786, -2.228187]], rtol=1e-5)


def test_states_are_carried_through_the_steps_and_stay_where_the_mask_is_false():
    x = np.arange(12, dtype="float32").reshape(2, 3, 2)
    mask = np.array([[True, True, False], [True, False, True]])
    last, outputs, states = K.rnn(lambda x, s: (x + s[0], [x + s[0]]), x, [np.zeros((2, 2), "float32")], mask=mask)
    assert last.numpy().tolist() == states[0].numpy().tolist() == [[2, 4], [16, 18]]
    assert outputs.numpy().tolist() == [[[0, 1], [2, 4], [2, 4]], [[6, 7], [6, 7], [16, 18]]]


def test_a_loop_may_run_backwards_and_with_time_first():
    x = Tensor(np.arange(6.0).reshape(3, 2))
    with GradientTape() as tape:
        tape.watch(x)
        last, outputs, _ = K.rnn(
            lambda x, s: (x * s[1] + s[0], [x * s[1] + s[0]]),
            x,
            [np.zeros(2)],
            go_backwards=True,
            time_major=True,
            constants=[2.0],
        )
    assert outputs.numpy().tolist() == [[8, 10], [12, 16], [12, 18]]
    assert tape.gradient(last, x).numpy().tolist() == [[2, 2]] * 3


def test_windows_may_have_weights_of_their_own_at_every_place():
    state = np.random.RandomState(1)
    x, kernel = state.normal(size=(2, 3, 2)), state.normal(size=(2, 4, 5))
    found = K.local_conv1d(x, kernel, (2,), (1,))
    expected = np.stack([x[:, i : i + 2].reshape(2, 4) @ kernel[i] for i in range(2)], axis=1)
    np.testing.assert_allclose(found, expected)
    images, kernel = state.normal(size=(1, 3, 3, 2)), state.normal(size=(4, 8, 3))
    found = K.local_conv2d(images, kernel, (2, 2), (1, 1), (2, 2))
    assert found.shape == (1, 2, 2, 3)
    np.testing.assert_allclose(found.numpy()[0, 1, 0], images[0, 1:3, 0:2].reshape(-1) @ kernel[2])


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_convolutions_give_what_the_layers_give(data_format):
    x = np.random.default_rng(0).normal(size=(2, 5, 5, 5)).astype("float32")
    for layer, function in (
        (Conv2DTranspose(3, 2, strides=2, data_format=data_format), K.conv2d_transpose),
        (DepthwiseConv2D(2, data_format=data_format), K.depthwise_conv2d),
        (Conv2D(3, 2, data_format=data_format), K.conv2d),
    ):
        expected = layer(x)
        shape = (expected.shape,) if function is K.conv2d_transpose else ()
        found = function(x, layer.weights[0], *shape, strides=layer.strides, data_format=data_format)
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_volumes_grow_and_get_borders():
    x = np.arange(8.0).reshape(1, 2, 2, 2, 1)
    assert K.resize_volumes(x, 2, 1, 3).shape == (1, 4, 2, 6, 1)
    assert K.spatial_3d_padding(x, ((1, 0), (2, 1), (0, 0))).shape == (1, 3, 5, 2, 1)


def test_sessions_are_accepted_and_one_line_says_that_there_are_none():
    with pytest.warns(UserWarning, match="There are no sessions here") as caught:
        session = K.get_session()
    assert len(caught) == 1
    assert session.run([K.variable(2.0), K.constant(3.0)]) == [2, 3]
    session.close()
    with pytest.warns(UserWarning, match=r"set_session\(\) does nothing"):
        K.set_session(session)
    with K.name_scope("head") as name, K.learning_phase_scope(1):
        assert (name, K.learning_phase()) == ("head", 1)


@pytest.mark.parametrize(
    ("types", "expected"),
    [(("int32", "float16"), "float16"), (("float32", "float64"), "float64"), (("int8", "int32"), "int32")],
)
def test_types_meet_in_the_wider_one(types, expected):
    assert K.result_type(*types) == expected


def test_types_have_names():
    assert K.standardize_dtype(np.float32) == K.standardize_dtype(None) == K.standardize_dtype("float") == "float32"
    assert K.is_float_dtype("bfloat16")
    assert K.is_int_dtype(np.dtype("uint8"))
    with pytest.raises(ValueError, match="no type of numbers"):
        K.standardize_dtype("flote32")


def test_the_functions_stand_in_lambda_layers():
    x = Input((4, 3))
    y = Lambda(lambda x: K.foldr(lambda total, row: total + row, x))(Input((3,)))
    model = Model(x, Lambda(lambda x: K.rnn(lambda a, s: (a, [a + s[0]]), x, [K.zeros_like(x[:, 0])])[0])(x))
    assert y.shape == (3,)
    np.testing.assert_array_equal(model.predict(np.ones((2, 4, 3)), verbose=0), np.ones((2, 3)))
