"""Casts a meeting of any size: the listed people first, then others made of what they have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from recall_viewer.simulate.brush import mix
from recall_viewer.simulate.cast import BROWN, CAST, DARK, DEEP, FAIR, OLIVE, ROSY, TAN
from recall_viewer.simulate.chance import chance_of
from recall_viewer.simulate.looks import Person

if TYPE_CHECKING:
    from random import Random

    from recall_viewer.simulate.brush import Colour
    from recall_viewer.simulate.looks import Look

# Colours and names read better in rows than in columns.
# fmt: off
_CLOTHS: tuple[Colour, ...] = (
    (62, 92, 120), (150, 66, 72), (92, 118, 88), (198, 156, 76), (112, 86, 128), (70, 112, 118), (178, 96, 66),
    (96, 100, 112), (214, 208, 198), (56, 66, 92),
)
_WALLS: tuple[Colour, ...] = (
    (134, 148, 160), (168, 152, 132), (142, 154, 138), (170, 146, 148), (128, 130, 154), (150, 142, 124),
    (122, 146, 148),
)
_DARK_HAIR: tuple[Colour, ...] = ((36, 30, 32), (52, 38, 34), (44, 40, 44))
_ANY_HAIR: tuple[Colour, ...] = (*_DARK_HAIR, (92, 62, 44), (142, 88, 52), (196, 158, 98), (150, 148, 146))
_HER_NAMES = (
    "Aino", "Carmen", "Dilara", "Farida", "Hana", "Ilse", "Kalinda", "Lucia", "Noor", "Petra", "Rania", "Tomoko",
    "Ursula", "Wanjiru", "Ximena", "Yara",
)
_HIS_NAMES = (
    "Bogdan", "Eamon", "Goran", "Jomo", "Kenji", "Malik", "Olamide", "Quentin", "Rafael", "Stellan", "Tobias", "Vikram",
    "Yusuf", "Zoltan",
)
_LAST_NAMES = (
    "Adeyemi", "Bakker", "Costa", "Duval", "Eriksen", "Fofana", "Greco", "Hoshino", "Ivanov", "Jansen", "Kaur",
    "Lindt", "Moreau", "Nakata", "Oyelaran", "Pereira", "Rossi", "Sandoval", "Tanaka", "Usman", "Vega", "Weber",
    "Yilmaz", "Zieba",
)
# fmt: on


def people_of(count: int, seed: int) -> list[Person]:
    """So many people, the same ones for the same seed; no two share a name. Seed 0 keeps the order of the list."""
    chance = chance_of(seed)
    listed = list(CAST)
    if seed:
        chance.shuffle(listed)
    people = listed[:count]
    last_names = list(_LAST_NAMES)
    while len(people) < count:
        if not last_names:
            last_names = list(_LAST_NAMES)
        person = _made_up(last_names.pop(chance.randrange(len(last_names))), chance)
        if person.name not in {other.name for other in people}:
            people.append(person)
    return people


def _made_up(last_name: str, chance: Random) -> Person:
    """Somebody new: hair and clothes of one listed person, the room of another, colours of their own."""
    look, room = chance.choice(CAST).look, chance.choice(CAST).room
    first_name = chance.choice(_HER_NAMES if look.lashes else _HIS_NAMES)
    wall = mix(chance.choice(_WALLS), room.wall, 0.25)
    platform = chance.choice(("desktop", "desktop", "mobile_app"))
    return Person(f"{first_name} {last_name}", _varied(look, chance), replace(room, wall=wall), platform)


def _varied(look: Look, chance: Random) -> Look:
    skin = mix(chance.choice((FAIR, ROSY, OLIVE, TAN, BROWN, DEEP, DARK)), look.skin, chance.uniform(0, 0.5))
    is_light = sum(skin) > sum(TAN)
    is_wrapped = look.hair in {"scarf", "turban"}
    return replace(
        look,
        skin=skin,
        hair_colour=chance.choice(_CLOTHS if is_wrapped else _ANY_HAIR if is_light else _DARK_HAIR),
        beard_colour=look.beard_colour if is_wrapped or look.hair == "bald" else None,
        cloth=chance.choice(_CLOTHS),
        second_cloth=chance.choice(_CLOTHS),
        clothes=chance.choice(("crew", "vneck", "shirt", "blazer", "hoodie", "rollneck")),
        glasses=chance.choice((None, None, (48, 50, 58), (112, 74, 52))),
        round_glasses=chance.random() < 0.4,
        headphones=None,
        freckles=is_light and chance.random() < 0.2,
        jaw=look.jaw * chance.uniform(0.96, 1.04),
        smile=chance.uniform(0.3, 1.0),
        talks=chance.random() < 0.3,
    )
