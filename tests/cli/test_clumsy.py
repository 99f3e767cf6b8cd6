"""What a hurried person types: the answer names the mistake and the words that would do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from .conftest import Pipeline, Run

COURSE = '[[clip]]\nclip = "dilation"\n'
DECK = '[[slide]]\nclip = "dilation"\n'
CLIP = 'scene = "sliding-kernel"\ninput = 4\n'

ANSWERS = [
    (
        "render -i grey.png -o grey.png",
        "grey.png is a file that the clip is made from: write to another file",
    ),
    (
        "render -i grey.png -o link.png",
        "link.png is a file that the clip is made from: write to another file",
    ),
    (
        "render -i folder/grey.png --force -o folder/",
        "folder/ has folder/grey.png in it, which the clip is made from: write to another folder",
    ),
    (
        "render --layer nn.Conv2d(1,1,2) --model net.onnx",
        "--layer and --model are two layers: give one of them",
    ),
    ("render course.toml", "course.toml: this is a course of clips: make it with convanim batch"),
    ("render deck.toml", "deck.toml: this is a deck of slides: make it with convanim slides"),
    ("batch deck.toml", "deck.toml: this is a deck of slides: make it with convanim slides"),
    ("batch clip.toml", "clip.toml: this is one clip: make it with convanim render"),
    ("slides course.toml", "course.toml: this is a course of clips: make it with convanim batch"),
    ("slides clip.toml", "clip.toml: this is one clip: make it with convanim render"),
    (
        "render net.onnx",
        "net.onnx is a model: give it as --model net.onnx, and its layer as --at-layer",
    ),
    ("shape net.safetensors", "net.safetensors is a model: give it as --model net.safetensors"),
    ("render nn.Conv2d(1,1,2)", 'nn.Conv2d(1,1,2) is a layer: give it as --layer "nn.Conv2d(1,1,2)"'),
    ("render photo.jpg", "photo.jpg is an input: give it as -i photo.jpg"),
    ("trace numbers.csv", "numbers.csv is an input: give it as -i numbers.csv"),
    (
        "render grey.png",
        "grey.png has no convanim spec in it: give a file that convanim wrote, a .toml file, or the picture "
        "as -i grey.png",
    ),
    ("shape -i 28x28x3 --layer Conv2d(3,16,3)", "28x28x3 looks like height×width×channels: write 3x28x28"),
    ("cache clear", 'there is no command "clear": use prune, show or verify'),
    ("cache verfy", 'there is no command "verfy": did you mean verify?'),
    ("render -p -1", "padding -1 is not possible: use 0 or more"),
    (
        "render -k [[1/9,1],[1,1]]",
        "kernel [[1/9,1],[1,1]] is no nested list of numbers: write decimals such as 0.111 for 1/9",
    ),
    ("trace --step 1;2", 'step "1;2" is no position: write 12, or 1,2 for its row and column'),
    ("render -o clip.toml", "clip.toml would be a description and no picture: write --dump-spec > clip.toml"),
    (
        "render --dump-spec -o clip.gif",
        "--dump-spec prints and makes no clip: leave -o out, and write > clip.toml behind it",
    ),
    ("render --at 1", "at is for .png or .svg, and sliding-kernel.gif is a .gif: leave it out, or write "),
    ("render -i 4 -o x.jpg --dump-spec", "--dump-spec prints and makes no clip: leave -o out"),
]


@pytest.mark.parametrize(("line", "answer"), ANSWERS)
def test_the_answer_names_what_would_do(run: Run, rendered: Pipeline, line: str, answer: str) -> None:
    grey = Image.fromarray(np.arange(36, dtype=np.uint8).reshape(6, 6))
    grey.save("grey.png")
    Path("folder").mkdir()
    grey.save("folder/grey.png")
    Path("link.png").symlink_to("grey.png")
    for name, text in (("course", COURSE), ("deck", DECK), ("clip", CLIP)):
        Path(f"{name}.toml").write_text(text)
    before = Path("grey.png").read_bytes()
    outcome = run(*line.split())
    assert outcome.err.startswith(f"error: {answer}")
    assert outcome.err.count("\n") == 1
    assert (outcome.status, outcome.out) == (2, "")
    assert Path("grey.png").read_bytes() == before
    assert rendered.calls == []


def test_a_clip_may_be_remade_in_its_own_place(run: Run, rendered: Pipeline) -> None:
    Path("clip.toml").write_text(CLIP)
    assert run("render", "clip.toml", "-o", "clip.gif").status == 0
    Image.fromarray(np.zeros((6, 6), np.uint8)).save("grey.png")
    assert run("render", "-i", "grey.png", "-o", "other.png").status == 0


def test_padding_is_read_as_the_frameworks_write_it(run: Run) -> None:
    assert run("shape", "-p", "SAME").out == run("shape", "-p", "same").out


def test_the_cache_alone_says_what_it_can_do(run: Run) -> None:
    outcome = run("cache")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.startswith("Usage: convanim cache ")
    assert outcome.out == run("cache", "--help").out
