"""The menu of a plot: by mouse and by key, with the switches beside the plot, in the user's language."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QMenu

from designer import translation
from designer.panels.comparison import ComparisonView
from designer.panels.curves import CurvesView
from designer.panels.evaluation import curves_view
from designer.panels.evaluation.residuals import ResidualsView
from designer.panels.plot_menu import PlotMenu, offer
from designer.panels.run_views.overlay import RunOverlay
from designer.panels.run_views.sweep_plot import SweepPlot
from designer.panels.training import TrainingPanel
from designer.training.progress import ProgressSnapshot
from designer.translator import Translator
from tests.designer.training.documents import flowers

VIEWS = [ComparisonView, CurvesView, curves_view.CurvesView, ResidualsView, RunOverlay, SweepPlot]


@pytest.fixture
def show(qtbot):
    views = []  # what nobody holds is gone at once

    def make(view):
        views.append(view)
        qtbot.addWidget(view)
        view.resize(800, 300)
        with qtbot.waitExposed(view):
            view.show()
        return view

    return make


@pytest.fixture
def menu_of(qtbot):
    """Click a plot with the right button and return what opens."""

    def open_menu(plot):
        qtbot.mouseMove(plot.viewport(), plot.viewport().rect().center())
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.RightButton, pos=plot.viewport().rect().center())
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    yield open_menu
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def choose(qtbot, menu, text):
    """Click an entry, in a menu of the menu too."""
    action = next(each for each in menu.actions() if each.text() == text)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def texts(menu):
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def trained(curves):
    epochs = range(1, 9)
    points = {"loss": (epochs, [1 / epoch for epoch in epochs]), "accuracy": (epochs, [0.5] * 8)}
    curves.add(ProgressSnapshot(new_epochs=points, num_epochs=8))
    curves.draw()
    return curves


@pytest.mark.parametrize("make", VIEWS, ids=lambda each: each.__module__.rpartition(".")[2])
def test_every_plot_has_our_menu_and_no_other(show, menu_of, make):
    view = show(make())
    menus = view.findChildren(PlotMenu)
    assert menus
    for each in menus:
        menu = menu_of(each.parent())
        assert texts(menu)[0] == "&View all"
        assert texts(menu)[-1] == "&Export …"
        menu.close()


def test_the_menu_speaks_the_language_of_the_window(show, menu_of, qapp):
    translator = Translator()
    translation.use(translation.language_for("zh_CN"))
    qapp.installTranslator(translator)
    try:
        assert texts(menu_of(show(CurvesView()).losses.widget)) == ["显示全部(&V)", "导出(&E) …"]
    finally:
        qapp.removeTranslator(translator)
        translation.use(translation.language_for("en"))


def test_the_key_for_menus_opens_it_too(show, menu_of, qapp):
    plot = show(CurvesView()).losses.widget
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), plot.mapToGlobal(QPoint(5, 5)))
    qapp.sendEvent(plot, event)
    assert texts(QApplication.activePopupWidget()) == ["&View all", "&Export …"]
    QApplication.activePopupWidget().close()


def test_view_all_brings_back_what_was_zoomed_away(qtbot, show, menu_of):
    curves = trained(show(CurvesView()))
    plot = curves.losses.widget
    before = np.array(plot.viewRange())
    plot.getViewBox().scaleBy((0.1, 0.1))
    plot.getViewBox().sigRangeChangedManually.emit([True, True])
    choose(qtbot, menu_of(plot), "&View all")
    np.testing.assert_allclose(plot.viewRange(), before)


def test_a_double_click_shows_all_again_when_the_training_is_over(qtbot, show):
    curves = trained(show(CurvesView()))
    plot = curves.losses.widget
    before = np.array(plot.viewRange())
    plot.getViewBox().scaleBy((0.1, 0.1))
    plot.getViewBox().sigRangeChangedManually.emit([True, True])
    place = plot.viewport().rect().center()
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    np.testing.assert_allclose(plot.viewRange(), before)


def test_switches_beside_the_plot_are_in_its_menu(qtbot, show, menu_of):
    curves, box, choice = show(CurvesView()), QCheckBox("Logarithmic"), QComboBox(accessibleName="Smoothing")
    for widget in (box, choice):
        qtbot.addWidget(widget)
    choice.addItems(["none", "some"])
    offer(curves, (box, choice))
    choose(qtbot, menu_of(curves.losses.widget), "Logarithmic")
    assert box.isChecked()
    menu = menu_of(curves.losses.widget)
    assert [action.isChecked() for action in menu.actions() if action.text() == "Logarithmic"] == [True]
    inner = next(action.menu() for action in menu.actions() if action.text() == "Smoothing")
    choose(qtbot, menu, "Smoothing")
    qtbot.waitUntil(inner.isVisible)
    assert [action.isChecked() for action in inner.actions()] == [True, False]
    choose(qtbot, inner, "some")
    assert choice.currentText() == "some"


def test_the_panel_of_the_training_offers_its_switches_and_its_export(qtbot, show_panel, menu_of, tmp_path):
    panel = show_panel(TrainingPanel, flowers(epochs=2))
    curves = trained(panel.need_curves())
    panel.ask_for_target = lambda: str(tmp_path / "curves.csv")
    assert texts(menu_of(curves.metrics.widget)) == ["&View all", "Smoothing", "Logarithmic loss", "&Export …"]
    choose(qtbot, QApplication.activePopupWidget(), "&Export …")
    assert (tmp_path / "curves.csv").read_text().startswith("curve,by,epoch,value\nloss,epoch,1.0,1.0\n")


@pytest.mark.parametrize("ending", ["png", "svg", "csv"])
def test_a_plot_is_exported(qtbot, show, menu_of, tmp_path, ending):
    view = show(SweepPlot())
    target = tmp_path / f"plot.{ending}"
    view.widget.menu.ask_for_target = lambda: str(target)
    choose(qtbot, menu_of(view.widget), "&Export …")
    begin = {"png": b"\x89PNG", "svg": b"<?xml", "csv": b"run,value,metric\n"}[ending]
    assert target.read_bytes().startswith(begin)


def test_an_export_that_is_refused_says_why(qtbot, show, menu_of, tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(PlotMenu, "_say", lambda _, text: said.append(text))
    view = show(SweepPlot())
    view.widget.menu.ask_for_target = lambda: str(tmp_path / "plot.doc")
    choose(qtbot, menu_of(view.widget), "&Export …")
    assert said == ["The name must end in .png, .svg or .csv, not '.doc'."]
    assert not list(tmp_path.iterdir())


def test_opening_the_menu_again_and_again_keeps_one(show, menu_of, qapp):
    curves, choice = show(CurvesView()), QComboBox(accessibleName="Smoothing")
    choice.addItems(["none", "some"])
    offer(curves, (choice,))
    for _ in range(3):
        menu_of(curves.losses.widget).close()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(curves.losses.widget.findChildren(QMenu, "plot_menu")) == 1
    assert len(curves.losses.widget.menu.findChildren(QMenu)) == 0
    choice.deleteLater()
