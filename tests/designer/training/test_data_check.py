"""Whether the report says that a model cannot be trained with the chosen data."""

import numpy as np
import pytest

from designer.model.commands import RemoveNodes, SetData, SetParameter, SetSettings
from designer.model.compiler import compile_graph
from designer.model.document import Document
from designer.training.data_check import DataCheck
from designer.training.datasets import Datasets
from tests.designer.training.documents import chain, flowers, twins


@pytest.fixture
def datasets(qtbot):
    made = Datasets()
    yield made
    assert made.wait()


@pytest.fixture
def check(datasets):
    return DataCheck(datasets)


def small_cnn():
    """An image classifier for digits; n2 flattens."""
    last = ("Dense", "digit", {"units": 10, "activation": "softmax"})
    images = ("InputLayer", "image", {"shape": [8, 8, 1]})
    return chain(images, ("MaxPooling2D", "pool", {}), ("Flatten", "flat", {}), last, data_name="digits")


def errors(document):
    return [(problem.node_ids, problem.text, problem.remedy) for problem in document.report.errors]


def test_a_model_that_fits_its_data_has_no_problems(check):
    for document in (small_cnn(), flowers(), twins()):
        check.watch(document)
        assert document.report.problems == ()
        assert document.report.is_trainable


def test_deleting_what_flattens_puts_an_error_at_the_last_layer(check):
    document = small_cnn()
    check.watch(document)
    document.execute(RemoveNodes(("n2",)))
    ((nodes, text, remedy),) = errors(document)
    assert nodes == ("n3",)
    assert "(4, 4, 10)" in text and "one of 10 classes" in text
    assert "flatten" in remedy
    document.undo()
    assert document.report.is_trainable


def test_an_output_with_too_few_values_for_the_classes_is_an_error(check):
    document = flowers()
    check.watch(document)
    document.execute(SetParameter("layer2", "units", 2))
    ((nodes, text, remedy),) = errors(document)
    assert nodes == ("n2",)
    assert "2 values" in text and "3 classes" in text
    assert "3 values" in remedy


def test_an_input_of_another_shape_than_the_data_is_an_error_at_the_input(check):
    document = flowers()
    check.watch(document)
    document.execute(SetData("wine"))
    ((nodes, text, remedy),) = errors(document)
    assert nodes == ("n0",)
    assert "(4,)" in text and "(13,)" in text
    assert "Set the shape" in remedy


def test_input_and_output_are_reported_together(check):
    document = flowers()
    check.watch(document)
    document.execute(SetData("digits"))
    assert [nodes for nodes, _, _ in errors(document)] == [("n0",), ("n2",)]


def test_every_output_that_does_not_fit_is_reported(check):
    document = twins()
    check.watch(document)
    document.execute(SetParameter("a", "units", 2))
    document.execute(SetParameter("b", "units", 2))
    assert [nodes for nodes, _, _ in errors(document)] == [("n5",), ("n6",)]


def test_a_loss_that_does_not_fit_the_target_is_an_error(check):
    document = flowers()
    check.watch(document)
    document.execute(SetData("diabetes"))
    document.execute(SetSettings(flowers(losses={"species": "sparse_categorical_crossentropy"}).settings))
    assert ("n2",) in [nodes for nodes, _, _ in errors(document)]


def test_no_data_is_an_error_without_a_node(check):
    document = flowers()
    check.watch(document)
    document.execute(SetData(""))
    ((nodes, text, remedy),) = errors(document)
    assert nodes == ()
    assert "No data" in text and "Choose" in remedy


def test_a_model_that_does_not_fit_its_data_is_valid_and_can_be_compiled(check):
    document = flowers()
    check.watch(document)
    document.execute(SetData("wine"))
    assert document.report.is_valid and not document.report.is_trainable
    assert compile_graph(document).count_params() == document.report.total_params


def test_an_error_of_the_model_comes_before_the_data(check):
    document = chain(("Dense", "lonely", {"units": 3}), data_name="")
    check.watch(document)
    assert all(problem.about == "model" for problem in document.report.errors)


def test_views_hear_of_problems_when_the_data_change(check):
    document, heard = flowers(), []
    check.watch(document)
    document.checked.connect(lambda report: heard.append(report.is_trainable))
    document.execute(SetData("wine"))
    document.undo()
    assert heard == [False, True]


def test_a_file_is_judged_when_it_has_been_read(qtbot, check, datasets, tmp_path):
    path = tmp_path / "points.npz"
    np.savez(path, x=np.zeros((50, 2), "float32"), y=np.arange(50) % 3)
    document = flowers()
    check.watch(document)
    with qtbot.waitSignal(datasets.changed):
        document.execute(SetData(str(path)))
        assert document.report.is_trainable  # nothing is known against it yet
    assert [nodes for nodes, _, _ in errors(document)] == [("n0",)]


def test_data_that_cannot_be_loaded_are_an_error(check):
    document = flowers()
    check.watch(document)
    document.execute(SetData("no such data"))
    assert len(errors(document)) == 1 and not document.report.is_trainable


def test_a_document_no_longer_watched_is_left_alone(check):
    document = flowers()
    check.watch(document)
    check.watch(Document())
    document.execute(SetData("wine"))
    assert document.report.is_trainable
