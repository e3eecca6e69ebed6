"""Everything the window says passes through translation; another language is one more file."""

import json
import re

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QTextLayout
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QTreeWidget,
)

from designer import theme, translation
from designer.app import make_application
from designer.examples import ready_example
from designer.model import catalog
from designer.model.commands import AddLayer
from designer.model.document import Document
from designer.paths import resource
from designer.translation import Language, translated
from designer.translator import Translator
from designer.window import MainWindow

FILES = sorted(resource("translations").glob("*.json"))
PLACES = re.compile(r"\{\d\}")


class Marked(Language):
    """A language in which every word is the English one in brackets."""

    def find(self, text):
        return f"⟦{text}⟧"

    def find_sentence(self, sentence):
        return f"⟦{sentence}⟧"


@pytest.fixture(scope="session")
def translator(qapp):
    """Installed once and for good, as in the program; while it speaks English it says nothing."""
    made = Translator(qapp)
    qapp.installTranslator(made)
    return made


@pytest.fixture
def speak(translator):
    """A function that sets the language for one test."""
    yield translation.use
    translation.use(Language(translation.ENGLISH, "English"))


@pytest.fixture
def make_window(qtbot):
    def make(document):
        window = MainWindow(document)
        window.files.ask_about_changes = lambda: "discard"
        window.files.ask_about_several = lambda _: []
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.show()
        return window

    return make


def said_by(window):
    """Yield (whose, text) for what one can read in the frame of the window: menus, bars, tabs, canvas."""
    for action in window.findChildren(QAction):
        yield action.objectName() or "action", action.text()
    for menu in window.findChildren(QMenu):
        yield "menu", menu.title()
    for dock in window.findChildren(QDockWidget):
        yield dock.objectName(), dock.windowTitle()
    for owner in (window.toolbar, window.canvas, window.docks.library, window.message_bar, window.status):
        yield from said_by_widgets(owner)
    for name in ("outline", "history", "problems"):
        yield from said_by_widgets(window.docks.panel(name))


def said_by_widgets(owner):
    for label in owner.findChildren(QLabel):
        yield label.objectName() or "label", label.text()
    for button in owner.findChildren(QAbstractButton):
        yield button.objectName(), button.text()
    for line in owner.findChildren(QLineEdit):
        yield line.objectName(), line.placeholderText()
    for combo in owner.findChildren(QComboBox):
        yield combo.objectName(), combo.placeholderText()
    for bar in owner.findChildren(QTabBar):
        yield from ((bar.objectName(), bar.tabText(number)) for number in range(bar.count()))
    for widget in (owner, *owner.findChildren(QLineEdit), *owner.findChildren(QTreeWidget)):
        yield widget.objectName(), widget.accessibleName()


def is_no_language(text, names):
    """Say whether a text is made of names, numbers, units and shapes only."""
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"⟦.*?⟧", "", text, flags=re.DOTALL))
    return all(word in names for word in words)


def test_whatever_the_window_says_passes_through_translation(speak, make_window):
    speak(Marked("xx", "marked"))
    document = ready_example()
    window = make_window(document)
    for name in ("outline", "history", "problems"):
        window.docks.raise_panel(name)
    QApplication.processEvents()
    languages = {word for name in translation.languages().values() for word in re.findall(r"\w+", name)}
    names = {"KB", "FLOP", "MFLOP", "KFLOP", "nnd", *languages}
    silent = [
        (whose, text) for whose, text in said_by(window)
        if text and not is_no_language(text, names) and not whose.startswith(("qt_", "action_example_"))
    ]  # fmt: skip
    assert [each for each in silent if each[1] not in KNOWN_SILENT] == []


# The titles of callbacks come from the engine, which speaks English.
KNOWN_SILENT = {
    "CSV log", "Early stopping", "Checkpoint", "Reduce learning rate on plateau", "TensorBoard", "Terminate on NaN",
}  # fmt: skip


def test_steps_and_refusals_are_said_in_the_language(speak, make_window):
    speak(
        Language(
            "yy", "yy", {"&Undo": "Rückgängig:"}, {"Add {0}": "{0} dazu", "'{0}' cannot feed itself.": "Nein, {0}."}
        )
    )
    window = make_window(Document())
    window.document.execute(AddLayer("Dense"))
    assert window.action("undo").text() == "Rückgängig: Dense dazu"
    window.canvas.refused.emit("'dense' cannot feed itself.")
    assert window.message_bar.text == "Nein, dense."


def test_names_and_numbers_find_their_places_whatever_the_order(speak):
    speak(Language("yy", "yy", {}, {"Connect {0} to {1}": "{1} bekommt {0}", "Connect to {0}": "zu {0}"}))
    assert translated("Connect conv to dense") == "dense bekommt conv"
    assert translated("Connect to add") == "zu add"
    assert translated("Something else") == "Something else"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("c.h5 holds no array of numbers.", "c.h5 中没有数值数组。"),
        ("6 for training, 2 for validation, 2 held back for the test", "6 个用于训练，2 个用于验证，2 个留作测试"),
        ("8 for training, 2 held back for the test", "8 个用于训练，2 个留作测试"),
    ],
)
def test_sentences_with_optional_parts_are_whole_in_the_language(speak, sentence, said):
    speak(translation.language_for("zh_CN"))
    assert translation.translated(sentence) == said


def test_a_name_of_the_users_is_not_taken_for_a_word(speak):
    speak(translation.language_for("zh_CN"))
    assert "bar" in translation.translated("b.npz holds bar, foo; expected are the arrays x and y.")


def test_a_sentence_is_not_taken_for_a_step_that_begins_alike(speak):
    speak(Language("yy", "yy", {}, {"Set {0} of {1}": "setze {0} bei {1}"}))
    assert translated("Set units of dense") == "setze units bei dense"
    assert translated("Set the shape of x, or choose other data.") == "Set the shape of x, or choose other data."


def test_the_language_of_the_settings_is_spoken_and_unknown_ones_are_english():
    assert translation.language_for("zh_CN").name == "简体中文"
    assert translation.language_for("zh_TW").code == "zh_CN"
    assert translation.language_for("eo").code == translation.ENGLISH


def test_a_language_is_chosen_in_the_menu_for_the_next_start(speak, make_window):
    window = make_window(Document())
    choices = [action for action in window.findChildren(QAction) if action.text() == "简体中文"]
    choices[0].trigger()
    assert QSettings().value("language") == "zh_CN"
    assert window.message_bar.text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_keeps_the_places_of_names_and_numbers(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["language"]
    for part in ("texts", "sentences", "parts", "help"):
        for english, own in content[part].items():
            assert set(PLACES.findall(own)) <= set(PLACES.findall(english)), english
            assert re.findall(r"%[sd]", english) == re.findall(r"%[sd]", own), english
            assert own.strip(), english


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_letter_of_a_language_is_drawn_as_a_box(qapp, path):
    content = json.loads(path.read_text(encoding="utf-8"))
    letters = "".join(sorted(set("".join([*content["texts"].values(), *content["sentences"].values()]))))
    letters = letters.replace("\n", "")
    layout = QTextLayout(letters, theme.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    missing = [index for run in layout.glyphRuns() for index in run.glyphIndexes() if not index]
    if missing and not _has_font_for(letters):
        pytest.skip("no font with these letters is installed")
    assert not missing


def _has_font_for(letters):
    from PySide6.QtGui import QFontDatabase

    system = QFontDatabase.WritingSystem.SimplifiedChinese
    return letters.isascii() or bool(QFontDatabase.families(system))


def test_the_program_starts_in_the_language_that_was_chosen(qapp, speak):
    make_application("light")  # from now on settings have their place
    QSettings().setValue("language", "zh_CN")
    make_application("light")
    assert qapp.translate("anything", "&File") == "文件(&F)"


def test_layers_are_found_by_words_of_the_language(speak):
    from designer.layer_search import find_layers

    speak(translation.language_for("zh_CN"))
    every = [cls for listed in catalog.categories().values() for cls in listed]
    assert find_layers("全连接", every)[0].__name__ == "Dense"


def test_a_button_shows_no_key_of_the_menu(qtbot, speak):
    speak(translation.language_for("zh_CN"))
    window = MainWindow(ready_example())
    qtbot.addWidget(window)
    assert window.action("train").text() == "训练(&T)"
    assert window.toolbar.widgetForAction(window.action("train")).text() == "训练"
    assert "(" not in window.action("save_as").iconText()
