"""The window says when a sound model cannot be trained with the chosen data."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.examples import ready_example
from designer.model.commands import SetData
from designer.model.graph import Graph
from designer.window import MainWindow


@pytest.fixture
def window(qtbot):
    made = MainWindow(ready_example())
    made.files.ask_about_changes = lambda: "discard"
    made.files.ask_about_several = lambda _: []
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def node_of(graph: Graph, class_name: str) -> str:
    return next(id for id in graph.nodes if graph.layer_of(id).class_name == class_name)


def test_deleting_flatten_turns_the_last_layer_red_and_says_why(window):
    document = window.document
    flatten, last = node_of(document.graph, "Flatten"), document.graph.outputs()[0]
    document.selection.set([flatten])
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    assert flatten not in document.graph.nodes
    assert window.toolbar.validity.text() == "1 error"
    problems = window.docks.panel("problems").list
    assert "one of 10 classes" in problems.item(0).text()
    assert problems.item(0).data(Qt.ItemDataRole.UserRole).node_ids == (last,)
    assert window.canvas.canvas_scene.node_items[last].look.severity == "error"
    document.undo()
    assert window.toolbar.validity.text() == "Valid"


def test_a_model_that_does_not_fit_its_data_is_not_trained(window):
    window.document.execute(SetData("wine"))
    window.action("train").trigger()
    assert "13" in window.message_bar.text
    assert window.session.state == "idle"


def test_a_table_without_a_target_is_used_and_what_is_missing_is_said(window, tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("a,b\n" + "".join(f"word{n},text{n * 7}\n" for n in range(2000)), encoding="utf-8")
    window.files.use_data(str(path))
    assert window.session.datasets.wait()
    assert window.document.data_name == str(path)
    assert window.message_bar.isVisible()
    assert window.message_bar.text.startswith("No column is the target")


def test_what_would_help_the_data_of_one_tab_is_not_offered_in_another(window, tmp_path):
    path, rows = tmp_path / "short.csv", "".join(f"{n},{n % 7},{'ab'[n % 2]}\n" for n in range(40))
    path.write_text("a,b,y\n" + rows + "1,2\n", encoding="utf-8")
    window.files.use_data(str(path))
    datasets = window.session.datasets
    window.pages.new()
    assert datasets.wait()
    assert "line 42 has 2 values" in window.message_bar.text
    assert not any(button.isVisible() for button in window.message_bar.remedy_buttons)


def test_a_table_with_a_short_line_is_refused_until_somebody_chooses_to_leave_it_out(qtbot, window, tmp_path):
    path, rows = tmp_path / "short.csv", "".join(f"{n},{n % 7},{'ab'[n % 2]}\n" for n in range(40))
    path.write_text("a,b,y\n" + rows + "1,2\n", encoding="utf-8")
    bar, session, document = window.message_bar, window.session, window.document
    with qtbot.waitSignal(session.datasets.mendable, timeout=10_000):
        window.files.use_data(str(path))
    assert "line 42 has 2 values where the first has 3" in bar.text
    assert document.data_name == "digits"
    assert [button.text() for button in bar.remedy_buttons if button.isVisible()] == ["Leave Out 1 Line"]
    qtbot.mouseClick(bar.remedy_buttons[0], Qt.MouseButton.LeftButton)
    assert session.datasets.wait()
    assert session.datasets.get(document.data_name).num_samples == 32
    assert bar.text == ""
    document.undo()
    assert document.data_name == "digits"
