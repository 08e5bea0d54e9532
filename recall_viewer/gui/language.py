"""Translations: one file of texts a language, looked up by the English text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

from recall_viewer import resources

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""By code, each in its own words; English is what the program is written in."""


class Language(QTranslator):
    """The texts of one language. A text that is missing stays English.

    `of_qt` has Qt's own: names of keys, the menu of a text field, the dialog for a folder.
    """

    def __init__(self, code: str) -> None:
        super().__init__()
        self._texts: dict[str, str] = {}
        self.of_qt = QTranslator(self)
        if code != "en":
            self._texts = json.loads(resources.read_bytes(f"translations/{code}.json"))
            self.of_qt.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))

    def isEmpty(self) -> bool:
        """Say whether there is anything to look up."""
        return not self._texts

    def translate(self, _context: str, text: str, _comment: str | None = None, _count: int = -1) -> str:
        """Return a text in this language."""
        return self._texts.get(text, text)


def use_language(application: QApplication, choice: str) -> Language:
    """Let the application speak a language: a code of `LANGUAGES`, or "system" for that of the desktop.

    The result has to live as long as the application speaks it.
    """
    code = QLocale.system().name()[:2] if choice == "system" else choice
    language = Language(code if code in LANGUAGES else "en")
    # Qt asks the last one first, and ours would answer for all.
    for translator in (language, language.of_qt):
        application.installTranslator(translator)
    return language
