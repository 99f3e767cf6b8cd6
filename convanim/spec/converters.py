"""The converters of a spec's fields: each takes a field's name and a value in any form people write.

Each answers the one form in which the spec keeps the value, or raises ConvanimError with both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from convanim.errors import ConvanimError
from convanim.sizes import (
    Padding,
    Size,
    check_channels_first,
    check_size,
    parse_padding,
    parse_per_axis,
    parse_size,
)
from convanim.sources.crop import Crop, check_rectangle, parse_crop

if TYPE_CHECKING:
    from convanim.labels.languages import Language

Converter = Callable[[str, Any], Any]
Choices = Callable[[], Sequence[str]]


def number_from(name: str, text: str, kind: type[int] | type[float]) -> int | float:
    """A number from its text."""
    try:
        return kind(text)
    except ValueError:
        raise ConvanimError(f'{name} "{text}" is no {"whole " * (kind is int)}number') from None


def whole(name: str, value: object, *, least: int, most: int = 2**53) -> int:
    """A whole number from `least` to `most`."""
    if isinstance(value, bool) or not (isinstance(value, int) or _is_numpy_whole(value)):
        raise ConvanimError(f"{name} {value!r} is no whole number: use {least} or more")
    number = int(value)  # type: ignore[call-overload]  # NumPy's integers are no subclass of int
    if not least <= number <= most:
        upper = f"to {most}" if most < 2**53 else "or more"
        raise ConvanimError(f"{name} {number} is not possible: use {least} {upper}")
    return int(number)


def _is_numpy_whole(value: object) -> bool:
    return hasattr(value, "__index__") and hasattr(value, "dtype") and not getattr(value, "shape", ())


def real(name: str, value: object, *, least: float, above: bool = False) -> float:
    """A finite number as a float of at least, or above, some value."""
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        raise ConvanimError(f"{name} {value!r} is no number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ConvanimError(f"{name} {number} is not possible: use a finite number")
    if number < least or (above and number == least):
        raise ConvanimError(
            f"{name} {number:g} is not possible: use {'more than' if above else 'at least'} {least:g}"
        )
    return number


def text(name: str, value: object) -> str:
    """One line of text that can be shown."""
    if not isinstance(value, str):
        raise ConvanimError(f"{name} {value!r} is no text: put it in quotes")
    if not value.isprintable():
        raise ConvanimError(f"{name} {value!r} has characters that cannot be shown: use one line of text")
    return value


def flag(name: str, value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ConvanimError(f"{name} {value!r} is neither true nor false")
    return value


def choice(name: str, value: object, *, choices: Choices) -> str:
    """One of the names that `choices` answers."""
    names = choices()
    if value not in names or not isinstance(value, str):
        shown = f'"{value}"' if isinstance(value, str) else repr(value)
        raise ConvanimError(f"{name} {shown} is unknown: use {listed(names)}")
    return value


def scene(name: str, value: object) -> str:
    """A scene of the catalogue."""
    from convanim.rendering.catalog import find

    return find(text(name, value)).name


def per_axis(name: str, value: object, *, least: int) -> int | Size:
    """One number for all axes, or one for each."""
    if isinstance(value, str):
        _refuse_negative(name, value, least=least)
        value = parse_per_axis(name, value)
    if isinstance(value, list | tuple):
        numbers = tuple(whole(name, number, least=least) for number in value)
        if not numbers:
            raise ConvanimError(f"{name} {value!r} has no number: give one, or one per axis")
        return numbers[0] if len(numbers) == 1 else numbers
    return whole(name, value, least=least)


def series(name: str, value: object, *, least: int) -> Size:
    """Whole numbers one after the other; a single one is a series of one."""
    numbers = per_axis(name, value, least=least)
    return numbers if isinstance(numbers, tuple) else (numbers,)


def _refuse_negative(name: str, value: str, *, least: int) -> None:
    """Say of a number below 0 that it is too low, and not that it is none."""
    if re.fullmatch(r"-\d{1,18}", value.strip()):
        whole(name, int(value), least=least)


def padding(name: str, value: object) -> Padding:
    """A number, one or a (before, after) pair per axis, or a name."""
    if isinstance(value, str):
        _refuse_negative(name, value, least=0)
        return parse_padding(value.lower())  # as TensorFlow has it: SAME
    if not isinstance(value, list | tuple):
        return whole(name, value, least=0)
    return tuple(_sides(name, sides) for sides in value)


def _sides(name: str, sides: object) -> int | tuple[int, int]:
    if not isinstance(sides, list | tuple):
        return whole(name, sides, least=0)
    if len(sides) != 2:
        raise ConvanimError(f"{name} {sides!r} of one axis is no pair: give (before, after)")
    return whole(name, sides[0], least=0), whole(name, sides[1], least=0)


def bias(name: str, value: object) -> float | tuple[float, ...]:
    """One number, or one per filter; whole numbers stay whole."""
    if isinstance(value, str):
        value = [_bias_number(name, word) for word in value.split(",")]
    if isinstance(value, list | tuple):
        numbers = tuple(_finite(name, number) for number in value)
        if not numbers:
            raise ConvanimError(f"{name} {value!r} has no number: give one, or one per filter")
        return numbers[0] if len(numbers) == 1 else numbers
    return _finite(name, value)


def _bias_number(name: str, word: str) -> int | float:
    return number_from(name, word, int if re.fullmatch(r"\s*[+-]?\d{1,18}\s*", word) else float)


def _finite(name: str, value: object) -> int | float:
    if (isinstance(value, int) and not isinstance(value, bool)) or _is_numpy_whole(value):
        number = int(value)  # type: ignore[call-overload]  # as in whole
        if abs(number) >= 2**63:
            raise ConvanimError(f"{name} {number} is beyond 64-bit integers: use a smaller one, or a float")
        return int(number)
    return real(name, value, least=-math.inf)


def resize(name: str, value: object) -> Size:
    """The size of a picture, with its channels or without."""
    if isinstance(value, str):
        return check_channels_first(parse_size(name, value))
    numbers = value if isinstance(value, list | tuple) else (value,)
    return check_channels_first(check_size(name, [whole(name, number, least=1) for number in numbers]))


def crop(name: str, value: object) -> Crop:
    """A part of a picture: ``10,20,200x200``, four numbers, or a side's name."""
    if isinstance(value, str):
        return parse_crop(name, value)
    numbers = value if isinstance(value, list | tuple) else (value,)
    return check_rectangle(name, [whole(name, number, least=0) for number in numbers])


def byte_count(name: str, value: object) -> int:
    """A size in bytes: a whole number, or text such as ``500kB`` and ``2 MB`` (1 kB is 1000 bytes)."""
    if not isinstance(value, str):
        return whole(name, value, least=1)
    match = re.fullmatch(r"(\d{1,12}(?:\.\d{1,6})?)\s*(|k|M|G)B?", value.strip(), re.IGNORECASE)
    if match is None:
        raise ConvanimError(f'{name} "{value}" is no size: write 500kB, 2MB or a number of bytes')
    return whole(name, round(float(match[1]) * UNITS[match[2].lower()]), least=1)


UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}


def colour(name: str, value: object) -> str:
    """``white``, ``black`` or #rrggbb, in lower case."""
    page = text(name, value).lower()
    if page not in ("white", "black") and not re.fullmatch(r"#[0-9a-f]{6}", page):
        raise ConvanimError(f'{name} "{value}" is no colour: write #rrggbb, white or black')
    return page


def labels(name: str, value: object) -> tuple[tuple[str, str], ...]:
    """Words instead of the program's own, as sorted pairs; text is ``input=photo``."""
    if isinstance(value, str):
        value = [value]
    pairs: Any = value.items() if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping | list | tuple):
        raise ConvanimError(f'{name} {value!r} is no table: write input = "photo"')
    return tuple(sorted(dict(_label(name, pair) for pair in pairs).items()))


def _label(name: str, pair: object) -> tuple[str, str]:
    if isinstance(pair, str):
        label, word = _split(pair)
        if word is None:
            raise ConvanimError(f'{name} "{pair}" has no =: write input=photo')
    elif isinstance(pair, tuple | list) and len(pair) == 2 and isinstance(pair[0], str):
        label, word = pair
    else:
        raise ConvanimError(f"{name} {pair!r} is no pair of texts: write input=photo")
    from convanim.labels.languages import checked_text

    try:
        return label, checked_text(label, word)
    except ConvanimError as error:
        raise ConvanimError(f"{name}: {error}") from None


def _split(pair: str) -> tuple[str, str | None]:
    """``input=photo`` at its first equals sign, or at a later one where the text itself has some."""
    from convanim.labels.languages import known_texts

    places = [place for place, character in enumerate(pair) if character == "="]
    for place in places:
        if pair[:place] in known_texts():
            return pair[:place], pair[place + 1 :]
    return (pair[: places[0]], pair[places[0] + 1 :]) if places else (pair, None)


def language(name: str, value: object) -> str | Language:
    """A shipped language, a file of labels, or what such a file says, as a table."""
    from convanim.labels.languages import Language, language_of, shipped_names

    if isinstance(value, Language):
        return value
    if isinstance(value, Mapping):
        try:
            return language_of(value)
        except ConvanimError as error:
            raise ConvanimError(f"{name}: {error}") from None
    known = ("en", *shipped_names())
    found = text(name, str(value) if isinstance(value, PurePath) else value)
    if found not in known and PurePath(found).suffix.lower() != ".toml":
        raise ConvanimError(f'{name} "{found}" is unknown: use {", ".join(known)}, or a .toml file of labels')
    return found


def listed(names: Sequence[str]) -> str:
    """Words as people list them: ``light, dark or transparent``."""
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
