"""The one table of actions: menus, toolbar, context menu and shortcuts are all made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence

from recall_viewer.gui import icons

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from recall_viewer.gui.key_sheet import SheetName

Menu = Literal["file", "edit", "view", "stream", "help"]


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing a person can do.

    `keys` work in the whole window, but a text field takes letters as text; `gallery_keys` work only while the gallery
    has the focus. `in_tile_menu` puts it into the context menu of a tile; `starts_group` draws a line above it in its
    menu, `starts_tile_group` in the tile's. `sheet` is its group on the keyboard sheet.
    """

    name: str
    text: str
    menu: Menu
    keys: tuple[str, ...] = ()
    gallery_keys: tuple[str, ...] = ()
    icon: str = ""
    is_checkable: bool = False
    in_tile_menu: bool = False
    starts_group: bool = False
    starts_tile_group: bool = False
    sheet: SheetName = "program"


def tr(text: str) -> str:
    """Translate the text of an action."""
    return QCoreApplication.translate("Actions", text)


def table() -> list[ActionSpec]:
    """Return all actions, in the order of the menus."""
    return [*_file(), *_edit(), *_view(), *_stream(), *_help()]


def _file() -> list[ActionSpec]:
    spec = ActionSpec
    return [
        spec("snapshot", tr("Snapshot"), "file", ("Ctrl+S",), ("S",), "camera", in_tile_menu=True, sheet="keep"),
        spec("snapshot_all", tr("Snapshot of all visible"), "file", ("Ctrl+Shift+S",), icon="grid", sheet="keep"),
        spec("copy_picture", tr("Copy picture"), "file", (), ("Ctrl+C",), "copy", in_tile_menu=True, sheet="keep"),
        spec("open_snapshots", tr("Open snapshot folder"), "file", icon="folder"),
        spec("demo", tr("Show demo"), "file", icon="play", starts_group=True),
        spec("copy_address", tr("Copy listening address"), "file", icon="copy"),
        spec("quit", tr("Quit"), "file", ("Ctrl+Q",), starts_group=True),
    ]


def _edit() -> list[ActionSpec]:
    spec = ActionSpec
    return [
        spec("filter", tr("Filter"), "edit", ("/", "Ctrl+F"), icon="search", sheet="find"),
        spec("paste", tr("Paste as filter"), "edit", ("Ctrl+V",), icon="paste", sheet="find"),
        spec("back", tr("Back out one step"), "edit", ("Esc",), sheet="find"),
        spec("settings", tr("Settings…"), "edit", ("Ctrl+,",), icon="settings", starts_group=True),
    ]


def _view() -> list[ActionSpec]:
    spec = ActionSpec
    return [
        spec("auto", tr("Auto"), "view", ("A",), icon="auto", is_checkable=True, sheet="look"),
        spec("grid", tr("Grid"), "view", ("G",), icon="grid", is_checkable=True, sheet="look"),
        spec("stage", tr("Stage"), "view", icon="stage", is_checkable=True, sheet="look"),
        spec("group_by_bot", tr("Group by bot"), "view", is_checkable=True),
        spec(
            "full_screen",
            tr("Full screen"),
            "view",
            ("F", "F11"),
            (),
            "full_screen",
            True,
            starts_group=True,
            sheet="look",
        ),
        spec("details", tr("Details"), "view", ("I",), (), "details", True, True, True, True, "look"),
        spec("problems", tr("Problems"), "view", icon="problems", is_checkable=True, sheet="look"),
        spec("recent", tr("Recent…"), "view", icon="recent"),
    ]


def _stream() -> list[ActionSpec]:
    spec = ActionSpec
    return [
        spec("large", tr("Large"), "stream", (), ("Enter", "Return"), "large", True, True, False, True, "look"),
        spec("to_stage", tr("Show on stage"), "stream", icon="stage", in_tile_menu=True),
        spec("pop_out", tr("Pop out, always on top"), "stream", icon="popout", in_tile_menu=True),
        spec("freeze", tr("Freeze"), "stream", (), ("Space",), "freeze", True, True, sheet="keep"),
        spec("pin", tr("Pin"), "stream", (), ("P",), "pin", True, True, sheet="look"),
        spec("only_bot", tr("Show only this bot"), "stream", (), (), "search", False, True, True, True),
        spec("copy_bot", tr("Copy bot ID"), "stream", icon="copy", in_tile_menu=True),
        spec("is_camera", tr("This is a camera"), "stream", (), (), "", False, True, True, True),
        spec("is_screenshare", tr("This is a screenshare"), "stream", in_tile_menu=True),
        spec("clear_ended", tr("Clear ended"), "stream", starts_group=True),
    ]


def _help() -> list[ActionSpec]:
    spec = ActionSpec
    return [
        spec("palette", tr("Command palette…"), "help", ("Ctrl+K",), (), "palette"),
        spec("keys", tr("Keyboard"), "help", ("?",), icon="keyboard"),
        spec("about", tr("About Recall Viewer"), "help", icon="info", starts_group=True),
    ]


def tile_table() -> list[ActionSpec]:
    """Return the actions of a tile's menu, in its order: the one that opens a panel comes last."""
    return sorted((spec for spec in table() if spec.in_tile_menu), key=lambda spec: spec.menu == "view")


def menu_titles() -> dict[Menu, str]:
    """Return the titles of the menus, in order."""
    return {
        "file": tr("&File"),
        "edit": tr("&Edit"),
        "view": tr("&View"),
        "stream": tr("&Stream"),
        "help": tr("&Help"),
    }


def build(window: QWidget, gallery: QWidget, handlers: Mapping[str, Callable[[], None]]) -> dict[str, QAction]:
    """Make the actions. Each needs a handler: a missing one is a KeyError, not a dead menu item."""
    made = {}
    for spec in table():
        action = QAction(spec.text, window)
        action.setObjectName(spec.name)
        action.setCheckable(spec.is_checkable)
        if spec.icon:
            action.setIcon(icons.icon(spec.icon))
        action.triggered.connect(handlers[spec.name])
        _bind_keys(window, gallery, spec, action)
        made[spec.name] = action
    return made


def _bind_keys(window: QWidget, gallery: QWidget, spec: ActionSpec, action: QAction) -> None:
    """Bind the keys of an action; those that belong to the gallery alone type letters or press buttons elsewhere.

    The action itself has the shortest way, because that is what its menu and its button show.
    """
    others = spec.keys if spec.gallery_keys else ()
    action.setShortcuts([QKeySequence(key) for key in spec.gallery_keys or spec.keys])
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    text = spec.text.removesuffix("…")
    action.setToolTip(f"{text} ({keys})" if keys else text)
    if not spec.gallery_keys:
        window.addAction(action)
        return
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    gallery.addAction(action)
    if others:
        bound = QAction(window)
        bound.setShortcuts([QKeySequence(key) for key in others])
        bound.triggered.connect(action.trigger)
        window.addAction(bound)
