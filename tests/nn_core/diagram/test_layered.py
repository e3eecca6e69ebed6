"""The layered arrangement: the flow goes one way, nothing overlaps, few wires cross."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from nn_core.diagram.layered import NODE_GAP, Layout, arrange

Wires = list[tuple[int, int]]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[int, tuple[float, float]], Wires]:
    """Boxes of many sizes, and wires that always lead to a later one."""
    count = draw(st.integers(1, 12))
    sizes = {i: (draw(st.floats(10, 300)), draw(st.floats(10, 100))) for i in range(count)}
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    return sizes, draw(st.lists(st.sampled_from(pairs), unique=True, max_size=20)) if pairs else []


def overlap(layout: Layout, sizes: dict[int, tuple[float, float]], a: int, b: int) -> bool:
    (ax, ay), (bx, by) = layout.centers[a], layout.centers[b]
    is_beside = abs(ax - bx) > (sizes[a][0] + sizes[b][0]) / 2
    return not is_beside and abs(ay - by) < (sizes[a][1] + sizes[b][1]) / 2


@given(graphs())
def test_every_wire_leads_down_and_nothing_overlaps_or_leaves_the_page(
    graph: tuple[dict[int, tuple[float, float]], Wires],
) -> None:
    sizes, wires = graph
    layout = arrange(sizes, wires)
    for a, b in wires:
        heights = [y for _, y in layout.routes[a, b]]
        assert heights == sorted(heights)
        assert layout.centers[a][1] < layout.centers[b][1]
    assert not any(overlap(layout, sizes, a, b) for a, b in combinations(sizes, 2))
    for node, (x, y) in layout.centers.items():
        assert sizes[node][0] / 2 <= x + 1e-6 <= layout.width - sizes[node][0] / 2 + 2e-6
        assert sizes[node][1] / 2 <= y + 1e-6 <= layout.height - sizes[node][1] / 2 + 2e-6


def test_a_chain_is_a_straight_line() -> None:
    sizes = {i: (50.0 + 10 * i, 20.0) for i in range(6)}
    layout = arrange(sizes, [(i, i + 1) for i in range(5)])
    middles = [x for x, _ in layout.centers.values()]
    assert max(middles) - min(middles) < 1e-6


def test_wires_that_need_not_cross_do_not() -> None:
    sizes = dict.fromkeys(range(6), (20.0, 20.0))
    layout = arrange(sizes, [(0, 5), (1, 4), (2, 3)])
    upper = sorted((layout.centers[i][0], i) for i in range(3))
    lower = sorted((layout.centers[i][0], i) for i in range(3, 6))
    assert [i for _, i in upper] == [5 - i for _, i in lower]


def test_a_long_wire_passes_beside_the_boxes_it_skips() -> None:
    sizes = dict.fromkeys(range(4), (100.0, 20.0))
    layout = arrange(sizes, [(0, 1), (1, 2), (2, 3), (0, 3)])
    for x, y in layout.routes[0, 3][1:-1]:
        for i in (1, 2):
            is_at_the_height = abs(y - layout.centers[i][1]) <= 10
            assert not is_at_the_height or abs(x - layout.centers[i][0]) >= 50 + NODE_GAP / 2


def test_an_input_stands_just_above_the_layer_that_reads_it() -> None:
    sizes = dict.fromkeys(range(4), (20.0, 20.0))
    layout = arrange(sizes, [(0, 1), (1, 3), (2, 3)])
    assert layout.centers[2][1] == layout.centers[1][1]


def test_nothing_at_all_takes_no_room() -> None:
    assert (arrange({}, []).width, arrange({}, []).height) == (0.0, 0.0)
