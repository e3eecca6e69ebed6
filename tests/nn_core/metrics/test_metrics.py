import numpy as np
import pytest

from nn_core import metrics
from nn_core.autodiff import Tensor
from nn_core.spec import registry
from tests.golden import cases, differences

# next part of the catalogue
NOT_YET = {
    *("AUC", "PrecisionAtRecall", "RecallAtPrecision", "SensitivityAtSpecificity", "SpecificityAtSensitivity"),
    *("BinaryIoU", "IoU", "MeanIoU", "OneHotIoU", "OneHotMeanIoU"),
    *("ConcordanceCorrelation", "PearsonCorrelation", "R2Score"),
}

ALL = cases("metrics")
OURS = [case for case in ALL if case.meta["class_name"] not in NOT_YET]


def made(case):
    return metrics.get({"class_name": case.meta["class_name"], "config": case.meta["config"]})


def batches(case):
    for number in range(case.meta["batches"]):
        names = [name for name in ("values", "y_true", "y_pred") if f"b{number}_{name}" in case.arrays]
        weight = case.arrays.get(f"b{number}_sample_weight")
        yield [case.arrays[f"b{number}_{name}"] for name in names], weight


@pytest.mark.parametrize("case", OURS, ids=str)
def test_results_after_every_batch_are_those_of_keras(case):
    metric, results = made(case), {}
    for number, (arrays, weight) in enumerate(batches(case)):
        metric.update_state(*arrays, sample_weight=weight)
        results[f"result_{number}"] = metric.result()
    assert differences(results, case) == []


@pytest.mark.parametrize("case", OURS, ids=str)
def test_reset_forgets_and_the_configuration_is_that_of_keras(case):
    metric = made(case)
    fresh = np.asarray(metric.result())
    for arrays, weight in batches(case):
        metric.update_state(*arrays, sample_weight=weight)
    metric.reset_state()
    np.testing.assert_array_equal(metric.result(), np.zeros_like(metric.result()) + fresh)
    config = metric.get_config()
    assert {name: config[name] for name in case.meta["config"]} == case.meta["config"]


def test_every_recorded_metric_is_there_or_listed_as_missing():
    names = {case.meta["class_name"] for case in ALL}
    assert {name for name in names if registry.find("metric", name) is None} == NOT_YET


@pytest.mark.parametrize(
    ("name", "cls", "own_name"),
    [
        ("mae", metrics.MeanAbsoluteError, "mean_absolute_error"),
        ("MSE", metrics.MeanSquaredError, "mean_squared_error"),
        ("BinaryAccuracy", metrics.BinaryAccuracy, "binary_accuracy"),
        ("sparse_categorical_accuracy", metrics.SparseCategoricalAccuracy, "sparse_categorical_accuracy"),
        ("root_mean_squared_error", metrics.RootMeanSquaredError, "root_mean_squared_error"),
    ],
)
def test_get_makes_a_metric_from_a_name(name, cls, own_name):
    metric = metrics.get(name)
    assert isinstance(metric, cls)
    assert metric.name == own_name


def test_a_function_becomes_a_metric_that_is_its_mean():
    metric = metrics.MeanMetricWrapper(metrics.mean_absolute_error, name="distance")
    assert metric([[1.0], [2.0]], [[0.0], [0.0]]) == 1.5
    again = metrics.deserialize(metrics.serialize(metric))
    assert again.name == "distance"
    assert again([[1.0]], [[0.0]]) == 1.0


def test_masked_samples_count_for_nothing():
    y_pred = Tensor(np.array([[1.0], [5.0]]), mask=np.array([True, False]))
    assert metrics.MeanSquaredError()(np.array([[0.0], [0.0]]), y_pred) == 1.0
    assert metrics.MeanSquaredError()(np.array([[0.0], [0.0]]), y_pred, sample_weight=[2.0, 2.0]) == 1.0


def test_a_result_is_a_plain_number():
    assert isinstance(metrics.SparseCategoricalAccuracy()([0, 1], [[0.9, 0.1], [0.8, 0.2]]), float)
    assert metrics.Mean().result() == 0.0


def test_a_metric_of_ones_own_keeps_variables():
    class Largest(metrics.Metric):
        def __init__(self, name="largest"):
            super().__init__(name=name)
            self.largest = self.add_variable((), "zeros", name="largest")

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.largest.assign(max(self.largest.item(), np.max(y_pred)))

        def result(self):
            return self.largest.item()

    metric = Largest()
    assert metric([0], [3.0]) == 3.0
    assert metric([0], [2.0]) == 3.0
    assert [variable.name for variable in metric.variables] == ["largest"]
    metric.reset_state()
    assert metric.result() == 0.0


def test_thresholds_and_beta_are_checked():
    with pytest.raises(ValueError, match="thresholds must be from 0 to 1"):
        metrics.Precision(thresholds=[0.5, 2.0])
    with pytest.raises(ValueError, match="beta must be greater than 0"):
        metrics.FBetaScore(beta=-1.0)
    with pytest.raises(ValueError, match="to_categorical"):
        metrics.F1Score()([0, 1], [[0.2, 0.8], [0.5, 0.5]])
