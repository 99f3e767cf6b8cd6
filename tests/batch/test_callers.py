"""A batch with processes, from wherever it is called: each is made once, and nothing hangs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from convanim.batch.run import DAEMONIC

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0

SCRIPT = """
import os, sys
from pathlib import Path

from convanim.batch.run import run_batch
from tests.batch import standing_in
from tests.batch.clips import THREE

class Mine:
    pass

def make(folder="out"):
    report = run_batch(THREE[:2], Path(folder), cache=Path(f"{folder}/c"), executor="processes", jobs=1)
    print(*(outcome.status for outcome in report.outcomes), *report.notes)
    sys.stdout.flush()

os.environ[standing_in.LOG] = "log"
standing_in.put_in()
print("begun", __name__, flush=True)
"""

THREADED = """
import pickle, threading
from convanim.batch.script import without_script
usual = sys.modules["__main__"]
thread = threading.Thread(target=make)
thread.start()
thread.join()
with without_script():
    assert pickle.loads(pickle.dumps(Mine)) is Mine
assert sys.modules["__main__"] is usual
"""
DAEMON = """
from multiprocessing import get_context
process = get_context("fork").Process(target=make, args=("out/2",), daemon=True)
process.start()
process.join()
"""
POOL = """
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
    pool.submit(make).result()
"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="no process is forked elsewhere")


@pytest.mark.parametrize(
    ("how", "more", "words"),
    [
        ("file", "make()", "made made"),
        ("stdin", POOL, "made made"),
        ("-c", THREADED + DAEMON, f"made made\nmade made {DAEMONIC}"),
    ],
    ids=["a script without a guard", "a worker of a pool of stdin's", "a thread, and a daemonic process"],
)
def test_a_batch_is_made_wherever_it_is_called(tmp_path: Path, how: str, more: str, words: str) -> None:
    (tmp_path / "script.py").write_text(SCRIPT + more)
    arguments = {"file": ["script.py"], "stdin": ["-"], "-c": ["-c", SCRIPT + more]}[how]
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=tmp_path,
        input=SCRIPT + more if how == "stdin" else "",
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"begun __main__\n{words}\n", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "out", "script.py"]
