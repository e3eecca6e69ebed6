"""What the form offers."""

import pytest

from designer.data.sources import load
from designer.training.choices import losses, metric_name, metrics, optimizer_name, optimizers
from designer.training.plan import loss_of, plan
from designer.training.run import single
from nn_core import losses as loss_module
from nn_core import metrics as metric_module
from nn_core import optimizers as optimizer_module
from tests.designer.training.documents import flowers


@pytest.mark.parametrize("name", optimizers())
def test_every_optimizer_on_offer_can_be_made(name):
    assert optimizer_module.get(name) is not None


@pytest.mark.parametrize("name", losses())
def test_every_loss_on_offer_can_be_made(name):
    assert loss_module.get(loss_of(name)) is not None


@pytest.mark.parametrize("name", metrics())
def test_every_metric_on_offer_compares_targets_with_predictions(name):
    metric = metric_module.get(name)
    targets = [0, 1] if name.startswith("sparse") else [[1.0, 0.0], [0.0, 1.0]]
    metric.update_state(targets, [[0.8, 0.2], [0.4, 0.6]])
    assert float(metric.result()) == float(metric.result())  # a number, not NaN


def test_the_usual_optimizers_come_first_and_each_once():
    assert optimizers()[:3] == ["adam", "sgd", "rmsprop"]
    assert len(set(optimizers())) == len(optimizers())


def test_spellings_of_keras_are_known():
    assert optimizer_name("RMSprop") == optimizer_name("rm_sprop") == "rmsprop"
    assert metric_name("mae") == "mean_absolute_error"
    assert metric_name("something else") == "something else"


def test_a_list_of_one_array_is_that_array():
    inputs, _ = plan(flowers(), load("iris")).fit.training()
    assert single(inputs) is inputs[0]
    assert single([1, 2]) == [1, 2]
