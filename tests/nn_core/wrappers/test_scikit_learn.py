"""KerasClassifier and KerasRegressor do what estimators of scikit-learn do."""

import numpy as np
import pytest

from nn_core.layers import Dense, Input
from nn_core.models import Sequential
from nn_core.utils import set_random_seed
from nn_core.wrappers.scikit_learn import KerasClassifier, KerasRegressor


def blobs():
    generator = np.random.default_rng(0)
    x = generator.normal(size=(60, 2)) + np.repeat([[-4, 0], [4, 0], [0, 6]], 20, axis=0)
    return x.astype("float32"), np.repeat(["red", "green", "blue"], 20)


def classifier_model(units=8, loss="sparse_categorical_crossentropy", classes=3):
    model = Sequential([Input((2,)), Dense(units, activation="relu")])
    model.add(Dense(classes, activation="softmax" if classes > 1 else "sigmoid"))
    model.compile("adam", loss)
    return model


@pytest.mark.parametrize("loss", ["sparse_categorical_crossentropy", "categorical_crossentropy"])
def test_a_classifier_learns_labels_that_are_words(loss):
    set_random_seed(1)
    x, labels = blobs()
    classifier = KerasClassifier(build_fn=classifier_model, units=16, loss=loss, epochs=60, batch_size=10, verbose=0)
    history = classifier.fit(x, labels)
    assert len(history.epoch) == 60
    assert classifier.classes_.tolist() == ["blue", "green", "red"]
    assert classifier.score(x, labels) > 0.9
    assert classifier.predict_proba(x).shape == (60, 3)
    assert set(classifier.predict(x)) <= {"red", "green", "blue"}


def test_a_classifier_of_two_classes_gives_both_probabilities():
    x, labels = blobs()
    classifier = KerasClassifier(classifier_model, classes=1, loss="binary_crossentropy", verbose=0)
    classifier.fit(x[:40], labels[:40])
    found = classifier.predict_proba(x[:40])
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(classifier.predict(x[:40]), classifier.classes_[(found[:, 1] > 0.5).astype(int)])


def test_a_regressor_predicts_numbers_and_scores_by_minus_its_loss():
    def make():
        model = Sequential([Input((2,)), Dense(1)])
        model.compile("sgd", "mse")
        return model

    x = np.random.default_rng(0).normal(size=(32, 2))
    regressor = KerasRegressor(make, epochs=30, verbose=0)
    regressor.fit(x, x.sum(axis=1))
    assert regressor.predict(x).shape == (32,)
    expected = -np.mean((regressor.predict(x) - x.sum(axis=1)) ** 2)
    assert regressor.score(x, x.sum(axis=1)) == pytest.approx(expected, rel=1e-4)


def test_parameters_are_found_and_set_and_unknown_ones_refused():
    classifier = KerasClassifier(classifier_model, epochs=3)
    assert classifier.get_params() == {"epochs": 3, "build_fn": classifier_model}
    assert classifier.set_params(units=4) is classifier
    assert type(classifier)(**classifier.get_params()).get_params() == classifier.get_params()
    with pytest.raises(ValueError, match=r"'epoch' is not a parameter\. Did you mean 'epochs'"):
        KerasClassifier(classifier_model, epoch=3)
    with pytest.raises(ValueError, match="needs build_fn"):
        KerasClassifier()
    with pytest.raises(ValueError, match=r"call fit\(\) first"):
        classifier.predict(np.zeros((1, 2)))


def test_a_subclass_may_make_the_model_itself():
    class Mine(KerasClassifier):
        def __call__(self, units=2):
            return classifier_model(units)

    x, labels = blobs()
    mine = Mine(units=5, verbose=0)
    mine.fit(x, labels)
    assert mine.model.layers[0].units == 5
