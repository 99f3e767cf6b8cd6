"""Handing out clips to workers, and taking back what they made, until none is left."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from convanim.batch.environment import ChangedError
from convanim.batch.executors import WAITING, ClusterLostError, Workers
from convanim.batch.ledger import Ledger, sentence
from convanim.batch.work import Made
from convanim.errors import ConvanimError

LOOK = 0.1
"""Seconds between two looks at what the workers do."""
STEP = 0.005
"""The least progress that is worth a word."""
MOST_DEATHS = 2
"""Workers that a clip may cost before it fails: what else went on may have killed the first."""


@dataclass(slots=True)
class Running:
    """A clip that was handed out, in which slot, and what was said of it last."""

    key: str
    slot: int
    share: float = WAITING


class Loop:
    """One worker's death costs one clip at most, and nobody waits for a clip to be written down."""

    def __init__(self, ledger: Ledger, workers: Workers, work: Mapping[str, float]) -> None:
        """`work` are expected seconds by names: of what begins last, little is left for one core alone."""
        self._ledger, self._workers = ledger, workers
        self._waiting = deque(
            sorted(ledger.pending, key=lambda key: -work.get(ledger.pending[key][0][1].entry.name, 0.0))
        )
        self._running: dict[Future[Made], Running] = {}
        self._slots: dict[int, Running] = {}
        self._deaths: Counter[str] = Counter()

    def run(self) -> None:
        """Until every clip is made or failed."""
        while self._waiting or self._running:
            self._hand_out()
            done, _ = wait(self._running, LOOK, FIRST_COMPLETED)
            for running in self._running.values():
                self.told(running.slot, self._workers.share(running.slot))
            finished = [(future, self._running.pop(future)) for future in done]
            for _, running in finished:
                del self._slots[running.slot]
            if self._workers.elsewhere:
                self._hand_out()
            for future, running in finished:
                self._take(future, running.key)

    def told(self, slot: int, share: float) -> None:
        """A clip has come so far."""
        running = self._slots.get(slot)
        if running is None or share == WAITING:
            return
        key, before = running.key, running.share
        if before == WAITING:
            self._ledger.told(key, "started")
        elif share < before:
            self._ledger.told(key, "retried", reason="its worker was lost")
        if before <= share < min(before + STEP, 1.0) and before != WAITING:
            return
        running.share = share
        if share > 0:
            self._ledger.told(key, "progress", share)

    def _hand_out(self) -> None:
        """Give every worker that is free a clip."""
        while self._waiting and len(self._running) < self._workers.capacity:
            key = self._waiting.popleft()
            slot = next(slot for slot in range(len(self._slots) + 1) if slot not in self._slots)
            try:
                job = self._ledger.pending[key][0][1].job(self._ledger.inputs)
            except ConvanimError as error:
                self._ledger.failed(key, str(error))
                continue
            self._slots[slot] = Running(key, slot)
            self._running[self._workers.submit(job, slot, self.told)] = self._slots[slot]

    def _take(self, future: Future[Made], key: str) -> None:
        """Take back what became of a clip."""
        error = future.exception()
        if isinstance(error, ClusterLostError | ChangedError):
            raise error
        if isinstance(error, BrokenProcessPool):
            self._died(key)
        elif error is not None:
            self._ledger.failed(key, sentence(error))
        else:
            self._check(key, future.result())

    def _check(self, key: str, made: Made) -> None:
        """Take a finished clip, if what came back is what was made."""
        planned = self._ledger.pending[key][0][1]
        if any(part.suffix == planned.suffix for part in made.parts) and all(map(planned.takes, made.parts)):
            self._ledger.made(key, made)
        else:
            self._again(key, "what came back is not what was made")

    def _died(self, key: str) -> None:
        self._again(key, "its worker process died")

    def _again(self, key: str, reason: str) -> None:
        """Have a clip made once more; the second time is the last."""
        self._deaths[key] += 1
        if self._deaths[key] < MOST_DEATHS:
            self._ledger.told(key, "retried", reason=reason)
            self._waiting.appendleft(key)
        else:
            self._ledger.failed(key, f"{reason}, twice: it may need more memory than there is")
