"""What is said where no window can be opened: why, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WITHOUT_WINDOW = """\
Start it in a desktop session, or without a window:
  QT_QPA_PLATFORM=offscreen recall-viewer --demo --screenshot demo.png"""

LIBRARIES = """\
On Debian and Ubuntu install them with:
  sudo apt-get install libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 libx11-6 fonts-dejavu-core \
libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 \
libxkbcommon-x11-0 libx11-xcb1"""

NO_DISPLAY = f"""\
recall-viewer: there is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set).
{WITHOUT_WINDOW}"""

NOT_CONNECTED = ("could not connect to display", "Failed to create wl_display")
"""What Qt says of a display that is named and not there, under X11 and Wayland."""


def library_missing(error: ImportError) -> str:
    """Say that Qt itself cannot be loaded."""
    return f"recall-viewer: Qt cannot start, because a library of the system is missing: {error}\n{LIBRARIES}"


def no_platform(complaints: Sequence[str]) -> str:
    """Say that Qt opens no window; `complaints` are its own words, one at least. The first names the cause."""
    not_connected = next((text for text in complaints if any(sign in text for sign in NOT_CONNECTED)), None)
    cause = not_connected or complaints[0]
    said = f"recall-viewer: Qt cannot open a window here: {cause}"
    if not_connected is not None:
        return f"{said}\n{WITHOUT_WINDOW}"
    return f"{said}\nPerhaps libraries of the system are missing. {LIBRARIES}\n{WITHOUT_WINDOW}"
