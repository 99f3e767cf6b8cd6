"""The one error that convanim raises for what a user can mend, and the hint at the nearest name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ConvanimError(ValueError):
    """Something asked for cannot be; the text says what was given, why not, and what would do.

    The text is one sentence in lower case, without a full stop at its end, ready to print behind
    ``error:``. It is a ``ValueError`` so that a caller who knows nothing of convanim can catch it.
    """


def hint(name: str, known: Iterable[str], otherwise: str) -> str:
    """What would do instead of a name that is unknown: the nearest there is, if one is near."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean {near[0]}?" if near else otherwise
