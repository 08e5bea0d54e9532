"""What dev.py does about the system libraries of Qt: which it wants, and how it has them installed or named."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
import system_packages
from console import DevError

from tests.stand_ins import script

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere PySide6 brings everything")


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_a_display_is_what_qt_can_be_told_of(name: str) -> None:
    assert system_packages.has_display({name: "something"})
    assert not system_packages.has_display({name: ""})


@pytest.mark.parametrize(
    ("environ", "more"),
    [
        ({}, []),
        ({"DISPLAY": ":0"}, ["x11"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ["wayland"]),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["x11", "wayland"]),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, []),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, ["x11", "wayland"]),
    ],
)
def test_libraries_are_wanted_for_the_window_system_in_use(environ: dict[str, str], more: list[str]) -> None:
    assert system_packages.wanted_sets(environ) == ("offscreen", "font", *more)


def test_all_is_installed_at_once_where_qt_cannot_even_be_imported() -> None:
    everything = system_packages.packages_for({"offscreen"}, ["offscreen", "font", "x11"])
    assert {"libgl1", "fonts-dejavu-core", "libxcb-cursor0"} <= set(everything)
    assert system_packages.packages_for({"font"}, ["offscreen", "font", "x11"]) == ["fonts-dejavu-core"]


def test_the_probe_finds_nothing_missing_where_the_tests_run() -> None:
    assert system_packages.probe(sys.executable, ["offscreen", "font"], os.environ) == {}


def test_one_working_window_system_is_enough(tmp_path: Path) -> None:
    python = script(tmp_path / "python", "printf 'wayland\\tlibwayland-client.so.0: cannot open\\n'")
    assert system_packages.probe(str(python), ["offscreen", "wayland", "x11"], {}) == {}
    assert system_packages.probe(str(python), ["offscreen", "wayland"], {}) == {
        "wayland": "libwayland-client.so.0: cannot open"
    }


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a user of Debian who is not root; apt-get and sudo note how they are called."""
    folder = tmp_path / "bin"
    script(folder / "apt-get", f'echo "$DEBIAN_FRONTEND: $*" >> "{tmp_path}/apt"')
    script(folder / "sudo", '[ "$1" = -n ] && shift && exec "$@"')
    (folder / "env").symlink_to("/usr/bin/env")
    (folder / "true").symlink_to("/bin/true")
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "archive_Packages.lz4").touch()
    monkeypatch.setattr(system_packages, "PACKAGE_LISTS", lists)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return {"PATH": str(folder)}


def calls_of_apt(folder: Path) -> list[str]:
    """Each call's last words, after the options that all have."""
    options = "noninteractive: -qq -o DPkg::Lock::Timeout=300 "
    return [line.removeprefix(options) for line in (folder / "apt").read_text().splitlines()]


INSTALL = "install -y --no-install-recommends --no-upgrade libgl1 libegl1"


def test_packages_are_installed_without_a_question(debian: dict[str, str], tmp_path: Path) -> None:
    system_packages.install(["libgl1", "libegl1"], "Qt lacks libGL", debian)
    assert calls_of_apt(tmp_path) == [INSTALL]


def test_missing_package_lists_are_fetched_first(debian: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "lists" / "archive_Packages.lz4").unlink()
    system_packages.install(["libgl1", "libegl1"], "Qt lacks libGL", debian)
    assert calls_of_apt(tmp_path) == ["update", INSTALL]


def test_old_package_lists_are_fetched_anew(debian: dict[str, str], tmp_path: Path) -> None:
    note = f'echo "$DEBIAN_FRONTEND: $*" >> "{tmp_path}/apt"'
    script(
        tmp_path / "bin" / "apt-get",
        f'{note}; case "$*" in *update*) : > "{tmp_path}/new";; esac; [ -e "{tmp_path}/new" ]',
    )
    system_packages.install(["libgl1", "libegl1"], "Qt lacks libGL", debian)
    assert calls_of_apt(tmp_path) == [INSTALL, "update", INSTALL]


def test_a_failure_of_apt_is_shown(debian: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script(tmp_path / "bin" / "apt-get", "echo no space left; exit 100")
    with pytest.raises(DevError, match="Qt lacks libGL"):
        system_packages.install(["libgl1"], "Qt lacks libGL", debian)
    assert "no space left" in capsys.readouterr().err


def test_a_user_without_sudo_is_told_what_to_type(debian: dict[str, str], tmp_path: Path) -> None:
    script(tmp_path / "bin" / "sudo", "exit 1")  # a password would be needed
    with pytest.raises(DevError) as told:
        system_packages.install(["libgl1", "libegl1"], "Qt lacks libGL", debian)
    assert str(told.value).splitlines() == [
        "Qt lacks libGL. Type this, then try again:",
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libgl1 libegl1",
    ]
    assert not (tmp_path / "apt").exists()


def test_without_apt_the_packages_are_named() -> None:
    with pytest.raises(DevError, match=r"no apt-get here.*libgl1 libegl1$"):
        system_packages.install(["libgl1", "libegl1"], "Qt lacks libGL", {"PATH": ""})
