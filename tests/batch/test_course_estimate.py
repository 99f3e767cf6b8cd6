"""What clips are expected to cost, and that everything that cannot be is said before anything is made."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from convanim import ClipSpec, ConvanimError, preset
from convanim.batch.cache import Cache
from convanim.batch.estimate import Estimate, estimate
from convanim.batch.forecast import check, forecast
from convanim.batch.inputs import Inputs
from convanim.batch.plan import plan
from convanim.batch.table import duration, forecast_text
from convanim.batch.work import Made, Part
from convanim.limits import MAX_FILE, PICTURE_BYTES, check_clip, expected_bytes

from .test_course import read

MEASURED = [
    ("dilation", "x.gif", 9.6, 654_715, 0.41),
    ("dilation", "x.mp4", 9.2, 761_391, 1.40),
    ("two-filters", "x.gif", 17.2, 459_851, 0.57),
    ("two-filters", "x.webp", 17.2, 395_000, 2.03),
    ("max-pooling-2x2", "x.html", 11.8, 488_000, 0.90),
    ("activation-relu", "x.webm", 13.8, 661_000, 3.09),
    ("numerical-padding-strides", "x.pdf", 0.0, 148_000, 0.15),
]
"""Presets, formats, their lengths in seconds, their bytes and the seconds they took once."""


@pytest.mark.parametrize(("name", "output", "seconds", "size", "work"), MEASURED)
def test_an_estimate_is_near_what_was_measured(
    name: str, output: str, seconds: float, size: int, work: float
) -> None:
    found = estimate(preset(name), output)
    assert found.seconds == pytest.approx(seconds)
    assert found.frames == (
        10
        if output == "x.pdf"
        else round(seconds * (25 if output[2] in "ghw" and output != "x.webm" else 30))
    )
    assert 1 / 3 < found.bytes / size < 3
    assert 1 / 3 < found.work / work < 3


def test_less_motion_a_budget_and_a_smaller_picture_make_it_cheaper() -> None:
    spec = preset("dilation")
    usual = estimate(spec, "x.gif")
    step = estimate(spec.changed(motion="step"), "x.gif")
    small = estimate(spec.changed(width=320), "x.gif")
    assert step.bytes < usual.bytes > small.bytes
    assert step.work < usual.work > small.work
    assert estimate(spec.changed(max_bytes="10kB"), "x.gif").bytes == 10_000


REFUSED = [
    ("duration = 9999", "duration 9999 s is too long: use 2.6 to 3600 seconds"),
    (
        "kernel = 9",
        "kernel 9×9 does not fit the padded input 5×5: use a kernel of at most 5×5, or padding of at least 2",
    ),
    ('input = "none.csv"', "none.csv"),
    (
        'theme = "transparent"\nformats = ["mp4"]',
        "mp4 has no transparency: use .apng, .gif, ",
    ),
    (
        'frame = "slide"\nwidth = 400',
        "a slide of 400 pixels is too narrow to be read: use a width of at least 840, or the frame fit",
    ),
    ('width = 1281\nformats = ["mp4"]', "mp4 needs even sizes, not 1281×720: use 1282×720"),
    ("duration = 3000", "the clip has 75,000 frames, more than the limit of 20,000: "),
]


@pytest.mark.parametrize(("clip", "text"), REFUSED)
def test_what_cannot_be_is_said_before_anything_is_made(tmp_path: Path, clip: str, text: str) -> None:
    entries = read(tmp_path, f'[[clip]]\n{clip}\n[[clip]]\nname = "too fast"\nfps = 120\nduration = 1000\n')
    for look in (check, forecast):
        with pytest.raises(ConvanimError) as error:
            look(entries, tmp_path / "out", tmp_path / "cache")  # type: ignore[operator]  # both take them
        head, first, second = str(error.value).replace(f"{tmp_path}/", "").splitlines()
        assert head == "the course has 2 problems:"
        assert first.strip().startswith("course.toml, clip 1 (sliding-kernel): ")
        assert text in first
        assert second.strip().startswith("course.toml, clip 2 (too-fast): the clip has 120,000 frames")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["course.toml"]


def test_what_is_there_already_costs_nothing_and_is_not_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = read(tmp_path, "[[clip]]\nmatrix = { seed = [1, 2, 3] }\n")
    out, cache = tmp_path / "out", Cache(tmp_path / "cache")
    out.mkdir()
    for number, entry in enumerate(entries[:2]):
        planned, data = plan(entry, out, Inputs()), bytes(10)
        cache.keep(planned.key, Made((Part(".gif", data, hashlib.sha256(data).hexdigest()),), 1.0))
        planned.path.write_bytes(data if number else b"another")
    found = forecast(entries, out, cache.folder)
    assert [one.state for one in found] == ["cached", "unchanged", "new"]
    assert [one.estimate is None for one in found] == [True, True, False]
    assert [one.state for one in forecast(entries, out, cache.folder, force=True)] == ["new"] * 3
    looked_at: list[ClipSpec] = []

    def look(spec: ClipSpec, output: str) -> Estimate:
        looked_at.append(spec)
        return Estimate(640, 360, 50, 2.0, 1000.0, 1.5)

    monkeypatch.setattr("convanim.batch.forecast.estimate", look)
    told: list[float] = []
    assert check(entries, out, cache.folder, told.append) == {"sliding-kernel-seed3": 1.5}
    assert [spec.seed for spec in looked_at] == [3]
    assert told == [1 / 3, 2 / 3, 1.0]
    text = forecast_text(found, 2)
    assert text.splitlines()[1].split() == ["sliding-kernel-seed1", "cached", "sliding-kernel-seed1.gif"]
    assert text.splitlines()[2].split()[1] == "unchanged"
    assert text.splitlines()[-1].startswith("1 clip to make, 1 unchanged, 1 cached, ")


def test_a_table_adds_up(tmp_path: Path) -> None:
    from convanim.batch.forecast import Forecast

    entries = read(tmp_path, '[[clip]]\nname = "a"\n[[clip]]\nname = "long name"\n')
    found = Estimate(640, 360, 1250, 50.0, 1_500_000.0, 75.0)
    assert forecast_text([Forecast(entry, "new", found) for entry in entries], 2).splitlines() == [
        "clip       frames  length     size     work  file",
        "a           1,250  50.0 s  ~1.5 MB  ~75.0 s  a.gif",
        "long-name   1,250  50.0 s  ~1.5 MB  ~75.0 s  long-name.gif",
        "",
        "2 clips to make, 2,500 frames, about 3.0 MB, about 2 min of work, 75 s with 2 at once",
    ]
    assert [duration(seconds) for seconds in (4.21, 45, 600, 9000)] == ["4.2 s", "45 s", "10 min", "2.5 h"]


def test_a_file_that_would_fill_the_disk_is_refused_unless_it_is_allowed() -> None:
    spec = ClipSpec(max_frames=10**7)
    frames = 500_000
    size = expected_bytes(".mp4", 1280, 720, frames)
    assert MAX_FILE > size / 2 > MAX_FILE / 4
    check_clip(spec, 1280, 720, 30, frames / 30, ".mp4")
    with pytest.raises(ConvanimError) as error:
        check_clip(spec, 1280, 720, 30, 2 * frames / 30, ".mp4")
    assert str(error.value) == (
        "a file of 1.0 million such frames has about 1.5 GB, more than the limit of 1.0 GB: use a smaller "
        "picture or a shorter --duration, or allow it with --max-bytes"
    )
    check_clip(spec.changed(max_bytes="2GB"), 1280, 720, 30, 2 * frames / 30, ".mp4")
    assert all(expected_bytes(suffix, 640, 360, 100) > 10_000 for suffix in PICTURE_BYTES)
