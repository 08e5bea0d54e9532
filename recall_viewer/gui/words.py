"""Sentences for what went wrong: what, why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from recall_viewer.gui.look import plain
from recall_viewer.gui.saying import said
from recall_viewer.model.problems import Problem, ProblemCode
from recall_viewer.model.status import State

LONGEST = 400


def tr(text: str) -> str:
    """Translate a sentence about a problem."""
    return QCoreApplication.translate("Problems", text)


def sentence(problem: Problem) -> str:
    """Return one line that says what went wrong and, where there is one, the remedy."""
    return plain(_template(problem.code).format(detail=said(problem.detail))[:LONGEST])


def title(problem: Problem) -> str:
    """Return what happened in a few words, for a card of its own."""
    match problem.code:
        case ProblemCode.REFUSED:
            return tr("A connection was refused")
        case ProblemCode.AUDIO:
            return tr("One connection was not video")
        case ProblemCode.MESSAGE | ProblemCode.UNKNOWN_EVENT:
            return tr("Something was not understood")
        case ProblemCode.CLOSED:
            return tr("A connection was closed")
        case ProblemCode.FRAME:
            return tr("A picture could not be shown")
        case ProblemCode.NAMES:
            return tr("Names could not be had")
        case _:
            return tr("Something went wrong")


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


def excerpt(data: bytes, per_line: int = 32) -> str:
    """Return the first bytes of a message that was not understood, as hex and, beside it, as text."""
    lines = [data[begin : begin + per_line] for begin in range(0, len(data), per_line)]
    return "\n".join(f"{line.hex(' '):{3 * per_line}} {_letters(line)}" for line in lines)


def _letters(data: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in data)


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
        ProblemCode.SNAPSHOT: "{detail}",
        ProblemCode.NAMES: tr("No names: {detail}"),
        ProblemCode.INTERNAL: tr("Internal error: {detail}"),
        ProblemCode.NOTICE: "{detail}",
    }[code]
