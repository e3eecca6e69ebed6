"""The Inspector: the form follows from the layer's declaration; each edit is one step; wrong input changes nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from designer.model import catalog
from designer.model.commands import AddLayer, Connect, ShareLayer
from designer.model.document import Document
from designer.model.graph import Edge
from designer.panels.inspector import InspectorPanel
from designer.panels.layer_form import Fold, LayerForm
from designer.training.session import TrainingSession
from nn_core.layers.core.dense import Dense

ROOM_PX = 288  # of the Inspector at 1280 pixels, without the scroll bar


@pytest.fixture
def document():
    made = Document(title="Mine")
    for class_name, node_id, arguments in (("Input", "a", {"shape": [4]}), ("Dense", "b", {"units": 3})):
        made.execute(AddLayer(class_name, arguments=arguments, node_id=node_id))
    made.execute(Connect(Edge("a", 0, "b", 0)))
    return made


@pytest.fixture
def inspector(qtbot, document):
    panel = InspectorPanel(document, TrainingSession())
    qtbot.addWidget(panel)
    panel.resize(300, 700)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def form(inspector, document) -> LayerForm:
    document.selection.set(["b"])
    return inspector.findChild(LayerForm)


def enter(line, text):
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def arguments(document, node_id="b"):
    return document.graph.layer_of(node_id).arguments


def texts(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_every_declared_parameter_has_a_row(form):
    assert set(form.rows) == set(Dense.parameters) - {"name"}


def test_what_is_required_comes_first_and_what_is_advanced_is_folded_away(form):
    assert next(iter(form.rows)) == "units"
    assert form.rows["units"].isVisible()
    assert not form.rows["kernel_initializer"].isVisible()
    QTest.mouseClick(form.fold.button, Qt.MouseButton.LeftButton)
    assert form.rows["kernel_initializer"].isVisible()


def test_every_row_explains_itself(form):
    assert form.rows["units"].help.text() == Dense.parameters["units"].help
    assert form.rows["units"].editor.toolTip() == Dense.parameters["units"].help


def test_an_edit_is_one_step(form, document):
    steps = document.history.position
    enter(form.rows["units"].editor.line, "7")
    assert arguments(document)["units"] == 7
    assert document.history.position == steps + 1
    document.undo()
    assert form.rows["units"].editor.line.text() == "3"


def test_wrong_input_is_complained_about_beside_it_and_changes_nothing(form, document):
    steps = document.history.position
    enter(form.rows["units"].editor.line, "-2")
    assert form.rows["units"].complaint.isVisible()
    assert form.rows["units"].complaint.text() == "units must be a whole number of at least 1, not -2."
    assert arguments(document)["units"] == 3
    assert document.history.position == steps
    enter(form.rows["units"].editor.line, "5")
    assert not form.rows["units"].complaint.isVisible()


def test_freezing_a_layer_is_a_tick(form, document):
    QTest.keyClick(form.rows["trainable"].editor.box, Qt.Key.Key_Space)
    assert arguments(document)["trainable"] is False
    assert document.report.total_trainable == 0


def test_a_choice_by_keyboard_changes_the_layer(form, document):
    box = form.rows["activation"].editor.box
    box.setCurrentIndex(box.findText("relu"))
    box.activated.emit(box.currentIndex())
    assert arguments(document)["activation"] == "relu"


def test_the_name_is_edited(form, document):
    enter(form.name_row.line, "hidden")
    assert document.graph.layer_of("b").name == "hidden"


def test_a_name_that_is_taken_is_complained_about(form, document):
    enter(form.name_row.line, "input")
    assert "unique" in form.name_row.complaint.text()
    assert document.graph.layer_of("b").name == "dense"


def test_the_form_of_a_shared_layer_stays_when_another_of_its_nodes_is_selected(inspector, form, document):
    document.execute(ShareLayer(document.graph.nodes["b"].layer_key, node_id="c"))
    document.selection.set(["c"])
    assert inspector.findChild(LayerForm) is form


def test_without_a_selection_the_model_is_shown(inspector):
    shown = texts(inspector)
    assert "Mine" in shown
    assert "15" in shown  # parameters


def test_the_totals_follow_the_model(inspector, document):
    document.execute(AddLayer("Dense", arguments={"units": 2}, node_id="c"))
    document.execute(Connect(Edge("b", 0, "c", 0)))
    assert "23" in texts(inspector)


def test_several_layers_are_edited_at_once(inspector, document, qtbot):
    document.execute(AddLayer("Dense", arguments={"units": 9}, node_id="c"))
    document.selection.set(["b", "c"])
    line = inspector.findChild(object, "editor_units").line
    assert line.text() == ""  # they differ
    steps = document.history.position
    enter(line, "6")
    assert arguments(document, "b")["units"] == arguments(document, "c")["units"] == 6
    assert document.history.position == steps + 1


def test_layers_of_different_classes_show_what_they_share(inspector, document):
    document.selection.set(["a", "b"])
    assert inspector.findChild(object, "editor_trainable") is not None
    assert inspector.findChild(object, "editor_units") is None


def test_explain_works_the_numbers_out(inspector, document):
    document.selection.set(["b"])
    inspector.tabs.setCurrentWidget(inspector.explain)
    page = inspector.explain.toPlainText()
    assert "Every output is a weighted sum" in page
    assert "4 × 3 = 12" in page
    assert "4 × 3 + 3 = 15" in page
    assert "(None, 4)" in page
    assert "(None, 3)" in page


def test_explain_follows_the_selection_and_the_model(inspector, document):
    inspector.tabs.setCurrentWidget(inspector.explain)
    document.selection.set(["a"])
    assert "where data enters" in inspector.explain.toPlainText()
    document.selection.clear()
    assert "Select a layer" in inspector.explain.toPlainText()


@pytest.mark.parametrize("class_name", [cls.__name__ for classes in catalog.categories().values() for cls in classes])
def test_the_form_of_every_layer_fits_into_the_inspector(qtbot, class_name):
    document = Document()
    document.execute(AddLayer(class_name, node_id="a"))
    form = LayerForm(document, document.graph.nodes["a"].layer_key)
    qtbot.addWidget(form)
    for fold in form.findChildren(Fold):
        fold.button.click()
    assert form.minimumSizeHint().width() <= ROOM_PX


def test_an_empty_field_that_is_needed_says_what_belongs_there(form):
    enter(form.rows["units"].editor.line, "")
    QTest.keyClick(form.rows["units"].editor.line, Qt.Key.Key_Backspace)
    QTest.keyClick(form.rows["units"].editor.line, Qt.Key.Key_Return)
    assert form.rows["units"].complaint.text() == "units is needed: a whole number of at least 1."


def test_the_usual_activations_come_first_then_all_others_by_name(form):
    box = form.rows["activation"].editor.box
    names = [box.itemText(row) for row in range(box.count()) if box.itemData(row)]
    assert names[:5] == ["softmax", "relu", "sigmoid", "tanh", "linear"]
    assert names[5:] == sorted(names[5:])
