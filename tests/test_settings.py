"""Settings: what can be, what cannot, and a sentence that says why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_viewer.settings import Settings, SettingsError, size_in_bytes

MIB = 2**20


def test_defaults() -> None:
    chosen = Settings()
    assert (chosen.host, chosen.port, chosen.metrics_port) == ("127.0.0.1", 8765, None)
    assert (chosen.max_message_size, chosen.max_connections, chosen.memory_limit) == (16 * MIB, 512, 1024 * MIB)
    assert (chosen.bots, chosen.demo, chosen.screenshot, chosen.snapshot_dir) == ((), None, None, None)
    assert (chosen.log_level, chosen.log_file) == ("warning", None)
    assert not chosen.is_guarded


@pytest.mark.parametrize(
    "possible",
    [
        {"port": 0},
        {"port": 65535},
        {"metrics_port": 0},
        {"demo": 1},
        {"max_connections": 1},
        {"token": "t", "verification_secret": "whsec_x"},
        {"tls_cert": Path("cert.pem"), "tls_key": Path("key.pem")},
        {"api_key": "0123456789abcdef"},
        {"api_base_url": "https://eu-central-1.recall.ai/api/v1/"},
        {"api_base_url": "https://recall.example:8443/api/v1"},
        *({"api_base_url": f"http://{host}:9/"} for host in ("127.0.0.1", "127.0.0.9", "localhost", "[::1]")),
    ],
)
def test_what_can_be(possible: dict[str, Any]) -> None:
    chosen = Settings(**possible)
    assert all(getattr(chosen, name) == value for name, value in possible.items())


@pytest.mark.parametrize(
    ("impossible", "said"),
    [
        ({"port": -1}, "--port is -1, but must be from 0 to 65535"),
        ({"port": 65536}, "--port"),
        ({"metrics_port": 65536}, "--metrics-port"),
        ({"metrics_port": -1}, "--metrics-port"),
        ({"max_connections": 0}, "--max-connections"),
        ({"max_message_size": 1023}, "--max-message-size"),
        ({"memory_limit": MIB}, "--memory-limit"),
        ({"demo": 0}, "--demo"),
        ({"demo": 65}, "--demo"),
        ({"token": ""}, "token is empty"),
        ({"tls_cert": Path("cert.pem")}, "--tls-cert and --tls-key"),
        ({"tls_key": Path("key.pem")}, "--tls-cert and --tls-key"),
        *(
            ({"api_key": bad}, "RECALL_API_KEY is no API key")
            for bad in ("", "Token x", "x\n", "schlüssel", "x" * 1001)
        ),
        *(
            ({"api_base_url": bad}, "RECALL_API_BASE_URL is no address")
            for bad in (
                *("", "recall.ai", "https://", "ftp://h/", "https://u:p@h/", "https://h/?token=x", "https://h/#x"),
                *("https://h:99999/", "https://h:0x/", "https://[::1/", "https://h/ä", "https://h/ x"),
            )
        ),
        *(
            ({"api_base_url": bad}, "has to begin with https")
            for bad in ("http://us-east-1.recall.ai/api/v1/", "http://10.0.0.1/", "http://localhost.example/")
        ),
    ],
)
def test_what_cannot_be(impossible: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings(**impossible)


def test_secrets_do_not_show() -> None:
    shown = repr(Settings(token="hush-hush", verification_secret="whsec_quiet", api_key="still"))
    assert "hush" not in shown
    assert "still" not in shown
    assert "quiet" not in shown


@pytest.mark.parametrize("given", [{"api_key": "sesame open"}, {"api_base_url": "https://u:sesame@h/"}])
def test_what_is_refused_is_not_repeated(given: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings(**given)
    assert "sesame" not in str(caught.value)


def test_guarded_by_either() -> None:
    assert Settings(token="t").is_guarded
    assert Settings(verification_secret="whsec_x").is_guarded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1048576", MIB),
        ("16MiB", 16 * MIB),
        ("16 MiB", 16 * MIB),
        ("16mib", 16 * MIB),
        ("512KiB", 512 * 1024),
        ("1GiB", 2**30),
        ("1.5MiB", 3 * MIB // 2),
        (" 7B ", 7),
    ],
)
def test_sizes(text: str, expected: int) -> None:
    assert size_in_bytes(text) == expected


@pytest.mark.parametrize(
    "text", ["", "MiB", "16MB", "16 parsecs", "-1MiB", "1e9", "1_000", "nan", "9" * 400, "1.2.3MiB"]
)
def test_no_sizes(text: str) -> None:
    with pytest.raises(ValueError, match="is no size: write for example 16MiB"):
        size_in_bytes(text)


@settings(deadline=None)
@given(st.text())
def test_a_size_is_a_number_of_bytes_or_a_sentence(text: str) -> None:
    try:
        size = size_in_bytes(text)
    except ValueError as error:
        said = str(error)
    else:
        said = f"{size} is no size" if size < 0 else ""
    assert not said or said.startswith(f"{text!r} is no size")
