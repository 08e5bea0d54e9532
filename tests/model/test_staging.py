"""When a share goes on the stage, and when it leaves, so that nothing flickers."""

from __future__ import annotations

from recall_viewer.model.books import Books
from recall_viewer.model.gallery import Gallery
from recall_viewer.model.keys import StreamKey
from recall_viewer.model.staging import Layout, Staging
from recall_viewer.protocol.events import Bot, Kind, Participant, ParticipantAction, ParticipantChanged
from tests.frames import BOT, OTHER_BOT, camera

CAMERA = StreamKey(BOT, 1, Kind.CAMERA)
SHARE = StreamKey(BOT, 1, Kind.SCREENSHARE)


class Room:
    """A gallery, a stage and a clock."""

    def __init__(self, layout: Layout = Layout.AUTO) -> None:
        self.gallery = Gallery(Books())
        self.staging = Staging()
        self.layout = layout
        self.now = 100.0
        self.time_s = 0.0

    def frame(self, participant: int = 1, kind: Kind = Kind.CAMERA, bot: str = BOT) -> None:
        self.time_s += 0.01
        size = (1024, 576) if kind is Kind.SCREENSHARE else (256, 144)
        self.gallery.apply(1, camera(participant, kind=kind, size=size, bot=bot, time_s=self.time_s), self.now)

    def both(self) -> None:
        self.frame()
        self.frame(kind=Kind.SCREENSHARE)

    def off(self) -> None:
        event = ParticipantChanged(Bot(BOT), Participant(1), ParticipantAction.SCREENSHARE_OFF, "x")
        self.gallery.apply(1, event, self.now)

    def look(self, seconds: float = 0.0) -> tuple[StreamKey, ...]:
        self.now += seconds
        self.gallery.tick(self.now)
        streams = self.gallery.ordered()
        self.staging.update(self.layout, streams, streams[0].key if streams else None, self.now)
        return self.staging.staged


def test_a_share_enters_after_one_second() -> None:
    room = Room()
    room.both()
    assert room.look() == ()
    assert room.look(0.9) == ()
    assert room.look(0.1) == (SHARE,)


def test_a_guessed_share_enters_after_three_seconds() -> None:
    room = Room()
    room.both()
    room.gallery.streams[SHARE].is_guess = True
    room.look()
    assert room.look(2.9) == ()
    assert room.look(0.1) == (SHARE,)


def test_a_share_that_ends_leaves_after_three_seconds_and_comes_back_without_a_flicker() -> None:
    room = Room()
    room.both()
    room.look()
    room.look(1)
    room.off()
    assert room.look() == (SHARE,)
    assert room.look(2.9) == (SHARE,)
    room.both()
    assert room.look() == (SHARE,)
    room.off()
    room.look()
    assert room.look(3.1) == ()


def test_a_stale_share_stays() -> None:
    room = Room()
    room.both()
    room.look()
    room.look(1)
    assert room.look(30) == (SHARE,)


def test_a_newcomer_changes_nothing_and_a_second_bot_neither() -> None:
    room = Room()
    room.both()
    room.look()
    assert room.look(1) == (SHARE,)
    room.frame(2)
    room.frame(3, bot=OTHER_BOT)
    assert room.look(1) == (SHARE,)


def test_with_several_bots_a_share_stays_in_the_grid() -> None:
    room = Room()
    room.frame(3, bot=OTHER_BOT)
    room.both()
    room.look()
    assert room.look(5) == ()


def test_several_shares_divide_the_stage() -> None:
    room = Room()
    room.both()
    room.frame(2, Kind.SCREENSHARE)
    room.look()
    assert room.look(1) == (SHARE, StreamKey(BOT, 2, Kind.SCREENSHARE))


def test_the_persons_choice_wins() -> None:
    grid = Room(Layout.GRID)
    grid.both()
    grid.look()
    assert grid.look(5) == ()
    stage = Room(Layout.STAGE)
    stage.frame()
    assert stage.look() == (CAMERA,)
    stage.both()
    assert stage.look() == (SHARE,)


def test_a_tile_put_on_the_stage_by_hand_stays_until_it_leaves() -> None:
    room = Room(Layout.GRID)
    room.both()
    room.staging.chosen = CAMERA
    assert room.look() == (CAMERA,)
    room.gallery.closed(1, 1000, room.now)
    assert room.look(61) == ()
    assert room.staging.chosen is None
