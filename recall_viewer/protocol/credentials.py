"""What a bot brings to be let in: a token in the query, a signature in the headers; pure checks."""

from __future__ import annotations

import binascii
import hmac
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from recall_viewer.texts import Text

if TYPE_CHECKING:
    from recall_viewer.protocol.access import Headers

MAX_AGE_S = 300
"""Seconds a signature may be old, or ahead of this clock: what the Standard Webhooks specification recommends."""

_HEADER_PREFIXES = ("webhook", "svix")
"""Names of the signature's headers begin so; the second is the older spelling (documented)."""


def token_problem(target: str, token: str) -> str | None:
    """Say what is wrong with the token in a request's path and query; None if nothing is."""
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


def signature_problem(headers: Headers, secret: bytes, now: float) -> str | None:
    """Say what is wrong with a signature by the Standard Webhooks scheme; None if nothing is.

    The payload of an upgrade is empty (documented). `now` is unix time in seconds.
    """
    for prefix in _HEADER_PREFIXES:
        parts = [header(headers, f"{prefix}-{part}") for part in ("id", "timestamp", "signature")]
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


def header(headers: Headers, name: str) -> str | None:
    """Return the value of a header, None where there is none."""
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
