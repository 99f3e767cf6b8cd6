"""Courses: what a file of many clips says, and everything that can be wrong with it, said at once."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from pathlib import Path, PurePosixPath

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim import ClipSpec, ConvanimError, preset, render
from convanim.batch.course import read_course
from convanim.batch.entry import Entry
from convanim.batch.forecast import check, forecast
from convanim.batch.keys import OF_CLIP, VALUES
from convanim.presets import names
from convanim.sources import File, Named, Seeded, Values
from convanim.spec.fields import FIELDS

DOCS = Path(__file__).parents[2] / "docs" / "batch.md"


def examples() -> list[str]:
    """The courses in the documentation."""
    blocks = r"^```\{code-block\} toml\n:caption: \S+\n\n(.*?)^```$"
    return re.findall(blocks, DOCS.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def course(folder: Path, text: str, name: str = "course.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str) -> tuple[Entry, ...]:
    return read_course(course(folder, text))


def refused(folder: Path, text: str, *, line: int | None = None) -> str:
    """What is said of a course, without the folder; of several problems one line."""
    with pytest.raises(ConvanimError) as error:
        read(folder, text)
    said = str(error.value).replace(f"{folder}/", "")
    return said if line is None else said.splitlines()[line].strip()


def test_a_field_of_one_format_may_stand_where_that_is_made_or_in_the_defaults(tmp_path: Path) -> None:
    one = read(tmp_path, '[[clip]]\nclip = "dilation"\nformats = ["gif", "png"]\nat = 2\n')
    assert [entry.spec.at for entry in one] == [2, 2]
    usual = read(tmp_path, '[defaults]\nat = 2\nembed = true\n[[clip]]\nclip = "dilation"\n')
    assert [entry.output.suffix for entry in usual] == [".gif"]


def test_no_clip_takes_the_place_of_the_one_it_starts_from(tmp_path: Path) -> None:
    render("sliding-kernel", tmp_path / "clips.png", input=3, kernel=2, width=320)
    before = (tmp_path / "clips.png").read_bytes()
    entries = read(
        tmp_path,
        '[[clip]]\nname = "other"\nclip = "clips.png"\n[[clip]]\nclip = "clips.png"\nformats = ["png"]\n',
    )
    assert [Path(entry.origin) for entry in entries] == [tmp_path / "clips.png"] * 2
    for look in (check, forecast):
        with pytest.raises(ConvanimError, match=r"clips\.png is a file that other is made from: use another"):
            look(entries, tmp_path, None)
    assert (tmp_path / "clips.png").read_bytes() == before


def test_a_clip_starts_from_whatever_has_a_name(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("kernel = 2\n")
    entries = read(
        tmp_path,
        '[[clip]]\nclip = "dilation"\n[[clip]]\nclip = "activation"\n[[clip]]\nclip = "mine.toml"\n'
        '[[clip]]\nclip = "nn.Conv2d(3, 16, 3)"\n[[clip]]\nlayer = "MaxPool2D(2)"\n'
        '[[clip]]\nscene = "pooling"\n[[clip]]\ninput = "6x6"\n',
    )
    assert [entry.name for entry in entries] == [
        *("dilation", "activation", "mine", "conv2d", "maxpool2d", "pooling", "sliding-kernel")
    ]
    assert entries[0].spec == preset("dilation")
    assert entries[1].spec.activation == "relu"  # as the scene usually has it
    assert entries[2].spec.kernel == Seeded((2,))
    assert (entries[3].spec.scene, entries[3].spec.filters) == ("layer", 16)
    assert entries[4].spec.operation == "max_pool"
    assert entries[6] == Entry(
        name="sliding-kernel",
        output=PurePosixPath("sliding-kernel.gif"),
        spec=ClipSpec(input="6x6"),  # type: ignore[arg-type]  # any form is taken
        where=f"{tmp_path / 'course.toml'}, clip 7 (sliding-kernel)",
        folder=tmp_path,
    )


def test_a_clip_says_it_over_the_defaults_and_these_over_what_it_starts_from(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        '[defaults]\ntheme = "dark"\nkernel = 2\n[[clip]]\nclip = "dilation"\n'
        '[[clip]]\nclip = "dilation"\nname = "mine"\ntheme = "light"\n',
    )
    assert [(entry.spec.theme, entry.spec.kernel, entry.spec.dilation) for entry in entries] == [
        ("dark", Seeded((2,)), 2),
        ("light", Seeded((2,)), 2),
    ]


def test_a_matrix_makes_a_clip_for_each_combination(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        '[[clip]]\nclip = "padding-strides"\n'
        'matrix = { kernel = [1, "sobel-x", [[1, 0], [0, 1]]], stride = [1, [2, 1]], '
        'theme = ["light", "dark"] }',
    )
    assert [entry.name for entry in entries] == [
        f"padding-strides-{kernel}-{stride}-{theme}"
        for kernel in ("k1", "sobel-x", "kernel-v3")
        for stride in ("s1", "s2x1")
        for theme in ("light", "dark")
    ]
    assert entries[-1].spec.kernel == Values(((1, 0), (0, 1)))
    assert entries[4].spec.kernel == Named("sobel-x")
    assert entries[-1].spec.stride == (2, 1)
    assert {entry.spec.padding for entry in entries} == {1}


def test_a_pattern_is_a_matrix_of_presets_and_some_combinations_can_be_left_out(tmp_path: Path) -> None:
    text = '[[clip]]\nclip = "full-*"\nmatrix = { theme = ["light", "dark"] }\n'
    everything = read(tmp_path, text)
    assert len(everything) == 2 * len([name for name in names() if name.startswith("full-")])
    fewer = read(tmp_path, text + 'exclude = [{ clip = "*transposed", theme = "dark" }]\n')
    assert {entry.name for entry in everything} - {entry.name for entry in fewer} == {
        "full-padding-no-strides-transposed-dark"
    }


def test_what_the_defaults_leave_out_no_clip_has(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        '[defaults]\nmatrix = { theme = ["light", "dark"] }\nexclude = [{ theme = "dark", kernel = 2 }]\n'
        '[[clip]]\nmatrix = { kernel = [1, 2] }\n[[clip]]\nclip = "dilation"\n',
    )
    assert [entry.name.partition("-")[2] for entry in entries] == [
        *("kernel-light-k1", "kernel-light-k2", "kernel-dark-k1", "light", "dark")
    ]


def test_every_preset_can_be_had_in_three_sizes(tmp_path: Path) -> None:
    entries = read(tmp_path, examples()[2])
    assert len(entries) == 6 * len(names())
    assert all(entry.spec.resolve().trace.output_shape for entry in entries if entry.spec.theme == "light")


def test_a_matrix_of_defaults_holds_for_all_that_do_not_say_it_themselves(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        '[defaults.matrix]\ntheme = ["light", "dark"]\nlanguage = ["en", "de"]\n'
        '[[clip]]\nclip = "dilation"\n[[clip]]\nclip = "layer"\ntheme = "dark"\n'
        'matrix = { language = ["zh"] }\n',
    )
    assert [entry.name for entry in entries] == [
        "dilation-light-en",
        "dilation-light-de",
        "dilation-dark-en",
        "dilation-dark-de",
        "layer-zh",
    ]
    assert entries[-1].spec.theme == "dark"


def test_defaults_go_down_into_includes_and_never_up(tmp_path: Path) -> None:
    course(tmp_path, '[defaults]\nfps = 10\n[[clip]]\nclip = "dilation"\ninput = "x.csv"\n', "week/1.toml")
    entries = read(
        tmp_path,
        'include = ["week/1.toml"]\n[defaults]\ntheme = "dark"\nkernel = "k.csv"\n[[clip]]\nname = "last"\n',
    )
    assert [entry.name for entry in entries] == ["dilation", "last"]
    assert [(entry.spec.theme, entry.spec.fps) for entry in entries] == [("dark", 10), ("dark", None)]
    assert entries[0].spec.input == File(str(tmp_path / "week/x.csv"))
    assert {entry.spec.kernel for entry in entries} == {File(str(tmp_path / "k.csv"))}
    assert entries[0].where == f"{tmp_path / 'week/1.toml'}, clip 1 (dilation)"
    np.savetxt(tmp_path / "week/x.csv", np.ones((6, 6)), "%d", delimiter=",")
    np.savetxt(tmp_path / "k.csv", np.ones((2, 2)), "%d", delimiter=",")
    assert entries[0].spec.resolve().trace.output.max() == 4


def test_a_clip_can_start_from_something_else_than_the_defaults_do(tmp_path: Path) -> None:
    entries = read(
        tmp_path, '[defaults]\nlayer = "Conv2D(2, 3)"\n[[clip]]\nname = "a"\n[[clip]]\nclip = "dilation"\n'
    )
    assert [entry.spec.scene for entry in entries] == ["layer", "sliding-kernel"]


def test_a_file_may_come_from_windows(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_bytes('\ufeff[[clip]]\r\nclip = "dilation"\r\n'.encode())
    assert read_course(tmp_path / "course.toml")[0].name == "dilation"


def test_no_key_of_a_course_is_that_of_a_field() -> None:
    assert not set(OF_CLIP) - set(VALUES) & set(FIELDS)
    assert set(FIELDS) < set(VALUES)
    assert len(set(OF_CLIP)) == len(OF_CLIP)


REFUSED = [
    ("", "course.toml: this course has no clips: add a [[clip]] table"),
    ("clip = 3", "course.toml: clip is no list of tables: write [[clip]], in two brackets"),
    (
        "[[clip]]\nmatrix = { kernel = [] }",
        "course.toml, clip 1: matrix.kernel has no values: give some, or leave it out",
    ),
    (
        '[[clip]]\nclip = "dilation"\nat = 2',
        "course.toml, clip 1 (dilation): at is for .png or .svg, and the clip is made as .gif: leave it out, "
        'or write formats = ["png"]',
    ),
    (
        '[[clip]]\nclip = "dilation"\nformats = ["gif", "png"]\nmatrix = { embed = [false, true] }',
        "course.toml, clip 1 (dilation-embed): embed is for .html, and the clip is made as .gif or .png: "
        'leave it out, or write formats = ["html"]',
    ),
    ("[clip]\nkernel = 3", "course.toml: clip is no list of tables: write [[clip]], in two brackets"),
    ("defaults = 3\n[[clip]]", "course.toml: defaults 3 is no table: write [defaults]"),
    ("include = 3\n[[clip]]", 'course.toml: include 3 is no list of files: write ["other.toml"]'),
    ("[[clip]]\nkernel = ", "course.toml: this is no TOML: invalid value (at end of document)"),
    ('theme = "dark"\n[[clip]]', "course.toml: theme stands above all tables: write it under [defaults]"),
    ("clips = []\n[[clip]]", 'course.toml: there is no key "clips": did you mean clip?'),
    (
        'include = ["."]\n[[clip]]',
        'course.toml: include "." is no file: name another course as it is seen from this one\'s folder',
    ),
    (
        'include = ["a\\u0000"]\n[[clip]]',
        'course.toml: include "a\\u0000" is not there: name another course as it is seen from this one\'s '
        "folder",
    ),
    (
        'layer = "Conv2D(2, 3)"\n[[clip]]',
        "course.toml: layer stands above all tables: write it under [defaults]",
    ),
    (
        '[defaults]\nname = "a"\n[[clip]]',
        "course.toml, defaults: name does not belong here: write it under the [[clip]] that is called so",
    ),
    (
        '[[clip]]\ninclude = ["b.toml"]',
        'course.toml, clip 1: include does not belong here: write include = ["other.toml"] at the top of the '
        "file, above all tables",
    ),
    (
        "[defaults]\nthem = 1\n[[clip]]",
        'course.toml, defaults: there is no key "them": did you mean theme?',
    ),
    (
        '[[clip]]\n[[clip]]\nname = "padding"\nstride = 0',
        "course.toml, clip 2 (padding): stride 0 is not possible: use 1 or more",
    ),
    (
        '[[clip]]\nclip = "paddin-strides"',
        'course.toml, clip 1 (paddin-strides), clip: there is no scene, preset or clip "paddin-strides": '
        "did you mean padding-strides?",
    ),
    (
        '[[clip]]\nclip = ""',
        "course.toml, clip 1: clip is empty: name what the clip starts from, or leave it out",
    ),
    ("[[clip]]\nclip = 3", "course.toml, clip 1: clip 3 is no text: put it in quotes"),
    (
        '[[clip]]\nclip = "zz*"',
        'course.toml, clip 1 (zz*): clip "zz*" matches no preset: see "convanim list"',
    ),
    (
        '[[clip]]\ntheme = ["light", "dark"]',
        'course.toml, clip 1: theme ["light", "dark"] is a list: for a clip with each of them, write '
        'matrix = { theme = ["light", "dark"] }',
    ),
    (
        "[[clip]]\nkernel = [1, 3, 5]",
        "course.toml, clip 1 (sliding-kernel): kernel [1, 3, 5] is nothing that the scene sliding-kernel can "
        "show: for a clip with each of them, write matrix = { kernel = [1, 3, 5] }",
    ),
    (
        "[[clip]]\nstride = [1, 2, 3]",
        "course.toml, clip 1 (sliding-kernel): stride [1, 2, 3] is nothing that the scene sliding-kernel can "
        "show: for a clip with each of them, write matrix = { stride = [1, 2, 3] }",
    ),
    (
        '[[clip]]\nmatrix = { theme = "dark" }',
        'course.toml, clip 1: matrix.theme "dark" is no list of values: write theme = ["dark"]',
    ),
    (
        "[[clip]]\nmatrix = { stride = [1, 0] }",
        "course.toml, clip 1, matrix.stride, value 2: stride 0 is not possible: use 1 or more",
    ),
    (
        "[[clip]]\nmatrix = { strid = [1] }",
        'course.toml, clip 1: matrix: there is no key "strid": did you mean stride?',
    ),
    (
        '[[clip]]\nmatrix = { formats = ["gif", "mp4"] }',
        "course.toml, clip 1: matrix.formats is not possible: write formats beside the matrix",
    ),
    (
        "[[clip]]\nstride = 1\nmatrix = { stride = [1] }",
        "course.toml, clip 1: stride is given both on its own and in the matrix: keep one of them",
    ),
    (
        "[[clip]]\nmatrix = 3",
        'course.toml, clip 1: matrix 3 is no table: write matrix = { theme = ["light", "dark"] }',
    ),
    (
        "[[clip]]\nexclude = [{ kernel = 3 }]\nmatrix = { kernel = [1] }",
        'course.toml, clip 1: exclude {"kernel": 3} matches none of its clips: leave it out',
    ),
    (
        "[[clip]]\nexclude = [{ kernel = 1 }]\nmatrix = { kernel = [1] }",
        "course.toml, clip 1: exclude leaves no clip at all: exclude less, or leave the whole entry out",
    ),
    (
        "[[clip]]\nexclude = 3",
        "course.toml, clip 1: exclude 3 is no list of tables: write exclude = [{ kernel = 5 }]",
    ),
    (
        '[[clip]]\nclip = "dilation"\nlayer = "nn.Conv2d(1, 1, 3)"',
        "course.toml, clip 1 (dilation): clip and layer are given together: a clip starts from one of them, "
        "leave out the rest",
    ),
    (
        '[[clip]]\nat_layer = "conv1"',
        "course.toml, clip 1: at_layer is for the layer of a model: give its file as model, or leave it out",
    ),
    (
        f"[[clip]]\nmatrix = {{ seed = {list(range(400))}, fps = {list(range(1, 101))}, crf = [1, 2, 3] }}",
        "course.toml, clip 1: matrix makes 120,000 clips: use fewer values, for at most 100,000",
    ),
]


@pytest.mark.parametrize(("toml", "text"), REFUSED)
def test_what_is_wrong_is_said_with_the_file_the_entry_and_the_key(
    tmp_path: Path, toml: str, text: str
) -> None:
    assert refused(tmp_path, toml) == text


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    course(tmp_path, "[[clip]]\nfps = 0\n", "other.toml")
    said = refused(
        tmp_path,
        'include = ["none.toml", "other.toml"]\n[defaults]\nstride = 0\n'
        '[[clip]]\nkernal = 3\ntheme = "drak"\n[[clip]]\nname = "b"\nlayer = "nn.Conv2d()"\n',
    )
    assert said.splitlines() == [
        "course.toml has 6 problems:",
        "  course.toml, defaults: stride 0 is not possible: use 1 or more",
        '  course.toml: include "none.toml" is not there: name another course as it is seen from this one\'s '
        "folder",
        "  other.toml, clip 1: fps 0 is not possible: use 1 to 120",
        '  course.toml, clip 1: there is no key "kernal": did you mean kernel?',
        '  course.toml, clip 1: theme "drak" is unknown: use light, dark or transparent',
        "  course.toml, clip 2 (b): Conv2d needs in_channels and out_channels and kernel_size: "
        "write it as PyTorch does",
    ]


def test_a_circle_of_includes_is_named_and_so_is_a_file_that_comes_twice(tmp_path: Path) -> None:
    course(tmp_path, 'include = ["course.toml"]\n', "b.toml")
    assert refused(tmp_path, 'include = ["b.toml"]\n[[clip]]\n') == (
        'b.toml: include "course.toml" closes a circle, course.toml → b.toml → course.toml: leave it out'
    )
    course(tmp_path, '[[clip]]\nclip = "dilation"\n', "b.toml")
    assert refused(tmp_path, 'include = ["b.toml", "./b.toml"]\n') == (
        'course.toml: include "./b.toml" is included by course.toml already: leave it out'
    )


def test_a_file_that_is_no_text_or_not_there_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "course.toml"
    with pytest.raises(
        ConvanimError, match=r"course.toml: this file cannot be read, no such file or directory: give"
    ):
        read_course(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConvanimError, match=r"course.toml: this is no text in UTF-8: save it as TOML$"):
        read_course(path)


BASE = tomllib.loads(
    'include = ["other.toml"]\n[defaults]\ntheme = "dark"\nmatrix = { language = ["en", "de"] }\n'
    '[[clip]]\nclip = "pad*"\nmatrix = { kernel = [1, 3], theme = ["light", "dark"] }\n'
    "exclude = [{ kernel = 3 }]\n"
    '[[clip]]\nname = "x-{kernel}"\nlayer = "Conv2D(2, 3)"\noutput = "a/{name}.gif"\nformats = ["gif"]\n'
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 10**18),
    st.floats(),
    st.sampled_from(["", "{", "{name}", "*", "dark", "a/../b", "x.gif", "💥", "nn.Conv2d(1,1,3)", "\0"]),
    st.dates(),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(OF_CLIP), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from([*OF_CLIP, "zz"]), values, max_size=4), values, st.integers(0, 3))
def test_whatever_a_table_says_ends_in_clips_or_in_sentences(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, object], other: object, place: int
) -> None:
    from convanim.batch import course as library

    base = dict(BASE, include=[])
    changed = [
        base | {"clip": [*base["clip"], table]},
        base | {"defaults": table},
        base | {"clip": other},
        base | {"defaults": {"matrix": other}},
    ][place]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "read_table", lambda path: changed)
        with suppress(ConvanimError):
            assert all(isinstance(entry, Entry) for entry in read_course(Path("course.toml")))
