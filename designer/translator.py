"""Translator: gives Qt the texts of our translation files."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QSettings, QTranslator

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
    application.installTranslator(Translator(application))
