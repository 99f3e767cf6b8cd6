"""MP4 and WebM: constant rate, tagged colours, fills that stay, the same bytes again."""

from __future__ import annotations

import threading
import time
import tracemalloc
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace

from convanim.encoders import open_encoder
from convanim.encoders.planes import Patch, Planes, patches
from convanim.encoders.video import Mp4Encoder
from convanim.rendering.frames import Frame, Rect, whole

VIDEOS = (".mp4", ".webm")


def decoded(path: Path, layout: str = "rgb24") -> list[np.ndarray]:
    """All pictures of a video; libvpx's own decoder, since FFmpeg's drops the alpha of VP9."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        if path.suffix == ".webm":
            decoder = av.CodecContext.create("libvpx-vp9", "r")
            frames = [frame for packet in container.demux(stream) for frame in decoder.decode(packet)]
        else:
            frames = list(container.decode(stream))
        return [frame.to_ndarray(format=layout, src_colorspace=Colorspace.ITU709) for frame in frames]


def exact(path: Path) -> list[np.ndarray]:
    """All pictures of a video by the formulas of BT.709, without a converter's own roundings."""
    pictures = []
    for yuv in decoded(path, "yuv420p"):
        height, width = yuv.shape[0] * 2 // 3, yuv.shape[1]
        luma, chroma = yuv[:height].astype(float), yuv[height:].reshape(2, height // 2, width // 2)
        blue, red = chroma.repeat(2, 1).repeat(2, 2) - 128.0
        y = (luma - 16) * 255 / 219
        r, b = y + 1.5748 * red * 255 / 224, y + 1.8556 * blue * 255 / 224
        pictures.append(np.rint(np.stack([r, (y - 0.2126 * r - 0.0722 * b) / 0.7152, b], -1)).clip(0, 255))
    return pictures


def boxes(data: bytes) -> list[bytes]:
    """The names of an MP4's outermost boxes."""
    names, place = [], 0
    while place < len(data):
        names.append(data[place + 4 : place + 8])
        place += int.from_bytes(data[place : place + 4])
    return names


def luma(pixels: np.ndarray) -> np.ndarray:
    """BT.709 luma of RGB, as a float from 0 to 255."""
    return pixels[..., :3] @ np.array([0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("suffix", VIDEOS)
def test_every_moment_shows_the_picture_that_was_sent(tmp_path, clip, suffix):
    pictures = decoded(clip.write(tmp_path / f"a{suffix}"))
    assert len(pictures) == round(clip.info.duration * clip.info.frame_rate)
    for number, picture in enumerate(pictures):
        right = clip.index_at((number + 0.5) / clip.info.frame_rate)
        near = range(max(0, right - 1), min(len(clip.frames), right + 2))
        errors = {i: np.abs(luma(picture) - luma(clip.frames[i].pixels)).mean() for i in near}
        assert min(errors, key=errors.__getitem__) == right
        assert errors[right] < 1.5


@pytest.mark.parametrize(("suffix", "most"), [(".mp4", 2), (".webm", 4)])
def test_fills_keep_their_colours(tmp_path, make_clip, suffix, most):
    rng = np.random.default_rng(0)
    fills = rng.integers(0, 256, (4, 6, 4)).astype(np.uint8)
    fills[..., 3] = 255
    first = fills.repeat(32, 0).repeat(32, 1)
    second = first.copy()
    second[40:60, 40:60] = (12, 200, 99, 255)
    clip = make_clip([(first, 0.4), (second, 0.4)])
    pictures = exact(clip.write(tmp_path / f"a{suffix}"))
    assert len(pictures) == 20
    inner = np.zeros((128, 192), bool)
    inner.reshape(4, 32, 6, 32)[:, 6:-6, :, 6:-6] = True
    for picture, sent in ((pictures[5], first), (pictures[-1], second)):
        away = inner.copy()
        away[34:66, 34:66] = False
        assert np.abs(picture - sent[..., :3])[away].max() <= most
    assert np.abs(pictures[-1][46:54, 46:54] - (12, 200, 99)).max() <= most


@pytest.mark.parametrize("suffix", VIDEOS)
def test_colours_are_tagged(tmp_path, clip, suffix):
    with av.open(str(clip.write(tmp_path / f"a{suffix}"))) as container:
        frame = next(container.decode(video=0))
        assert (frame.colorspace, frame.color_range) == (Colorspace.ITU709, ColorRange.MPEG)
        context = container.streams.video[0].codec_context
        assert context.pix_fmt == "yuv420p"
        if suffix == ".mp4":
            assert (context.color_primaries, context.color_trc) == (1, 1)  # BT.709


@pytest.mark.parametrize("suffix", VIDEOS)
def test_the_rate_is_constant_and_the_length_exact(tmp_path, clip, suffix):
    with av.open(str(clip.write(tmp_path / f"a{suffix}"))) as container:
        stream = container.streams.video[0]
        assert stream.average_rate == 25
        times = sorted(packet.pts * stream.time_base for packet in container.demux(stream) if packet.size)
        assert container.duration / 1e6 == pytest.approx(clip.info.duration, abs=0.002)
    steps = {after - before for before, after in pairwise(times)}
    assert max(abs(step - Fraction(1, 25)) for step in steps) <= Fraction(1, 1000)


def test_durations_are_rounded_without_drift(tmp_path, make_clip):
    """Sixty frames of a sixtieth of a second each at 25 a second are 25 frames."""
    pixels = np.full((16, 16, 4), 255, np.uint8)
    clip = make_clip([(pixels, 1 / 60)] * 60)
    assert len(decoded(clip.write(tmp_path / "a.mp4"))) == 25
    short = make_clip([(pixels, 0.001)])
    assert len(decoded(short.write(tmp_path / "b.mp4"))) == 1


def test_playable_before_it_is_loaded(tmp_path, clip):
    names = boxes(clip.write(tmp_path / "a.mp4").read_bytes())
    assert names.index(b"moov") < names.index(b"mdat")


@pytest.mark.parametrize("suffix", VIDEOS)
def test_title_and_spec_are_in_the_metadata(tmp_path, clip, suffix):
    with av.open(str(clip.write(tmp_path / f"a{suffix}"))) as container:
        found = {key.lower(): value for key, value in container.metadata.items()}
    assert found["title"] == clip.info.title
    assert found["comment"] == "# convanim clip\n" + clip.info.spec


def test_the_same_bytes_every_time(tmp_path, clip):
    """x264 as it comes does not: see the options of the encoder."""
    assert len({clip.write(tmp_path / f"{n}.mp4").read_bytes() for n in range(6)}) == 1


def test_webm_has_the_same_bytes_twice(tmp_path, transparent_clip):
    assert len({transparent_clip.write(tmp_path / f"{n}.webm").read_bytes() for n in range(3)}) == 1


def test_webm_is_transparent(tmp_path, transparent_clip):
    clip = transparent_clip
    pictures = decoded(clip.write(tmp_path / "a.webm"), "rgba")
    for number, picture in enumerate(pictures):
        sent = clip.at((number + 0.5) / 25)
        assert np.abs(picture[..., 3].astype(int) - sent[..., 3]).mean() < 2
        assert picture[90:, :, 3].max() == 0
        assert picture[9:23, 8:10, 3].min() >= 250


def test_options_reach_the_encoder(tmp_path, clip):
    def size(suffix: str, **options: object) -> int:
        return clip.write(tmp_path / f"a{suffix}", options=options).stat().st_size

    assert size(".mp4", crf=35) < size(".mp4") < size(".mp4", crf=8)
    assert size(".mp4", preset="ultrafast") != size(".mp4")
    assert size(".webm", crf=50) < size(".webm")


def converted(pixels: np.ndarray) -> list[np.ndarray]:
    planes = Planes(pixels.shape[1], pixels.shape[0], "yuv420p")
    full = whole(pixels.shape[1], pixels.shape[0])
    for patch in patches(Frame(0.0, 1.0, pixels, full)):
        planes.patch(patch)
    return [np.array(plane) for plane in planes._planes]


def test_patched_planes_are_those_of_the_whole_picture():
    rng = np.random.default_rng(3)
    pixels = rng.integers(0, 256, (64, 96, 4)).astype(np.uint8)
    planes = Planes(96, 64, "yuv420p")
    planes.patch(patches(Frame(0.0, 1.0, pixels, whole(96, 64)))[0])
    for _ in range(60):
        x, y = int(rng.integers(0, 90)), int(rng.integers(0, 60))
        rect = Rect(x, y, int(rng.integers(1, 97 - x)), int(rng.integers(1, 65 - y)))
        pixels[rect.slices] = rng.integers(0, 256, (rect.height, rect.width, 4))
        for patch in patches(Frame(0.0, 1.0, pixels, (rect,))):
            planes.patch(patch)
        for patched, fresh in zip(planes._planes, converted(pixels), strict=True):
            assert np.abs(patched.astype(int) - fresh).max() == 0


def test_conversion_is_that_of_the_standard():
    """ITU-R BT.709-6, section 3: luma coefficients, and the limited range of eight bits."""
    rng = np.random.default_rng(4)
    for colour in rng.integers(0, 256, (50, 3)):
        pixels = np.empty((16, 16, 4), np.uint8)
        pixels[...] = (*colour, 255)
        red, green, blue = colour / 255
        luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        want = (16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748)
        for plane, value in zip(converted(pixels), want, strict=True):
            assert np.abs(plane - value).max() < 0.6


def test_a_patch_is_a_copy_with_even_corners():
    pixels = np.zeros((64, 96, 4), np.uint8)
    (patch,) = patches(Frame(0.0, 1.0, pixels, (Rect(31, 33, 1, 1),)))
    assert patch.rect == Rect(28, 30, 6, 6)
    pixels[...] = 1
    assert patch.pixels.max() == 0


def test_an_error_in_the_thread_comes_out(tmp_path, files, clip, monkeypatch):
    def fail(self: Planes, patch: Patch) -> None:
        raise MemoryError("no room for the patch")

    monkeypatch.setattr(Planes, "patch", fail)
    before = threading.active_count()
    with pytest.raises(MemoryError, match="no room"):
        clip.write(tmp_path / "a.mp4")
    assert files() == []
    assert threading.active_count() == before


def test_abort_stops_a_long_hold_at_once(tmp_path, files, clip):
    encoder = Mp4Encoder(tmp_path / "a.mp4", clip.info)
    encoder.open()
    encoder.frame(Frame(0.0, 100_000.0, clip.frames[0].pixels, whole(128, 96)))
    while encoder._changes.qsize():
        time.sleep(0.001)
    start = time.monotonic()
    encoder.abort()
    assert time.monotonic() - start < 5
    assert files() == []
    assert not encoder._thread.is_alive()


def test_memory_does_not_grow_with_the_clip(tmp_path, clip):
    def peak(frames: int) -> int:
        tracemalloc.start()
        with open_encoder(tmp_path / "a.mp4", clip.info) as encoder:
            for number in range(frames):
                encoder.frame(Frame(number / 25, 1 / 25, clip.frames[number % 20].pixels, whole(128, 96)))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    assert peak(2000) - peak(200) < 2**18
