"""Why a public address does not lead to this window."""

from __future__ import annotations

import errno
import socket
import ssl
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidProxy,
    InvalidStatus,
    ProxyError,
)

from recall_viewer.texts import Text, of_system

if TYPE_CHECKING:
    from websockets.http11 import Response

Reason = Literal[
    "address",
    "name",
    "refused",
    "unreachable",
    "proxy",
    "certificate",
    "tls",
    "token",
    "origin",
    "upgrade",
    "silent",
    "redirect",
    "denied",
    "gateway",
    "status",
    "other",
    "hangup",
    "timeout",
]
"""Why a check failed. `token`, `origin`, `upgrade`, `silent`: it reached this server, yet no bot would get in.

`upgrade`: a proxy on the way took the upgrade off. `silent`: the answer did not find its way back. `denied`, `gateway`,
`status`: something before this server answered with an HTTP status. `other`: something else took the upgrade. `hangup`:
something closed without an answer.
"""

_DENIED = (401, 403, 407)
_GATEWAY = (502, 503, 504, *range(520, 531))
"""520 to 530 are those of the largest tunnel's operator."""
_CERTIFICATE_FAULTS: dict[int, str] = {
    9: Text("certificate is not yet valid"),
    10: Text("certificate has expired"),
    18: Text("self-signed certificate"),
    19: Text("self-signed certificate in certificate chain"),
    20: Text("unable to get local issuer certificate"),
    62: Text("certificate is not valid for this name"),
}
"""By the codes of OpenSSL, the usual ones."""
MISDIRECTED = 421
"""What another window of this program answers to a check that is not its own."""


class ReachError(Exception):
    """A public address does not lead to this window.

    `detail` is for people, by reason: a host, a port, an HTTP status, seconds, the system's words. No token is in it.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


def explained(error: Exception, address: str) -> ReachError:
    """Say why dialling `address` failed, from what was raised over it."""
    match error:
        case InvalidStatus():
            return _status(error.response)
        case ProxyError() | InvalidProxy() | ImportError():
            # The last one: a SOCKS proxy wants a package that is not there.
            return ReachError("proxy", type(error).__name__)
        case ConnectionClosed():
            return ReachError("silent")
        case InvalidHandshake():
            return ReachError("hangup" if isinstance(error, InvalidMessage) else "other")
        case ssl.SSLCertVerificationError():
            return ReachError("certificate", _CERTIFICATE_FAULTS.get(error.verify_code, error.verify_message))
        case ssl.SSLError():
            return ReachError("tls", (error.reason or "").replace("_", " ").lower())
        case socket.gaierror():
            return ReachError("name", urlsplit(address).hostname or "")
        case OSError():
            return _network(error, address)
    return ReachError("address")


def _status(response: Response) -> ReachError:
    status = response.status_code
    if 300 <= status < 400 and "Location" in response.headers:
        where = urlsplit(response.headers["Location"])
        return ReachError("redirect", f"{where.scheme}://{where.netloc}/" if where.netloc else where.path)
    if status == MISDIRECTED:
        return ReachError("other")
    if status in _DENIED:
        return ReachError("denied", str(status))
    return ReachError("gateway" if status in _GATEWAY else "status", str(status))


def _network(error: OSError, address: str) -> ReachError:
    # Where a name has several addresses, asyncio puts what they said into one text.
    if isinstance(error, ConnectionRefusedError) or f"[Errno {errno.ECONNREFUSED}]" in str(error):
        return ReachError("refused", urlsplit(address).netloc.rpartition("@")[2])
    return ReachError("unreachable", of_system(error))
