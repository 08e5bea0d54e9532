"""The same as `sockets` on Windows: a named pipe, which only this user can write to. Only Linux was tried."""

from __future__ import annotations

import asyncio
import getpass
import sys
from typing import TYPE_CHECKING, cast

assert sys.platform == "win32"  # noqa: S101 - mypy checks the rest for Windows alone

if TYPE_CHECKING:
    from asyncio.windows_events import PipeServer
    from collections.abc import Callable

    Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def listen(port: int, client: Callable[[], asyncio.Protocol]) -> PipeServer:
    """Listen for other starts that mean the window on this port. Raises OSError where that cannot be."""
    (server,) = await _loop().start_serving_pipe(
        cast("Callable[[], asyncio.StreamReaderProtocol]", client), _name(port)
    )
    return server


async def dial(port: int) -> Streams | None:
    """Return a connection to the window that listens on a port; None where there is none."""
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    try:
        transport, _ = await _loop().create_pipe_connection(lambda: protocol, _name(port))
    except FileNotFoundError:
        return None
    return reader, asyncio.StreamWriter(transport, protocol, reader, _loop())


def is_of_this_user(_connection: object) -> bool:
    """Say that the other end belongs to the same user: nobody else could write to the pipe."""
    return True


def _loop() -> asyncio.ProactorEventLoop:
    return cast("asyncio.ProactorEventLoop", asyncio.get_running_loop())


def _name(port: int) -> str:
    return rf"\\.\pipe\recall-viewer-{getpass.getuser()}-{port}"
