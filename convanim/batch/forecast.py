"""What a batch would do, without doing it: what is there already, what the rest costs, and what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from convanim.batch.cache import Cache
from convanim.batch.course import Entry
from convanim.batch.estimate import Estimate, estimate
from convanim.batch.inputs import Inputs
from convanim.batch.plan import Planned, plan
from convanim.batch.problems import Problems
from convanim.batch.upkeep import usual_place
from convanim.batch.work import Progress

CALLED = "the course"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will become of one clip.

    Attributes:
        state: "unchanged", "cached" (to be copied out of the cache) or "new".
        estimate: what a new clip will be.
    """

    entry: Entry
    state: str
    estimate: Estimate | None = None


def check(
    entries: Sequence[Entry], folder: Path, cache: Path | None = None, progress: Progress | None = None
) -> None:
    """Refuse clips whose files, numbers, shapes or sizes cannot be; those in the cache could be once.

    `progress` is told the share that is looked at. Raises ConvanimError with all that is wrong with any of
    them; nothing is written.
    """
    problems, inputs, kept = Problems(), Inputs(), _cache(cache)
    for number, entry in enumerate(entries, 1):
        with problems.noted(entry.where):
            if kept.manifest(plan(entry, folder, inputs).key) is None:
                estimate(entry.spec, str(entry.output))
        if progress is not None:
            progress(number / len(entries))
    problems.raise_any(CALLED)


def forecast(
    entries: Sequence[Entry], folder: Path, cache: Path | None = None, *, force: bool = False
) -> tuple[Forecast, ...]:
    """What will become of each clip; ConvanimError with all that is known to be impossible, limits included.

    New clips are planned but not drawn, and nothing is written; ``force`` takes every clip for new.
    """
    problems, inputs, kept, found = Problems(), Inputs(), _cache(cache), []
    for entry in entries:
        with problems.noted(entry.where):
            state = "new" if force else _state(plan(entry, folder, inputs), kept)
            expected = estimate(entry.spec, str(entry.output)) if state == "new" else None
            found.append(Forecast(entry, state, expected))
    problems.raise_any(CALLED)
    return tuple(found)


def _state(planned: Planned, cache: Cache) -> str:
    manifest = cache.manifest(planned.key)
    if manifest is None:
        return "new"
    if planned.matches(manifest):
        return "unchanged"
    return "new" if cache.read(planned.key) is None else "cached"


def _cache(folder: Path | None) -> Cache:
    return Cache(folder if folder is not None else usual_place())
