"""Small editions for the tests of the mirror: trees, keys, releases signed with them, and commands run on them."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import io
import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from scripts.mirror.cli import main
from scripts.mirror.disk import gzipped_whole
from scripts.mirror.verify import verify
from scripts.release.manifest import manifest_bytes, manifest_of
from scripts.release.patches import make_patches
from scripts.release.signing import Key, new_key, sign, throw_away_key

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LANGUAGES = {"en": "English", "ru": "Русский", "ky": "Кыргызча"}
WITHDRAWN = "ky/plan/unsafe.html"
"""The page of the older edition that the newer one withdraws."""

BOOK = "ky/print/book.pdf"
CHANGED = "ky/plan/who.html"


@dataclass(frozen=True)
class Ran:
    """What a command answered: its exit code and what it printed."""

    code: int
    out: str
    err: str


def run(*arguments: object, now: datetime = NOW) -> Ran:
    """Run mirror.py with these arguments at a given time."""
    out, err, clock = io.StringIO(), io.StringIO(), patch("scripts.mirror.cli.utc_now", lambda: now)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), clock:
        code = main([str(argument) for argument in arguments])
    return Ran(code, out.getvalue(), err.getvalue())


@cache
def scratch() -> Path:
    """A folder for what the tests share, deleted when they are done."""
    folder = tempfile.TemporaryDirectory(prefix="kadam-tests-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@cache
def key(name: str) -> Key:
    """A key by name: "first" and "next" are trusted in turn, "stranger" never, "expired" and "early" at other times."""
    if name == "throw-away":
        return throw_away_key(scratch() / "keys" / name)
    after, before = {"expired": ("20240101", "20260601"), "early": ("20300101", "20310101")}.get(
        name, ("20260101", "20280101")
    )
    return new_key(scratch() / "keys" / name, "releases@kadam", name, after, before)


def signers(*names: str) -> str:
    """The text of allowed_signers with these keys."""
    return "".join(key(name).signer for name in names)


@cache
def signers_file(*names: str) -> Path:
    """A file for --signers with these keys."""
    file = scratch() / f"signers-{'-'.join(names)}" / "allowed_signers"
    file.parent.mkdir()
    file.write_text(signers(*names), encoding="utf-8")
    return file


def make_tree(tree: Path, edition: str, sentence: str, trusted: str) -> Path:
    """A small published tree of three languages, without manifest."""
    dice = random.Random(7)  # noqa: S311  # the same each time
    words = [f"<p>{dice.getrandbits(48):x} {dice.getrandbits(64):x}</p>" for _ in range(60)]
    pages = {
        "index.html": "<a href=ky/>Кыргызча</a>",
        "START.html": "<p>Start</p>",
        "HOSTING.txt": "How to host",
        "mirror.py": "print()\n",
        "allowed_signers": trusted,
    }
    for locale in LANGUAGES:
        pages[f"elsewhere/{locale}.html"] = f"<a href='https://x/KADAM-PATH'>{locale}</a>"
        for name in ("index", "plan/who", "plan/place"):
            own = sentence if f"{locale}/{name}.html" == CHANGED else ""
            text = "\n".join(dice.sample(words, len(words)))
            pages[f"{locale}/{name}.html"] = f"<h1>{locale} {name}</h1>{text}{own}<footer>{edition}</footer>"
        pages[f"{locale}/assets/app.js"] = "alert(1);" + "\n".join(words)
        pages[f"{locale}/pack.json"] = "{}"
    for path, text in pages.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text, encoding="utf-8")
    (tree / BOOK).parent.mkdir()
    (tree / BOOK).write_bytes(random.Random(3).randbytes(300_000))  # noqa: S311
    return tree


def table_of(tree: Path, edition: str, day: date, **changes: Any) -> dict[str, Any]:
    """The manifest of a tree."""
    told: dict[str, Any] = {
        "guide": "kadam",
        "edition": edition,
        "date": day,
        "development": False,
        "home": "https://guide.example/",
        "urgent": False,
        "stale_after": 180,
        "languages": LANGUAGES,
        "replaces": None,
        "withdrawn": [],
        "patches": {},
        "compressed": None,
    }
    return manifest_of(tree, **{**told, **changes})


def publish(tree: Path, table: dict[str, Any], signer: str) -> Path:
    """Write the manifest and its signature into a tree."""
    data = manifest_bytes(table)
    (tree / "manifest.json").write_bytes(data)
    (tree / "manifest.json.gz").write_bytes(gzipped_whole(data))
    sign(tree / "manifest.json", key(signer).file)
    return tree


def table_in(tree: Path) -> dict[str, Any]:
    """The manifest that stands in a tree, to be changed and published again."""
    return dict(json.loads((tree / "manifest.json").read_bytes()))


@cache
def older() -> Path:
    """Edition 2026.1, signed with the first key. Not to be changed: copy it."""
    tree = make_tree(scratch() / "older", "2026.1", "An old sentence.", signers("first"))
    (tree / WITHDRAWN).write_text("<p>This page could hurt somebody.</p>", encoding="utf-8")
    return publish(tree, table_of(tree, "2026.1", date(2026, 11, 1)), "first")


@cache
def newer() -> Path:
    """Edition 2026.2 with one new sentence, a page withdrawn, and patches. Not to be changed: copy it."""
    tree = make_tree(scratch() / "newer", "2026.2", "A new sentence.", signers("first"))
    before = (older() / "manifest.json").read_bytes()
    withdrawn = [{"path": WITHDRAWN, "since": "2026.2", "reason": "unsafe"}]
    replaces = {"edition": "2026.1", "manifest": hashlib.sha256(before).hexdigest()}
    table = table_of(tree, "2026.2", date(2026, 11, 20), withdrawn=withdrawn, replaces=replaces)
    table["patches"] = {replaces["manifest"]: make_patches(older(), before, tree, table, tree / "updates")}
    return publish(tree, table, "first")


@cache
def trees_of_mirrors() -> Path:
    """A mirror that holds edition 2026.1. Not to be changed: copy it."""
    folder = scratch() / "mirror"
    assert run("sync", older(), folder, "--signers", signers_file("first")).code == 0
    return folder


def mirror_of_older(folder: Path) -> Path:
    """A mirror of one's own that holds edition 2026.1."""
    return Path(shutil.copytree(trees_of_mirrors(), folder, symlinks=True))


def copy_of(tree: Path, folder: Path) -> Path:
    """A release that a test may break."""
    return Path(shutil.copytree(tree, folder))


def whole(folder: Path) -> str:
    """The edition of a mirror or a tree that verify finds whole."""
    mirror = (folder / "current").exists()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = verify(folder, None if mirror else signers_file("first"))
    assert code == 0, err.getvalue()
    return out.getvalue().split("edition ")[1].split(" ")[0]


def paths_below(folder: Path) -> Iterator[str]:
    """Every file below a folder, by path."""
    return (file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*")) if file.is_file())
