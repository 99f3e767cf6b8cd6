"""What a notebook is told of a clip, a spec and a file: text alone decides, nothing is opened here."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

import convanim
from convanim import notebook, progress
from convanim.encoders import read_spec
from convanim.errors import ConvanimError
from convanim.notebook import InlineClip
from convanim.spec.toml import loads

SMALL: dict[str, Any] = {"input": 3, "kernel": 2, "duration": 3, "width": 400}
ALT = "A 2×2 kernel slides over a 3×3 input and fills a 2×2 output."


@pytest.fixture(scope="module")
def clip() -> InlineClip:
    return convanim.animate("sliding-kernel", **SMALL)


def bundle(shown: Any) -> dict[str, str]:
    found: dict[str, str] = shown._repr_mimebundle_()
    return found


def file_in(html: str) -> bytes:
    """The file in the address of an element."""
    (address,) = re.findall(r'src="data:[a-z/+]*[a-z0-9+]+;base64,([^"]+)"', html)
    return base64.b64decode(address)


@contextmanager
def kernel(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Any]]]:
    """A Jupyter kernel, and what it is told to display."""
    said: list[tuple[str, Any]] = []

    def display(data: Any, *, raw: bool, display_id: bool) -> Any:
        said.append(("display", data))
        return SimpleNamespace(update=lambda data, raw: said.append(("update", data)))

    import IPython.display

    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr(IPython.display, "display", display)
    yield said


def test_a_clip_is_one_picture_with_its_file_its_size_and_what_it_shows(clip: InlineClip) -> None:
    html = bundle(clip)["text/html"]
    assert html.startswith('<img src="data:image/gif;base64,')
    assert html.count("<") == 1
    assert f'alt="{ALT}"' in html
    assert f'width="{clip.rendered.width}"' in html
    assert file_in(html) == clip.data
    assert clip.data.startswith(b"GIF89a")
    assert clip.alt == ALT
    assert clip.format == "gif"
    size = f"{clip.rendered.width}×{clip.rendered.height}, {len(clip.data) / 1000:.1f} kB"
    assert bundle(clip)["text/plain"] == f"{ALT} (gif, {size})"
    assert repr(clip) == f"<InlineClip: {ALT} (gif, {size})>"


def test_what_is_asked_for_is_kept_and_can_be_changed(clip: InlineClip) -> None:
    assert clip.spec == convanim.open_spec("sliding-kernel").changed(**SMALL)
    wider = clip.changed(stride=2, padding=1)
    assert (
        wider.alt
        == "A 2×2 kernel slides over a 3×3 input with stride 2 and padding 1 and fills a 2×2 output."
    )
    assert wider.format == "gif"
    assert wider.data != clip.data


def test_fields_alone_are_those_of_a_spec() -> None:
    assert convanim.animate(format="png", **SMALL).spec == convanim.ClipSpec.of(**SMALL)


def test_a_moment_is_for_pictures() -> None:
    with pytest.raises(ConvanimError, match=r"^at is for \.png or \.svg, and clip\.gif is a \.gif: leave it"):
        convanim.animate("sliding-kernel", at=1, **SMALL)


def test_a_clip_is_saved_as_it_is_or_made_anew(clip: InlineClip, tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(b"old")
    assert clip.save(path).path == path
    assert path.read_bytes() == clip.data
    assert loads(read_spec(path), tmp_path) == clip.spec
    clip.save(tmp_path / "b.gif", theme="dark")
    assert (tmp_path / "b.gif").read_bytes() != clip.data
    assert clip.save(tmp_path / "c.png").width == clip.save(str(tmp_path / "d.svg")).width
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.gif", "b.gif", "c.png", "d.svg"]


def test_a_clip_is_never_saved_in_the_place_of_its_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Image.new("L", (3, 3), 7).save("a.png")
    before = Path("a.png").read_bytes()
    made = convanim.animate(format="png", **SMALL | {"input": "a.png"})
    for path in ("a.png", tmp_path / "a.png"):
        with pytest.raises(ConvanimError, match=r"a\.png is a file that the clip is made from"):
            made.save(path)
    assert Path("a.png").read_bytes() == before


def test_what_cannot_be_saved_is_said(clip: InlineClip, tmp_path: Path) -> None:
    (tmp_path / "x.gif").mkdir()
    with pytest.raises(ConvanimError, match=r"x\.gif is a folder: name a file in it, such as "):
        clip.save(tmp_path / "x.gif")
    with pytest.raises(ConvanimError, match=r"cannot write .*; write to a folder where files can be made"):
        clip.save(tmp_path / "none" / "y.gif")
    assert [p.name for p in tmp_path.iterdir()] == ["x.gif"]


def test_a_video_has_its_file_on_the_element_and_plays_quietly() -> None:
    film = convanim.animate("sliding-kernel", format="mp4", input=3, kernel=2, duration=3)
    html = bundle(film)["text/html"]
    assert html.startswith('<video src="data:video/mp4;base64,')
    assert "<source" not in html
    for word in (
        f'aria-label="{ALT}"',
        f'title="{ALT}"',
        "controls",
        "loop",
        "muted",
        "autoplay",
        "playsinline",
    ):
        assert f" {word}" in html
    assert film.spec.frame is None
    assert film.rendered.width <= 640, "it is a slide"


@pytest.mark.parametrize(("format", "start"), [("png", b"\x89PNG"), ("svg", b"<svg"), (".WEBP", b"RIFF")])
def test_other_pictures_show_themselves_too(format: str, start: bytes) -> None:
    assert file_in(
        bundle(convanim.animate("sliding-kernel", format=format, **SMALL))["text/html"]
    ).startswith(start)


REFUSED: dict[str, dict[str, Any]] = {
    '"html" cannot be shown in a notebook: use apng, gif, mp4, png, svg, webm or webp; '
    'save("clip.html") makes a page': {"format": "html"},
    "mp4 has no transparency: use .apng, .gif, .pdf, .png, .svg, .webm or .webp, or a light or dark theme": {
        "format": "mp4",
        "theme": "transparent",
    },
    "kernel 7×7 does not fit the padded input 5×5: use a kernel of at most 5×5, or padding of at least 1": {
        "kernel": 7
    },
}


@pytest.mark.parametrize("text", REFUSED)
def test_errors_come_where_the_clip_is_asked_for(text: str) -> None:
    with pytest.raises(ConvanimError) as error:
        convanim.animate("sliding-kernel", **REFUSED[text])
    assert str(error.value) == text


def test_a_clip_that_is_too_large_gives_way_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook, "MOST_BYTES", 30_000)
    smaller = convanim.animate("sliding-kernel", **SMALL)
    assert len(smaller.data) <= 30_000
    assert smaller.rendered.notes
    made = f"made smaller: {', '.join(smaller.rendered.notes)}"
    assert f"<small>{made}</small>" in bundle(smaller)["text/html"]
    assert bundle(smaller)["text/plain"].endswith(f"{made})")
    assert smaller.spec.max_bytes is None


def test_one_that_cannot_be_small_enough_is_an_error_without_a_temporary_name() -> None:
    with pytest.raises(ConvanimError, match=r"^the png cannot be brought under 900 bytes: allow "):
        convanim.animate("sliding-kernel", format="png", max_bytes=900, **SMALL)


def test_words_of_a_user_are_escaped() -> None:
    hostile = '"><script>alert(1)</script>'
    clip = convanim.animate("sliding-kernel", format="png", **SMALL)
    odd = InlineClip(clip.spec, clip.data, hostile, clip.rendered)
    html = bundle(odd)["text/html"]
    assert html.count("<") == 1
    assert f'alt="{hostile}"' in unescape(html)


def test_a_spec_shows_its_clip_in_a_notebook_and_its_name_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = convanim.open_spec("sliding-kernel").changed(**SMALL)
    assert bundle(spec) == {"text/plain": repr(spec)}
    with kernel(monkeypatch):
        assert f'alt="{ALT}"' in bundle(spec)["text/html"]
        impossible = spec.changed(kernel=9)
        assert bundle(impossible) == {
            "text/plain": "kernel 9×9 does not fit the padded input 3×3: use a kernel of at most 3×3, or "
            "padding of at least 3"
        }


def test_a_file_that_was_made_shows_itself(tmp_path: Path) -> None:
    made = convanim.render("sliding-kernel", tmp_path / "a.gif", **SMALL)
    html = bundle(made)["text/html"]
    assert f'alt="{ALT}"' in html
    assert file_in(html) == made.path.read_bytes()
    made.path.unlink()
    assert bundle(made) == {"text/plain": repr(made)}
    page = convanim.render("sliding-kernel", tmp_path / "a.pdf", **SMALL)
    assert bundle(page) == {"text/plain": repr(page)}


def test_a_line_shows_how_far_a_long_clip_is_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(progress, "APART", 0.0)
    with kernel(monkeypatch) as said:
        convanim.animate("sliding-kernel", **SMALL)
    kinds = [kind for kind, _ in said]
    assert kinds[0] == "display"
    assert set(kinds[1:]) == {"update"}
    lines = [data["text/plain"] for _, data in said[:-1]]
    assert lines[-1] == f"rendering {'█' * 30} 100%"
    shares = [int(line[-4:-1]) for line in lines]
    assert shares == sorted(shares)
    assert said[-1] == ("update", {"text/html": ""})


def test_what_is_done_soon_is_not_announced_and_the_rest_not_too_often() -> None:
    times = iter([0.0, 0.5, 1.2, 1.25, 1.31, 2.0])
    said: list[str] = []
    line = progress.Line(said.append, lambda: next(times))
    for share in (0.1, 0.2, 0.3, 0.4, 0.5):
        line(share)
    line.clear()
    assert [text[-4:].strip() for text in said] == ["20%", "40%", "50%", ""]
    assert progress.text(0.2) == f"rendering {'█' * 6}{'░' * 24}  20%"
    quick: list[str] = []
    progress.Line(quick.append).clear()
    assert quick == []


def test_a_terminal_has_its_line_and_a_file_has_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with progress.shown(True) as nobody:
        assert nobody is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress.shown(True) as told:
        assert told is not None
        told(0.5)
    written = capsys.readouterr().err
    assert written.startswith(f"\rrendering {'█' * 15}")
    assert re.fullmatch(r"\r *\r", written[written.rindex("%") + 1 :])


@pytest.mark.parametrize("told", [None, False])
def test_nobody_is_told_unless_asked(told: bool | None) -> None:
    with progress.shown(told) as nobody:
        assert nobody is None


def test_asking_whether_this_is_a_notebook_loads_nothing() -> None:
    lines = (
        "import convanim, sys; convanim.animate; repr(convanim.preset('dilation'))",
        "from convanim import progress; assert not progress.in_notebook()",
        "assert not {'IPython', 'manim', 'PIL'} & set(sys.modules)",
    )
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)
