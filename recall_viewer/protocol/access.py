"""Who may connect: pure checks on an upgrade request, before it is answered."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from dataclasses import dataclass, field
from typing import Literal, Protocol
from urllib.parse import unquote_to_bytes

from recall_viewer.texts import Text

MAX_AGE_S = 300
"""Seconds a signature may be old, or ahead of this clock: what the Standard Webhooks specification recommends."""

_PREFIX = "whsec_"
_HEADER_PREFIXES = ("webhook", "svix")
"""Names of the signature's headers begin so; the second is the older spelling (documented)."""


class Headers(Protocol):
    """Headers of a request. Names must be found whatever their case; a repeated one may raise LookupError."""

    def get(self, name: str, /) -> str | None:
        """Return the value, None if there is none."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is refused, and with which HTTP status. `reason` is the label of the metric.

    `detail` is for the person at the window; it holds neither secret nor token, nor what was sent in their place.
    """

    reason: Literal["origin", "token", "signature"]
    status: Literal[401, 403]
    detail: str


@dataclass(frozen=True, slots=True)
class Access:
    """What a bot must bring: a token in the query, a signature, both, or (None) neither.

    `secret` is the decoded one, from `parse_secret`. An empty token or secret would let in anyone: ValueError.
    """

    token: str | None = field(default=None, repr=False)
    secret: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.token == "" or self.secret == b"":
            raise ValueError("the token or the secret is empty, which would protect nothing")

    def refusal(self, target: str, headers: Headers, now: float) -> Refusal | None:
        """Check a request for `target` (path and query) at `now` (unix time in seconds); None lets it pass.

        Raises nothing over what was sent.
        """
        if _header(headers, "origin") is not None:
            return Refusal("origin", 403, Text("a web page may not connect: the request has an Origin header"))
        if self.token is not None and (problem := _token_problem(target, self.token)):
            return Refusal("token", 401, problem)
        if self.secret is not None and (problem := _signature_problem(headers, self.secret, now)):
            return Refusal("signature", 401, problem)
        return None


def parse_secret(text: str) -> bytes:
    """Decode a workspace's verification secret, `whsec_` and base64. Raises ValueError with a sentence for people."""
    text = text.strip()
    if not text.startswith(_PREFIX):
        raise ValueError(f"the verification secret does not begin with {_PREFIX}")
    encoded = text.removeprefix(_PREFIX)
    try:
        # People lose the "=" at the end when they copy.
        secret = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except ValueError:
        raise ValueError(f"the verification secret is not base64 after {_PREFIX}") from None
    if not secret:
        raise ValueError(f"the verification secret is empty after {_PREFIX}")
    return secret


def _token_problem(target: str, token: str) -> str | None:
    query = target.partition("#")[0].partition("?")[2]
    sent = [value for name, _, value in (pair.partition("=") for pair in query.split("&")) if _plain(name) == b"token"]
    if not sent:
        return Text("the request brings no token: the address needs ?token=…")
    expected = _octets(token)
    for value in sent:
        # Some writers spell a blank as "+", and some leave a "+" as it is.
        for spelling in (value, value.replace("+", " ")):
            if hmac.compare_digest(_plain(spelling), expected):
                return None
    return Text("the token is wrong")


def _signature_problem(headers: Headers, secret: bytes, now: float) -> str | None:
    """Check by the Standard Webhooks scheme; the payload of an upgrade is empty (documented)."""
    for prefix in _HEADER_PREFIXES:
        parts = [_header(headers, f"{prefix}-{part}") for part in ("id", "timestamp", "signature")]
        if all(parts):
            break
    message_id, timestamp, signatures = parts
    if not message_id or not timestamp or not signatures:
        return Text(
            "the request is not signed: webhook-id, webhook-timestamp and webhook-signature are needed, once each"
        )
    # An int of fifteen digits is exact as a float too, and no clock will get there.
    if not re.fullmatch("[0-9]{1,15}", timestamp):
        return Text("the time of the signature is not a unix time in seconds")
    age_s = now - int(timestamp)
    if abs(age_s) > MAX_AGE_S:
        relation = Text("old") if age_s > 0 else Text("ahead of this computer's clock")
        return Text(
            "the signature is {age_s:.1f} s {relation}, at most {most} s are accepted: is the clock right?",
            age_s=abs(age_s),
            relation=relation,
            most=MAX_AGE_S,
        )
    digest = hmac.digest(secret, _octets(f"{message_id}.{timestamp}."), "sha256")
    expected = b"v1," + binascii.b2a_base64(digest, newline=False)
    # While a secret is being changed, there is one signature for each.
    if not any(hmac.compare_digest(_octets(signature), expected) for signature in signatures.split()):
        return Text("the signature is wrong: is the verification secret that of this workspace and region?")
    return None


def _header(headers: Headers, name: str) -> str | None:
    try:
        return headers.get(name)
    except LookupError:
        # Sent more than once: there, but with no one value. An empty one is no signature, yet an Origin.
        return ""


def _plain(quoted: str) -> bytes:
    return unquote_to_bytes(_octets(quoted))


def _octets(text: str) -> bytes:
    """Return the bytes as they were on the wire, where a byte that is not ASCII is read as a surrogate (PEP 383)."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
