"""deck.toml: what is read, and what is said about mistakes."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim import ConvanimError, render
from convanim.presets import preset
from convanim.slides import DeckSlide, keys, make, making, read_deck
from convanim.sources import File
from convanim.spec import ClipSpec
from tests.soak import SOAKING, often

from .conftest import SPEC, WriteDeck


def only(path: Path) -> DeckSlide:
    (slide,) = read_deck(path).slides
    return slide


def spec_of(path: Path) -> ClipSpec:
    spec = only(path).spec
    assert spec is not None
    return spec


def test_a_whole_deck(write_deck: WriteDeck) -> None:
    deck = read_deck(
        write_deck(
            """
            title = "Strides"
            aspect = "4:3"
            media = "gif"
            split = "sections"
            reveal = "node_modules/reveal.js"
            [defaults]
            theme = "dark"
            pace = "brisk"
            [[slide]]
            title = "Strides"
            text = ["first", "second"]
            [[slide]]
            title = ["One", "Two"]
            clip = "dilation"
            stride = 2
            notes = "say this\\n\\nand that\\n"
            [[slide]]
            clip = "padding-strides"
            theme = "light"
            split = "clip"
            text = "one line"
            """
        )
    )
    folder = deck.path.parent
    assert (deck.title, deck.aspect, deck.media, deck.theme) == ("Strides", (4, 3), ".gif", "dark")
    assert (deck.reveal, deck.template) == (folder / "node_modules/reveal.js", None)
    first, second, third = deck.slides
    assert (first.titles, first.text, first.spec) == (("Strides",), ("first", "second"), None)
    assert second.spec == preset("dilation").changed(theme="dark", pace="brisk", stride=2)
    assert (second.titles, second.notes, second.split) == (("One", "Two"), ("say this", "", "and that"), True)
    assert third.spec == preset("padding-strides").changed(theme="light", pace="brisk")
    assert (third.text, third.split) == (("one line",), False)


def test_a_slides_own_key_comes_before_the_defaults_and_those_before_the_clips(write_deck: WriteDeck) -> None:
    write_deck("pace = 'steady'\nfps = 20\nseed = 5\n", "mine.toml")
    spec = spec_of(
        write_deck("[defaults]\npace = 'brisk'\nfps = 30\n[[slide]]\nclip = 'mine.toml'\nfps = 50\n")
    )
    assert (spec.pace, spec.fps, spec.seed) == ("brisk", 50, 5)


def test_files_are_relative_to_the_deck(write_deck: WriteDeck, tmp_path: Path) -> None:
    write_deck("input = 'photo.png'\n", "mine.toml")
    photo = File(str(tmp_path / "photo.png"))
    for entry in ("clip = 'mine.toml'", "clip = 'dilation'\ninput = 'photo.png'", "input = 'photo.png'"):
        assert spec_of(write_deck(f"[[slide]]\n{entry}\n")).input == photo
    assert spec_of(write_deck("[defaults]\ninput = 'photo.png'\n[[slide]]\nkernel = 3\n")).input == photo


def test_a_clip_can_be_said_on_the_slide(write_deck: WriteDeck) -> None:
    assert spec_of(write_deck("[[slide]]\nscene = 'pooling'\ninput = 6\n")).scene == "pooling"
    line = "nn.Conv2d(3, 2, kernel_size=3, padding=1)"
    spec = spec_of(write_deck(f"[defaults]\npace = 'brisk'\n[[slide]]\nlayer = '{line}'\ninput = '3x5x5'\n"))
    assert (spec.padding, spec.filters, spec.pace) == (1, 2, "brisk")


WRONG = {
    "": "it has no slides: write [[slide]] and what is on it, for each",
    "slide = 3": "it has no slides: write [[slide]] and what is on it, for each",
    "titel = 'a'\n[[slide]]\ntitle = 'a'": 'there is no key "titel": did you mean title?',
    "aspect = '3:2'\n[[slide]]\ntitle = 'a'": 'aspect "3:2" is unknown: use 16:9 or 4:3',
    "media = 'avi'\n[[slide]]\ntitle = 'a'": 'media "avi" is unknown: use mp4 or gif',
    "split = 'all'\n[[slide]]\ntitle = 'a'": 'split "all" is unknown: use clip or sections',
    "aspect = '4:3'\ntemplate = 'a.pptx'\n[[slide]]\ntitle = 'a'": "aspect is the "
    "template's: leave one of the two out",
    "defaults = 3\n[[slide]]\ntitle = 'a'": "defaults 3 is no table: write [defaults]",
    "[defaults]\nstrid = 2\n[[slide]]\ntitle = 'a'": "[defaults]: there is no key "
    '"strid": did you mean stride?',
    "[defaults]\nstride = 0\n[[slide]]\ntitle = 'a'": "[defaults]: stride 0 is not possible: use 1 or more",
    "[[slide]]": "slide 1 is empty: give it a clip, a title or text",
    "[[slide]]\ntitle = 'a'\n[[slide]]\nclipp = 'a'": 'slide 2: there is no key "clipp": did you mean clip?',
    "[[slide]]\nclip = 'dilatoin'": 'slide 1: clip: there is no scene, preset or clip "dilatoin": '
    "did you mean dilation?",
    "[[slide]]\nclip = 3": 'slide 1: clip 3 is no name: write clip = "dilation"',
    "[[slide]]\nclip = 'dilation'\nlayer = 'x'": "slide 1: clip and layer are two clips: "
    "give each a [[slide]] of its own",
    "[[slide]]\nclip = 'dilation'\nat = 3": "slide 1: at is no key of a slide: "
    "a slide has a clip and no still",
    "[[slide]]\nclip = 'dilation'\nmax_bytes = '1MB'": "slide 1: max_bytes is no key of a slide: "
    "a slide has no budget, give its clip a width, a motion or a crf",
    "[[slide]]\nclip = 'dilation'\nstride = 'x'": None,
    "[[slide]]\ntitle = 3": "slide 1: title 3 is no text: put it in quotes",
    "[[slide]]\ntitle = []": "slide 1: title [] has no title: give one, or one for each section",
    "[[slide]]\ntitle = ['a', 'b']\nclip = 'dilation'": "slide 1 has 2 titles: give one, "
    'or split = "sections" and a clip',
    "[[slide]]\ntext = ['a', 3]": "slide 1: text 3 is no text: put it in quotes",
    "[[slide]]\nnotes = '\\u0007'": None,
}


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_named_with_file_slide_and_key(write_deck: WriteDeck, text: str) -> None:
    path = write_deck(text)
    with pytest.raises(ConvanimError) as error:
        read_deck(path)
    said = str(error.value)
    assert said.startswith(f"{path}: ")
    expected = WRONG[text]
    if expected is not None:
        assert said == f"{path}: {expected}"
    else:
        assert said.startswith(f"{path}: slide 1")


SEVERAL = """
aspect = "3:2"
titel = "a"
[defaults]
stride = 0
[[slide]]
clipp = "a"
[[slide]]
clip = "dilation"
kernel = "x"
padding = "y"
[[slide]]
title = "fine"
[[slide]]
"""


def test_all_mistakes_are_told_at_once(write_deck: WriteDeck) -> None:
    path = write_deck(SEVERAL)
    with pytest.raises(ConvanimError) as error:
        read_deck(path)
    head, *rest = str(error.value).splitlines()
    assert head == f"{path} has 7 problems:"
    assert [line.removeprefix(f"  {path}: ").split(":")[0] for line in rest] == [
        'there is no key "titel"',
        "[defaults]",
        'aspect "3',
        "slide 1",
        "slide 2",
        "slide 2",
        "slide 4 is empty",
    ]


def test_mistakes_of_reading_and_of_planning_are_told_together(write_deck: WriteDeck, tmp_path: Path) -> None:
    path = write_deck(
        "[[slide]]\nclip = 'dilatoin'\n[[slide]]\nkernel = 9\n[[slide]]\ntitle = ['a', 'b']\n"
        "split = 'sections'\nclip = 'from-kernel-to-layer'\n"
    )
    with pytest.raises(ConvanimError) as error:
        make(path, tmp_path / "talk.pptx")
    head, *rest = str(error.value).splitlines()
    assert head == f"{path} has 3 problems:"
    assert [line.removeprefix(f"  {path}: ")[:26] for line in rest] == [
        "slide 1: clip: there is no",
        "slide 2: kernel 9×9 does n",
        "slide 3: title has 2 for 3",
    ]
    assert not (tmp_path / "talk.pptx").exists()


@pytest.mark.parametrize(
    "text", ["", "title = 'a'", "slide = 3", "[[slide]]\nclip = 'dilatoin'", "[[slide]]"]
)
def test_a_deck_without_any_slide_is_told_what_is_wrong_and_not_made(
    write_deck: WriteDeck, tmp_path: Path, text: str
) -> None:
    path = write_deck(text)
    with pytest.raises(ConvanimError) as reading:
        read_deck(path)
    with pytest.raises(ConvanimError) as error:
        make(path, tmp_path / "talk.pptx")
    assert str(error.value) == str(reading.value)
    assert not (tmp_path / "talk.pptx").exists()


def test_the_slides_never_take_the_place_of_a_clip_of_theirs(write_deck: WriteDeck, tmp_path: Path) -> None:
    render(SPEC, tmp_path / "talk.html", motion="step")
    before = (tmp_path / "talk.html").read_bytes()
    path = write_deck("[[slide]]\nclip = 'talk.html'\n")
    with pytest.raises(ConvanimError, match=r"talk\.html is a clip of these slides: write to another file"):
        make(path, tmp_path / "talk.html")
    assert (tmp_path / "talk.html").read_bytes() == before


def test_the_slides_never_take_the_place_of_their_template(write_deck: WriteDeck, tmp_path: Path) -> None:
    template = tmp_path / "mine.pptx"
    make(write_deck("[[slide]]\ntitle = 'a'\n"), template)
    before = template.read_bytes()
    path = write_deck("template = 'mine.pptx'\n[[slide]]\ntitle = 'b'\n")
    with pytest.raises(
        ConvanimError, match=r"mine\.pptx is the template of these slides: write to another file"
    ):
        make(path, template)
    assert template.read_bytes() == before


def test_what_is_no_toml_or_no_file(write_deck: WriteDeck, tmp_path: Path) -> None:
    with pytest.raises(ConvanimError, match=r"deck.toml: this is no TOML: "):
        read_deck(write_deck("title = "))
    with pytest.raises(ConvanimError, match=r"none\.toml does not exist: check the name"):
        read_deck(tmp_path / "none.toml")
    (tmp_path / "deck.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConvanimError, match="is no text in UTF-8: save it as TOML"):
        read_deck(tmp_path / "deck.toml")


class PlannedError(Exception):
    """Everything was found right."""


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 10**18),
    st.floats(),
    st.sampled_from(
        ["", "a", "4:3", "gif", "sections", "dark", "dilation", "x.gif", "mine.pptx", "💥", "\0"]
    ),
    st.dates(),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys.OF_CLIP), inner, max_size=3)
    ),
    max_leaves=6,
)
tables = st.dictionaries(
    st.sampled_from([*keys.OF_SLIDE, *keys.OF_CLIP, "layer", "model"]), values, max_size=4
)
FINE = {"clip": "dilation", "input": 3, "kernel": 1, "motion": "step"}


@settings(max_examples=often(25, 3000), deadline=None, derandomize=not SOAKING, database=None)
@given(
    st.dictionaries(st.sampled_from([*keys.OF_DECK, "clip"]), values, max_size=2),
    st.lists(tables, max_size=2),
    tables,
    st.booleans(),
)
def test_whatever_a_deck_says_ends_in_a_plan_or_in_sentences(
    deck: dict[str, object], slides: list[object], usual: dict[str, object], fine: bool
) -> None:
    said = {"slide": [*slides, *([FINE] if fine else [])], "defaults": usual, **deck}

    def planned() -> None:
        raise PlannedError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("convanim.slides.deck.read_table", lambda path: said)
        patch.setattr(making, "temporary_folder", planned)
        patch.setattr(making, "whole", lambda path: nullcontext())
        with suppress(ConvanimError, PlannedError):
            make("deck.toml", "talk.pptx")
            pytest.fail("a deck was made")
