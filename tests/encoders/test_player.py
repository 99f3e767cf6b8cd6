"""The page to scrub as a file: whole, self-contained, escaped, and made again from itself."""

from __future__ import annotations

import base64
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import av
import numpy as np
import pytest
from PIL import Image

from convanim.encoders import open_encoder, read_spec
from convanim.encoders.embedded_page import as_json
from convanim.encoders.page import Page, PageStep
from convanim.encoders.player import CLOSE, entries, first_frame, rest_frame
from convanim.errors import ConvanimError

STEPS = (
    PageStep(0.0, 1.0, 1, "one"),
    PageStep(1.0, 1.5, 2, "two"),
    PageStep(1.5, 1.7, 3, "three"),
    PageStep(1.7, 3.0, 4, "four"),
)


def write(tmp_path, clip, name="a.html", **options):
    path = tmp_path / name
    with open_encoder(path, clip.info, **options) as encoder:
        for frame in clip.frames:
            encoder.frame(frame)
    return path.read_text(encoding="utf-8")


def held(text: str, name: str) -> str:
    """What is in the element of that name."""
    found = re.search(rf'id="{name}">([^<]*)<', text)
    assert found
    return found[1]


def test_the_clip_is_inside_with_an_entry_where_steps_are_complete(tmp_path, clip):
    text = write(tmp_path, clip, page=Page(steps=STEPS))
    with av.open(io.BytesIO(base64.b64decode(held(text, "convanim-video")))) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        times = [float(p.pts * p.time_base) for p in container.demux(stream) if p.is_keyframe and p.size]
    rests = [rest_frame(step, 25) / 25 for step in STEPS]
    assert rests == [0.96, 1.48, 1.68, 2.96]
    assert times == pytest.approx([0, 0.96, 1.48, 2.96])


def test_entries_are_never_close():
    times = [0.2 * step for step in range(40)]
    entered = list(entries(times))
    assert entered[0] == 0
    assert all(CLOSE <= later - earlier < CLOSE + 0.2 for earlier, later in pairwise(entered))


def test_every_frame_is_in_one_step_and_a_step_has_at_least_one():
    edges = [0.0, 0.04, 0.13, 0.32, 0.52, 1.37, 1.4]
    for rate in (10, 25, 30, 60):
        spans = [PageStep(a, b, 1, "") for a, b in pairwise(edges) if b - a >= 1 / rate]
        for span in spans:
            first, last = first_frame(span, rate), rest_frame(span, rate)
            assert span.start <= first / rate + 1e-9
            assert first <= last
            assert last / rate < span.end - 1e-9


def test_the_poster_is_the_frame_of_its_time(tmp_path, clip):
    for time in (0.5, 1.2, 2.9):
        text = write(tmp_path, replace(clip, info=replace(clip.info, poster=time)))
        found = re.search(r'poster="data:image/webp;base64,([^"]*)"', text)
        assert found
        with Image.open(io.BytesIO(base64.b64decode(found[1]))) as image:
            picture = np.asarray(image.convert("RGB"))
        shown = [frame for frame in clip.frames if frame.time <= time < frame.time + frame.duration]
        assert np.array_equal(picture, shown[0].pixels[..., :3])


class Outline(HTMLParser):
    """The tags of a page, each with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


SIGNS = "</script><b>&amp;\u2028 -->'\"{{title}}</style></title>]]>"


def test_whatever_is_told_adds_no_tag(tmp_path, clip):
    plain = Outline(write(tmp_path, clip, page=Page("T", "p", steps=STEPS)))
    steps = tuple(replace(step, text=SIGNS) for step in STEPS)
    words = dict.fromkeys(("play", "steps", "scrub", "speed"), SIGNS)
    hostile = replace(clip, info=replace(clip.info, title=SIGNS, description=SIGNS, spec=SIGNS))
    text = write(tmp_path, hostile, page=Page(SIGNS, SIGNS, "en", words, steps=steps))
    assert [tag for tag, _ in Outline(text).tags] == [tag for tag, _ in plain.tags]
    assert json.loads(held(text, "convanim-clip"))["steps"][0]["text"] == SIGNS
    assert read_spec(tmp_path / "a.html") == SIGNS


def test_a_page_names_nothing_outside_itself(tmp_path, clip):
    text = write(tmp_path, clip, page=Page(steps=STEPS))
    for tag, attributes in Outline(text).tags:
        for name in ("src", "href", "poster", "action", "data"):
            value = attributes.get(name)
            assert value is None or value.startswith(("data:", "#")), (tag, value)
    bare = re.sub(r"[A-Za-z0-9+/=]{200,}", "", text).replace("http://www.w3.org/2000/svg", "")
    assert "http" not in bare.replace("http-equiv", "")
    assert "{{" not in bare


def test_json_is_the_same_value_without_signs_of_html():
    value = {"a": [SIGNS, 1.5, None], "<": "&"}
    assert json.loads(as_json(value)) == value
    assert not set("<>&\u2028\u2029") & set(as_json(value))


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html>\n<title>somebody's page</title>",
        b'<!doctype html>\n<script type="application/json" id="convanim-spec">[1, 2]</script>',
        b'<!doctype html>\n<script type="application/json" id="convanim-spec">"\\ud800"</script>',
        b'<!doctype html>\n<script type="application/json" id="convanim-spec">"a = 1</script>',
        b'<!doctype html>\n<script type="application/json" id="convanim-spec">"a = 1"',
        b'<!doctype html>\n<script type="application/json" id="convanim-spec">'
        + b"[" * 100_000
        + b"</script>",
        b'<!doctype html>\n<script type="application/json" id="convanim-spec">"' + b"x" * 17_000_000,
    ],
    ids=["another", "no text", "no characters", "cut", "no end", "deep", "long"],
)
def test_pages_of_others_have_no_spec(tmp_path, content):
    path = tmp_path / "a.html"
    path.write_bytes(content)
    with pytest.raises(ConvanimError, match="has no convanim spec in it"):
        read_spec(path)


def test_a_spec_that_ends_across_a_piece_is_found(tmp_path, clip):
    for length in range(3900, 4120):
        spec = "x" * length
        path = tmp_path / "a.html"
        path.write_text(
            f'<!doctype html>\n<script type="application/json" id="convanim-spec">{as_json(spec)}</script>',
            encoding="utf-8",
        )
        assert read_spec(path) == spec
