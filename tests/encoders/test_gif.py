"""GIF: the pictures that were sent, for as long as they were sent, in few bytes."""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from convanim.encoders import StreamInfo, gif_spool, open_encoder
from convanim.encoders.gif_spool import Spool
from convanim.rendering.frames import Frame, Rect, whole


@dataclass(frozen=True)
class Shown:
    """A picture as a viewer sees it: RGBA, and hundredths of a second."""

    pixels: np.ndarray
    delay: int
    time: float


def decoded(path: Path) -> list[Shown]:
    """All pictures of a GIF, as Pillow composes them."""
    shown, time = [], 0
    with Image.open(path) as image:
        for picture in ImageSequence.Iterator(image):
            delay = round(picture.info["duration"] / 10)
            shown.append(Shown(np.asarray(picture.convert("RGBA")), delay, time / 100))
            time += delay
    return shown


def rectangles(path: Path) -> list[tuple[int, int, int, int]]:
    """The rectangle of each stored picture, as left, top, right, bottom."""
    with Image.open(path) as image:
        found = []
        for number in range(image.n_frames):
            image.seek(number)
            found.append(image.tile[0][1] if image.tile else image.dispose_extent)
        return found


def test_a_hold_is_one_picture_and_times_are_exact(tmp_path, clip):
    shown = decoded(clip.write(tmp_path / "a.gif"))
    assert [picture.delay for picture in shown] == [round(frame.duration * 100) for frame in clip.frames]


def test_pictures_are_those_that_were_sent(tmp_path, clip):
    error = []
    for picture in decoded(clip.write(tmp_path / "a.gif")):
        sent = clip.at(picture.time)[..., :3].astype(int)
        got = picture.pixels[..., :3]
        error.append(np.abs(got - sent).mean() * picture.delay)
        assert np.abs(got - sent).max() <= 8
        for colour in clip.info.palette:
            flat = (sent == colour).all(-1)
            assert (got[flat] == colour).all()
    assert len({tuple(pixel) for frame in clip.frames for pixel in frame.pixels.reshape(-1, 4)[::3]}) > 255
    assert sum(error) / (clip.info.duration * 100) <= 0.02


def test_pyav_sees_what_pillow_sees(tmp_path, clip):
    path = clip.write(tmp_path / "a.gif")
    with av.open(str(path)) as container:
        frames = [(frame.to_ndarray(format="rgb24"), frame.time) for frame in container.decode(video=0)]
    for (pixels, time), picture in zip(frames, decoded(path), strict=True):
        assert np.array_equal(pixels, picture.pixels[..., :3])
        assert time == pytest.approx(picture.time)


def test_few_colours_are_all_exact(tmp_path, make_clip):
    rng = np.random.default_rng(0)
    colours = np.concatenate([rng.integers(0, 256, (255, 3)), np.full((255, 1), 255)], 1).astype(np.uint8)
    pictures = [(colours[rng.integers(0, 255, (40, 50))], 0.08) for _ in range(4)]
    clip = make_clip(pictures)
    for picture in decoded(clip.write(tmp_path / "a.gif")):
        assert np.array_equal(picture.pixels, clip.at(picture.time))


def test_pinned_colours_are_exact_however_rare(tmp_path, make_clip):
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 256, (60, 60, 4)).astype(np.uint8)
    noise[..., 3] = 255
    noise[0, 0] = (1, 2, 3, 255)
    noise[1, 1] = (254, 3, 7, 255)
    clip = make_clip([(noise, 1.0)], palette=((1, 2, 3), (254, 3, 7)))
    pixels = decoded(clip.write(tmp_path / "a.gif"))[0].pixels
    assert (pixels[0, 0] == (1, 2, 3, 255)).all()
    assert (pixels[1, 1] == (254, 3, 7, 255)).all()
    assert np.abs(pixels.astype(int) - noise).mean() < 20


def test_only_what_changed_is_written(tmp_path, make_clip):
    first = np.full((50, 80, 4), 255, np.uint8)
    second = first.copy()
    second[10:14, 20:30, :3] = 9
    path = make_clip([(first, 0.4), (second, 0.4)]).write(tmp_path / "a.gif")
    assert rectangles(path) == [(0, 0, 80, 50), (20, 10, 30, 14)]


def test_a_flat_area_is_drawn_again_where_leaving_pixels_out_takes_more(tmp_path, make_clip):
    dotted = np.full((100, 100, 4), 255, np.uint8)
    dotted[np.random.default_rng(0).random((100, 100)) < 0.2, :3] = 0
    dotted[0, 0, :3] = dotted[-1, -1, :3] = 255
    flat = np.zeros_like(dotted)
    flat[..., 3] = 255
    only = make_clip([(dotted, 0.4)]).write(tmp_path / "a.gif").stat().st_size
    both = make_clip([(dotted, 0.4), (flat, 0.4)]).write(tmp_path / "b.gif").stat().st_size
    assert both - only < 400  # 1,200 with the dots left out


def test_pixels_outside_the_damage_are_not_looked_at(tmp_path, clip):
    """A renderer promises that they equal the preceding frame's: reading them would be wasted time."""
    rng = np.random.default_rng(2)
    path = tmp_path / "a.gif"
    with open_encoder(path, clip.info) as encoder:
        for frame in clip.frames:
            pixels = rng.integers(0, 256, frame.pixels.shape).astype(np.uint8)
            for rect in frame.damage:
                pixels[rect.slices] = frame.pixels[rect.slices]
            encoder.frame(Frame(frame.time, frame.duration, pixels, frame.damage))
    assert path.read_bytes() == clip.write(tmp_path / "b.gif").read_bytes()


def test_pixels_are_copied(tmp_path, clip):
    path = tmp_path / "a.gif"
    with open_encoder(path, clip.info) as encoder:
        for frame in clip.frames:
            pixels = frame.pixels.copy()
            encoder.frame(Frame(frame.time, frame.duration, pixels, frame.damage))
            pixels[...] = 77
    assert path.read_bytes() == clip.write(tmp_path / "b.gif").read_bytes()


def test_several_rectangles_and_frames_without_change(tmp_path):
    pixels = np.full((40, 40, 4), 255, np.uint8)
    path = tmp_path / "a.gif"
    with open_encoder(path, StreamInfo(40, 40, 25, 0.16)) as encoder:
        encoder.frame(Frame(0.0, 0.04, pixels, whole(40, 40)))
        encoder.frame(Frame(0.04, 0.04, pixels, ()))
        pixels = pixels.copy()
        pixels[2:4, 2:4], pixels[30:33, 35:38] = (200, 0, 0, 255), (0, 200, 0, 255)
        encoder.frame(Frame(0.08, 0.04, pixels, (Rect(2, 2, 2, 2), Rect(34, 29, 5, 5))))
        encoder.frame(Frame(0.12, 0.04, pixels, (Rect(0, 0, 9, 9),)))
    shown = decoded(path)
    assert [picture.delay for picture in shown] == [8, 8]
    assert np.array_equal(shown[1].pixels, pixels)


@pytest.mark.parametrize("rate", [24, 25, 30, 50, 60, 120])
def test_the_total_time_never_drifts(tmp_path, make_clip, rate):
    pictures = []
    for number in range(3 * rate):
        pixels = np.zeros((4, 4, 4), np.uint8)
        pixels[..., 3] = 255
        pixels[0, 0, 0] = number % 250
        pictures.append((pixels, 1 / rate))
    clip = make_clip(pictures, rate)
    shown = decoded(clip.write(tmp_path / "a.gif"))
    assert sum(picture.delay for picture in shown) in (300, 301)
    assert min(picture.delay for picture in shown) >= 2  # browsers play less as a tenth of a second
    assert np.array_equal(shown[-1].pixels, pictures[-1][0])


def test_a_very_long_hold(tmp_path, clip, make_clip):
    held = make_clip([(clip.frames[0].pixels, 1500.0), (clip.frames[-1].pixels, 0.5)])
    shown = decoded(held.write(tmp_path / "a.gif"))
    assert sum(picture.delay for picture in shown) == 150_050
    assert np.array_equal(shown[1].pixels, shown[0].pixels)


def test_loop_only_if_asked(tmp_path, clip):
    with Image.open(clip.write(tmp_path / "a.gif")) as image:
        assert image.info["loop"] == 0
    with Image.open(clip.write(tmp_path / "b.gif", loop=False)) as image:
        assert "loop" not in image.info


def test_the_comment_is_the_spec(tmp_path, clip):
    with Image.open(clip.write(tmp_path / "a.gif", spec="ü" * 300)) as image:
        assert image.info["comment"].decode() == "# convanim clip\n" + "ü" * 300


def test_the_same_bytes_twice(tmp_path, clip):
    assert clip.write(tmp_path / "a.gif").read_bytes() == clip.write(tmp_path / "b.gif").read_bytes()


def test_size_of_the_file(tmp_path, clip):
    """It was 11,659 bytes, of which gifsicle -O3 makes 11,681; Pillow's own writer made 43,436."""
    assert clip.write(tmp_path / "a.gif").stat().st_size < 11_800


def test_transparency_leaves_no_trails(tmp_path, transparent_clip):
    clip = transparent_clip
    shown = decoded(clip.write(tmp_path / "a.gif"))
    assert sum(picture.delay for picture in shown) == round(clip.info.duration * 100)
    seen = set()
    for picture in shown:
        sent = clip.at(picture.time)
        seen.add(picture.time)
        assert np.array_equal(picture.pixels[..., 3] > 0, sent[..., 3] >= 8)
    assert {round(frame.time, 2) for frame in clip.frames} <= {round(time, 2) for time in seen}


def test_transparency_decodes_alike_in_pyav(tmp_path, transparent_clip):
    path = transparent_clip.write(tmp_path / "a.gif")
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="rgba") for frame in container.decode(video=0)]
    for pixels, picture in zip(frames, decoded(path), strict=True):
        visible = picture.pixels[..., 3] > 0
        assert np.array_equal(pixels[..., 3] > 0, visible)
        assert np.array_equal(pixels[visible], picture.pixels[visible])


def test_half_transparent_pixels_are_laid_over_the_matte(tmp_path, make_clip):
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[0] = (200, 100, 0, 128)
    pixels[1] = (200, 100, 0, 255)
    pixels[2] = (200, 100, 0, 7)
    clip = make_clip([(pixels, 0.2)], transparent=True, matte=(0, 0, 250))
    shown = decoded(clip.write(tmp_path / "a.gif"))[0].pixels
    assert shown[:2, 0].tolist() == [[100, 50, 125, 255], [200, 100, 0, 255]]
    assert (shown[2:, :, 3] == 0).all()


@pytest.mark.parametrize("duration", [0.02, 0.04, 0.5])
def test_what_comes_and_goes_far_apart(tmp_path, make_clip, duration):
    rng = np.random.default_rng(5)
    pictures = []
    for _ in range(30):
        pixels = np.zeros((30, 40, 4), np.uint8)
        for _ in range(3):
            x, y = rng.integers(0, 30), rng.integers(0, 20)
            pixels[y : y + 8, x : x + 8] = (*rng.integers(0, 5, 3) * 60, 255)
        pictures.append((pixels, duration))
    pictures.insert(0, (np.zeros((30, 40, 4), np.uint8), 0.5))
    pictures.append((np.zeros((30, 40, 4), np.uint8), 0.5))
    clip = make_clip(pictures, 50, transparent=True)
    shown = decoded(clip.write(tmp_path / "a.gif"))
    assert sum(picture.delay for picture in shown) == round(clip.info.duration * 100)
    for picture in shown:
        sent = clip.at(picture.time)
        visible = sent[..., 3] > 0
        assert np.array_equal(picture.pixels[..., 3] > 0, visible)
        assert np.array_equal(picture.pixels[visible], sent[visible])


@pytest.mark.parametrize("room", [0, 100_000])
def test_waiting_in_a_file_changes_nothing(tmp_path, clip, monkeypatch, room):
    in_memory = clip.write(tmp_path / "a.gif").read_bytes()
    monkeypatch.setattr(gif_spool, "_ROOM", room)
    assert clip.write(tmp_path / "b.gif").read_bytes() == in_memory


def test_memory_does_not_grow_with_the_clip(tmp_path, clip, monkeypatch):
    monkeypatch.setattr(gif_spool, "_ROOM", 2**18)

    def peak(rounds: int) -> int:
        tracemalloc.start()
        with open_encoder(tmp_path / "a.gif", clip.info) as encoder:
            for number in range(rounds * 10):
                frame = clip.frames[2 + number % 20]
                encoder.frame(Frame(number / 25, 1 / 25, frame.pixels, (whole(128, 96))))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    assert peak(200) - peak(20) < 2**18


def test_the_number_of_colours_can_be_limited(tmp_path, clip):
    path = clip.write(tmp_path / "a.gif", options={"colours": 31})
    with Image.open(path) as image:
        assert len(image.getpalette()) == 32 * 3
    with pytest.raises(ValueError, match="2 to 255 colours, not 256"):
        clip.write(tmp_path / "b.gif", options={"colours": 256})


def test_colours_are_weighed_by_pixels_and_time(make_clip):
    first = np.full((10, 10, 4), 255, np.uint8)
    second = first.copy()
    second[2:4, 2:7, :3] = 0
    spool = Spool(10, 10, (255, 255, 255), transparent=False)
    for frame in make_clip([(first, 1.5), (second, 0.5), (first, 1.0)]).frames:
        spool.add(frame)
    spool.close()
    assert spool.colours.tolist() == [[255] * 3, [0] * 3]
    assert spool.weights.tolist() == [100 * 2.5 + 90 * 0.5, 10 * 0.5]


def test_more_colours_than_two_bytes_can_number(make_clip, monkeypatch):
    """What was numbered before stays as it was, in memory and in the file."""
    monkeypatch.setattr(gif_spool, "_ROOM", 300_000)
    rng = np.random.default_rng(3)
    noise = rng.integers(0, 256, (4, 200, 200, 4)).astype(np.uint8)
    noise[..., 3] = 255
    clip = make_clip([(pixels, 0.2) for pixels in noise])
    spool = Spool(200, 200, (255, 255, 255), transparent=False)
    for frame in clip.frames:
        spool.add(frame)
    assert len(spool.colours) > 1 << 16
    colours = np.concatenate([np.zeros((1, 3), np.uint8), spool.colours])
    canvas = np.zeros((200, 200, 3), np.uint8)
    changes = list(spool.changes())
    assert len(changes) == len(noise)
    for change, sent in zip(changes, noise, strict=True):
        canvas[change.rect.slices] = colours[change.numbers]
        assert np.array_equal(canvas, sent[..., :3])
    spool.close()


def test_colours_of_a_frame_are_noted_together(make_clip):
    first = np.full((10, 10, 4), 255, np.uint8)
    second = first.copy()
    second[0, 0, :3], second[9, 9, :3] = 10, 20
    spool = Spool(10, 10, (255, 255, 255), transparent=False)
    for frame in make_clip([(first, 0.5), (second, 0.5), (first, 0.5), (second, 0.5)]).frames:
        spool.add(frame)
    spool.close()
    sets = [spool.colours[numbers - 1, 0].tolist() for numbers in spool.colour_sets]
    assert sets == [[255], [10, 20]]
