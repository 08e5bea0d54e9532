"""Sending given pictures instead of drawn ones."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.simulate.support import Receiver, by_stream, picture_of, run, size_of

if TYPE_CHECKING:
    from pathlib import Path

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def picture(colour: str, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 10), colour).save(out, kind)
    return out.getvalue()


def sent(receiver: Receiver, folder: Path, *arguments: str) -> list[list[bytes]]:
    """The pictures of each stream."""
    assert run(receiver.url, "--images", str(folder), "--fps", "50", *arguments) == 0
    streams = by_stream(receiver.taken[-1].frames)
    return [[picture_of(frame) for frame in streams[stream]] for stream in sorted(streams)]


def test_png_are_sent_as_they_are_by_name_each_participant_from_another(receiver: Receiver, tmp_path: Path) -> None:
    broken = PNG_SIGNATURE + b"cut off"
    pictures = {"2.png": picture("red"), "10.png": broken, "b.PNG": picture("blue")}
    for name, content in pictures.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "notes.txt").write_text("no picture")
    by_name = [pictures["10.png"], pictures["2.png"], pictures["b.PNG"]]

    first, second = sent(receiver, tmp_path, "--participants", "2", "--frames", "5")

    assert first == [by_name[index % 3] for index in range(5)]
    assert second == [by_name[(index + 1) % 3] for index in range(5)]


def test_other_kinds_become_png(receiver: Receiver, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(picture("red", "JPEG"))

    ((content,),) = sent(receiver, tmp_path, "--participants", "1", "--frames", "1")

    assert content.startswith(PNG_SIGNATURE)
    assert size_of(content) == (20, 10)


def test_an_unreadable_picture_is_left_out_and_said(
    receiver: Receiver, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jpg").write_bytes(b"nonsense")
    (tmp_path / "b.png").write_bytes(picture("red"))

    assert sent(receiver, tmp_path, "--participants", "1", "--frames", "2") == [[picture("red")] * 2]
    assert "left out a.jpg: " in capsys.readouterr().err


def test_with_nothing_to_send_it_says_so(
    receiver: Receiver, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jpg").write_bytes(b"nonsense")

    assert run(receiver.url, "--images", str(tmp_path), "--participants", "1") == 1
    assert "none of the pictures could be read" in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["empty", "missing"])
def test_a_folder_without_pictures_is_a_usage_error(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()

    assert run("ws://127.0.0.1:1/", "--images", str(tmp_path / folder)) == 2
    assert str(tmp_path / folder) in capsys.readouterr().err
