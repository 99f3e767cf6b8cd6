"""Images that are cut without anybody's choice: which part is shown is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convanim.spec import ClipSpec
from convanim.spec.photo_part import part_shown


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph of 80×60 pixels as they lie in the file, of a camera that was held on its side."""
    path, picture = tmp_path / "p.jpg", Image.fromarray(np.zeros((60, 80, 3), np.uint8))
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(path, exif=exif)
    picture.save(tmp_path / "wide.jpg")
    return path


SAID: list[tuple[str, dict[str, Any], str]] = [
    ("p.jpg", {"resize": 8}, "of p.jpg the middle 60×60 of its 60×80 pixels is shown"),
    ("wide.jpg", {"scene": "photo"}, "of wide.jpg the middle 60×60 of its 80×60 pixels is shown"),
    ("wide.jpg", {"resize": "3x8x16"}, "of wide.jpg the middle 80×40 of its 80×60 pixels is shown"),
    ("wide.jpg", {"resize": "6x8"}, ""),
    ("wide.jpg", {"resize": "61x80"}, ""),
    ("wide.jpg", {}, ""),
    ("wide.jpg", {"resize": 8, "crop": "centre"}, ""),
]


@pytest.mark.parametrize(("name", "fields", "text"), SAID)
def test_what_is_cut_is_said_unless_somebody_chose_it(
    photo: Path, name: str, fields: dict[str, Any], text: str
) -> None:
    said = part_shown(ClipSpec.of(input=photo.parent / name, **fields))
    assert said.partition(":")[0] == text
    assert not text or said.partition(": ")[2] == (
        f"choose another part with --crop {'left' if '60×60 of its 80×60' in text else 'top'}, or X,Y,WxH"
    )
