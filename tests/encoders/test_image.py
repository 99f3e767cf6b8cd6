"""PNG: the last picture, with alpha where it means something."""

from __future__ import annotations

import numpy as np
from PIL import Image


def test_the_last_frame_as_rgb(tmp_path, clip):
    with Image.open(clip.write(tmp_path / "a.png")) as image:
        assert image.mode == "RGB"
        assert np.array_equal(np.asarray(image), clip.frames[-1].pixels[..., :3])


def test_alpha_is_kept_in_a_transparent_clip(tmp_path, transparent_clip):
    with Image.open(transparent_clip.write(tmp_path / "a.png")) as image:
        assert image.mode == "RGBA"
        assert np.array_equal(np.asarray(image), transparent_clip.frames[-1].pixels)


def test_texts_are_in_named_chunks(tmp_path, clip):
    with Image.open(clip.write(tmp_path / "a.png")) as image:
        assert image.info == {"Title": clip.info.title, "convanim": clip.info.spec}


def test_no_texts_where_there_are_none(tmp_path, clip):
    with Image.open(clip.write(tmp_path / "a.png", spec="", title="")) as image:
        assert image.info == {}


def test_the_same_bytes_twice(tmp_path, clip):
    assert clip.write(tmp_path / "a.png").read_bytes() == clip.write(tmp_path / "b.png").read_bytes()
