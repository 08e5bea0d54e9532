from __future__ import annotations

import io

from recall_viewer.simulate.report import Report, Tally


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def shown(text: str) -> list[str]:
    """What stands on the lines of a terminal in the end."""
    lines = []
    for line in text.split("\n"):
        cells: list[str] = []
        for part in line.split("\r"):
            cells[: len(part)] = part
        lines.append("".join(cells).rstrip())
    return lines


def test_on_a_terminal_one_line_is_renewed() -> None:
    terminal, clock, tally = Terminal(), Clock(), Tally(connected=1)
    report = Report(terminal, "6 participants", tally, clock)
    for _ in range(30):
        clock.now += 0.5
        for _ in range(6):
            tally.sent(180_000)
        report.progress()

    assert shown(terminal.getvalue()) == ["6 participants · 12.0 fps · 180 frames · 30.9 MiB · 00:15"]


def test_the_rate_is_that_of_the_last_seconds() -> None:
    terminal, clock, tally = Terminal(), Clock(), Tally(connected=1)
    report = Report(terminal, "1 participant", tally, clock)
    for second in range(60):
        clock.now += 1
        tally.frames += 100 if second < 30 else 2
        report.progress()

    assert " · 2.0 fps · " in shown(terminal.getvalue())[-1]


def test_a_sentence_does_not_run_into_the_line_of_progress() -> None:
    terminal, clock, tally = Terminal(), Clock(), Tally()
    report = Report(terminal, "1 participant", tally, clock)
    report.progress()
    report.say("Short.")
    report.progress()

    assert shown(terminal.getvalue()) == ["Short.", "1 participant · 0.0 fps · 0 frames · 0.0 MiB · 00:00 · dialling"]


def test_elsewhere_there_is_no_progress_and_the_end_is_one_line() -> None:
    out, clock, tally = io.StringIO(), Clock(), Tally()
    report = Report(out, "1 participant", tally, clock)
    clock.now += 12.5
    tally.sent(2**20)
    tally.missed, tally.lost = 3, 5
    report.progress()
    report.summary()

    lost, left_out = "5 lost on purpose", "3 left out: this machine or the receiver was too slow"
    assert out.getvalue() == f"sent 1 frames, 1.0 MiB, in 12.5 s; {lost}; {left_out}\n"


def test_the_same_problem_is_said_again_only_after_all_was_well() -> None:
    out = io.StringIO()
    report = Report(out, "", Tally(), Clock())
    for _ in range(3):
        report.problem("Lost.")
    report.settled()
    report.problem("Lost.")

    assert out.getvalue() == "Lost.\nLost.\n"
