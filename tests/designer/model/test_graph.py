"""The graph: ports, order, cycles, JSON."""

import json

import pytest

from designer.model.document import Document
from designer.model.graph import Edge, Graph, LayerSpec, Node
from tests.designer.model.drawing import add, add_chain, wire


def two_branches() -> tuple[Document, dict[str, str]]:
    document = Document()
    ids = {name: add(document, "InputLayer", name, shape=(4,)) for name in ("left", "right")}
    ids["sum"] = add(document, "Add", "sum")
    wire(document, ids["left"], ids["sum"], port=0)
    wire(document, ids["right"], ids["sum"], port=1)
    return document, ids


def test_a_merging_layer_always_has_a_free_port():
    document, ids = two_branches()
    assert document.graph.num_input_ports(ids["sum"]) == 3
    assert document.graph.free_input_port(ids["sum"]) == 2


def test_a_port_that_became_free_is_offered_first():
    document, ids = two_branches()
    document.graph.drop_edge(Edge(ids["left"], 0, ids["sum"], 0))
    assert document.graph.free_input_port(ids["sum"]) == 0
    assert document.graph.num_input_ports(ids["sum"]) == 2


def test_an_ordinary_layer_has_one_port_and_an_input_none():
    document = Document()
    source, dense = add_chain(document, "InputLayer", "Dense")
    assert document.graph.num_input_ports(source) == 0
    assert document.graph.num_input_ports(dense) == 1
    assert document.graph.free_input_port(dense) is None


def test_wires_into_a_node_come_in_the_order_of_the_ports():
    graph = Graph()
    graph.put_layer(LayerSpec("layer1", "Add", "sum"))
    for number in range(1, 13):
        graph.put_node(Node(f"n{number}", "layer1"))
    for port, source in enumerate(("n12", "n3", "n11", "n2")):
        graph.add_edge(Edge(source, 0, "n1", port))
    assert [edge.source for edge in graph.in_edges("n1")] == ["n12", "n3", "n11", "n2"]


def test_inputs_and_outputs_are_ordered_by_number_not_by_place():
    document, ids = two_branches()
    ends = [add(document, "Dense", f"end{number}", units=1) for number in range(10)]
    for end in ends:
        wire(document, ids["sum"], end)
    assert document.graph.outputs() == ends
    assert document.graph.inputs() == [ids["left"], ids["right"]]


def test_a_wire_back_would_close_a_cycle():
    document = Document()
    ids = add_chain(document, "InputLayer", "Dense", "Dense")
    assert document.graph.would_close_cycle(ids[2], ids[1])
    assert document.graph.would_close_cycle(ids[1], ids[1])
    assert not document.graph.would_close_cycle(ids[0], ids[2])


def test_the_topological_order_names_every_node_even_in_a_cycle():
    document = Document()
    ids = add_chain(document, "InputLayer", "Dense", "Add", "Dense", "Dense")
    document.graph.add_edge(Edge(ids[3], 0, ids[2], 1))
    assert document.graph.topological_order() == ids


def test_numbers_are_never_used_twice():
    document = Document()
    first = add(document, "Dense")
    document.undo()
    second = add(document, "Dense")
    assert first != second


def test_a_graph_survives_json():
    document, ids = two_branches()
    document.graph.put_node(Node(ids["sum"], document.graph.nodes[ids["sum"]].layer_key, 1.5, -2.0, (0,)))
    text = json.dumps(document.graph.to_json())
    again = Graph.from_json(json.loads(text))
    assert json.dumps(again.to_json()) == text
    assert again == document.graph


def test_json_does_not_depend_on_the_order_of_adding():
    nodes, layers = (
        [Node(f"n{n}", f"layer{n}") for n in (1, 2, 10)],
        [LayerSpec(f"layer{n}", "Add", f"a{n}") for n in (1, 2, 10)],
    )
    forward, backward = Graph(), Graph()
    for graph, step in ((forward, 1), (backward, -1)):
        for layer in layers[::step]:
            graph.put_layer(layer)
        for node in nodes[::step]:
            graph.put_node(node)
        for edge in [Edge("n1", 0, "n2", 0), Edge("n2", 0, "n10", 0)][::step]:
            graph.add_edge(edge)
    assert json.dumps(forward.to_json()) == json.dumps(backward.to_json())


def test_a_nested_graph_survives_json():
    document, _ = two_branches()
    outer = Graph()
    outer.put_layer(LayerSpec("layer1", "Functional", "block", {}, document.graph))
    outer.put_node(Node("n1", "layer1"))
    again = Graph.from_json(outer.to_json())
    assert again == outer
    assert again.num_input_ports("n1") == 2


def test_ids_given_after_opening_are_new():
    graph = Graph.from_json({"layers": [{"key": "layer7", "class_name": "Add", "name": "a", "arguments": {}}],
                             "nodes": [{"id": "n40", "layer": "layer7", "x": 0, "y": 0}], "edges": []})  # fmt: skip
    assert graph.new_node_id() == "n41"


GOOD = {
    "layers": [{"key": "layer1", "class_name": "Dense", "name": "dense", "arguments": {}}],
    "nodes": [{"id": "n1", "layer": "layer1", "x": 0, "y": 0}],
    "edges": [],
}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"layers": None}, "list of layers"),
        ({"nodes": 3}, "list of nodes"),
        ({"layers": GOOD["layers"] * 2}, "Two layers"),
        ({"nodes": GOOD["nodes"] * 2}, "Two nodes"),
        ({"nodes": [{"id": "n1", "layer": "layer9", "x": 0, "y": 0}]}, "does not exist"),
        ({"nodes": [{"id": "n1", "layer": "layer1", "x": float("nan"), "y": 0}]}, "finite number"),
        ({"nodes": [{"id": "n1", "layer": "layer1", "x": "left", "y": 0}]}, "finite number"),
        ({"nodes": []}, "No node uses"),
        ({"edges": [["n1", 0, "n5", 0]]}, "does not exist"),
        ({"edges": [["n1", -1, "n1", 0]]}, "A wire must be"),
        ({"edges": [["n1", 0, "n1"]]}, "A wire must be"),
        ({"edges": [[["n1"], 0, "n1", 0]]}, "does not exist"),
        ({"layers": [{"key": "layer1", "class_name": 5, "name": "x", "arguments": {}}]}, "class_name"),
        ({"layers": [{"key": "layer1", "class_name": "Dense", "name": "x", "arguments": []}]}, "arguments"),
        ({"nodes": [{"id": "n1", "layer": "layer1", "x": 0, "y": 0, "output_ports": "all"}]}, "output_ports"),
    ],
)
def test_a_damaged_graph_is_refused_in_a_sentence(change, word):
    with pytest.raises(ValueError, match=word):
        Graph.from_json({**GOOD, **change})


def test_a_graph_nested_without_end_is_refused():
    content = GOOD
    for _ in range(50):
        content = {**GOOD, "layers": [{**GOOD["layers"][0], "inner": content}]}
    with pytest.raises(ValueError, match="nested more than"):
        Graph.from_json(content)
