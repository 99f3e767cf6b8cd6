"""The JSON Schema of each field of a spec, made from the table of fields."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from convanim.batch.keys import converter
from convanim.sizes import PADDING_NAMES
from convanim.sources import Seeded, parse
from convanim.sources.source import NUMBERED
from convanim.spec import ClipSpec
from convanim.spec import converters as to
from convanim.spec.fields import FIELDS
from convanim.spec.options import HELP, completions

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
STRINGS: Schema = {"type": "array", "items": {"type": "string"}}
FLAG: Schema = {"type": "boolean"}
INDICES: Schema = {"type": "array", "items": {"type": "integer", "minimum": 0}}


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
    said = re.search(rf"\n *{name}: (.*)", inspect.getdoc(ClipSpec) or "")
    return HELP.get(name, said[1] if said else "")


def _source(name: str, limits: Mapping[str, Any]) -> Schema:
    values: Schema = {"values": {"$ref": "#/definitions/rows"}, "dtype": {"const": "float32"}}
    if name == "kernel":
        values |= dict.fromkeys(NUMBERED, INDICES)
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
