"""The files of a release, one step each: zips, e-books, Kiwix files, and the list of their checksums."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from macros.edition import Edition
from macros.languages import Language
from macros.strings import Strings
from scripts.mirror.schema import COMPRESSED, DEVELOPMENT_SIGNERS, HOLDS, MANIFEST, SIGNATURE, read_manifest
from scripts.mirror.signature import SIGNERS
from scripts.mirror.tree import stubs
from scripts.release.archive import write_zip
from scripts.release.edition import HOSTS_GUIDE, Tree
from scripts.release.epub import write_epub
from scripts.release.signing import sign
from scripts.release.zim import write_zim

SUMS = "SHA256SUMS"
HOSTS = Path(__file__).resolve().parents[1] / "mirror" / "hosts"
LOOSE = (MANIFEST, SIGNATURE, "mirror.py", SIGNERS, HOSTS_GUIDE)
"""What lies beside the zips as well, to be read and compared without unpacking."""


class Maker:
    """Makes the files of a release from the tree of an edition, in the folder `new`."""

    def __init__(
        self,
        tree: Tree,
        site: Path,
        new: Path,
        edition: Edition,
        languages: Sequence[Language],
        strings: Mapping[str, Strings],
    ) -> None:
        self._tree, self._site, self._new, self._edition = tree, site, new, edition
        self._languages, self._strings = languages, strings
        self._manifest = read_manifest((tree.folder / MANIFEST).read_bytes())

    def steps(self, without: Iterable[str] = ()) -> list[Callable[[], str]]:
        """What is to be done; each step makes a file or two and says which. `without` names kinds to leave out."""
        self._new.mkdir()
        locales = [language.locale for language in self._languages]
        kinds: dict[str, list[Callable[[], str]]] = {
            "zip": [partial(self._zip, None), *(partial(self._zip, locale) for locale in locales)],
            "epub": [partial(self._epub, locale) for locale in locales],
            "zim": [partial(self._zim, locales), *(partial(self._zim, [locale]) for locale in locales)],
        }
        return [
            self._loose,
            self._hosts,
            *(step for kind, steps in kinds.items() if kind not in without for step in steps),
        ]

    def checksums(self, printed: Path) -> None:
        """Write SHA256SUMS of all files of the release and of the print editions, and its signature."""
        files = {file.name: file for file in self._new.iterdir()}
        files |= {f"{printed.name}/{file.name}": file for file in printed.glob("*.pdf")}
        lines = [f"{sha256(files[name].read_bytes()).hexdigest()}  {name}\n" for name in sorted(files)]
        (self._new / SUMS).write_text("".join(lines), encoding="utf-8")
        sign(self._new / SUMS, self._tree.key)

    def _loose(self) -> str:
        for name in (*LOOSE, *((DEVELOPMENT_SIGNERS,) if self._tree.development else ())):
            shutil.copyfile(self._tree.folder / name, self._new / name)
        return self._said([self._new / MANIFEST])

    def _hosts(self) -> str:
        """The hosts' guide and the configurations that it speaks of."""
        names = sorted(path for path in HOSTS.rglob("*") if path.is_file())
        file = self._new / f"kadam-{self._edition.number}-hosts.zip"
        files = {f"hosts/{path.relative_to(HOSTS).as_posix()}": path.read_bytes() for path in names}
        write_zip(file, files, self._edition.date)
        return self._said([file])

    def _zip(self, locale: str | None) -> str:
        """The whole tree, or that of one language, with compressed copies beside text files."""
        wanted = self._manifest.wanted([locale] if locale else None)
        made = stubs(self._tree.folder, self._manifest, [locale] if locale else None)
        paths = [*wanted, SIGNATURE, MANIFEST, COMPRESSED]
        paths += [DEVELOPMENT_SIGNERS] if self._tree.development else []
        paths += [path for parts in self._manifest.patches.values() for path, _entry in parts.values()]
        files = {path: (self._tree.folder / path).read_bytes() for path in paths} | made
        files |= {path: data for path, data in self._tree.copies.items() if path[:-3] in wanted}
        files |= {f"{path}.gz": gzip.compress(data, 9, mtime=0) for path, data in made.items()}
        files[f"{MANIFEST}.gz"] = gzip.compress(files[MANIFEST], 9, mtime=0)
        if locale:
            files[HOLDS] = json.dumps({"languages": [locale]}).encode() + b"\n"
        file = self._new / f"kadam-{self._edition.number}{f'-{locale}' if locale else ''}.zip"
        write_zip(file, files, self._edition.date)
        return self._said([file])

    def _epub(self, locale: str) -> str:
        file = self._new / f"kadam-{self._edition.number}-{locale}.epub"
        write_epub(self._site / locale, file, self._edition, self._strings[locale])
        return self._said([file])

    def _zim(self, locales: list[str]) -> str:
        name = locales[0] if len(locales) == 1 else "all"
        file = self._new / f"kadam-{self._edition.number}-{name}.zim"
        write_zim(self._site, locales, file, self._edition, self._strings, self._languages)
        return self._said([file])

    def _said(self, files: list[Path]) -> str:
        return ", ".join(f"{file.name}  {file.stat().st_size / 1e6:.2f} MB" for file in files)
