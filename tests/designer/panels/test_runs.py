"""The Runs panel: chosen, filtered, sorted, starred, noted, compared, opened, exported, deleted and brought back."""

import threading
import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest

from designer.panels.plotting import series_colour
from designer.panels.runs import RunsPanel
from tests.designer.archive.runs import keep, record
from tests.designer.training.documents import flowers


@pytest.fixture
def panel(show_panel, session, qtbot):
    archive = session.keeper.archive
    keep(archive, "a", title="small", started=1.0)
    keep(archive, "b", title="large", started=2.0, num_params=900, curves={"loss": [0.5, 0.1], "mae": [2.0, 1.0]})
    keep(archive, "c", title="other data", started=3.0, data_name="wine", settings={**record().settings, "seed": 8})
    made = show_panel(RunsPanel, flowers())
    qtbot.waitUntil(lambda: made.table.runs.rowCount() == 3, timeout=5000)
    return made


def titles(panel):
    column = panel.table.runs.column("title")
    return [panel.table.runs.index(row, column).data()[2:] for row in range(panel.table.runs.rowCount())]


def click(panel, row, column="title", modifier=Qt.KeyboardModifier.NoModifier):
    table = panel.table
    index = table.runs.index(row, table.runs.column(column))
    table.scrollTo(index)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, table.visualRect(index).center())


def press(panel, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(panel.table, key, modifier)


def records(panel):
    return {run.id: run for run in panel.table.runs.everything}


def changed(panel, qtbot):
    return qtbot.waitSignal(panel._keeper.listed, timeout=5000)


def test_the_latest_run_is_on_top_and_chosen(panel):
    assert titles(panel) == ["other data", "large", "small"]
    assert [run.id for run in panel.table.chosen] == ["c"]
    assert panel.status.text().startswith("3 runs, ")


def test_a_click_on_a_header_sorts_and_what_has_no_value_comes_last(panel):
    header, column = panel.table.horizontalHeader(), panel.table.runs.column("metric:mae")
    place = QPoint(header.sectionViewportPosition(column) + 10, header.height() // 2)
    for _ in range(2):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        assert titles(panel)[0] == "large"


def test_every_number_is_shown_in_full(panel, session, qtbot):
    with changed(panel, qtbot):
        keep(session.keeper.archive, "d", started=4.0, curves={"loss": [0.00053069], "val_loss": [1.4637e-06]})
        panel.refresh()
    table, margin = panel.table, 2 * 8
    for place, column in enumerate(table.runs.columns):
        if column.name.startswith("metric:"):
            texts = [str(table.runs.index(row, place).data()) for row in range(table.runs.rowCount())]
            widest = max(map(table.fontMetrics().horizontalAdvance, texts))
            assert table.columnWidth(place) >= widest + margin


def test_the_learning_rate_of_each_run_is_shown_be_it_the_optimizers_own(panel, session, qtbot):
    settings = record().settings
    with changed(panel, qtbot):
        keep(session.keeper.archive, "d", started=4.0, settings={**settings, "learning_rate": 0.05})
        keep(session.keeper.archive, "e", started=5.0, settings={**settings, "optimizer": "sgd"})
        panel.refresh()
    column = panel.table.runs.column("rate")
    assert [panel.table.runs.index(row, column).data() for row in range(3)] == ["0.01", "0.05", "0.001"]


def test_typing_filters_by_every_word(panel):
    panel.filter.setFocus()
    QTest.keyClicks(panel.filter, "WINE other")
    assert titles(panel) == ["other data"]
    assert panel.status.text().startswith("1 run,")


def test_a_star_is_set_by_a_click_and_by_a_key_and_filtered_by(panel, qtbot):
    with changed(panel, qtbot):
        click(panel, 1, "star")
    assert records(panel)["b"].starred
    QTest.mouseClick(panel.only_starred, Qt.MouseButton.LeftButton, pos=QPoint(8, panel.only_starred.height() // 2))
    assert titles(panel) == ["large"]
    with changed(panel, qtbot):
        click(panel, 0)
        press(panel, Qt.Key.Key_S)
    assert not records(panel)["b"].starred and titles(panel) == []


def test_a_note_is_written_in_the_table(panel, qtbot):
    click(panel, 2)
    press(panel, Qt.Key.Key_F2)
    editor = panel.table.indexWidget(panel.table.currentIndex()) or panel.table.focusWidget()
    with changed(panel, qtbot):
        QTest.keyClicks(editor, "the first try")
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert records(panel)["a"].note == "the first try"


def test_deleted_runs_come_back_by_button_and_by_key(panel, qtbot):
    click(panel, 0)
    click(panel, 1, modifier=Qt.KeyboardModifier.ControlModifier)
    with changed(panel, qtbot):
        press(panel, Qt.Key.Key_Delete)
    assert titles(panel) == ["small"] and panel.status.text() == "2 runs deleted."
    with changed(panel, qtbot):
        QTest.mouseClick(panel.undo_button, Qt.MouseButton.LeftButton)
    assert len(titles(panel)) == 3 and not panel.undo_button.isVisible()
    with changed(panel, qtbot):
        QTest.mouseClick(panel.delete_button, Qt.MouseButton.LeftButton)
    with changed(panel, qtbot):
        press(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(titles(panel)) == 3


def test_the_place_of_deleted_runs_can_be_freed_at_once(panel, qtbot):
    with changed(panel, qtbot):
        press(panel, Qt.Key.Key_Delete)
    with changed(panel, qtbot):
        QTest.mouseClick(panel.free_button, Qt.MouseButton.LeftButton)
    assert not panel._keeper.archive.folder("c").exists()
    assert not panel.undo_button.isVisible()


def test_the_curves_of_the_chosen_runs_lie_over_one_another(panel):
    click(panel, 1)
    click(panel, 2, modifier=Qt.KeyboardModifier.ControlModifier)
    overlay = panel.need_overlay()
    assert overlay.value.currentText() == "loss"
    drawn = [item.yData.tolist() for item in overlay.plot.widget.listDataItems() if item.yData is not None]
    assert [0.5, 0.1] in drawn and [1.0, 0.5, 0.25] in drawn and [1.1, 0.6, 0.7] in drawn
    assert "large" in overlay.plot.legend.text() and "small" in overlay.plot.legend.text()


def test_the_difference_of_two_runs_says_whether_it_is_confounded(panel, qtbot):
    panel.views.setCurrentWidget(panel.difference)
    assert "Choose two runs" in panel.difference.toPlainText()
    click(panel, 0)
    with qtbot.waitSignal(panel._keeper.answered, timeout=5000):
        click(panel, 2, modifier=Qt.KeyboardModifier.ControlModifier)
    text = panel.difference.toPlainText()
    assert "2 things changed: which of them made the difference, nobody can tell. Change one at a time." in text
    assert text.index("small") < text.index("other data") and "iris" in text and "wine" in text


def test_the_receipt_names_what_a_result_depends_on(panel):
    panel.views.setCurrentWidget(panel.receipt)
    text = panel.receipt.toPlainText()
    for expected in ("wine (abc)", "numpy: ", "optimizer", "adam", "Best epoch"):
        assert expected in text


def test_a_run_is_opened_by_enter_and_from_the_menu(panel, qtbot):
    with qtbot.waitSignal(panel.document_opened, timeout=5000) as opened:
        press(panel, Qt.Key.Key_Return)
    (document,) = opened.args
    assert document.title == "other data" and document.weights["layer1"][0][0, 0] == 1.0
    best, start = panel.open_button.menu().actions()[1:]
    with qtbot.waitSignal(panel.document_opened, timeout=5000) as opened:
        best.trigger()
    assert opened.args[0].weights["layer1"][0][0, 0] == 2.0
    with qtbot.waitSignal(panel.document_opened, timeout=5000) as opened:
        start.trigger()
    assert opened.args[0].weights == {} and opened.args[0].settings.seed == 7


@pytest.mark.parametrize("number, name", [(0, "runs.html"), (1, "runs.csv"), (2, "curves.csv")])
def test_the_chosen_runs_are_exported(panel, qtbot, tmp_path, number, name):
    panel.ask_path = lambda export: str(tmp_path / name)
    press(panel, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(panel._keeper.answered, timeout=10_000):
        panel.export_button.menu().actions()[number].trigger()
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert all(title in text for title in ("small", "large", "other data"))
    assert panel.status.text() == f"Written to {tmp_path / name}"


def test_what_cannot_be_opened_is_a_sentence(panel, qtbot):
    (panel._keeper.archive.folder("c") / "model.json").unlink()
    with qtbot.waitSignal(panel._keeper.failed, timeout=5000):
        press(panel, Qt.Key.Key_Return)
    assert "“other data” cannot be opened" in panel.status.text()


def test_an_empty_archive_says_what_will_be_here(show_panel, qtbot):
    panel = show_panel(RunsPanel, flowers())
    qtbot.waitUntil(lambda: panel.status.text().startswith("No runs yet"), timeout=5000)
    assert not panel.open_button.isEnabled() and not panel.delete_button.isEnabled()


def test_until_the_runs_are_read_that_is_said(show_panel, session, qtbot):
    keep(session.keeper.archive, "a")
    is_slow = threading.Event()
    session.keeper.ask("quiet", lambda: is_slow.wait(10))
    panel = show_panel(RunsPanel, flowers())
    assert panel.status.text() == "Reading the runs…" and panel.overlay is None
    is_slow.set()
    qtbot.waitUntil(lambda: panel.status.text().startswith("1 run, "), timeout=5000)
    qtbot.waitUntil(lambda: panel.overlay is not None, timeout=5000)


def test_a_training_appears_by_itself(show_panel, session, qtbot):
    panel = show_panel(RunsPanel, flowers())
    session.start(flowers())
    qtbot.waitUntil(lambda: panel.table.runs.rowCount() == 1, timeout=10_000)
    assert panel.table.chosen[0].ending == "finished"


# ---- many runs, and how they look -----------------------------------------------------------------------------


def a_thousand():
    curves = {"loss": [1.0, 0.5], "val_loss": [1.0, 0.6]}
    return tuple(record(f"id{number}", title="odd" if number % 2 else "even", started=60.0 * number, curves=curves)
                 for number in range(1000))  # fmt: skip


def test_a_thousand_runs_are_shown_sorted_and_filtered_in_a_tenth_of_a_second_each(show_panel, qapp, qtbot):
    panel, runs = show_panel(RunsPanel, flowers()), a_thousand()
    qtbot.waitUntil(lambda: panel.status.text().startswith("No runs yet"))
    table = panel.table
    deeds = {
        "show": lambda: table.show_records(runs),
        "sort": lambda: table.sortByColumn(table.runs.column("metric:loss"), Qt.SortOrder.AscendingOrder),
        "filter": lambda: table.runs.look_for("even", False),
    }
    for name, deed in deeds.items():
        begun = time.thread_time()
        deed()
        qapp.processEvents()
        assert time.thread_time() - begun < 0.1, name
    assert table.runs.rowCount() == 500


def test_the_rows_whose_curves_are_drawn_have_their_colours(panel):
    click(panel, 0)
    click(panel, 1, modifier=Qt.KeyboardModifier.ControlModifier)
    runs, column = panel.table.runs, panel.table.runs.column("title")
    marks = [runs.index(row, column).data(Qt.ItemDataRole.DecorationRole) for row in range(3)]
    middles = [mark and mark.pixmap(12, 12, QIcon.Mode.Selected).toImage().pixelColor(6, 6).name() for mark in marks]
    assert middles == [series_colour(0).name(), series_colour(1).name(), None]


def test_titles_stand_where_their_cells_stand(panel):
    runs = panel.table.runs
    for column in range(runs.columnCount()):
        title = runs.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        assert title == runs.index(0, column).data(Qt.ItemDataRole.TextAlignmentRole)


def test_many_that_were_chosen_stay_chosen_when_sorted(show_panel, qtbot):
    panel, runs = show_panel(RunsPanel, flowers()), a_thousand()
    qtbot.waitUntil(lambda: panel.status.text().startswith("No runs yet"))
    table = panel.table
    table.show_records(runs)
    table.selectAll()
    click(panel, 1, modifier=Qt.KeyboardModifier.ControlModifier)
    chosen = {run.id for run in table.chosen}
    assert len(chosen) == 999
    table.sortByColumn(table.runs.column("title"), Qt.SortOrder.DescendingOrder)
    assert {run.id for run in table.chosen} == chosen and titles(panel)[0] == "odd"


def test_what_was_chosen_stays_chosen_when_sorted_and_filtered(panel):
    click(panel, 1)
    panel.table.sortByColumn(panel.table.runs.column("title"), Qt.SortOrder.AscendingOrder)
    assert [run.id for run in panel.table.chosen] == ["b"] and titles(panel)[0] == "large"
    QTest.keyClicks(panel.filter, "large")
    assert [run.id for run in panel.table.chosen] == ["b"] and titles(panel) == ["large"]


def test_what_was_found_on_the_test_part_stands_beside_the_other_values_with_the_looks(panel, session, qtbot):
    with changed(panel, qtbot):
        keep(session.keeper.archive, "d", started=4.0, test={"loss": 0.5, "accuracy": 0.8125}, test_looks=3)
        panel.refresh()
    names = [column.name for column in panel.table.runs.columns]
    assert names.index("metric:test_accuracy") > names.index("metric:accuracy")
    row = {name: panel.table.runs.index(0, place).data() for place, name in enumerate(names)}
    assert (row["metric:test_accuracy"], row["looks"]) == ("0.8125", "3")
    assert panel.table.runs.index(1, names.index("looks")).data() == ""
