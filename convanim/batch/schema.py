"""JSON Schemas of clips and courses for editors, made from the table of a spec's fields.

Draft 7, which editors' plug-ins for TOML read (Taplo, Even Better TOML); ``#:schema course.schema.json`` as
the first line of a file names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from convanim.batch.keys import COMMON, OF_CLIP, VALUES
from convanim.batch.schema_fields import FLAG, INDICES, STRING, STRINGS, Schema, field_schema
from convanim.encoders import suffixes
from convanim.spec.options import HELP

DRAFT = "http://json-schema.org/draft-07/schema#"
ROWS: Schema = {
    "type": "array",
    "items": {"anyOf": [{"type": "number"}, {"$ref": "#/definitions/rows"}]},
    "minItems": 1,
}
"""Numbers in rows, of whatever depth."""
OWN: Mapping[str, tuple[Schema, str]] = {
    "clip": (
        STRING,
        "What it starts from: a preset or a pattern of presets, a scene, a .toml file, a layer of code.",
    ),
    "layer": (STRING, HELP["layer"]),
    "model": (STRING, HELP["model"]),
    "at_layer": (STRING, HELP["at_layer"]),
    "channels": (INDICES, HELP["channels"]),
    "only_filters": (INDICES, HELP["only_filters"]),
    "flow": (FLAG, HELP["flow"]),
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
    document: Schema = {
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "definitions": {"rows": ROWS} | {key: _definition(key) for key in VALUES},
    }
    return deepcopy(document)  # its parts are constants, and what is done to the answer must not reach them


def _table(keys: tuple[str, ...]) -> Schema:
    """A table that has some of these keys."""
    values: dict[str, Schema] = {key: {"$ref": f"#/definitions/{key}"} for key in VALUES}
    axes = {key: {"type": "array", "minItems": 1, "items": value} for key, value in values.items()}
    matrix = {"type": "object", "properties": axes, "additionalProperties": False, "description": MATRIX_HELP}
    known = {**values, "matrix": matrix}
    properties = {key: known[key] if key in known else _definition(key) for key in keys}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _definition(key: str) -> Schema:
    if key in OWN:
        schema, text = OWN[key]
        return {**schema, "description": text}
    return field_schema(key)
