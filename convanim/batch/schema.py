"""JSON Schemas of clips and courses for editors, made from the table of a spec's fields.

Draft 7, which editors' plug-ins for TOML read (Taplo, Even Better TOML); ``#:schema course.schema.json`` as
the first line of a file names it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from convanim.batch.keys import COMMON, OF_CLIP, VALUES, converter
from convanim.cli import model_options
from convanim.cli.options import LAYER_HELP, OPTIONS, completions
from convanim.encoders import suffixes
from convanim.sizes import PADDING_NAMES
from convanim.sources import Seeded, parse
from convanim.sources.source import NUMBERED
from convanim.spec import ClipSpec
from convanim.spec import converters as to
from convanim.spec.fields import FIELDS

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
ROWS: Schema = {
    "type": "array",
    "items": {"anyOf": [{"type": "number"}, {"$ref": "#/definitions/rows"}]},
    "minItems": 1,
}
"""Numbers in rows, of whatever depth."""
STRING: Schema = {"type": "string"}
STRINGS: Schema = {"type": "array", "items": {"type": "string"}}
FLAG: Schema = {"type": "boolean"}

OWN: Mapping[str, tuple[Schema, str]] = {
    "clip": (
        STRING,
        "What it starts from: a preset or a pattern of presets, a scene, a .toml file, a layer of code.",
    ),
    "layer": (STRING, LAYER_HELP),
    "model": (STRING, model_options.OPTIONS["model"][2]),
    "at_layer": (STRING, model_options.OPTIONS["at_layer"][2]),
    "channels": (
        {"type": "array", "items": {"type": "integer", "minimum": 0}},
        model_options.OPTIONS["channels"][2],
    ),
    "only_filters": (
        {"type": "array", "items": {"type": "integer", "minimum": 0}},
        model_options.OPTIONS["only_filters"][2],
    ),
    "flow": (FLAG, model_options.FLOW_HELP),
    "name": (STRING, "What it is called; may have placeholders such as {theme}."),
    "output": (STRING, "Its file, in the folder of all: week-1/{name}-{theme}.gif; {name} if not given."),
    "formats": (
        {
            "type": "array",
            "items": {"enum": [suffix[1:] for suffix in suffixes()]},
            "minItems": 1,
            "uniqueItems": True,
        },
        "The formats of which each has a file; gif if not given.",
    ),
    "describe": (FLAG, "Write beside the clip what it shows (.txt) and its captions for players (.vtt)."),
    "exclude": (
        {"type": "array", "items": {"type": "object", "minProperties": 1}},
        "Combinations of the matrix that are left out; texts may be patterns.",
    ),
}
"""The keys that are no fields of a spec, with what is said about them."""

MATRIX_HELP = "Alternatives: a clip is made for each combination of them."


def clip_schema() -> Schema:
    """The schema of a clip's own TOML file."""
    properties = {key: {"$ref": f"#/definitions/{key}"} for key in VALUES if key != "clip"}
    return _document("A clip of convanim", properties)


def course_schema() -> Schema:
    """The schema of a course."""
    properties = {
        "include": {
            **STRINGS,
            "description": "Other courses, relative to this file; its defaults hold for them.",
        },
        "defaults": {**_table(COMMON), "description": "What holds for every clip that says nothing else."},
        "clip": {"type": "array", "items": _table(OF_CLIP), "description": "The clips."},
    }
    return _document("A course of convanim", properties)


def _document(title: str, properties: Schema) -> Schema:
    return {
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "definitions": {"rows": ROWS} | {key: _definition(key) for key in VALUES},
    }


def _table(keys: tuple[str, ...]) -> Schema:
    """A table that has some of these keys."""
    listed = {"type": "array", "minItems": 1}
    axes = {key: {**listed, "items": {"$ref": f"#/definitions/{key}"}} for key in VALUES}
    matrix = {"type": "object", "properties": axes, "additionalProperties": False, "description": MATRIX_HELP}
    properties = {
        key: matrix
        if key == "matrix"
        else {"$ref": f"#/definitions/{key}"}
        if key in VALUES
        else _definition(key)
        for key in keys
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _definition(key: str) -> Schema:
    if key in OWN:
        schema, text = OWN[key]
        return {**schema, "description": text}
    return field_schema(key)


def field_schema(name: str) -> Schema:
    """The schema of one field: its type, its choices, what it means, and what it is if not given."""
    convert = FIELDS[name].convert
    limits = convert.keywords if isinstance(convert, partial) else {}
    usual = getattr(ClipSpec(), name)
    usual = usual.shape[0] if isinstance(usual, Seeded) else usual
    default = {} if usual is None or usual == () else {"default": usual}
    return {**BUILDERS[converter(name)](name, limits), "description": description(name), **default}


def description(name: str) -> str:
    """What a field means: the help of its option, else what the spec says about it."""
    for option in OPTIONS:
        if option.field == name:
            return option.help
    said = re.search(rf"\n *{name}: (.*)", inspect.getdoc(ClipSpec) or "")
    return said[1] if said else ""


def _source(name: str, limits: Mapping[str, Any]) -> Schema:
    values: Schema = {"values": {"$ref": "#/definitions/rows"}, "dtype": {"const": "float32"}}
    if name == "kernel":
        values |= {key: {"type": "array", "items": {"type": "integer", "minimum": 0}} for key in NUMBERED}
    tables = [
        {
            "type": "object",
            "properties": values,
            "required": ["values"],
            "minProperties": 2,
            "additionalProperties": False,
        },
        {"type": "object", "required": ["model", "layer"]},
    ]
    text = {**STRING, "examples": list(completions(name)) or ["5x7"]}
    return {"anyOf": [{"type": "integer", "minimum": 1}, text, {"$ref": "#/definitions/rows"}, *tables]}


def _whole(name: str, limits: Mapping[str, Any]) -> Schema:
    most = {"maximum": limits["most"]} if "most" in limits and limits["most"] < 2**53 else {}
    return {"type": "integer", "minimum": limits["least"], **most}


def _real(name: str, limits: Mapping[str, Any]) -> Schema:
    return {"type": "number", "exclusiveMinimum" if limits.get("above") else "minimum": limits["least"]}


def _choice(name: str, limits: Mapping[str, Any]) -> Schema:
    choices = FIELDS[name].choices
    return {"enum": list(choices() if choices else ())}


def _per_axis(name: str, limits: Mapping[str, Any]) -> Schema:
    whole = _whole(name, limits)
    return {
        "anyOf": [
            whole,
            {**STRING, "pattern": r"^\d+([x×X,]\d+)*$"},
            {"type": "array", "items": whole, "minItems": 1},
        ]
    }


def _padding(name: str, limits: Mapping[str, Any]) -> Schema:
    whole = {"type": "integer", "minimum": 0}
    pair = {"type": "array", "items": whole, "minItems": 2, "maxItems": 2}
    text = {**STRING, "pattern": r"^\d+(:\d+)?([x×X,]\d+(:\d+)?)*$"}
    return {
        "anyOf": [
            whole,
            {"enum": list(PADDING_NAMES)},
            text,
            {"type": "array", "items": {"anyOf": [whole, pair]}},
        ]
    }


def _bias(name: str, limits: Mapping[str, Any]) -> Schema:
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 1}
    return {"anyOf": [{"type": "number"}, numbers, {**STRING, "pattern": r"^[-+.\deE,\s]+$"}]}


def _size(name: str, limits: Mapping[str, Any]) -> Schema:
    whole = {"type": "integer", "minimum": 0}
    return {"anyOf": [whole, STRING, {"type": "array", "items": whole, "minItems": 1}]}


def _byte_count(name: str, limits: Mapping[str, Any]) -> Schema:
    return {
        "anyOf": [{"type": "integer", "minimum": 1}, {**STRING, "pattern": r"^\d+(\.\d+)?\s*[kKmMgG]?[bB]?$"}]
    }


def _colour(name: str, limits: Mapping[str, Any]) -> Schema:
    return {**STRING, "pattern": "^([wW][hH][iI][tT][eE]|[bB][lL][aA][cC][kK]|#[0-9a-fA-F]{6})$"}


def _labels(name: str, limits: Mapping[str, Any]) -> Schema:
    return {"anyOf": [{"type": "object", "additionalProperties": STRING}, STRINGS, STRING]}


def _language(name: str, limits: Mapping[str, Any]) -> Schema:
    named = {"enum": ["en", *completions(name)]}
    return {"anyOf": [named, {**STRING, "pattern": r"\.[tT][oO][mM][lL]$"}, {"type": "object"}]}


def _flag(name: str, limits: Mapping[str, Any]) -> Schema:
    return FLAG


def _text(name: str, limits: Mapping[str, Any]) -> Schema:
    return STRING


BUILDERS: Mapping[Callable[..., Any], Callable[[str, Mapping[str, Any]], Schema]] = {
    parse: _source,
    to.whole: _whole,
    to.real: _real,
    to.choice: _choice,
    to.scene: _choice,
    to.per_axis: _per_axis,
    to.series: _per_axis,
    to.padding: _padding,
    to.bias: _bias,
    to.resize: _size,
    to.crop: _size,
    to.byte_count: _byte_count,
    to.colour: _colour,
    to.labels: _labels,
    to.language: _language,
    to.flag: _flag,
    to.text: _text,
}
"""The schema of what each converter takes. A converter that is not here fails the tests of every field."""
