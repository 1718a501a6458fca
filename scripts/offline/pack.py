"""pack.json and the worker of one language's folder, written last: the pack names every other file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import rjsmin

from macros.edition import Edition
from macros.render import written_date
from macros.strings import Strings
from scripts.wire import gzipped

FOLDER = Path(__file__).resolve().parent
LEFT_OUT = ("pack.json", "sw.js")
CONTRIBUTORS = "translate/"
"""The folder of pages for translators: somebody who looks for help must not find how to help, nor pay to keep it."""

PRINTED = "print/"
"""The folder of PDFs: each is as large as a pack."""

PLAN = b'class="session-plan"'
"""What marks the page of a session plan: a pack of 700 kB has no room for them all; trainers print them."""


@dataclass(frozen=True)
class PackFile:
    """A file of the pack: path below the language's folder, SHA-256 in hex, and its size when sent with gzip."""

    path: str
    sha256: str
    wire: int


def pack_files(folder: Path) -> list[PackFile]:
    """Every file of the folder that is kept, sorted by path."""
    found = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in LEFT_OUT):
        path = file.relative_to(folder).as_posix()
        data = file.read_bytes()
        if not for_contributors(path) and not path.startswith(PRINTED) and PLAN not in data:
            found.append(PackFile(path, hashlib.sha256(data).hexdigest(), gzipped(data)))
    return found


def for_contributors(path: str) -> bool:
    """Whether a page, named below the language's folder, is for translators and not for readers."""
    return path.startswith(CONTRIBUTORS)


def update_words(strings: Strings) -> dict[str, str]:
    """What a kept copy says of itself and of updates; it comes with the pack, not with every page."""
    return {
        "kept": strings.text("update", "You are reading the copy kept on this phone: edition {edition} of {date}."),
        "newer": strings.text("update", "A newer edition of {date} is out. The update takes {size} kB of data."),
        "applied": strings.text("update", "The kept copy is now the edition of {date}. It shows on the next page."),
        "gone": strings.text("update", "The update did not arrive whole. The old copy stays."),
        "update": strings.text("update", "Update"),
    }


def write_pack(folder: Path, edition: Edition, strings: Strings) -> None:
    """Write pack.json and sw.js. The pack's id changes when any file does."""
    files = pack_files(folder)
    listed = [[file.path, file.sha256, file.wire] for file in files]
    identity = hashlib.sha256(json.dumps(listed).encode()).hexdigest()[:16]
    pack = {
        "id": identity,
        "edition": edition.number,
        "date": written_date(edition.date.isoformat(), strings.locale),
        "urgent": edition.urgent,
        "words": update_words(strings),
        "files": listed,
    }
    (folder / "pack.json").write_text(
        json.dumps(pack, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )
    name = "withdrawn.js" if edition.withdraw_worker else "worker.js"
    script = (FOLDER / name).read_text(encoding="utf-8")
    (folder / "sw.js").write_text(str(rjsmin.jsmin(script)), encoding="utf-8")
