"""Which texts there are: every literal that the code asks its labels for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from convanim.errors import ConvanimError

PACKAGE = Path(__file__).resolve().parents[1]


def sources() -> Iterator[Path]:
    """The modules of the package, and the scenes, which lie beside it in a checkout."""
    for folder in (PACKAGE, PACKAGE.parent / "scenes"):
        yield from sorted(folder.rglob("*.py"))


def collected() -> tuple[str, ...]:
    """Every text that is asked for, sorted; ConvanimError where one is no literal."""
    found: set[str] = set()
    for path in sources():
        found |= texts_in(path)
    return tuple(sorted(found, key=lambda text: (text.casefold(), text)))


def texts_in(path: Path) -> set[str]:
    """The texts of one module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not _asks(node.func) or not node.args:
            continue
        text = node.args[0]
        if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
            raise ConvanimError(
                f"{path.name} line {node.lineno} asks for a text that is no literal: write it where it is "
                f"asked for, so that it can be found and translated"
            )
        found.add(text.value)
    return found


def _asks(function: ast.expr) -> bool:
    """Whether a call is one of labels: ``labels("…")``, ``facts.labels("…")``, ``labels.pieces("…")``."""
    if isinstance(function, ast.Name):
        return function.id.strip("_") == "labels"
    if not isinstance(function, ast.Attribute):
        return False
    if function.attr == "pieces":
        return _asks(function.value)
    return function.attr.strip("_") == "labels"
