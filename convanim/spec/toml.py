"""A spec as TOML text, and back: clips as files, and what is embedded in the clips that are made."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.errors import ConvanimError
from convanim.labels.languages import FONT_SUFFIXES, Language
from convanim.sizes import plain_size_text
from convanim.sources import File, Flow, Named, Seeded, Source, Values, Weights
from convanim.sources.source import NUMBERED
from convanim.spec import ClipSpec, check_names
from convanim.spec.fields import FIELDS
from convanim.spec.kinds import check_kind
from convanim.spec.numbering import with_numbers
from convanim.tables import parsed, read_table

if TYPE_CHECKING:
    from convanim.engine import Trace

ALWAYS = ("scene", "operation", "input", "kernel")
"""What a TOML text says even where it is the usual: a reader wants to see it."""

MOST_EMBEDDED = 64 * 64
"""Cells of a file's array that are written into a clip; of a larger one, only where the file was."""

LIMITS = ("max_cells", "max_frames", "max_pixels")


def loads(text: str, folder: Path | None = None) -> ClipSpec:
    """The spec that a TOML text describes; files are relative to `folder`, by default the current one.

    Raises ConvanimError for text that is no TOML, unknown keys (with the nearest there is) and wrong values.
    """
    values = parsed(text)
    check_kind(values, "clip")
    return from_table(values, folder)


def load(path: Path) -> ClipSpec:
    """The spec in a TOML file; its files are relative to it."""
    values = read_table(path)
    try:
        check_kind(values, "clip")
        return from_table(values, path.parent)
    except ConvanimError as error:
        raise ConvanimError(f"{path}: {error}") from None


def from_table(values: dict[str, Any], folder: Path | None = None) -> ClipSpec:
    """The spec of a table of TOML values; ``layer`` is a line of code, and the others are changes to it."""
    values = dict(values)
    if "model" in values:
        from convanim.spec.model import from_model

        spec = from_model(values, folder)
    elif (line := values.pop("layer", None)) is not None:
        from convanim.spec.layer import from_layer

        spec = from_layer(line, values)
    else:
        check_names(values)
        spec = ClipSpec.of(**values)
    if folder is None:
        return spec
    sources = (name for name in ("input", "kernel", "pointwise") if getattr(spec, name) is not None)
    found: dict[str, object] = {name: _in_folder(getattr(spec, name), folder) for name in sources}
    for name, suffixes in (("language", (".toml",)), ("font", FONT_SUFFIXES)):
        value = getattr(spec, name)
        if isinstance(value, str) and Path(value).suffix.lower() in suffixes:
            found[name] = str(folder / value)
    return spec.changed(**found)


def dumps(spec: ClipSpec) -> str:
    """A spec as TOML text, which ``loads`` reads back as an equal one; what is as usual is left out."""
    import tomli_w

    usual = ClipSpec()
    lines = []
    for name in FIELDS:
        value = getattr(spec, name)
        if name == "labels" or value is None or (value == getattr(usual, name) and name not in ALWAYS):
            continue
        if isinstance(value, Language):
            continue
        plain = _plain(value)
        lines.append(f"{name} = {plain}\n" if isinstance(plain, _Written) else tomli_w.dumps({name: plain}))
    if spec.labels:
        lines.append("\n" + tomli_w.dumps({"labels": dict(spec.labels)}))
    if isinstance(spec.language, Language):
        lines.append("\n" + tomli_w.dumps({"language": spec.language.table()}))
    return "".join(lines)


def portable(spec: ClipSpec, trace: Trace) -> ClipSpec:
    """The spec that makes the same clip elsewhere: small files become values, others whole paths."""
    x = trace.input[0] if len(trace.input) == 1 else trace.input
    input_source = _without_file(spec.input, x)
    read = isinstance(input_source, File | Flow | Named)
    resize, crop = (spec.resize, spec.crop) if read else (None, None)
    kernel = spec.kernel
    if (weight := getattr(trace, "weight", None)) is not None:
        kernel = _without_file(kernel, weight[0, 0] if weight.shape[:2] == (1, 1) else weight)
        kernel = with_numbers(kernel, spec, trace)
    pointwise = spec.pointwise
    if pointwise is not None and (second := getattr(trace, "pointwise", None)) is not None:
        pointwise = _without_file(pointwise, second.weight.reshape(second.weight.shape[:2]))
    kept = dataclasses.replace(
        spec, input=input_source, kernel=kernel, pointwise=pointwise, resize=resize, crop=crop
    )
    return kept.with_usual_limits()


class _Written(str):
    """A value that is TOML text already."""


def _plain(value: object) -> object:
    """A value of a spec as TOML has it; arrays are written with one row a line."""
    if isinstance(value, Seeded):
        return value.shape[0] if len(value.shape) == 1 else plain_size_text(value.shape)
    if isinstance(value, File):
        return value.path.encode(errors="replace").decode()  # names that are no text cannot be written
    if isinstance(value, Named):
        return value.name
    if isinstance(value, Values):
        return _Written(_values(value))
    if isinstance(value, Weights | Flow):
        return _Written(_part(value))
    if isinstance(value, tuple):
        return _Written(_rows(value, " "))
    return value


def _values(values: Values) -> str:
    """Values as rows, or as a table on one line where more is to be said of them."""
    said = [f'dtype = "{values.dtype}"'] if values.dtype else []
    said += [f"{key} = {list(numbers)}" for key in NUMBERED if (numbers := getattr(values, key))]
    if not said:
        return _rows(values.cells)
    return f"{{values = {_rows(values.cells, ' ')}, {', '.join(said)}}}"


def _part(source: Weights | Flow) -> str:
    """A part of a model as a table on one line; what is as usual is left out."""
    import tomli_w

    from convanim.sources.models.parts import table_of

    parts = []
    for key, value in table_of(source).items():
        plain = _plain(value)
        if isinstance(plain, _Written):
            parts.append(f"{key} = {' '.join(plain.split())}")
        else:
            parts.append(tomli_w.dumps({key: plain})[:-1])
    return f"{{{', '.join(parts)}}}"


def _rows(cells: Any, separator: str = "\n    ") -> str:
    """Nested tuples as nested arrays; the innermost stand on one line."""
    if not isinstance(cells, tuple):
        return repr(cells)
    inner = [_rows(row, " ") for row in cells]
    if separator == " " or not isinstance(cells[0], tuple):
        return f"[{', '.join(inner)}]"
    return f"[{separator}{f',{separator}'.join(inner)},\n]"


def _in_folder(source: Source, folder: Path) -> Source:
    if isinstance(source, Flow):
        inner = _in_folder(source.source, folder)
        return dataclasses.replace(source, model=str(folder / source.model), source=inner)
    if isinstance(source, Weights):
        return dataclasses.replace(source, model=str(folder / source.model))
    return File(str(folder / source.path)) if isinstance(source, File) else source


def _without_file(source: Source, array: Any) -> Source:
    if not isinstance(source, File | Flow | Weights):
        return source
    if array.size > MOST_EMBEDDED:
        if isinstance(source, File):
            return File(str(Path(source.path).resolve()))
        return _in_folder(source, Path.cwd())
    dtype = "float32" if array.dtype.name == "float32" else None
    return Values(_decimals(array) if dtype else _tuples(array.tolist()), dtype)


def _decimals(array: Any) -> Any:
    """Narrow floats as the shortest decimals that read back to them."""
    return tuple(_decimals(row) for row in array) if array.ndim else float(str(array))


def _tuples(rows: Any) -> Any:
    return tuple(_tuples(row) for row in rows) if isinstance(rows, list) else rows
