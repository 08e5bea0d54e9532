"""What the system allows one process: open files, of which every connection is one."""

from __future__ import annotations

import sys

MOST_DESCRIPTORS = 4096
"""More are not asked for: they would be thousands of connections, and some programs started by ours scan them all."""

RESERVED_DESCRIPTORS = 128
"""Kept for everything else: handshakes (64 at most), files, the window system, fonts."""

SPARE_DESCRIPTORS = 32
"""The last ones no newcomer gets, whatever the limit has become: snapshots, logs and names to look up need some."""


def raise_descriptor_limit(max_connections: int) -> int:
    """Raise the soft limit of descriptors to what the system allows; return how many connections fit under it.

    Never lowers the limit, and never returns more than was asked for, or less than 1. Windows has no such limit.
    """
    if sys.platform == "win32":
        return max_connections
    import resource  # noqa: PLC0415 - there is none on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(MOST_DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError):
            # macOS names no hard limit and then refuses; what was there goes on being enough for fewer.
            wanted = soft
        soft = wanted
    if soft == resource.RLIM_INFINITY:
        return max_connections
    return max(1, min(max_connections, soft - RESERVED_DESCRIPTORS))


def has_descriptors_to_spare(newest: int) -> bool:
    """Whether a connection with this descriptor leaves enough: the system always gives the lowest that is free."""
    if sys.platform == "win32":
        return True
    import resource  # noqa: PLC0415 - there is none on Windows

    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return soft == resource.RLIM_INFINITY or newest < soft - SPARE_DESCRIPTORS
