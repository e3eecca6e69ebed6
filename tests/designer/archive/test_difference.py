"""The difference of two runs: what was changed, and whether one may conclude anything."""

from dataclasses import replace

from designer.archive.difference import difference
from designer.model.settings import TrainingSettings
from tests.designer.archive.runs import record
from tests.designer.training.documents import flowers, twins


def wider(units=16):
    document = flowers()
    layer = document.graph.layers["layer1"]
    document.graph.put_layer(replace(layer, arguments={**layer.arguments, "units": units}))
    return document.graph


def compared(new, graph=None):
    return difference(record(), new, flowers().graph, graph or flowers().graph)


def test_equal_runs_differ_in_nothing():
    found = compared(record("b2"))
    assert found.changes == () and not found.is_confounded
    assert found.sentence.startswith("Nothing was changed")


def test_one_changed_parameter_is_named_and_may_be_the_cause():
    found = compared(record("b2"), wider())
    assert [change.text for change in found.changes] == ["hidden, units: 8 → 16"]
    assert found.sentence.startswith("1 thing changed: what differs")


def test_three_changes_confound_the_comparison():
    settings = TrainingSettings(epochs=3, seed=7, learning_rate=0.01).to_json()
    found = compared(record("b2", settings=settings, data_hash="other"), wider())
    assert (
        found.sentence == "3 things changed: which of them made the difference, nobody can tell. Change one at a time."
    )
    assert {change.part for change in found.changes} == {"model", "settings", "data"}
    assert "learning rate: the optimizer's own → 0.01" in [change.text for change in found.changes]


def test_another_seed_counts_as_a_change():
    other = {**record().settings, "seed": 8}
    assert [change.text for change in compared(record("b2", settings=other, seed=8)).changes] == ["seed: 7 → 8"]


def test_seeds_that_were_drawn_are_no_change():
    drawn = {**record().settings, "seed": None}
    old, new = record(settings=drawn, seed=4), record("b2", settings=drawn, seed=5)
    assert difference(old, new, flowers().graph, flowers().graph).changes == ()


def test_a_layer_added_is_one_change_whatever_its_wires():
    graph = flowers().graph
    old = flowers().graph
    layer = replace(graph.layers["layer1"], key="extra", name="extra")
    graph.put_layer(layer)
    graph.put_node(replace(graph.nodes["n1"], id="n9", layer_key="extra"))
    (change,) = difference(record(), record("b2"), old, graph).changes
    assert change.text == "extra: added → Dense"


def test_layers_wired_otherwise_are_one_change():
    old, new = twins().graph, twins().graph
    new.drop_edge(new.edges[-1])
    (change,) = difference(record(), record("b2"), old, new).changes
    assert change.text == "wires: join → again → –"


def test_the_results_are_set_side_by_side():
    found = compared(record("b2", curves={"loss": [0.125], "mae": [3.0]}))
    by_name = {each.name: each for each in found.outcomes}
    assert by_name["loss"].step == -0.125
    assert by_name["accuracy"].after is None and by_name["mae"].step is None
