"""Training settings and how the defaults are chosen."""

import json

import pytest

from designer.model.document import Document
from designer.model.outputs import OutputFacts, output_facts
from designer.model.settings import TrainingSettings
from designer.model.training_defaults import TargetFacts, inferred_defaults
from tests.designer.model.drawing import Halves, add, add_chain, registered, wire

CLASSES = TargetFacts("classification", num_classes=10)
TWO = TargetFacts("classification", num_classes=2)
NUMBER = TargetFacts("regression", shape=(1,))


def test_settings_survive_json():
    settings = TrainingSettings(losses={"a": "mse"}, metrics={"a": ("mae", "mse")}, seed=3, learning_rate=0.01)
    assert TrainingSettings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


def test_settings_of_a_later_version_are_read_as_far_as_known():
    assert TrainingSettings.from_json({"epochs": 4, "colour": "blue"}) == TrainingSettings(epochs=4)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"epochs": 0}, "The epochs must be a whole number from 1"),
        ({"epochs": "ten"}, "The epochs must be"),
        ({"batch_size": -1}, "The batch size must be"),
        ({"validation_split": 1.0}, "must leave something to train on"),
        ({"learning_rate": "fast"}, "The learning rate must be a number"),
        ({"losses": ["mse"]}, "The losses must be given by output name"),
        ({"losses": {"a": 3}}, "The losses must be text"),
        ({"metrics": {"a": "mae"}}, "The metrics must be lists"),
        ([], "Training settings must be"),
    ],
)
def test_impossible_settings_are_refused_in_a_sentence(content, sentence):
    with pytest.raises(ValueError, match=sentence):
        TrainingSettings.from_json(content)


@pytest.mark.parametrize(
    ("activation", "units", "target", "loss", "metric"),
    [
        ("softmax", 10, CLASSES, "sparse_categorical_crossentropy", "accuracy"),
        ("softmax", 10, None, "sparse_categorical_crossentropy", "accuracy"),
        ("sigmoid", 1, TWO, "binary_crossentropy", "accuracy"),
        ("sigmoid", 1, None, "binary_crossentropy", "accuracy"),
        ("linear", 1, NUMBER, "mean_squared_error", "mae"),
        ("linear", 1, None, "mean_squared_error", "mae"),
        ("softmax", 3, NUMBER, "mean_squared_error", "mae"),
        ("linear", 10, CLASSES, "sparse_categorical_crossentropy", "accuracy"),
        (None, 4, None, "mean_squared_error", "mae"),
    ],
)
def test_loss_and_metric_follow_from_output_and_target(activation, units, target, loss, metric):
    output = OutputFacts("out", activation, (None, units))
    chosen = inferred_defaults([output], {"y": target} if target else None)
    assert chosen.settings.losses == {"out": loss}
    assert chosen.settings.metrics == {"out": (metric,)}


def test_every_choice_has_its_reason_as_a_sentence():
    chosen = inferred_defaults([OutputFacts("out", "softmax", (None, 10))], {"y": CLASSES})
    assert [reason.setting for reason in chosen.reasons] == ["losses", "metrics", "optimizer"]
    assert all(reason.text.endswith(".") and reason.value in reason.text for reason in chosen.reasons)
    assert "10 classes" in chosen.reasons[0].text


def test_an_activation_that_does_not_fit_the_classes_is_mentioned():
    chosen = inferred_defaults([OutputFacts("out", "linear", (None, 10))], {"y": CLASSES})
    assert "let 'out' end with softmax" in chosen.reasons[0].text
    chosen = inferred_defaults([OutputFacts("out", "linear", (None, 1))], {"y": TWO})
    assert "Let 'out' end with sigmoid" in chosen.reasons[0].text


def test_what_the_user_chose_stays_and_needs_no_reason():
    mine = TrainingSettings(losses={"out": "hinge", "gone": "mse"}, metrics={"out": ("mse",)}, learning_rate=0.1)
    chosen = inferred_defaults([OutputFacts("out", "softmax", (None, 10))], {"y": CLASSES}, mine)
    assert chosen.settings.losses == {"out": "hinge"}
    assert chosen.settings.metrics == {"out": ("mse",)}
    assert chosen.reasons == ()


def test_every_output_has_a_loss_of_its_own():
    outputs = [OutputFacts("kind", "softmax", (None, 10)), OutputFacts("price", "linear", (None, 1))]
    chosen = inferred_defaults(outputs, {"price": NUMBER, "kind": CLASSES})
    assert chosen.settings.losses == {"kind": "sparse_categorical_crossentropy", "price": "mean_squared_error"}


def test_targets_with_other_names_go_by_their_order():
    outputs = [OutputFacts("a", "softmax", (None, 10)), OutputFacts("b", "linear", (None, 1))]
    chosen = inferred_defaults(outputs, {"y1": CLASSES, "y2": NUMBER})
    assert chosen.settings.losses["b"] == "mean_squared_error"


def test_the_activation_of_an_output_is_found_behind_layers_that_only_pass_on():
    document = Document()
    *_, last = add_chain(
        document, ("InputLayer", {"shape": (4,)}), ("Dense", {"activation": "softmax"}), "Dropout", "Flatten"
    )
    (output,) = output_facts(document.graph, document.report.facts)
    assert (output.name, output.activation, output.units, output.node_id) == ("flatten", "softmax", 32, last)


def test_an_activation_layer_and_a_plain_dense_are_told_apart():
    document = Document()
    source = add(document, "InputLayer", shape=(4,))
    ends = add(document, "Dense"), add(document, "Activation", activation="sigmoid")
    for end in ends:
        wire(document, source, end)
    found = output_facts(document.graph, document.report.facts)
    assert [(output.name, output.activation) for output in found] == [("dense", "linear"), ("activation", "sigmoid")]


def test_a_layer_with_two_outputs_gives_two_names():
    with registered(Halves):
        document = Document()
        add_chain(document, ("InputLayer", {"shape": (4,)}), "Halves")
        assert [output.name for output in output_facts(document.graph, document.report.facts)] == ["halves", "halves_1"]


@pytest.mark.parametrize(
    ("num_samples", "epochs", "reason"),
    [
        (120, 400, "400 epochs, because the set is small: 3 steps each."),
        (1000, 40, "40 epochs, because the set is small: 25 steps each."),
        (60_000, 10, "10 epochs, because the set is large: 1,500 steps each."),
        (1, 500, "500 epochs, because the set is small: 1 step each."),
    ],
)
def test_a_small_set_is_gone_through_more_often(num_samples, epochs, reason):
    chosen = inferred_defaults([], {}, None, num_samples)
    assert chosen.settings.epochs == epochs
    assert [each.text for each in chosen.reasons if each.setting == "epochs"] == [reason]


def test_the_number_of_epochs_the_user_chose_stays():
    chosen = inferred_defaults([], {}, TrainingSettings(epochs=3), 120)
    assert chosen.settings.epochs == 3
    assert not any(each.setting == "epochs" for each in chosen.reasons)


def test_there_is_a_number_of_epochs_before_there_are_data():
    assert inferred_defaults([]).settings.epochs == 10
