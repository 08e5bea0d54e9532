"""Certificates: what is wrong with them is said, and a renewed one is taken up."""

from __future__ import annotations

import asyncio
import shutil
import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization

from recall_viewer.server.tls import load_tls
from tests.server.support import running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.conftest import Certificate


def test_a_missing_file_is_named(certificate: Certificate, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"the certificate .*absent.* cannot be read: No such file"):
        load_tls(tmp_path / "absent.pem", certificate.key)
    with pytest.raises(ValueError, match=r"the key .*absent.* cannot be read: No such file"):
        load_tls(certificate.cert, tmp_path / "absent.pem")
    with pytest.raises(ValueError, match="cannot be read: Is a directory"):
        load_tls(certificate.cert, tmp_path)


def test_a_key_of_another_certificate_is_named(certificate: Certificate, other_certificate: Certificate) -> None:
    with pytest.raises(ValueError, match="does not belong to the certificate"):
        load_tls(certificate.cert, other_certificate.key)


def test_files_that_hold_something_else_are_named(certificate: Certificate, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    other.write_text("no certificate")
    for pair in ((other, certificate.key), (certificate.cert, other), (certificate.key, certificate.cert)):
        with pytest.raises(ValueError, match="are not a certificate and its key"):
            load_tls(*pair)


def test_an_encrypted_key_asks_nobody(certificate: Certificate) -> None:
    key = serialization.load_pem_private_key(certificate.key.read_bytes(), None)
    certificate.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"password"),
        )
    )
    with pytest.raises(ValueError, match="is encrypted"):
        load_tls(certificate.cert, certificate.key)


def test_a_renewed_pair_is_used_and_a_broken_one_is_not(
    certificate: Certificate, other_certificate: Certificate, tmp_path: Path
) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    problems: list[str] = []

    def install(source: Certificate) -> None:
        shutil.copyfile(source.cert, cert)
        shutil.copyfile(source.key, key)

    async def main() -> None:
        install(certificate)
        async with running(ssl_context=load_tls(cert, key, problems.append)) as (_, stage):
            before = await stage.dial(ssl=certificate.trusting)
            key.write_text("half a fi")
            await stage.dial(ssl=certificate.trusting)
            await stage.dial(ssl=certificate.trusting)
            assert len(problems) == 1
            assert "stays in use" in problems[0]
            key.unlink()
            await stage.dial(ssl=certificate.trusting)
            assert len(problems) == 2
            install(other_certificate)
            await stage.dial(ssl=other_certificate.trusting)
            with pytest.raises(ssl.SSLCertVerificationError):
                await stage.dial(ssl=certificate.trusting)
            assert len(problems) == 2
            before.send(1, b"an open connection goes on")
            await stage.until(lambda: bool(stage.messages))

    asyncio.run(main())
