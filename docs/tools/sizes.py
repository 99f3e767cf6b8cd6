"""The size arithmetic as formulas in the colours of the clips: input, kernel, output."""

from __future__ import annotations

import re
import shlex
from html import escape

from convanim.cli.arithmetic_text import ShapeArithmetic, shape_arithmetic
from convanim.cli.options import spec_from

ROLES = {"i": "input", "k": "kernel", "o": "output"}
"""What a letter of a formula stands for; the others (s, p, d, a) are the parameters."""
TOKEN = re.compile(r"\d+|[a-z][₁₂]?|[^\s·\da-z₁₂]")
"""A number, a symbol or a sign: those of a formula and of its numbers correspond one to one."""
AXES = ("slices", "rows", "columns")


def arithmetic(command: str) -> ShapeArithmetic:
    """What follows ``convanim shape`` on a command line, worked out."""
    from convanim.cli.shape import command as shape

    context = shape.make_context("shape", shlex.split(command))
    values = dict(context.params)
    values.pop("as_json")
    return shape_arithmetic(spec_from(context, values.pop("what"), values))


def lines(found: ShapeArithmetic) -> str:
    """The formula with symbols, once where it is the same for all axes, and with each axis's numbers."""
    sides = [line.split(" = ") for line in found.formulas]
    names = AXES[-len(sides) :] if len(sides) > 1 else ("",)
    shared = len({symbols for _, symbols, *_ in sides}) == 1
    told: list[str] = []
    for name, (_, symbols, numbers, *value) in zip(names, sides, strict=True):
        if not told or not shared:
            told.append(line("" if shared else name, coloured(symbols, symbols)))
        told.append(line(name, f"{coloured(numbers, symbols)} = {term(' = '.join(value), 'output')}"))
    return "".join(told)


def line(axis: str, side: str) -> str:
    """``o = …`` as a line of HTML."""
    label = f'<span class="axis">{axis}</span> ' if axis else ""
    return f'<p class="formula">{label}{term("o", "output")} = {side}</p>'


def coloured(text: str, symbols: str) -> str:
    """A formula's side in which every value has the colour of the symbol that stands in its place."""
    stands = iter(TOKEN.findall(symbols))
    parts, end = [], 0
    for found in TOKEN.finditer(text):
        parts.append(escape(text[end : found.start()]))
        end, stand = found.end(), next(stands)
        parts.append(
            term(found[0], ROLES.get(stand, "parameter")) if stand[0].isalpha() else escape(found[0])
        )
    return "".join(parts) + escape(text[end:])


def term(text: str, role: str) -> str:
    """A symbol in its colour."""
    tag = "var" if text.rstrip("₁₂").isalpha() else "span"
    return f'<{tag} class="{role}">{escape(text)}</{tag}>'
