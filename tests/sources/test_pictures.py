"""The pictures that have a name: small, with a licence beside them, and an input wherever images are one."""

from __future__ import annotations

import pytest

from convanim import ConvanimError
from convanim.sources import Named, parse
from convanim.sources.load import load_input, size_of
from convanim.sources.pictures import PICTURES, picture_path
from convanim.spec import ClipSpec
from convanim.spec.toml import dumps, loads


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_small_and_says_whose_it_is(name: str) -> None:
    path = picture_path(name)
    assert path.stat().st_size < 30_000
    note = path.with_name(f"{path.stem}.LICENSE.md").read_text(encoding="utf-8")
    assert note.startswith(f"# {path.name}\n")
    assert all(word in note for word in ("Source:", "Changes:", "Licence:"))


def test_a_name_is_the_picture_itself() -> None:
    source = parse("input", "camera")
    assert source == Named("camera") == parse("input", Named("camera"))
    x = load_input(source, seed=0, max_cells=10**6)
    assert (x.shape, x.dtype.kind, int(x.min()), int(x.max())) == ((1, 96, 96), "i", 0, 255)
    assert size_of("input", source, max_cells=10**6) == (96, 96)
    assert load_input(source, seed=0, max_cells=10**6, resize=(3, 20, 30)).shape == (3, 20, 30)


def test_a_spec_keeps_the_name() -> None:
    spec = ClipSpec.of(scene="photo", input="camera", kernel="sobel-x")
    assert loads(dumps(spec)) == spec
    assert loads(spec.resolve().embedded) == spec


def test_names_of_pictures_and_of_kernels_are_apart() -> None:
    with pytest.raises(ConvanimError, match=r'^kernel "camera" is no size, file or known kernel'):
        parse("kernel", Named("camera"))
    with pytest.raises(ConvanimError, match=r'^input "sobel-x" is no size and no file'):
        parse("input", Named("sobel-x"))
