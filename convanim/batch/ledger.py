"""The book of a batch: what is planned, what is there, what is still to be made, and how each clip ended."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.batch.cache import Cache, Manifest
from convanim.batch.collisions import overwritten
from convanim.batch.inputs import Inputs
from convanim.batch.plan import Planned, is_file_of, plan
from convanim.batch.report import Event, Outcome
from convanim.batch.scratch import place
from convanim.batch.work import Made
from convanim.errors import ConvanimError

if TYPE_CHECKING:
    from convanim.batch.entry import Entry

READERS = 4
"""Threads that read and hash what is there; hashing lets others run meanwhile."""


class Ledger:
    """Clips by their keys. Clips of one key are made once and put in all their places.

    Attributes:
        pending: what is to be made, by key.
        notes: what could not be done besides clips, such as keeping them.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        folder: Path,
        cache: Cache | None,
        report: Callable[[Event], None],
        *,
        force: bool,
    ) -> None:
        self._entries, self._folder, self._cache = tuple(entries), folder, cache
        self._report, self._force = report, force
        self._planned: list[tuple[int, Planned]] = []
        self._outcomes: dict[int, Outcome] = {}
        self.inputs = Inputs()
        self.pending: dict[str, list[tuple[int, Planned]]] = {}
        self.notes: list[str] = []

    def plan(self) -> None:
        """Find every clip's files and key; what cannot be fails here, alone."""
        for number, entry in enumerate(self._entries):
            try:
                self._planned.append((number, plan(entry, self._folder, self.inputs)))
            except (ConvanimError, OSError) as error:
                self.fail(number, entry, sentence(error))
        in_the_way = {clip.path: text for clip, text in overwritten([clip for _, clip in self._planned])}
        for number, planned in self._planned:
            if text := in_the_way.get(planned.path):
                self.fail(number, planned.entry, text)
        self._planned = [found for found in self._planned if found[1].path not in in_the_way]

    def look(self) -> None:
        """Tell what is unchanged, take what the cache has, and leave the others pending."""
        manifests = [
            None if self._force or self._cache is None else self._cache.manifest(planned.key)
            for _, planned in self._planned
        ]
        with ThreadPoolExecutor(READERS) as readers:
            there = list(readers.map(_is_there, (planned for _, planned in self._planned), manifests))
        for (number, planned), manifest, unchanged in zip(self._planned, manifests, there, strict=True):
            if unchanged and manifest is not None:
                size, digest = sum(manifest.sizes.values()), manifest.hashes[planned.suffix]
                self._end(number, planned.entry, "unchanged", bytes=size, sha256=digest)
            elif manifest is None or not self._restored(number, planned):
                self.pending.setdefault(planned.key, []).append((number, planned))

    def told(self, key: str, kind: str, share: float = 0.0, reason: str = "") -> None:
        """Report what happens to a clip on the way; of clips of one key, about the first."""
        self._report(Event(kind, self.pending[key][0][1].entry, share, reason=reason))

    def made(self, key: str, made: Made) -> None:
        """Put a finished clip in its places, and keep it."""
        clips = self.pending.pop(key)
        for number, planned in clips:
            self._put(number, planned, made, made.seconds if number == clips[0][0] else 0.0)
        if self._cache is not None:
            try:
                self._cache.keep(key, made)
            except OSError as error:
                note = f"the cache {self._cache.folder} takes no more: {sentence(error)}"
                self.notes = [*self.notes, *([note] if note not in self.notes else [])]

    def failed(self, key: str, reason: str) -> None:
        """A clip cannot be made."""
        for number, planned in self.pending.pop(key):
            self.fail(number, planned.entry, reason)

    def fail(self, number: int, entry: Entry, reason: str) -> None:
        """One clip is at its end, and is not there."""
        self._outcomes[number] = Outcome(entry.name, str(entry.output), "failed", reason=reason)
        self._report(Event("failed", entry, reason=reason))

    def outcomes(self) -> tuple[Outcome, ...]:
        """How the clips ended, in their order; those that did not come to an end are not made."""
        return tuple(
            self._outcomes.get(number, Outcome(entry.name, str(entry.output), "not made"))
            for number, entry in enumerate(self._entries)
        )

    def places(self) -> set[Path]:
        """The folders that pending clips go to."""
        return {planned.path.parent for clips in self.pending.values() for _, planned in clips}

    def _restored(self, number: int, planned: Planned) -> bool:
        """Put a clip in its place out of the cache; False where the cache has no whole one."""
        start = time.perf_counter()
        made = self._cache.read(planned.key) if self._cache is not None else None
        if made is None or not all(map(planned.takes, made.parts)):
            return False
        self._put(number, planned, made, time.perf_counter() - start)
        return True

    def _put(self, number: int, planned: Planned, made: Made, seconds: float) -> None:
        """Place a clip's files, those that are not in place already; the clip itself comes last."""
        parts = sorted(made.parts, key=lambda part: part.suffix == planned.suffix)
        for part in parts:
            path = planned.place(part.suffix)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                if not is_file_of(path, len(part.data), part.sha256):
                    place(path, part.data)
            except OSError as error:
                self.fail(number, planned.entry, f"cannot write {path}: {_reason(error)}")
                return
        size, notes = sum(len(part.data) for part in parts), ", ".join(made.notes)
        self._end(number, planned.entry, "made", seconds, size, notes, parts[-1].sha256)

    def _end(
        self,
        number: int,
        entry: Entry,
        status: str,
        seconds: float = 0.0,
        bytes: int = 0,
        reason: str = "",
        sha256: str = "",
    ) -> None:
        self._outcomes[number] = Outcome(
            entry.name, str(entry.output), status, seconds, bytes, reason, sha256
        )
        kind = "cached" if status == "unchanged" else "done"
        self._report(Event(kind, entry, 1.0, seconds, bytes, reason))


def sentence(error: BaseException) -> str:
    """An error as the reason why a clip failed."""
    if isinstance(error, ConvanimError):
        return str(error)
    if isinstance(error, OSError):
        return f"{os.fspath(error.filename)}: {_reason(error)}" if error.filename else _reason(error)
    if isinstance(error, MemoryError):
        return "the memory does not suffice: use a smaller input or picture"
    return f"unexpected {type(error).__name__}: {' '.join(str(error).split())}"


def _reason(error: OSError) -> str:
    text = error.strerror or str(error) or type(error).__name__
    return text[:1].lower() + text[1:]


def _is_there(planned: Planned, manifest: Manifest | None) -> bool:
    return manifest is not None and planned.matches(manifest)
