"""The command line itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.simulate.support import parsed, run

URL = "ws://127.0.0.1:8765/"


def test_the_defaults_are_those_of_the_documentation() -> None:
    arguments = vars(parsed(URL))

    assert arguments == {
        "url": URL,
        "protocol": "endpoint",
        "bot_id": None,
        "participants": 6,
        "fps": None,
        "size": None,
        "codec": "png",
        "gop": None,
        "drop": None,
        "share": False,
        "speaker_view": False,
        "images": None,
        "duration": None,
        "frames": None,
        "seed": 0,
        "trust": None,
        "exit_with_stdin": False,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        "--participants 0", "--participants 65", "--participants 1.5", "--fps 0", "--fps nan", "--fps inf",
        "--size 1280", "--size 0x720", "--size 1280x8193", "--size -1x5", "--frames 0", "--duration 0",
        "--duration nan", "--protocol x", "--seed x", "--share --speaker-view", "--bot-id ''",
        "--codec jpeg", "--gop 0", "--gop 601", "--gop 1.5", "--drop -0.1", "--drop 1.1", "--drop nan",
    ],
)  # fmt: skip
def test_values_that_cannot_be_are_usage_errors(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(URL, *wrong.replace("''", " ").split(" "))

    assert ended.value.code == 2
    assert wrong.split(" ", maxsplit=1)[0] in capsys.readouterr().err


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8765/", "127.0.0.1:8765", "ws://", "ws://h:99999/", "ws://h:x/", "ws://h/#f?token=secret"]
)
def test_an_address_must_be_one_of_a_websocket(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(url)

    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "ws://127.0.0.1:8765/" in said
    assert "secret" not in said


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ("--codec h264 --protocol stream", "the stream protocol carries PNG only"),
        ("--gop 30", "--gop needs --codec h264"),
        ("--drop 0", "--drop needs --codec h264"),
        ("--codec h264 --size 641x360", "each side is even"),
        ("--codec h264 --size 640x14", "16 to 1920 pixels"),
        ("--codec h264 --size 1922x1080", "16 to 1920 pixels"),
    ],
)
def test_what_does_not_go_with_the_codec_is_a_usage_error(
    arguments: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(URL, "--duration", "0.1", *arguments.split(" ")) == 2

    assert why in capsys.readouterr().err


@pytest.mark.parametrize("size", ["1x1", "8192x8192"])
def test_the_extremes_of_a_size_are_taken(size: str) -> None:
    assert parsed(URL, "--size", size).size == tuple(map(int, size.split("x")))


def test_the_command_line_loads_neither_pictures_nor_sockets() -> None:
    check = (
        "import sys, recall_viewer.simulate.arguments, recall_viewer.simulate.command; "
        "sys.exit(str({'PIL', 'websockets', 'asyncio', 'msgspec'} & set(sys.modules)) if "
        "{'PIL', 'websockets', 'asyncio', 'msgspec'} & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr


def test_options_for_the_program_itself_are_not_advertised(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed("--help")
    help_text = capsys.readouterr().out
    assert "--speaker-view" in help_text
    assert "stdin" not in help_text
