"""The answer about a bot: as documented, and with everything that can be odd about it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_viewer.directory.roster import MAX_FIELDS, RosterError, read_roster
from recall_viewer.protocol.endpoint import MAX_NAME_CHARS
from recall_viewer.protocol.events import Attendee, Participant

BOT = "3f2a91c4-0000-4000-8000-000000000001"


def read(*entries: object) -> dict[Any, Attendee]:
    """Read an answer with these participants, as it would come over the wire."""
    roster = read_roster(BOT, json.dumps({"id": BOT, "meeting_participants": entries}).encode())
    assert roster.bot_id == BOT
    return dict(roster.attendees)


def entry(participant_id: object = 100, *codes: str, **fields: object) -> dict[str, object]:
    """A participant as documented; the events happened a second apart."""
    events = [{"code": code, "created_at": f"2026-10-06T08:10:{at:02}.5Z"} for at, code in enumerate(codes)]
    usual = {"id": participant_id, "name": "Ada", "is_host": True, "platform": "desktop", "events": events}
    return usual | fields


class TestParticipants:
    def test_name_host_mark_and_platform(self) -> None:
        assert read(entry(100), entry(7, name="Grace", is_host=False, platform="dial-in")) == {
            100: Attendee(Participant(100, "Ada", is_host=True, platform="desktop"), None, is_sharing=False),
            7: Attendee(Participant(7, "Grace", is_host=False, platform="dial-in"), None, is_sharing=False),
        }

    def test_nobody_there(self) -> None:
        assert read() == {}

    @pytest.mark.parametrize(
        "odd",
        [
            *(None, 7, "Ada", [], {}, True),
            *(entry(bad) for bad in (0, -1, None, "100", True, 1.5, 2**32, 10**30, [1], 1e300)),
        ],
    )
    def test_an_odd_entry_costs_only_itself(self, odd: object) -> None:
        assert read(entry(5), odd, entry(6)).keys() == {5, 6}

    @pytest.mark.parametrize(
        ("field", "value", "participant"),
        [
            ("name", None, Participant(100, None, is_host=True, platform="desktop")),
            ("name", 7, Participant(100, None, is_host=True, platform="desktop")),
            ("name", " \t", Participant(100, None, is_host=True, platform="desktop")),
            ("is_host", "yes", Participant(100, "Ada", None, platform="desktop")),
            ("platform", {"os": 1}, Participant(100, "Ada", is_host=True)),
        ],
    )
    def test_an_odd_field_costs_only_itself(self, field: str, value: object, participant: Participant) -> None:
        assert read(entry(**{field: value}))[100].participant == participant

    def test_an_id_of_32_bits_and_one_spelled_as_a_fraction(self) -> None:
        assert read(entry(2**32 - 1), entry(101.0)).keys() == {2**32 - 1, 101}

    def test_a_name_is_cut(self) -> None:
        assert read(entry(name="x" * 5000))[100].participant.name == "x" * MAX_NAME_CHARS

    def test_half_a_character_costs_that_character(self) -> None:
        named = read(entry(5, name="Ada \ud83d"), entry(6, name="Grace"), entry(7, name="Zoë 👋"))
        assert [named[one].participant.name for one in (5, 6, 7)] == ["Ada \ufffd", "Grace", "Zoë 👋"]

    def test_a_wrong_byte_costs_that_byte(self) -> None:
        body = b'{"meeting_participants": [{"id": 5, "name": "Zo\xeb"}, {"id": 6, "name": "Grace"}]}'
        named = read_roster(BOT, body).attendees
        assert [named[one].participant.name for one in (5, 6)] == ["Zo\ufffd", "Grace"]


class TestSwitches:
    def told(self, *codes: str) -> tuple[bool | None, bool | None, bool]:
        attendee = read(entry(100, *codes))[100]
        return attendee.has_camera_on, attendee.is_sharing, attendee.has_shared

    @pytest.mark.parametrize(
        ("codes", "told"),
        [
            ((), (None, False, False)),
            (("join",), (None, False, False)),
            (("join", "video_on"), (True, False, False)),
            (("video_on", "video_off"), (False, False, False)),
            (("video_on", "screen_on"), (True, True, True)),
            (("screen_on", "screen_off"), (None, False, True)),
            (("screen_on", "screen_off", "screen_on", "video_off", "leave"), (False, True, True)),
        ],
    )
    def test_the_latest_event_counts(self, codes: tuple[str, ...], told: tuple[bool | None, bool, bool]) -> None:
        assert self.told(*codes) == told

    def test_the_time_counts_and_not_the_order(self) -> None:
        events = [
            {"code": "video_off", "created_at": "2026-10-06T10:10:05+02:00"},
            {"code": "video_on", "created_at": "2026-10-06T08:10:04"},
            {"code": "video_on", "created_at": "2026-10-06T08:10:03Z"},
        ]
        assert read(entry(events=events))[100].has_camera_on is False

    @pytest.mark.parametrize("time", [None, 7, "soon", "2026-13-99", "0001-01-01T00:00:00+14:00", "0001-01-01"])
    def test_without_a_readable_time_the_order_counts(self, time: object) -> None:
        events = [{"code": "video_on", "created_at": time}, {"code": "video_off", "created_at": time}]
        assert read(entry(events=events))[100].has_camera_on is False

    def test_an_odd_event_costs_only_itself(self) -> None:
        events: list[object] = [None, 7, [], {}, {"code": 5}, {"code": ["screen_on"]}, {"code": "video_on"}]
        assert read(entry(events=events))[100].has_camera_on is True

    @pytest.mark.parametrize("events", [None, 7, "screen_on", {"code": "screen_on"}])
    def test_without_a_list_of_events_nothing_is_known(self, events: object) -> None:
        attendee = read(entry(events=events))[100]
        assert (attendee.has_camera_on, attendee.is_sharing, attendee.has_shared) == (None, None, False)


class TestBroken:
    @pytest.mark.parametrize(
        ("body", "why"),
        [
            (b"", "not JSON"),
            (b"<html>", "not JSON"),
            (b'{"meeting_participants": [{"id": 5,', "not JSON"),
            (b"[]", "no list meeting_participants"),
            (b"7", "no list meeting_participants"),
            (b"{}", "no list meeting_participants"),
            (b'{"meeting_participants": null}', "no list meeting_participants"),
            (b'{"meeting_participants": {"id": 5}}', "no list meeting_participants"),
            (b"[" * 100_000, "no list meeting_participants"),
            (b'{"status": ' + b"[" * 100_000, "nested too deeply"),
            (b'{"meeting_participants": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}", "nested too deeply"),
            (b'{"meeting_participants": [' + b"0," * (MAX_FIELDS + 1) + b"0]}", "fields"),
        ],
    )
    def test_it_is_said_why(self, body: bytes, why: str) -> None:
        with pytest.raises(RosterError, match=why):
            read_roster(BOT, body)

    @given(st.binary() | st.text().map(str.encode))
    def test_whatever_comes_is_read_or_refused(self, body: bytes) -> None:
        with pytest.raises(RosterError):
            read_roster(BOT, body)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "name", "events", "code"]), inner),
        )
    )
    def test_an_entry_may_be_anything(self, odd: object) -> None:
        assert 6 in read(odd, entry(6))
