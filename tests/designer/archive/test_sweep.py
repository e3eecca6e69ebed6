"""Sweeps: what can be varied, the combinations, the values as they are written, and the documents made of them."""

import pytest

from designer.archive.sweep import MOST_RUNS, Axis, grid, sample, targets, variant, variants
from designer.archive.sweep_values import parse_values
from tests.designer.training.documents import flowers

RATES = Axis("learning_rate", (0.1, 0.01))
UNITS = Axis("hidden.units", (4, 8, 16))


def test_settings_and_numbers_of_layers_can_be_varied():
    found = targets(flowers())
    assert {"learning_rate", "optimizer", "epochs", "batch_size", "seed", "hidden.units"} <= set(found)
    assert "hidden.activation" not in found and "shuffle" not in found


def test_a_grid_has_every_combination_once_and_the_last_axis_changes_fastest():
    found = grid([RATES, UNITS])
    assert found[:3] == [{"learning_rate": 0.1, "hidden.units": units} for units in (4, 8, 16)]
    assert len({tuple(each.values()) for each in found}) == len(found) == 6


def test_a_sample_is_drawn_without_repeats_and_again_the_same_with_its_seed():
    found = sample([RATES, UNITS], 4, seed=3)
    assert len({tuple(each.values()) for each in found}) == 4
    assert found == sample([RATES, UNITS], 4, seed=3) != sample([RATES, UNITS], 4, seed=4)


def test_a_sample_as_large_as_the_grid_is_the_grid_in_another_order():
    assert sorted(map(str, sample([RATES, UNITS], 50, seed=0))) == sorted(map(str, grid([RATES, UNITS])))


def test_few_combinations_are_drawn_from_more_than_could_be_listed():
    axes = [Axis(name, tuple(range(2000))) for name in ("seed", "epochs", "batch_size", "hidden.units")]
    assert len(sample(axes, 5, seed=0)) == 5


@pytest.mark.parametrize(
    ("axes", "sentence"),
    [
        ([], "nothing to vary"),
        ([RATES, RATES], "learning_rate is chosen twice"),
        ([Axis("seed", ())], "seed has no values"),
        ([Axis("seed", tuple(range(MOST_RUNS + 1)))], "201 combinations"),
    ],
)
def test_a_grid_that_makes_no_sense_is_refused(axes, sentence):
    with pytest.raises(ValueError, match=sentence):
        grid(axes)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0.1, 0.01", (0.1, 0.01)),
        ("16..64 step 16", (16, 32, 48, 64)),
        ("1..3", (1, 2, 3)),
        ("3..1 step -1", (3, 2, 1)),
        ("0.1..0.3 step 0.1", (0.1, 0.2, 0.3)),
        ("1e-3, 8, 8", (0.001, 8)),
        ("adam, sgd", ("adam", "sgd")),
        (" , ", ()),
    ],
)
def test_values_are_read_as_they_are_written(text, values):
    assert parse_values(text) == values
    assert [type(value) for value in parse_values(text)] == [type(value) for value in values]


@pytest.mark.parametrize("text", ["1..9 step 0", "1..9 step -1", "a..b", "1..inf", "0..1 step 1e-9", "nan"])
def test_values_that_cannot_be_are_refused(text):
    with pytest.raises(ValueError, match=r"no range|a wider step|no number"):
        parse_values(text)


def test_a_variant_has_the_values_and_the_document_stays():
    document = flowers()
    before = document.graph.to_json(), document.settings
    made = variant(document, {"learning_rate": 0.5, "hidden.units": 32})
    assert made.settings.learning_rate == 0.5
    assert made.graph.layers["layer1"].arguments["units"] == 32
    assert made.title == document.title
    assert (document.graph.to_json(), document.settings) == before and not document.is_modified


@pytest.mark.parametrize(
    ("assignment", "sentence"),
    [
        ({"batch_size": 0}, "batch_size=0 cannot be tried: The batch size"),
        ({"epochs": 1.5}, "The epochs"),
        ({"optimizer": "adan"}, "no optimizer 'adan'"),
        ({"hidden.units": -1}, "hidden.units=-1"),
        ({"hidden.unit": 4}, "has no parameter 'unit'"),
        ({"gone.units": 4}, "gone.units is neither"),
        ({"speed": 4}, "speed is neither"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_in_a_sentence(assignment, sentence):
    with pytest.raises(ValueError, match=sentence):
        variant(flowers(), assignment)


def test_a_rate_is_not_varied_under_a_schedule():
    schedule = {"class_name": "CosineDecay", "config": {"initial_learning_rate": 0.1, "decay_steps": 10}}
    with pytest.raises(ValueError, match="follows a schedule"):
        variant(flowers(schedule=schedule), {"learning_rate": 0.1})


def test_all_variants_of_a_sweep_begin_alike_where_no_seed_was_set():
    found = [made.settings.seed for _, made in variants(flowers(seed=None), grid([RATES]))]
    assert found[0] is not None and found[0] == found[1]
    assert [made.settings.seed for _, made in variants(flowers(), grid([Axis("seed", (3, 4))]))] == [3, 4]
