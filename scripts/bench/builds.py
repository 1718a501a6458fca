"""Build times: all languages from nothing, one language, and an edit until `serve` has rebuilt."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from scripts.bench.table import table
from scripts.build import build_site
from scripts.build.mkdocs_run import build_language
from scripts.check import check_content

EDIT = "A sentence that the bench has written."


def bench_builds(root: Path) -> None:
    """Print seconds for the check, a full build, one language, and an edit seen in serve."""
    with tempfile.TemporaryDirectory(dir=_folder(root)) as place:
        copy = copy_of(root, Path(place) / "copy")
        rows = [
            ("check of all content", _seconds(lambda: check_content(copy))),
            ("full build, four languages", _seconds(lambda: build_site(copy, copy / "site"))),
            ("one language (ky), MkDocs alone", _seconds(lambda: build_language(copy, "ky", copy / "one"))),
            ("an edit until serve shows it (ky)", _edit_in_serve(copy)),
        ]
    print(table(("what", "seconds"), rows))


def copy_of(root: Path, target: Path) -> Path:
    """A copy of what a build needs, at `target`."""
    for name in ("docs", "locales", "macros", "overrides", "scripts"):
        shutil.copytree(root / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "pyproject.toml", "CHANGELOG.md"):
        if (root / name).exists():
            shutil.copy(root / name, target / name)
    return target


def _folder(root: Path) -> Path:
    folder = root / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _seconds(work: object) -> float:
    started = time.monotonic()
    work()  # type: ignore[operator]
    return time.monotonic() - started


def _edit_in_serve(root: Path) -> float:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "scripts", "serve", "--lang", "ky", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}/think/context.html"
    try:
        _wait_for(address, "")
        time.sleep(1)
        page = root / "docs" / "ky" / "think" / "context.md"
        page.write_text(page.read_text(encoding="utf-8") + f"\n{EDIT}\n", encoding="utf-8")
        return _seconds(lambda: _wait_for(address, EDIT))
    finally:
        os.killpg(server.pid, 15)
        server.wait()


def _wait_for(address: str, text: str, limit: float = 60) -> None:
    ends = time.monotonic() + limit
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  our own server on this machine
                if text in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"{address} did not show “{text}” in {limit} s")
