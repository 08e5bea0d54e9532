"""Runs in the bundle before the program: takes back what the boot loader told the dynamic linker.

Its libraries are loaded by now. A browser that the window opens would take Qt and ICU of the bundle for the system's.
"""

import os

_before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _before is not None:
    os.environ["LD_LIBRARY_PATH"] = _before
else:
    os.environ.pop("LD_LIBRARY_PATH", None)
