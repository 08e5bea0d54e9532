"""The certificate of `wss://`, read anew when its files change."""

from __future__ import annotations

import logging
import ssl
from typing import TYPE_CHECKING

from recall_viewer.texts import Text, of_system

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_logger = logging.getLogger(__name__)


def load_tls(cert: Path, key: Path, report: Callable[[str], None] = _logger.warning) -> ssl.SSLContext:
    """Return a server's context for a certificate (PEM, with its chain) and its private key (PEM, not encrypted).

    When the files change, as they do when a certificate is renewed, the next connection gets the new pair. A pair that
    does not work is said to `report`, once, and the old one stays. Raises ValueError with a sentence for people if the
    first pair does not work.
    """
    pair = _Pair(cert, key, report)
    context = pair.current

    def choose(connection: ssl.SSLObject | ssl.SSLSocket, _name: str | None, _context: ssl.SSLContext) -> None:
        connection.context = pair.newest()

    context.sni_callback = choose
    return context


class _Pair:
    """A certificate and its key on disk, and the last context made of them."""

    def __init__(self, cert: Path, key: Path, report: Callable[[str], None]) -> None:
        self._cert = cert
        self._key = key
        self._report = report
        self._stamp = self._stamp_now()
        self.current = _load(cert, key)

    def newest(self) -> ssl.SSLContext:
        """Return the context to use now. Costs two stats while nothing changes."""
        stamp = self._stamp_now()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self.current = _load(self._cert, self._key)
            except ValueError as error:
                # One file may be written before the other: the second changes the stamp again.
                why = error.args[0]
                self._report(Text("{why}. The certificate loaded before stays in use", why=why))
        return self.current

    def _stamp_now(self) -> tuple[tuple[int, int, int] | None, ...]:
        return tuple(_stamp(path) for path in (self._cert, self._key))


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is replaced or written to; None if it cannot be seen."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _load(cert: Path, key: Path) -> ssl.SSLContext:
    for path in (cert, key):
        try:
            path.open("rb").close()
        except OSError as error:
            raise ValueError(_unreadable(path, of_system(error), is_key=path == key)) from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(cert, key, password=_no_password)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise ValueError(
                Text("the key {key} does not belong to the certificate {cert}", key=key, cert=cert)
            ) from error
        text = Text("{cert} and {key} are not a certificate and its key in PEM form", cert=cert, key=key)
        raise ValueError(text) from error
    return context


def _unreadable(path: Path, why: str, *, is_key: bool) -> Text:
    if is_key:
        return Text("the key of the certificate {path} cannot be read: {why}", path=path, why=why)
    return Text("the certificate {path} cannot be read: {why}", path=path, why=why)


def _no_password() -> str:
    # Without this OpenSSL would ask on the terminal, and everything would wait.
    raise ValueError(Text("the key of the certificate is encrypted; a key without a password is needed"))
