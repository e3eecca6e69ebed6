"""Data, arguments and names with which no training can begin: each is refused in a sentence."""

from typing import Any

import numpy as np
import pytest

from nn_core import ops, utils
from nn_core.callbacks import CSVLogger, TerminateOnNaN
from nn_core.layers import Dense, Input
from nn_core.models import Sequential


def toy(count: int = 12) -> tuple[Any, Any]:
    generator = np.random.default_rng(0)
    x = generator.normal(size=(count, 2)).astype("float32")
    return x, (x[:, :1] > 0).astype("float32")


def regressor() -> Any:
    utils.set_random_seed(3)
    model = Sequential([Input((2,)), Dense(1)])
    model.compile("sgd", "mse")
    return model


def test_nan_in_the_data_is_refused_before_it_spoils_the_weights():
    x, y = toy(8)
    x[5, 0] = np.nan
    model = regressor()
    with pytest.raises(ValueError, match=r"x holds NaN .*np\.nan_to_num"):
        model.fit(x, y, batch_size=2, epochs=2, shuffle=False, verbose=0)
    assert all(np.isfinite(each).all() for each in model.get_weights())


def test_nan_is_only_mentioned_where_the_training_watches_for_it():
    x, y = toy(8)
    x[5, 0] = np.nan
    with pytest.warns(UserWarning, match="x holds NaN") as caught:
        regressor().fit(x, y, batch_size=2, epochs=2, verbose=0, callbacks=[TerminateOnNaN()])
    assert len(caught) == 1
    assert caught[0].filename == __file__


def test_a_loss_that_knows_what_to_do_with_nan_gets_it():
    def where_known(y_true, y_pred):
        known = ops.logical_not(ops.isnan(y_true))
        return ops.sum(ops.where(known, ops.square(ops.where(known, y_true, 0.0) - y_pred), 0.0))

    x, y = toy(8)
    y[3] = np.nan
    model = regressor()
    model.compile("sgd", where_known)
    assert np.isfinite(model.fit(x, y, verbose=0).history["loss"]).all()


BAD_FITS = {
    "an early start": ({"initial_epoch": "a"}, "initial_epoch must be a whole number"),
    "a share in words": ({"validation_split": "half"}, "validation_split must be a number between 0 and 1"),
    "seldom validation": ({"validation_freq": 0}, "validation_freq must be a whole number of at least 1"),
    "loud": ({"verbose": "loud"}, "verbose must be"),
    "a callback by name": ({"callbacks": "early"}, "callbacks must be Callback objects"),
    "a class of callbacks": ({"callbacks": [TerminateOnNaN]}, r"Write TerminateOnNaN\(...\) to make one"),
    "balance in a word": ({"class_weight": "balanced"}, "class_weight must be a dict"),
    "weights in a list": ({"class_weight": [1, 2]}, "class_weight must be a dict"),
    "classes by name": ({"class_weight": {"red": 1.0}}, "goes from the number of a class"),
    "too many weights": ({"sample_weight": np.ones((8, 3))}, "sample_weight of shape .* does not fit losses of shape"),
    "weights in words": ({"sample_weight": np.array(list("abcdefgh"))}, "sample_weights? is text"),
    "a strange shuffle": ({"shuffle": "well"}, "shuffle must be True, False or 'batch'"),
}


@pytest.mark.parametrize("arguments, words", BAD_FITS.values(), ids=BAD_FITS)
def test_arguments_of_fit_that_make_no_sense_are_refused(arguments, words):
    with pytest.raises((ValueError, TypeError), match=words):
        regressor().fit(*toy(8), **{"verbose": 0, **arguments})


@pytest.mark.parametrize("batch", [(1, 2), ([1.0, 2.0], [1.0]), None])
def test_a_generator_that_gives_no_arrays_is_told_so(batch):
    with pytest.raises(ValueError, match=r"batches \(x, y\) of arrays"):
        regressor().fit(iter([batch]), verbose=0)


def test_a_single_batch_without_data_is_refused():
    with pytest.raises(ValueError, match="There is no data"):
        regressor().train_on_batch(None, None)
    with pytest.raises(ValueError, match="must be an array"):
        regressor().train_on_batch([[1.0, 2.0]], [1.0])
    with pytest.raises(ValueError, match="not 'abc'"):
        regressor().fit("abc", "def", verbose=0)


def test_complex_numbers_are_refused():
    x, y = toy(4)
    with pytest.raises(ValueError, match="is complex"):
        regressor().fit(x + 1j, y, verbose=0)


@pytest.mark.parametrize("argument", ["metrics", "weighted_metrics"])
def test_a_metric_nobody_knows_is_refused_when_the_model_is_compiled(argument):
    with pytest.raises(ValueError, match=rf"compile\(\): {argument}: .*'acuracy'\. Did you mean 'accuracy'\?"):
        regressor().compile("sgd", "mse", **{argument: ["mae", "acuracy"]})
    with pytest.raises(ValueError, match=rf"compile\(\): {argument} must be"):
        regressor().compile("sgd", "mse", **{argument: [3]})


def test_what_compile_does_not_know_comes_with_the_name_of_the_argument():
    with pytest.raises(ValueError, match=r"compile\(\): optimizer: .*'addam'\. Did you mean 'adam'\?"):
        regressor().compile("addam", "mse")
    with pytest.raises(ValueError, match=r"compile\(\): loss must be the name of a known loss"):
        regressor().compile("sgd", 3)


@pytest.mark.parametrize("labels", [[0, 1, 2, 1], [-1, 1, 1, -1]])
def test_labels_that_are_no_answers_are_refused_by_the_binary_loss(labels):
    model = Sequential([Input((2,)), Dense(1, activation="sigmoid", name="yes")])
    model.compile("sgd", "binary_crossentropy")
    with pytest.raises(ValueError, match=r"Output 'yes': binary_crossentropy: found the target (2|-1), but"):
        model.fit(np.ones((4, 2)), np.array(labels), verbose=0)


def test_noisy_answers_a_little_beyond_zero_and_one_are_taken():
    model = Sequential([Input((2,)), Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    assert model.train_on_batch(np.ones((2, 2)), np.array([[-0.1], [1.2]])) > 0


def test_half_a_class_is_refused():
    model = Sequential([Input((2,)), Dense(3, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match=r"classes are whole numbers from 0, but y_true holds 0\.5"):
        model.fit(np.ones((2, 2)), np.array([0.5, 1]), verbose=0)


def test_metrics_in_the_place_of_loss_weights_are_recognised():
    with pytest.raises(ValueError, match=r"loss_weights must be numbers, not 'acc'\. Write metrics=\['acc'\]"):
        regressor().compile("sgd", "mse", ["acc"])


def test_an_argument_nobody_knows_comes_with_the_nearest_one():
    with pytest.raises(TypeError, match=r"fit\(\) has no argument 'epoch'\. Did you mean 'epochs'\?"):
        regressor().fit(*toy(), epoch=3)
    with pytest.raises(TypeError, match=r"compile\(\) has no argument 'metric'\. Did you mean 'metrics'\?"):
        regressor().compile("sgd", "mse", metric=["mae"])


def test_a_model_without_layers_says_so():
    with pytest.raises(ValueError, match="has no layers yet"):
        Sequential().predict(np.ones((2, 3)))


def test_a_table_cannot_be_written_into_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(ValueError, match="there is no folder"):
        regressor().fit(*toy(), verbose=0, callbacks=[CSVLogger(tmp_path / "no" / "log.csv")])
