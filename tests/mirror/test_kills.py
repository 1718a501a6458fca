"""Killed without warning at two hundred moments: what the mirror shows is always one whole edition."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from tests.mirror.trees import CHANGED, key, make_tree, publish, run, table_of

ROOT = Path(__file__).resolve().parents[2]
KILLS = 200


def development(tree: Path, sentence: str) -> Path:
    """A development build: such builds of one number may follow each other back and forth."""
    make_tree(tree, "2026.3", sentence, "")
    publish(tree, table_of(tree, "2026.3", date(2026, 11, 21), development=True), "throw-away")
    (tree / "development_signers").write_text(key("throw-away").signer, encoding="utf-8")
    return tree


PROGRAM = """
import os, signal, sys, time
from scripts.mirror.cli import main
for line in sys.stdin:
    tree, folder, seconds = line.split()
    child = os.fork()
    if not child:
        os._exit(main(["sync", tree, folder, "--quiet"]))
    if float(seconds):
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Syncs in a process of its own for each line, all modules loaded already, and kills that after some seconds."""


@contextmanager
def syncs() -> Iterator[Callable[[Path, Path, float], int]]:
    """A function that syncs a tree into a mirror, kills it after seconds other than 0, and tells how it ended."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdin
        assert parent.stdout
        told, tells = parent.stdin, parent.stdout

        def one(tree: Path, folder: Path, seconds: float) -> int:
            told.write(f"{tree} {folder} {seconds}\n")
            told.flush()
            return int(tells.readline())

        yield one
        told.close()


def test_two_hundred_kills(tmp_path: Path) -> None:
    trees = {text: development(tmp_path / f"tree{count}", text) for count, text in enumerate(("One.", "Another."))}
    folder = tmp_path / "m"
    lasted = []
    dice = random.Random(11)  # noqa: S311  # the same each time
    shown, killed, changed = "Another.", 0, 0
    with syncs() as sync:
        for tree in (*trees.values(), *trees.values()):
            start = time.monotonic()
            assert sync(tree, folder, 0) == 0
            lasted.append(time.monotonic() - start)
        for count in range(KILLS):
            target = next(text for text in trees if text != shown)
            seconds = 1.3 * min(lasted) * (count + dice.random()) / KILLS
            killed += sync(trees[target], folder, seconds) == -signal.SIGKILL
            ran = run("verify", folder)
            assert ran.code == 0, ran.err
            page = (folder / "current" / CHANGED).read_text(encoding="utf-8")
            now = next(text for text in trees if text in page)
            changed += now != shown
            shown = now
    assert killed > KILLS // 3
    assert changed > 5
    for tree in trees.values():
        assert run("sync", tree, folder).code == 0
        assert run("verify", folder).code == 0
    assert [*(folder / "incoming").iterdir()] == []
    assert len([*(folder / "editions").iterdir()]) == 2
