"""``python -m convanim`` is ``convanim``."""

import sys

from convanim.cli import main

if __name__ == "__main__":
    sys.exit(main())
