"""Sentences that the window can say in its own language, and that are plain English everywhere else."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self


class Text(str):
    """English that knows the template and the values it was made of; a value may be such a text itself.

    Logs, metrics and tests take it for the string that it is. The window looks the template up in its language and
    fills it in anew (`gui.saying`). The template is a literal, so that the translations can be proved complete.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """Fill in a template of `str.format`."""
        text = super().__new__(cls, template.format(**values))
        text.template = template
        text.values = values
        return text


_OF_THE_SYSTEM = {
    errno.EACCES: Text("Permission denied"),
    errno.EPERM: Text("Operation not permitted"),
    errno.ENOENT: Text("No such file or directory"),
    errno.ENOTDIR: Text("Not a directory"),
    errno.EISDIR: Text("Is a directory"),
    errno.ENAMETOOLONG: Text("File name too long"),
    errno.EROFS: Text("Read-only file system"),
    errno.ENOSPC: Text("No space left on device"),
    errno.EIO: Text("Input/output error"),
    errno.EMFILE: Text("Too many open files"),
    errno.EADDRINUSE: Text("Address already in use"),
    errno.EADDRNOTAVAIL: Text("Cannot assign requested address"),
    errno.ENETUNREACH: Text("Network is unreachable"),
    errno.EHOSTUNREACH: Text("No route to host"),
    errno.ETIMEDOUT: Text("Connection timed out"),
    errno.ECONNRESET: Text("Connection reset by peer"),
}


def of_system(error: OSError) -> str:
    """Return the words for what the system refused: a `Text` where it is common, else the system's own."""
    return _OF_THE_SYSTEM.get(error.errno or 0) or error.strerror or str(error)
