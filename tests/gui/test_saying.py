"""What is found out without the window is said in the window's language; everywhere else it is English."""

from __future__ import annotations

import errno
import json
from typing import TYPE_CHECKING

import pytest

from recall_viewer.gui import words
from recall_viewer.gui.saying import said
from recall_viewer.model.problems import Problem, ProblemCode
from recall_viewer.protocol.access import Access
from recall_viewer.protocol.connection import Connection
from recall_viewer.protocol.events import FrameRejected, MessageRejected
from recall_viewer.texts import Text, of_system
from tests.frames import camera
from tests.protocol import samples

if TYPE_CHECKING:
    from tests.gui.stand import Stand

HOSTILE: dict[str, str | bytes] = {
    "kein JSON: Wert erwartet, bei Zeichen 0": "hello",
    "kein JSON: Feldname in doppelten Anführungszeichen erwartet, bei Zeichen 1": "{a}",
    "JSON, aber eine Liste statt eines Objekts": "[1]",
    "nicht lesbar: zu tief verschachtelt": '{"a":' * 100_000,
    "JSON, aber weder Hello (protocol_version) noch Ereignis (event, data) noch Attendee (trigger)": "{}",
    "weder JSON noch ein PNG nach einem Kopf von 8 Bytes": b"\x00" * 40,
    "bot_id: eine Zahl, nötig ist Text": samples.hello(bot_id=5),
    "participant: nicht vorhanden, nötig ist ein Objekt": json.dumps(samples.video(body={"participant": ...})),
    "participant.id: Text, nötig ist eine ganze Zahl": json.dumps(
        samples.video(body={"participant": samples.person(id="x")})
    ),
    "buffer: null, nötig ist Base64-Text": json.dumps(samples.video(body={"buffer": None})),
    "buffer ist kein Base64 im üblichen Alphabet, aufgefüllt und ohne Leerzeichen (3 Bytes)": json.dumps(
        samples.video(body={"buffer": "a?b"})
    ),
    "kein PNG: leer": json.dumps(samples.video(body={"buffer": ""})),
    "kein H.264 nach Annex B: anscheinend ein PNG": json.dumps(samples.video(name="video_separate_h264.data")),
    "participant_events.join: data: eine Zahl, nötig ist ein Objekt": json.dumps(
        {"event": "participant_events.join", "data": 5}
    ),
    "format ist gif, diese Version zeigt jpeg und png": json.dumps(samples.attendee(format="gif")),
    "kein JPEG: anscheinend ein PNG": json.dumps(samples.attendee(frame=samples.encoded(samples.png()))),
    "8000x8000 angegeben, das sind 64.000.000 Pixel, höchstens 40.000.000": samples.binary(
        1, 0, samples.png(8000, 8000)
    ),
    "9000x1 angegeben, höchstens 8192 pro Seite": samples.binary(1, 0, samples.png(9000, 1)),
}


def detail_of(message: str | bytes) -> str:
    (event,) = Connection().receive(message)
    assert isinstance(event, FrameRejected | MessageRejected)
    return event.detail


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(("sentence", "message"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_what_was_wrong_with_a_message_is_said_in_german(sentence: str, message: str | bytes) -> None:
    assert said(detail_of(message)) == sentence


@pytest.mark.usefixtures("german")
def test_what_goes_into_logs_stays_english() -> None:
    assert detail_of(samples.binary(1, 0, samples.png(9000, 1))) == "9000x1 declared, at most 8192 a side"
    assert f"{detail_of('[1]')}" == "JSON, but a list and not an object"


@pytest.mark.usefixtures("german")
def test_a_refusal_is_said_in_german_with_german_numbers() -> None:
    signed = {"webhook-id": "1", "webhook-timestamp": "1000", "webhook-signature": "v1,x"}
    refusal = Access(secret=b"secret").refusal("/", signed, 1412.34)
    assert refusal is not None
    problem = Problem(ProblemCode.REFUSED, refusal.detail)
    sentence = "Abgelehnt: die Signatur ist 412,3 s alt, höchstens 300 s gelten: Geht die Uhr richtig?"
    assert words.sentence(problem) == sentence
    assert "412.3 s old" in refusal.detail


@pytest.mark.usefixtures("german")
def test_what_the_system_refused_is_said_in_german_where_it_is_common() -> None:
    assert said(of_system(OSError(errno.ENOSPC, "No space left on device"))) == "Kein Speicherplatz mehr frei"
    assert said(of_system(OSError(errno.ENXIO, "No such device or address"))) == "No such device or address"


@pytest.mark.usefixtures("german")
def test_what_comes_from_elsewhere_is_left_alone() -> None:
    """A bot could send a template: it is a value then, and nothing is looked up or filled in."""
    assert said("missing") == "missing"
    assert said(Text("{event}: {why}", event="{why}", why="missing")) == "{why}: missing"


@pytest.mark.usefixtures("german")
def test_a_tile_and_the_problems_say_what_is_wrong_with_a_frame_in_german(stand: Stand) -> None:
    stand.feed(camera(1, name="Ada"))
    (tile,) = stand.tiles
    frame = stand.newest[tile.key]
    detail = Text("{size} declared, {found}", size="1280x720", found=Text("data truncated"))
    for problem in stand.gallery.undecodable(frame, detail).problems:
        stand.problems.add(problem, stand.now)
    stand.wait(0)
    stand.window.reports.show_problems(is_shown=True)
    assert tile.look is not None
    assert tile.look.sentence == "1280x720 angegeben, Daten abgeschnitten"
    assert stand.window.problems_panel.rows()[0][1] == "Defektes Bild: 1280x720 angegeben, Daten abgeschnitten"
