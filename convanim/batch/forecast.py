"""What a batch would do, without doing it: what is there already, what the rest costs, and what cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from convanim.batch.cache import Cache
from convanim.batch.collisions import overwritten
from convanim.batch.entry import Entry
from convanim.batch.estimate import Estimate, estimate
from convanim.batch.inputs import Inputs
from convanim.batch.plan import Planned, plan
from convanim.batch.upkeep import usual_place
from convanim.batch.work import Progress
from convanim.problems import Problems

CALLED = "the course"
"""Where nobody says which."""


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
    entries: Sequence[Entry],
    folder: Path,
    cache: Path | None = None,
    progress: Progress | None = None,
    problems: Problems | None = None,
) -> Mapping[str, float]:
    """Refuse clips whose files, numbers, shapes or sizes cannot be; those in the cache could be once.

    `progress` is told the share that is looked at; `problems` are those that were found already. Returns the
    seconds of work that each clip will be, by its name, of those that are not in the cache. Raises
    ConvanimError with all that is wrong with any of them; nothing is written.
    """
    problems = Problems(CALLED) if problems is None else problems
    inputs, kept, work, all_planned = Inputs(), _cache(cache), {}, []
    for number, entry in enumerate(entries, 1):
        with problems.noted(entry.where):
            all_planned.append(plan(entry, folder, inputs))
            if kept.manifest(all_planned[-1].key) is None:
                work[entry.name] = estimate(entry.spec, str(entry.output)).work
        if progress is not None:
            progress(number / len(entries))
    _note_overwritten(all_planned, problems)
    problems.raise_any()
    return work


def forecast(
    entries: Sequence[Entry],
    folder: Path,
    cache: Path | None = None,
    *,
    force: bool = False,
    problems: Problems | None = None,
) -> tuple[Forecast, ...]:
    """What will become of each clip; ConvanimError with all that is known to be impossible, limits included.

    New clips are planned but not drawn, and nothing is written; ``force`` takes every clip for new.
    `problems` are those that were found already.
    """
    problems = Problems(CALLED) if problems is None else problems
    inputs, kept, all_planned = Inputs(), _cache(cache), []
    found = []
    for entry in entries:
        with problems.noted(entry.where):
            all_planned.append(plan(entry, folder, inputs))
            state = "new" if force else _state(all_planned[-1], kept)
            expected = estimate(entry.spec, str(entry.output)) if state == "new" else None
            found.append(Forecast(entry, state, expected))
    _note_overwritten(all_planned, problems)
    problems.raise_any()
    return tuple(found)


def _note_overwritten(planned: Sequence[Planned], problems: Problems) -> None:
    for clip, text in overwritten(planned):
        problems.note(clip.entry.where, text)


def _state(planned: Planned, cache: Cache) -> str:
    manifest = cache.manifest(planned.key)
    if manifest is None:
        return "new"
    if planned.matches(manifest):
        return "unchanged"
    return "new" if cache.read(planned.key) is None else "cached"


def _cache(folder: Path | None) -> Cache:
    return Cache(folder if folder is not None else usual_place())
