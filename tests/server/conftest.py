"""Certificates for the tests of `wss://`."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import trustme

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Certificate:
    """A certificate for localhost on disk, and a client's context that trusts it and no other."""

    cert: Path
    key: Path
    trusting: ssl.SSLContext


def _certificate(folder: Path) -> Certificate:
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    folder.mkdir()
    cert, key = folder / "cert.pem", folder / "key.pem"
    issued.private_key_pem.write_to_path(str(key))
    for pem in issued.cert_chain_pems:
        pem.write_to_path(str(cert), append=True)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    return Certificate(cert, key, trusting)


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return _certificate(tmp_path / "one")


@pytest.fixture
def other_certificate(tmp_path: Path) -> Certificate:
    return _certificate(tmp_path / "two")
