"""Batches whose workers stand in for real ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from convanim.batch import run as batch
from convanim.batch.report import Report
from convanim.batch.run import run_batch
from tests.batch.clips import THREE, FakeWorkers, Run


@pytest.fixture
def workers() -> FakeWorkers:
    return FakeWorkers()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: FakeWorkers) -> Run:
    """Run three clips, with what is made written down in ``workers``."""

    @contextmanager
    def instead(*_: object) -> Iterator[FakeWorkers]:
        yield workers

    monkeypatch.setattr(batch, "_workers", instead)

    def call(entries: Any = THREE, **options: Any) -> Report:
        workers.jobs.clear()
        return run_batch(entries, tmp_path / "out", **{"cache": tmp_path / "cache", **options})

    return call
