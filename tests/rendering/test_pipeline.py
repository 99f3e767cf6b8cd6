"""From a spec to a file: whole, exact in time, repeatable, and never in the way of what is already there."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from manim import config
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from convanim.api import open_spec, read_embedded
from convanim.encoders.gif import GifEncoder
from convanim.errors import ConvanimError
from convanim.rendering.catalog import SCENES
from convanim.rendering.frames import Frame
from convanim.rendering.medium import medium_of
from convanim.rendering.pipeline import Rendered, render
from convanim.spec import ClipSpec
from convanim.theme import LIGHT, rgb

SPEC = ClipSpec.of(input=3, kernel=2, width=320, fps=10, duration=4)
SUFFIXES = (".gif", ".mp4", ".webm", ".png", ".webp", ".apng", ".svg", ".pdf")


def seconds_of_gif(path: Path) -> list[float]:
    """How long each picture of a GIF stands."""
    with Image.open(path) as image:
        return [picture.info["duration"] / 1000 for picture in ImageSequence.Iterator(image)]


def video_pictures(path: Path) -> tuple[list[float], float, NDArray[np.uint8]]:
    """When each picture of a video appears, its length in seconds, and its last picture, RGB."""
    with av.open(str(path)) as container:
        assert container.duration is not None
        frames = list(container.decode(video=0))
        times = [frame.time for frame in frames if frame.time is not None]
        last = np.asarray(frames[-1].to_ndarray(format="rgb24"), dtype=np.uint8)
        return times, container.duration / 1e6, last


def rgba(path: Path) -> NDArray[np.uint8]:
    """The first picture of a file."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGBA"))


def left_over(folder: Path) -> list[str]:
    """What lies in a folder, hidden files included."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)


def test_a_gif_has_the_size_and_the_times_that_are_returned(tmp_path: Path) -> None:
    made = render(SPEC, tmp_path / "a.gif")
    with Image.open(made.path) as image:
        assert image.size == (made.width, made.height)
        assert image.info["loop"] == 0
    seconds = seconds_of_gif(made.path)
    assert sum(seconds) == pytest.approx(made.duration) == 4
    assert len(seconds) == made.frames < 4 * 10
    assert made.bytes == made.path.stat().st_size
    assert made.width <= 320


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_a_video_has_the_size_and_the_times_that_are_returned(tmp_path: Path, suffix: str) -> None:
    made = render(SPEC, tmp_path / f"a{suffix}")
    times, length, picture = video_pictures(made.path)
    assert picture.shape == (made.height, made.width, 3)
    assert made.width <= 320
    assert length == pytest.approx(made.duration, abs=0.11)
    assert made.duration == 4
    assert times[0] == 0
    assert times == sorted(set(times))
    assert made.bytes == made.path.stat().st_size


@pytest.mark.parametrize("fps", [10, 25])
def test_the_same_clip_in_two_frame_rates_lasts_as_long(tmp_path: Path, fps: int) -> None:
    made = render(SPEC.changed(fps=fps), tmp_path / "a.gif")
    assert sum(seconds_of_gif(made.path)) == pytest.approx(4)


def test_a_picture_too_narrow_for_a_slide_is_fitted() -> None:
    requests = [medium_of(SPEC.changed(width=width), Path("a.mp4")).request for width in (839, 840, None)]
    assert [(request.fitted, request.width) for request in requests] == [
        (True, 839),
        (False, 840),
        (False, 1280),
    ]
    with pytest.raises(ConvanimError) as caught:
        medium_of(SPEC.changed(width=480, frame="slide"), Path("a.mp4"))
    assert str(caught.value) == (
        "a slide of 480 pixels is too narrow to be read: use a width of at least 840, or the frame fit"
    )


def test_a_png_is_the_finished_picture_and_at_is_another(tmp_path: Path) -> None:
    spec = SPEC.changed(width=960)
    finished = render(spec, tmp_path / "a.png")
    assert (finished.frames, finished.width, finished.height) == (1, 960, 540)
    render(spec.changed(at=3.9), tmp_path / "end.png")
    render(spec.changed(at=0), tmp_path / "start.png")
    start, end, usual = (rgba(tmp_path / f"{name}.png") for name in ("start", "end", "a"))
    assert np.array_equal(usual, end)
    filled = [(picture[..., :3] == rgb(LIGHT.output.rest)).all(axis=2).sum() for picture in (start, usual)]
    assert filled[0] == 0 < filled[1]


def test_a_gif_starts_with_the_finished_picture(tmp_path: Path) -> None:
    render(SPEC, tmp_path / "a.gif")
    with Image.open(tmp_path / "a.gif") as image:
        first, *_, last = [np.asarray(picture.convert("RGB")) for picture in ImageSequence.Iterator(image)]
    assert np.abs(first.astype(int) - last).max() <= 1
    assert (first == rgb(LIGHT.output.rest)).all(axis=2).any()


def test_a_video_plays_once_from_nothing_to_the_finished_picture(tmp_path: Path) -> None:
    spec = SPEC.changed(width=960)
    render(spec, tmp_path / "a.mp4")
    render(spec, tmp_path / "a.png")
    _, _, last = video_pictures(tmp_path / "a.mp4")
    assert np.abs(last.astype(int) - rgba(tmp_path / "a.png")[..., :3]).mean() < 2


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webm"])
def test_transparent_clips_have_no_background(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    render(SPEC.changed(theme="transparent"), path)
    if suffix == ".webm":
        with av.open(str(path)) as container:
            assert container.streams.video[0].metadata["alpha_mode"] == "1"
        return
    alpha = rgba(path)[..., 3]
    assert alpha[0, 0] == alpha[-1, -1] == 0
    assert 0.02 < (alpha == 255).mean() < 0.9


def test_a_transparent_mp4_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConvanimError) as error:
        render(SPEC.changed(theme="transparent"), tmp_path / "a.mp4")
    assert str(error.value) == (
        "mp4 has no transparency: use .apng, .gif, .pdf, .png, .svg, .webm or .webp, or a light or dark theme"
    )
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_can_be_made_again_from_itself(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    render(SPEC.changed(title="Once more", bias=2, seed=5), path)
    spec = read_embedded(path)
    assert (spec.title, spec.bias, spec.seed) == ("Once more", 2, 5)
    assert open_spec(path) == spec
    render(spec, tmp_path / f"b{suffix}")
    assert path.read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
def test_two_renders_in_one_process_are_the_same_file(tmp_path: Path, suffix: str) -> None:
    first, second = (render(SPEC, tmp_path / f"{name}{suffix}").path.read_bytes() for name in "ab")
    assert first == second


def explode(error: BaseException, after: int) -> Any:
    """Something that works a few times and then raises."""
    count = 0

    def burst(*args: Any) -> None:
        nonlocal count
        count += 1
        if count > after:
            raise error

    return burst


ERRORS = (RuntimeError("a test's own"), KeyboardInterrupt())


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("where", ["progress", "scene"])
def test_an_existing_file_stays_when_making_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, suffix: str, where: str
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"what was there")
    settings = copy.deepcopy(dict(config.items()))
    after = 0 if suffix in (".png", ".svg") else 3
    progress = explode(error, after) if where == "progress" else None
    if where == "scene":
        scene = SCENES[SPEC.scene].load()
        monkeypatch.setattr(scene, "show_moment", explode(error, after))
    with pytest.raises(type(error)):
        render(SPEC, path, progress=progress)
    assert path.read_bytes() == b"what was there"
    assert left_over(tmp_path) == [path.name]
    assert dict(config.items()) == settings


def test_an_encoder_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(b"what was there")

    def full(self: GifEncoder, frame: Frame) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(GifEncoder, "frame", full)
    with pytest.raises(OSError, match=r"(?i)no space left"):
        render(SPEC, path)
    assert path.read_bytes() == b"what was there"
    assert left_over(tmp_path) == ["a.gif"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_existing_file_is_replaced_by_a_whole_one(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"what was there")
    seen = set()
    render(SPEC, path, progress=lambda share: seen.add(path.read_bytes()))
    assert seen == {b"what was there"}
    assert path.stat().st_size > 1000
    assert left_over(tmp_path) == [path.name]


def test_manims_own_settings_are_put_back(tmp_path: Path) -> None:
    before = copy.deepcopy(dict(config.items()))
    render(SPEC.changed(theme="dark"), tmp_path / "a.gif")
    assert dict(config.items()) == before
    with pytest.raises(ConvanimError):
        render(SPEC.changed(theme="transparent"), tmp_path / "a.mp4")
    assert dict(config.items()) == before


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_progress_goes_up_to_one(tmp_path: Path, suffix: str) -> None:
    told: list[float] = []
    made = render(SPEC, tmp_path / f"a{suffix}", progress=told.append)
    assert told == sorted(told)
    assert told[0] > 0
    assert told[-1] == 1
    assert len(told) == made.frames


def test_nothing_but_the_file_appears(tmp_path: Path) -> None:
    made = [render(SPEC, tmp_path / f"a{suffix}") for suffix in SUFFIXES]
    assert left_over(tmp_path) == sorted(result.path.name for result in made)


def test_a_relative_name_is_enough(tmp_path: Path) -> None:
    made = render(SPEC, "a.png")
    assert isinstance(made, Rendered)
    assert (tmp_path / "a.png").exists()


@pytest.mark.parametrize(("page", "base"), [("#FFFFFF", "light"), ("#11171E", "dark")])
def test_a_transparent_png_on_its_page_is_the_opaque_one(tmp_path: Path, page: str, base: str) -> None:
    spec = ClipSpec.of(input=5, kernel=3, padding=1, view="tilted", width=640)
    render(spec.changed(theme="transparent", matte=page), tmp_path / "clear.png")
    render(spec.changed(theme=base), tmp_path / "opaque.png")
    with Image.open(tmp_path / "clear.png") as image:
        clear = image.convert("RGBA")
    on_page = Image.alpha_composite(Image.new("RGBA", clear.size, page), clear).convert("RGB")
    with Image.open(tmp_path / "opaque.png") as image:
        apart = np.abs(np.asarray(on_page, dtype=int) - np.asarray(image.convert("RGB")))
    assert apart.max() <= 6
