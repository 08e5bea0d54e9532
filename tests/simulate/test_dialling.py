"""How a bot connects: access, refusals, and dialling again."""

from __future__ import annotations

import socket
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from recall_viewer.protocol.access import Access, parse_secret
from recall_viewer.simulate.dialling import shown_address, signature_headers
from recall_viewer.simulate.options import Options
from recall_viewer.simulate.session import simulate
from tests.simulate.support import Receiver, by_stream, run

if TYPE_CHECKING:
    from pathlib import Path

QUICK = ("--size", "16x9", "--fps", "100", "--participants", "1", "--frames", "1")
SECRET = "whsec_plJ3nmyCDGBKInavdOK15jsl"


def impatient(receiver: Receiver, **changes: object) -> Options:
    """A bot that dials again at once."""
    settings: dict[str, object] = {"size": (16, 9), "fps": 120.0, "participants": 2, "frames": 5, "retry_s": 0.0}
    return Options(url=receiver.url, bot_id="bot-1", **(settings | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "dialled"),
    [
        ("", "/?token=a%2Fb%26%20c"),
        ("?x=1", "/?x=1&token=a%2Fb%26%20c"),
        ("some/path", "/some/path?token=a%2Fb%26%20c"),
        ("?token=mine", "/?token=mine"),
    ],
)
def test_the_token_of_the_environment_is_added_where_none_is_given(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str, dialled: str
) -> None:
    monkeypatch.setenv("RECALL_VIEWER_TOKEN", "a/b& c")

    url = receiver.url.rstrip("/") + given if given.startswith("?") else receiver.url + given
    assert run(url, *QUICK) == 0

    assert receiver.taken[0].path == dialled
    assert "token" not in capsys.readouterr().err


def test_the_upgrade_is_signed_where_a_secret_is_set(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECALL_VERIFICATION_SECRET", SECRET)

    run(receiver.url, *QUICK, "--protocol", "stream")

    headers = {name.lower(): value for name, value in receiver.taken[0].headers.items()}
    access = Access(secret=parse_secret(SECRET))
    assert access.refusal("/", headers, time.time()) is None
    assert access.refusal("/", headers | {"webhook-id": "other"}, time.time()) is not None


def test_the_signature_is_that_of_the_published_vector() -> None:
    assert signature_headers(parse_secret(SECRET), "msg_loFOjxBNrRLzqYUf", 1731705121) == {
        "webhook-id": "msg_loFOjxBNrRLzqYUf",
        "webhook-timestamp": "1731705121",
        "webhook-signature": "v1,lntUxBvRZSyOOAg9QtH1r72h5TqCVwGChyHJKqIK1sM=",
    }


@pytest.mark.parametrize("secret", ["whsec_", "whsec_!", "nonsense"])
def test_a_malformed_secret_is_a_usage_error(
    secret: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RECALL_VERIFICATION_SECRET", secret)

    assert run("ws://127.0.0.1:1/") == 2
    assert "RECALL_VERIFICATION_SECRET" in capsys.readouterr().err


@pytest.mark.parametrize("protocol", ["stream", "endpoint"])
def test_after_a_close_it_dials_again_and_loses_no_count(
    receiver: Receiver, protocol: str, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.hang_ups, receiver.patience = [1001, 1001], 3

    assert simulate(impatient(receiver, protocol=protocol, participants=1, frames=6)) == 0

    assert len(receiver.taken) == 3
    assert [taken.close_code for taken in receiver.taken] == [1001, 1001, 1000]
    assert capsys.readouterr().err.count("The receiver is going away (1001). Dialling again every 0 s.") >= 1


def test_a_talkative_receiver_is_read_to_the_end(receiver: Receiver) -> None:
    receiver.greetings = 200

    assert simulate(impatient(receiver)) == 0

    assert receiver.taken[0].close_code == 1000


@pytest.mark.parametrize("protocol", ["stream", "endpoint"])
def test_a_receiver_that_does_not_listen_cannot_hold_it_up(receiver: Receiver, tmp_path: Path, protocol: str) -> None:
    receiver.is_deaf = True
    (tmp_path / "large.png").write_bytes(bytes(8_000_000))
    options = impatient(
        receiver, protocol=protocol, images=(tmp_path / "large.png",), frames=None, duration_s=0.1, overtime_s=0.1
    )
    began = time.monotonic()

    simulate(options)

    # Less than the library waits for a close, or for a pong.
    assert time.monotonic() - began < 8


def test_the_time_without_a_connection_is_not_laid_at_the_receivers_door(
    receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.hang_ups, receiver.patience = [1001], 3

    assert simulate(impatient(receiver, participants=1, frames=3, fps=5.0, retry_s=0.6)) == 0

    assert "left out" not in capsys.readouterr().err


def test_nobody_joins_twice_and_time_goes_on(receiver: Receiver) -> None:
    receiver.hang_ups, receiver.patience = [1001], 6

    assert simulate(impatient(receiver)) == 0

    first, second = receiver.taken
    assert (len(first.named("join")), len(second.named("join"))) == (2, 0)
    assert len(second.named("leave")) == 2
    for stream, frames in by_stream(first.frames + second.frames).items():
        times = [frame["timestamp"]["relative"] for frame in frames]
        assert times == sorted(set(times)), stream


def test_the_endpoint_is_given_up_after_thirty_tries(receiver: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    receiver.refusals = [401] * 30

    assert simulate(impatient(receiver)) == 1

    assert receiver.handshakes == 30
    said = capsys.readouterr().err
    assert said.count("The receiver refused the connection (401)") == 1
    assert "Gave up after 30 tries" in said


def test_a_success_begins_the_count_anew(receiver: Receiver) -> None:
    receiver.refusals, receiver.hang_ups = [503] * 29, [1001]

    def refuse_again(_message: str | bytes) -> None:
        receiver.refusals.extend([503] * 29)
        receiver.watch = lambda _message: None

    receiver.watch = refuse_again

    assert simulate(impatient(receiver)) == 0

    assert receiver.handshakes == 29 + 1 + 29 + 1


def test_the_stream_protocol_never_gives_up(receiver: Receiver) -> None:
    receiver.refusals = [503] * 40

    assert simulate(impatient(receiver, protocol="stream", participants=1)) == 0

    assert receiver.handshakes == 41


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "(401): it wants a token"), (403, "(403): it does not let this client in"), (503, "connection (503).")],
)
def test_a_refusal_is_said_with_its_status(
    receiver: Receiver, capsys: pytest.CaptureFixture[str], status: int, said: str
) -> None:
    receiver.refusals = [status]

    assert simulate(impatient(receiver)) == 0
    assert said in capsys.readouterr().err


def test_when_nobody_listens_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        options = Options(url=f"ws://127.0.0.1:{port}/", bot_id="b", size=(32, 18), participants=1, retry_s=0.0)
        assert simulate(options) == 1

    assert capsys.readouterr().err.count("Nobody listens at this address.") == 1


def test_a_time_that_passes_without_a_connection_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert run(f"ws://127.0.0.1:{taken.getsockname()[1]}/", *QUICK[:-2], "--duration", "0.1") == 1
    assert "sent 0 frames" in capsys.readouterr().err


def test_each_dial_is_signed_afresh(receiver: Receiver) -> None:
    receiver.hang_ups = [1001, 1001]

    simulate(impatient(receiver, secret=b"secret"))

    ids = Counter(value for taken in receiver.taken for name, value in taken.headers.items() if name == "webhook-id")
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("ws://127.0.0.1:8765/?token=secret", "ws://127.0.0.1:8765/"),
        ("wss://user:secret@example.org/path", "wss://example.org/path"),
        ("ws://[::1]:9/", "ws://[::1]:9/"),
    ],
)
def test_secrets_in_an_address_are_not_shown(url: str, shown: str) -> None:
    assert shown_address(url) == shown
