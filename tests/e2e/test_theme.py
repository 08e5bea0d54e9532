"""Light and dark follow the desktop while the program runs, seen on a screen."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.e2e.program import Program, until
from tests.e2e.screen import brightness, screen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIGHT, DARK = 2, 1
"""As the desktop portal writes them."""


BUS = """<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>"""
"""No services: nothing of the machine's own desktop is started over the test."""


@contextlib.contextmanager
def desktop_bus(folder: Path) -> Iterator[str]:
    """Yield the address of a message bus as a desktop has one; skip the test where there can be none."""
    if shutil.which("dbus-daemon") is None or shutil.which("dbus-send") is None:
        pytest.skip("this needs a message bus, and this machine has no dbus-daemon")
    config = folder / "bus.conf"
    config.write_text(BUS)
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def announce(bus: str, scheme: int) -> None:
    """Say what a desktop says when the person switches between light and dark."""
    told = ("string:org.freedesktop.appearance", "string:color-scheme", f"variant:uint32:{scheme}")
    signal = ("/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings.SettingChanged")
    environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": bus}
    subprocess.run(["dbus-send", "--session", "--type=signal", *signal, *told], env=environment, check=True)


def test_the_window_turns_light_and_dark_with_the_desktop(tmp_path: Path) -> None:
    with screen() as display, desktop_bus(tmp_path) as bus:
        env = {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "XDG_CURRENT_DESKTOP": "GNOME",
            "DBUS_SESSION_BUS_ADDRESS": bus,
            # Where GTK is installed Qt asks it too, and it would say on standard error that this bus has no AT-SPI.
            "NO_AT_BRIDGE": "1",
        }
        # Qt warns that there is no portal to ask, only one that is heard.
        with Program(tmp_path, "--log-level", "error", env=env) as program:
            # What it is at first is the desktop's own choice, where one is installed.
            until(lambda: brightness(display) > 5, "a window")
            for scheme, is_light in ((DARK, False), (LIGHT, True), (DARK, False)):
                announce(bus, scheme)
                until(lambda is_light=is_light: (brightness(display) > 120) is is_light, f"light: {is_light}")  # type: ignore[misc]
            assert program.stop()[0] == 0
