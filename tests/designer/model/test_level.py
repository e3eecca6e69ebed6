"""Levels: a nested model edited inside, as steps of the document around it."""

from designer.model.commands import Connect, Disconnect, MoveNodes, RemoveNodes, RenameLayer, SetParameter
from designer.model.compiler import compile_graph
from designer.model.graph import Edge, Graph
from designer.model.level import Level
from designer.model.notes import ChangeNotes, Note
from designer.model.settings import TrainingSettings
from designer.model.sketching import sketch_of_graph
from tests.designer.model.drawing import add, layer_key
from tests.designer.model.nesting import group, predictions, same, trained

# ---- the inside -----------------------------------------------------------------------------------------------


def test_a_step_inside_is_a_step_of_the_document(opened):
    document, level = opened
    dense = document.ids[2]
    level.execute(SetParameter(layer_key(level, dense), "units", 9))
    assert document.report.facts[level.node_id].output_shapes == ((None, 9),)
    assert level.report.facts[dense].output_shapes == ((None, 9),)
    assert document.history.undo_text == "Set units of dense_1"
    document.undo()
    assert level.report.facts[dense].output_shapes == ((None, 5),)


def test_the_level_tells_exactly_what_changed(opened):
    document, level = opened
    changes = []
    level.changed.connect(changes.append)
    level.execute(MoveNodes({document.ids[1]: (80.0, 40.0)}))
    level.execute(RemoveNodes([document.ids[1]]))
    document.undo()
    assert changes[0].nodes_moved == {document.ids[1]}
    assert not changes[0].touches_model
    assert changes[1].nodes_removed == changes[2].nodes_added == {document.ids[1]}
    assert changes[1].edges_added == changes[2].edges_removed


def test_moves_inside_shortly_after_one_another_are_one_step(opened):
    document, level = opened
    for x in (8.0, 16.0, 24.0):
        level.execute(MoveNodes({document.ids[1]: (x, 0.0)}))
    position = document.history.position
    document.undo()
    assert document.history.position == position - 1
    assert level.graph.nodes[document.ids[1]].x == 0.0
    document.redo()
    assert level.graph.nodes[document.ids[1]].x == 24.0


def test_weights_of_the_layers_inside_survive_an_edit_beside_them(opened):
    document, level = opened
    trained(document)
    kept = compile_graph(document).get_layer("block").get_layer("dense").get_weights()
    level.execute(SetParameter(layer_key(level, document.ids[2]), "units", 9))
    same(compile_graph(document).get_layer("block").get_layer("dense").get_weights(), kept)


def test_wires_stay_with_their_tensor_when_ports_come_and_go(branching):
    _a, left, right, _total, _end = branching.ids
    level = Level(branching, group(branching, left, right))
    level.execute(RemoveNodes([left], heal=False))
    (wire_left,) = [e for e in branching.graph.out_edges(level.node_id) if e.target_port == 1]
    assert wire_left.source_port == 0  # the other tensor is the first now
    branching.undo()
    assert [e.source_port for e in branching.graph.out_edges(level.node_id)] == [0, 1]


def test_a_layer_put_behind_the_last_inside_feeds_what_was_fed(opened):
    document, level = opened
    behind = add(level, "Dense", units=7)
    level.execute(Connect(Edge(document.ids[2], 0, behind, 0)))
    assert document.report.is_valid
    assert [(e.source_port, e.target) for e in document.graph.out_edges(level.node_id)] == [(0, document.ids[3])]
    assert document.report.facts[document.ids[3]].input_shapes == ((None, 7),)


def test_a_problem_inside_is_one_of_the_node_and_says_where(opened):
    document, level = opened
    lost = add(level, "Dense", name="lost", units=7)
    problem = next(each for each in document.report.errors if each.inside)
    assert problem.node_ids == (level.node_id,)
    assert problem.text == "Inside 'block': 'lost' has no input."
    assert problem.inside.node_ids == (lost,)
    assert level.report.errors[0] == problem.inside


def test_renaming_inside_does_not_touch_an_output_of_the_same_name(opened):
    document, level = opened
    document.settings = TrainingSettings(losses={"dense_1": "mse"})
    level.execute(RenameLayer(layer_key(level, document.ids[2]), "other"))
    assert document.settings.losses == {"dense_1": "mse"}


def test_what_enters_is_known_inside_when_it_changes(opened):
    document, level = opened
    document.execute(SetParameter(layer_key(document, document.ids[0]), "shape", [6]))
    assert any("(None, 4), but got (None, 6)" in each.text for each in level.report.errors)


def test_the_level_ends_when_its_node_is_gone(opened):
    document, level = opened
    closed = []
    level.closed.connect(lambda: closed.append(True))
    document.undo()
    assert closed == [True]
    assert not level.is_open


def test_levels_lie_in_levels(opened):
    document, level = opened
    inner = Level(level, group(level, document.ids[1], name="deep"))
    inner.execute(SetParameter(layer_key(inner, document.ids[1]), "units", 11))
    assert [each.title for each in inner.levels[1:]] == ["block", "deep"]
    assert inner.root is document
    assert document.report.facts[level.node_id].num_params == 4 * 11 + 11 + 11 * 5 + 5
    document.history.go_to(0)
    assert not inner.is_open


def test_a_number_is_never_used_twice_inside(opened):
    document, level = opened
    first = add(level, "Dense")
    document.undo()
    assert add(level, "Dense") != first


def test_notes_inside_belong_to_the_nested_model(opened):
    document, level = opened
    told = []
    level.notes_changed.connect(lambda: told.append(dict(level.notes)))
    level.execute(ChangeNotes({"note1": Note("note1", "what this block does", 8.0, 16.0)}))
    assert level.notes["note1"].text == "what this block does"
    assert document.notes == {}
    document.undo()
    assert told == [{"note1": Note("note1", "what this block does", 8.0, 16.0)}, {}]
    document.redo()
    again = Graph.from_json(document.graph.to_json())
    assert again.layers[level.layer_key].notes == level.notes


def test_an_input_that_leads_nowhere_inside_is_left_out_of_the_model(branching):
    level = Level(branching, group(branching, *branching.ids[3:]))
    lost = level.graph.inputs()[0]
    for edge in level.graph.out_edges(lost):
        level.execute(Disconnect(edge))
    total = branching.ids[3]
    level.execute(RemoveNodes([total]))
    assert branching.report.is_valid
    assert len(compile_graph(branching).get_layer("block").inputs) == 1
    sketch = sketch_of_graph(branching.graph, branching.report.facts)
    assert len(predictions(branching)) == len(branching.graph.outputs())
    (call,) = [each for each in sketch.calls if each.id == level.node_id]
    assert type(call.args[0]).__name__ == "Ref"
