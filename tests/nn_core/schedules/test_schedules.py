import pytest

from nn_core.optimizers import schedules
from tests.golden import cases, differences


@pytest.mark.parametrize("case", cases("schedules"), ids=str)
def test_rates_are_those_of_keras(case):
    config = {"class_name": case.meta["class_name"], "config": case.meta["config"]}
    schedule = schedules.deserialize(config)
    assert differences({"out_0": [schedule(step) for step in case.arrays["in_0"]]}, case) == []
    assert schedule.get_config() == case.meta["config"]


def test_a_schedule_survives_its_configuration():
    schedule = schedules.CosineDecay(0.1, 100, warmup_target=0.2, warmup_steps=10)
    again = schedules.deserialize(schedules.serialize(schedule))
    assert [again(step) for step in range(0, 120, 7)] == [schedule(step) for step in range(0, 120, 7)]


def test_no_steps_are_refused():
    with pytest.raises(ValueError, match="ExponentialDecay: decay_steps must be a whole number of at least 1"):
        schedules.ExponentialDecay(0.1, decay_steps=0, decay_rate=0.5)


def test_boundaries_and_values_must_fit():
    with pytest.raises(ValueError, match="2 boundaries need 3 values, not 2"):
        schedules.PiecewiseConstantDecay([1, 2], [0.1, 0.2])
