"""The names of clips and files: templates, what file systems take, and no two alike."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import pytest

from convanim.batch.matrix import Alternative
from convanim.batch.naming import part, plain

from .test_course import read, refused


def outputs(folder: Path, text: str) -> list[str]:
    return [str(entry.output) for entry in read(folder, text)]


NAMED = [
    ('clip = "dilation"', "dilation.gif"),
    ('clip = "dilation"\noutput = "{name}-{theme}-k{kernel}.mp4"', "dilation-light-k3.mp4"),
    ('clip = "dilation"\noutput = "week 1/{clip}"', "week 1/dilation.gif"),
    ('name = "a/b: c\\\\d"', "a-b-c-d.gif"),
    ('name = "Übung 💡 {seed}"', "Übung-💡-0.gif"),
    ('name = "v1.5"', "v1.5.gif"),
    ('output = "v1.{seed}"', "v1.0.gif"),
    ('output = "{{x}}.PNG"', "{x}.PNG"),
    ('output = "{name}.{format}"\nformats = [".WebP"]', "sliding-kernel.webp"),
    ('output = "{title}-{input}-{padding}"\npadding = [[0, 1], [1, 0]]', "usual-5-0-1x1-0.gif"),
    ('input = "a b/photo 1.png"\noutput = "{input}"', "photo-1.gif"),
]


@pytest.mark.parametrize(("clip", "output"), NAMED)
def test_a_file_is_named_by_its_template(tmp_path: Path, clip: str, output: str) -> None:
    assert outputs(tmp_path, f"[[clip]]\n{clip}\n") == [output]


def test_formats_have_a_file_each_and_the_video_is_described(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        '[[clip]]\nclip = "dilation"\nformats = ["gif", "mp4"]\ndescribe = true\noutput = "a/{name}"\n',
    )
    assert [(entry.name, entry.output, entry.described) for entry in entries] == [
        ("dilation.gif", PurePosixPath("a/dilation.gif"), False),
        ("dilation.mp4", PurePosixPath("a/dilation.mp4"), True),
    ]


@pytest.mark.parametrize(
    ("key", "raw", "said", "text"),
    [
        ("kernel", 3, "3", "k3"),
        ("kernel", "sobel-x", "sobel-x", "sobel-x"),
        ("kernel", [[1]], "v2", "kernel-v2"),
        ("padding", "same", "same", "same"),
        ("groups", 2, "2", "groups2"),
        ("bias", -1, "-1", "bias-1"),
        ("loop", True, "yes", "loop"),
        ("ceil_mode", False, "no", "no-ceil-mode"),
        ("theme", "dark", "dark", "dark"),
    ],
)
def test_a_value_adds_what_people_would_call_it(key: str, raw: object, said: str, text: str) -> None:
    assert part(key, Alternative(raw, raw, said)) == text


def test_what_some_file_system_forbids_becomes_a_dash() -> None:
    assert plain(' a/b\\c:d*e?"f<g>|h\t\u200b[i]. ') == "a-b-c-d-e-f-g-h-i"
    assert plain("../..") == ""
    assert plain("e\u0301") == "é"


REFUSED = [
    (
        'name = "b"\noutput = "{nam}.gif"',
        'output "{nam}.gif" has the unknown placeholder {nam}: did you mean {name}?',
    ),
    ('name = "b"\noutput = "{kernel!r}"', 'output "{kernel!r}" has the unknown placeholder {kernel}: '),
    ('name = "b"\noutput = "{kernel"', 'output "{kernel" has a brace that is not closed or not opened: '),
    ('name = "b{"', 'name "b{" has a brace that is not closed or not opened: write {{ or }} for one'),
    (
        'name = "b"\noutput = "x.gfi"',
        'output "x.gfi" ends with .gfi, which is no format: use ',
    ),
    (
        'name = "b"\noutput = "../x.gif"',
        'output "../x.gif" leads out of the folder: name a file in it, such as week-1/{name}',
    ),
    ('name = "b"\noutput = "/x.gif"', 'output "/x.gif" leads out of the folder: '),
    ('name = "b"\noutput = "C:x.gif"', 'output "C:x.gif" leads out of the folder: '),
    ('name = "b"\noutput = "a//x.gif"', 'output "a//x.gif" has a part that is no name: '),
    ('name = "b"\noutput = ".gif"', 'output ".gif" has a part that is no name: '),
    ('name = "b"\noutput = "x/"', 'output "x/", filled in as "x/.gif", has a part that is no name: '),
    ('name = "b"\noutput = "a?.gif"', "output \"a?.gif\" has '?' in it, which not every file system takes: "),
    (
        'name = "b"\noutput = "aux.gif"',
        'output "aux.gif" has the name aux.gif, which is a device on Windows: use another',
    ),
    (
        f'name = "{"ü" * 120}"',
        f'output "{{name}}", filled in as "{"ü" * 120}.gif", has a name of 244 bytes: ',
    ),
    ('name = "///"', 'name "///" has nothing in it that can name a file: use letters'),
    ('name = ""', 'name "" is no text that can name a file: write name = "week-1"'),
    ('name = "b"\nformats = ["gfi"]', 'formats has "gfi", which is no format: use '),
    ('name = "b"\nformats = "gif"', 'formats "gif" is no list of formats: write formats = ["gif", "mp4"]'),
    (
        'name = "b"\nformats = ["gif"]\noutput = "x.gif"',
        'output "x.gif" has a suffix although there are formats: leave the suffix out',
    ),
    ('name = "b"\ndescribe = 1', "describe 1 is neither true nor false: write describe = true"),
]


@pytest.mark.parametrize(("clip", "text"), REFUSED)
def test_what_cannot_be_a_name_is_refused(tmp_path: Path, clip: str, text: str) -> None:
    said = refused(tmp_path, f"[[clip]]\n{clip}\n")
    assert re.match(r"course\.toml, clip 1( \([^)]*\))?: " + re.escape(text), said)


COLLISIONS = [
    (
        '[[clip]]\nname = "a"\n[[clip]]\nname = "A"\n',
        "clip 2 (A): name A is that of course.toml, clip 1 (a) as well: give them names that differ",
    ),
    (
        '[[clip]]\nname = "a"\noutput = "X/y.gif"\n[[clip]]\nname = "b"\noutput = "x/Y.gif"\n',
        "clip 2 (b): output x/Y.gif is written by course.toml, clip 1 (a) as well: use another output",
    ),
    (
        '[[clip]]\nname = "a"\noutput = "x.gif"\ndescribe = true\n'
        '[[clip]]\nname = "b"\noutput = "x.mp4"\ndescribe = true\n',
        "clip 2 (b): output x.txt is written by course.toml, clip 1 (a) as well: use another output",
    ),
    (
        '[[clip]]\nname = "a"\noutput = "x.gif"\n[[clip]]\nname = "b"\noutput = "x.gif/y.gif"\n',
        "clip 2 (b): output x.gif/y.gif is in a folder that course.toml, clip 1 (a) writes as a file: "
        "use another output",
    ),
    (
        '[[clip]]\nname = "{theme}"\nmatrix = { theme = ["dark"], seed = [1, 2] }\n',
        "clip 1 (sliding-kernel-dark-seed2): name dark is that of course.toml, clip 1 "
        "(sliding-kernel-dark-seed1) as well: give them names that differ",
    ),
]


@pytest.mark.parametrize(("toml", "text"), COLLISIONS)
def test_two_clips_of_one_name_or_file_are_both_named(tmp_path: Path, toml: str, text: str) -> None:
    said = [line.strip() for line in refused(tmp_path, toml).splitlines()]
    assert f"course.toml, {text}" in said
