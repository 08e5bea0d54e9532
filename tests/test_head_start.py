"""The port and the signals before the program is loaded."""

from __future__ import annotations

import os
import signal
import socket

import pytest

from recall_viewer.head_start import HeadStart


def test_from_the_line_on_somebody_can_connect(capsys: pytest.CaptureFixture[str]) -> None:
    with HeadStart() as head_start:
        head_start.listen("127.0.0.1", 0)
        assert head_start.listener is not None
        port = head_start.listener.getsockname()[1]
        assert capsys.readouterr().out == f"listening on ws://127.0.0.1:{port}/\n"
        with socket.create_connection(("127.0.0.1", port), 5) as early:
            early.sendall(b"GET")
            accepted, _ = head_start.listener.accept()
            with accepted:
                assert accepted.recv(3) == b"GET"
    # Nobody took it over: it is free again.
    with socket.create_server(("127.0.0.1", port)):
        pass


@pytest.mark.skipif(not socket.has_ipv6, reason="there is no IPv6 here")
def test_an_ipv6_address_is_shown_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    with HeadStart() as head_start:
        head_start.listen("::1", 0)
        if head_start.listener is None:
            pytest.skip("there is no IPv6 here")
        assert capsys.readouterr().out == f"listening on ws://[::1]:{head_start.listener.getsockname()[1]}/\n"


@pytest.mark.parametrize("host", ["localhost", "no such name", "203.0.113.7", "256.0.0.1", ""])
def test_what_cannot_be_is_left_to_who_says_why(capsys: pytest.CaptureFixture[str], host: str) -> None:
    with HeadStart() as head_start:
        head_start.listen(host, 0)
        assert head_start.listener is None
    assert capsys.readouterr().out == ""


def test_a_port_in_use_is_left_too(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, HeadStart() as head_start:
        head_start.listen("127.0.0.1", other.getsockname()[1])
        assert head_start.listener is None
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process that is sent one")
@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_noted_and_later_ones_do_what_they_did(name: signal.Signals) -> None:
    before = signal.getsignal(name)
    with HeadStart() as head_start:
        noted = [head_start.is_over]
        os.kill(os.getpid(), name)
        noted.append(head_start.is_over)
        assert noted == [False, True]
    assert signal.getsignal(name) == before
