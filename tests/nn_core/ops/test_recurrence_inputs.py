"""A recurrence that works with the words of a batch, each once, learns what one does that reads their vectors."""

import itertools

import numpy as np
import pytest

from nn_core import layers, ops
from nn_core.autodiff import parallel, tandem
from nn_core.autodiff.primitive import PRIMITIVES
from nn_core.layers import Input
from nn_core.models import Functional, Sequential
from nn_core.ops import recurrence, recurrence_inputs
from nn_core.ops.recurrence_inputs import Layout, pays_by_word
from tests.nn_core.ops.test_planned_forms import assert_plan_agrees
from tests.nn_core.ops.test_recurrent import KINDS, arguments, masks, run
from tests.nn_core.plans.test_equal_to_eager import assert_equal_runs, run_all

RECURRENT = {
    "SimpleRNN": layers.SimpleRNN,
    "LSTM": layers.LSTM,
    "GRU": layers.GRU,
    "GRU that resets before": lambda *args, **kwargs: layers.GRU(*args, reset_after=False, **kwargs),
}
every_layer = pytest.mark.parametrize("make_layer", RECURRENT.values(), ids=RECURRENT)
INDICES = np.array([[1, 2, 3, 1], [1, 0, 0, 8], [5, 6, 1, 1]])
X = np.random.default_rng(0).integers(0, 9, (11, 6))
Y = np.random.default_rng(1).standard_normal((11, 1)).astype("float32")


@pytest.fixture
def learned_by_word(monkeypatch):
    """Small batches count as worth it; the list gets how many words each batch had from which something was learned."""
    for limit in ("_LITTLE", "_SHORT"):
        monkeypatch.setattr(recurrence_inputs, limit, 1)
    found, finish = [], recurrence_inputs.Words.finish

    def noticed(self, d):
        finish(self, d)
        found.append(len(self._words))

    monkeypatch.setattr(recurrence_inputs.Words, "finish", noticed)
    return found


def model_of(*middle, **kwargs):
    model = Sequential([Input((6,)), layers.Embedding(9, 4, **kwargs), *middle, layers.Dense(1)])
    model.compile("adam", "mse")
    return model


@every_layer
@pytest.mark.parametrize("mask_zero", [False, True])
@pytest.mark.parametrize("go_backwards", [False, True])
@pytest.mark.parametrize("return_sequences", [False, True])
def test_every_layer_learns_equally(learned_by_word, make_layer, mask_zero, go_backwards, return_sequences):
    options = {"go_backwards": go_backwards, "return_sequences": return_sequences}
    rest = [layers.Flatten()] if return_sequences else []
    make = lambda: model_of(make_layer(3, **options), *rest, mask_zero=mask_zero)  # noqa: E731
    assert_equal_runs(make, lambda model: run_all(model, X, Y))
    assert learned_by_word


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("masked", [False, True])
def test_first_states_masks_and_recurrent_dropout_count_as_with_vectors(learned_by_word, kind, masked, monkeypatch):
    _, *others = arguments(kind)
    mask, _, recurrent_dropout = masks()
    more = (mask, None, recurrent_dropout) if masked else ()

    def reader(table, *args, **settings):
        return run(kind, ops.embedding(INDICES, table), *args, *more, **settings)

    monkeypatch.setitem(PRIMITIVES, "reader", reader)
    table = np.random.default_rng(2).standard_normal((9, 2))
    for chosen in itertools.product([False, True], repeat=3):
        settings = dict(zip(("go_backwards", "return_sequences", "zero_output_for_mask"), chosen, strict=True))
        assert_plan_agrees("reader", [table, *others], settings)
    assert learned_by_word == [7] * 8


@every_layer
@pytest.mark.parametrize("x", [np.full((11, 6), 7), np.arange(66).reshape(11, 6)], ids=["one word", "no word twice"])
def test_one_word_or_nothing_but_different_ones_teach_the_same(learned_by_word, make_layer, x):
    def make():
        model = Sequential([Input((6,)), layers.Embedding(70, 4), make_layer(3), layers.Dense(1)])
        model.compile("sgd", "mse")
        return model

    assert_equal_runs(make, lambda model: run_all(model, x, Y))
    assert set(learned_by_word) <= {1, 24}


@every_layer
def test_two_threads_learn_the_same(learned_by_word, make_layer, monkeypatch):
    monkeypatch.setattr(recurrence, "_CHUNK", 1)
    monkeypatch.setattr(tandem, "is_worth", lambda cost: True)
    monkeypatch.setattr(parallel, "num_threads", lambda: 2)
    assert_equal_runs(lambda: model_of(make_layer(3)), lambda model: run_all(model, X, Y))
    assert learned_by_word


@every_layer
@pytest.mark.parametrize("trainable", [False, True])
def test_an_embedding_may_be_frozen(learned_by_word, make_layer, trainable):
    def make():
        model = model_of(make_layer(3))
        model.layers[0].trainable = trainable
        return model

    assert_equal_runs(make, lambda model: run_all(model, X, Y))
    assert learned_by_word


def test_a_state_that_is_kept_goes_on(learned_by_word):
    def make():
        model = Sequential([Input(batch_shape=(4, 6)), layers.Embedding(9, 4), layers.LSTM(3, stateful=True)])
        model.compile("sgd", "mse")
        return model

    x, y = X[:8], np.repeat(Y[:8], 3, axis=1)
    assert_equal_runs(make, lambda model: model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0).history)
    assert not learned_by_word  # such a model takes its steps in Python


def test_a_table_may_be_read_twice(learned_by_word):
    def make():
        x, table = Input((6,)), layers.Embedding(9, 4)
        model = Functional(x, layers.Dense(1)(layers.Add()([layers.GRU(3)(table(x)), layers.LSTM(3)(table(x))])))
        model.compile("sgd", "mse")
        return model

    assert_equal_runs(make, lambda model: run_all(model, X, Y))
    assert learned_by_word


@pytest.mark.parametrize(
    "middle",
    [
        lambda: [layers.Bidirectional(layers.LSTM(3))],
        lambda: [layers.LSTM(3, dropout=0.5)],
        lambda: [layers.Dropout(0.5), layers.LSTM(3)],
        lambda: [layers.Reshape((3, 8)), layers.LSTM(3)],
    ],
    ids=["several readers", "dropout of inputs", "dropout before", "other vectors"],
)
def test_what_is_more_than_the_vectors_of_words_is_read_as_vectors(learned_by_word, middle):
    assert_equal_runs(lambda: model_of(*middle()), lambda model: run_all(model, X, Y))
    assert not learned_by_word


def test_sizes_alone_decide_whether_words_are_collected():
    def pays(batch, features, gates=4, units=128, has_dropout=False):
        sizes = (batch, 80, features, units, "float32")
        return pays_by_word(Layout(*sizes, False, has_dropout, False, False, True, False), gates * units)

    assert pays(32, 128)
    assert not pays(1, 128)
    assert not pays(32, 16)
    assert not pays(32, 32, units=512)
    assert not pays(32, 128, has_dropout=True)
