"""How the program looks and speaks: a theme and a language, as the person chose or the desktop has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.gui import theme as themes
from recall_viewer.gui.language import use_language

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from recall_viewer.gui.store import Choices, LanguageChoice, ThemeChoice


class Appearance:
    """The theme and the language of the application: a person's choice, or what the system asks for."""

    def __init__(self, application: QApplication, choices: Choices) -> None:
        self._application = application
        self._theme: ThemeChoice = choices.theme
        self._language = use_language(application, choices.language)
        application.styleHints().colorSchemeChanged.connect(lambda _scheme: self.choose_theme(self._theme))
        self.choose_theme(choices.theme)

    def choose_theme(self, choice: ThemeChoice) -> None:
        """Take a theme; "system" follows the system from now on."""
        self._theme = choice
        themes.apply(self._application, themes.chosen(self._application, choice))

    def choose_language(self, choice: LanguageChoice) -> None:
        """Speak another language from now on; "system" is that of the desktop."""
        for translator in (self._language, self._language.of_qt):
            self._application.removeTranslator(translator)
        self._language = use_language(self._application, choice)
