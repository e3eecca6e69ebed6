import numpy as np
import pytest

from nn_core import activations, losses
from nn_core.autodiff import GradientTape, Tensor
from nn_core.losses import Loss, LossFunctionWrapper
from nn_core.spec import registry
from tests.golden import cases, differences

# next part of the catalogue
NOT_YET = {
    *("BinaryFocalCrossentropy", "CategoricalFocalCrossentropy", "CategoricalGeneralizedCrossEntropy"),
    *("binary_focal_crossentropy", "categorical_focal_crossentropy"),
    *("CTC", "Circle", "Dice", "Tversky"),
}


def name_in(case):
    return case.meta["function"] if case.meta["kind"] == "function" else case.meta["class_name"]


ALL = cases("losses")
OURS = [case for case in ALL if name_in(case) not in NOT_YET]


def made(case):
    if case.meta["kind"] == "function":
        return losses.get(case.meta["function"])
    return losses.get({"class_name": case.meta["class_name"], "config": case.meta["config"]})


@pytest.mark.parametrize("case", OURS, ids=str)
def test_values_and_gradients_are_those_of_keras(case):
    (y_true, y_pred, *more), named = case.call_arguments()
    y_pred = Tensor(y_pred)
    with GradientTape() as tape:
        tape.watch(y_pred)
        loss = made(case)(y_true, y_pred, *more, **named)
    gradient = tape.gradient(loss, y_pred, case.arrays["ct_0"])
    assert differences({"out_0": loss.value, "din_1": gradient.value}, case) == []


def test_every_recorded_loss_is_there_or_listed_as_missing():
    missing = {name_in(case) for case in ALL if registry.find("loss", name_in(case)) is None}
    assert missing == NOT_YET


@pytest.mark.parametrize("case", [case for case in OURS if case.meta["kind"] == "class"], ids=str)
def test_float32_stays_float32_and_the_configuration_is_kept(case):
    (y_true, y_pred, *more), named = case.call_arguments()
    loss = made(case)
    assert loss(y_true, Tensor(y_pred.astype(np.float32)), *more, **named).dtype == "float32"
    config = losses.serialize(loss)["config"]
    assert {name: config[name] for name in case.meta["config"]} == case.meta["config"]
    assert losses.deserialize(losses.serialize(loss)).get_config() == loss.get_config()


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("mse", losses.mean_squared_error),
        ("MAE", losses.mean_absolute_error),
        ("mean_squared_error", losses.mean_squared_error),
        ("bce", losses.binary_crossentropy),
        ("KLD", losses.kl_divergence),
        ("categorical_crossentropy", losses.categorical_crossentropy),
    ],
)
def test_get_gives_the_function_for_a_name_in_small_letters(name, function):
    assert losses.get(name) is function


def test_get_gives_an_object_for_the_name_of_a_class():
    assert isinstance(losses.get("CategoricalCrossentropy"), losses.CategoricalCrossentropy)
    assert losses.get(None) is None


def test_as_loss_wraps_functions_so_that_they_take_weights():
    loss = losses.as_loss("mse")
    assert loss.name == "mean_squared_error"
    assert float(loss([[1.0], [2.0]], Tensor(np.array([[0.0], [0.0]])), sample_weight=[1.0, 0.0])) == 0.5


def test_a_loss_of_ones_own_writes_call():
    class Cubed(Loss):
        def call(self, y_true, y_pred):
            return ((y_true - y_pred) ** 3).numpy().mean(axis=-1)

    loss = Cubed(reduction="sum")
    assert loss.name.startswith("cubed")
    assert float(loss(np.array([[2.0], [1.0]]), Tensor(np.array([[0.0], [0.0]])))) == 9.0


def test_reduction_must_be_one_that_exists():
    with pytest.raises(ValueError, match="reduction must be 'sum_over_batch_size'"):
        losses.MeanSquaredError(reduction="average")
    with pytest.raises(ValueError, match="reduction must be"):
        LossFunctionWrapper(losses.mean_squared_error, reduction="average")


def test_masked_samples_count_for_nothing():
    y_pred = Tensor(np.array([[1.0], [5.0]]), mask=np.array([True, False]))
    assert float(losses.MeanSquaredError()(np.array([[0.0], [0.0]]), y_pred)) == 1.0


def test_a_batch_of_masked_samples_only_has_loss_zero():
    y_pred = Tensor(np.array([[1.0], [5.0]]), mask=np.array([False, False]))
    assert float(losses.MeanSquaredError()(np.array([[0.0], [0.0]]), y_pred)) == 0.0


# ---- what does not fit ----------------------------------------------------------------------------------------


def refused(loss, y_true, y_pred):
    with pytest.raises(ValueError) as error:
        loss(y_true, Tensor(y_pred))
    return str(error.value)


def test_targets_of_another_width_are_refused_with_the_remedy():
    text = refused(losses.mean_squared_error, np.zeros((4, 3)), np.zeros((4, 10)))
    assert "y_true has shape (4, 3), but y_pred (4, 10)" in text
    assert "Give the last layer 3 units" in text


def test_class_numbers_for_the_categorical_loss_are_refused_with_the_remedy():
    text = refused(losses.categorical_crossentropy, np.zeros(4, int), np.full((4, 3), 1 / 3))
    assert "sparse_categorical_crossentropy" in text


def test_rows_for_the_sparse_loss_are_refused_with_the_remedy():
    text = refused(losses.sparse_categorical_crossentropy, np.eye(3), np.full((3, 3), 1 / 3))
    assert "use categorical_crossentropy" in text


def test_a_label_outside_the_classes_is_named():
    text = refused(losses.sparse_categorical_crossentropy, np.array([0, 12]), np.full((2, 10), 0.1))
    assert "found the label 12, but y_pred has 10 classes" in text
    assert "Give the last layer 13 units" in text
    assert "must not be negative" in refused(
        losses.sparse_categorical_crossentropy, np.array([0, -1]), np.full((2, 10), 0.1)
    )


# ---- numbers that are hard to compute with ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loss", "y_true"),
    [
        (losses.CategoricalCrossentropy(from_logits=True), np.array([[1.0, 0.0]])),
        (losses.SparseCategoricalCrossentropy(from_logits=True), np.array([0])),
        (losses.BinaryCrossentropy(from_logits=True), np.array([[1.0, 0.0]])),
    ],
)
def test_huge_logits_give_a_finite_loss_and_gradient(loss, y_true):
    logits = Tensor(np.array([[-1e4, 1e4]], dtype=np.float32))
    with GradientTape() as tape:
        tape.watch(logits)
        value = loss(y_true, logits)
    assert float(value) >= 1e4
    assert np.abs(tape.gradient(value, logits).value).max() > 0.4


def test_a_softmax_that_is_surely_wrong_still_has_a_gradient():
    x = Tensor(np.array([[-40.0, 40.0]], dtype=np.float32))
    with GradientTape() as tape:
        tape.watch(x)
        loss = losses.sparse_categorical_crossentropy(np.array([0]), activations.softmax(x))
    np.testing.assert_allclose(loss.value, [80.0])
    np.testing.assert_allclose(tape.gradient(loss, x).value, [[-1.0, 1.0]])


def test_a_sigmoid_that_is_surely_wrong_still_has_a_gradient():
    x = Tensor(np.array([[40.0]], dtype=np.float32))
    with GradientTape() as tape:
        tape.watch(x)
        loss = losses.binary_crossentropy(np.array([[0.0]]), activations.sigmoid(x))
    np.testing.assert_allclose(tape.gradient(loss, x).value, [[1.0]])
