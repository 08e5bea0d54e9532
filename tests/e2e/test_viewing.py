"""Bots dial in and their participants appear, whichever protocol they speak."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import aiohttp
import pytest
from PIL import Image

from tests.e2e.program import (
    Program,
    books_balance,
    endpoint_message,
    participant_message,
    until,
)
from tests.frames import BOT, OTHER_BOT, png

if TYPE_CHECKING:
    from pathlib import Path

COLOURS = ["#c02020", "#20c020", "#2020c0", "#c0c020"]


def test_streams_of_both_protocols_are_shown_on_one_port(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bots = [program.bot(BOT, 100 + n) for n in range(3)]
        for _ in range(4):
            for bot, colour in zip(bots, COLOURS, strict=False):
                bot.send(png(1280, 720, colour))

        def all_live() -> bool:
            metrics = program.metrics()
            kinds = [metrics[f'streams{{kind="{kind}",state="live"}}'] for kind in ("camera", "screenshare")]
            return kinds == [7, 1]

        async def current_api() -> None:
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(program.address + "?x=1", max_msg_size=0) as socket,
            ):
                for n in range(4):
                    for participant, colour in enumerate(COLOURS):
                        await socket.send_str(
                            endpoint_message(participant, png(640, 360, colour), n / 2, bot_id=OTHER_BOT)
                        )
                share = endpoint_message(0, png(1024, 576, "#fff"), 9, bot_id=OTHER_BOT, kind="screenshare")
                await socket.send_bytes(share.encode())
                await asyncio.to_thread(until, all_live, "seven cameras and a share")

        asyncio.run(current_api())
        until(lambda: program.metrics()["frames_in_flight"] == 0, "all settled")
        metrics = program.metrics()
        assert metrics["frames_received_total"] == 12 + 16 + 1
        assert books_balance(metrics)
        assert metrics['connections{protocol="stream"}'] == 3
        for bot in bots:
            bot.close()


def test_every_colour_is_on_the_screen_once(tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    with Program(tmp_path, "--screenshot", str(picture)) as program:

        async def bot() -> None:
            async with aiohttp.ClientSession() as session, session.ws_connect(program.address) as socket:
                for n in range(200):
                    for participant, colour in enumerate(COLOURS):
                        message = endpoint_message(participant, png(1280, 720, colour), n / 2, bot_id=BOT, name="x")
                        await socket.send_str(message)
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(0.25):
                            await socket.receive()
                            return

        asyncio.run(bot())
        assert program.wait() == 0
    image = Image.open(picture).convert("RGB")
    assert image.size == (1280, 800)
    places = []
    for colour in COLOURS:
        wanted = tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
        pixels = [(x, y) for x in range(0, 1280, 8) for y in range(80, 770, 8) if image.getpixel((x, y)) == wanted]
        assert len(pixels) > 1000
        places.append((min(pixels), max(pixels)))
    assert len(set(places)) == 4


def test_a_sharer_has_two_tiles_and_a_size_change_makes_no_third(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        camera, share = (program.bot(BOT, 100) for _ in range(2))
        camera.send(png(1280, 720))
        until(lambda: program.metrics()['streams{kind="camera",state="live"}'] == 1, "the camera")
        camera.send(png(256, 144))
        share.send(png(1024, 576))
        until(lambda: program.metrics()['streams{kind="screenshare",state="live"}'] == 1, "the share")
        camera.send(png(256, 144))
        share.send(png(1024, 576))
        until(lambda: program.metrics()["frames_received_total"] == 5, "all received")
        metrics = program.metrics()
        assert metrics['streams{kind="camera",state="live"}'] == 1
        assert metrics['streams{kind="screenshare",state="live"}'] == 1
        camera.close()
        share.close()


def test_a_bot_that_reconnects_returns_to_its_own_tile(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 100)
        bot.send(png(640, 360))
        until(lambda: program.metrics()['streams{kind="camera",state="live"}'] == 1, "live")
        bot.vanish()
        until(lambda: program.metrics()['streams{kind="camera",state="disconnected"}'] == 1, "disconnected")
        again = program.bot(BOT, 100)
        again.send(png(640, 360))
        until(lambda: program.metrics()['streams{kind="camera",state="live"}'] == 1, "live again")
        metrics = program.metrics()
        assert sum(value for key, value in metrics.items() if key.startswith("streams{")) == 1
        assert metrics['connections_closed_total{reason="lost"}'] == 1
        again.close()


def test_what_is_not_understood_is_counted_and_the_connection_stays(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 100, hello=False)
        bot.send_raw("hello?")
        bot.send_raw(b"\x00" * 400)
        until(lambda: program.metrics()['messages_rejected_total{reason="unrecognised"}'] == 2, "two rejected")
        assert program.metrics()['connections{protocol="unrecognised"}'] == 1
        bot.send(png(640, 360))
        until(lambda: program.metrics()["frames_shown_total"] == 1, "shown all the same")
        cut = png(640, 360)[:-30]
        bot.send(cut)
        until(lambda: program.metrics()['frames_rejected_total{reason="image"}'] == 1, "the cut picture")
        assert program.metrics()['streams{kind="camera",state="error"}'] == 1
        assert books_balance(program.metrics())
        bot.close()


def test_audio_on_the_video_address_is_drained(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 100, hello=False)
        bot.send_raw(
            '{"protocol_version": 1, "bot_id": "b", "recording_id": "r", "separate_streams": true, "offset": 0}'
        )
        for _ in range(50):
            bot.send_raw(b"\x01\x02" * 2000)
        until(lambda: program.metrics()['messages_ignored_total{event="audio"}'] == 50, "drained")
        metrics = program.metrics()
        assert metrics['connections{protocol="audio"}'] == 1
        assert metrics["frames_received_total"] == 0
        bot.close()


def test_repeated_and_old_frames_are_dropped_and_counted(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 1, hello=False)
        for time_s in (1.0, 2.0, 2.0, 1.5, 3.0):
            bot.send_raw(endpoint_message(1, png(64, 36), time_s, bot_id=BOT))
        until(lambda: program.metrics()["frames_received_total"] == 5, "received")
        assert program.metrics()["frames_repeated_total"] == 2
        bot.close()


@pytest.mark.parametrize(
    ("action", "state"), [("webcam_off", "off"), ("webcam_on", "live")], ids=["switched off", "already on"]
)
def test_a_camera_that_is_switched_off_says_so(tmp_path: Path, action: str, state: str) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 1, hello=False)
        bot.send_raw(endpoint_message(1, png(64, 36), 1.0, bot_id=BOT))
        bot.send_raw(participant_message(action, 1, bot_id=BOT))
        name = f'messages_ignored_total{{event="participant_events.{action}"}}'
        until(lambda: program.metrics().get(name) == 1, "the event")
        assert program.metrics()[f'streams{{kind="camera",state="{state}"}}'] == 1
        bot.close()


def test_what_the_filter_hides_is_counted_and_never_decoded(tmp_path: Path) -> None:
    with Program(tmp_path, "--bot", OTHER_BOT) as program:
        bot = program.bot(BOT, 1)
        for _ in range(5):
            bot.send(png(640, 360))
        until(lambda: program.metrics()["frames_hidden_total"] == 5, "hidden")
        metrics = program.metrics()
        assert metrics["frames_shown_total"] == 0
        assert metrics['memory_bytes{holds="decoded"}'] == 0
        assert books_balance(metrics)
        bot.close()
