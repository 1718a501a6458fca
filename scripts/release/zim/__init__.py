"""The guide as a ZIM, the file that Kiwix reads: one for a language or one for all, from the built site."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from libzim.writer import Creator, Hint, IndexData, Item, StringProvider

from macros.edition import Edition
from macros.languages import Language
from macros.strings import Strings
from scripts.release.zim.entries import Entry, entries
from scripts.release.zim.identity import fix_identity
from scripts.release.zim.metadata import LOGO, index_language, metadata


def write_zim(
    site: Path,
    locales: list[str],
    file: Path,
    edition: Edition,
    strings: Mapping[str, Strings],
    languages: Sequence[Language],
) -> int:
    """Write the ZIM of `locales` from the built `site` to `file`; the number of entries, the redirect among them.

    The same site gives the same bytes. A reader of `file` sees the old one or the whole new one. Raises ContentError
    for a page or a word that the form of a ZIM does not allow, FileNotFoundError for a language that `site` lacks.
    """
    found = entries(site, locales, edition, strings)
    about = metadata(site, locales, edition, strings, languages)
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    try:
        with _silent(), Creator(new).config_indexing(True, index_language(locales)).config_nbworkers(1) as creator:  # noqa: FBT003
            creator.set_mainpath(_first_page(locales))
            for entry in found:
                creator.add_item(_Item(entry))
            if len(locales) == 1:
                creator.add_redirection("index.html", about["Title"], _first_page(locales), {Hint.FRONT_ARTICLE: False})
            for name, value in about.items():
                creator.add_metadata(name, value)
            creator.add_illustration(48, LOGO.read_bytes())
        fix_identity(new)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
    return len(found) + (len(locales) == 1)


@contextmanager
def _silent() -> Iterator[None]:
    """Keep from the terminal what libzim (9.3) says of its own work, whatever it is told."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(number) for number in (1, 2)]
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        for number in (1, 2):
            os.dup2(nothing, number)
        yield
    finally:
        for number, old in zip((1, 2), kept, strict=True):
            os.dup2(old, number)
            os.close(old)
        os.close(nothing)


def _first_page(locales: list[str]) -> str:
    """The page that Kiwix opens: the choice of languages, or the only language's own first page."""
    return f"{locales[0]}/index.html" if len(locales) == 1 else "index.html"


class _Words(IndexData):  # type: ignore[misc]  # libzim carries no types
    """What the full-text index takes of an entry."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._entry = entry

    def has_indexdata(self) -> bool:
        return bool(self._entry.words)

    def get_title(self) -> str:
        return self._entry.heading

    def get_content(self) -> str:
        return self._entry.words

    def get_keywords(self) -> str:
        return ""

    def get_wordcount(self) -> int:
        return len(self._entry.words.split())

    def get_geoposition(self) -> None:
        """No place on the earth."""


class _Item(Item):  # type: ignore[misc]  # libzim carries no types
    """An entry as libzim asks for it."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._entry = entry

    def get_path(self) -> str:
        return self._entry.path

    def get_title(self) -> str:
        return self._entry.title

    def get_mimetype(self) -> str:
        return self._entry.type

    def get_contentprovider(self) -> StringProvider:
        return StringProvider(self._entry.data)

    def get_hints(self) -> dict[Hint, int]:
        return {Hint.FRONT_ARTICLE: self._entry.front, Hint.COMPRESS: self._entry.packable}

    def get_indexdata(self) -> _Words:
        return _Words(self._entry)
