"""The set-up by make, on pretended machines: a PATH that holds what such a machine would have, and no more.

The tools are the scripts in machine/; each that could change something writes down how it was called.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

BASICS = ("sh", "make", "env", "cat", "cp", "dirname", "grep", "mkdir", "rm", "touch")

TOOLS = Path(__file__).with_name("machine")

VENV = "python3.12 -m venv --clear .venv"
PIP = "python -m pip install -qq --disable-pip-version-check --editable .[dev]"
UPDATE = "apt-get -qq update"
INSTALL = "apt-get -qq --yes --no-install-recommends install"
PACKAGES = "pkg-config libcairo2-dev libpango1.0-dev gcc libc6-dev python3.12-dev python3.12-venv"
LACKING = (
    "pkg-config, the development files of cairo, the development files of pango, a C compiler, "
    "the headers of Python 3.12, the ensurepip module of Python 3.12"
)
REFUSED = "error: {}\nmake: *** ["


@dataclass(frozen=True)
class Machine:
    """A pretended machine: ``bin`` is its PATH, ``has`` its libraries, ``store`` what it could have."""

    folder: Path
    checkout: Path

    def set(self, *names: str) -> None:
        for name in names:
            (self.folder / name).touch()

    def provide(self, *tools: str) -> None:
        for tool in tools:
            shutil.copy(self.folder / "store" / tool, self.folder / "bin")

    def complete(self) -> None:
        self.provide("pkg-config", "cc")
        self.set("has/cairo", "has/pangocairo", "has/Python.h", "has/ensurepip")

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run make for the set-up alone; stdout and stderr come as one text, in order."""
        return subprocess.run(
            ["make", ".venv/.ready", *arguments],
            cwd=self.checkout,
            env={"PATH": str(self.folder / "bin"), "MACHINE": str(self.folder), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @property
    def log(self) -> list[str]:
        file = self.folder / "log"
        return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def machine(root: Path, tmp_path: Path) -> Machine:
    """A machine with make and Python 3.12 and nothing else; the checkout's path has spaces."""
    made = Machine(tmp_path / "a machine", tmp_path / "a check out")
    shutil.copytree(TOOLS, made.folder / "store")
    for folder in ("bin", "has"):
        (made.folder / folder).mkdir()
    for name in BASICS:
        found = shutil.which(name)
        assert found
        (made.folder / "bin" / name).symlink_to(found)
    (made.checkout / ".ci").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", ".ci/setup.sh"):
        shutil.copy(root / name, made.checkout / name)
    made.provide("python3.12", "id")
    return made


def test_root_installs_what_is_missing_and_needs_no_sudo(machine: Machine) -> None:
    machine.provide("apt-get", "apt-cache", "sudo")
    machine.set("is-root")
    done = machine.make()
    assert done.returncode == 0, done.stdout
    assert machine.log == [UPDATE, f"{INSTALL} {PACKAGES}", VENV, PIP]
    assert f"missing: {LACKING}; apt-get installs them" in done.stdout


def test_sudo_is_named_before_it_is_used(machine: Machine) -> None:
    machine.provide("apt-get", "apt-cache", "sudo")
    done = machine.make()
    assert done.returncode == 0, done.stdout
    named, used, *_ = done.stdout.split("(sudo runs)")
    assert f"missing: {LACKING}; sudo apt-get installs them" in named
    assert named.endswith("set-up: sudo apt-get -qq update\n")
    assert used.endswith(f"set-up: sudo env DEBIAN_FRONTEND=noninteractive {INSTALL} {PACKAGES}\n")
    assert [line for line in machine.log if not line.startswith("sudo")][:2] == [
        UPDATE,
        f"{INSTALL} {PACKAGES}",
    ]


def test_without_sudo_a_sentence_says_what_root_would_run(machine: Machine) -> None:
    machine.provide("apt-get", "apt-cache")
    done = machine.make()
    assert done.returncode != 0
    assert done.stdout.startswith(
        REFUSED.format(
            f"{LACKING} not found, and without sudo only root can install them: "
            f"run apt-get install {PACKAGES} as root"
        )
    )
    assert machine.log == []


def test_without_a_package_manager_one_sentence_says_what_to_install(machine: Machine) -> None:
    done = machine.make()
    assert done.returncode != 0
    assert done.stdout.startswith(
        REFUSED.format(
            f"{LACKING} not found, and neither apt-get nor brew is here to install them: "
            "install them with your system's package manager and run make again"
        )
    )
    assert not (machine.checkout / ".venv").exists()


def test_brew_installs_the_libraries(machine: Machine) -> None:
    machine.complete()
    machine.provide("brew")
    (machine.folder / "has" / "pangocairo").unlink()
    assert machine.make().returncode == 0
    assert machine.log == ["brew install --quiet pango", VENV, PIP]


def test_the_distributions_python_packages_where_the_interpreter_has_none(machine: Machine) -> None:
    machine.complete()
    machine.provide("apt-get", "apt-cache")
    machine.set("is-root", "apt-knows-defaults-only")
    (machine.folder / "has" / "Python.h").unlink()
    assert machine.make().returncode == 0
    assert machine.log[1] == f"{INSTALL} python3-dev"


def test_what_an_installation_does_not_bring_is_named(machine: Machine) -> None:
    machine.complete()
    machine.provide("brew")
    (machine.folder / "has" / "Python.h").unlink()
    done = machine.make()
    assert done.returncode != 0
    assert (
        "error: the headers of Python 3.12 still not found after the installation: install them by hand, "
        in done.stdout
    )
    assert machine.log == []


def test_apts_own_error_stays_visible(machine: Machine) -> None:
    machine.provide("apt-get", "apt-cache")
    machine.set("is-root", "apt-fails")
    done = machine.make()
    assert done.returncode != 0
    assert "E: no such package\n" in done.stdout
    assert f"error: apt-get could not install {PACKAGES} (its messages are above)\n" in done.stdout


def test_nothing_is_installed_where_all_is_there_and_a_second_run_does_nothing(machine: Machine) -> None:
    machine.complete()
    machine.provide("apt-get", "apt-cache", "sudo", "brew")
    assert machine.make().returncode == 0
    assert machine.log == [VENV, PIP]
    assert machine.make().returncode == machine.make("--question").returncode == 0
    assert machine.log == [VENV, PIP]


def test_a_changed_pyproject_is_installed_again_into_the_same_venv(machine: Machine) -> None:
    machine.complete()
    machine.make()
    stamp = (machine.checkout / ".venv" / ".ready").stat().st_mtime
    os.utime(machine.checkout / "pyproject.toml", (stamp + 10, stamp + 10))
    machine.make()
    assert machine.log == [VENV, PIP, PIP]


@pytest.mark.parametrize(("failing", "calls"), [("venv", [VENV, VENV, PIP]), ("pip", [VENV, PIP, PIP])])
def test_a_set_up_that_was_broken_off_is_done_again(machine: Machine, failing: str, calls: list[str]) -> None:
    machine.complete()
    machine.set(f"{failing}-fails")
    assert machine.make().returncode != 0
    (machine.folder / f"{failing}-fails").unlink()
    assert machine.make().returncode == 0
    assert machine.log == calls


def test_a_checkout_that_was_moved_is_set_up_again(machine: Machine) -> None:
    machine.complete()
    machine.make()
    moved = Machine(machine.folder, machine.checkout.rename(machine.checkout.with_name("moved here")))
    assert moved.make().returncode == 0
    assert moved.log == [VENV, PIP] * 2


def test_a_python_that_does_not_run_is_passed_over(machine: Machine) -> None:
    machine.complete()
    machine.provide("python3.14", "python3")
    assert machine.make().returncode == 0
    assert machine.log[0] == VENV


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        ((), "python3 is Python 3.9"),
        (("PYTHON=python3",), "python3 is Python 3.9"),
        (("PYTHON=python3.14",), "python3.14 does not run"),
    ],
)
def test_a_python_that_is_too_old_is_refused(
    machine: Machine, arguments: tuple[str, ...], given: str
) -> None:
    machine.complete()
    machine.provide("python3", "python3.14")
    if not arguments:
        (machine.folder / "bin" / "python3.12").unlink()
    done = machine.make(*arguments)
    assert done.returncode != 0
    assert done.stdout.startswith(
        REFUSED.format(
            f"{given} and convanim needs Python 3.11 or newer: "
            "install one, or name one with make PYTHON=/path/to/python3.13"
        )
    )


def test_a_named_python_is_used_and_another_one_makes_venv_anew(machine: Machine) -> None:
    machine.complete()
    other = machine.folder / "store" / "python3.12"
    other.write_text(other.read_text().replace('*base_prefix*) echo "$MACHINE"', "*base_prefix*) echo other"))
    machine.make()
    named = f"PYTHON={other}"
    assert machine.make(named).returncode == 0
    assert machine.make(named, "--question").returncode == 0
    assert machine.log == [VENV, PIP] * 2


def test_a_path_with_an_apostrophe_is_refused(machine: Machine) -> None:
    machine.complete()
    odd = Machine(machine.folder, machine.checkout.rename(machine.checkout.with_name("it's here")))
    done = odd.make()
    assert done.returncode != 0
    assert (
        "it's here has an apostrophe, which pycairo's build does not bear: rename the folder\n" in done.stdout
    )
