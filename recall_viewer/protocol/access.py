"""Who may connect: pure checks on an upgrade request, before it is answered."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Literal, Protocol

from recall_viewer.texts import Text

_PREFIX = "whsec_"


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
        from recall_viewer.protocol.credentials import (  # noqa: PLC0415 - OpenSSL, for the first who dials
            header,
            signature_problem,
            token_problem,
        )

        if header(headers, "origin") is not None:
            return Refusal("origin", 403, Text("a web page may not connect: the request has an Origin header"))
        if self.token is not None and (problem := token_problem(target, self.token)):
            return Refusal("token", 401, problem)
        if self.secret is not None and (problem := signature_problem(headers, self.secret, now)):
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
