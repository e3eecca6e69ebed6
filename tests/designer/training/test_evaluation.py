"""Measuring on the data held back."""

from dataclasses import replace

import numpy as np
import pytest

from designer.data import seal
from designer.data.sources import load
from designer.training.control import Control, Stopped
from designer.training.evaluation import class_scores_of, evaluate
from designer.training.progress import ProgressBox
from designer.training.results import ClassResult, LabelResult, NumberResult, worst
from designer.training.run import Order, train
from designer.training.scores.intervals import wilson
from designer.training.session import TrainingSession
from nn_core import losses
from tests.designer.training.documents import chain, flowers, patients, twins


def trained(document):
    document.set_weights(train(Order.of(document), Control(), ProgressBox()).weights)
    return document


def measure(document):
    return evaluate(Order.of(document), Control())


def test_every_test_sample_is_counted_once():
    found = measure(trained(flowers(epochs=60, learning_rate=0.02)))
    (result,) = found.outputs
    assert isinstance(result, ClassResult)
    assert result.confusion.sum() == found.num_samples == 30
    assert result.confusion.sum(axis=1).tolist() == [10, 10, 10]


def test_the_confusion_matrix_agrees_with_the_metric():
    found = measure(trained(flowers(epochs=60, learning_rate=0.02)))
    assert found.outputs[0].accuracy == pytest.approx(found.values["accuracy"])
    assert found.outputs[0].accuracy > 0.8


def test_shares_per_class_are_read_along_the_rows():
    result = ClassResult("out", ("a", "b", "c"), np.array([[3, 1, 0], [0, 2, 0], [0, 0, 0]]))
    assert result.class_accuracy.tolist() == [0.75, 1, 0]


def test_one_probability_for_two_classes_is_cut_at_a_half():
    start, end = ("InputLayer", "x", {"shape": [30]}), ("Dense", "diagnosis", {"units": 1, "activation": "sigmoid"})
    document = trained(chain(start, end, data_name="breast_cancer", epochs=20, learning_rate=0.02, seed=1))
    found = measure(document)
    assert found.outputs[0].accuracy == pytest.approx(found.values["accuracy"])
    assert found.outputs[0].accuracy > 0.9


def test_numbers_are_compared_in_their_own_units():
    (result,) = measure(trained(patients())).outputs
    assert isinstance(result, NumberResult)
    scaling = load("diabetes").target_scaling["progression"]
    assert result.true == pytest.approx(scaling.undo(load("diabetes").test_targets["progression"]).ravel())
    assert 25 <= result.true.min() < result.true.max() <= 346


def test_several_outputs_are_measured_each():
    found = measure(trained(twins()))
    assert [result.name for result in found.outputs] == ["species", "again"]


def test_untrained_layers_are_named():
    assert measure(flowers()).untrained == ("hidden", "species")
    assert measure(trained(flowers())).untrained == ()


def test_an_evaluation_can_be_stopped():
    control = Control()
    control.stop()
    with pytest.raises(Stopped):
        evaluate(Order.of(flowers()), control)


def test_it_runs_in_a_thread_while_the_window_goes_on(qtbot):
    session = TrainingSession()
    with qtbot.waitSignal(session.evaluated) as caught:
        session.evaluate(flowers())
        assert session.is_evaluating
    assert caught.args[0].num_samples == 30
    assert not session.is_evaluating


def test_a_failure_is_told_in_a_sentence(qtbot):
    session, document = TrainingSession(), flowers()
    document.data_name = "wine"
    with qtbot.waitSignal(session.evaluation_failed) as caught:
        session.evaluate(document)
    assert "takes samples of shape" in caught.args[0].text


def test_closing_in_the_middle_leaves_no_thread(qtbot):
    session = TrainingSession()
    session.evaluate(flowers())
    assert session.close()


# ---- sample by sample -----------------------------------------------------------------------------------------


def test_the_samples_behind_a_cell_are_those_that_were_counted_in_it():
    (result,) = measure(flowers()).outputs
    for row in range(3):
        for column in range(3):
            rows = result.taken_for(row, column)
            assert len(rows) == result.confusion[row, column]
            assert (result.true[rows] == row).all() and (result.predicted[rows] == column).all()


def test_the_losses_of_the_samples_have_the_loss_as_their_mean():
    found = measure(flowers())
    (result,) = found.outputs
    assert result.losses.mean() == pytest.approx(found.values["loss"], rel=1e-5)
    probability = result.scores[np.arange(30), result.true]
    assert result.losses == pytest.approx(-np.log(probability), rel=1e-4)  # cross-entropy, by hand


def test_the_worst_mistakes_come_first_and_nan_before_all():
    assert worst(np.array([0.5, 3.0, np.nan, 1.0]), 3).tolist() == [2, 1, 3]


def test_several_losses_each_have_their_interval():
    found = measure(twins(loss_weights={"again": 2.0}))
    assert {"loss", "species_loss", "again_loss"} <= set(found.intervals)
    assert found.intervals["loss"].low < found.values["loss"] < found.intervals["loss"].high


def test_accuracy_has_the_interval_of_wilson():
    found = measure(trained(flowers(epochs=60, learning_rate=0.02)))
    right = int(found.outputs[0].confusion.trace())
    assert found.intervals["accuracy"] == wilson(right, 30)


def test_other_metrics_have_one_by_resampling():
    found = measure(patients(metrics={"progression": ("mean_absolute_error", "r2_score")}))
    assert set(found.intervals) == set(found.values)
    for name, value in found.values.items():
        assert found.intervals[name].low < value < found.intervals[name].high


def test_each_class_has_its_curves():
    (result,) = measure(trained(flowers(epochs=60, learning_rate=0.02))).outputs
    assert [curve.name for curve in result.areas.roc] == list(result.class_names)
    assert all(curve.area > 0.8 for curve in (*result.areas.roc, *result.areas.precision_recall))


def test_a_look_that_cannot_be_written_down_does_not_end_the_evaluation(tmp_path, monkeypatch):
    monkeypatch.setenv("NN_DESIGNER_HOME", str(tmp_path))
    (tmp_path / "test_looks.json").mkdir()
    before = seal.looks(load("iris"))
    measure(flowers())
    assert seal.looks(load("iris")) == before + 1


def test_logits_are_turned_into_probabilities():
    loss = losses.SparseCategoricalCrossentropy(from_logits=True)
    assert class_scores_of(np.log([[1.0, 3.0]]), 2, loss).tolist() == [pytest.approx([0.25, 0.75])]
    loss = losses.BinaryCrossentropy(from_logits=True)
    assert class_scores_of(np.array([[np.log(3.0)]]), 2, loss).tolist() == [pytest.approx([0.25, 0.75])]


# ---- logits and labels ----------------------------------------------------------------------------------------


def tumours(**settings):
    """A model with one logit for two classes."""
    start, end = ("InputLayer", "x", {"shape": [30]}), ("Dense", "diagnosis", {"units": 1})
    losses = {"losses": {"diagnosis": "binary_crossentropy from logits"}}
    return chain(start, end, data_name="breast_cancer", **{"epochs": 5, "seed": 1, **losses, **settings})


def test_a_logit_is_cut_at_0_also_by_the_metrics():
    found = measure(trained(tumours(metrics={"diagnosis": ("accuracy", "binary_accuracy", "precision", "auc")})))
    (result,) = found.outputs
    second = result.confusion[:, 1]
    assert found.values["accuracy"] == found.values["binary_accuracy"] == pytest.approx(result.accuracy)
    assert found.values["precision"] == pytest.approx(second[1] / second.sum())
    assert found.values["auc"] == pytest.approx(result.areas.roc[0].area, abs=0.01)
    assert set(found.intervals) == set(found.values)
    assert ((result.scores >= 0) & (result.scores <= 1)).all()


@pytest.mark.parametrize("loss", ["hinge", "squared_hinge"])
def test_a_margin_is_cut_in_its_middle(loss):
    start, end = ("InputLayer", "x", {"shape": [30]}), ("Dense", "diagnosis", {"units": 1, "activation": "tanh"})
    settings = {"epochs": 5, "seed": 1, "losses": {"diagnosis": loss}, "metrics": {"diagnosis": ("accuracy",)}}
    found = measure(trained(chain(start, end, data_name="breast_cancer", **settings)))
    assert found.values["accuracy"] == pytest.approx(found.outputs[0].accuracy)
    assert found.outputs[0].accuracy > 0.8


def test_softmax_is_applied_to_several_logits():
    losses = {"species": "sparse_categorical_crossentropy from logits"}
    end = ("Dense", "species", {"units": 3})
    document = trained(chain(("InputLayer", "flower", {"shape": [4]}), end, epochs=2, seed=1, losses=losses))
    (result,) = measure(document).outputs
    assert result.scores.sum(axis=1) == pytest.approx(1)
    assert result.losses == pytest.approx(-np.log(result.scores[np.arange(30), result.true]), rel=1e-4)


@pytest.fixture
def tags(tmp_path):
    """Return how to make a model whose samples may have any number of three labels."""
    random = np.random.default_rng(0)
    x = random.normal(size=(90, 4)).astype("float32")
    y = (x[:, :3] > 0.2).astype("float32")
    np.savez(tmp_path / "tags.npz", x_train=x[:60], y_train=y[:60], x_test=x[60:], y_test=y[60:])

    def tags(activation, loss):
        end = ("Dense", "tags", {"units": 3, "activation": activation})
        settings = {"losses": {"tags": loss}, "metrics": {"tags": ("binary_accuracy",)}, "epochs": 3, "seed": 1}
        return chain(("InputLayer", "x", {"shape": [4]}), end, data_name=str(tmp_path / "tags.npz"), **settings)

    return tags


@pytest.mark.parametrize(
    ("activation", "loss"), [("sigmoid", "binary_crossentropy"), ("linear", "binary_crossentropy from logits")]
)
def test_a_sample_may_have_several_labels(tags, activation, loss):
    found = measure(trained(tags(activation, loss)))
    (result,) = found.outputs
    assert isinstance(result, LabelResult)
    assert result.class_names == ("y[0]", "y[1]", "y[2]")
    assert found.values["binary_accuracy"] == pytest.approx((result.is_true == result.is_predicted).mean())
    assert [each.support for each in result.class_scores] == result.is_true.sum(axis=0).tolist()
    assert [curve.name for curve in result.areas.average_roc] == ["macro average", "micro average"]


def test_labels_are_trained_and_measured_as_such_without_being_told(tags):
    document = tags("sigmoid", "binary_crossentropy")
    document.settings = replace(document.settings, losses={}, metrics={})
    (result,) = (found := measure(trained(document))).outputs
    assert isinstance(result, LabelResult) and set(found.values) == {"loss", "binary_accuracy"}


def test_yes_and_no_answered_with_numbers_are_numbers(tags):
    assert isinstance(measure(trained(tags("linear", "mean_squared_error"))).outputs[0], NumberResult)
