"""Tries to load what Qt needs of a Linux system, with no display; for the virtual environment's Python.

Its arguments are sets of system_packages.PACKAGES; it prints a line "set<tab>what the loader said" for each that lacks
something.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Below Qt's folder of plugins. What a window system needs is linked to these, not to Qt's own libraries.
PLUGINS = {
    "offscreen": ("platforms/libqoffscreen.so", "imageformats/libqsvg.so"),
    "x11": ("platforms/libqxcb.so", "xcbglintegrations/libqxcb-egl-integration.so"),
    "wayland": (
        "platforms/libqwayland*.so",
        "wayland-shell-integration/libxdg-shell.so",
        "wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
    ),
}


def missing(wanted: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (set, reason) for each set of `wanted` that cannot be loaded; only "offscreen" where that one cannot."""
    try:
        from PySide6 import QtCore, QtGui, QtSvg, QtWidgets  # noqa: F401, PLC0415  (failing is an answer)
    except ImportError as error:
        yield "offscreen", str(error)
        return
    plugins = Path(QtCore.QLibraryInfo.path(QtCore.QLibraryInfo.LibraryPath.PluginsPath))
    for name in wanted:
        for pattern in PLUGINS.get(name, ()):
            try:
                for library in plugins.glob(pattern):
                    ctypes.CDLL(str(library))
            except OSError as error:
                yield name, str(error)
                if name == "offscreen":
                    return
                break
    if "font" in wanted:
        application = QtGui.QGuiApplication([])
        if not QtGui.QFontDatabase.families():
            yield "font", "there is no font"
        application.shutdown()


if __name__ == "__main__":
    for name, reason in missing(sys.argv[1:]):
        sys.stdout.write(f"{name}\t{' '.join(reason.split())}\n")
