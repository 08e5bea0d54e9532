"""Sentences for a public address that does not lead to this window: what is wrong, and the way out."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from recall_viewer.gui.look import plain
from recall_viewer.gui.saying import said

LONGEST = 400


def tr(text: str) -> str:
    """Translate a sentence about the public address."""
    return QCoreApplication.translate("Reach", text)


def sentence(reason: str, detail: str) -> str:
    """Return why a check failed; `reason` and `detail` are those of the server's ReachError."""
    return plain(_template(reason).format(detail=plain(said(detail)))[:LONGEST])


def _template(reason: str) -> str:
    templates = {
        "address": tr("This is no address of a websocket. It has to look like wss://host/."),
        "name": tr("The name {detail} is not known. Is the tunnel running, and the name copied whole?"),
        "refused": tr("Nobody listens at {detail}. Start the tunnel, or mend the port."),
        "unreachable": tr("It cannot be reached: {detail}. Is the tunnel running, and this computer online?"),
        "proxy": tr("The proxy of this computer is in the way: {detail}. A bot would not use it."),
        "certificate": tr(
            "Its certificate is not valid ({detail}), so a bot would refuse it too. "
            "Let the tunnel's own certificate stand, or get one from a public authority."
        ),
        "tls": tr("It does not speak TLS there ({detail}). Use the tunnel's https port, or ws:// where it has none."),
        "token": tr(
            "It reaches this window, which wants another token. Leave the token out: the right one is added here."
        ),
        "origin": tr("It reaches this window, but with an Origin header. Let the proxy on the way send none."),
        "upgrade": tr(
            "It reaches this window, but the proxy on the way takes the upgrade to a websocket off. "
            "Switch websockets on there (headers Upgrade and Connection, HTTP/1.1)."
        ),
        "silent": tr("It reaches this window, but the answer does not come back. Switch websockets on in the tunnel."),
        "redirect": tr("It sends on to {detail}, and bots do not follow. Give that address instead."),
        "denied": tr("The tunnel wants a login (HTTP {detail}). Bots have none: open it to everyone, with a token."),
        "gateway": tr("The tunnel answers, but finds no window behind it (HTTP {detail}). Point it to the port above."),
        "status": tr(
            "Something else answers there (HTTP {detail}). Is the tunnel running, and the address copied whole?"
        ),
        "other": tr("Another program answers there, not this window. Point the tunnel to the port above."),
        "hangup": tr(
            "Whoever is there hangs up without an answer. Is the tunnel running, and does its address begin with wss://?"
        ),
        "timeout": tr("No answer within {detail} s. Is the tunnel running, and does a firewall let it through?"),
    }
    return templates[reason]
