"""The table of formats: what it refuses before any work, and files that appear only when whole."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from convanim.encoders import FOLDER, FORMATS, StreamInfo, check, open_encoder, suffixes
from convanim.errors import ConvanimError

INFO = StreamInfo(128, 96, 25, 1.0)


def refusal(path: Path, info: StreamInfo = INFO) -> str:
    with pytest.raises(ConvanimError) as caught:
        check(path, info)
    return str(caught.value)


def test_every_format_names_a_class_with_the_protocol():
    for form in FORMATS.values():
        module, _, name = form.encoder.partition(":")
        encoder = getattr(import_module(module), name)
        assert all(callable(getattr(encoder, method)) for method in ("open", "frame", "close", "abort"))


def test_suffixes_are_the_table():
    known = (".apng", ".gif", ".html", ".mp4", ".pdf", ".png", ".svg", ".webm", ".webp")
    assert suffixes() == known
    assert set(FORMATS) == {*known, FOLDER}


def test_unknown_suffix():
    others = (
        "use .apng, .gif, .html, .mp4, .pdf, .png, .svg, .webm or .webp, "
        "or end the name with / for a folder of PNGs"
    )
    assert refusal(Path("clip.avi")) == f"clip.avi has the suffix .avi, which names no format: {others}"
    assert refusal(Path("clip")) == f"clip has a name without a suffix, which names no format: {others}"


def test_suffix_in_capitals_is_known(tmp_path):
    check(tmp_path / "CLIP.GIF", INFO)


def test_transparent_mp4_names_what_can(tmp_path):
    assert refusal(tmp_path / "a.mp4", replace(INFO, transparent=True)) == (
        "mp4 has no transparency: use .apng, .gif, .pdf, .png, .svg, .webm or .webp, or a light or dark theme"
    )


@pytest.mark.parametrize(
    ("suffix", "size", "text"),
    [
        (".mp4", (127, 96), "mp4 needs even sizes, not 127×96: use 128×96"),
        (".webm", (128, 95), "webm needs even sizes, not 128×95: use 128×96"),
        (".gif", (65536, 2), "gif holds at most 65535 pixels a side, not 65536×2: use fewer"),
        (".mp4", (2, 16386), "mp4 holds at most 16384 pixels a side, not 2×16386: use fewer"),
        (".webp", (16385, 2), "webp holds at most 16384 pixels a side, not 16385×2: use fewer"),
        (".png", (0, 4), "a picture of 0×4 pixels is empty: use at least 1×1"),
    ],
)
def test_impossible_sizes(tmp_path, suffix, size, text):
    assert refusal(tmp_path / f"a{suffix}", replace(INFO, width=size[0], height=size[1])) == text


def test_odd_sizes_are_fine_where_they_can_be(tmp_path):
    for suffix in (".apng", ".gif", ".pdf", ".png", ".svg", ".webp"):
        check(tmp_path / f"a{suffix}", replace(INFO, width=127, height=95))


def test_places_that_hold_no_file(tmp_path):
    folder = tmp_path / "a.gif"
    folder.mkdir()
    assert refusal(folder) == f"{folder} is a folder: name a file in it, such as {folder}/clip.gif"
    lost = tmp_path / "no" / "b.gif"
    assert refusal(lost) == f"{lost} cannot be written, there is no folder {lost.parent}: create it first"
    device = tmp_path / "null.gif"
    device.symlink_to("/dev/null")
    assert refusal(device) == f"{device} is a device and not a file: name a file to write to"


@pytest.mark.parametrize("suffix", suffixes())
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, None])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, files, clip, suffix, error):
    path = tmp_path / f"clip{suffix}"
    path.write_bytes(b"old")

    def write() -> None:
        with open_encoder(path, clip.info) as encoder:
            for number, frame in enumerate(clip.shown(path)):
                encoder.frame(frame)
                if number in (1, 7) and error:
                    raise error

    if error:
        with pytest.raises(error):
            write()
        assert path.read_bytes() == b"old"
    else:
        write()
        assert path.stat().st_size > 500
    assert files() == [path.name]


@pytest.mark.parametrize("suffix", suffixes())
def test_no_frames_is_a_failure(tmp_path, files, clip, suffix):
    with (
        pytest.raises(ValueError, match="needs a frame"),
        open_encoder(tmp_path / f"clip{suffix}", clip.info),
    ):
        pass
    assert files() == []


@pytest.mark.parametrize("suffix", suffixes())
def test_an_option_that_is_not_there_is_told(tmp_path, files, clip, suffix):
    with (
        pytest.raises(TypeError, match="sharpness"),
        open_encoder(tmp_path / f"a{suffix}", clip.info, sharpness=1),
    ):
        pass
    assert files() == []


@pytest.mark.parametrize("suffix", suffixes())
def test_the_target_is_untouched_until_the_end(tmp_path, clip, suffix):
    path = tmp_path / f"clip{suffix}"
    path.write_bytes(b"old")
    with open_encoder(path, clip.info) as encoder:
        for frame in clip.shown(path):
            encoder.frame(frame)
        assert path.read_bytes() == b"old"
    assert path.read_bytes() != b"old"


def test_importing_the_table_loads_nothing_heavy():
    heavy = {"PIL", "av", "manim", "importlib.metadata"}
    code = f"import sys, convanim.encoders; print(*{heavy} & set(sys.modules))"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == ""
    code = code.replace("; print", "; import convanim.encoders.gif; print")
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "PIL" in seen.stdout  # the test can fail
