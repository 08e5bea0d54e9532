"""From what people paste to the requests that create a bot."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_viewer.gui import create_bot
from recall_viewer.gui.create_bot import ApiVersion
from recall_viewer.protocol.access import Access

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "wss://f3c1.example-tunnel.dev/"
TOKENS = st.text(st.characters(codec="utf-8"), min_size=1)
SECRETS = st.text("ABCDEFGHJKLMNPQRSTUVXYZ", min_size=12)
"""Tokens that stand in nothing else."""


def current(url: str) -> dict[str, Any]:
    people = ["join", "leave", "update", "speech_on", "speech_off"]
    events = [*people, "webcam_on", "webcam_off", "screenshare_on", "screenshare_off"]
    return {
        "meeting_url": "…",
        "variant": {"zoom": "web_4_core", "google_meet": "web_4_core", "microsoft_teams": "web_4_core"},
        "recording_config": {
            "video_mixed_layout": "gallery_view_v2",
            "video_separate_png": {},
            "realtime_endpoints": [
                {
                    "type": "websocket",
                    "url": url,
                    "events": ["video_separate_png.data", *(f"participant_events.{event}" for event in events)],
                }
            ],
        },
    }


def older(url: str) -> dict[str, Any]:
    return {
        "meeting_url": "…",
        "recording_mode": "gallery_view_v2",
        "real_time_media": {"websocket_video_destination_url": url},
    }


@pytest.mark.parametrize(("version", "documented"), [(ApiVersion.CURRENT, current), (ApiVersion.OLDER, older)])
@pytest.mark.parametrize("token", [None, "T", 'a"b&c d\\'])
def test_a_body_is_what_is_documented(version: ApiVersion, documented: Any, token: str | None) -> None:
    expected = documented(create_bot.with_token(ADDRESS, token))
    assert json.loads(create_bot.body(version, ADDRESS, token)) == expected


@given(st.text(st.characters(codec="utf-8")), TOKENS)
def test_a_body_is_json_whatever_the_address(address: str, token: str) -> None:
    for version in ApiVersion:
        url = create_bot.with_token(address, token)
        expected = current(url) if version is ApiVersion.CURRENT else older(url)
        assert json.loads(create_bot.body(version, address, token)) == expected


def test_a_body_is_laid_out_to_be_read() -> None:
    lines = create_bot.body(ApiVersion.CURRENT, ADDRESS).split("\n")
    assert lines[0] == '{"meeting_url": "…",'
    assert lines[1].index('"zoom"') == lines[2].index('"google_meet"') == lines[3].index('"microsoft_teams"')
    assert lines[10].index('"video_separate_png.data"') == lines[11].index('"participant_events.join"')
    assert max(len(line) for line in lines) < 80


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        ("", ""),
        ("   ", ""),
        ("f3c1.example-tunnel.dev", ADDRESS),
        ("  https://f3c1.example-tunnel.dev\n", ADDRESS),
        ("HTTPS://f3c1.example-tunnel.dev/", ADDRESS),
        ("wss://f3c1.example-tunnel.dev", ADDRESS),
        ("//f3c1.example-tunnel.dev", ADDRESS),
        ("http://host:8080/path", "ws://host:8080/path"),
        ("ws://host", "ws://host/"),
        ("host:8443", "wss://host:8443/"),
        ("wss://host?token=T", "wss://host/?token=T"),
        ("https://host?a=1&token=T%20x", "wss://host/?a=1&token=T%20x"),
        ("host/path/?q=https://other", "wss://host/path/?q=https://other"),
        ("https://me:pass@host?x", "wss://me:pass@host/?x"),
        ("[2001:db8::1]:8765", "wss://[2001:db8::1]:8765/"),
        ("ftp://host", "ftp://host/"),
        ("https://", "wss:///"),
    ],
)
def test_what_people_paste_becomes_an_address(pasted: str, address: str) -> None:
    assert create_bot.public_address(pasted) == address


@given(st.text(st.characters(codec="utf-8")))
def test_an_address_that_is_one_stays_as_it_is(text: str) -> None:
    once = create_bot.public_address(text)
    assert create_bot.public_address(once) == once
    assert not once or "://" in once


@given(
    st.sampled_from([("", "wss://"), ("https://", "wss://"), ("http://", "ws://"), ("wss://", "wss://")]),
    st.from_regex(r"[a-z]{1,9}(\.[a-z]{2,5}){0,2}(:[0-9]{2,5})?", fullmatch=True),
    st.from_regex(r"(/[a-zA-Z0-9%._/-]{0,9})?(\?[a-zA-Z0-9%=&?/._-]{0,19})?", fullmatch=True),
)
def test_nothing_is_stripped(scheme: tuple[str, str], host: str, rest: str) -> None:
    slash = "" if rest.startswith("/") else "/"
    assert create_bot.public_address(scheme[0] + host + rest) == scheme[1] + host + slash + rest


@pytest.mark.parametrize(
    "address",
    [
        "ws://localhost:8765/",
        "ws://LOCALHOST./",
        "wss://app.localhost/",
        "ws://127.0.0.1:8765/",
        "ws://127.9.9.9/",
        "ws://127.1/",
        "ws://0x7f.1/",
        "ws://2130706433/",
        "ws://[::1]:8765/",
        "ws://[::ffff:127.0.0.1]/",
        "ws://[::ffff:100.64.0.7]/",
        "ws://[::]/",
        "ws://0.0.0.0:8765/",
        "ws://10.1.2.3/",
        "ws://172.16.0.1/",
        "ws://172.31.255.255/",
        "ws://192.168.1.20:8765/?token=T",
        "ws://169.254.1.1/",
        "ws://[fe80::1]/",
        "ws://[fe80::1%25eth0]/",
        "ws://[fd00::1]/",
        "ws://100.64.0.7/",
        "wss://printer.local/",
        "wss://box/",
        "wss:///",
        "wss://[/",
        "",
        "localhost:8765",
        "ws://me@127.0.0.1/",
    ],
)
def test_local_addresses_are_told(address: str) -> None:
    assert create_bot.is_local(address)
    assert create_bot.obstacle(address) is not None


@pytest.mark.parametrize(
    "address",
    [
        ADDRESS,
        "wss://8.8.8.8/",
        "wss://172.32.0.1/",
        "wss://[2600::1]:8765/path?x=1",
        "wss://localhost.example.com/",
        "wss://10.example.com/",
        "wss://bücher.example/",
    ],
)
def test_other_addresses_are_not_local(address: str) -> None:
    assert not create_bot.is_local(address)
    assert create_bot.obstacle(address) is None


@pytest.mark.parametrize(
    ("address", "obstacle"),
    [
        ("", "empty"),
        ("ftp://host.example/", "invalid"),
        ("wss:///", "invalid"),
        ("wss://a b.example/", "invalid"),
        ("wss://host.example/#x", "invalid"),
        ("wss://host.example:port/", "invalid"),
        ("ws://127.0.0.1/", "local"),
    ],
)
def test_why_an_address_cannot_be_used(address: str, obstacle: str) -> None:
    assert create_bot.obstacle(address) == obstacle


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_can_be_judged(text: str) -> None:
    address = create_bot.public_address(text)
    assert create_bot.obstacle(address) in (None, "empty", "invalid", "local")


@given(st.sampled_from(["/", "/path/", "/?a=1", "/?token=old&a=1", "/?a=1&to%6Ben=old", "/?"]), TOKENS)
def test_a_token_is_added_so_that_it_opens_the_door(target: str, token: str) -> None:
    address = create_bot.with_token(f"wss://host.example{target}", token)
    assert Access(token).refusal(address.removeprefix("wss://host.example"), {}, 0.0) is None
    assert "old" not in address.rpartition("token=")[0]
    assert ("a=1" in address) == ("a=1" in target)
    assert create_bot.public_address(address) == address


def test_without_a_token_nothing_is_added() -> None:
    assert create_bot.with_token(ADDRESS, None) == ADDRESS
    assert create_bot.with_token("", "T") == ""


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (ADDRESS, ADDRESS),
        ("wss://host/?token=T", "wss://host/?token=••••"),
        ("wss://host/?a=1&token=T=T&b", "wss://host/?a=••••&token=••••&••••"),
        ("wss://host/?token=&a=1", "wss://host/?token=&a=••••"),
        ("wss://me:p@ss@host/path?x=1#frag", "wss://••••@host/path?x=••••#••••"),
        ("wss://host/?", "wss://host/?"),
        ("wss://host/path&token=T=T&b", "wss://host/path&token=••••&b"),
    ],
)
def test_an_address_is_masked(address: str, shown: str) -> None:
    assert create_bot.masked(address) == shown


@given(
    st.sampled_from(["https://host.example", "host.example/path", "wss://host.example/?a=1", "host.example?token=x"]),
    SECRETS,
    st.sampled_from(["?token={}", "&token={}", "?TOKEN={}", "?{}", "?key={}&b=2", "?a=1#{}", "?a=b?{}"]),
)
def test_a_token_never_stands_in_what_is_shown(pasted: str, token: str, how: str) -> None:
    for address in (
        create_bot.with_token(create_bot.public_address(pasted), token),
        create_bot.public_address(pasted + how.format(token)),
        create_bot.public_address(f"https://me:{token}@host.example/"),
    ):
        assert token not in create_bot.masked(address)
        assert token not in create_bot.origin_of(address)


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("wss://f3c1.example-tunnel.dev/?token=T", "wss://f3c1.example-tunnel.dev"),
        ("wss://me:p@host:8443/path", "wss://••••@host:8443"),
        ("wss://[2600::1]:8765/", "wss://[2600::1]:8765"),
        ("", ""),
    ],
)
def test_an_origin_is_enough_to_know_an_address_by(address: str, origin: str) -> None:
    assert create_bot.origin_of(address) == origin


def test_curl_sends_the_body_and_takes_the_key_from_the_environment() -> None:
    command = create_bot.curl(create_bot.body(ApiVersion.CURRENT, ADDRESS), "https://eu-central-1.recall.ai/api/v1/")
    assert command.startswith("curl -sS https://eu-central-1.recall.ai/api/v1/bot/ ")
    assert '"Authorization: Token $RECALL_API_KEY"' in command
    assert "https://us-east-1.recall.ai/api/v1/bot/" in create_bot.curl("{}")


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no POSIX shell here")
@pytest.mark.parametrize(
    "token", ["T", "it's", "$(touch pwned)", "`touch pwned`", '"; touch pwned; "', "a\nb", "@x", "é"]
)
def test_a_shell_hands_curl_exactly_this(tmp_path: Path, token: str) -> None:
    stand_in = tmp_path / "curl"
    stand_in.write_text('#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done\n')
    stand_in.chmod(0o700)
    body = create_bot.body(ApiVersion.OLDER, f"wss://host.example/?x={token}", token)
    command = create_bot.curl(body, f"https://{token}/api/v1")
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "RECALL_API_KEY": "key of a region"}
    ran = subprocess.run(["sh", "-c", command], env=environment, cwd=tmp_path, capture_output=True, check=True)
    words = ran.stdout.decode().split("\0")[:-1]
    assert words[:2] == ["-sS", f"https://{token}/api/v1/bot/"]
    assert words[2:6] == ["-H", "Authorization: Token key of a region", "-H", "Content-Type: application/json"]
    assert words[6:] == ["--data-raw", body]
    assert [path.name for path in tmp_path.iterdir()] == ["curl"]
