"""`make serve`: an edit of anything that a page is made of shows on the next look."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

EDITS = {
    "page": ("docs/ky/think/goals.md", r"\Z", "\nжаңы-сүйлөм\n", "think/goals.html", "жаңы-сүйлөм"),
    "table": ("docs/_data/goals.yml", r"id: awareness", "id: renamed-goal", "think/goals.html", 'id="renamed-goal"'),
    "catalogue": (
        "locales/ky/LC_MESSAGES/guide.po",
        r'msgstr "Меню"',
        'msgstr "Башка-меню"',
        "index.html",
        "Башка-меню",
    ),
    "macro": (
        "macros/components/goal_cards/__init__.py",
        r'"goals": guide',
        '"goals": 2 * guide',
        "think/goals.html",
        'id="peers".*id="peers"',
    ),
    "template": (
        "macros/components/goal_cards/template.html.j2",
        'class="goal-cards"',
        'class="goal-cards new-class"',
        "think/goals.html",
        "goal-cards new-class",
    ),
    "frame": ("overrides/partials/footer.html", 'class="foot"', 'class="foot new-foot"', "index.html", "new-foot"),
    "style": ("macros/look/card.css", r"\Z", "\n.new-rule { color: red; }\n", "assets/kadam.css", "new-rule"),
    "script": ("macros/look/start.js", r"\Z", "\nwindow.newWord = 1;\n", "assets/kadam.js", "newWord"),
}


@pytest.fixture
def served(guide: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "scripts", "serve", "--lang", "ky", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=guide, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}/"
    look(address + "index.html", "Kadam")
    yield address
    os.killpg(server.pid, signal.SIGTERM)
    server.wait()


def look(address: str, expected: str) -> None:
    """Look at a page until it holds what is expected."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  our own server
                if re.search(expected, answer.read().decode(), re.DOTALL):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{address} does not show {expected}")


def test_an_edit_of_anything_shows(guide: Path, served: str) -> None:
    for file, pattern, new, page, expected in EDITS.values():
        path = guide / file
        text, count = re.subn(pattern, new, path.read_text(encoding="utf-8"), count=1)
        assert count == 1, file
        path.write_text(text, encoding="utf-8")
        look(served + page, expected)


def test_an_unknown_language_is_one_line(guide: Path) -> None:
    command = [sys.executable, "-m", "scripts", "serve", "--lang", "kyr"]
    run = subprocess.run(command, cwd=guide, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr == "mkdocs.yml:1: unknown language kyr: did you mean ky?\n"
