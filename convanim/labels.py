"""The words on the screen, which another language or another taste may replace.

Wherever a picture or a caption says something, it asks for the English text, with names in braces for what
is filled in: ``labels("stride {number}", number=2)``. The texts of one clip are in its `Labels`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Labels:
    """What is said in place of the English texts; a text that is not among them is said as it is."""

    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __call__(self, text: str, /, **values: object) -> str:
        """The text in the clip's words, with the values filled in."""
        said = self.texts.get(text, text)
        return said.format(**values) if values else said


ENGLISH = Labels()
"""The words as the program has them."""
