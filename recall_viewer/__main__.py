"""Lets `python -m recall_viewer` do what `recall-viewer` does."""

import sys

from recall_viewer.cli import main

if __name__ == "__main__":
    sys.exit(main())
