"""What a repair would do is drawn over the canvas, and nothing of it stays."""

import pytest

from designer.canvas.items.ghost_item import GhostItem
from designer.canvas.scene import CanvasScene
from designer.model.document import Document
from designer.model.repairs import repairs_of
from tests.designer.model.drawing import add_chain


@pytest.fixture
def document():
    made = Document()
    add_chain(made, ("InputLayer", {"shape": (784,)}), ("Conv2D", {"filters": 8, "kernel_size": 3}))
    return made


def ghosts(scene):
    return [ghost for item in scene.items() if isinstance(item, GhostItem) for ghost in item.ghosts]


@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_a_new_node_stands_aside_and_new_shapes_beside_their_nodes(qapp, document, direction):
    scene = CanvasScene(document)
    scene.set_direction(direction)
    scene.show_repair(repairs_of(document, document.report.problems[0])[0])
    new, label = ghosts(scene)
    assert (new.title, new.text) == ("+ Reshape", "(None, 28, 28, 1)")
    assert len(new.ends) == 2
    assert label.title == "→ (None, 26, 26, 8)"
    assert not any(new.place.intersects(item.body()) for item in scene.node_items.values())


def test_another_preview_takes_the_place_and_none_leaves_nothing(qapp, document):
    scene = CanvasScene(document)
    first, second = repairs_of(document, document.report.problems[0])[:2]
    scene.show_repair(first)
    scene.show_repair(second)
    assert [ghost.title for ghost in ghosts(scene)] == []  # the node that would be deleted has no new shape
    scene.show_repair(None)
    assert not any(isinstance(item, GhostItem) for item in scene.items())


@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_ghosts_go_along_with_a_dragged_node_and_do_not_lie_on_each_other(qapp, document, direction):
    scene = CanvasScene(document)
    scene.set_direction(direction)
    scene.show_repair(repairs_of(document, document.report.problems[0])[0])
    first, second = document.graph.nodes
    before = ghosts(scene)[1].place.topLeft()
    for y in range(-240, 240, 16):
        scene.preview_positions({first: (0.0, 0.0), second: (float(y % 48), float(y))})
        new, label = ghosts(scene)
        assert not new.place.intersects(label.place)
        assert not any(new.place.intersects(item.body()) for item in scene.node_items.values())
    assert label.place.topLeft() != before
    scene.show_repair(None)
    assert ghosts(scene) == []
