import numpy as np
import pytest
from hypothesis import given, settings, strategies

from nn_core import metrics
from nn_core.autodiff import Tensor
from nn_core.spec import registry
from tests.golden import cases, differences

ALL = [*cases("metrics"), *cases("metrics_keras2")]


def title(case):
    return f"{case.area}-{case}"


def made(case):
    return metrics.get({"class_name": case.meta["class_name"], "config": case.meta["config"]})


def batches(case):
    for number in range(case.meta["batches"]):
        names = [name for name in ("values", "y_true", "y_pred") if f"b{number}_{name}" in case.arrays]
        weight = case.arrays.get(f"b{number}_sample_weight")
        yield [case.arrays[f"b{number}_{name}"] for name in names], weight


@pytest.mark.filterwarnings("ignore:.*rounds sample_weight down")
@pytest.mark.parametrize("case", ALL, ids=title)
def test_results_after_every_batch_are_those_of_keras(case):
    metric, results = made(case), {}
    for number, (arrays, weight) in enumerate(batches(case)):
        metric.update_state(*arrays, sample_weight=weight)
        results[f"result_{number}"] = metric.result()
    assert differences(results, case) == []


@pytest.mark.filterwarnings("ignore:.*rounds sample_weight down")
@pytest.mark.parametrize("case", ALL, ids=title)
def test_reset_forgets_and_the_configuration_is_that_of_keras(case):
    metric = made(case)
    fresh = np.asarray(metric.result())
    for arrays, weight in batches(case):
        metric.update_state(*arrays, sample_weight=weight)
    metric.reset_state()
    np.testing.assert_array_equal(metric.result(), np.zeros_like(metric.result()) + fresh)
    config = metric.get_config()
    assert {name: config[name] for name in case.meta["config"]} == case.meta["config"]


def test_every_recorded_metric_is_there():
    names = {case.meta["class_name"] for case in ALL}
    assert {name for name in names if registry.find("metric", name) is None} == set()


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


# ---- thresholds, regions and correlations -----------------------------------------------------------------------


def test_auc_is_one_if_every_yes_is_above_every_no_and_a_half_for_guessing():
    y_true = np.array([0, 0, 1, 1])
    assert metrics.AUC()(y_true, np.array([0.1, 0.2, 0.8, 0.9])) == pytest.approx(1.0)
    assert metrics.AUC()(y_true, np.full(4, 0.5)) == pytest.approx(0.5)


@settings(deadline=None, max_examples=30)
@given(strategies.integers(0, 10_000))
def test_auc_is_the_share_of_pairs_in_the_right_order(seed):
    generator = np.random.default_rng(seed)
    y_true = np.array([0, 1, *generator.integers(0, 2, 20)])
    y_pred = generator.permutation(22) / 22
    yes, no = y_pred[y_true == 1], y_pred[y_true == 0]
    right = np.mean(yes[:, None] > no)
    assert metrics.AUC(num_thresholds=2000)(y_true, y_pred) == pytest.approx(right)


def test_auc_of_several_labels_weighs_them():
    y_true, y_pred = np.array([[0, 0], [1, 1]]), np.array([[0.1, 0.9], [0.9, 0.1]])
    metric = metrics.AUC(multi_label=True, label_weights=[3.0, 1.0])
    assert metric(y_true, y_pred) == pytest.approx(0.75)
    with pytest.raises(ValueError, match="two axes"):
        metrics.AUC(multi_label=True)([0, 1], [0.2, 0.7])
    with pytest.raises(ValueError, match="multi_label=True only"):
        metrics.AUC(num_labels=2)


def test_a_rate_at_another_names_its_bounds():
    with pytest.raises(ValueError, match="recall must be a number from 0 to 1, not 2"):
        metrics.PrecisionAtRecall(2)
    assert metrics.RecallAtPrecision(0.9)([0, 1, 1], [0.1, 0.4, 0.8]) == 1.0


def test_iou_rounds_weights_down_with_a_warning_unless_it_counts_in_floats():
    y_true, y_pred, weight = [0, 1, 1], [0, 1, 0], [1.5, 1.0, 0.5]
    with pytest.warns(UserWarning, match="dtype='float32'"):
        rounded = metrics.MeanIoU(2)(y_true, y_pred, sample_weight=weight)
    assert rounded == pytest.approx(1.0)
    exact = metrics.MeanIoU(2, dtype="float32")(y_true, y_pred, sample_weight=weight)
    assert exact == pytest.approx((1.5 / 2 + 1 / 1.5) / 2)


def test_iou_of_a_class_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="numbers from 0 to 1, not"):
        metrics.IoU(num_classes=2, target_class_ids=[2])


def test_r2_of_the_mean_is_zero_and_too_few_samples_are_mentioned():
    y_true = np.array([[1.0], [3.0]])
    assert metrics.R2Score()(y_true, np.full((2, 1), 2.0)) == 0.0
    with pytest.warns(UserWarning, match="too few samples"):
        assert metrics.R2Score(num_regressors=1)(y_true, y_true) == 1.0
    with pytest.raises(ValueError, match="one number for each output"):
        metrics.R2Score()(np.zeros((2, 3)), np.zeros((2, 4)))


def test_a_mean_tensor_keeps_its_shape():
    metric = metrics.MeanTensor()
    metric.update_state([[1.0, 2.0]])
    metric.update_state([[3.0, 4.0]])
    assert metric.result().tolist() == [[2.0, 3.0]]
    with pytest.raises(ValueError, match=r"started with the shape \(1, 2\)"):
        metric.update_state([1.0])


@pytest.mark.parametrize("old", ["cosine_proximity", "logcosh", "kullback_leibler_divergence", "mse", "MAPE", "huber"])
def test_functions_of_keras_2_can_be_imported_and_used_by_name(old):
    assert callable(getattr(metrics, old))
