"""What the model assumes about the canvas."""

from designer.canvas.geometry import NODE_HEIGHT, NODE_WIDTH
from designer.model.arrange import DEFAULT_SIZE


def test_files_are_arranged_for_nodes_as_large_as_they_are_drawn():
    assert DEFAULT_SIZE == (NODE_WIDTH, NODE_HEIGHT)
