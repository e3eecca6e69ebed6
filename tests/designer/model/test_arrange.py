"""The arrangement: layers in order, nothing overlapping, few crossings, always the same."""

import itertools
import random
from itertools import pairwise

import pytest

from designer.model.arrange import DEFAULT_SIZE, arrange
from designer.model.graph import Edge, Graph, LayerSpec, Node
from designer.model.layering import layered

SIZES = (120.0, 48.0)


def drawn(*wires: tuple[int, int]) -> Graph:
    graph = Graph()
    graph.put_layer(LayerSpec("layer1", "Add", "sum"))
    for number in sorted({end for wire in wires for end in wire}):
        graph.put_node(Node(f"n{number}", "layer1"))
    for port, (a, b) in enumerate(wires):
        graph.add_edge(Edge(f"n{a}", 0, f"n{b}", port))
    return graph


def random_graph(count: int, wires_each: int, seed: int = 0) -> Graph:
    chosen = random.Random(seed)
    pairs = ((chosen.randint(max(1, n - 9), n - 1), n) for n in range(2, count + 1) for _ in range(wires_each))
    return drawn(*dict.fromkeys(pairs))


def overlapping(places, sizes):
    boxes = [(x, y, x + sizes[id][0], y + sizes[id][1]) for id, (x, y) in places.items()]
    return [
        (a, b)
        for a, b in itertools.combinations(boxes, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_every_wire_runs_forward(direction):
    graph = random_graph(60, 2)
    places = arrange(graph, direction=direction)
    axis = 1 if direction == "TB" else 0
    assert all(places[edge.source][axis] < places[edge.target][axis] for edge in graph.edges)


@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_nothing_overlaps_whatever_the_sizes(direction):
    graph, chosen = random_graph(60, 2), random.Random(1)
    sizes = {id: (chosen.uniform(40, 400), chosen.uniform(20, 200)) for id in graph.nodes}
    assert overlapping(arrange(graph, sizes, direction), sizes) == []


def test_from_left_to_right_there_is_room_for_the_shapes_beside_the_wires():
    places = arrange(drawn((1, 2), (2, 3)), direction="LR")
    left = sorted(x for x, _ in places.values())
    assert all(second - first >= 208 + 128 for first, second in pairwise(left))


def test_a_chain_is_straight():
    graph = drawn((1, 2), (2, 3), (3, 4))
    sizes = {"n1": (100.0, 40.0), "n2": (300.0, 90.0), "n3": (50.0, 40.0), "n4": (100.0, 40.0)}
    places = arrange(graph, sizes)
    centres = [places[id][0] + sizes[id][0] / 2 for id in places]
    assert max(centres) - min(centres) <= 8


def test_a_wire_past_a_branch_does_not_cross_it():
    graph = drawn((1, 2), (2, 3), (3, 4), (1, 4))
    assert layered(graph, graph.topological_order()).num_crossings() == 0


def test_two_branches_come_out_without_crossings():
    graph = drawn((1, 4), (2, 3), (3, 6), (4, 5), (5, 7), (6, 7))
    assert layered(graph, graph.topological_order()).num_crossings() == 0


def test_crossings_are_counted():
    graph = drawn((1, 4), (1, 5), (2, 4), (2, 5))
    assert layered(graph, graph.topological_order()).num_crossings() == 1


def test_a_second_input_stands_just_above_what_it_feeds():
    graph = drawn((1, 2), (2, 3), (3, 5), (4, 5))
    places = arrange(graph)
    assert places["n4"][1] == places["n3"][1]


def test_parts_without_a_wire_between_them_stand_side_by_side():
    places = arrange(drawn((1, 2), (3, 4)))
    assert places["n1"][1] == places["n3"][1] == 0
    assert places["n3"][0] > places["n1"][0]


def test_the_same_graph_gives_the_same_picture():
    assert arrange(random_graph(80, 2)) == arrange(random_graph(80, 2).copy())


def test_a_cycle_from_a_file_can_be_arranged():
    places = arrange(drawn((1, 2), (2, 3), (3, 2), (3, 4)))
    assert len(set(places.values())) == 4


def test_an_empty_graph_has_no_places():
    assert arrange(Graph()) == {}


def resnet(num_blocks: int) -> Graph:
    """Blocks of three layers, each with a wire that skips it."""
    wires, end = [(1, 2)], 2
    for _ in range(num_blocks):
        wires += [(end, end + 1), (end + 1, end + 2), (end + 2, end + 3), (end, end + 3)]
        end += 3
    return drawn(*wires)


def nodes_behind_wires(graph: Graph, margin: float, size=DEFAULT_SIZE) -> list[tuple[Edge, str]]:
    """Return the (wire, node) where the curve from node to node comes nearer than `margin` to another node."""
    places, (width, height) = arrange(graph), size
    found = []
    for edge in graph.edges:
        (x0, y0), (x1, y1) = places[edge.source], places[edge.target]
        y0 += height
        for t in (step / 50 for step in range(51)):
            x = x0 + (x1 - x0) * (3 * t**2 - 2 * t**3) + width / 2
            y = y0 + (y1 - y0) * (1.5 * t - 1.5 * t**2 + t**3)
            found += [
                (edge, id)
                for id, (left, top) in places.items()
                if id not in (edge.source, edge.target)
                and left - margin < x < left + width + margin
                and top < y < top + height
            ]
    return found


def test_wires_that_skip_layers_run_beside_the_nodes_not_behind_them():
    assert nodes_behind_wires(resnet(6), margin=24) == []


def test_nested_wires_that_skip_layers_run_beside_the_nodes():
    assert nodes_behind_wires(drawn((1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (2, 6), (1, 7)), margin=16) == []


def test_neighbours_of_an_opened_file_keep_a_gap_as_wide_as_nodes_are_drawn():
    graph = drawn(*((1, n) for n in range(2, 6)), *((n, 6) for n in range(2, 6)))
    places = arrange(graph)
    lefts = sorted(places[f"n{n}"][0] for n in range(2, 6))
    assert min(b - a for a, b in itertools.pairwise(lefts)) >= DEFAULT_SIZE[0] + 24
