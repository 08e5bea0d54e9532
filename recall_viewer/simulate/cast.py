"""Who takes part in a simulated meeting: sixteen invented people. `casting` makes more of them."""

from __future__ import annotations

from recall_viewer.simulate.looks import Look, Person, Room

FAIR = (236, 196, 172)
ROSY = (232, 186, 164)
OLIVE = (214, 166, 130)
TAN = (198, 146, 108)
BROWN = (164, 108, 76)
DEEP = (132, 86, 62)
DARK = (112, 72, 55)

# Each of them reads better as a few lines than as a column.
# fmt: off
CAST: tuple[Person, ...] = (
    Person(
        "Maren Solberg",
        Look(
            FAIR, "long", (138, 78, 46), "vneck", (58, 84, 108), eyes=(92, 116, 112), lashes=True,
            lips=(198, 108, 100), shoulders=0.86, jaw=0.92, freckles=True,
        ),
        Room("window", (128, 146, 158), (200, 164, 120), clock_x=880),
    ),
    Person(
        "Daichi Ueda",
        Look(
            OLIVE, "short", (32, 30, 34), "shirt", (214, 218, 222), glasses=(40, 44, 54), eyes=(58, 42, 34), jaw=1.0,
            shoulders=1.0, smile=0.7,
        ),
        Room("bookshelf", (150, 138, 124), (120, 92, 70), clock_x=900),
    ),
    Person(
        "Anjali Menon",
        Look(
            BROWN, "wavy", (44, 32, 32), "crew", (146, 60, 70), eyes=(64, 42, 32), lashes=True, lips=(176, 76, 78),
            shoulders=0.86, jaw=0.92, talks=True, smile=0.9,
        ),
        Room("gallery", (172, 146, 142), (110, 84, 104), clock_x=880),
    ),
    Person(
        "Kwame Boateng",
        Look(
            DEEP, "cropped", (34, 28, 28), "blazer", (196, 186, 168), (52, 62, 82), beard="short", eyes=(50, 34, 28),
            jaw=1.08, shoulders=1.08, smile=0.7,
        ),
        Room("office", (112, 130, 138), (70, 84, 92), clock_x=900),
    ),
    Person(
        "Clémence Aubry",
        Look(
            FAIR, "bob", (66, 44, 40), "crew", (208, 164, 70), eyes=(96, 74, 52), lashes=True, lips=(204, 96, 92),
            shoulders=0.84, jaw=0.9,
        ),
        Room("curtains", (184, 172, 152), (142, 126, 108), clock_x=400),
    ),
    Person(
        "Tariq Mansour",
        Look(
            TAN, "curly", (44, 34, 32), "hoodie", (58, 70, 100), beard="short", eyes=(70, 50, 36), jaw=1.04,
            shoulders=1.06, talks=True, smile=0.4,
        ),
        Room("kitchen", (124, 136, 122), (182, 140, 96), clock_x=936, clock_y=348),
    ),
    Person(
        "Sigrid Holm",
        Look(
            ROSY, "bun", (212, 176, 112), "shirt", (98, 142, 122), glasses=(112, 74, 52), round_glasses=True,
            eyes=(92, 124, 150), lashes=True, shoulders=0.86, jaw=0.9, beard_colour=(150, 112, 66),
        ),
        Room("bookshelf", (138, 142, 160), (96, 92, 104), flipped=True, clock_x=360),
    ),
    Person(
        "Minjun Seo",
        Look(
            OLIVE, "swept", (38, 34, 38), "hoodie", (64, 66, 74), headphones=(48, 50, 58), eyes=(54, 40, 34),
            jaw=0.97, shoulders=0.98, smile=0.7,
        ),
        Room("evening", (88, 92, 122), (92, 80, 84), clock_x=400),
    ),
    Person(
        "Layla Qureshi",
        Look(
            TAN, "scarf", (124, 134, 186), "crew", (96, 72, 104), eyes=(76, 54, 38), lashes=True, lips=(186, 90, 88),
            shoulders=0.88, jaw=0.92, beard_colour=(52, 38, 34),
        ),
        Room("plain", (156, 168, 152), (104, 124, 104), clock_x=940),
    ),
    Person(
        "Inés Carvajal",
        Look(
            OLIVE, "ponytail", (66, 44, 36), "vneck", (182, 86, 60), earrings=(232, 226, 214), eyes=(90, 66, 44),
            lashes=True, lips=(192, 92, 86), shoulders=0.86, jaw=0.92, smile=0.85,
        ),
        Room("board", (158, 162, 168), (96, 110, 124), clock_x=900),
    ),
    Person(
        "Viktor Hanak",
        Look(
            ROSY, "bald", (150, 146, 142), "shirt", (104, 138, 164), beard="short", beard_colour=(176, 170, 162),
            glasses=(48, 50, 58), eyes=(100, 124, 138), jaw=1.06, length=1.02, shoulders=1.06,
        ),
        Room("study", (136, 138, 118), (104, 84, 64), clock_x=448, clock_y=120),
    ),
    Person(
        "Amara Njoroge",
        Look(
            DARK, "afro", (40, 30, 30), "crew", (214, 168, 74), earrings=(224, 184, 96), eyes=(56, 36, 28),
            lashes=True, lips=(150, 62, 66), shoulders=0.86, jaw=0.93, talks=True, smile=1.0,
        ),
        Room("window", (168, 148, 128), (90, 108, 128), flipped=True, clock_x=350, clock_y=130),
    ),
    Person(
        "Harjit Gill",
        Look(
            BROWN, "turban", (42, 106, 110), "blazer", (70, 78, 92), (220, 222, 226), beard="full",
            beard_colour=(48, 40, 40), eyes=(62, 44, 34), jaw=1.04, shoulders=1.06,
        ),
        Room("gallery", (126, 140, 150), (170, 132, 92), flipped=True, clock_x=410),
    ),
    Person(
        "Oksana Bondar",
        Look(
            FAIR, "lob", (170, 82, 50), "blazer", (60, 70, 96), (238, 234, 228), eyes=(84, 118, 96), lashes=True,
            lips=(196, 84, 80), shoulders=0.87, jaw=0.9, freckles=True, smile=0.85,
        ),
        Room("plain", (164, 150, 164), (110, 96, 118), flipped=True, clock_x=360),
    ),
    Person(
        "Matteo Ferri",
        Look(
            OLIVE, "swept", (88, 60, 44), "crew", (96, 112, 84), beard="stubble", eyes=(94, 84, 58), jaw=1.02,
            shoulders=1.04, talks=True,
        ),
        Room("kitchen", (150, 128, 112), (120, 84, 62), flipped=True, clock_x=352, clock_y=340),
    ),
    Person(
        "Thandi Mokoena",
        Look(
            DEEP, "locks", (42, 32, 34), "rollneck", (148, 122, 170), eyes=(56, 38, 30),
            lashes=True, lips=(158, 68, 74), shoulders=0.86, jaw=0.93, smile=0.85,
        ),
        Room("bookshelf", (126, 150, 148), (92, 76, 66), clock_x=900),
    ),
)
# fmt: on
