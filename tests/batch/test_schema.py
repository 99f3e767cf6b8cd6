"""The schemas that editors read: they take what convanim takes, and refuse what it refuses."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from convanim import ClipSpec, preset
from convanim.batch.keys import LISTS, OF_CLIP
from convanim.batch.schema import clip_schema, course_schema
from convanim.batch.schema_fields import field_schema
from convanim.presets import names, table
from convanim.spec.fields import FIELDS
from convanim.spec.toml import dumps

from .test_course import examples

if TYPE_CHECKING:
    from jsonschema import Draft7Validator


Schema = Callable[[], dict[str, Any]]


@cache
def validator(schema: Schema) -> Draft7Validator:
    """What reads by a schema; it takes over a second to import, which not every test process need spend."""
    from jsonschema import Draft7Validator

    return Draft7Validator(schema())


def wrong(schema: Schema, toml: str) -> Iterator[str]:
    for error in validator(schema).iter_errors(tomllib.loads(toml)):
        yield error.message


@pytest.mark.parametrize("schema", [clip_schema, course_schema])
def test_the_schemas_are_schemas(schema: Schema) -> None:
    validator(schema).check_schema(schema())
    assert schema()["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_a_type_and_a_meaning(name: str) -> None:
    schema = field_schema(name)
    assert schema["description"]
    assert {"type", "enum", "anyOf"} & set(schema)
    if choices := FIELDS[name].choices:
        assert schema["enum"] == list(choices())
    assert ('"array"' in str(schema).replace("'", '"') or "rows" in str(schema)) == (name in LISTS)


def test_what_is_usual_is_said_and_is_right() -> None:
    usual = {name: schema["default"] for name in FIELDS if "default" in (schema := field_schema(name))}
    assert usual["kernel"] == 3
    assert usual["count_include_pad"] is True
    assert ClipSpec.of(**usual) == ClipSpec()


def test_every_preset_is_taken() -> None:
    for name, entry in table().items():
        fields = {key: value for key, value in entry.items() if key not in ("summary", "source")}
        assert list(validator(clip_schema).iter_errors(fields)) == [], name
    assert all(list(wrong(clip_schema, dumps(preset(name)))) == [] for name in names())


TAKEN = [
    'input = "5x7"\nkernel = [[1, 0], [0, 1]]\npadding = [[0, 1], 2]\nstride = [2, 1]\nbias = [1, -2.5]',
    'input = { values = [[0.5]], dtype = "float32" }\nkernel = "sobel-x"\npadding = "same"\n'
    'resize = "3x28x28"',
    'layer = "nn.Conv2d(3, 16, 3)"\nlabels = { input = "photo" }\nmatte = "White"\n'
    'language = "words/mine.toml"',
    'model = "net.onnx"\nat_layer = "conv1"\nchannels = [0, 5]\nflow = false\n'
    'max_bytes = "500kB"\nduration = 8',
    "kernel = { values = [[[[1.5]]], [[[2.5]]]], filters = [3, 5], channels = [7] }",
    'language = "de"\ndilations = [1, 2, 4]\npadding = "0:1x1:0"\nlabels = ["input=photo"]\ncrf = 20',
]
MISTAKEN = [
    ("kernal = 3", "'kernal' was unexpected"),
    ('theme = "drak"', "'drak' is not one of ['light', 'dark', 'transparent']"),
    ('theme = ["light", "dark"]', "['light', 'dark'] is not one of"),
    ("stride = 0", "0 is not valid under any of the given schemas"),
    ('fps = "25"', "'25' is not of type 'integer'"),
    ("fps = 121", "121 is greater than the maximum of 120"),
    ("duration = 0", "0 is less than or equal to the minimum of 0"),
    ("loop = 1", "1 is not of type 'boolean'"),
    ('matte = "red"', "'red' does not match"),
    ('padding = "smae"', "'smae' is not valid under any of the given schemas"),
    ('language = "xx"', "'xx' is not valid under any of the given schemas"),
    ("input = { values = [[1]], filters = [3] }", "is not valid under any of the given schemas"),
    ("kernel = { values = [[1]] }", "is not valid under any of the given schemas"),
    ('clip = "dilation"', "'clip' was unexpected"),
]


@pytest.mark.parametrize("toml", TAKEN)
def test_what_a_clip_may_say_is_taken(toml: str) -> None:
    assert list(wrong(clip_schema, toml)) == []


@pytest.mark.parametrize(("toml", "text"), MISTAKEN)
def test_what_a_clip_may_not_say_is_marked(toml: str, text: str) -> None:
    assert any(text in message for message in wrong(clip_schema, toml))


@pytest.mark.parametrize("toml", examples())
def test_the_courses_of_the_documentation_are_taken(toml: str) -> None:
    assert list(wrong(course_schema, toml)) == []


@pytest.mark.parametrize(
    "toml",
    [
        "clip = 3",
        "[clip]\nkernel = 3",
        'include = "x.toml"',
        '[defaults]\nname = "x"',
        "[[clip]]\nmatrix = { kernel = 3 }",
        "[[clip]]\nmatrix = { kernel = [] }",
        '[[clip]]\nmatrix = { theme = ["drak"] }',
        "[[clip]]\nmatrix = { strid = [1] }",
        '[[clip]]\nformats = ["gfi"]',
        '[[clip]]\nformats = "gif"',
        "[[clip]]\nexclude = [{}]",
        "[[clip]]\nkernal = 3",
        "kernel = 3",
    ],
)
def test_what_a_course_may_not_say_is_marked(toml: str) -> None:
    assert list(wrong(course_schema, toml))


def test_every_key_of_a_course_is_in_its_schema() -> None:
    properties: dict[str, Any] = course_schema()["properties"]
    clip = properties["clip"]["items"]["properties"]
    assert set(clip) == set(OF_CLIP)
    assert set(properties["defaults"]["properties"]) == set(OF_CLIP) - {"name"}
    definitions = course_schema()["definitions"]
    told = [clip[key].get("description") or definitions[key].get("description") for key in clip]
    assert all(told)


def test_a_schema_is_its_callers_own() -> None:
    clip_schema()["definitions"]["rows"].clear()
    assert clip_schema()["definitions"]["rows"]["type"] == "array"
