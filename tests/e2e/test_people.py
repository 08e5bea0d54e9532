"""Who is in the call and what they do, said by bots to the running program."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageGrab

from tests.e2e.program import (
    PATIENCE_S,
    Program,
    StreamBot,
    books_balance,
    endpoint_message,
    participant_message,
    until,
)
from tests.e2e.screen import screen
from tests.frames import BOT, OTHER_BOT, png
from tests.protocol.samples import attendee, encoded, event, person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BLUE = (32, 64, 192)
SPEAKING = (79, 201, 143)


def jpeg(colour: tuple[int, int, int]) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 360), colour).save(file, "JPEG", quality=95)
    return file.getvalue()


def streams(program: Program) -> dict[str, float]:
    """How many streams there are, by kind and state."""
    found = {key: value for key, value in program.metrics().items() if key.startswith("streams{") and value}
    return {key.removeprefix("streams{").rstrip("}"): value for key, value in found.items()}


def live(cameras: int = 0, shares: int = 0) -> dict[str, float]:
    counts = {"camera": cameras, "screenshare": shares}
    return {f'kind="{kind}",state="live"': count for kind, count in counts.items() if count}


def is_on_screen(display: str, colour: tuple[int, int, int]) -> bool:
    seen = ImageGrab.grab(xdisplay=display).convert("RGB").getpixel((640, 300))
    assert isinstance(seen, tuple)
    return all(abs(one - other) < 8 for one, other in zip(seen, colour, strict=True))


def snapshot(display: str, folder: Path) -> Path:
    """Press the key for a snapshot of all that is seen, on a real keyboard; return the file."""
    if shutil.which("xdotool") is None:
        pytest.skip("this presses a key, and this machine has no xdotool")
    before = set(folder.rglob("*"))
    keys = ["xdotool", "mousemove", "640", "300", "click", "1", "key", "ctrl+shift+s"]
    subprocess.run(keys, env=os.environ | {"DISPLAY": display}, check=True, timeout=PATIENCE_S)

    def written() -> list[Path]:
        return [path for path in set(folder.rglob("*")) - before if path.suffix in (".jpg", ".png")]

    until(lambda: bool(written()), "the file")
    (path,) = written()
    return path


def seen_by(tmp_path: Path, scenario: Callable[[Program, StreamBot, str], None]) -> None:
    """Run a scenario with a bot that has not spoken yet, on a screen."""
    with screen() as display:
        env = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        arguments = ("--snapshot-dir", str(tmp_path / "pictures"), "--log-level", "error")
        with Program(tmp_path, *arguments, env=env) as program:
            scenario(program, program.bot(BOT, 1, hello=False), display)


def test_a_snapshot_of_attendee_s_picture_is_the_jpeg_as_received(tmp_path: Path) -> None:
    sent = jpeg(BLUE)

    def scenario(program: Program, bot: StreamBot, display: str) -> None:
        bot.send_raw(json.dumps(attendee(frame=encoded(sent), participant_uuid="9f86d081-884c")))
        until(lambda: is_on_screen(display, BLUE), "the picture")
        assert streams(program) == live(cameras=1)
        assert program.metrics()['connections{protocol="attendee"}'] == 1
        path = snapshot(display, tmp_path / "pictures")
        assert path.suffix == ".jpg"
        assert path.read_bytes() == sent

    seen_by(tmp_path, scenario)


def test_a_rename_without_a_frame_names_the_tile_and_what_is_saved_of_it(tmp_path: Path) -> None:
    def scenario(program: Program, bot: StreamBot, display: str) -> None:
        bot.send_raw(endpoint_message(1, png(640, 360, BLUE), 1.0, bot_id=BOT, name="Ada"))
        until(lambda: is_on_screen(display, BLUE), "the picture")
        assert "_Ada_" in snapshot(display, tmp_path / "pictures").name
        bot.send_raw(participant_message("update", 1, bot_id=BOT, name="Grace"))
        update = 'messages_ignored_total{event="participant_events.update"}'
        until(lambda: program.metrics()[update] == 1, "the event")
        assert "_Grace_" in snapshot(display, tmp_path / "pictures").name

    seen_by(tmp_path, scenario)


def test_who_speaks_has_an_edge_until_the_bot_says_otherwise(tmp_path: Path) -> None:
    def edge_px(display: str) -> int:
        screen = ImageGrab.grab(xdisplay=display).convert("RGB")
        return sum(count for count, colour in screen.getcolors(2**24) or () if colour == SPEAKING)

    def scenario(_program: Program, bot: StreamBot, display: str) -> None:
        def is_seen() -> bool:
            # A tile that is stale has none.
            bot.time_ms += 1
            bot.send_raw(endpoint_message(1, png(640, 360, BLUE), bot.time_ms, bot_id=BOT))
            # Twice around the tile, but for its corners.
            return edge_px(display) > 5000

        until(lambda: not is_seen() and is_on_screen(display, BLUE), "a tile without an edge")
        for action, is_wanted in (("speech_on", True), ("speech_off", False)):
            bot.send_raw(participant_message(action, 1, bot_id=BOT))
            until(lambda wanted=is_wanted: is_seen() is wanted, f"an edge: {is_wanted}")  # type: ignore[misc]

    seen_by(tmp_path, scenario)


SILENT = (
    "participant_events.chat_message",
    "transcript.data",
    "transcript.partial_data",
    "audio_mixed_raw.data",
    "audio_separate_raw.data",
)


def test_what_people_write_and_say_is_counted_and_not_shown(tmp_path: Path) -> None:
    with Program(tmp_path, "--log-level", "info") as program:
        bot = program.bot(BOT, 1, hello=False)
        words = [{"text": "hello", "start_timestamp": {"relative": 1.0}, "end_timestamp": {"relative": 1.5}}]
        for name in SILENT:
            body = {
                "participant": person(),
                "words": words,
                "buffer": "AAAA",
                "data": {"text": "secret", "to": "everyone"},
            }
            bot.send_raw(json.dumps(event(name, body)))
        bot.send_raw(json.dumps(event("participant_event.chat_message", {"participant": person()})))
        bot.send_raw(endpoint_message(1, png(64, 36), 1.0, bot_id=BOT))
        until(lambda: program.metrics()["frames_shown_total"] == 1, "the picture that came after them")
        metrics = program.metrics()
        counted = {name: metrics[f'messages_ignored_total{{event="{name}"}}'] for name in SILENT}
        assert counted == dict.fromkeys(SILENT, 1) | {"participant_events.chat_message": 2}
        assert streams(program) == live(cameras=1)
        assert not any(value for key, value in metrics.items() if key.startswith("messages_rejected_total"))
        program.stop()
        # The log tells of connections, and neither of problems nor of what was said.
        assert "problem" not in program.errors
        assert "secret" not in program.errors
        program.errors = ""


def test_two_bots_in_one_meeting_have_their_own_streams_of_the_same_people(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bots = {bot_id: program.bot(bot_id, 1, hello=False) for bot_id in (BOT, OTHER_BOT)}
        for bot_id, bot in bots.items():
            for participant in (100, 101):
                bot.send_raw(endpoint_message(participant, png(64, 36), 1.0, bot_id=bot_id))
        until(lambda: streams(program) == live(cameras=4), "two tiles of each bot")
        bots[BOT].send_raw(participant_message("webcam_off", 100, bot_id=BOT))
        off = {'kind="camera",state="off"': 1}
        until(lambda: streams(program) == live(cameras=3) | off, "a camera that one bot calls off")
        bots[BOT].close()
        until(lambda: streams(program) == live(cameras=2), "those of the other bot")
        bots[OTHER_BOT].close()


def test_the_next_recording_of_a_bot_loses_no_frame_though_its_clock_begins_anew(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 1, hello=False)
        for recording in ("0b7f6f5e-1111-4222-8333-444455556666", "77777777-1111-4222-8333-444455556666"):
            for time_s in (0.0, 0.5, 1.0):
                message = json.loads(endpoint_message(100, png(64, 36), time_s, bot_id=BOT))
                message["data"]["recording"]["id"] = recording
                bot.send_raw(json.dumps(message))
        until(lambda: program.metrics()["frames_received_total"] == 6, "both recordings")
        assert streams(program) == live(cameras=1)
        assert program.metrics()["frames_repeated_total"] == 0
        assert books_balance(program.metrics())
        bot.close()


def test_who_comes_back_under_a_new_id_is_live_once(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 1, hello=False)
        bot.send_raw(endpoint_message(100, png(64, 36), 1.0, bot_id=BOT))
        bot.send_raw(participant_message("leave", 100, bot_id=BOT))
        # One that was still on its way.
        bot.send_raw(endpoint_message(100, png(64, 36), 1.5, bot_id=BOT))
        bot.send_raw(participant_message("join", 205, bot_id=BOT))
        bot.send_raw(participant_message("webcam_on", 205, bot_id=BOT))
        until(lambda: streams(program) == {'kind="camera",state="waiting"': 1}, "the one who came back")
        bot.send_raw(endpoint_message(205, png(64, 36), 9.0, bot_id=BOT))
        until(lambda: streams(program) == live(cameras=1), "live once")
        bot.close()


def test_a_kind_that_is_named_late_is_one_stream(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 1, hello=False)
        for time_s, kind in ((1.0, ...), (1.5, "something new"), (2.0, "screenshare")):
            message = json.loads(endpoint_message(100, png(640, 360), time_s, bot_id=BOT, kind=str(kind)))
            if kind is ...:
                del message["data"]["data"]["type"]
            bot.send_raw(json.dumps(message))
        until(lambda: streams(program) == live(shares=1), "a share, and nothing else")
        bot.close()
