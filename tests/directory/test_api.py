"""Asking a server for names: what it answers, and what is made of a server that misbehaves."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING

import pytest
import trustme

from recall_viewer.directory.api import MAX_ANSWER_BYTES, Api, AskError
from tests.directory.service import Asked, Service, person, send, sending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler

    from recall_viewer.protocol.events import RosterReceived

BOT = "3f2a91c4-0000-4000-8000-000000000001"
KEY = "sesame-7f3a"


@pytest.fixture(autouse=True)
def _without_the_proxies_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as running:
        yield running


def ask(
    base_url: str, bot_id: str = BOT, *, timeout_s: float = 10.0, trust: ssl.SSLContext | None = None
) -> RosterReceived:
    return asyncio.run(Api(base_url, KEY, trust, timeout_s).roster(bot_id))


def refusal(base_url: str, *, timeout_s: float = 10.0, trust: ssl.SSLContext | None = None) -> AskError:
    with pytest.raises(AskError) as caught:
        ask(base_url, timeout_s=timeout_s, trust=trust)
    assert KEY not in f"{caught.value} {caught.value.detail}"
    assert caught.value.__cause__ is None
    return caught.value


def threads_left() -> list[threading.Thread]:
    """Return the threads of requests that do not end of themselves."""
    asking = [thread for thread in threading.enumerate() if thread.name == "names"]
    for thread in asking:
        thread.join(2)
    return [thread for thread in asking if thread.is_alive()]


class TestSound:
    def test_the_documented_request_and_its_answer(self, service: Service) -> None:
        service.people = [person(100), person(7, "Grace", "video_on")]
        roster = ask(service.base_url)
        assert service.asked == [Asked(f"/api/v1/bot/{BOT}/", f"Token {KEY}")]
        assert roster.bot_id == BOT
        assert {one: attendee.participant.name for one, attendee in roster.attendees.items()} == {
            100: "Ada",
            7: "Grace",
        }
        assert not threads_left()

    def test_an_id_cannot_lead_elsewhere(self, service: Service) -> None:
        ask(service.base_url, "../../x?y=1#z")
        assert service.asked[0].path == "/api/v1/bot/..%2F..%2Fx%3Fy%3D1%23z/"

    def test_in_pieces(self, service: Service) -> None:
        body = json.dumps({"meeting_participants": [person(100)]}).encode()

        def reply(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.send_header("Transfer-Encoding", "chunked")
            request.end_headers()
            for piece in (body[:7], body[7:]):
                request.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            request.wfile.write(b"0\r\n\r\n")

        service.reply = reply
        assert ask(service.base_url).attendees.keys() == {100}

    def test_over_tls_with_a_certificate_that_is_trusted(self) -> None:
        authority = trustme.CA()
        context, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
        authority.issue_cert("127.0.0.1").configure_cert(context)
        authority.configure_trust(trust)
        with Service(context) as service:
            service.people = [person(100)]
            assert ask(service.base_url, trust=trust).attendees.keys() == {100}

    def test_the_key_goes_to_nobody_without_a_certificate_that_is_trusted(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
        with Service(context) as service:
            assert refusal(service.base_url).reason == "unreachable"
            assert not service.asked


class TestProxy:
    # Debian 12's Python leaves the socket of a proxy that refuses to be found as garbage.
    @pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
    def test_it_is_asked_for_a_tunnel_and_sees_no_key(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTPS_PROXY", service.base_url)
        service.reply = sending(407)
        assert "407" in refusal("https://api.example/api/v1/").detail
        assert service.asked == [Asked("api.example:443", None)]
        gc.collect()

    def test_it_is_not_asked_for_a_host_that_it_is_not_for(
        self, service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTPS_PROXY", service.base_url)
        monkeypatch.setenv("NO_PROXY", "nobody.invalid")
        refusal("https://nobody.invalid/api/v1/")
        assert not service.asked

    def test_nor_for_this_computer(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        with Service() as proxy:
            monkeypatch.setenv("HTTP_PROXY", proxy.base_url)
            monkeypatch.setenv("HTTPS_PROXY", proxy.base_url)
            ask(service.base_url)
            assert not proxy.asked


class TestRefused:
    @pytest.mark.parametrize(
        ("status", "reason", "words"),
        [
            (401, "key", "refuses the API key (HTTP 401)"),
            (403, "key", "refuses the API key (HTTP 403)"),
            (404, "bot", f"does not know the bot {BOT}"),
            (429, "limit", "no more requests for a while"),
            (400, "status", "HTTP 400"),
            (204, "status", "HTTP 204"),
            (500, "status", "HTTP 500"),
        ],
    )
    def test_it_is_said_in_words(self, service: Service, status: int, reason: str, words: str) -> None:
        service.reply = sending(status, b"" if status == 204 else b'{"detail": "no"}')
        error = refusal(service.base_url)
        assert error.reason == reason
        assert words in error.detail

    @pytest.mark.parametrize(("header", "wait_s"), [("17", 17), ("Wed, 25 Nov 2020 17:00:00 GMT", 0), ("soon", None)])
    def test_how_long_to_wait(self, service: Service, header: str, wait_s: float | None) -> None:
        service.reply = sending(429, Retry_After=header)
        assert refusal(service.base_url).wait_s == wait_s

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_the_key_follows_no_redirect(self, service: Service, status: int) -> None:
        with Service() as elsewhere:
            service.reply = sending(status, Location=f"{elsewhere.base_url}bot/{BOT}/")
            assert refusal(service.base_url).reason == "redirect"
            assert not elsewhere.asked
        assert len(service.asked) == 1


class TestBroken:
    @pytest.mark.parametrize("body", [b"", b"<html>", b'{"meeting_participants"', b"[]", b'{"detail": "no"}'])
    def test_not_the_documented_answer(self, service: Service, body: bytes) -> None:
        service.reply = sending(200, body)
        assert refusal(service.base_url).reason == "answer"

    def test_an_answer_without_end_is_not_read_to_its_end(self, service: Service) -> None:
        sent = 0

        def reply(request: BaseHTTPRequestHandler) -> None:
            nonlocal sent
            request.send_response(200)
            request.end_headers()
            while not service.released.is_set():
                sent += request.wfile.write(b" " * 65536)

        service.reply = reply
        assert refusal(service.base_url).reason == "too_large"
        assert sent < 4 * MAX_ANSWER_BYTES

    @pytest.mark.parametrize(
        "said",
        [
            b"",
            b"SSH-2.0-x\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 500,
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ],
    )
    def test_whoever_speaks_no_http(self, service: Service, said: bytes) -> None:
        def reply(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(said)
            request.close_connection = True

        service.reply = reply
        assert refusal(service.base_url).reason == "unreachable"

    def test_nobody_listens(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            error = refusal(f"http://127.0.0.1:{taken.getsockname()[1]}/")
        assert error.reason == "unreachable"
        assert "Connection refused" in error.detail

    def test_a_name_that_nobody_knows(self) -> None:
        assert "name is not known" in refusal("https://nobody.invalid/").detail


class TestSlow:
    @pytest.mark.parametrize("begun", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["headers", "body"])
    def test_a_trickle_does_not_outlast_the_patience(self, service: Service, begun: bytes) -> None:
        def trickle(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(begun)
            while not service.released.wait(0.05):
                request.wfile.write(b" ")

        service.reply = trickle
        began = time.monotonic()
        assert refusal(service.base_url, timeout_s=0.5).reason == "timeout"
        assert time.monotonic() - began < 5
        assert not threads_left()

    def test_whoever_is_silent(self, service: Service) -> None:
        service.reply = service.hold
        assert refusal(service.base_url, timeout_s=0.3).reason == "timeout"
        assert not threads_left()

    def test_a_request_that_is_given_up_ends_at_once(self, service: Service) -> None:
        service.reply = service.hold

        async def give_up() -> float:
            task = asyncio.get_running_loop().create_task(Api(service.base_url, KEY).roster(BOT))
            await asyncio.to_thread(service.until_asked, 1)
            began = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return time.monotonic() - began

        assert asyncio.run(give_up()) < 2
        assert not threads_left()


def test_the_key_is_in_no_record_and_in_no_description(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    service.reply = lambda request: send(request, 401)
    refusal(service.base_url)
    assert KEY not in caplog.text
    assert KEY not in repr(Api(service.base_url, KEY))
