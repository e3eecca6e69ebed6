"""Repeating: a block several times in a row, with weights of its own."""

import pytest

from designer.model.commands import SetParameter
from designer.model.document import Document
from designer.model.level import Level
from designer.model.repeating import RepeatNodes
from designer.model.settings import TrainingSettings
from tests.designer.model.drawing import add, add_chain, layer_key, wire

# ---- repeating ------------------------------------------------------------------------------------------------


def test_a_block_stands_so_many_times_in_a_row(mlp):
    mlp.execute(SetParameter(layer_key(mlp, mlp.ids[2]), "units", 8))
    mlp.execute(RepeatNodes([mlp.ids[2]], 4))
    assert mlp.report.is_valid
    assert len(mlp.graph.nodes) == 7
    assert mlp.report.total_params == 4 * 8 + 8 + 4 * (8 * 8 + 8) + 8 * 3 + 3
    order = [mlp.graph.layer_of(id).name for id in mlp.graph.topological_order()]
    assert order == ["input", "dense", "dense_1", "dense_3", "dense_4", "dense_5", "dense_2"]
    assert mlp.history.undo_text == "Repeat 4 times"
    mlp.undo()
    assert len(mlp.graph.nodes) == 4


def test_a_residual_block_is_repeated_with_its_shortcut():
    document = Document()
    _start, first = add_chain(document, ("InputLayer", {"shape": (6,)}), ("Dense", {"units": 6}))
    dense, total = add(document, "Dense", units=6), add(document, "Add")
    wire(document, first, dense, total)
    wire(document, first, total, port=1)
    document.execute(RepeatNodes([dense, total], 3))
    assert document.report.is_valid
    assert document.report.total_params == 4 * (6 * 6 + 6)


def test_an_output_that_is_repeated_hands_its_name_on(mlp):
    mlp.settings = TrainingSettings(losses={"dense_2": "mse"})
    mlp.execute(RepeatNodes([mlp.ids[3]], 2))
    assert mlp.settings.losses == {"dense_3": "mse"}
    assert [mlp.graph.layer_of(id).name for id in mlp.graph.outputs()] == ["dense_3"]


def test_copies_of_a_nested_model_are_models_of_their_own(opened):
    document, level = opened
    document.execute(repeat := RepeatNodes([level.node_id], 2))
    assert document.graph.layer_of(repeat.new_ids[0]).name == "block_1"
    level.execute(SetParameter(layer_key(level, document.ids[1]), "units", 9))
    copy = Level(document, repeat.new_ids[0])
    assert copy.graph.layers[layer_key(copy, document.ids[1])].arguments["units"] == 8


@pytest.mark.parametrize("times", [-1, 0, 1, 1000])
def test_a_number_of_times_that_makes_no_sense_is_refused(mlp, times):
    with pytest.raises(ValueError, match="2 to 200 times"):
        mlp.execute(RepeatNodes([mlp.ids[1]], times))


def test_a_block_with_two_results_is_not_repeated(branching):
    with pytest.raises(ValueError, match="gives 2: 'dense', 'dense_1'"):
        branching.execute(RepeatNodes(branching.ids[1:3], 2))
