"""`python -m scripts serve --lang ky`: one language at a local address, rebuilt on every edit."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from macros.languages import SOURCE, read_languages
from macros.problems import ContentError, Problem
from macros.tables import suggest

HELP = "show one language, rebuilt on every edit"

WATCHED = ("docs/_data", "locales", "macros", "overrides", "scripts/build")
"""Folders beside the pages whose edits rebuild the site."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`serve [--lang ky] [--port 8000] [--host 127.0.0.1]`."""
    parser.add_argument("--lang", default="en", help="the language to show (default: en)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000, help="the port (default: 8000)")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Serve until interrupted."""
    known = [language.locale for language in read_languages(root)]
    if arguments.lang not in known:
        mend = suggest(arguments.lang, known, f"there are: {', '.join(known)}")
        raise ContentError([Problem("mkdocs.yml", 1, f"unknown language {arguments.lang}", mend)])
    environment = {
        **os.environ,
        "KADAM_LOCALE": arguments.lang,
        "KADAM_PREVIEW": "yes",
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"{arguments.host}:{arguments.port}"]
    for folder in WATCHED:
        command += ["--watch", str(root / folder)]
    address = f"http://{arguments.host}:{arguments.port}/"
    print(f"{address}  (Ctrl+C ends)", flush=True)
    if arguments.lang != SOURCE:
        print(f"{address}side-by-side/index.html  each section beside its English", flush=True)
    return subprocess.run(command, cwd=root, env=environment, check=False).returncode
