"""What a batch says while it runs, and at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convanim.batch.entry import Entry


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a clip.

    Attributes:
        kind: "cached" (there already, unchanged), "started", "progress", "retried" (its worker died), and at
            the end "done" or "failed".
        share: what is done of it, 0 to 1.
        seconds: what making it took; where it came out of the cache, what that took.
        bytes: of all its files.
        reason: why it failed or is retried; of what is done, what gave way to its budget of bytes.
    """

    kind: str
    entry: Entry
    share: float = 0.0
    seconds: float = 0.0
    bytes: int = 0
    reason: str = ""


STATUSES = ("unchanged", "made", "failed", "not made")
"""How a clip can have ended; the last one is that of clips which a batch that was ended did not come to."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a clip ended: its status is one of `STATUSES`; the hash is that of the clip's own file."""

    name: str
    output: str
    status: str
    seconds: float = 0.0
    bytes: int = 0
    reason: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """How all clips of a batch ended, in their order.

    Attributes:
        notes: what was done without, such as a cache.
        ended: why the batch ended before its time; empty where it did not.
    """

    outcomes: tuple[Outcome, ...]
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    ended: str = ""

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Those that failed."""
        return self._with("failed")

    @property
    def made(self) -> tuple[Outcome, ...]:
        """Those that are new, rendered now or out of the cache."""
        return self._with("made")

    @property
    def unchanged(self) -> tuple[Outcome, ...]:
        """Those that were there already."""
        return self._with("unchanged")

    def as_json(self) -> dict[str, Any]:
        """The report as JSON has it."""
        counts = {status: len(self._with(status)) for status in STATUSES}
        clips = [
            {
                "name": outcome.name,
                "output": outcome.output,
                "status": outcome.status,
                "seconds": round(outcome.seconds, 3),
                "bytes": outcome.bytes,
                "sha256": outcome.sha256,
                **({"reason": outcome.reason} if outcome.reason else {}),
            }
            for outcome in self.outcomes
        ]
        return {
            "ended": self.ended,
            **counts,
            "seconds": round(self.seconds, 3),
            "notes": list(self.notes),
            "clips": clips,
        }

    def _with(self, status: str) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.status == status)
