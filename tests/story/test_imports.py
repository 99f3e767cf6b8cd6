"""The story is told without a picture: nothing here loads Manim or Pillow."""

import subprocess
import sys

MODULES = "convanim.story.pacing, convanim.story.captions, convanim.story.storyboard, convanim.numbers"
HEAVY = {"manim", "PIL", "av", "rich", "scipy", "importlib.metadata"}


def loaded_by(modules: str) -> set[str]:
    """The names of all modules that a fresh interpreter has after importing these."""
    code = f"import sys, {modules}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_story_loads_no_picture_library() -> None:
    assert not loaded_by(MODULES) & HEAVY


def test_that_test_would_see_one() -> None:
    assert "PIL" in loaded_by(f"{MODULES}, PIL")
