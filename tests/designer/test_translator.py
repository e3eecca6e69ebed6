"""What Qt itself says comes in the user's language where Qt brings it; without that the program speaks its own part."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QSettings, QTranslator

from designer import translation, translator

OF_QT_ALONE = "Restore Defaults"  # our files have no such text


@pytest.fixture
def install(qapp):
    """A function that speaks a language as at the start of the program, for one test."""
    before = qapp.findChildren(QTranslator)
    installed = [each for each in before if qapp.removeTranslator(each)]  # other tests may have left some

    def speak(code):
        QSettings().setValue(translator.SETTING, code)
        translator.install(qapp)

    yield speak
    translation.use(translation.language_for(translation.ENGLISH))
    for each in set(qapp.findChildren(QTranslator)) - set(before):
        qapp.removeTranslator(each)
        each.deleteLater()
    for each in installed:
        qapp.installTranslator(each)


def said(context, text):
    return QCoreApplication.translate(context, text)


def test_the_buttons_of_dialogs_and_our_own_texts_speak_chinese(install):
    install("zh_CN")
    assert said("QPlatformTheme", OF_QT_ALONE) == "恢复默认值"
    assert said("Docks", "Training") == "训练"


def test_qt_brings_its_words_for_every_language_there_is(install):
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    codes = set(translation.languages()) - {translation.ENGLISH}
    assert codes and all((folder / f"qtbase_{code}.qm").is_file() for code in codes)


def test_without_the_words_of_qt_only_qt_speaks_english(install, monkeypatch, tmp_path):
    monkeypatch.setattr(translator, "_folder_of_qt", lambda: str(tmp_path / "nowhere"))
    install("zh_CN")
    assert said("QPlatformTheme", OF_QT_ALONE) == OF_QT_ALONE
    assert said("Docks", "Training") == "训练"
