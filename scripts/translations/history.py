"""Earlier English wordings, read from git."""

from __future__ import annotations

import subprocess
from functools import lru_cache
from pathlib import Path

from macros.pages import parse_page
from macros.problems import ContentError
from macros.sections import sections


def old_wording(root: Path, path: str, identifier: str, fingerprint: str) -> str | None:
    """The text that the section of docs/en/`path` had when its fingerprint was this.

    None where git does not know it.
    """
    return _wordings(root, f"docs/en/{path}").get((identifier, fingerprint))


def text_at(root: Path, revision: str, file: str) -> str | None:
    """The text of a file at a revision, None where there is none."""
    return _git(root, "show", f"{revision}:{file}")


def changed_files(root: Path, base: str) -> list[str]:
    """The files that differ from where this branch left `base`, uncommitted changes included.

    [] where git can't tell.
    """
    fork = (_git(root, "merge-base", base, "HEAD") or base).strip()
    listed = _git(root, "diff", "--name-only", "-z", fork, "--")
    return sorted(name for name in (listed or "").split("\0") if name)


@lru_cache(maxsize=256)
def _wordings(root: Path, file: str) -> dict[tuple[str, str], str]:
    """Every wording of every section that the file had in any commit, by id and fingerprint."""
    listed = _git(root, "log", "--follow", "--format=%x00%H", "--name-only", "--", file) or ""
    found: dict[tuple[str, str], str] = {}
    for commit in listed.split("\0")[1:]:
        revision, *names = commit.split()
        text = _git(root, "show", f"{revision}:{names[0]}") if names else None
        try:
            page = parse_page(text or "", file, file)
        except ContentError:
            continue
        for section in sections(page):
            found.setdefault((section.id, section.fingerprint), section.text)
    return found


def _git(root: Path, *arguments: str) -> str | None:
    command = [
        "git",
        "-C",
        str(root),
        "-c",
        f"safe.directory={root}",
        *arguments,
    ]  # a container's folder is another user's
    try:
        run = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return None
    return run.stdout.decode("utf-8", errors="replace") if run.returncode == 0 else None
