"""Docstrings as the reference shows them: fields as a list, and no first sentence taken for a type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from numpy.typing import ArrayLike, NDArray
from sphinx.application import Sphinx
from sphinx.util.typing import stringify_annotation

FIELD = re.compile(r" {4}(?P<names>[a-z_, ]+): (?P<told>.*)")
SHORT = {
    stringify_annotation(ArrayLike, "smart"): "ArrayLike",
    stringify_annotation(NDArray[Any], "smart"): "NDArray",
}
"""NumPy's types as people write them, by all that Sphinx finds behind them."""


def arrange(app: Sphinx | None, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """What Sphinx asks for each docstring, before Napoleon reads it."""
    if what == "property" and lines:
        # Napoleon takes what stands before a colon for a type, if anything follows in that line.
        lines[:1] = re.split(r"(?<=[a-z]:) ", lines[0], maxsplit=1)
    if "Attributes:" in lines:
        start = lines.index("Attributes:")
        end = lines.index("", start) if "" in lines[start:] else len(lines)
        lines[start:end] = ["", *listed(lines[start + 1 : end]), ""]


def listed(fields: Sequence[str]) -> Iterator[str]:
    """The lines under "Attributes:" as items of a list; several names may share one."""
    for line in fields:
        if found := FIELD.fullmatch(line):
            names = ", ".join(f"**{name}**" for name in found["names"].split(", "))
            yield f"* {names}: {found['told']}"
        else:
            yield f"  {line.strip()}"


def sign(
    app: Sphinx | None,
    what: str,
    name: str,
    obj: object,
    options: object,
    signature: str | None,
    returned: str | None,
) -> tuple[str | None, str | None]:
    """A signature with short names for arrays."""
    for long, short in SHORT.items():
        signature, returned = (text and text.replace(long, short) for text in (signature, returned))
    return signature, returned
