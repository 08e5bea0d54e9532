"""How fast the program is, against what the machine can do: `python -m tests.benchmarks`. Needs Linux's /proc."""
