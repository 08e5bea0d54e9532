"""The client that checks whether a public address leads here."""

from __future__ import annotations

from websockets.asyncio.client import connect


class Dialling(connect):
    """A connection that follows no redirect: a bot does not either."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        """Take a redirect for what it is."""
        return exc
