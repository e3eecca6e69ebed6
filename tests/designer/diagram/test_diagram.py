"""The diagram of a document: in its panel and as a file."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from designer.diagram.document_graph import graph_of_document
from designer.diagram.exporting import export_diagram
from designer.diagram.panel import DiagramPanel
from designer.model.commands import AddLayer, Connect, RenameLayer, SetParameter
from designer.model.document import Document
from designer.model.graph import Edge
from nn_core.diagram.drawing import Text
from nn_core.diagram.graph import PlotOptions


@pytest.fixture
def document() -> Document:
    found = Document()
    found.execute(AddLayer("InputLayer", arguments={"shape": [4]}, node_id="a", name="in"))
    found.execute(AddLayer("Dense", arguments={"units": 3, "activation": "relu"}, node_id="b", name="输出层"))
    found.execute(Connect(Edge("a", 0, "b", 0)))
    return found


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> DiagramPanel:
    found = DiagramPanel(document)
    qtbot.addWidget(found)
    found.resize(600, 300)
    with qtbot.waitExposed(found):
        found.show()
    return found


def words(panel: DiagramPanel) -> list[str]:
    return [item.text for item in panel.view.drawing.items if isinstance(item, Text)]


def test_the_boxes_tell_what_is_known(document: Document) -> None:
    graph = graph_of_document(document)
    box = graph.boxes[1]
    assert (box.name, box.class_name, box.input_shape, box.output_shape) == (
        "输出层",
        "Dense",
        "(None, 4)",
        "(None, 3)",
    )
    assert (box.activation, box.trainable) == ("relu", True)
    assert graph.wires == [("a", "b")]


def test_an_unfinished_model_is_drawn_as_far_as_it_goes(document: Document) -> None:
    document.execute(AddLayer("Dense", node_id="c"))
    shapes = {box.key: box.output_shape for box in graph_of_document(document).boxes}
    assert shapes == {"a": "(None, 4)", "b": "(None, 3)", "c": "?"}


def test_the_panel_follows_the_document(panel: DiagramPanel, document: Document) -> None:
    document.execute(RenameLayer(document.graph.nodes["b"].layer_key, "head"))
    assert "head (Dense)" in words(panel)
    document.execute(SetParameter(document.graph.nodes["b"].layer_key, "units", 7))
    assert "Output shape: (None, 7)" in words(panel)


def test_what_is_ticked_is_shown_and_remembered(panel: DiagramPanel, document: Document, qtbot: QtBot) -> None:
    box = panel.findChild(QCheckBox, "diagram_show_shapes")
    assert box is not None
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert not any("shape" in each for each in words(panel))
    other = DiagramPanel(document)
    qtbot.addWidget(other)
    assert not other.options.show_shapes


def test_the_drawing_fits_until_the_wheel_says_otherwise(panel: DiagramPanel) -> None:
    page = panel.view.drawing.width * panel.view.zoom
    assert page <= panel.view.maximumViewportSize().width() + 1
    before = panel.view.zoom
    panel.view.zoom_by(2.0, QPoint(10, 10))
    assert panel.view.zoom == pytest.approx(2 * before)
    panel.view.fit()
    assert panel.view.zoom == pytest.approx(before)


@pytest.mark.parametrize("rankdir", ["TB", "LR"])
@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_diagram_is_written_in_the_format_of_its_ending(
    ending: str, rankdir: str, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / f"模型.{ending}"
    export_diagram(document, path, PlotOptions(show_layer_names=True, rankdir=rankdir))  # type: ignore[arg-type]
    content = path.read_bytes()
    if ending == "png":
        image = QImage(str(path))
        colors = {image.pixel(x, y) for x in range(image.width()) for y in range(0, image.height(), 3)}
        assert len(colors) > 2
    elif ending == "svg":
        assert "输出层 (Dense)" in content.decode()
    else:
        assert content.startswith(b"%PDF")


def test_an_empty_model_and_a_strange_ending_are_refused(document: Document, tmp_path: Path, qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        export_diagram(Document(), tmp_path / "empty.svg")
    with pytest.raises(ValueError, match=r"should end in \.png"):
        export_diagram(document, tmp_path / "model.bmp")
