"""A clip as work: what travels, what does not show, and what its key depends on."""

from __future__ import annotations

import hashlib
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convanim import ClipSpec
from convanim.api import read_embedded
from convanim.batch import environment
from convanim.batch.entry import Entry
from convanim.batch.environment import ChangedError, check_same, common, environment_of
from convanim.batch.inputs import Inputs, paths_of, renamed
from convanim.batch.plan import plan
from convanim.batch.work import laid_out, make
from convanim.errors import ConvanimError
from convanim.labels.languages import Language
from convanim.shaping import FontFile
from convanim.sources import File, Flow, Seeded, Weights
from tests.batch.clips import entry
from tests.sources.models.made import residual


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with a picture of more cells than are written into a clip, and a small array."""
    folder = tmp_path / "course"
    folder.mkdir()
    pixels = np.arange(80 * 80, dtype=np.uint8).reshape(80, 80)
    Image.fromarray(pixels).save(folder / "photo.png")
    np.save(folder / "small.npy", pixels[:5, :5])
    return folder


def key(clip: Entry, out: Path) -> str:
    return plan(clip, out, Inputs()).key


def test_what_is_made_names_no_folder_that_it_was_made_in(course: Path) -> None:
    inputs = Inputs()
    out = course.parent / "out"
    clip = entry("week/edges.png", course, input="photo.png", kernel="sobel-x", at=0.5)
    job = plan(clip, out, inputs).job(inputs)
    made = make(pickle.loads(pickle.dumps(job)))
    assert [made_part.suffix for made_part in made.parts] == [".png"]
    assert made.parts[0].whole()
    (out / "week").mkdir(parents=True)
    (out / "week" / "edges.png").write_bytes(made.parts[0].data)
    embedded = read_embedded(out / "week" / "edges.png")
    assert isinstance(embedded.input, File)
    assert embedded.input.path == str(out / "week" / "../../course/photo.png")
    assert (
        embedded.resolve().trace.input
        == plan(clip, out, inputs).entry.spec.changed(input=course / "photo.png").resolve().trace.input
    ).all()


def test_small_files_are_in_the_clip_as_numbers(course: Path) -> None:
    inputs = Inputs()
    job = plan(entry("a.png", course, input="small.npy"), course, inputs).job(inputs)
    embedded = laid_out(job, course / "somewhere").resolve().embedded
    assert "npy" not in embedded
    assert "input = [\n    [0, 1, 2, 3, 4],\n" in embedded


def test_all_files_of_a_spec_are_found_and_called_otherwise() -> None:
    spec = ClipSpec(
        input=Flow("net.onnx", "conv1", File("photo.png")),
        kernel=Weights("net.onnx", "conv1"),
        font="Mine.ttf",
        language=Language(font="Other.otf"),
    )
    assert paths_of(spec) == ("net.onnx", "photo.png", "Mine.ttf", "Other.otf")
    names = {path: f"/there/{path}" for path in paths_of(spec)}
    there = renamed(spec, names)
    assert paths_of(there) == tuple(names.values())
    assert renamed(there, {new: old for old, new in names.items()}) == spec
    assert paths_of(ClipSpec(font="Noto Sans", input=Seeded((5,)))) == ()


def test_a_file_of_labels_goes_along_as_words(course: Path) -> None:
    (course / "words.toml").write_text('language = "fr"\n[labels]\nkernel = "noyau"\n', encoding="utf-8")
    found = plan(entry("a.png", course, language="words.toml"), course, Inputs())
    assert found.files == ()
    assert found.spec.language == Language((("kernel", "noyau"),), "fr")


def test_the_data_beside_an_onnx_model_goes_along(course: Path) -> None:
    import onnx

    model = residual()
    onnx.save(model, course / "net.onnx", save_as_external_data=True, location="net.data", size_threshold=0)
    spec = {"input": Seeded((2, 5, 5)), "kernel": Weights("net.onnx", layer_of(course / "net.onnx"))}
    inputs = Inputs()
    found = plan(entry("a.png", course, scene="filter", **spec), course, inputs)
    assert [file.place for file in found.files] == ["0/net.onnx", "0/net.data"]
    there = laid_out(found.job(inputs), course / "elsewhere")
    assert isinstance(there.kernel, Weights)
    from convanim.sources.load import load_kernel

    loaded = load_kernel(there.kernel, filters=1, channels=1, seed=0, max_cells=10**6)
    assert np.isfinite(loaded).all()


def layer_of(path: Path) -> str:
    from convanim.sources.models import open_model

    return open_model(path).layers[0].name


def test_the_key_is_that_of_what_the_clip_depends_on(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = course / "out"
    clip = entry("a.gif", course, input="photo.png", kernel=3)
    keys = [
        key(clip, out),
        key(replace(clip, spec=clip.spec.changed(theme="dark")), out),
        key(replace(clip, output=clip.output.with_suffix(".webp")), out),
        key(replace(clip, described=True), out),
    ]
    Image.new("L", (80, 80)).save(course / "photo.png")
    keys.append(key(clip, out))
    monkeypatch.setattr(environment, "common", lambda: (("manim", "0.99"),))
    keys.append(key(clip, out))
    assert len(set(keys)) == 6


def test_the_key_is_not_that_of_a_name_or_a_place(course: Path) -> None:
    clip = entry("a.gif", course, input="small.npy")
    moved = course.rename(course.with_name("moved"))
    course.mkdir()
    (course / "small.npy").write_bytes((moved / "small.npy").read_bytes())
    same = [
        key(clip, course / "out"),
        key(replace(clip, name="other"), course / "out"),
        key(entry("b.gif", moved, input="small.npy"), moved / "out"),
        key(entry("b.gif", moved, input=moved / "small.npy"), moved / "out"),
    ]
    assert same[0] == same[1] == same[2]
    assert same[3] == same[2]


def test_planning_and_comparing_loads_nothing_that_draws(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom convanim.batch.inputs import Inputs\n"
        "from convanim.batch.plan import plan\nfrom convanim.batch.entry import Entry\n"
        "from convanim import ClipSpec\n"
        "for spec in (ClipSpec(theme='dark'), ClipSpec(input='5x7', kernel='sobel-x')):\n"
        "    plan(Entry(name='a', output=Path('a.gif'), spec=spec), Path('out'), Inputs())\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "convanim.batch.plan" in loaded
    assert not loaded & {"manim", "PIL", "av", "rich", "scipy", "distributed"}


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {"input": "photo.jpg"},
            "photo.jpg does not exist: check the name, and the folder it is relative to",
        ),
        ({"kernel": "folder.npy"}, "folder.npy is no regular file: give a file of numbers or an image"),
    ],
)
def test_files_that_are_not_there(course: Path, fields: dict[str, str], text: str) -> None:
    (course / "folder.npy").mkdir()
    with pytest.raises(ConvanimError, match=f"^{text}$"):
        plan(entry("a.gif", course, **fields), course, Inputs())


def test_a_file_that_changes_meanwhile_is_not_taken(course: Path) -> None:
    inputs = Inputs()
    found = plan(entry("a.gif", course, input="small.npy"), course, inputs)
    np.save(course / "small.npy", np.ones((4, 4)))
    with pytest.raises(ConvanimError, match=r"small\.npy changed while the batch ran: run the batch again$"):
        found.job(inputs)


def test_what_is_said_about_a_file_names_the_one_that_was_given(course: Path) -> None:
    (course / "broken.png").write_bytes((course / "photo.png").read_bytes()[:100])
    inputs = Inputs()
    job = plan(entry("a.gif", course, input="broken.png"), course, inputs).job(inputs)
    with pytest.raises(ConvanimError, match=r"^broken\.png is "):
        make(job)


def test_another_environment_is_refused() -> None:
    here = environment_of(ClipSpec())
    job_environment = tuple((name, "0.1" if name == "pillow" else said) for name, said in here)
    version = dict(here)["pillow"]
    text = (
        f"the worker has pillow {version} and this batch is made with 0.1: install the same versions on all "
        "machines"
    )
    with pytest.raises(ConvanimError, match=f"^{text}$"):
        check_same(job_environment, here, elsewhere=True)
    check_same(here, environment_of(ClipSpec(theme="dark")), elsewhere=True)


@pytest.mark.parametrize(
    ("name", "called"),
    [("convanim", "convanim"), ("pillow", "pillow"), ("font", "the font of the clip's words")],
)
def test_what_changes_on_this_machine_meanwhile_is_called_so(name: str, called: str) -> None:
    here = {**dict(environment_of(ClipSpec())), "font": "1"}
    asked = tuple(sorted({**here, name: "another"}.items()))
    text = f"^{called} changed while the batch ran: run it again, what is finished is kept$"
    with pytest.raises(ChangedError, match=text):
        check_same(asked, tuple(sorted(here.items())))


def test_the_environment_names_what_draws() -> None:
    named = dict(common())
    assert {"convanim", "manim", "av", "ffmpeg", "cairo", "uharfbuzz", "pillow", "numpy", "Inter"} <= set(
        named
    )
    assert all(named.values())


def test_a_font_that_is_found_counts(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (course / "found.ttf").write_bytes(b"outlines")
    font = FontFile(str(course / "found.ttf"), 2)

    def find(text: str, asked: str, language: str) -> FontFile | None:
        return font if "卷" in text else None

    monkeypatch.setattr("convanim.fonts.find_font", find)
    digest = hashlib.sha256(b"outlines").hexdigest()
    assert dict(environment_of(ClipSpec(title="卷积")))["font"] == f"{digest[:16]} 2"
    assert "font" not in dict(environment_of(ClipSpec(title="Größe – ≈ × ⌊")))
    assert "font" not in dict(environment_of(ClipSpec(title="卷积", font="found.ttf")))  # it goes along
