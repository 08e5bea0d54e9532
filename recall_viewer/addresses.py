"""Addresses as people and programs read them."""

from __future__ import annotations

from ipaddress import ip_address


def url(scheme: str, host: str, port: int) -> str:
    """Return the address that bots dial."""
    return f"{scheme}://{bracketed(host)}:{port}/"


def bracketed(host: str) -> str:
    """Return a host as it is written before a port: an IPv6 address in brackets."""
    try:
        return f"[{host}]" if ip_address(host).version == 6 else host
    except ValueError:
        return host
