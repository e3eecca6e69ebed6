"""The Training panel: a form that issues commands, and a run that shows itself."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel

from designer.model.commands import SetParameter
from designer.panels.training import TrainingPanel, progress_text
from designer.training.progress import ProgressSnapshot
from tests.designer.training.documents import flowers, twins


@pytest.fixture
def show(show_panel):
    return lambda document: show_panel(TrainingPanel, document)


def type_into(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def choose(qtbot, box: QComboBox, text):
    """Choose an entry of a box with the keyboard."""
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findText(text)):
        qtbot.keyClick(box, Qt.Key.Key_Down)


def test_the_form_shows_the_settings(show):
    form = show(flowers(epochs=7, batch_size=16, validation_split=0.3, seed=5, optimizer="sgd")).form
    assert (form.epochs.value(), form.batch_size.value(), form.seed.value()) == (7, 16, 5)
    assert form.validation.value() == 30
    assert form.optimizer.currentText() == "sgd"
    assert form.learning_rate.placeholderText() == "0.01"


def test_typing_a_number_of_epochs_is_a_step_that_can_be_undone(qtbot, show):
    document = flowers(epochs=2)
    form = show(document).form
    type_into(qtbot, form.epochs, "25")
    assert document.settings.epochs == 25
    assert document.history.undo_text == "Set the epochs of the training"
    document.undo()
    assert (document.settings.epochs, form.epochs.value()) == (2, 2)


def test_a_number_of_epochs_nobody_chose_is_shown_with_its_reason(qtbot, show):
    document = flowers(epochs=None)
    form = show(document).form
    assert form.epochs.value() == 400
    assert "because the set is small: 3 steps each" in form.epochs.toolTip()
    type_into(qtbot, form.epochs, "25")
    assert document.settings.epochs == form.epochs.value() == 25
    assert "because" not in form.epochs.toolTip()


def test_the_optimizer_is_chosen_with_the_keyboard(qtbot, show):
    document = flowers()
    choose(qtbot, show(document).form.optimizer, "rmsprop")
    assert document.settings.optimizer == "rmsprop"


def test_a_learning_rate_is_taken_with_point_or_comma(qtbot, show):
    document = flowers()
    form = show(document).form
    type_into(qtbot, form.learning_rate, "0,05")
    assert document.settings.learning_rate == 0.05
    assert form.complaint.isHidden()


def test_an_empty_learning_rate_means_the_optimizers_own(qtbot, show):
    document = flowers(learning_rate=0.5)
    form = show(document).form
    form.learning_rate.selectAll()
    qtbot.keyClick(form.learning_rate, Qt.Key.Key_Delete)
    qtbot.keyClick(form.learning_rate, Qt.Key.Key_Return)
    assert document.settings.learning_rate is None


@pytest.mark.parametrize("text", ["fast", "0", "-1", "nan", "inf"])
def test_an_impossible_learning_rate_is_refused_in_a_sentence(qtbot, show, text):
    document = flowers()
    form = show(document).form
    type_into(qtbot, form.learning_rate, text)
    assert document.settings.learning_rate is None
    assert f"not “{text}”" in form.complaint.text()
    assert form.complaint.isVisible()


def test_ticks_become_settings(qtbot, show):
    document = flowers()
    form = show(document).form
    qtbot.keyClick(form.shuffle, Qt.Key.Key_Space)
    qtbot.keyClick(form.balanced, Qt.Key.Key_Space)
    assert not document.settings.shuffle
    assert document.settings.class_weight == "balanced"


def test_a_loss_left_open_is_chosen_and_the_reason_said(show):
    panel = show(flowers())
    assert (
        panel.findChild(QComboBox, "training_loss_species").currentText().startswith("sparse_categorical_crossentropy")
    )
    assert any("because the target is one of 3 classes" in label.text() for label in panel.findChildren(QLabel))


def test_a_loss_can_be_chosen_and_left_open_again(qtbot, show):
    document = flowers()
    panel = show(document)
    box = panel.findChild(QComboBox, "training_loss_species")
    choose(qtbot, box, "mean_squared_error")
    assert document.settings.losses == {"species": "mean_squared_error"}
    choose(qtbot, box, box.itemText(0))
    assert document.settings.losses == {}


def test_metrics_are_ticked_in_a_list(show):
    document = flowers()
    panel = show(document)
    (row,) = panel.form._rows
    action = next(action for action in row.metrics.menu().actions() if action.text() == "mean_squared_error")
    action.trigger()
    assert document.settings.metrics == {"species": ("accuracy", "mean_squared_error")}
    assert row.metrics.text() == "accuracy, mean_squared_error"


def test_every_output_has_a_row(show):
    panel = show(twins())
    assert panel.findChild(QComboBox, "training_loss_species").currentText() == "sparse_categorical_crossentropy"
    assert panel.findChild(QComboBox, "training_loss_again").currentText() == "categorical_crossentropy"


def test_changes_made_elsewhere_are_shown(show):
    from dataclasses import replace

    from designer.model.commands import SetSettings

    document = flowers()
    panel = show(document)
    document.execute(SetSettings(replace(document.settings, batch_size=77)))
    assert panel.form.batch_size.value() == 77
    assert len(document.history.entries) == 1


def test_starting_afresh_is_told_to_the_session(qtbot, show, session):
    choose(qtbot, show(flowers()).form.start_from, "fresh weights")
    assert session.start_from == "anew"


def test_a_run_draws_its_curves_and_ends_with_its_outcome(qtbot, show, session):
    document = flowers(epochs=4)
    panel = show(document)
    with qtbot.waitSignal(session.finished):
        session.start(document)
    assert len(panel.curves.losses.curves["val_loss"].epochs) == 4
    assert len(panel.curves.metrics.curves["accuracy"].batches) == 4 * 3
    assert panel.status.text().startswith("Finished after 4 epochs")
    assert panel.status.property("role") == "success"


def test_a_failed_run_says_why_in_the_panel(qtbot, show, session):
    document = flowers()
    panel = show(document)
    document.data_name = "wine"
    with qtbot.waitSignal(session.finished):
        session.start(document)
    assert "takes samples of shape" in panel.status.text()
    assert panel.status.property("role") == "error"


def test_the_run_of_another_document_is_not_shown(qtbot, show, session):
    panel = show(flowers())
    before = panel.status.text()
    with qtbot.waitSignal(session.finished):
        session.start(flowers())
    assert panel.status.text() == before


def test_the_logarithmic_scale_is_a_tick(qtbot, show):
    panel = show(flowers())
    qtbot.keyClick(panel.log_scale, Qt.Key.Key_Space)
    assert panel.need_curves().losses.widget.getAxis("left").logMode


def test_the_line_of_values_has_everything():
    snapshot = ProgressSnapshot(3, 10, 12, 36, 12345.6, 75.0, {"loss": 0.25, "val_loss": 0.5, "accuracy": 0.75})
    text = progress_text(snapshot)
    assert text == "Epoch 3/10, batch 12/36   loss 0.25 (val 0.5), accuracy 0.75   12,346 samples/s   1:15 left"


def test_the_curves_of_an_earlier_training_are_shown_again(qtbot, show):
    document = flowers()
    document.set_weights({}, {"loss": [0.9, 0.4], "accuracy": [0.5, 0.8]})
    panel = show(document)
    qtbot.waitUntil(lambda: panel.curves is not None)
    assert panel.curves.losses.curves["loss"].by_epoch.yData.tolist() == [0.9, 0.4]
    assert panel.curves.metrics.curves["accuracy"].by_epoch.xData.tolist() == [1, 2]
    assert panel.status.text() == "Trained before, 2 epochs at the last time."


@pytest.mark.parametrize("width", [1240, 980])
def test_every_field_of_several_outputs_can_be_reached(qtbot, show, width):
    panel = show(twins())
    panel.resize(width, 200)
    scroll, field = panel._scroll, panel.form._rows[-1].metrics
    qtbot.waitUntil(lambda: panel.form.width() >= panel.form.minimumSizeHint().width())
    bar = scroll.horizontalScrollBar()
    bar.setValue(bar.maximum())
    scroll.ensureWidgetVisible(field)
    assert field.mapTo(scroll.viewport(), field.rect().bottomRight()).x() <= scroll.viewport().width()


def test_a_model_that_keeps_no_weights_begins_a_new_curve(qtbot, show, session):
    document = flowers()
    panel = show(document)
    for units in (8, 5):
        document.execute(SetParameter("layer1", "units", units))
        with qtbot.waitSignal(session.finished):
            session.start(document)
        assert panel.status.text().startswith("Finished after 2 epochs")
        assert {len(values) for values in document.curves.values()} == {2}


def test_what_is_left_of_a_smaller_model_is_said_without_its_old_epochs(qtbot, show, session):
    document = flowers()
    panel = show(document)
    with qtbot.waitSignal(session.finished):
        session.start(document)
    document.execute(SetParameter("layer1", "units", 5))
    text = "▶ keeps no weights; those of 'hidden', 'species' have other shapes now and begin anew."
    qtbot.waitUntil(lambda: panel.form.start_text.text() == text)


def test_a_failure_without_room_ends_in_dots_and_is_whole_in_the_tooltip(qtbot, show, session):
    document = flowers()
    panel = show(document)
    document.execute(SetParameter("layer1", "units", 10**10))
    with qtbot.waitSignal(session.finished):
        session.start(document)
    whole = panel.status.text()
    assert "of memory, but this computer has" in whole
    assert panel.status.toolTip() == whole
    assert panel.status.shown.endswith("…") and whole.startswith(panel.status.shown[:-1])
