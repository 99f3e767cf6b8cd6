"""What each activation is called and how it is written, in letters and with a number in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from convanim.engine.activations import LEAKY_SLOPE
from convanim.labels import Labels
from convanim.layout.arithmetic import ACTIVATION_NAMES
from convanim.numbers import ALMOST, MINUS, format_number

CHARS = 7
"""Characters of a value; a longer one is rounded and marked with ≈."""

SLOPE = format_number(LEAKY_SLOPE)


class Part(Enum):
    """What a piece of a written function is."""

    SIGN = "sign"
    """stands as it is"""
    VALUE = "value"
    """the value that goes in"""
    FACTOR = "factor"
    """the same, in brackets where it has a sign"""
    POWER = "power"
    """the same, raised"""
    MINUS_POWER = "minus power"
    """its negative, raised"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a written function; the text of what is no sign is put in later."""

    part: Part
    text: str = ""


VALUE, FACTOR = Piece(Part.VALUE), Piece(Part.FACTOR)
POWER, MINUS_POWER = Piece(Part.POWER), Piece(Part.MINUS_POWER)


def _sign(text: str) -> Piece:
    return Piece(Part.SIGN, text)


@dataclass(frozen=True, slots=True)
class Written:
    """A function as it is written: what stands above its bar, and below it where there is one."""

    above: tuple[Piece, ...]
    below: tuple[Piece, ...] = ()

    @property
    def in_line(self) -> tuple[Piece, ...]:
        """All on one line, with a slash for the bar."""
        if not self.below:
            return self.above
        above = (_sign("("), *self.above, _sign(")")) if len(self.above) > 1 else self.above
        return (*above, _sign(" / ("), *self.below, _sign(")"))


_ONE_PLUS = (_sign("1 + e"), MINUS_POWER)

WRITTEN: dict[str, Written] = {
    "none": Written((VALUE,)),
    "relu": Written((_sign("max(0, "), VALUE, _sign(")"))),
    "leaky_relu": Written((_sign("max("), VALUE, _sign(f", {SLOPE}·"), FACTOR, _sign(")"))),
    "sigmoid": Written((_sign("1"),), _ONE_PLUS),
    "tanh": Written(
        (_sign("e"), POWER, _sign(f" {MINUS} e"), MINUS_POWER),
        (_sign("e"), POWER, _sign(" + e"), MINUS_POWER),
    ),
    "gelu": Written((VALUE, _sign(" · Φ("), VALUE, _sign(")"))),
    "silu": Written((VALUE,), _ONE_PLUS),
}
"""The functions that the engine computes, as they are defined: GELU with the normal distribution Φ."""


def name_of(activation: str) -> str:
    """What an activation is called in a formula: ``ReLU``; the identity is called f."""
    return "f" if activation == "none" else ACTIVATION_NAMES.get(activation, activation)


def negated(text: str) -> str:
    """The text of a number as that of its negative."""
    almost = ALMOST if text.startswith(ALMOST) else ""
    bare = text.removeprefix(ALMOST)
    if bare == "0":
        return text
    return almost + (bare.removeprefix(MINUS) if bare.startswith(MINUS) else MINUS + bare)


def filled(piece: Piece, value: str) -> str:
    """A piece's text with the value, given as text, in its place."""
    match piece.part:
        case Part.SIGN:
            return piece.text
        case Part.FACTOR:
            return f"({value})" if MINUS in value[:2] else value
        case Part.MINUS_POWER:
            return negated(value)
        case _:
            return value


def written_out(activation: str, before: float, after: float) -> str:
    """A step as plain text: ``ReLU(−3) = max(0, −3) = 0``; powers in brackets behind a caret."""
    value, result = format_number(before, CHARS), format_number(after, CHARS)
    sign = ALMOST if result.startswith(ALMOST) else "="
    call = f"{name_of(activation)}({value})"
    shown = _plain_text(WRITTEN[activation].in_line, value)
    middle = "" if activation == "none" else f" = {shown}"
    return f"{call}{middle} {sign} {result.removeprefix(ALMOST)}"


def _plain_text(pieces: Iterable[Piece], value: str) -> str:
    raised = (Part.POWER, Part.MINUS_POWER)
    return "".join(
        f"^({filled(piece, value)})" if piece.part in raised else filled(piece, value) for piece in pieces
    )


def remark(activation: str, before: float, after: float, labels: Labels) -> str:
    """What became of a value, in a few words; empty where there is nothing to say."""
    if activation == "none" or (activation != "sigmoid" and before == 0):
        return ""
    negative = before < 0
    match activation:
        case "relu":
            return labels("negative, so it becomes 0") if negative else labels("positive, so it passes")
        case "leaky_relu":
            hundredth = labels("negative, so a hundredth is left")
            return hundredth if negative else labels("positive, so it passes")
        case "sigmoid":
            return _half(before, after, labels)
        case "tanh" if abs(after) < 1:
            return labels("negative, so above −1") if negative else labels("positive, so below 1")
        case "tanh":
            return ""
        case _:
            less = labels("negative, so less than half is left")
            return less if negative else labels("positive, so more than half passes")


def _half(before: float, after: float, labels: Labels) -> str:
    if before == 0:
        return labels("0 becomes a half")
    if before < 0:
        return labels("negative, so below a half") if after < 0.5 else ""
    return labels("positive, so above a half") if after > 0.5 else ""
