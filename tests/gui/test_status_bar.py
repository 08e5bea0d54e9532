"""The line at the bottom: what is amiss comes first, and stays the longest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.model.books import Fate
from tests.frames import camera

if TYPE_CHECKING:
    from tests.gui.stand import Stand


def all_outages(stand: Stand) -> None:
    """Let a stream in view and a hidden one have each outage; each has a bot of its own."""

    def send(*numbers: int) -> None:
        for number in numbers:
            name = "seen" if number % 2 else "unseen"
            stand.feed(camera(number, name=name, bot=f"bot_{number}"), connection=number)

    def lose(*numbers: int) -> None:
        for number in numbers:
            stand.follow(stand.gallery.closed(number, 1006, stand.now))

    send(1, 2, 3, 4, 5, 6)
    lose(1, 2)
    stand.wait(101)
    send(7, 8)
    lose(3, 4)
    stand.wait(4)
    stand.window.toolbar.field.setText("-unseen")
    stand.settle()


def test_outages_are_named_the_worst_first_and_hidden_ones_beside_those_in_view(stand: Stand) -> None:
    all_outages(stand)
    assert stand.window.status.accessibleName().split(", ")[3:] == [
        "1 lost",
        "1 hidden stream lost",
        "1 disconnected",
        "1 hidden stream disconnected",
        "1 stale",
        "1 hidden stream stale",
        "1 late",
        "1 hidden stream late",
    ]


def test_where_there_is_no_room_plain_facts_give_way_before_an_outage_does(stand: Stand) -> None:
    all_outages(stand)
    status = stand.window.status
    outages = status.accessibleName().split(", ")[3:]
    plain = [*status.accessibleName().split(", ")[:3], "8765"]
    shown_at = {}
    for width in (1920, 1280, 1000, 800, 720, 719, 600, 500, 400):
        stand.window.resize(width, 500)
        stand.settle()
        shown = shown_at[width] = status.texts()
        cut = [text for text in outages if text not in shown]
        assert not cut or not set(shown) & set(plain), (width, shown)
        assert cut == outages[len(outages) - len(cut) :]
    assert len(shown_at[1920]) == len(outages) + 3 + 4
    assert shown_at[400] == outages[:2]
    assert all(text in status.toolTip() for text in (*outages, *plain[:3], "46 MiB"))


def test_what_is_said_aloud_of_the_status_changes_with_the_facts_and_not_with_the_rates(stand: Stand) -> None:
    stand.feed(camera())
    stand.wait(1)
    name, description = stand.window.status.accessibleName(), stand.window.status.accessibleDescription()
    stand.feed(camera(), camera())
    stand.wait(1)
    assert stand.window.status.accessibleName() == name == "ws://127.0.0.1:8765/, 1 bot, 1 stream"
    assert stand.window.status.accessibleDescription() != description


def test_dropped_frames_are_those_that_the_metrics_call_dropped(stand: Stand) -> None:
    stand.feed(camera(1), camera(2))
    third = stand.gallery.apply(1, camera(3), stand.now).frame
    assert third is not None
    stand.books.settle(third.passage, Fate.SUPERSEDED)
    stand.wait(1)
    assert "0 dropped" in stand.window.status.texts()
    fourth = stand.gallery.apply(1, camera(4), stand.now).frame
    assert fourth is not None
    stand.books.settle(fourth.passage, Fate.DROPPED, "memory")
    stand.wait(1)
    assert "1 dropped" in stand.window.status.texts()
