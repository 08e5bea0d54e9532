"""The answer to `GET bot/{id}/` (API v1.10, documented): who is in the meeting, and what they switched on and off."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET, Raw, Struct

from recall_viewer.protocol.endpoint import MAX_NAME_CHARS
from recall_viewer.protocol.events import Attendee, Participant, RosterReceived
from recall_viewer.protocol.wire import MAX_LABEL_CHARS, field, repaired, text_of
from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_FIELDS = 400_000
"""Commas in an answer at most: thousands of participants with a hundred events each have fewer."""

MOST_IDS = 2**32
"""The stream protocol has ids of 32 bits, and 0 is nobody: it stands for the active speaker."""

_SWITCHES = {
    "video_on": ("camera", True),
    "video_off": ("camera", False),
    "screen_on": ("share", True),
    "screen_off": ("share", False),
}


class RosterError(ValueError):
    """An answer that is not the documented one; the text says why, without quoting it."""


class _Answer(Struct):
    """What is read of an answer: the rest is passed over."""

    meeting_participants: list[Raw]


class _Entry(Struct):
    """A participant as they come. A wrong type in one field must not cost the others."""

    id: object = UNSET
    name: object = UNSET
    is_host: object = UNSET
    platform: object = UNSET
    events: object = UNSET


_answers = msgspec.json.Decoder(_Answer)
_entries = msgspec.json.Decoder(_Entry)


def read_roster(bot_id: str, body: bytes) -> RosterReceived:
    """Read an answer about a bot. An odd entry costs only itself. Raises RosterError."""
    if body.count(b",") > MAX_FIELDS:
        raise RosterError(Text("not read: more than {most} fields", most=MAX_FIELDS))
    try:
        answer = _decoded(body.decode("utf-8", "replace"))
    except msgspec.ValidationError:
        raise RosterError(Text("there is no list {name} in it", name="meeting_participants")) from None
    except RecursionError:
        raise RosterError(Text("not readable: nested too deeply")) from None
    except json.JSONDecodeError:
        raise RosterError(Text("it is not JSON")) from None
    found = (_attendee_of(entry) for entry in answer.meeting_participants)
    return RosterReceived(bot_id, {attendee.participant.id: attendee for attendee in found if attendee is not None})


def _decoded(text: str) -> _Answer:
    try:
        return _answers.decode(text)
    except msgspec.ValidationError:
        raise
    except msgspec.MsgspecError:
        # Half a character in one name, for which msgspec refuses all the others.
        return _answers.decode(repaired(text))


def _attendee_of(raw: Raw) -> Attendee | None:
    """Return what an entry says; `None` where it is nobody that can be told."""
    try:
        entry = _entries.decode(raw)
    except msgspec.MsgspecError:
        return None
    participant_id = _id_of(entry.id)
    if participant_id is None:
        return None
    name = text_of(entry.name, MAX_NAME_CHARS) or ""
    participant = Participant(
        participant_id,
        name if name.strip() else None,
        entry.is_host if isinstance(entry.is_host, bool) else None,
        text_of(entry.platform, MAX_LABEL_CHARS),
    )
    if not isinstance(entry.events, list):
        return Attendee(participant)
    latest = _latest(entry.events)
    has_shared = any(field(event, "code") == "screen_on" for event in entry.events)
    # Without any such event nobody shared; but a camera may have been on when the bot came.
    return Attendee(participant, latest.get("camera"), latest.get("share", False), has_shared)


def _id_of(value: object) -> int | None:
    # Some writers spell 100 as 100.0.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < MOST_IDS else None


def _latest(events: Sequence[object]) -> dict[str, bool]:
    """Return what is on and what is off, by the latest event; without a readable time an event is later than others."""
    latest: dict[str, tuple[float, bool]] = {}
    for event in events:
        code = field(event, "code")
        switch = _SWITCHES.get(code) if isinstance(code, str) else None
        if switch is None:
            continue
        what, is_on = switch
        before = latest[what][0] if what in latest else float("-inf")
        at = _unix_time_of(field(event, "created_at"))
        if at is None or at >= before:
            latest[what] = (before if at is None else at, is_on)
    return {what: is_on for what, (_, is_on) in latest.items()}


def _unix_time_of(value: object) -> float | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
