"""All that is wrong with a file of many clips, a course or a deck, gathered and said at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from convanim.errors import ConvanimError


class Problems:
    """What is wrong, each with the file, the entry and the key; in the order in which it is met."""

    def __init__(self, called: str) -> None:
        """What has the problems, as it is called where there are several."""
        self._called = called
        self._found: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._found)

    def note(self, where: str, text: str, key: str = "") -> None:
        """Add one: ``course.toml, clip 3 (padding): stride 0 is not possible``; a key is said once."""
        named = not key or text.startswith(key)
        self._found[f"{where}: {text}" if named else f"{where}, {key}: {text}"] = None

    @contextmanager
    def noted(self, where: str, key: str = "") -> Iterator[None]:
        """Note a ConvanimError instead of ending with it."""
        try:
            yield
        except ConvanimError as error:
            self.note(where, str(error), key)

    def raise_any(self) -> None:
        """ConvanimError with all that was noted, a line each where there are several."""
        if len(self._found) == 1:
            raise ConvanimError(next(iter(self._found)))
        if self._found:
            head = f"{self._called} has {len(self._found)} problems:"
            raise ConvanimError("\n  ".join([head, *self._found]))
