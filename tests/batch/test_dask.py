"""A Dask cluster on this machine: the same bytes, a worker that is lost, and addresses that are none."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from convanim.batch import dask
from convanim.batch.report import Event
from convanim.batch.run import run_batch
from convanim.errors import ConvanimError
from tests.batch.clips import entry
from tests.batch.test_executors import CLIPS, SMALL, hashes

pytest.importorskip("distributed")


def test_a_cluster_makes_the_same_although_it_loses_a_worker(tmp_path: Path) -> None:
    from distributed import LocalCluster

    here = run_batch(CLIPS, tmp_path / "here", cache=tmp_path / "cache", executor="here")
    kinds = []
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:

        def lose(event: Event) -> None:
            """The first clip's worker dies on the way."""
            if event.kind == "started" and not kinds:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)
            if event.kind != "progress":
                kinds.append((event.kind, event.entry.name))

        clips = [*CLIPS, entry("bad.gif", **{**SMALL, "kernel": 9})]
        report = run_batch(
            clips, tmp_path / "out", cache=tmp_path / "other", dask=cluster.scheduler_address, report=lose
        )
    assert hashes(report) == hashes(here)
    assert [outcome.reason[:30] for outcome in report.failed] == ["kernel 9×9 does not fit the pa"]
    assert kinds[0][0] == "started"
    assert ("done", "a") in kinds


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConvanimError, match=r"^no Dask scheduler answers at tcp://127\.0\.0\.1:1 \("):
        dask.DaskWorkers("tcp://127.0.0.1:1", patience=0.2)
    with pytest.raises(ConvanimError, match=r"^no Dask scheduler answers at nonsense:: \(invalid address"):
        dask.DaskWorkers("nonsense::", patience=0.2)


def test_without_dask_the_error_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConvanimError, match=r"^Dask is not installed: pip install 'convanim\[dask\]'$"):
        dask.DaskWorkers("tcp://127.0.0.1:1")
