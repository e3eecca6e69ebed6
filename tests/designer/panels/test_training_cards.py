"""Callbacks, schedules, weights of outputs and the forecast in the Training panel."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QToolButton, QWidget

from designer.model.card import Card
from designer.model.commands import RemoveNodes, SetParameter
from designer.panels.training import TrainingPanel
from designer.training.callbacks import offered
from tests.designer.panels.test_training import choose, type_into
from tests.designer.training.documents import chain, flowers, twins


@pytest.fixture
def show(show_panel):
    return lambda document: show_panel(TrainingPanel, document)


def menu_entry(panel, title):
    menu = panel.findChild(QToolButton, "training_add_callback").menu()
    return next(action for action in menu.actions() if action.text() == title)


def field(panel, card, name):
    editor = panel.findChild(QWidget, f"card_{card}").findChild(QWidget, f"editor_{name}")
    return editor.focusProxy()


def test_every_registered_callback_is_on_offer(show):
    panel = show(flowers())
    actions = panel.findChild(QToolButton, "training_add_callback").menu().actions()
    assert len(actions) == len(offered())
    assert "Early stopping" in [action.text() for action in actions]
    assert all(action.toolTip().endswith(".") for action in actions)


def test_a_card_is_added_with_values_to_begin_with_as_a_step(show):
    document = flowers()
    panel = show(document)
    menu_entry(panel, "Early stopping").trigger()
    assert document.settings.callbacks == (Card("EarlyStopping", {"patience": 5, "restore_best_weights": True}),)
    assert document.history.undo_text == "Add Early stopping"
    assert field(panel, "EarlyStopping", "patience").text() == "5"
    document.undo()
    assert document.settings.callbacks == ()
    assert panel.findChild(QWidget, "training_cards").cards == ()


def test_a_parameter_of_a_card_is_edited_with_the_keyboard(qtbot, show):
    document = flowers(callbacks=(Card("EarlyStopping"),))
    type_into(qtbot, field(show(document), "EarlyStopping", "patience"), "12")
    assert document.settings.callbacks == (Card("EarlyStopping", {"patience": 12}),)


def test_an_impossible_value_is_refused_under_the_parameters(qtbot, show):
    document = flowers(callbacks=(Card("EarlyStopping"),))
    panel = show(document)
    type_into(qtbot, field(panel, "EarlyStopping", "patience"), "-3")
    assert document.settings.callbacks == (Card("EarlyStopping"),)
    complaint = panel.findChild(QWidget, "card_EarlyStopping").grid.complaint
    assert "patience" in complaint.text()
    assert complaint.isVisible()


def test_what_a_card_cannot_be_used_with_is_said_on_it(show):
    card = show(flowers(callbacks=(Card("ReduceLROnPlateau", {"factor": 2.0}),))).findChild(
        QWidget, "card_ReduceLROnPlateau"
    )
    assert "below 1" in card.complaint.text()


def test_a_card_is_switched_off_and_removed_with_the_mouse(qtbot, show):
    document = flowers(callbacks=(Card("EarlyStopping"), Card("TerminateOnNaN")))
    panel = show(document)
    panel.resize(1240, 700)
    switch = panel.findChild(QCheckBox, "card_switch_TerminateOnNaN")
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert document.settings.callbacks == (Card("EarlyStopping"), Card("TerminateOnNaN", is_on=False))
    qtbot.mouseClick(panel.findChild(QToolButton, "card_remove_EarlyStopping"), Qt.MouseButton.LeftButton)
    assert document.settings.callbacks == (Card("TerminateOnNaN", is_on=False),)
    assert document.history.undo_text == "Remove Early stopping"


def test_a_schedule_is_chosen_its_curve_drawn_and_its_settings_edited(qtbot, show):
    document = flowers(epochs=10, batch_size=32, validation_split=0.2, learning_rate=0.01)
    panel = show(document)
    choose(qtbot, panel.findChild(QComboBox, "training_schedule"), "CosineDecay")
    config = {"initial_learning_rate": 0.01, "decay_steps": 30}
    assert document.settings.schedule == {"class_name": "CosineDecay", "config": config}
    curve = panel.form.schedule.curve
    assert not curve.isHidden()
    assert curve.toolTip() == "The learning rate goes from 0.01 to 0 in 30 steps."
    assert not panel.form.learning_rate.isEnabled()
    type_into(qtbot, panel.form.schedule.grid.editors["alpha"].focusProxy(), "0.5")
    assert document.settings.schedule["config"]["alpha"] == 0.5
    choose(qtbot, panel.findChild(QComboBox, "training_schedule"), "constant")
    assert document.settings.schedule is None


def test_outputs_have_weights_if_there_are_several(qtbot, show):
    document = twins()
    box = show(document).findChild(QDoubleSpinBox, "training_weight_again")
    assert not box.isHidden()
    type_into(qtbot, box, "0.25")
    assert document.settings.loss_weights == {"again": 0.25}
    assert show(flowers()).findChild(QDoubleSpinBox, "training_weight_species").isHidden()


def test_time_and_memory_are_forecast(show):
    text = show(flowers(epochs=2)).findChild(QLabel, "training_forecast").text()
    assert text.startswith("Forecast: About a second and ")
    assert text.endswith(" of memory.")


def test_what_the_next_run_takes_over_is_said(qtbot, session, show):
    document = flowers(epochs=2)
    panel = show(document)
    label = panel.findChild(QLabel, "training_start_text")
    assert label.isHidden()
    with qtbot.waitSignal(session.finished):
        session.start(document)
    assert label.text() == (
        "▶ keeps the weights of 'hidden', 'species'; the last training stands after 2 epochs and adds epochs."
    )
    assert label.toolTip() == "Kept: hidden, (4, 8) (8,)\nKept: species, (8, 3) (3,)"
    del document.weights["layer1"]
    choose(qtbot, panel.form.start_from, "current weights")
    assert label.text() == "▶ keeps the weights of 'species'; 'hidden' is new."
    assert label.toolTip() == "New: hidden, (4, 8) (8,)\nKept: species, (8, 3) (3,)"


def test_weights_with_other_shapes_are_shown_with_both_shapes(qtbot, session, show):
    document = flowers(epochs=1)
    panel = show(document)
    with qtbot.waitSignal(session.finished):
        session.start(document)
    document.execute(SetParameter("layer1", "units", 5))
    label = panel.form.start_text
    changed = ["Begun anew: hidden, (4, 8) (8,) → (4, 5) (5,)", "Begun anew: species, (8, 3) (3,) → (5, 3) (3,)"]
    assert label.toolTip().split("\n") == changed
    assert label.accessibleDescription() == label.toolTip()
    document.undo()
    assert "anew" not in label.toolTip()
    choose(qtbot, panel.form.start_from, "fresh weights")
    assert label.toolTip() == ""


def test_what_deleted_layers_learned_is_named_until_the_deletion_is_undone(qtbot, session, show):
    hidden, end = ("Dense", "hidden", {"units": 4}), ("Dense", "species", {"units": 3})
    document = chain(("InputLayer", "flower", {"shape": [4]}), hidden, ("Dense", "middle", {"units": 4}), end, epochs=1)
    label = show(document).form.start_text
    with qtbot.waitSignal(session.finished):
        session.start(document)
    document.execute(RemoveNodes(["n2"]))
    assert "; the weights of 'middle', deleted since, are left out; " in label.text()
    assert label.toolTip().split("\n")[-1] == "Left out: middle, (4, 4) (4,), deleted since"
    document.undo()
    assert "deleted" not in label.text() + label.toolTip()


def test_a_card_that_lowers_the_rate_complains_while_there_is_a_schedule(qtbot, show):
    panel = show(flowers(callbacks=(Card("ReduceLROnPlateau"),)))
    complaint = panel.findChild(QWidget, "card_ReduceLROnPlateau").complaint
    choose(qtbot, panel.findChild(QComboBox, "training_schedule"), "CosineDecay")
    assert not complaint.isHidden()
    assert complaint.text().startswith("Reduce learning rate on plateau cannot lower a learning rate that follows")
    choose(qtbot, panel.findChild(QComboBox, "training_schedule"), "constant")
    assert complaint.isHidden()


def test_a_parameter_typed_in_while_it_trains_is_told_in_the_panel(qtbot, session, show):
    document = flowers(epochs=200, callbacks=(Card("EarlyStopping", {"monitor": "loss", "patience": 150}),))
    panel = show(document)
    with qtbot.waitSignal(session.state_changed, check_params_cb=lambda state: state == "paused"):
        session.step_epoch(document)
    type_into(qtbot, field(panel, "EarlyStopping", "patience"), "99")
    with qtbot.waitSignal(session.state_changed, check_params_cb=lambda state: state == "paused"):
        session.step_epoch(document)
    qtbot.waitUntil(lambda: "Epoch 1: Early stopping, patience 150 → 99." in panel.status.text())
    session.stop()
    assert session.wait()
