"""Snapshots: the bytes as received, under a name that says what they are, whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import tempfile
import unicodedata
from datetime import datetime, timedelta, timezone
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recall_viewer.snapshots import Snapshot, safe, save

ARRIVED = datetime(2026, 10, 6, 8, 5, 9, 42_900, tzinfo=timezone(timedelta(hours=2)))
WINDOWS_RESERVED = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{port}{digit}" for port in ("COM", "LPT") for digit in "0123456789¹²³"),
}


def snapshot(**changes: Any) -> Snapshot:
    fields: dict[str, Any] = {
        "data": b"\x89PNG as received",
        "suffix": ".png",
        "arrived": ARRIVED,
        "bot_id": "3f2a9c1e-0000-4000-8000-000000000001",
        "participant": "Ada Lovelace",
        "kind": "camera",
        **changes,
    }
    return Snapshot(**fields)


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "20261006_080509.042_3f2a9c1e_Ada-Lovelace_camera.png"),
        ({"video_time_s": 12.5}, "20261006_080509.042_3f2a9c1e_Ada-Lovelace_camera_t12500ms.png"),
        ({"video_time_s": -2.5}, "20261006_080509.042_3f2a9c1e_Ada-Lovelace_camera_t-2500ms.png"),
        ({"video_time_s": 0.0}, "20261006_080509.042_3f2a9c1e_Ada-Lovelace_camera_t0ms.png"),
        ({"video_time_s": 4294967.295}, "20261006_080509.042_3f2a9c1e_Ada-Lovelace_camera_t4294967295ms.png"),
        ({"stale_s": 12.3}, "20261006_080509.042_3f2a9c1e_Ada-Lovelace_camera_stale-12s.png"),
        ({"is_demo": True}, "20261006_080509.042_3f2a9c1e_Ada-Lovelace_camera_demo.png"),
        (
            {"video_time_s": 1.0, "stale_s": 12, "is_demo": True},
            "20261006_080509.042_3f2a9c1e_Ada-Lovelace_camera_t1000ms_stale-12s_demo.png",
        ),
        ({"kind": "screenshare", "suffix": ".jpg"}, "20261006_080509.042_3f2a9c1e_Ada-Lovelace_screenshare.jpg"),
        ({"participant": "id-100", "kind": "unknown"}, "20261006_080509.042_3f2a9c1e_id-100_unknown.png"),
        ({"bot_id": ""}, "20261006_080509.042_unknown_Ada-Lovelace_camera.png"),
    ],
)
def test_path(tmp_path: Path, changes: dict[str, Any], name: str) -> None:
    path = save(snapshot(**changes), tmp_path / "Recall Viewer")
    assert path == tmp_path / "Recall Viewer" / "2026-10-06" / name
    assert files_in(tmp_path) == [f"Recall Viewer/2026-10-06/{name}"]


@pytest.mark.parametrize("kind", [bytes, memoryview])
def test_bytes_are_those_that_came(tmp_path: Path, kind: type) -> None:
    data = bytes(range(256)) * 5000
    assert save(snapshot(data=kind(data)), tmp_path).read_bytes() == data


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    paths = [save(snapshot(data=bytes([number])), tmp_path) for number in range(4)]
    stem = "20261006_080509.042_3f2a9c1e_Ada-Lovelace_camera"
    assert [path.name for path in paths] == [f"{stem}.png", f"{stem}-2.png", f"{stem}-3.png", f"{stem}-4.png"]
    assert [path.read_bytes() for path in paths] == [b"\0", b"\1", b"\2", b"\3"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_they_are_private(tmp_path: Path) -> None:
    directory = tmp_path / "deep" / "Recall Viewer"
    previous = os.umask(0)
    try:
        path = save(snapshot(), directory)
    finally:
        os.umask(previous)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_folder_of_the_person_s_own_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    save(snapshot(), tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_file_in_place_of_the_folder_says_why(tmp_path: Path) -> None:
    place = tmp_path / "pictures"
    place.write_bytes(b"mine")
    with pytest.raises(OSError, match=r"exists|directory"):
        save(snapshot(), place)
    with pytest.raises(OSError, match=r"exists|directory"):
        save(snapshot(), place / "below")
    assert place.read_bytes() == b"mine"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a folder that not even root can write to")
def test_a_read_only_folder_says_why() -> None:
    with pytest.raises(OSError, match="/proc/self"):
        save(snapshot(), Path("/proc/self/fd/snapshots"))


WRITES_TOO_MUCH = """
import resource, sys
from datetime import datetime
from pathlib import Path
from recall_viewer.snapshots import Snapshot, save
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    save(Snapshot(b"x" * 5000, ".png", datetime.now().astimezone(), "bot", "Ada", "camera"), Path(sys.argv[1]))
except OSError as error:
    print(error.errno)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size")
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITES_TOO_MUCH, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(errno.EFBIG)]
    assert files_in(tmp_path) == []


def test_without_hard_links_nothing_is_overwritten_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_source: object, target: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM), str(target))

    monkeypatch.setattr(os, "link", refuse)
    paths = [save(snapshot(data=bytes([number])), tmp_path) for number in range(3)]
    assert [path.read_bytes() for path in paths] == [b"\0", b"\1", b"\2"]
    assert len(files_in(tmp_path)) == 3
    if sys.platform != "win32":
        assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lovelace", "Ada-Lovelace"),
        ("  Ada \t\n Lovelace  ", "Ada-Lovelace"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows", "C--Windows"),
        ("Jürgen Groß 李", "Jürgen-Groß-李"),
        ("Ju\u0308rgen", "Jürgen"),
        ("a\u202egnp.exe", "a-gnp.exe"),
        ("...", ""),
        ("", ""),
        ("\ud83d", ""),
        ("trailing. .", "trailing"),
        ("CON", "-CON"),
        ("nul.png", "-nul.png"),
        ("COM¹", "-COM¹"),
        ("Conrad", "Conrad"),
    ],
)
def test_safe(text: str, expected: str) -> None:
    assert safe(text) == expected


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())) | st.text("aAcCoOnN.- _/\\:\0\u202e¹💥é"))
@example("con." + "a" * 80)
@example("💥" * 80)
@example("a" * 59 + ". b")
def test_safe_names_are_safe_on_every_file_system(text: str) -> None:
    name = safe(text)
    assert len(name) <= 60
    assert not set(name) & set('/\\:*?"<>|')
    assert not any(unicodedata.category(character)[0] == "C" for character in name)
    assert not any(character.isspace() for character in name)
    assert name == name.rstrip(". ")
    assert not name.startswith(".")
    assert name.split(".")[0].upper() not in WINDOWS_RESERVED
    assert name.encode().decode() == name
    if name:
        assert PurePosixPath(name).name == PureWindowsPath(name).name == name


@settings(deadline=None, max_examples=60)
@given(
    participant=st.text(st.characters(exclude_categories=()), max_size=100) | st.just("💥" * 60),
    bot_id=st.text(st.characters(exclude_categories=())) | st.just("💥" * 8),
    video_time_s=st.none() | st.floats(-1e9, 1e9),
    stale_s=st.none() | st.floats(0, 1e9),
)
def test_every_picture_can_be_saved(
    participant: str, bot_id: str, video_time_s: float | None, stale_s: float | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one = snapshot(
            participant=participant,
            bot_id=bot_id,
            video_time_s=video_time_s,
            stale_s=stale_s,
            is_demo=True,
            kind="screenshare",
        )
        path, second = save(one, Path(folder)), save(one, Path(folder))
        assert second.name == f"{path.stem}-2.png"
        assert len(path.name.encode()) + len("-999") <= 255
        assert sorted(path.parent.iterdir()) == sorted([path, second])
