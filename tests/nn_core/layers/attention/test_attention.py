"""Attention: what is seen, who reads it, and what is refused."""

import numpy as np
import pytest

from nn_core.layers import AdditiveAttention, Attention, GroupQueryAttention, Input, Masking, MultiHeadAttention
from nn_core.models import Model, clone_model
from nn_core.utils import set_random_seed

RANDOM = np.random.default_rng(2)
QUERY, VALUE = RANDOM.normal(size=(2, 3, 4)).astype("float32"), RANDOM.normal(size=(2, 5, 4)).astype("float32")
HEADS = [lambda **kw: MultiHeadAttention(2, 3, **kw), lambda **kw: GroupQueryAttention(3, 4, 2, **kw)]
each_with_heads = pytest.mark.parametrize("make", HEADS, ids=["MultiHeadAttention", "GroupQueryAttention"])


@each_with_heads
def test_the_weights_of_each_query_add_up_to_one(make):
    output, weights = make()(QUERY, VALUE, return_attention_scores=True)
    assert output.shape == QUERY.shape
    np.testing.assert_allclose(weights.value.sum(axis=-1), 1, rtol=1e-5)


@each_with_heads
def test_with_a_causal_mask_later_steps_have_no_influence(make):
    layer, changed = make(), QUERY.copy()
    changed[:, -1] += 1
    before, after = (layer(x, x, use_causal_mask=True).value for x in (QUERY, changed))
    np.testing.assert_array_equal(before[:, :-1], after[:, :-1])


@each_with_heads
def test_a_sliding_window_hides_what_is_far_away(make):
    _, weights = make(sliding_window=2)(VALUE, VALUE, return_attention_scores=True)
    distance = abs(np.arange(5)[:, None] - np.arange(5))
    assert (weights.value[..., distance >= 2] == 0).all()
    assert (weights.value[..., distance < 2] > 0).all()


@each_with_heads
def test_the_mask_that_comes_with_the_values_hides_them(make):
    value = VALUE.copy()
    value[:, 2] = 0
    _, weights = make()(QUERY, Masking()(value), return_attention_scores=True)
    assert (weights.value[..., 2] == 0).all()


@each_with_heads
def test_the_mask_of_the_query_is_passed_on(make):
    query = QUERY.copy()
    query[:, 1] = 0
    assert make()(Masking()(query), VALUE)._keras_mask.value.tolist() == [[True, False, True]] * 2


@each_with_heads
def test_a_query_that_sees_nothing_reads_zeros_or_the_mean(make):
    layer, nothing = make(), np.zeros((2, 3, 5), bool)
    _, weights = layer(QUERY, VALUE, attention_mask=nothing, return_attention_scores=True)
    assert (weights.value == 0).all()
    assert np.isfinite(layer(QUERY, VALUE, attention_mask=nothing).value).all()


@each_with_heads
def test_dropout_acts_in_training_only(make):
    set_random_seed(1)
    layer = make(dropout=0.5)
    assert (layer(QUERY, VALUE).value == layer(QUERY, VALUE).value).all()
    assert (layer(QUERY, VALUE, training=True).value != layer(QUERY, VALUE, training=True).value).any()


@each_with_heads
def test_keys_and_values_of_different_length_are_refused(make):
    with pytest.raises(ValueError, match=r"a key for every value, but got values of shape \(2, 5, 4\)"):
        make()(QUERY, VALUE, QUERY)


@each_with_heads
def test_the_penalty_on_outputs_reaches_the_projections(make):
    layer = make(activity_regularizer="l2")
    layer(QUERY, VALUE)
    assert len(layer.losses) >= 4


@each_with_heads
def test_a_closed_gate_lets_nothing_pass(make):
    layer = make(use_gate=True)
    assert (layer(QUERY, VALUE).value != 0).any()
    layer.gate_dense.bias.assign(np.full(layer.gate_dense.bias.shape, -100))
    np.testing.assert_allclose(layer(QUERY, VALUE).value, 0, atol=1e-20)


@each_with_heads
def test_the_work_is_counted(make):
    layer = make()
    layer.build((None, 3, 4), (None, 5, 4))
    assert layer.count_macs((None, 3, 4), (None, 5, 4)) > 0
    assert layer.count_macs((None, None, 4), (None, 5, 4)) is None


def test_the_work_of_two_heads_is_that_of_its_products():
    layer = MultiHeadAttention(2, 3)
    layer.build((None, 4, 6), (None, 5, 6))
    projections = (4 + 5 + 5 + 4) * 6 * 6
    assert layer.count_macs((None, 4, 6), (None, 5, 6)) == projections + 2 * 4 * 5 * (3 + 3)


def test_shared_keys_are_those_of_several_heads_repeated():
    grouped, full = GroupQueryAttention(3, 4, 2), MultiHeadAttention(4, 3)
    expected = grouped(QUERY, VALUE)
    full(QUERY, VALUE)
    repeated = {(4, 2, 3): 1, (2, 3): 0}
    weights = [np.repeat(w, 2, axis=repeated[w.shape]) if w.shape in repeated else w for w in grouped.get_weights()]
    full.set_weights(weights)
    np.testing.assert_allclose(full(QUERY, VALUE).value, expected.value, rtol=1e-5, atol=1e-6)


def test_heads_of_the_query_must_be_a_multiple_of_the_others():
    with pytest.raises(ValueError, match="4 is not one of 3"):
        GroupQueryAttention(2, 4, 3)


def test_attention_along_an_axis_treats_the_others_apart():
    x = RANDOM.normal(size=(2, 3, 4, 5)).astype("float32")
    layer, changed = MultiHeadAttention(2, 3, attention_axes=2), x.copy()
    changed[:, 0] += 1
    before, after = layer(x, x).value, layer(changed, changed).value
    np.testing.assert_array_equal(before[:, 1:], after[:, 1:])
    assert (before[:, 0] != after[:, 0]).any()


def test_axes_outside_the_steps_are_refused():
    with pytest.raises(ValueError, match="between the batch and the features, from 1 to 1, not 2"):
        MultiHeadAttention(2, 3, attention_axes=2)(QUERY, VALUE)


def test_a_model_keeps_which_tensor_is_query_value_and_key():
    query, value, key = Input((3, 4)), Input((5, 6)), Input((5, 4))
    output, weights = MultiHeadAttention(2, 3)(query, key=key, value=value, return_attention_scores=True)
    assert (output.shape, weights.shape) == ((None, 3, 4), (None, 2, 3, 5))
    model = Model([query, value, key], [output, weights])
    again = clone_model(model)
    again.set_weights(model.get_weights())
    arrays = [QUERY, RANDOM.normal(size=(2, 5, 6)).astype("float32"), VALUE]
    for found, expected in zip(again(arrays), model(arrays), strict=True):
        np.testing.assert_array_equal(found.value, expected.value)


@pytest.mark.parametrize("cls", [Attention, AdditiveAttention])
def test_without_keys_the_values_are_their_own(cls):
    layer = cls(use_scale=False)
    np.testing.assert_array_equal(layer([QUERY, VALUE]).value, layer([QUERY, VALUE, VALUE]).value)


@pytest.mark.parametrize("cls", [Attention, AdditiveAttention])
def test_placeholders_for_the_weights_are_given_on_demand(cls):
    output, weights = cls()([Input((3, 4)), Input((5, 4))], return_attention_scores=True)
    assert (output.shape, weights.shape) == ((None, 3, 4), (None, 3, 5))


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ([QUERY], "a list of two or three tensors"),
        (QUERY, "a list of two or three tensors"),
        ([QUERY, VALUE[..., :2]], "query and key with as many features"),
        ([QUERY, VALUE, QUERY], "a key for every value"),
    ],
)
def test_attention_refuses_what_does_not_fit(inputs, reason):
    with pytest.raises(ValueError, match=reason):
        Attention()(inputs)


def test_similar_keys_weigh_more():
    query = np.array([[[10.0, 0.0]]], "float32")
    keys = np.array([[[1.0, 0.0], [0.0, 1.0]]], "float32")
    _, weights = Attention()([query, keys], return_attention_scores=True)
    assert weights.value[0, 0, 0] > 0.99
