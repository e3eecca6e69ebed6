"""Settings with their gaps filled from model and data."""

import pytest

from designer.data.errors import MisfitError
from designer.data.sources import load
from designer.model.document import Document
from designer.model.graph import Edge, LayerSpec, Node
from designer.model.settings import TrainingSettings
from designer.training.control import Control
from designer.training.plan import class_weights, class_weights_of, default_learning_rate, input_ports, plan
from designer.training.progress import ProgressBox
from designer.training.run import Order, train
from tests.designer.training.documents import chain, flowers, patients, twins


def test_loss_and_metrics_follow_from_the_output_and_the_target():
    prepared = plan(flowers(), load("iris"))
    assert prepared.settings.losses == {"species": "sparse_categorical_crossentropy"}
    assert prepared.settings.metrics == {"species": ("accuracy",)}
    assert any("3 classes" in reason.text for reason in prepared.reasons)


def test_what_the_user_chose_stays():
    prepared = plan(flowers(losses={"species": "categorical_crossentropy"}), load("iris"))
    assert prepared.compile_arguments()["loss"] == ["categorical_crossentropy"]
    assert prepared.fit.training()[1][0].shape == (120, 3)


def test_a_number_is_learned_with_the_squared_error():
    assert plan(patients(), load("diabetes")).compile_arguments()["loss"] == ["mean_squared_error"]


def test_an_output_of_the_shape_of_the_input_gives_it_back():
    image = {"shape": [8, 8, 1]}
    document = chain(("InputLayer", "image", image), ("Dense", "again", {"units": 1}), data_name="digits")
    prepared = plan(document, load("digits"))
    assert prepared.settings.losses == {"again": "mean_squared_error"}
    assert prepared.fit.targets[0].source == "x"


def test_every_output_has_its_own_loss():
    arguments = plan(twins(), load("iris")).compile_arguments()
    assert arguments["loss"] == ["sparse_categorical_crossentropy", "categorical_crossentropy"]


def test_inputs_are_those_that_lead_somewhere():
    assert [port.name for port in input_ports(twins())] == ["sepal", "petal"]


def test_the_validation_part_is_taken_off_the_samples():
    assert plan(flowers(validation_split=0.25), load("iris")).num_training_samples == 90


@pytest.mark.parametrize(
    ("settings", "rate"), [({}, 0.001), ({"optimizer": "sgd"}, 0.01), ({"optimizer": "sgd", "learning_rate": 0.5}, 0.5)]
)
def test_the_learning_rate_is_the_optimizers_own_unless_set(settings, rate):
    optimizer = plan(flowers(**settings), load("iris")).compile_arguments()["optimizer"]
    assert float(optimizer.learning_rate) == pytest.approx(rate)


def test_the_optimizers_own_learning_rate_is_known_without_making_one():
    assert default_learning_rate("sgd") == 0.01


def test_data_that_do_not_fit_are_refused():
    with pytest.raises(MisfitError, match=r"takes samples of shape \(4,\).*\(13,\)"):
        plan(flowers(), load("wine"))


def test_a_model_with_errors_is_refused_with_its_first_problem():
    document = chain(("InputLayer", "flower", {"shape": [4]}), ("Flatten", "flatten", {"wrong": 1}))
    with pytest.raises(MisfitError) as caught:
        plan(document, load("iris"))
    assert document.report.problems[0].text in str(caught.value)


# ---- class weights --------------------------------------------------------------------------------------------


def two_heads(**settings):
    """One input, two outputs that both tell the wines apart; their classes are not equally frequent."""
    document = chain(("InputLayer", "wine", {"shape": [13]}), ("Dense", "a", {"units": 3, "activation": "softmax"}))
    document.graph.put_layer(LayerSpec("other", "Dense", "b", {"units": 3, "activation": "softmax"}))
    document.graph.put_node(Node("other", "other"))
    document.graph.add_edge(Edge("n0", 0, "other", 0))
    return Document(document.graph, TrainingSettings(epochs=1, seed=1, **settings), "wine")


def test_each_output_that_tells_classes_apart_gets_weights_of_its_own():
    prepared = plan(two_heads(class_weight="balanced"), load("wine"))
    weights = class_weights_of(prepared.settings, prepared.fit)
    assert list(weights) == ["a", "b"]
    assert weights["a"] == weights["b"] == class_weights(prepared.settings, load("wine"))
    assert len(set(weights["a"].values())) == 3


def test_weights_of_classes_count_in_a_training_with_several_outputs():
    losses = [
        train(Order.of(two_heads(class_weight=each)), Control(), ProgressBox()).curves["loss"][0]
        for each in (None, "balanced")
    ]
    assert losses[0] != pytest.approx(losses[1], abs=1e-4)


def test_outputs_of_numbers_have_no_classes_to_weigh():
    prepared = plan(patients(class_weight="balanced"), load("diabetes"))
    assert class_weights_of(prepared.settings, prepared.fit) is None
