"""Addresses as people and programs read them."""

from __future__ import annotations

import pytest

from recall_viewer.addresses import bracketed, url


@pytest.mark.parametrize(
    ("host", "shown"), [("::1", "[::1]"), ("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), ("::", "[::]")]
)
def test_only_ipv6_goes_into_brackets(host: str, shown: str) -> None:
    assert bracketed(host) == shown


def test_an_address_has_its_port_and_a_path() -> None:
    assert url("wss", "::1", 8765) == "wss://[::1]:8765/"
