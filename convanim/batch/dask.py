"""Clips made on the workers of a Dask cluster that there is already.

Files go along with what is asked for, and clips come back: no disk is shared. The scheduler gives a clip
whose worker was lost to another one; one that has cost it several workers comes back as a failure. What a
worker says of its progress goes by Dask's events.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
import warnings
from concurrent.futures import Future
from typing import Any

from convanim.batch.environment import Environment, check_same, common
from convanim.batch.executors import WAITING, ClusterLostError, Told
from convanim.batch.work import Job, Made, make
from convanim.errors import ConvanimError
from convanim.processes import rare_collections

PATIENCE = 10.0
"""Seconds that the scheduler is given to answer, and a cluster to have its first worker."""
AHEAD = 2
"""Clips handed out for each worker: the next one is there when it has finished one."""
NEWS = 0.5
"""Seconds between two messages about one clip."""
COUNTED = 2.0
"""Seconds for which a count of workers is good."""


class DaskWorkers:
    """The workers of a cluster; one that is lost is missed only if none is left."""

    elsewhere = True

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        """Raises ConvanimError where Dask is not installed, nobody answers, or versions differ."""
        self.address, self._patience = address, patience
        self._client = _connected(address, patience)
        self._executor = self._client.get_executor(pure=False)
        self._shares: dict[int, float] = {}
        self._topic = f"convanim-{secrets.token_hex(8)}"
        self._tickets: dict[int, str] = {}
        self._counted, self._count, self._seen = 0.0, 0, time.monotonic()
        try:
            self._client.subscribe_topic(self._topic, self._hear)
            self._wait_for_workers()
            _check_versions(self._client)
        except BaseException:
            self.close()
            raise

    @property
    def capacity(self) -> int:
        """Twice the workers that there are now, so that none waits for the next clip.

        Raises ConvanimError where there has been none for a while.
        """
        now = time.monotonic()
        if now - self._counted > COUNTED:
            self._counted, self._count = now, self._workers()
        if self._count:
            self._seen = now
        elif now - self._seen > self._patience:
            raise ClusterLostError(
                f"the Dask cluster at {self.address} has no workers: start some, such as with dask worker "
                f"{self.address} --nthreads 1; what is finished is kept"
            )
        return AHEAD * max(self._count, 1)

    def submit(self, job: Job, slot: int, told: Told) -> Future[Made]:
        """Make a clip on some worker."""
        ticket = secrets.token_hex(8)
        self._shares[slot], self._tickets[slot] = WAITING, ticket
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that files travel with what needs them is meant
            given: Future[Made | ConvanimError] = self._executor.submit(_work, job, self._topic, slot, ticket)
        return translated(given)

    def share(self, slot: int) -> float:
        """As the worker said it last."""
        return self._shares.get(slot, WAITING)

    def close(self) -> None:
        """Leave the cluster; what still runs for this batch is cancelled."""
        self._executor.shutdown(wait=False)
        with contextlib.suppress(OSError, TimeoutError):
            self._client.close(timeout=self._patience)

    def _hear(self, event: tuple[float, tuple[int, str, float]]) -> None:
        """Take a worker's news about a clip, unless its slot has another one by now."""
        slot, ticket, share = event[1]
        if self._tickets.get(slot) == ticket:
            self._shares[slot] = share

    def _workers(self) -> int:
        """How many workers the scheduler knows; none where it does not answer, since it may come back."""
        try:
            return len(self._client.nthreads())
        except (OSError, TimeoutError):
            return 0

    def _wait_for_workers(self) -> None:
        with contextlib.suppress(TimeoutError):
            self._client.wait_for_workers(1, timeout=self._patience)
        if not self._workers():
            self._client.close(timeout=self._patience)
            raise ConvanimError(
                f"the Dask cluster at {self.address} has no workers: start some, such as with dask worker "
                f"{self.address} --nthreads 1"
            )


def translated(given: Future[Made | ConvanimError]) -> Future[Made]:
    """The same future, whose failures are those of any executor."""
    from distributed.scheduler import KilledWorker

    future: Future[Made] = Future()
    future.set_running_or_notify_cancel()

    def settle(done: Future[Made | ConvanimError]) -> None:
        if done.cancelled():
            future.set_exception(
                ClusterLostError("the Dask cluster was lost: run the batch again, what is finished is kept")
            )
            return
        result = done.result() if done.exception() is None else None
        error = result if isinstance(result, ConvanimError) else done.exception()
        if isinstance(error, KilledWorker):
            count = error.allowed_failures + 1
            error = ConvanimError(
                f"it cost {count} workers of the Dask cluster, the last of them {error.last_worker.address}: "
                f"it may need more memory than they have"
            )
        if error is not None:
            future.set_exception(error)
        elif isinstance(result, Made):
            future.set_result(result)

    given.add_done_callback(settle)
    return future


def _connected(address: str, patience: float) -> Any:
    """A client of a cluster."""
    try:
        from distributed import Client
    except ImportError:
        raise ConvanimError("Dask is not installed: pip install 'convanim[dask]'") from None
    try:
        connect: Any = Client
        return connect(address, timeout=patience, set_as_default=False, name="convanim")
    except (OSError, ValueError) as error:
        reason = str(error).strip().rstrip(".") or type(error).__name__
        raise ConvanimError(
            f"no Dask scheduler answers at {address} ({reason[:1].lower()}{reason[1:]}): check the address, "
            f"such as tcp://host:8786, or start one with dask scheduler"
        ) from None


def _check_versions(client: Any) -> None:
    """Refuse a cluster whose workers would make other bytes, before any work."""
    try:
        found: dict[str, Environment] = client.run(common)
    except ModuleNotFoundError as error:
        raise ConvanimError(
            f"a worker of the Dask cluster has no {error.name}: install the same convanim there"
        ) from None
    for address, environment in sorted(found.items()):
        try:
            check_same(common(), environment, elsewhere=True)
        except ConvanimError as error:
            raise ConvanimError(str(error).replace("the worker", f"the worker {address}")) from None


_DRAWING = threading.Lock()
"""Manim's configuration is one for a process: a worker of several threads draws one clip at a time."""


def _work(job: Job, topic: str, slot: int, ticket: str) -> Made | ConvanimError:
    """On a worker: make a clip, and send news about it; what a person can mend is no failure of Dask's."""
    from distributed import get_worker

    worker, told = get_worker(), 0.0

    def tell(share: float) -> None:
        nonlocal told
        if (now := time.monotonic()) - told > NEWS:
            told = now
            worker.log_event(topic, (slot, ticket, share))

    with _DRAWING, rare_collections():
        tell(0.0)
        try:
            return make(job, tell, elsewhere=True)
        except ConvanimError as error:
            return error
