"""Every example opens, is valid, and learns; the first one learns well."""

from dataclasses import replace
from pathlib import Path

import pytest

import make_examples
from designer.examples import examples, open_example, ready_example
from designer.model.compiler import graph_from_model
from designer.paths import resource
from designer.training.control import Control
from designer.training.reporter import ProgressBox
from designer.training.run import Order, train

FILES = sorted(resource("examples").glob("*.nnd"))


def test_every_example_has_a_file() -> None:
    assert {path.stem for path in FILES} == {each.name for each in make_examples.EXAMPLES}


def test_titles_are_words() -> None:
    assert list(examples()) == [
        "Breast cancer wide and deep",
        "Diabetes regression",
        "Digits CNN",
        "Digits LSTM",
        "Iris MLP",
        "Iris shared layer",
        "Spirals MLP",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_opens_untitled_without_a_problem(path: Path) -> None:
    document = open_example(path)
    assert document.report.problems == ()
    assert document.path is None
    assert not document.is_modified


@pytest.mark.parametrize("example", make_examples.EXAMPLES, ids=lambda example: example.name)
def test_the_file_holds_what_the_script_writes(example: make_examples.Example) -> None:
    document = open_example(resource(f"examples/{example.name}.nnd"))
    assert document.graph == graph_from_model(example.make())
    assert (document.settings, document.data_name) == (example.settings, example.data)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_learns(path: Path) -> None:
    document = open_example(path)
    order = replace(Order.of(document), settings=replace(document.settings, epochs=2, seed=1))
    trained = train(order, Control(), ProgressBox())
    assert trained.outcome.kind == "finished"
    assert trained.weights


def test_the_ready_example_reads_digits_after_one_press_on_train() -> None:
    document = ready_example()
    order = replace(Order.of(document), settings=replace(document.settings, seed=1))
    box = ProgressBox()
    train(order, Control(), box)
    snapshot = box.take()
    assert snapshot is not None
    assert snapshot.new_epochs["val_accuracy"][1][-1] >= 0.95
