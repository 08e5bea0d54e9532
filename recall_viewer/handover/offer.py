"""What a start with `--bot` would rather hand to the window that runs than show in one of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recall_viewer.handover.message import TAKEN, line_for

if sys.platform == "win32":
    from recall_viewer.handover.pipes import dial
else:
    from recall_viewer.handover.sockets import dial

if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENCE_S = 3.0
"""For the answer of a window that is busy."""

AGAIN_AFTER_S = 0.05


@dataclass(frozen=True, slots=True)
class Offer:
    """Bots for the window that listens on a port. `ignored` are the options beside them, which it does not take."""

    port: int
    bots: tuple[str, ...]
    ignored: Sequence[str] = ()

    def make_now(self) -> bool:
        """Hand the bots over, where no event loop runs yet; see `make`."""
        return asyncio.run(self.make())

    async def make(self, patience_s: float = 0.0) -> bool:
        """Hand the bots over and say so; False where no window took them within the time that one may need to start."""
        try:
            line = line_for(self.bots, os.environ.get("XDG_ACTIVATION_TOKEN", ""))
        except ValueError as error:
            _complain(str(error))
            return False
        deadline = asyncio.get_running_loop().time() + patience_s
        while (answer := await _answer_to(line, self.port)) is None:
            if asyncio.get_running_loop().time() >= deadline:
                return False
            await asyncio.sleep(AGAIN_AFTER_S)
        if answer != TAKEN:
            _complain(answer.decode(errors="replace").strip() or "it gave no answer")
            return False
        if self.ignored:
            print(f"recall-viewer: ignored, because the window already runs: {' '.join(self.ignored)}", file=sys.stderr)
        # Nobody may be there to read it any more.
        with contextlib.suppress(OSError):
            print("handed to the running window", flush=True)
        return True


async def _answer_to(line: bytes, port: int) -> bytes | None:
    """Return what the window on a port answers, nothing if it is nothing sensible; None where there is no window."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            streams = await dial(port)
            if streams is None:
                return None
            reader, writer = streams
            try:
                writer.write(line)
                return await reader.readline()
            finally:
                writer.close()
    except (OSError, ValueError):
        # It hung up, said too much, or said nothing in time.
        return b""


def _complain(why: str) -> None:
    print(f"recall-viewer: the running window took nothing over: {why}", file=sys.stderr)
