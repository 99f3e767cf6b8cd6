"""Running the program in this process, with a pipeline that writes down what it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from convanim import ClipSpec
from convanim.cli import main
from convanim.rendering import budget
from convanim.rendering.pipeline import Rendered


@dataclass(frozen=True)
class Outcome:
    """What a call of the program ended with."""

    status: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the program in an empty folder: ``run("shape", "-i", "5")``."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Outcome:
        capsys.readouterr()
        status = main(arguments)
        return Outcome(status, *capsys.readouterr())

    return call


@dataclass
class Pipeline:
    """Stands in for the pipeline's ``render``: keeps the specs and paths, or fails as it is told."""

    calls: list[tuple[ClipSpec, Path]] = field(default_factory=list)
    described: list[bool] = field(default_factory=list)
    forced: list[bool] = field(default_factory=list)
    failure: BaseException | None = None
    frames: int = 200

    def render(
        self,
        spec: ClipSpec,
        output: Path | str,
        *,
        progress: Callable[[float], None] | None = None,
        described: bool = False,
        force: bool = False,
    ) -> Rendered:
        self.described.append(described)
        self.forced.append(force)
        self.calls.append((spec, Path(output)))
        if progress is not None:
            progress(0.5)
            progress(1.0)
        if self.failure is not None:
            raise self.failure
        return Rendered(Path(output), self.frames, 8.6, 212_345, 640, 412)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    """The pipeline that only writes down."""
    stand_in = Pipeline()
    monkeypatch.setattr(budget, "render", stand_in.render)
    return stand_in
