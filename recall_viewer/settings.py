"""What the program was told to do: one frozen value, validated in one place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765
MIB = 2**20
LOG_LEVELS = ("debug", "info", "warning", "error", "critical")
DEFAULT_DEMO_PARTICIPANTS = 6
MOST_DEMO_PARTICIPANTS = 64

_UNITS = {"": 1, "B": 1, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}


class SettingsError(ValueError):
    """A setting that cannot be; its text is a sentence for the person who gave it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one run. Sizes are in bytes; `None` means that it was not asked for."""

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    bots: tuple[str, ...] = ()
    snapshot_dir: Path | None = None
    token: str | None = field(default=None, repr=False)
    verification_secret: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    api_base_url: str | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    max_message_size: int = 16 * MIB
    max_connections: int = 512
    memory_limit: int = 1024 * MIB
    metrics_port: int | None = None
    demo: int | None = None
    screenshot: Path | None = None
    log_level: str = "warning"
    log_file: Path | None = None

    def __post_init__(self) -> None:
        _check_range("--port", self.port, 0, 65535)
        _check_range("--max-connections", self.max_connections, 1, 1_000_000)
        _check_range("--max-message-size", self.max_message_size, 1024, 1024 * MIB)
        _check_range("--memory-limit", self.memory_limit, 16 * MIB, 2**50)
        if self.metrics_port is not None:
            _check_range("--metrics-port", self.metrics_port, 0, 65535)
        if self.demo is not None:
            _check_range("--demo", self.demo, 1, MOST_DEMO_PARTICIPANTS)
        if self.token == "":
            raise SettingsError("the token is empty: leave it out, or give one of a few dozen letters and digits")
        if (self.tls_cert is None) != (self.tls_key is None):
            raise SettingsError("--tls-cert and --tls-key go together: give both, or neither")
        if self.api_key is not None and not is_api_key(self.api_key):
            raise SettingsError("RECALL_API_KEY is no API key: give it alone, in one line and without blanks")
        if self.api_base_url is not None:
            _check_base_url(self.api_base_url)

    @property
    def is_guarded(self) -> bool:
        """Whether a bot must prove that it belongs here."""
        return self.token is not None or self.verification_secret is not None


def is_api_key(text: str) -> bool:
    """Whether a text can be an API key: it becomes part of a header."""
    return re.fullmatch(r"[!-~]{1,1000}", text) is not None


def size_in_bytes(text: str) -> int:
    """Return the bytes in a text such as "16MiB", "512 KiB" or "1048576"; ValueError for any other."""
    match = re.fullmatch(r"\s*([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*([a-zA-Z]*)\s*", text)
    if match is None or match[2].upper() not in _UNITS:
        raise ValueError(f"{text!r} is no size: write for example 16MiB, 512KiB or 1048576")
    return round(float(match[1]) * _UNITS[match[2].upper()])


def _check_base_url(text: str) -> None:
    """Refuse what a key must not be sent to; nothing of it is repeated, for it may hold a secret of its own."""
    try:
        url = urlsplit(text)
        is_address = bool(url.hostname) and (url.port or 1) > 0 and re.fullmatch(r"[!-~]+", text) is not None
    except ValueError:
        is_address = False
    if not is_address or url.scheme not in ("http", "https") or url.username or url.query or url.fragment:
        raise SettingsError(
            "RECALL_API_BASE_URL is no address of an API: it has to look like https://us-east-1.recall.ai/api/v1/"
        )
    if url.scheme == "http" and not _is_loopback(url.hostname or ""):
        raise SettingsError("RECALL_API_BASE_URL has to begin with https://, lest somebody on the way reads the key")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_range(option: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise SettingsError(f"{option} is {value}, but must be from {low} to {high}")
