"""What is shown when: beats in time, and the moment that a picture is drawn for.

Times are whole milliseconds. At the surface they are the floats nearest to them, so a beat that starts
after 7 frames of 25 starts at exactly the float ``7 / 25``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

TIME_GRID = 200
"""Milliseconds: sections start and end on multiples of it, whole frames at 20, 25, 30, 50 and 60 fps."""

_NOTHING = range(0)


class Kind(StrEnum):
    """What a beat does with the window."""

    EXPLAIN = "explain"
    """The first position: the window lands, weights, products and sum appear, the output fills."""
    STEP = "step"
    """One position with time to read its numbers."""
    SKIM = "skim"
    """One position, too short to read: the window moves and the output fills."""
    SKIP = "skip"
    """Many positions at once, passed over behind a visible "…"."""
    HOLD = "hold"
    """The finished picture stands."""
    REWIND = "rewind"
    """The outputs fade to empty while the window returns to the start."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing shown. All ordinals count output positions in raster order from 0.

    Attributes:
        kind: what the window does.
        start, duration: seconds, each a whole number of milliseconds.
        position: where the window stands at the beat's end.
        previous: where it stood at the beat's start; None if it has not appeared yet.
        done_before, done_after: how many outputs, in raster order, are filled before and after the beat.
        skipped: the positions passed over without a stop; empty for all kinds but a skip.
        caption: what the beat says, in one sentence; empty until captions are written.
        shot: the part of a told story that it is; empty where positions are only visited.
    """

    kind: Kind
    start: float
    duration: float
    position: int
    previous: int | None
    done_before: int
    done_after: int
    skipped: range = _NOTHING
    caption: str = ""
    shot: str = ""

    @property
    def end(self) -> float:
        """The second at which the next beat starts."""
        return (to_milliseconds(self.start) + to_milliseconds(self.duration)) / 1000


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of time in a clip: the beat that is on, and how far it is.

    Attributes:
        beat: the beat that is on.
        time: seconds from the clip's start.
        progress: from 0 at the beat's start to 1 at its end.
    """

    beat: Beat
    time: float
    progress: float

    @property
    def seconds(self) -> float:
        """Seconds since the beat's start."""
        return self.progress * self.beat.duration


class Section(NamedTuple):
    """A named stretch of the clip, played as one piece; start and duration in seconds."""

    name: str
    start: float
    duration: float


@dataclass(frozen=True, slots=True)
class Storyboard:
    """A whole clip in time, without a picture.

    Attributes:
        beats: in order of time, without gaps, the first at 0.
        positions: the number of output positions.
        loop: whether the end flows into the start.
        sections: contiguous, covering the clip, each a multiple of 0.2 s.

    Raises:
        ValueError: the beats or sections do not join up.
    """

    beats: tuple[Beat, ...]
    positions: int
    loop: bool
    sections: tuple[Section, ...]

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise ValueError(problem)

    @property
    def duration(self) -> float:
        """The clip's length in seconds, a multiple of 0.2."""
        return self.beats[-1].end

    @property
    def poster(self) -> float:
        """The second from which the finished picture stands: the start of the final hold."""
        return self.beats[-1].start

    @property
    def marks(self) -> dict[str, float]:
        """Names and the seconds at which they start: "explain", "step 2", "skim", "skip", "hold" and so on.

        Every step has its number; of other kinds it is the first start, but "hold" is the final one. Told
        stories have the names of their shots.
        """
        return dict(_marks(self.beats))

    def at(self, time: float) -> Moment:
        """The moment at a time in seconds, taken to the nearest microsecond, within the clip.

        At a boundary the later beat is on, at progress 0; at the clip's end the last one, at progress 1.
        """
        tick = min(max(_microseconds(time), 0), _microseconds(self.duration))
        beat = self.beats[bisect_right(self.beats, tick, key=_start_tick) - 1]
        progress = (tick - _start_tick(beat)) / _microseconds(beat.duration)
        return Moment(beat, tick / 1_000_000, progress)


def to_milliseconds(seconds: float) -> int:
    """The whole number of milliseconds that a time of a storyboard stands for."""
    return round(seconds * 1000)


def _microseconds(seconds: float) -> int:
    # Finer than any frame, coarser than the error of a clock that adds up frames: both see the same beat.
    return round(seconds * 1_000_000)


def _start_tick(beat: Beat) -> int:
    return _microseconds(beat.start)


def _marks(beats: tuple[Beat, ...]) -> Iterator[tuple[str, float]]:
    """The first start of every kind but a step, every step by its number, and the final hold."""
    seen: set[str] = set()
    for beat in beats:
        name = beat.shot or (f"step {beat.position + 1}" if beat.kind is Kind.STEP else beat.kind.value)
        if name not in seen:
            seen.add(name)
            yield name, beat.start
    yield beats[-1].kind.value, beats[-1].start


def _problems(storyboard: Storyboard) -> Iterator[str]:
    """One sentence for each thing that does not join up."""
    beats, sections = storyboard.beats, storyboard.sections
    if not beats or not sections:
        yield "a storyboard has at least one beat and one section"
        return
    for name, spans in (("beats", beats), ("sections", sections)):
        yield from _time_problems(name, [(span.start, span.duration) for span in spans])
    if any(to_milliseconds(section.duration) % TIME_GRID for section in sections):
        yield f"a section's duration is not a multiple of {TIME_GRID} ms"
    if to_milliseconds(sections[-1].start + sections[-1].duration) != to_milliseconds(beats[-1].end):
        yield "the sections end at another time than the beats"
    for before, after in pairwise(beats):
        if (before.position, before.done_after) != (after.previous, after.done_before):
            yield f"the {after.kind} at {after.start} s does not go on where the {before.kind} ended"
    if beats[-1].done_after != storyboard.positions:
        yield f"{beats[-1].done_after} of {storyboard.positions} outputs are filled at the end"


def _time_problems(name: str, spans: list[tuple[float, float]]) -> Iterator[str]:
    now = 0
    for start, duration in spans:
        if to_milliseconds(start) != now or to_milliseconds(duration) <= 0:
            yield f"the {name} are not contiguous at {start} s"
            return
        now += to_milliseconds(duration)
