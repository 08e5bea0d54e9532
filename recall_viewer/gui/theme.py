"""Colours, type and the style of the controls. On the canvas the dark colours hold in both themes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

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


def text_width(used: QFont, text: str) -> float:
    """Return the width of a text in logical pixels."""
    return QFontMetricsF(used).horizontalAdvance(text)


def base_px() -> int:
    """Return the pixel size of ordinary text: the system's, but never under 13."""
    return max(BASE_PX, QFontInfo(QApplication.font()).pixelSize())


def scaled(px: int) -> int:
    """Return a measure of something that holds text, given for a base of 13 px."""
    return round(px * base_px() / BASE_PX)


def apply(application: QApplication, theme: Theme) -> None:
    """Give the whole application a theme; everything in it changes at once."""
    global _current  # noqa: PLW0603 - an application has one theme, as it has one palette
    _current = theme
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
    return f"""
QMenuBar {{ background: {theme.window}; padding: 0 8px; }}
QMenuBar::item {{ padding: 4px 10px; margin: 1px 0; border-radius: 5px; background: transparent; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {theme.raised}; }}
QMenu {{ background: {theme.surface}; border: 1px solid {theme.edge}; padding: 5px; }}
QMenu::item {{ min-height: {CONTROL_PX - 6}px; padding: 3px 18px 3px 10px; border-radius: 5px; }}
QMenu::item:selected {{ background: {theme.selection}; }}
QMenu::item:disabled {{ color: {theme.placeholder}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; margin: 5px 6px; background: {theme.hairline}; }}
#canvas {{ background: {CANVAS.name()}; }}
QLabel[tone="secondary"] {{ color: {theme.secondary}; }}
QLabel[tone="amber"] {{ color: {theme.amber}; }}
QLabel[tone="red"] {{ color: {theme.red}; }}
QLabel[tone="live"] {{ color: {theme.live}; }}
QLabel[tone="link"] {{ color: {theme.link}; }}
#gallery QLabel {{ color: {DARK.text}; }}
#gallery QLabel[tone="secondary"] {{ color: {DARK.secondary}; }}
QToolTip {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.edge}; padding: 4px 6px; }}
#toolbar {{ background: {theme.window}; border-bottom: 1px solid {theme.hairline}; }}
#status {{ background: {theme.window}; border-top: 1px solid {theme.hairline}; }}
QLineEdit {{
    background: {theme.surface}; border: 1px solid {theme.edge}; border-radius: 5px;
    padding: 0 6px; selection-background-color: {theme.selection};
}}
QLineEdit:focus {{ border: 2px solid {theme.focus}; padding: 0 5px; }}
QLineEdit#bare, QLineEdit#bare:focus {{ background: transparent; border: none; padding: 0; }}
QLineEdit:read-only {{ background: {theme.window}; border-color: {theme.hairline}; }}
QLineEdit:read-only:focus {{ border-color: {theme.focus}; }}
QPushButton, QToolButton {{
    background: {theme.raised}; border: 1px solid {theme.hairline}; border-radius: 5px;
    min-height: {CONTROL_PX - 2}px; padding: 0 12px;
}}
QPushButton:hover, QToolButton:hover {{ border-color: {theme.edge}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {theme.selection}; }}
QPushButton:focus, QToolButton:focus {{
    border: 2px solid {theme.focus}; padding: 0 11px; min-height: {CONTROL_PX - 4}px;
}}
QPushButton:disabled, QToolButton:disabled {{ color: {theme.placeholder}; }}
QPushButton#primary {{ background: {theme.primary}; color: white; border-color: {theme.primary}; }}
#switch {{ border: 1px solid {theme.edge}; border-radius: 5px; }}
QToolButton#segment {{
    background: transparent; border: 1px solid transparent; border-radius: 4px;
    padding: 0 6px; min-height: {CONTROL_PX - 8}px;
}}
QToolButton#segment:hover {{ background: {theme.raised}; }}
QToolButton#segment:checked {{ background: {theme.selection}; }}
QToolButton#segment:focus {{ border: 2px solid {theme.focus}; padding: 0 5px; }}
QPushButton#primary:disabled {{
    background: {theme.raised}; color: {theme.placeholder}; border-color: {theme.hairline};
}}
QPushButton#primary:focus {{ border-color: {theme.text}; }}
QToolButton#flat {{ background: transparent; border: 1px solid transparent; padding: 0 6px; }}
QToolButton#flat:hover {{ background: {theme.raised}; }}
QToolButton#flat:checked {{ background: {theme.selection}; }}
QToolButton#flat:focus {{ border: 2px solid {theme.focus}; padding: 0 5px; }}
QPushButton#link {{ background: transparent; border: 1px solid transparent; color: {theme.link}; padding: 0 4px; }}
QPushButton#link:hover {{ text-decoration: underline; }}
QPushButton#link:focus {{ border: 2px solid {theme.focus}; padding: 0 3px; }}
#card {{ background: {theme.surface}; border: 1px solid {theme.hairline}; border-radius: 8px; }}
#banner {{ background: {theme.amber_strip}; border-bottom: 1px solid {theme.amber}; }}
#notice {{ background: {theme.surface}; border: 1px solid {theme.edge}; border-radius: 8px; }}
#popup {{ background: {theme.surface}; border: 1px solid {theme.edge}; border-radius: 8px; }}
#choices {{ background: transparent; }}
#panel {{ background: {theme.window}; border-top: 1px solid {theme.hairline}; }}
#startPage, #startGround {{ background: {theme.start_page}; }}
#problemCard {{ background: {theme.amber_strip}; border: 1px solid #60{theme.amber[1:]}; border-radius: 8px; }}
QPushButton#flushLink {{
    background: transparent; border: 2px solid transparent; border-radius: 4px; color: {theme.link}; padding: 0;
    min-height: 20px;
}}
QPushButton#flushLink:hover {{ text-decoration: underline; }}
QPushButton#flushLink:focus {{ border-color: {theme.focus}; }}
QPlainTextEdit#body {{
    background: {theme.start_page}; border: 1px solid {theme.hairline}; border-radius: 5px;
    selection-background-color: {theme.selection}; selection-color: {theme.text};
}}
QPlainTextEdit#body:focus {{ border: 2px solid {theme.focus}; }}
#details {{ background: {theme.window}; border-left: 1px solid {theme.hairline}; }}
#factsPage {{ background: transparent; }}
QScrollArea#facts {{ background: transparent; border: 2px solid transparent; }}
QScrollArea#facts:focus {{ border-color: {theme.focus}; }}
QToolButton#small {{ background: transparent; border: 1px solid transparent; padding: 0; min-height: 0; }}
QToolButton#small:hover {{ background: {theme.raised}; }}
QToolButton#small:focus {{ border: 2px solid {theme.focus}; }}
QTreeView#problems {{ background: {theme.window}; border: none; outline: none; }}
QTreeView#problems QHeaderView::section {{ padding: 0; }}
QTreeView#problems QHeaderView::section:first {{ padding-left: 12px; }}
QPlainTextEdit#detail {{
    background: {theme.surface}; border: 2px solid transparent; border-top-color: {theme.hairline}; padding: 2px 6px;
    selection-background-color: {theme.selection}; selection-color: {theme.text};
}}
QPlainTextEdit#detail:focus {{ border-color: {theme.focus}; }}
QComboBox {{
    background: {theme.raised}; border: 1px solid {theme.edge}; border-radius: 5px; padding: 0 8px;
}}
QComboBox:focus {{ border: 2px solid {theme.focus}; padding: 0 7px; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{
    background: {theme.surface}; border: 1px solid {theme.edge}; padding: 4px; outline: none;
    selection-background-color: {theme.selection}; selection-color: {theme.text};
}}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{
    background: {theme.raised}; border: 1px solid {theme.edge}; border-radius: 3px; width: 12px; height: 12px;
}}
QCheckBox::indicator:focus {{ border: 2px solid {theme.focus}; width: 10px; height: 10px; }}
QComboBox QAbstractItemView::item {{ min-height: {CONTROL_PX}px; padding: 0 6px; border-radius: 4px; }}
QComboBox QAbstractItemView::item:selected {{ background: {theme.selection}; color: {theme.text}; }}
#segments {{ background: {theme.raised}; border: 1px solid {theme.edge}; border-radius: 5px; }}
QPushButton#segment {{
    background: transparent; border: 1px solid transparent; border-radius: 4px; min-height: 0; padding: 0 12px;
}}
QPushButton#segment:hover {{ border-color: {theme.hairline}; }}
QPushButton#segment:checked {{ background: {theme.selection}; }}
QPushButton#segment:focus {{ border: 2px solid {theme.focus}; padding: 0 11px; }}
QListWidget#pages {{ background: transparent; border: none; outline: none; }}
QListWidget#pages::item {{
    padding: 0 10px; border: 2px solid transparent; border-radius: 5px;
}}
QListWidget#pages::item:hover {{ background: {theme.raised}; }}
QListWidget#pages::item:selected {{ background: {theme.selection}; color: {theme.text}; }}
QListWidget#pages::item:focus {{ border-color: {theme.focus}; }}
#rule {{ background: {theme.hairline}; }}
QHeaderView::section {{
    background: {theme.window}; color: {theme.secondary}; border: none; border-bottom: 1px solid {theme.hairline};
    padding: 4px 6px;
}}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {theme.edge}; border-radius: 3px; min-height: 24px; margin: 2px 3px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {theme.edge}; border-radius: 3px; min-width: 24px; margin: 3px 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
"""
