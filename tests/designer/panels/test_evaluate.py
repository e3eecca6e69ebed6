"""The Evaluate panel."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from designer import theme
from designer.panels.confusion import ConfusionView
from designer.panels.evaluate import EvaluatePanel
from designer.training.results import ClassResult
from tests.designer.training.documents import flowers, patients, twins


@pytest.fixture
def show(show_panel):
    return lambda document: show_panel(EvaluatePanel, document)


@pytest.fixture
def trained(qtbot, session):
    def trained(document):
        with qtbot.waitSignal(session.finished):
            session.start(document)
        return document

    return trained


def press(qtbot, session, panel):
    with qtbot.waitSignal(session.evaluated):
        qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
        assert panel.button.text() == "Canc&el"
    assert panel.button.text() == "&Evaluate"


def test_before_training_it_says_that_weights_are_random(show):
    assert "not been trained yet" in show(flowers()).notice.text()


def test_during_the_first_training_it_says_when_there_will_be_weights(qtbot, show, session):
    document = flowers(epochs=100_000)
    panel = show(document)
    with qtbot.waitSignal(session.progress, timeout=20_000):
        session.start(document)
    assert "is being trained for the first time" in panel.notice.text()
    with qtbot.waitSignal(session.evaluated, timeout=20_000):
        qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.notice.text().startswith("Measured with random weights: the training under way")
    with qtbot.waitSignal(session.finished, timeout=20_000):
        session.stop()
    assert "Evaluate measures on it" in panel.notice.text()


def test_an_untrained_model_is_measured_with_a_warning(qtbot, show, session):
    panel = show(flowers())
    press(qtbot, session, panel)
    assert panel.notice.property("role") == "warning"
    assert "hidden, species start with random weights" in panel.notice.text()


def test_a_classifier_shows_loss_accuracy_and_confusion(qtbot, show, session, trained):
    panel = show(trained(flowers(epochs=40, learning_rate=0.02)))
    press(qtbot, session, panel)
    assert "30 samples that the model did not see" in panel.notice.text()
    assert "<b>loss</b>" in panel.values.text()
    assert "<b>accuracy</b>" in panel.values.text()
    assert panel.pages.current == "confusion"


def test_numbers_are_compared_in_a_plot(qtbot, show, session, trained):
    panel = show(trained(patients()))
    press(qtbot, session, panel)
    assert panel.pages.current == "comparison"
    assert "in the units of progression" in panel.values.text()


def test_outputs_are_chosen_from_a_list(qtbot, show, session, trained):
    panel = show(trained(twins()))
    press(qtbot, session, panel)
    assert panel.output.isVisible()
    panel.output.setFocus()
    qtbot.keyClick(panel.output, Qt.Key.Key_Down)
    assert panel.output.currentText() == "again"


def test_a_result_vanishes_when_the_model_changes(qtbot, show, session, trained):
    from designer.model.commands import SetParameter

    document = trained(flowers())
    panel = show(document)
    press(qtbot, session, panel)
    document.execute(SetParameter("layer1", "units", 9))
    assert panel.values.text() == ""
    assert panel.pages.current == "own_input"


def test_an_evaluation_is_cancelled_by_the_same_button(qtbot, show, session):
    panel = show(flowers())
    with qtbot.waitSignal(session.evaluation_failed) as caught:
        qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert caught.args[0].kind == "stopped"
    assert (panel.notice.text(), panel.notice.property("role")) == ("It was stopped.", "muted")


def test_a_failure_is_said_in_the_panel(qtbot, show, session):
    document = flowers()
    document.data_name = "wine"
    panel = show(document)
    with qtbot.waitSignal(session.evaluation_failed):
        qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.notice.property("role") == "error"
    assert "takes samples of shape" in panel.notice.text()


# ---- the table ------------------------------------------------------------------------------------------------


@pytest.fixture
def confusion(qtbot):
    view = ConfusionView()
    qtbot.addWidget(view)
    view.resize(600, 190)
    view.show_result(ClassResult("out", ("cat", "dog"), np.array([[8, 2], [0, 5]])))
    view.show()
    return view


@pytest.mark.parametrize(
    ("row", "column", "text"),
    [
        (0, 0, "8 of 10 samples of “cat” were recognised."),
        (0, 1, "2 of 10 samples of “cat” were taken for “dog”."),
        (1, 0, "0 of 5 samples of “dog” were taken for “cat”."),
    ],
)
def test_a_cell_explains_itself(confusion, row, column, text):
    assert confusion.text_at(confusion._cell(row, column).center()) == text


def test_outside_the_table_there_is_nothing_to_explain(confusion):
    assert confusion.text_at(QPointF(1, 1)) == ""


def test_the_diagonal_is_blue_and_mistakes_are_warm(confusion):
    picture = confusion.grab().toImage()

    def corner(row, column):
        return picture.pixelColor((confusion._cell(row, column).topLeft() + QPointF(4, 4)).toPoint())

    assert corner(1, 1).blue() > corner(1, 1).red()
    assert corner(0, 1).red() > corner(0, 1).blue()
    assert corner(1, 0) == theme.current().colour("base")


def test_accuracies_per_class_are_readable_without_eyes(confusion):
    assert confusion.accessibleDescription() == "cat: 80.0%, dog: 100.0%"


def test_a_hundred_classes_fit_into_the_panel(confusion):
    names = tuple(str(number) for number in range(100))
    confusion.show_result(ClassResult("out", names, np.eye(100, dtype=int)))
    assert confusion._cells().right() <= confusion.width()
    confusion.grab()
