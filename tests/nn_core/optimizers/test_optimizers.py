import numpy as np
import pytest

from nn_core import constraints, optimizers
from nn_core.autodiff import Tensor, Variable
from nn_core.layers import Dense, Input
from nn_core.models import Sequential
from nn_core.optimizers import schedules
from nn_core.optimizers.blocks import BLOCK
from nn_core.spec import registry
from tests.golden import cases, differences

ALL = cases("optimizers")
OF_KERAS_2 = [*cases("optimizers_keras2"), *cases("optimizers_keras2_legacy")]


def title(case):
    return f"{case.area}-{case}"


def made(case):
    config = dict(case.meta["kwargs"])
    if case.area == "optimizers_keras2_legacy":
        return getattr(optimizers.legacy, case.meta["class_name"])(**config)
    rate = config.get("learning_rate")
    if isinstance(rate, dict):
        config["learning_rate"] = {"class_name": rate["schedule"], "config": rate["config"]}
    excluded = config.pop("exclude_from_weight_decay", None)
    optimizer = optimizers.get({"class_name": case.meta["class_name"], "config": config})
    if excluded:
        optimizer.exclude_from_weight_decay(var_names=excluded)
    return optimizer


def weights_of(case):
    return [Variable(w, name=name) for w, name in zip(case.listed("w"), case.meta["weight_names"], strict=True)]


def gradients_of(case, step):
    gradients = [gradient[step].copy() for gradient in case.listed("grad")]
    if step in case.meta.get("inf_steps", []):
        gradients[0].flat[0] = np.inf
    return gradients


@pytest.mark.parametrize("case", [*ALL, *OF_KERAS_2], ids=title)
def test_weights_after_every_step_are_those_of_keras(case):
    optimizer, weights = made(case), weights_of(case)
    after = [[] for _ in weights]
    for step in range(case.meta["steps"]):
        optimizer.apply_gradients(zip(gradients_of(case, step), weights, strict=True))
        for values, weight in zip(after, weights, strict=True):
            values.append(weight.numpy().copy())
    optimizer.finalize_variable_values(weights)
    results = {f"after_{i}": np.array(values) for i, values in enumerate(after)}
    results |= {f"final_{i}": weight.numpy() for i, weight in enumerate(weights)}
    assert differences(results, case) == []
    for i, variable in enumerate(optimizer.variables):
        if f"state_{i}" in case.arrays:
            np.testing.assert_allclose(variable.numpy(), case.arrays[f"state_{i}"], rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("case", ALL, ids=str)
def test_variables_have_the_names_and_shapes_they_have_in_keras(case):
    optimizer, weights = made(case), weights_of(case)
    optimizer.build(weights)
    found = [(variable.path.split("/")[-1], list(variable.shape)) for variable in optimizer.variables]
    expected = [(each["path"].split("/")[-1], each["shape"]) for each in case.meta["optimizer_variables"]]
    assert found == expected


@pytest.mark.parametrize("case", ALL, ids=str)
def test_the_configuration_is_that_of_keras(case):
    config = made(case).get_config()
    expected = {**case.meta["config"], "name": config["name"]}
    if case.meta["class_name"] == "LossScaleOptimizer":
        expected["inner_optimizer"]["config"]["name"] = config["inner_optimizer"]["config"]["name"]
    elif isinstance(expected["learning_rate"], dict):
        expected["learning_rate"] = config["learning_rate"]
    assert config == expected


def test_every_recorded_optimizer_is_there():
    names = {case.meta["class_name"] for case in ALL}
    assert {name for name in names if registry.find("optimizer", name) is None} == set()


@pytest.mark.parametrize(
    ("name", "cls"), [("adam", "Adam"), ("SGD", "SGD"), ("RMSProp", "RMSprop"), ("AdamW", "AdamW")]
)
def test_get_does_not_mind_capitals(name, cls):
    assert type(optimizers.get(name)).__name__ == cls


def test_get_refuses_what_is_no_optimizer():
    with pytest.raises(ValueError, match=r"no optimizer called 'rmsprob'. Did you mean 'rmsprop'\?"):
        optimizers.get("rmsprob")
    with pytest.raises(ValueError, match="must be a name such as 'adam'"):
        optimizers.get(print)


LOOK_AT_WHOLE_WEIGHTS = {"adafactor", "lamb", "loss_scale_optimizer", "muon"}


@pytest.mark.parametrize("name", sorted(set(registry.names("optimizer")) - LOOK_AT_WHOLE_WEIGHTS))
def test_a_large_weight_moves_as_many_small_ones_would(name):
    generator = np.random.default_rng(0)
    values = generator.standard_normal((3, BLOCK), dtype=np.float32)
    gradient = generator.standard_normal((3, BLOCK), dtype=np.float32)
    large, small = Variable(values), [Variable(row) for row in values]
    one, other = optimizers.get(name), optimizers.get(name)
    for _ in range(3):
        one.apply([gradient], [large])
        other.apply(list(gradient), small)
    np.testing.assert_allclose(large.numpy(), [weight.numpy() for weight in small], rtol=1e-6)
    assert large.dtype == "float32"


def test_a_weight_stored_column_by_column_moves_too():
    weight = Variable(np.asfortranarray(np.ones((200, 200), np.float32)))
    gradient = np.arange(40000, dtype=np.float32).reshape(200, 200)
    optimizers.SGD(learning_rate=0.5).apply([gradient], [weight])
    np.testing.assert_allclose(weight.numpy(), 1 - 0.5 * gradient)


def test_gradients_are_left_as_they_are():
    gradient = np.full((2, 2), 3.0, np.float32)
    optimizers.Adam(clipnorm=1.0).apply([Tensor(gradient)], [Variable(np.ones((2, 2), np.float32))])
    assert (gradient == 3.0).all()


def test_no_memory_is_taken_after_the_first_step():
    import tracemalloc

    weight, gradient = Variable(np.ones((500, 500), np.float32)), np.ones((500, 500), np.float32)
    optimizer = optimizers.Adam(clipnorm=1.0)
    optimizer.apply([gradient], [weight])
    tracemalloc.start()
    optimizer.apply([gradient], [weight])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < gradient.nbytes / 10


def test_a_constraint_is_obeyed_after_each_step():
    weight = Variable(np.array([1.0, 1.0]), constraint=constraints.NonNeg())
    optimizers.SGD(learning_rate=1.0).apply([np.array([3.0, 0.5])], [weight])
    assert weight.numpy().tolist() == [0.0, 0.5]


def test_the_learning_rate_can_be_read_and_set():
    optimizer = optimizers.Adam(learning_rate=0.1)
    assert float(optimizer.learning_rate) == 0.1
    optimizer.learning_rate = 0.05
    assert float(optimizer.variables[1]) == 0.05
    assert optimizer.get_config()["learning_rate"] == 0.05


def test_a_schedule_decides_the_learning_rate_and_survives_the_configuration():
    optimizer = optimizers.SGD(schedules.PiecewiseConstantDecay([1], [1.0, 0.1]))
    weight = Variable(np.array([0.0]))
    for _ in range(3):
        optimizer.apply([np.array([1.0])], [weight])
    assert weight.numpy() == pytest.approx([-2.1])
    assert int(optimizer.iterations) == 3
    again = optimizers.deserialize(optimizers.serialize(optimizer))
    assert again.learning_rate == 1.0
    with pytest.raises(TypeError, match="follows a schedule"):
        optimizer.learning_rate = 0.5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"learning_rate": "fast"}, "learning_rate must be a number of at least 0, or a learning-rate schedule"),
        ({"learning_rate": -1.0}, "learning_rate must be"),
        ({"clipnorm": 1.0, "clipvalue": 1.0}, "give only one of clipnorm, clipvalue and global_clipnorm"),
        ({"gradient_accumulation_steps": 1}, "of at least 2"),
    ],
)
def test_impossible_settings_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        optimizers.SGD(**arguments)


def test_weights_it_was_not_built_for_are_refused():
    optimizer = optimizers.SGD()
    optimizer.build([Variable(np.ones(2), name="kernel")])
    with pytest.raises(ValueError, match="does not know the weight 'bias'"):
        optimizer.apply([np.ones(2)], [Variable(np.ones(2), name="bias")])


def test_a_loss_that_depends_on_nothing_is_refused_and_on_some_only_is_mentioned():
    one, other = Variable(np.ones(2), name="one"), Variable(np.ones(2), name="other")
    optimizer = optimizers.SGD(learning_rate=1.0)
    with pytest.raises(ValueError, match="depends on none of the weights"):
        optimizer.apply([None, None], [one, other])
    with pytest.warns(UserWarning, match="does not depend on other"):
        optimizer.apply([np.ones(2), None], [one, other])
    assert one.numpy().tolist() == [0.0, 0.0]
    assert other.numpy().tolist() == [1.0, 1.0]


def test_the_state_can_be_put_back():
    weight, again = Variable(np.ones(2)), Variable(np.ones(2))
    optimizer = optimizers.Adam()
    optimizer.apply([np.array([1.0, -2.0])], [weight])
    other = optimizers.Adam()
    other.build([again])
    other.set_weights([variable.numpy() for variable in optimizer.variables])
    again.assign(weight)
    for each, variable in ((optimizer, weight), (other, again)):
        each.apply([np.array([0.5, 0.5])], [variable])
    assert np.array_equal(weight.numpy(), again.numpy())
    with pytest.raises(ValueError, match="has 4 variables; set_weights"):
        other.set_weights([np.ones(2)])


def test_an_optimizer_of_ones_own_writes_update():
    class Signs(optimizers.SGD):
        def update(self, w, g, slots, learning_rate):
            w -= learning_rate * np.sign(g)

    weight = Variable(np.zeros(2))
    Signs(learning_rate=0.5).apply([np.array([3.0, -4.0])], [weight])
    assert weight.numpy().tolist() == [-0.5, 0.5]


# ---- what Keras 2 called things -------------------------------------------------------------------------------


def test_decay_makes_the_learning_rate_fall_and_leaves_it_settable():
    with pytest.warns(
        UserWarning, match=r"'decay' is an old name; write SGD\(learning_rate=schedules.InverseTimeDecay"
    ):
        optimizer = optimizers.SGD(learning_rate=1.0, decay=1.0)
    weight = Variable(np.array([0.0]))
    for _ in range(2):
        optimizer.apply([np.array([1.0])], [weight])
    assert weight.numpy() == pytest.approx([-1.5])
    optimizer.learning_rate = 3.0
    optimizer.apply([np.array([1.0])], [weight])
    assert weight.numpy() == pytest.approx([-2.5])


def test_decay_is_saved_as_the_schedule_it_is():
    with pytest.warns(UserWarning, match="decay"):
        optimizer = optimizers.SGD(learning_rate=1.0, decay=0.5)
    again = optimizers.deserialize(optimizers.serialize(optimizer))
    weight = Variable(np.array([0.0]))
    for _ in range(2):
        again.apply([np.array([1.0])], [weight])
    assert weight.numpy() == pytest.approx([-1 - 1 / 1.5])


def test_no_decay_needs_no_remark():
    assert optimizers.SGD(learning_rate=1.0, decay=0.0).decay == 0.0


def test_lr_is_the_learning_rate():
    optimizer = optimizers.Adam(learning_rate=0.5)
    optimizer.lr = 0.25
    assert float(optimizer.learning_rate) == float(optimizer.lr) == 0.25


# ---- scaled losses --------------------------------------------------------------------------------------------


def test_a_gradient_that_is_not_finite_changes_nothing_but_the_scale():
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(learning_rate=1.0), initial_scale=8.0)
    weight = Variable(np.array([1.0]))
    optimizer.apply([np.array([np.nan])], [weight])
    assert weight.numpy().tolist() == [1.0]
    assert optimizer.scale_loss(1.0) == 4.0
    optimizer.apply([np.array([4.0])], [weight])
    assert weight.numpy().tolist() == [0.0]


def test_a_loss_scale_optimizer_is_saved_with_the_one_inside():
    again = optimizers.deserialize(optimizers.serialize(optimizers.LossScaleOptimizer("adam", initial_scale=4.0)))
    assert type(again.inner_optimizer).__name__ == "Adam"
    assert again.scale_loss(1.0) == 4.0
    again.learning_rate = 0.5
    assert float(again.inner_optimizer.learning_rate) == 0.5


def test_muon_leaves_what_is_no_matrix_or_excluded_to_adam():
    optimizer = optimizers.Muon(exclude_layers=["head"])
    names = {"kernel": (2, 2), "bias": (2,), "embeddings": (2, 2), "head/kernel": (2, 2)}
    for_adam = [name for name, shape in names.items() if optimizer.is_for_adam(Variable(np.ones(shape), name=name))]
    assert for_adam == ["bias", "embeddings", "head/kernel"]


def test_the_second_argument_of_adamw_is_its_decay():
    assert optimizers.AdamW(1e-3, 1e-2).weight_decay == 1e-2


def test_averages_that_die_away_become_zero_before_they_slow_the_processor_down():
    x = np.random.default_rng(0).standard_normal((32, 4)).astype("float32")
    x[:, 0] *= np.arange(32) < 1  # after the first batch this input is always 0
    model = Sequential([Input((4,)), Dense(3)])
    model.compile(optimizers.RMSprop(), "mse")
    y = np.zeros((32, 3), "float32")
    model.fit(x, y, batch_size=1, shuffle=False, verbose=0)
    model.fit(x[1:], y[1:], batch_size=1, epochs=40, verbose=0)
    velocity = np.abs(model.optimizer.variables[2].value[0])
    assert np.all((velocity == 0) | (velocity > 1e-38))
    assert (velocity == 0).all()
