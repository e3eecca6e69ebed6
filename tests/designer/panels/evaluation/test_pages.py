"""The pages of a result, with real clicks and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QFontMetrics, QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QScrollArea

from designer import theme
from designer.data import seal
from designer.panels.evaluate import EvaluatePanel
from designer.panels.evaluation import surface_view
from designer.training.results import Evaluation, NumberResult
from designer.training.scores.number_scores import number_scores
from tests.designer.training.documents import chain, flowers, patients, twins

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 60_000  # for a training or an evaluation on a computer that does much else


def digits(**settings):
    """A classifier of small pictures."""
    layers = [("InputLayer", "x", {"shape": [8, 8, 1]}), ("Flatten", "flat", {})]
    end = ("Dense", "digit", {"units": 10, "activation": "softmax"})
    return chain(*layers, end, data_name="digits", **{"epochs": 3, "seed": 1, **settings})


def spirals(**settings):
    """A classifier of points in the plane."""
    end = ("Dense", "arm", {"units": 1, "activation": "sigmoid"})
    return chain(("InputLayer", "x", {"shape": [2]}), end, data_name="spirals", **{"epochs": 1, "seed": 1, **settings})


@pytest.fixture
def measured(qtbot, show_panel, session):
    def measured(document, is_trained=True):
        if is_trained:
            with qtbot.waitSignal(session.finished, timeout=PATIENCE_MS):
                session.start(document)
        panel = show_panel(EvaluatePanel, document)
        with qtbot.waitSignal(session.evaluated, timeout=PATIENCE_MS):
            qtbot.mouseClick(panel.button, LEFT)
        return panel

    return measured


def go_to(qtbot, panel, key):
    """Click on the title of a page and return the page."""
    tabs = panel.pages.tabs
    place = tabs.visualItemRect(tabs.item(panel.pages.keys.index(key))).center()
    qtbot.mouseClick(tabs.viewport(), LEFT, pos=place)
    return panel.pages.page(panel.pages.current)


def keys(panel):
    return list(panel.pages.keys)


# ---- what is there --------------------------------------------------------------------------------------------


def test_a_classifier_has_its_pages_and_a_regression_others(measured):
    assert keys(measured(flowers())) == ["confusion", "report", "curves", "samples", "values", "own_input"]
    assert keys(measured(patients())) == ["comparison", "residuals", "samples", "values", "own_input"]


def test_only_data_in_the_plane_have_a_surface(measured):
    assert "surface" in keys(measured(spirals()))


def test_before_the_evaluation_one_can_try_ones_own_input(show_panel):
    assert keys(show_panel(EvaluatePanel, flowers())) == ["own_input"]


def test_values_come_with_their_bounds(measured):
    panel = measured(flowers())
    accuracy = panel._evaluation.intervals["accuracy"]
    assert f"({accuracy.low:.4g} … {accuracy.high:.4g})" in panel.values.text()


def test_numbers_come_with_what_they_explain_and_with_errors_in_their_own_units(measured):
    panel = measured(patients())
    (result,) = panel._evaluation.outputs
    assert f"<b>R²</b> {result.scores.r_squared:.4g} (" in panel.values.text()
    assert "scaled target" in panel.values.toolTip()
    rows = {row[0]: row[1] for row in panel.pages.page("values").table().rows}
    assert rows["mean absolute error in units of progression"] == pytest.approx(result.mean_absolute_error, rel=1e-5)
    assert rows["R² (1 is perfect)"] == result.scores.r_squared


def test_where_all_targets_are_the_same_nothing_is_said_of_what_is_explained(show_panel, session):
    document, true, predicted = patients(), np.full(10, 3.0), np.arange(10.0)
    panel = show_panel(EvaluatePanel, document)
    session.evaluated_document = document
    scores = number_scores(true, predicted)
    result = NumberResult("progression", "progression", true, predicted, np.zeros(10), scores)
    session.evaluated.emit(Evaluation(10, (), {"loss": 1.0}, (result,)))
    assert "R²" not in panel.values.text() + panel.values.toolTip()
    assert [row[0] for row in panel.pages.page("values").table().rows][1:] == [
        "mean absolute error in units of progression",
        "root mean squared error in units of progression",
    ]


def test_classes_are_held_against_the_commonest_of_them(measured):
    assert "always “setosa” would give 33.3%" in measured(flowers()).values.text()


def test_every_look_at_the_test_part_is_counted_and_shown(qtbot, measured, session):
    panel = measured(flowers())
    number = seal.looks(panel._evaluation.dataset) + 1
    with qtbot.waitSignal(session.evaluated, timeout=PATIENCE_MS):
        qtbot.mouseClick(panel.button, LEFT)
    assert f"looked at {number} times" in panel.notice.text()


def test_tabs_are_changed_by_keys(qtbot, measured):
    panel = measured(flowers())
    panel.pages.tabs.setFocus()
    qtbot.keyClick(panel.pages.tabs, Qt.Key.Key_Down)
    assert panel.pages.current == "report"


# ---- the matrix and the samples behind it ---------------------------------------------------------------------


def a_cell(panel):
    """Return a cell with mistakes in it, or else the first one with anything."""
    confusion = panel._evaluation.outputs[0].confusion
    wrong = confusion - np.diag(np.diag(confusion))
    return np.unravel_index((wrong if wrong.any() else confusion).argmax(), confusion.shape)


def test_a_click_on_a_cell_shows_the_samples_in_it(qtbot, measured):
    panel = measured(flowers())
    row, column = a_cell(panel)
    matrix, count = panel.pages.page("confusion"), panel._evaluation.outputs[0].confusion[row, column]
    qtbot.mouseClick(matrix, LEFT, pos=matrix._cell(row, column).center().toPoint())
    gallery = panel.pages.page(panel.pages.current)
    names = panel._evaluation.outputs[0].class_names
    assert gallery.heading.text().startswith(f"{count} sample")
    assert [each[1] for each in gallery.table().rows] == [names[row]] * count
    assert [each[2] for each in gallery.table().rows] == [names[column]] * count


def test_a_cell_is_reached_by_arrow_keys_and_opened_by_enter(qtbot, measured):
    panel = measured(flowers())
    matrix = panel.pages.page("confusion")
    matrix.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(matrix, key)
    assert "of “versicolor”" in matrix.accessibleDescription()
    qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert panel.pages.current == "samples"
    assert "“versicolor”" in panel.pages.page("samples").heading.text()


def test_the_worst_mistakes_are_pictures_with_the_highest_loss_first(qtbot, measured):
    panel = measured(digits())
    gallery = go_to(qtbot, panel, "samples")
    losses = [row[4] for row in gallery.table().rows]
    assert losses == sorted(losses, reverse=True) and losses[0] == panel._evaluation.outputs[0].losses.max()
    assert gallery.pictures.isVisible() and gallery.pictures.count() == 120
    assert " → " in gallery.pictures.item(0).text()


def test_back_from_a_cell_to_the_worst_mistakes(qtbot, measured):
    panel = measured(digits())
    panel.pages._on_cell_activated(0, 0)
    gallery = panel.pages.page("samples")
    qtbot.mouseClick(gallery.all_button, LEFT)
    assert "highest loss" in gallery.heading.text()


def test_a_sample_is_tried_by_enter(qtbot, measured, session):
    panel = measured(digits())
    gallery = go_to(qtbot, panel, "samples")
    gallery.pictures.setFocus()
    with qtbot.waitSignal(session.errands.done):
        qtbot.keyClick(gallery.pictures, Qt.Key.Key_Return)
    result, worst = panel._evaluation.outputs[0], gallery.table().rows[0][0]
    assert panel.pages.current == "own_input"
    assert panel.pages.page("own_input").bars._answer.best == result.predicted[worst]


# ---- numbers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["confusion", "report", "curves", "samples", "values"])
def test_the_numbers_of_every_page_can_be_copied(qtbot, measured, key):
    panel = measured(flowers())
    page = go_to(qtbot, panel, key)
    qtbot.mouseClick(panel.pages.copy_button, LEFT)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 1 + len(page.table().rows) > 1
    assert lines[0].split("\t") == list(page.table().headers)


@pytest.mark.parametrize("key", ["comparison", "residuals"])
def test_so_can_those_of_a_regression(qtbot, measured, key):
    panel = measured(patients())
    go_to(qtbot, panel, key)
    qtbot.mouseClick(panel.pages.copy_button, LEFT)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 89


def test_numbers_are_saved_as_csv(qtbot, measured, tmp_path):
    panel = measured(flowers())
    go_to(qtbot, panel, "report")
    panel.pages.ask_for_target = lambda suggested: str(tmp_path / "report")
    qtbot.mouseClick(panel.pages.save_button, LEFT)
    assert (tmp_path / "report.csv").read_text(encoding="utf-8").startswith("class,precision,recall")


def test_where_nothing_can_be_saved_a_sentence_says_so(qtbot, measured, tmp_path):
    panel = measured(flowers())
    panel.pages.ask_for_target = lambda suggested: str(tmp_path / "no folder" / "report.csv")
    with qtbot.waitSignal(panel.refused) as caught:
        qtbot.mouseClick(panel.pages.save_button, LEFT)
    assert "'report.csv' could not be written" in caught.args[0]


def test_chosen_rows_are_copied_by_their_key(qtbot, measured):
    table = go_to(qtbot, measured(flowers()), "report")
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert [line.split("\t")[0] for line in QGuiApplication.clipboard().text().splitlines()] == ["class", "versicolor"]


def test_a_class_chosen_in_the_table_stands_out_among_the_curves(qtbot, measured):
    view = go_to(qtbot, measured(flowers()), "curves")
    view.areas.setFocus()
    qtbot.keyClick(view.areas, Qt.Key.Key_Down)
    (row,) = {index.row() for index in view.areas.selectedIndexes()}
    widths = [lines[0].opts["pen"].widthF() for lines in view._lines]
    assert [width > 2 for width in widths] == [number == row for number in range(5)]


# ---- one's own input ------------------------------------------------------------------------------------------


def answer_after(qtbot, session, act):
    with qtbot.waitSignal(session.errands.done):
        act()


def test_a_digit_drawn_with_the_mouse_is_recognised(qtbot, measured, session):
    panel = measured(digits(epochs=15, learning_rate=0.01))
    page = go_to(qtbot, panel, "own_input")
    pad = page.inputs["x"].pad
    field = pad._field()

    def draw():
        points = [QPoint(int(field.left() + x * field.width()), int(field.top() + y * field.height()))
                  for x, y in ((0.5, 0.1), (0.5, 0.3), (0.5, 0.6), (0.5, 0.9))]  # fmt: skip
        qtbot.mousePress(pad, LEFT, pos=points[0])
        for point in points[1:]:
            qtbot.mouseMove(pad, point)
        qtbot.mouseRelease(pad, LEFT, pos=points[-1])

    answer_after(qtbot, session, draw)
    assert page.bars.text().startswith("1, with ")
    assert not page.inputs["x"].seen.pixmap().isNull()
    qtbot.mouseClick(page.inputs["x"].clear_button, LEFT)
    qtbot.waitUntil(lambda: page.bars.text() == "")


def test_one_can_draw_with_the_keyboard_alone(qtbot, measured, session):
    page = go_to(qtbot, measured(digits()), "own_input")
    pad = page.inputs["x"].pad
    pad.setFocus()
    qtbot.keyClick(pad, Qt.Key.Key_Space)
    answer_after(qtbot, session, lambda: [qtbot.keyClick(pad, Qt.Key.Key_Down) for _ in range(6)])
    rows, columns = np.nonzero(pad.drawing > 0.5)
    assert rows.max() - rows.min() > 60 > columns.max() - columns.min()
    qtbot.keyClick(pad, Qt.Key.Key_Delete)
    assert pad.is_empty


def test_a_dropped_picture_is_brought_to_the_form_of_the_data(qtbot, measured, session, tmp_path):
    widget = go_to(qtbot, measured(digits()), "own_input").inputs["x"]
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    image.save(str(tmp_path / "white.png"))
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(tmp_path / "white.png"))])
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, content, LEFT, Qt.KeyboardModifier.NoModifier)
    answer_after(qtbot, session, lambda: widget.dropEvent(event))
    assert widget.sample().shape == (1, 8, 8, 1)
    assert "brought to 8×8 pixels" in widget.seen.toolTip()


def test_a_damaged_picture_is_refused_in_a_sentence(qtbot, measured, tmp_path):
    page = go_to(qtbot, measured(digits()), "own_input")
    (tmp_path / "broken.png").write_text("no picture")
    page.inputs["x"].show_file(tmp_path / "broken.png")
    assert page.notice.property("role") == "error"


def test_a_form_names_every_feature_and_answers_at_once(qtbot, measured, session):
    page = go_to(qtbot, measured(patients()), "own_input")
    fields = page.inputs["x"].fields
    assert list(fields)[:3] == ["age", "sex", "bmi"]
    answer_after(qtbot, session, lambda: qtbot.keyClick(fields["bmi"], Qt.Key.Key_Up))
    assert page.bars.text().startswith("progression ")


def test_a_sample_of_the_training_part_fills_the_form(qtbot, measured, session):
    page = go_to(qtbot, measured(flowers()), "own_input")
    answer_after(qtbot, session, lambda: qtbot.mouseClick(page.sample_button, LEFT))
    assert ", with " in page.bars.text()


def test_of_several_outputs_one_is_chosen(qtbot, measured, session):
    page = go_to(qtbot, measured(twins()), "own_input")
    answer_after(qtbot, session, lambda: qtbot.mouseClick(page.sample_button, LEFT))
    assert page.output.isVisible()
    page.output.setFocus()
    qtbot.keyClick(page.output, Qt.Key.Key_Down)
    assert page.bars._answer.output == "again"


def test_random_weights_are_called_a_guess(qtbot, measured, session):
    page = go_to(qtbot, measured(flowers(), is_trained=False), "own_input")
    answer_after(qtbot, session, lambda: qtbot.mouseClick(page.sample_button, LEFT))
    assert "guess" in page.notice.text()


def test_a_model_that_does_not_fit_says_why(qtbot, show_panel, session):
    document = flowers()
    document.data_name = "wine"
    panel = show_panel(EvaluatePanel, document)
    page = panel.pages.page("own_input")
    with qtbot.waitSignal(session.errands.failed):
        qtbot.mouseClick(page.sample_button, LEFT)
    assert "takes samples of shape" in page.notice.text()


# ---- the surface ----------------------------------------------------------------------------------------------


def test_the_surface_is_painted_and_explains_itself(qtbot, measured):
    page = go_to(qtbot, measured(spirals()), "surface")
    qtbot.waitUntil(lambda: page.surface is not None)
    text = page.text_at(page._field().center())
    assert text.startswith("x1 ") and text.endswith((": first", ": second"))
    assert len(page.table().rows) == 64 * 64


def test_after_another_training_it_is_another_one(qtbot, measured, session):
    document = spirals()
    page = go_to(qtbot, measured(document), "surface")
    qtbot.waitUntil(lambda: page.surface is not None)
    before = page.surface.certainty
    page.show()
    with qtbot.waitSignal(session.finished):
        session.start(document)
    qtbot.waitUntil(lambda: not np.array_equal(page.surface.certainty, before))


def test_the_surface_follows_a_running_training(qtbot, show_panel, session):
    document = spirals(epochs=100_000)
    panel = show_panel(EvaluatePanel, document)
    page = go_to(qtbot, panel, "surface")
    qtbot.waitUntil(lambda: page.surface is not None)
    found = []
    session.errands.done.connect(lambda kind, surface: found.append(surface.certainty))
    session.start(document)
    qtbot.waitUntil(lambda: len(found) > 2, timeout=30_000)
    assert session.state == "running"
    assert not np.array_equal(found[-1], found[-2])
    session.stop()


# ---- large texts and logits -----------------------------------------------------------------------------------


@pytest.fixture
def large_text(qapp):
    theme.set_text_scale(1.5)
    theme.apply(qapp, theme.current())
    yield
    theme.set_text_scale(1.0)
    theme.apply(qapp, theme.current())


def test_with_large_texts_the_matrix_has_room_for_its_numbers(large_text, qtbot, measured):
    panel = measured(digits())
    matrix = panel.pages.page("confusion")
    assert matrix._cell(0, 0).height() >= 0.75 * QFontMetrics(theme.font("small")).height()
    assert matrix._cells().right() + matrix._share_px() <= matrix.width()


def test_with_large_texts_every_range_of_the_form_is_whole(large_text, qtbot, measured):
    form = go_to(qtbot, measured(patients()), "own_input").inputs["x"]
    inside = form.findChild(QScrollArea)
    assert inside.widget().width() <= inside.viewport().width()
    ranges = [label for label in form.findChildren(QLabel) if "…" in label.text()]
    assert len(ranges) == 10
    assert all(label.width() >= label.fontMetrics().horizontalAdvance(label.text()) for label in ranges)


def test_a_grey_button_says_why(qtbot, measured):
    panel = measured(flowers())
    gallery = go_to(qtbot, panel, "samples")
    assert not gallery.all_button.isEnabled() and "are shown now" in gallery.all_button.toolTip()
    gallery.show_cell(0, 0)
    assert gallery.all_button.isEnabled() and "Back" in gallery.all_button.toolTip()


def test_where_there_are_no_cells_there_is_no_way_back_from_them(qtbot, measured):
    assert not go_to(qtbot, measured(patients()), "samples").all_button.isVisible()


def test_labels_have_a_report_curves_and_a_bar_each(qtbot, measured, session, tmp_path):
    random = np.random.default_rng(0)
    x = random.normal(size=(60, 3)).astype("float32")
    np.savez(
        tmp_path / "tags.npz", x_train=x[:40], y_train=1.0 * (x[:40] > 0), x_test=x[40:], y_test=1.0 * (x[40:] > 0)
    )
    end = ("Dense", "tags", {"units": 3, "activation": "sigmoid"})
    settings = {"losses": {"tags": "binary_crossentropy"}, "epochs": 2, "seed": 1}
    panel = measured(chain(("InputLayer", "x", {"shape": [3]}), end, data_name=str(tmp_path / "tags.npz"), **settings))
    assert keys(panel) == ["report", "curves", "samples", "values", "own_input"]
    assert "have all labels right" in panel.values.text()
    assert [row[0] for row in go_to(qtbot, panel, "report").table().rows][:3] == ["y[0]", "y[1]", "y[2]"]
    page = go_to(qtbot, panel, "own_input")
    answer_after(qtbot, session, lambda: qtbot.mouseClick(page.sample_button, LEFT))
    assert page.bars._answer.are_labels and len(page.table().rows) == 3


def test_points_of_numbers_have_the_colour_of_their_number(qtbot, measured, tmp_path):
    random = np.random.default_rng(0)
    x = random.uniform(-1, 1, size=(60, 2)).astype("float32")
    np.savez(tmp_path / "hill.npz", x_train=x[:40], y_train=x[:40, 0] * 9, x_test=x[40:], y_test=x[40:, 0] * 9)
    document = chain(("InputLayer", "x", {"shape": [2]}), ("Dense", "height", {"units": 1}), epochs=80, seed=1,
                     learning_rate=0.05, data_name=str(tmp_path / "hill.npz"))  # fmt: skip
    page = go_to(qtbot, measured(document), "surface")
    qtbot.waitUntil(lambda: page.surface is not None)
    values = page.surface.values
    least, most = surface_view._number_colours(page.surface, np.array([values.min(), values.max()]))
    assert least[2] > least[0] and most[0] > most[2]  # blue to orange
    picture, field = page.grab().toImage(), page._field()
    left, right = (
        picture.pixelColor(int(field.left() + share * field.width()), int(field.center().y())) for share in (0.03, 0.97)
    )
    assert left.blue() > left.red() and right.red() > right.blue()
