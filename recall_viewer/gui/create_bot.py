"""The way from an address to a bot: what people paste as an address, and the Create Bot requests that hold it."""

from __future__ import annotations

import ipaddress
import json
import re
import shlex
import socket
from enum import StrEnum
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

DEFAULT_BASE_URL = "https://us-east-1.recall.ai/api/v1/"
"""Keys, bots and secrets belong to one of four regions (API, documented); this is the first of them."""

MASK = "••••"

Obstacle = Literal["empty", "invalid", "local"]
"""Why a bot could not dial an address: there is none, it is none, or it leads nowhere outside this network."""


class ApiVersion(StrEnum):
    """The two requests that make a bot send video. The older one is for accounts from before 2025-05-28."""

    CURRENT = "v1.11"
    OLDER = "v1.10"


_EVENTS = (
    "video_separate_png.data",
    *(
        f"participant_events.{name}"
        for name in (
            *("join", "leave", "update", "speech_on", "speech_off"),
            *("webcam_on", "webcam_off", "screenshare_on", "screenshare_off"),
        )
    ),
)
_URL = "@"

# Both are documented. Without gallery_view_v2, or without video_separate_png, nothing ever connects.
_OLDER = f"""\
{{"meeting_url": "…",
 "recording_mode": "gallery_view_v2",
 "real_time_media": {{
   "websocket_video_destination_url": {_URL}}}}}"""
_BETWEEN_EVENTS = ",\n" + 16 * " "
_CURRENT = f"""\
{{"meeting_url": "…",
 "variant": {{"zoom": "web_4_core",
             "google_meet": "web_4_core",
             "microsoft_teams": "web_4_core"}},
 "recording_config": {{
   "video_mixed_layout": "gallery_view_v2",
   "video_separate_png": {{}},
   "realtime_endpoints": [{{
     "type": "websocket",
     "url": {_URL},
     "events": [{_BETWEEN_EVENTS.join(f'"{event}"' for event in _EVENTS)}]}}]}}}}"""

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_SPOKEN_AS = {"https": "wss", "http": "ws"}
_PRIVATE_ENDINGS = (".localhost", ".local", ".internal", ".lan", ".home.arpa")
_NUMBER = r"(?:0x[0-9a-f]+|[0-9]+)"
_NUMERIC_HOST = re.compile(rf"{_NUMBER}(?:\.{_NUMBER}){{0,3}}")
_PARAMETER = re.compile(r"([?&#])(?:([^=&#]*=)([^&#]*)|[^&#]+)")


def body(version: ApiVersion, address: str, token: str | None = None) -> str:
    """Return the JSON of the request that creates a bot which dials `address`; the person puts the meeting in."""
    template = _CURRENT if version is ApiVersion.CURRENT else _OLDER
    return template.replace(_URL, quoted(with_token(address, token)))


def quoted(text: str) -> str:
    """Return a text as it stands in the JSON of `body`."""
    return json.dumps(text, ensure_ascii=False)


def curl(body_text: str, base_url: str = DEFAULT_BASE_URL) -> str:
    """Return a command for a POSIX shell that sends a body; the key stays in the variable RECALL_API_KEY."""
    return " \\\n  ".join(
        (
            f"curl -sS {shlex.quote(base_url.rstrip('/') + '/bot/')}",
            '-H "Authorization: Token $RECALL_API_KEY"',
            "-H 'Content-Type: application/json'",
            f"--data-raw {shlex.quote(body_text)}",
        )
    )


def public_address(text: str) -> str:
    """Return what people paste as the address that a bot dials; empty for an empty one.

    A tunnel shows https:// or a bare host. Recall answers 400 to a query without a "/" before it (documented).
    """
    text = text.strip()
    if not text:
        return ""
    found = _SCHEME.match(text)
    scheme = found[1].lower() if found else "wss"
    rest = text[found.end() :] if found else text.removeprefix("//")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    after = rest[len(host) :]
    if not after.startswith("/"):
        after = f"/{after}"
    return f"{_SPOKEN_AS.get(scheme, scheme)}://{host}{after}"


def obstacle(address: str) -> Obstacle | None:
    """Say why no bot could dial an address; None if one could, as far as the address alone tells."""
    if not address:
        return "empty"
    has_scheme = address.startswith(("ws://", "wss://"))
    if not has_scheme or not _host(address) or "#" in address or re.search(r"\s", address):
        return "invalid"
    return "local" if is_local(address) else None


def is_local(address: str) -> bool:
    """Whether an address leads to this computer, to its own network, or nowhere: the API answers 403 to those."""
    host = _host(public_address(address))
    number = _ip(host)
    if number is not None:
        return not number.is_global or number.is_multicast
    return "." not in host or host.endswith(_PRIVATE_ENDINGS)


def with_token(address: str, token: str | None) -> str:
    """Return the address with `?token=…` in place of any other token; the rest of its query stays."""
    if not address or not token:
        return address
    before, query = address.partition("?")[::2]
    kept = [pair for pair in query.split("&") if pair and unquote(pair.partition("=")[0]) != "token"]
    return f"{before}?{'&'.join([*kept, 'token=' + quote(token, safe='')])}"


def masked(address: str) -> str:
    """Return an address to be looked at: values of its query may be secrets, and so may what stands before an @."""
    end = re.search(r"[?#]", address)
    before = address[: end.start()] if end else address
    after = address[end.start() :] if end else ""
    before = re.sub(r"(?<=://)[^/]*@", f"{MASK}@", before)
    # Somebody forgot the question mark.
    before = re.sub(r"=[^&/]+", f"={MASK}", before)
    return before + _PARAMETER.sub(_mask_value, after)


def origin_of(address: str) -> str:
    """Return scheme, host and port: enough to recognise an address, and nothing secret."""
    return re.split(r"(?<![:/])/|[?#]", masked(address), maxsplit=1)[0]


def _mask_value(found: re.Match[str]) -> str:
    mark, name, value = found.groups()
    if name is None:
        return mark + MASK
    return f"{mark}{name}{MASK if value else ''}"


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        # A port that is no number makes it no address.
        return (parts.hostname or "").rstrip(".") if parts.port != 0 else ""
    except ValueError:
        return ""


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        if not _NUMERIC_HOST.fullmatch(host):
            return None
        try:
            # 127.1 and 0x7f000001 are 127.0.0.1 to whoever resolves them.
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except OSError:
            return None
    return getattr(found, "ipv4_mapped", None) or found
