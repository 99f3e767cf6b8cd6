"""Clips in other languages: every word of them, the same bytes each time, and the words in the file."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from convanim import ClipSpec, fonts, render
from convanim.encoders import read_spec
from convanim.errors import ConvanimError
from convanim.labels.languages import Language, known_texts
from convanim.layout.boxes import CanvasRequest, Line
from convanim.presets import load
from convanim.rendering.description import description
from convanim.rendering.medium import medium_of
from convanim.rendering.pipeline import manim_settings
from convanim.rendering.staging import stage
from convanim.spec.toml import dumps, loads
from tests.labels.tinyfont import write_font
from tests.scenes.staged import built

SIGNS = {"ReLU", "GELU", "SiLU", "leaky", "sigmoid", "tanh", "max", "out_dims", "inf"}
"""What is no word of any language: names of functions and of a parameter."""
CODE = re.compile(r"\bConv\w*\(.*?\)")
"""A title may be a line of code."""
WORD = re.compile(r"[A-Za-z_]{3,}")
BLANK = Language(
    tuple(
        (text, re.sub(r"\{\w+\}|[A-Za-z]", lambda m: m[0] if m[0][0] == "{" else "x", text))
        for text in known_texts()
    )
)
"""A language in which every letter is an x."""
PRESETS = sorted(load())


def english(text: str) -> list[str]:
    """The words of a text that were not translated."""
    return [
        word
        for word in WORD.findall(CODE.sub("", text))
        if not set(word.lower()) <= {"x", "_"} and word not in SIGNS
    ]


def lines_of(thing: Any) -> Iterator[str]:
    """The text of every line of a layout, wherever it is."""
    if isinstance(thing, Line):
        yield thing.text
    elif isinstance(thing, dict):
        for part in thing.values():
            yield from lines_of(part)
    elif isinstance(thing, tuple | list):
        for part in thing:
            yield from lines_of(part)
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for field in dataclasses.fields(thing):
            yield from lines_of(getattr(thing, field.name, None))


@pytest.mark.parametrize("name", PRESETS)
def test_every_word_of_a_preset_can_be_translated(name: str) -> None:
    clip = load()[name].spec.changed(language=BLANK, title=None).resolve()
    for request in (CanvasRequest(False, 1280), CanvasRequest(True, 640)):
        staging = stage(clip, request, loop=True)
        for text in lines_of(staging.layout):
            assert english(text) == [], text
    told = description(clip, staging.storyboard)
    assert english(told) == []


@pytest.mark.parametrize("name", PRESETS)
def test_every_word_that_is_drawn_can_be_translated(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from convanim import typeset

    drawn: list[str] = []
    outline = typeset.outline
    monkeypatch.setattr(typeset, "outline", lambda text, style: drawn.append(text) or outline(text, style))
    spec = load()[name].spec.changed(language=BLANK, title=None)
    medium = medium_of(spec, Path("x.gif"))
    staging = stage(spec.resolve(), medium.request, medium.loop)
    with manim_settings(staging, medium):
        scene = built(staging)
        for beat in staging.storyboard.beats:
            scene.show(beat.start + 0.7 * beat.duration)
    assert drawn
    assert not [text for text in drawn if english(text)]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_told_in_german(name: str) -> None:
    clip = load()[name].spec.changed(language="de", title=None).resolve()
    staging = stage(clip, CanvasRequest(False, 1280), loop=False)
    told = description(clip, staging.storyboard)
    assert not set("{}") & set(told)
    assert not re.findall(r"\b(the|and|with|input|output|cells?|stride|of)\b", told)


def test_a_clips_own_words_win_over_the_languages() -> None:
    labels = ClipSpec.of(language="de", labels={"input": "Foto"}).resolve().labels
    assert (labels("input"), labels("kernel"), labels("output")) == ("Foto", "Kernel", "Ausgabe")


def test_a_pooling_has_a_window_to_name() -> None:
    with pytest.raises(ConvanimError) as error:
        ClipSpec.of(scene="pooling", labels={"kernel": "frame"}).resolve()
    assert str(error.value) == "labels kernel: a pooling has no kernel but a window: write window=frame"
    assert ClipSpec.of(scene="pooling", labels={"window": "frame"}).resolve().labels("window") == "frame"


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A file of labels with a font of its own."""
    write_font(tmp_path / "tiny.ttf", "输入卷积核步幅")
    file = tmp_path / "words.toml"
    file.write_text(
        'language = "zh-Hans"\nfont = "tiny.ttf"\n[labels]\ninput = "输入"\nkernel = "卷积核"\n'
        '"stride {number}" = "步幅 {number}"\n',
        encoding="utf-8",
    )
    return file


def test_a_clip_carries_the_words_of_its_file(words: Path, tmp_path: Path) -> None:
    spec = ClipSpec.of(language=words, stride=2, duration=4, width=320)
    first, second, third = (tmp_path / f"{name}.gif" for name in "abc")
    render(spec, first)
    render(spec, second)
    assert first.read_bytes() == second.read_bytes()
    carried = loads(read_spec(first))
    assert isinstance(carried.language, Language)
    assert carried.language.texts["kernel"] == "卷积核"
    words.unlink()
    render(first, third)
    assert third.read_bytes() == first.read_bytes()
    assert render(first, third, language="de").frames > 1
    assert loads(read_spec(third)).language == "de"


def test_chinese_without_a_font_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_candidates", lambda needed, language: iter(()))
    with pytest.raises(ConvanimError) as error:
        ClipSpec.of(language="zh").resolve()
    assert re.fullmatch(
        r'no font on this machine has "\S{8}" and \d+ more characters of zh-Hans: install Noto Sans CJK, or '
        r"pip install 'convanim\[chinese\]', or give a font's file with --font",
        str(error.value),
    )


def test_chinese_in_a_font_that_has_it(tmp_path: Path) -> None:
    from convanim.labels.languages import shipped
    from convanim.shaping import missing

    font = write_font(tmp_path / "all.ttf", missing("".join(shipped("zh").texts.values())))
    clip = ClipSpec.of(language="zh", font=font.as_posix(), stride=2).resolve()
    assert clip.title == "步幅 2"
    assert clip.prose == "卷积核每次跳 2 个单元格，所以输出的宽度约为输入的一半。"
    assert clip.font is not None
    assert clip.font.path == font.as_posix()
    texts = list(lines_of(stage(clip, CanvasRequest(False, 1280), False).layout))
    assert {"卷积核  3×3", "输入  5×5", "步幅 2"} <= set(texts)


def test_a_title_that_inter_lacks_needs_a_font_too(tmp_path: Path) -> None:
    font = write_font(tmp_path / "tiny.ttf", "卷积")
    assert ClipSpec.of(title="卷积", font=str(font)).resolve().font is not None
    assert ClipSpec.of(title="Größe").resolve().font is None


def test_files_are_relative_to_the_toml_file(words: Path, tmp_path: Path) -> None:
    (tmp_path / "clip.toml").write_text('language = "words.toml"\nfont = "tiny.ttf"\n')
    from convanim.spec.toml import load as load_spec

    spec = load_spec(tmp_path / "clip.toml")
    assert (spec.language, spec.font) == (str(words), str(tmp_path / "tiny.ttf"))
    assert loads(dumps(spec)) == spec
