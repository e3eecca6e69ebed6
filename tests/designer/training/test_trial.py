"""Asking a model about a sample of one's own."""

import numpy as np
import pytest

from designer.data.sources import load
from designer.training.control import Control, Stopped
from designer.training.evaluation import evaluate
from designer.training.progress import ProgressBox
from designer.training.run import Order, train
from designer.training.trial import Trial
from tests.designer.training.documents import flowers, patients, twins


def trained(document):
    """Return the order to ask with the weights of a training; without any, every model starts at random."""
    document.set_weights(train(Order.of(document), Control(), ProgressBox()).weights)
    return Order.of(document)


def test_the_answer_is_that_of_the_evaluation():
    order, iris = trained(flowers()), load("iris")
    (result,) = evaluate(order, Control()).outputs
    (answer,) = Trial(order).answers({"x": iris.test_inputs["x"][7:8]})
    assert (answer.output, answer.names, answer.is_classes) == ("species", iris.class_names, True)
    assert answer.values == pytest.approx(result.scores[7], abs=1e-6)
    assert answer.best == result.predicted[7]


def test_numbers_come_in_the_units_of_the_data():
    order, data = trained(patients()), load("diabetes")
    (result,) = evaluate(order, Control()).outputs
    (answer,) = Trial(order).answers({"x": data.test_inputs["x"][3:4]})
    assert answer.values.tolist() == pytest.approx([result.predicted[3]], rel=1e-4)
    assert (answer.names, answer.is_classes) == (("progression",), False)


def test_every_output_answers():
    answers = Trial(Order.of(twins())).answers({"x": load("iris").inputs["x"][:1]})
    assert [each.output for each in answers] == ["species", "again"]


def test_other_weights_give_other_answers():
    order, x = Order.of(flowers()), {"x": load("iris").inputs["x"][:1]}
    trial = Trial(order)
    trial.predict(x)
    zero = {"layer2": [np.zeros((8, 3), np.float32), np.zeros(3, np.float32)]}
    assert trial.predict(x, zero)[0].ravel().tolist() == pytest.approx([1 / 3] * 3)


def test_a_stopped_trial_does_not_answer():
    trial = Trial(Order.of(flowers()))
    trial.stop()
    with pytest.raises(Stopped):
        trial.answers({"x": load("iris").inputs["x"][:1]})
