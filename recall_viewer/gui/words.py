"""Sentences for what went wrong: what, why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from recall_viewer.gui.look import plain
from recall_viewer.model.problems import Problem, ProblemCode
from recall_viewer.model.status import State

LONGEST = 400


def tr(text: str) -> str:
    """Translate a sentence about a problem."""
    return QCoreApplication.translate("Problems", text)


def sentence(problem: Problem) -> str:
    """Return one line that says what went wrong and, where there is one, the remedy."""
    return plain(_template(problem.code).format(detail=problem.detail)[:LONGEST])


def sign(problem: Problem) -> State:
    """Return the state whose shape and colour go with a problem."""
    match problem.code:
        case ProblemCode.FRAME | ProblemCode.INTERNAL | ProblemCode.SNAPSHOT:
            return State.ERROR
        case ProblemCode.REFUSED | ProblemCode.CLOSED:
            return State.DISCONNECTED
        case ProblemCode.UNKNOWN_EVENT:
            return State.ENDED
        case _:
            return State.LATE


def excerpt(data: bytes) -> str:
    """Return the first bytes of a message that was not understood, as hex and as text."""
    text = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in data)
    return f"{data.hex(' ')}\n{text}" if data else ""


def _template(code: ProblemCode) -> str:
    return {
        ProblemCode.FRAME: tr("Bad frame: {detail}"),
        ProblemCode.MESSAGE: tr("Not understood: {detail}"),
        ProblemCode.AUDIO: tr("Not video: this connection sends audio. Remove the address from the bot's audio field"),
        ProblemCode.UNKNOWN_EVENT: tr("Unknown event “{detail}”, ignored"),
        ProblemCode.REFUSED: tr("Refused: {detail}"),
        ProblemCode.CLOSED: tr("Connection closed: {detail}"),
        ProblemCode.TIMELINE: tr("The sender's clock began anew; its frames are shown again"),
        ProblemCode.TOO_MANY_STREAMS: tr("More than {detail} streams: frames of further ones are dropped"),
        ProblemCode.SNAPSHOT: tr("Snapshot not saved: {detail}"),
        ProblemCode.INTERNAL: tr("Internal error: {detail}"),
        ProblemCode.NOTICE: "{detail}",
    }[code]
