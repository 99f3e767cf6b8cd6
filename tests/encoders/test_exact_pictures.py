"""WebP and APNG: every pixel of every frame comes back, in time, and memory does not grow with the clip."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from convanim.encoders import open_encoder
from convanim.encoders.base import StreamInfo
from convanim.rendering.frames import Frame, Pixels, Rect, whole

from .conftest import HEIGHT, RATE, WIDTH, Clip

SUFFIXES = (".webp", ".apng")


def shown(path: Path) -> list[tuple[float, Pixels]]:
    """Every picture of a file, RGBA, with the seconds that it stands."""
    found = []
    with Image.open(path) as image:
        for picture in ImageSequence.Iterator(image):
            pixels = np.asarray(picture.convert("RGBA")).copy()  # only now is its duration known
            found.append((picture.info["duration"] / 1000, pixels))
    return found


def seen(pixels: Pixels) -> Pixels:
    """Pixels without the colours of those that are clear."""
    return np.where(pixels[..., 3:] > 0, pixels, np.uint8(0))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", ["clip", "transparent_clip"])
def test_every_frame_comes_back_exactly(
    tmp_path: Path, suffix: str, kind: str, request: pytest.FixtureRequest
) -> None:
    clip: Clip = request.getfixturevalue(kind)
    pictures = shown(clip.write(tmp_path / f"a{suffix}"))
    assert len(pictures) == len(clip.frames)
    for (seconds, pixels), frame in zip(pictures, clip.frames, strict=True):
        assert seconds == pytest.approx(frame.duration, abs=0.0011)
        assert np.array_equal(seen(pixels), seen(frame.pixels))
    assert sum(seconds for seconds, _ in pictures) == pytest.approx(clip.info.duration, abs=0.0011)


def test_another_reader_sees_the_same_apng(tmp_path: Path, clip: Clip) -> None:
    with av.open(str(clip.write(tmp_path / "a.apng")), format="apng") as container:
        frames = [frame.to_ndarray(format="rgba") for frame in container.decode(video=0)]
    assert len(frames) == len(clip.frames)
    assert all(np.array_equal(a, b.pixels) for a, b in zip(frames, clip.frames, strict=True))


def test_who_knows_no_apng_sees_the_first_picture(tmp_path: Path, clip: Clip) -> None:
    data = clip.write(tmp_path / "a.apng").read_bytes()
    control = data.index(b"acTL") - 4
    (tmp_path / "a.png").write_bytes(data[:control] + data[control + 20 :])
    with Image.open(tmp_path / "a.png") as image:
        assert getattr(image, "n_frames", 1) == 1
        assert np.array_equal(np.asarray(image), clip.frames[0].pixels)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(("loop", "times"), [(True, 0), (False, 1)])
def test_it_repeats_for_ever_or_plays_once(
    tmp_path: Path, clip: Clip, suffix: str, loop: bool, times: int
) -> None:
    with Image.open(clip.write(tmp_path / f"a{suffix}", loop=loop)) as image:
        assert image.info["loop"] == times


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_bytes_twice(tmp_path: Path, clip: Clip, suffix: str) -> None:
    first, second = (clip.write(tmp_path / f"{name}{suffix}").read_bytes() for name in "ab")
    assert first == second


def test_the_title_is_in_the_file(tmp_path: Path, clip: Clip) -> None:
    with Image.open(clip.write(tmp_path / "a.webp", title="<Größe> & Co")) as image:
        packet = ElementTree.fromstring(image.info["xmp"])
    (title,) = packet.iter("{http://purl.org/dc/elements/1.1/}title")
    assert "".join(title.itertext()) == "<Größe> & Co"
    with Image.open(clip.write(tmp_path / "a.apng")) as image:
        assert image.info["Title"] == clip.info.title


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_only_what_changes_is_written(tmp_path: Path, make_clip: Callable[..., Clip], suffix: str) -> None:
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (HEIGHT, WIDTH, 4)).astype(np.uint8)
    pictures = [(noise, 0.04)]
    for number in range(50):
        noise = noise.copy()
        noise[number, number, :3] ^= 255
        pictures.append((noise, 0.04))
    once = make_clip(pictures[:1]).write(tmp_path / f"once{suffix}").stat().st_size
    clip = make_clip(pictures)
    path = clip.write(tmp_path / f"all{suffix}")
    assert path.stat().st_size < once + 51 * 200
    noise[..., 3] = 255
    assert np.array_equal(shown(path)[-1][1], noise)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_would_only_flicker_joins_the_next(
    tmp_path: Path, make_clip: Callable[..., Clip], suffix: str
) -> None:
    pictures = [(np.full((8, 8, 4), level, np.uint8), 1 / 120) for level in range(10, 20)]
    path = make_clip(pictures, rate=120).write(tmp_path / f"a{suffix}")
    found = shown(path)
    assert [int(pixels[0, 0, 0]) for _, pixels in found] == [11, 13, 15, 17, 19]
    assert min(seconds for seconds, _ in found) > 0.01
    assert sum(seconds for seconds, _ in found) == pytest.approx(10 / 120, abs=0.001)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_hold_longer_than_a_file_can_say_is_two_pictures(
    tmp_path: Path, make_clip: Callable[..., Clip], suffix: str
) -> None:
    picture = np.full((8, 8, 4), 255, np.uint8)
    found = shown(make_clip([(picture, 20_000.0)]).write(tmp_path / f"a{suffix}"))
    assert sum(seconds for seconds, _ in found) == pytest.approx(20_000)
    assert all(np.array_equal(pixels, picture) for _, pixels in found)


def clip_of_frames(count: int) -> Iterator[Frame]:
    """A square that wanders over a ground of noise."""
    ground = np.random.default_rng(1).integers(0, 256, (240, 320, 4)).astype(np.uint8)
    before = whole(320, 240)
    for number in range(count):
        pixels, place = ground.copy(), Rect(number * 7 % 280, number * 3 % 200, 40, 40)
        pixels[place.slices] = number % 250
        yield Frame(number / RATE, 1 / RATE, pixels, (*before, place))
        before = (place,)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_memory_does_not_grow_with_the_length(tmp_path: Path, suffix: str) -> None:
    peaks = []
    for count in (20, 400):
        tracemalloc.start()
        info = StreamInfo(320, 240, RATE, count / RATE)
        with open_encoder(tmp_path / f"{count}{suffix}", info) as encoder:
            for frame in clip_of_frames(count):
                encoder.frame(frame)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]
