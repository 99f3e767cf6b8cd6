"""A folder of PNGs: numbered at a constant rate, whole or not there, and nobody's files are lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convanim.encoders import check, open_encoder, read_spec, suffix_of
from convanim.encoders.folder_target import FolderTarget
from convanim.errors import ConvanimError

from .conftest import Clip


def written(clip: Clip, folder: Path, **options: object) -> list[Path]:
    """The files that a clip makes in a folder."""
    with open_encoder(f"{folder}/", clip.info, **options) as encoder:
        for frame in clip.frames:
            encoder.frame(frame)
    return sorted(folder.iterdir())


def test_a_hold_is_as_many_files_as_it_has_frames(tmp_path: Path, clip: Clip) -> None:
    files = written(clip, tmp_path / "out")
    count = round(clip.info.duration * clip.info.frame_rate)
    assert [file.name for file in files] == [f"frame_{number:04}.png" for number in range(1, count + 1)]
    for number in (0, 24, 25, 37, count - 1):
        with Image.open(files[number]) as image:
            assert np.array_equal(np.asarray(image), clip.at(number / clip.info.frame_rate)[..., :3])
            assert image.info["Title"] == clip.info.title
    assert read_spec(files[40]) == clip.info.spec


def test_alpha_is_kept_and_files_are_named(tmp_path: Path, transparent_clip: Clip) -> None:
    files = written(transparent_clip, tmp_path / "out", name="step")
    assert files[0].name == "step_0001.png"
    with Image.open(files[-1]) as image:
        assert np.array_equal(np.asarray(image), transparent_clip.frames[-1].pixels)


def test_numbers_have_as_many_digits_as_the_last(tmp_path: Path, make_clip) -> None:
    clip = make_clip([(np.full((2, 2, 4), 255, np.uint8), 0.08)])
    longer = replace(clip, info=replace(clip.info, duration=400.0))
    assert [file.name for file in written(longer, tmp_path / "out")] == ["frame_00001.png", "frame_00002.png"]


def test_the_same_bytes_twice(tmp_path: Path, clip: Clip) -> None:
    first, second = (written(clip, tmp_path / name) for name in "ab")
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


def test_what_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there.gif").mkdir()
    names = (f"{tmp_path}/new/", tmp_path / "there", tmp_path / "new", tmp_path / "there.gif", "a.MP4")
    assert [suffix_of(name) for name in names] == ["/", "/", "", ".gif", ".mp4"]


def test_an_empty_folder_is_taken(tmp_path: Path, clip: Clip) -> None:
    (tmp_path / "out").mkdir(mode=0o750)
    assert len(written(clip, tmp_path / "out")) > 50
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o750


def refusal(clip: Clip, folder: Path, *, force: bool = False) -> str:
    with pytest.raises(ConvanimError) as caught:
        check(f"{folder}/", clip.info, force=force)
    return str(caught.value)


def test_a_folder_with_files_is_replaced_as_a_whole_and_only_by_force(tmp_path: Path, clip: Clip) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.png").write_text("mine")
    (folder / "Thumbs.db").touch()
    assert refusal(clip, folder) == (
        f"{folder} has 2 files in it: use --force to replace the folder as a whole, or another name"
    )
    files = written(clip, folder, force=True)
    assert {"mine.png", "Thumbs.db"}.isdisjoint(file.name for file in files)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_some_folders_are_never_replaced(tmp_path: Path, clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out"
    (folder / "src").mkdir(parents=True)
    assert refusal(clip, folder, force=True) == (
        f"{folder} has more than PNGs in it (src), and is never replaced: use another name"
    )
    (folder / "src").rmdir()
    (folder / "link").symlink_to(tmp_path)
    assert "(link)" in refusal(clip, folder, force=True)
    (folder / "link").unlink()
    (folder / "a.txt").touch()
    for force in (False, True):  # nor is it suggested
        assert "has more than PNGs in it (a.txt), and is never replaced" in refusal(clip, folder, force=force)
    monkeypatch.chdir(folder)
    assert refusal(clip, folder, force=True) == (
        f"{folder} is a folder to work in, and is never replaced: use another name"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(folder))
    assert "a folder to work in" in refusal(clip, folder, force=True)


def test_places_that_hold_no_folder(tmp_path: Path, clip: Clip) -> None:
    (tmp_path / "out").write_text("mine")
    assert refusal(clip, tmp_path / "out") == f"{tmp_path}/out is a file and no folder: use another name"
    assert refusal(clip, tmp_path / "no" / "out") == (
        f"{tmp_path}/no/out cannot be written, there is no folder {tmp_path}/no: create it first"
    )


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_failure_leaves_the_old_folder_and_nothing_else(
    tmp_path: Path, clip: Clip, error: type[BaseException]
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.png").write_text("mine")

    def write() -> None:
        with open_encoder(f"{folder}/", clip.info, force=True) as encoder:
            encoder.frame(clip.frames[0])
            raise error

    with pytest.raises(error):
        write()
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "mine.png"]
    assert (folder / "mine.png").read_text() == "mine"


def test_no_frames_is_a_failure(tmp_path: Path, clip: Clip) -> None:
    with pytest.raises(ValueError, match="needs a frame"), open_encoder(f"{tmp_path}/out/", clip.info):
        pass
    assert list(tmp_path.iterdir()) == []


def test_files_that_came_meanwhile_are_not_lost(tmp_path: Path) -> None:
    target = FolderTarget(tmp_path / "out", replace=False)
    target.open()
    (target.temporary / "frame_0001.png").touch()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").touch()
    with pytest.raises(OSError, match="not empty"):
        target.commit()
    target.abort()
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "mine.txt"]


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    target = FolderTarget(tmp_path / "out", replace=False)
    target.open()
    (target.temporary / "frame_0001.png").touch()
    pid = "4194305"  # more than Linux gives
    name = target.temporary.name.replace(f".{target.temporary.name.split('.')[2].split('-')[0]}-", f".{pid}-")
    target.temporary.rename(tmp_path / name)
    again = FolderTarget(tmp_path / "out", replace=False)
    again.open()
    again.commit()
    assert [path.name for path in tmp_path.rglob("*")] == ["out"]
