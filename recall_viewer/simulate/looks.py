"""What one drawn participant looks like: plain values, so that a look can be listed, varied and compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from recall_viewer.simulate.brush import Colour

Hair = Literal[
    "long", "wavy", "lob", "bob", "ponytail", "locks", "bun", "short", "cropped", "curly", "swept", "bald", "afro",
    "scarf", "turban",
]  # fmt: skip
Clothes = Literal["crew", "vneck", "shirt", "blazer", "hoodie", "rollneck"]
Beard = Literal["none", "stubble", "short", "full"]
Place = Literal["window", "bookshelf", "gallery", "office", "curtains", "kitchen", "study", "evening", "plain", "board"]


@dataclass(frozen=True, slots=True)
class Look:
    """One participant's head, clothes and manners.

    `jaw` and `length` scale the face around 1; `smile` is -1 (earnest) to 1. `hair_colour` is the cloth's of a scarf or
    a turban.
    """

    skin: Colour
    hair: Hair
    hair_colour: Colour
    clothes: Clothes
    cloth: Colour
    second_cloth: Colour = (232, 230, 226)
    beard: Beard = "none"
    beard_colour: Colour | None = None
    eyes: Colour = (84, 60, 44)
    lips: Colour | None = None
    lashes: bool = False
    glasses: Colour | None = None
    round_glasses: bool = False
    earrings: Colour | None = None
    headphones: Colour | None = None
    freckles: bool = False
    jaw: float = 1.0
    length: float = 1.0
    shoulders: float = 1.0
    smile: float = 0.8
    talks: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """Where a participant sits. `flipped` swaps left and right, `clock_x` is where the wall clock hangs (units)."""

    place: Place
    wall: Colour
    accent: Colour
    flipped: bool = False
    clock_x: float = 960
    clock_y: float = 150


@dataclass(frozen=True, slots=True)
class Person:
    """A participant of the simulated meeting."""

    name: str
    look: Look
    room: Room
    platform: str = "desktop"
