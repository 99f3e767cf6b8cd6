"""The option for a filter's partial maps: kept like every other, refused where there are none."""

from __future__ import annotations

import pytest

from convanim import ClipSpec, ConvanimError
from convanim.cli import main
from convanim.spec.toml import dumps, loads


def test_a_scene_without_partial_maps_refuses_them_in_one_sentence() -> None:
    with pytest.raises(ConvanimError) as error:
        ClipSpec.of(scene="layer", partial_maps=True).resolve()
    assert str(error.value) == (
        "scene layer shows no partial maps: leave partial_maps out, or use the scene filter"
    )


def test_the_command_line_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "sliding-kernel", "--partial-maps", "-o", "x.png"]) != 0
    assert "scene sliding-kernel shows no partial maps" in capsys.readouterr().err


def test_it_is_kept_in_a_clips_text() -> None:
    spec = ClipSpec.of(scene="filter", partial_maps=True)
    assert loads(dumps(spec)).partial_maps
    assert not ClipSpec.of(scene="filter").partial_maps
