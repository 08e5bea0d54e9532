"""The system libraries that Qt needs on Linux: which are missing, and installing them on Debian and its relatives.

Elsewhere PySide6 brings everything along.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from console import DevError, quietly, say

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

PROBE = Path(__file__).resolve().with_name("qt_probe.py")
# Debian's names, for what qt_probe.py tries. Installed with neither recommendations nor upgrades.
PACKAGES: Mapping[str, tuple[str, ...]] = {
    "offscreen": (
        *("libgl1", "libegl1", "libglib2.0-0", "libdbus-1-3"),
        *("libfontconfig1", "libxkbcommon0", "libx11-6"),
    ),
    "font": ("fonts-dejavu-core",),
    "x11": (
        *("libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-render-util0"),
        *("libxcb-shape0", "libxcb-xkb1", "libxkbcommon-x11-0", "libx11-xcb1"),
    ),
    "wayland": ("libwayland-client0", "libwayland-cursor0", "libwayland-egl1"),
}
# Empty on a bare machine until "apt-get update".
PACKAGE_LISTS = Path("/var/lib/apt/lists")
WINDOW_SYSTEMS = frozenset({"x11", "wayland"})


def has_display(environ: Mapping[str, str]) -> bool:
    """Whether Qt can be expected to find a place for a window, or has been told what to do without one."""
    if not sys.platform.startswith("linux"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def wanted_sets(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of PACKAGES that a start under `environ` relies on."""
    chosen = environ.get("QT_QPA_PLATFORM", "")
    x11 = "xcb" in chosen if chosen else bool(environ.get("DISPLAY"))
    wayland = "wayland" in chosen if chosen else bool(environ.get("WAYLAND_DISPLAY"))
    return ("offscreen", "font", *(["x11"] if x11 else []), *(["wayland"] if wayland else []))


def probe(python: str, wanted: Sequence[str], environ: Mapping[str, str]) -> dict[str, str]:
    """What is missing of the sets `wanted`: set → what the loader said of the first library missing."""
    done = subprocess.run(
        [python, str(PROBE), *wanted],
        env={**environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise DevError("Qt could not be tried: its probe ended unexpectedly")
    found = dict(line.split("\t", 1) for line in done.stdout.splitlines())
    if any(name in wanted and name not in found for name in WINDOW_SYSTEMS):
        # One window system is enough, and Qt takes the one that works.
        found = {name: said for name, said in found.items() if name not in WINDOW_SYSTEMS}
    return found


def require_qt(python: str, wanted: Sequence[str], environ: Mapping[str, str]) -> None:
    """Return once Qt can load what it needs for `wanted`, installing it if need be; raises DevError."""
    missing = probe(python, wanted, environ)
    if not missing:
        return
    said = next(iter(missing.values()))
    install(packages_for(missing, wanted), f"Qt lacks something of the system ({said})", environ)
    missing = probe(python, wanted, environ)
    if missing:
        raise DevError(f"Qt still lacks something of the system: {next(iter(missing.values()))}")


def packages_for(missing: Collection[str], wanted: Sequence[str]) -> list[str]:
    """Debian packages to install: all that is wanted where Qt cannot even start, for then the rest is unknown."""
    sets = wanted if "offscreen" in missing else [name for name in wanted if name in missing]
    return [package for name in sets for package in PACKAGES[name]]


def install(packages: Sequence[str], reason: str, environ: Mapping[str, str]) -> None:
    """Install Debian `packages`; raises DevError, with `reason` and the line to type where this user may not."""
    if not shutil.which("apt-get", path=environ.get("PATH")):
        raise DevError(f"{reason}. There is no apt-get here; Debian calls what is needed: {' '.join(packages)}")
    authority = _authority(environ)
    if authority is None:
        raise DevError(
            f"{reason}. Type this, then try again:\n"
            f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
        )
    say(f"installing system packages with apt-get: {' '.join(packages)} …")
    apt = [*authority, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    what = f"{reason}, and apt-get could not install {' '.join(packages)}"
    command = [*apt, "install", "-y", "--no-install-recommends", "--no-upgrade", *packages]
    if any(PACKAGE_LISTS.glob("*_Packages*")):
        try:
            quietly(command, environ, what)
        except DevError:
            # Old lists name packages that the archive has replaced since.
            say("trying once more with new package lists …")
        else:
            return
    quietly([*apt, "update"], environ, f"{reason}, and apt-get update failed")
    quietly(command, environ, what)


def _authority(environ: Mapping[str, str]) -> list[str] | None:
    """What to put before a command that only root may run; None where this user cannot without a password."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo", path=environ.get("PATH"))
    if sudo and not subprocess.run([sudo, "-n", "true"], env=environ, capture_output=True, check=False).returncode:
        return [sudo, "-n"]
    return None
