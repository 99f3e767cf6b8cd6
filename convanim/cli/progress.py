"""The bar that commands show on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import click

STEPS = 1000


class Show(Protocol):
    """Told the share that is done, 0 to 1, and what is being made just now."""

    def __call__(self, share: float, item: str | None = None) -> None:
        """Show it."""


@contextmanager
def progress_bar(label: str, quiet: bool) -> Iterator[Show | None]:
    """A bar where somebody watches, else nothing."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(
        length=STEPS, label=label, file=sys.stderr, item_show_func=lambda item: item
    ) as bar:

        def show(share: float, item: str | None = None) -> None:
            bar.update(round(share * STEPS) - bar.pos, item)

        yield show
