"""What the window is given, and what it asks for: all it knows of the rest of the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from recall_viewer.gui.key_desk import KeyDesk
    from recall_viewer.gui.outlets import Outlets, ShownPicture
    from recall_viewer.gui.recent import Left
    from recall_viewer.gui.store import Store
    from recall_viewer.model.books import Books
    from recall_viewer.model.gallery import Gallery
    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.problems import Problems
    from recall_viewer.model.stream import Stream
    from recall_viewer.protocol.events import Kind
    from recall_viewer.settings import Settings


@dataclass(frozen=True, slots=True)
class Facts:
    """What the window looks at. `clock` gives seconds that go on in sleep, `time_text` the local time of such a one.

    `silent_connections` counts those that said nothing so far: a bot whose cameras are all off need not.
    """

    gallery: Gallery
    books: Books
    problems: Problems
    store: Store
    settings: Settings
    clock: Callable[[], float]
    time_text: Callable[[float], str]
    memory_bytes: Callable[[], int]
    recent: Callable[[], list[Left]]
    connection_of: Callable[[Stream], tuple[str, float | None]]
    silent_connections: Callable[[], int]
    usual_snapshot_dir: Path
    demo_bots: Collection[str]
    key_desk: KeyDesk


@dataclass(frozen=True, slots=True)
class Requests:
    """What the window asks of the rest of the program. `apply` lets a choice (its name) of the settings take effect."""

    tiles: Outlets
    snapshot: Callable[[Sequence[ShownPicture]], None]
    copy_picture: Callable[[ShownPicture], None]
    drag_picture: Callable[[ShownPicture], None]
    open_snapshots: Callable[[], None]
    correct_kind: Callable[[StreamKey, Kind], None]
    clear_ended: Callable[[], None]
    show_demo: Callable[[], None]
    apply: Callable[[str], None]
    quit: Callable[[], None]
