"""Translator: gives Qt the texts of our translation files."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QSettings, QTranslator

from designer import translation

SETTING = "language"


class Translator(QTranslator):
    """Answers `tr` from the language in use, whatever the class that asks."""

    def translate(self, context: str, source_text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        return translation.current().find(source_text)

    def isEmpty(self) -> bool:
        return False


def install(application: QCoreApplication) -> None:
    """Speak the language the user chose, or else that of the system."""
    code = str(QSettings().value(SETTING, "")) or QLocale.system().name()
    translation.use(translation.language_for(code))
    words_of_qt = QTranslator(application)
    if words_of_qt.load(f"qtbase_{translation.current().code}", _folder_of_qt()):
        application.installTranslator(words_of_qt)  # what file dialogs and context menus say
    application.installTranslator(Translator(application))


def _folder_of_qt() -> str:
    return QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
