"""Names for the older API: the program asks a server that answers as Recall's API does, with a key and only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.directory.service import Asked, Service, person, sending
from tests.e2e.program import Program, until
from tests.frames import BOT, OTHER_BOT, png

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "sesame-7f3a"


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as running:
        yield running


def environment(service: Service, **more: str) -> dict[str, str]:
    return {"RECALL_API_BASE_URL": service.base_url} | more


def count(program: Program, kind: str, state: str) -> float:
    return program.metrics()[f'streams{{kind="{kind}",state="{state}"}}']


def test_what_the_api_says_of_a_bot_settles_what_its_streams_are(tmp_path: Path, service: Service) -> None:
    service.people = [person(100, "Ada", "video_on"), None, person(7, "Grace", "video_on", "video_off"), person(0, "?")]
    with Program(tmp_path, env=environment(service, RECALL_API_KEY=KEY)) as program:
        ada, grace = program.bot(BOT, 100), program.bot(OTHER_BOT, 7)
        ada.send(png(1024, 576))
        until(lambda: count(program, "camera", "live") == 1, "who never shared sends a camera, whatever its size")
        grace.send(png(640, 360))
        until(lambda: len(service.asked) == 2, "both bots were asked about")
        until(lambda: program.metrics()["frames_in_flight"] == 0, "all painted")
        assert service.asked == [Asked(f"/api/v1/bot/{bot}/", f"Token {KEY}") for bot in (BOT, OTHER_BOT)]
        assert count(program, "screenshare", "live") == 0
        for bot in (ada, grace):
            bot.close()


def test_a_key_that_is_refused_is_used_no_more_and_is_in_no_log(tmp_path: Path, service: Service) -> None:
    service.reply = sending(401)
    log = tmp_path / "viewer.log"
    arguments = ("--log-level", "debug", "--log-file", str(log))
    with Program(tmp_path, *arguments, env=environment(service, RECALL_API_KEY=KEY)) as program:
        bot = program.bot(BOT, 100)
        bot.send(png(640, 360))
        until(lambda: "refuses the API key" in log.read_text(), "the refusal is told")
        late = program.bot(OTHER_BOT, 7)
        late.send(png(640, 360))
        until(lambda: count(program, "camera", "live") == 2, "another bot")
        assert program.stop()[0] == 0
        assert KEY not in log.read_text() + program.errors
        program.errors = ""
    assert len(service.asked) == 1


def test_without_a_key_nothing_is_called(tmp_path: Path, service: Service) -> None:
    with Program(tmp_path, env=environment(service)) as program:
        bot = program.bot(BOT, 100)
        for frames in range(1, 5):
            bot.send(png(640, 360))
            until(lambda shown=frames: program.metrics()["frames_shown_total"] == shown, "shown")  # type: ignore[misc]
        bot.close()
    assert not service.asked


def test_a_server_that_does_not_answer_does_not_hold_up_the_end(tmp_path: Path, service: Service) -> None:
    service.reply = service.hold
    with Program(tmp_path, env=environment(service, RECALL_API_KEY=KEY)) as program:
        bot = program.bot(BOT, 100)
        bot.send(png(640, 360))
        until(lambda: bool(service.asked), "asked")
        bot.close()
        code, seconds = program.stop()
    assert code == 0
    assert seconds < 3
