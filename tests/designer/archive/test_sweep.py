"""Sweeps: what can be varied, the combinations, the values as they are written, and the documents made of them."""

import pytest

from designer.archive.sweep import MOST_RUNS, Axis, Span, grid, sample
from designer.archive.sweep_values import parse_axis, parse_values
from designer.archive.variants import targets, variant, variants
from designer.model.grouping import GroupNodes
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
    found = [made.settings.seed for _, made in variants(flowers(seed=None), grid([RATES]))[0]]
    assert found[0] is not None and found[0] == found[1]
    assert [made.settings.seed for _, made in variants(flowers(), grid([Axis("seed", (3, 4))]))[0]] == [3, 4]


# ---- ranges without steps -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("1e-4..0.1 log", Span(1e-4, 0.1, is_log=True)),
        ("0.2..0.5 uniform", Span(0.2, 0.5)),
        (" 8..128  LOG ", Span(8, 128, is_log=True, is_whole=True)),
        ("1..5 uniform", Span(1, 5, is_whole=True)),
    ],
)
def test_a_range_to_draw_from_is_read_as_it_is_written(text, span):
    assert parse_axis("epochs", text) == Axis("epochs", span=span)


@pytest.mark.parametrize("text", ["0.1..0.1 log", "0.5..0.1 uniform", "0..1 log", "-1..1 log", "a..b log"])
def test_a_range_that_cannot_be_is_refused(text):
    with pytest.raises(ValueError, match=r"is no range|above 0"):
        parse_axis("learning_rate", text)


def test_a_logarithmic_range_gives_each_power_of_ten_its_share():
    rates = [each["rate"] for each in sample([Axis("rate", span=Span(1e-4, 1e-1, is_log=True))], 150, seed=1)]
    assert min(rates) >= 1e-4 and max(rates) <= 1e-1 and len(set(rates)) == 150
    shares = [sum(10.0**power <= rate < 10.0 ** (power + 1) for rate in rates) / 150 for power in (-4, -3, -2)]
    assert all(0.2 < share < 0.46 for share in shares)


def test_a_uniform_range_is_drawn_evenly_and_whole_numbers_stay_whole():
    drawn = sample([Axis("rate", span=Span(0.0, 1.0)), Axis("units", span=Span(8, 64, True, True))], 100, seed=2)
    assert 0.4 < sum(each["rate"] < 0.5 for each in drawn) / 100 < 0.6
    assert all(type(each["units"]) is int and 8 <= each["units"] <= 64 for each in drawn)
    assert sample([Axis("epochs", span=Span(1, 3, is_whole=True))], 10, seed=0) != []


def test_ranges_and_lists_are_drawn_together_and_again_the_same_with_their_seed():
    axes = [Axis("learning_rate", span=Span(1e-3, 1e-1, is_log=True)), UNITS]
    found = sample(axes, 6, seed=5)
    assert {each["hidden.units"] for each in found} <= {4, 8, 16} and len(found) == 6
    assert found == sample(axes, 6, seed=5)


def test_of_few_whole_numbers_there_are_no_more_than_there_are():
    found = sample([Axis("epochs", span=Span(1, 3, is_whole=True))], 10, seed=0)
    assert sorted(each["epochs"] for each in found) == [1, 2, 3]


def test_endlessly_many_values_are_no_grid():
    with pytest.raises(ValueError, match="learning_rate has endlessly many values"):
        grid([Axis("learning_rate", span=Span(0.1, 0.2))])


# ---- nested models, and values that do not fit ----------------------------------------------------------------


def test_layers_inside_nested_models_can_be_varied():
    document = flowers()
    document.execute(GroupNodes(["n1"], "block"))
    (target,) = [each for each in targets(document) if each.endswith("hidden.units")]
    assert target == "block/hidden.units"
    made = variant(document, {target: 5})
    inner = next(layer.inner for layer in made.graph.layers.values() if layer.inner is not None)
    assert [layer.arguments["units"] for layer in inner.layers.values() if layer.name == "hidden"] == [5]
    assert made.report.total_params == 4 * 5 + 5 + 5 * 3 + 3


def test_what_does_not_fit_is_set_aside_and_the_others_are_tried():
    made, refused = variants(flowers(), grid([Axis("hidden.units", (4, 0, 8))]))
    assert [assignment["hidden.units"] for assignment, _ in made] == [4, 8]
    ((assignment, sentence),) = refused
    assert assignment == {"hidden.units": 0} and "hidden.units=0" in sentence


def test_where_nothing_fits_there_is_no_sweep():
    with pytest.raises(ValueError, match=r"hidden\.units=0"):
        variants(flowers(), grid([Axis("hidden.units", (0, -1))]))
