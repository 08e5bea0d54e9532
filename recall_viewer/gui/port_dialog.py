"""The question what to do about a port that cannot be had."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from recall_viewer.gui.saying import said

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


async def ask_for_port(parent: QWidget, port: int, why: str, *, can_move: bool) -> int | None:
    """Ask, without blocking the loop; return the port to try next (0: any free one), `None` to give up.

    `can_move` says that another port would help.
    """
    answered: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
    box = QMessageBox(QMessageBox.Icon.Warning, "Recall Viewer", _tr("Bots cannot dial in yet"), parent=parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    sentence = said(why)
    box.setInformativeText(sentence[0].upper() + sentence[1:] + ".")
    choices: dict[QPushButton, int | None] = {}
    if can_move:
        choices[box.addButton(_tr("Use a free port"), QMessageBox.ButtonRole.AcceptRole)] = 0
    again = _tr("Try {port} again").format(port=port) if can_move else _tr("Try again")
    choices[box.addButton(again, QMessageBox.ButtonRole.ResetRole)] = port
    choices[box.addButton(_tr("Quit"), QMessageBox.ButtonRole.RejectRole)] = None

    def answer() -> None:
        if not answered.done():
            answered.set_result(choices.get(box.clickedButton()))  # type: ignore[call-overload]

    box.finished.connect(answer)
    box.open()
    return await answered


def _tr(text: str) -> str:
    return QCoreApplication.translate("Port", text)
