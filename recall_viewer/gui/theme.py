"""Colours, type and the style of the controls. On the canvas the dark colours hold in both themes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from string import Template
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from recall_viewer import resources

if TYPE_CHECKING:
    from recall_viewer.gui.store import ThemeChoice

CANVAS = QColor("#101214")
PLACEHOLDER = QColor("#1A1D21")
FIGURES = QColor("#D5DAE0")
SCRIM = QColor(0, 0, 0, 191)
"""Black at 75 %: over a white picture amber still has a contrast of 6.0 there."""
FOCUS_ON_CANVAS = QColor("#6AA8FF")
UNFOCUSED = QColor("#8D96A3")

BASE_PX = 13
MENU_BAR_PX = 28
TOOLBAR_PX = 44
STATUS_BAR_PX = 26
CONTROL_PX = 28


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme, by what they are for; every text colour has a contrast of 4.5 or more."""

    window: str
    surface: str
    raised: str
    text: str
    secondary: str
    placeholder: str
    link: str
    primary: str
    selection: str
    focus: str
    edge: str
    hairline: str
    live: str
    amber: str
    red: str
    violet: str
    blue: str
    frozen: str
    amber_strip: str
    start_page: str
    is_dark: bool


DARK = Theme(
    window="#1B1E22",
    surface="#22262B",
    raised="#2B3037",
    text="#E8EBEF",
    secondary="#AEB6C1",
    placeholder="#8D96A3",
    link="#82B4FF",
    primary="#2F6FDE",
    selection="#24385A",
    focus="#6AA8FF",
    edge="#6B7480",
    hairline="#31363E",
    live="#4FC98F",
    amber="#F4BC50",
    red="#FF8A80",
    violet="#C0ACFF",
    blue="#86BBFF",
    frozen="#7FD6E8",
    amber_strip="#2C2211",
    start_page="#101214",
    is_dark=True,
)
LIGHT = Theme(
    window="#F3F4F6",
    surface="#FFFFFF",
    raised="#FFFFFF",
    text="#1A1E23",
    secondary="#525B67",
    placeholder="#646D79",
    link="#1A5BBF",
    primary="#1F63D0",
    selection="#DCE8FB",
    focus="#1F63D0",
    edge="#848C97",
    hairline="#D6DAE0",
    live="#14713F",
    amber="#855500",
    red="#B3261E",
    violet="#6343C6",
    blue="#1A5BBF",
    frozen="#0B6A7D",
    amber_strip="#FBF0DA",
    start_page="#F3F4F6",
    is_dark=False,
)


_current = DARK


def current() -> Theme:
    """Return the theme that the application has now; painted widgets ask for it with each paint."""
    return _current


def font(size_px: int = BASE_PX, *, weight: int = 400, is_mono: bool = False) -> QFont:
    """Return the system's font at a size given for a base of 13 px; figures are tabular, so a ticking age stays put."""
    made = QFont(QApplication.font())
    if is_mono:
        made.setFamilies(["Noto Sans Mono", "DejaVu Sans Mono", "Menlo", "Consolas", "monospace"])
        made.setStyleHint(QFont.StyleHint.Monospace)
    made.setPixelSize(round(size_px * base_px() / BASE_PX))
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


@lru_cache(maxsize=64)
def metrics(used: QFont) -> QFontMetricsF:
    """Return the measures of a font, made once: a tile asks for them some twenty times with each paint."""
    return QFontMetricsF(used)


def text_width(used: QFont, text: str) -> float:
    """Return the width of a text in logical pixels."""
    return metrics(used).horizontalAdvance(text)


def base_px() -> int:
    """Return the pixel size of ordinary text: the system's, but never under 13."""
    return max(BASE_PX, QFontInfo(QApplication.font()).pixelSize())


def scaled(px: int) -> int:
    """Return a measure of something that holds text, given for a base of 13 px."""
    return round(px * base_px() / BASE_PX)


def chosen(application: QApplication, choice: ThemeChoice) -> Theme:
    """Return the theme of a choice; "system" is that of the desktop, and dark where that says nothing."""
    is_light = choice == "light"
    if choice == "system":
        is_light = application.styleHints().colorScheme() is QtCore.Qt.ColorScheme.Light
    return LIGHT if is_light else DARK


def use(theme: Theme) -> None:
    """Let whatever is painted from now on have the colours of a theme."""
    global _current  # noqa: PLW0603 - an application has one theme, as it has one palette
    _current = theme


def apply(application: QApplication, theme: Theme) -> None:
    """Give the whole application a theme; everything in it changes at once."""
    use(theme)
    application.setStyle("Fusion")
    system_font = application.font()
    system_font.setPixelSize(base_px())
    application.setFont(system_font)
    application.setPalette(_palette(theme))
    application.setStyleSheet(_style_sheet(theme))


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.surface,
        QPalette.ColorRole.AlternateBase: theme.window,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.placeholder,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.Highlight: theme.selection,
        QPalette.ColorRole.HighlightedText: theme.text,
        QPalette.ColorRole.Link: theme.link,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Accent: theme.primary,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.placeholder))
    return palette


def _style_sheet(theme: Theme) -> str:
    dark = {f"dark_{name}": colour for name, colour in asdict(DARK).items()}
    template = Template(resources.read_bytes("style.qss").decode())
    return template.substitute(asdict(theme), **dark, canvas=CANVAS.name(), amber_digits=theme.amber[1:])
