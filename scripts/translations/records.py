"""Records in the front matter of pages, written without touching any other line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from macros.pages import Page, parse_page
from scripts.files import write_whole

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)


def with_record(text: str, key: str, entries: Mapping[str, str]) -> str:
    """The page `text` whose front matter records `entries` under `key`, in their order, instead of what stood there.

    Without entries the key goes. Raises ValueError for a page without front matter.
    """
    front = _FRONT.match(text)
    if not front:
        raise ValueError("a page without front matter")
    kept = re.sub(rf"^{key}:.*\n(?:[ \t]+.*\n|[ \t]*#.*\n|[ \t]*\n)*", "", front[1], flags=re.MULTILINE)
    block = f"{key}:\n" + "".join(f"  {name}: {value}\n" for name, value in entries.items()) if entries else ""
    return text[: front.start(1)] + kept + block + text[front.end(1) :]


def write_page(root: Path, page: Page, text: str) -> None:
    """Put the page's new text in its place. Raises ContentError, with nothing written, when it can't be read again."""
    parse_page(text, page.path, page.file)
    write_whole(root / page.file, text)
