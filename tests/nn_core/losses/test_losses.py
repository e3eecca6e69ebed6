import itertools

import numpy as np
import pytest

from nn_core import activations, losses, ops
from nn_core.autodiff import GradientTape, Tensor, check_gradients
from nn_core.losses import Loss, LossFunctionWrapper
from nn_core.ops.ctc import ctc_loss
from nn_core.spec import registry
from tests.golden import cases, differences

# Keras 3 is followed where the two differ: Keras 2 adds 1e-7 to probabilities before the logarithm where Keras 3 clips
# them, and rounds log(2) to float32.
DIFFERENT_IN_KERAS_2 = {"BinaryCrossentropy_01": 1e-6, "LogCosh_01": 1e-7}


def name_in(case):
    return case.meta["function"] if case.meta["kind"] == "function" else case.meta["class_name"]


ALL = [*cases("losses"), *cases("losses_keras2")]
OURS = [case for case in ALL if case.area == "losses"]


def made(case):
    if case.meta["kind"] == "function":
        return losses.get(case.meta["function"])
    return losses.get({"class_name": case.meta["class_name"], "config": case.meta["config"]})


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.area}-{case}")
def test_values_and_gradients_are_those_of_keras(case):
    (y_true, y_pred, *more), named = case.call_arguments()
    y_pred = Tensor(y_pred)
    with GradientTape() as tape:
        tape.watch(y_pred)
        loss = made(case)(y_true, y_pred, *more, **named)
    gradient = tape.gradient(loss, y_pred, case.arrays["ct_0"])
    atol = DIFFERENT_IN_KERAS_2.get(case.name) if case.area == "losses_keras2" else None
    assert differences({"out_0": loss.value, "din_1": gradient.value}, case, atol=atol) == []


def test_every_recorded_loss_is_there():
    assert [name_in(case) for case in ALL if registry.find("loss", name_in(case)) is None] == []


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


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("cosine_proximity", "cosine_similarity"),
        ("kullback_leibler_divergence", "kl_divergence"),
        ("logcosh", "log_cosh"),
        ("huber_loss", "huber"),
    ],
)
def test_names_of_keras_2_mean_the_same_loss(old, now):
    assert losses.get(old) is getattr(losses, now)
    assert getattr(losses, old) is getattr(losses, now)


def test_a_wrapped_function_survives_the_configuration():
    loss = LossFunctionWrapper(losses.huber, delta=0.5)
    again = LossFunctionWrapper.from_config(loss.get_config())
    assert float(again([[2.0]], [[0.0]])) == float(loss([[2.0]], [[0.0]])) == 0.875


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


def brute_force_ctc(labels, logits):
    """Add up the probabilities of all paths that read as the labels."""
    shares = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    total = 0.0
    for path in itertools.product(range(logits.shape[1]), repeat=len(logits)):
        read = [symbol for i, symbol in enumerate(path) if symbol and (i == 0 or path[i - 1] != symbol)]
        if read == [label for label in labels if label]:
            total += np.prod([shares[t, symbol] for t, symbol in enumerate(path)])
    return -np.log(total)


@pytest.mark.parametrize("labels", [[1, 2], [1, 1], [2, 0], [0, 0]])
def test_ctc_adds_up_all_the_ways_to_read_a_text(labels):
    logits = np.random.default_rng(1).normal(size=(1, 4, 3))
    found = losses.ctc(np.array([labels]), logits)
    np.testing.assert_allclose(found.value, [brute_force_ctc(labels, logits[0])])


@pytest.mark.parametrize("labels", [[1, 2], [1, 1], [2, 0], [0, 0]])
def test_the_gradient_of_ctc_is_that_of_finite_differences(labels):
    logits = np.random.default_rng(2).normal(size=(2, 5, 3))
    check_gradients(lambda x: losses.ctc(np.array([labels, [2, 1]]), x), [logits])


def test_steps_after_the_end_of_a_sample_do_not_count_in_ctc():
    logits = np.random.default_rng(3).normal(size=(1, 6, 3))
    short = ctc_loss([[1, 2]], logits, [2], [4])
    np.testing.assert_allclose(short.value, losses.ctc([[1, 2]], logits[:, :4]).value)
    check_gradients(lambda x: ctc_loss([[1, 2]], x, [2], [4]), [logits])


def test_an_anchor_without_a_partner_leaves_the_circle_loss_finite():
    embeddings = Tensor(np.eye(3))
    with GradientTape() as tape:
        tape.watch(embeddings)
        loss = losses.Circle()(np.array([0, 1, 2]), embeddings)
    assert float(loss) == 0.0
    assert np.isfinite(tape.gradient(loss, embeddings).value).all()


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


def test_ctc_says_what_shapes_and_labels_it_takes():
    assert "(batch, length)" in refused(losses.ctc, np.zeros(3, int), np.zeros((3, 4, 2)))
    assert "has 2 classes, numbered 0 to 1" in refused(losses.ctc, np.array([[5]]), np.zeros((1, 4, 2)))


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


@pytest.mark.parametrize(("labels", "outputs"), [((4,), (4, 1)), ((4, 1), (4,)), ((4, 3, 1), (4, 3))])
def test_a_function_of_ones_own_gets_targets_and_predictions_with_the_same_number_of_axes(labels, outputs):
    seen = []

    def own(y_true, y_pred):
        seen.append((y_true.shape, y_pred.shape))
        return ops.mean(y_true * y_pred)

    losses.as_loss(own)(np.ones(labels, "float32"), np.ones(outputs, "float32"))
    assert seen[0][0] == seen[0][1]
