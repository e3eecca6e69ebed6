"""A run with nothing chosen by the user learns what there is to learn."""

import pytest

from designer.data.sources import load
from designer.training.control import Control
from designer.training.evaluation import evaluate
from designer.training.progress import ProgressBox
from designer.training.run import Order, train
from tests.designer.training.documents import chain


def accuracy_after_a_default_run(name: str) -> float:
    dataset = load(name)
    start = ("InputLayer", "input", {"shape": list(dataset.input_shapes["x"])})
    hidden = ("Dense", "hidden", {"units": 16, "activation": "relu"})
    end = ("Dense", "output", {"units": dataset.num_classes, "activation": "softmax"})
    document = chain(start, hidden, end, data_name=name, seed=1)
    document.set_weights(train(Order.of(document), Control(), ProgressBox()).weights)
    return evaluate(Order.of(document), Control()).outputs[0].accuracy


@pytest.mark.parametrize(
    ("name", "least"), [("iris", 0.9), ("wine", 0.9), ("breast_cancer", 0.9), ("moons", 0.85), ("circles", 0.9)]
)
def test_a_default_run_on_a_small_set_learns_it(name, least):
    assert accuracy_after_a_default_run(name) >= least
