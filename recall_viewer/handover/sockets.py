"""Where a start finds the window that listens on a port: a socket in a folder of this user alone. Not for Windows."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import os
import socket
import stat
import struct
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

assert sys.platform != "win32"  # noqa: S101 - mypy checks the rest for other systems alone

FOLDER = "recall-viewer"


class Listener:
    """The socket of one window, under the name of its port."""

    def __init__(self, server: asyncio.Server, path: Path) -> None:
        self._server = server
        self._path = path
        self._inode = path.lstat().st_ino

    def close(self) -> None:
        """Listen no more, and give the name back."""
        # While it still listens nobody takes the name for one left behind, and makes it his.
        with contextlib.suppress(OSError):
            if self._path.lstat().st_ino == self._inode:
                self._path.unlink()
        self._server.close()


async def listen(port: int, client: Callable[[], asyncio.Protocol]) -> Listener:
    """Listen for other starts that mean the window on this port. Raises OSError, which names a folder."""
    problem = OSError()
    for folder in _folders():
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            if not _is_private(folder):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            path = folder / f"{port}.sock"
            with _alone_in(folder):
                bound = _bind(path)
            return Listener(await asyncio.get_running_loop().create_server(client, sock=bound), path)
        except OSError as error:
            problem = OSError(error.errno, error.strerror or str(error), str(folder))
            # Of two windows on one port, at two addresses, the first stays the one that is asked.
            if error.errno == errno.EADDRINUSE:
                break
    raise problem


async def dial(port: int) -> Streams | None:
    """Return a connection to the window that listens on a port; None where there is none."""
    for folder in _folders():
        if not _is_private(folder):
            continue
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_unix_connection(folder / f"{port}.sock")
            if is_of_this_user(writer.get_extra_info("socket")):
                return reader, writer
            writer.close()
    return None


def is_of_this_user(connection: socket.socket) -> bool:
    """Say whether the other end belongs to the same user; where the system does not tell, the folder answers for it."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    process_user_group = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return bool(struct.unpack("3i", process_user_group)[1] == os.getuid())


def _folders() -> Iterator[Path]:
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    if runtime.is_absolute():
        yield runtime / FOLDER
    yield Path(tempfile.gettempdir()) / f"{FOLDER}-{os.getuid()}"


def _is_private(folder: Path) -> bool:
    """Say whether nobody else can have made the folder, or what is in it."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep another start from looking at a socket that does not listen yet: it would take it for one left behind."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _bind(path: Path) -> socket.socket:
    """Return a socket that listens under this name, also where a program that was killed has left it behind."""
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if _is_left_behind(path):
            path.unlink()
        bound.bind(str(path))
        bound.listen()
    except BaseException:
        bound.close()
        raise
    return bound


def _is_left_behind(path: Path) -> bool:
    if not path.is_socket():
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        # One that is too busy to answer at once is alive.
        asking.setblocking(False)
        return asking.connect_ex(str(path)) == errno.ECONNREFUSED
