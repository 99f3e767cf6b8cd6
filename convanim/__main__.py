"""``python -m convanim`` is ``convanim``."""

import sys

from convanim.cli import console

if __name__ == "__main__":
    sys.exit(console())
