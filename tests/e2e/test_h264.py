"""Bots that send H.264: shown, counted, and said where it cannot be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.program import Program, books_balance, endpoint_message, until
from tests.frames import BOT, png
from tests.h264_units import units

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.e2e.program import StreamBot


def send(bot: StreamBot, data: Iterable[bytes], participant: int = 1, since: float = 0.0) -> None:
    for number, unit in enumerate(data):
        bot.send_raw(endpoint_message(participant, unit, since + number / 15, bot_id=BOT, codec="h264"))


def shown_of(program: Program) -> float:
    return program.metrics()["frames_shown_total"]


def hidden_of(program: Program) -> float:
    metrics = program.metrics()
    return metrics["frames_hidden_total"] - metrics["frames_recalled_total"]


def test_units_are_shown_and_a_lost_one_costs_those_up_to_the_next_keyframe(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 1, hello=False)
        data = units(24, (640, 360))
        for number in range(8):
            send(bot, [data[number]], since=number / 15)
            until(lambda count=number + 1: shown_of(program) == count, "the picture")  # type: ignore[misc]
        send(bot, data[9:16], since=1.0)
        until(lambda: program.metrics()["frames_awaiting_keyframe_total"] == 7, "waiting for a keyframe")
        send(bot, data[16:18], since=2.0)
        until(lambda: program.metrics()["frames_in_flight"] == 0, "all settled")
        metrics = program.metrics()
        assert metrics["frames_received_total"] == 17
        assert books_balance(metrics)
        assert metrics['streams{kind="camera",state="live"}'] == 1


def test_with_b_frames_no_unit_is_left_behind(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 1, hello=False)
        for number, unit in enumerate(units(24, (640, 360), b_frames=2)):
            send(bot, [unit], since=number / 15)
            until(lambda count=number + 1: program.metrics()["frames_received_total"] == count, "the unit")  # type: ignore[misc]
            # The decoder holds two back.
            until(lambda: program.metrics()["frames_in_flight"] <= 2, "the picture")
        assert books_balance(program.metrics())


def test_who_dials_in_again_in_the_middle_of_a_group_waits_for_the_next_keyframe(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 1, hello=False)
        data = units(24, (640, 360))
        send(bot, data[:3])
        until(lambda: shown_of(program) > 0, "a picture")
        bot.vanish()
        until(lambda: program.metrics()['streams{kind="camera",state="disconnected"}'] == 1, "the outage")
        bot = program.bot(BOT, 1, hello=False)
        # By its number it is the next one, but it is of another group.
        send(bot, data[11:16], since=11 / 15)
        until(lambda: program.metrics()["frames_awaiting_keyframe_total"] == 5, "waiting for a keyframe")
        send(bot, data[16:17], since=16 / 15)
        until(lambda: program.metrics()["frames_in_flight"] == 0, "all settled")
        assert books_balance(program.metrics())


def test_pictures_of_a_camera_whose_h264_is_shown_count_as_hidden(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 1, hello=False)
        send(bot, units(1, (640, 360)))
        until(lambda: shown_of(program) == 1, "the picture")
        for number in range(3):
            bot.send_raw(endpoint_message(1, png(640, 360, f"#{number}0{number}0f0"), number / 2, bot_id=BOT))
        until(lambda: hidden_of(program) == 3, "hidden pictures")
        assert shown_of(program) == 1


def test_what_is_no_h264_is_counted_and_closes_nothing(tmp_path: Path) -> None:
    with Program(tmp_path) as program:
        bot = program.bot(BOT, 1, hello=False)
        data = units(24, (640, 360))
        send(bot, data[:1])
        until(lambda: shown_of(program) == 1, "the picture")
        send(bot, [png(64, 36), b"", b"\0\0\1", b"\0\0\1\x65", data[8][:-200], data[9]], since=1.0)
        until(lambda: program.metrics()['frames_rejected_total{reason="image"}'] == 5, "refusals")
        until(lambda: program.metrics()["frames_awaiting_keyframe_total"] == 1, "the unit after the damaged one")
        send(bot, [data[16]], since=5.0)
        until(lambda: shown_of(program) == 2, "the picture")
        until(lambda: program.metrics()["frames_in_flight"] == 0, "all settled")
        assert books_balance(program.metrics())
        assert program.metrics()['connections{protocol="endpoint"}'] == 1
