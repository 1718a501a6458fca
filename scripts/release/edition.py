"""The tree of an edition: the site and what stands around it, its manifest, its signature, its patches."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from macros.edition import Edition, read_edition
from macros.languages import Language, published
from macros.problems import ContentError, Problem
from macros.strings import Strings
from scripts.mirror.schema import COMPRESSED, DEVELOPMENT_SIGNERS, GUIDE, MANIFEST, UPDATES, number_of, read_manifest
from scripts.mirror.signature import REVOKED, SIGNERS
from scripts.mirror.trouble import TroubleError
from scripts.release.around import elsewhere_page, start_page
from scripts.release.compressed import compressed_copies, compressed_list
from scripts.release.joined import joined
from scripts.release.manifest import manifest_bytes, manifest_of
from scripts.release.patches import make_patches
from scripts.release.signing import sign, throw_away_key

MIRROR = Path("scripts") / "mirror"
HOSTS_GUIDE = "HOSTING.txt"


@dataclass(frozen=True)
class Tree:
    """An edition on the disk: its folder, the compressed copies that zips carry beside it, and the key that signs."""

    folder: Path
    copies: Mapping[str, bytes]
    key: Path
    development: bool


def assemble(  # noqa: PLR0913  # each by its name
    root: Path,
    site: Path,
    folder: Path,
    strings: Mapping[str, Strings],
    *,
    key: Path | None,
    previous: Sequence[Path],
    compress: bool,
) -> Tree:
    """Make the tree of the edition in `folder`, signed with `key`, or with a key that is thrown away.

    `previous` are zips of older editions, to which patches are made. `compress` makes copies of text files for servers
    that send what lies there. Raises ContentError for what is wrong with the older editions or with the key.
    """
    languages, edition = published(root), read_edition(root)
    older = _older(previous)
    if key and _public(key) not in _signers(root):
        mend = f"add its line to {MIRROR / SIGNERS} and publish that first, signed with an older key"
        raise ContentError([Problem(str(MIRROR / SIGNERS), 1, f"{key} is no key that mirrors trust", mend)])
    shutil.copytree(site, folder)
    (folder / "mirror.py").write_text(joined(root / MIRROR, _signers(root)), encoding="utf-8", newline="\n")
    (folder / SIGNERS).write_text((root / MIRROR / SIGNERS).read_text(encoding="utf-8"), encoding="utf-8")
    if (root / MIRROR / REVOKED).exists():
        shutil.copyfile(root / MIRROR / REVOKED, folder / REVOKED)
    shutil.copyfile(root / MIRROR / "hosts" / "README.md", folder / HOSTS_GUIDE)
    printed = any(folder.glob("*/print/*.pdf"))
    start = start_page(languages, strings, edition, printed=printed)
    (folder / "START.html").write_text(start, encoding="utf-8")
    (folder / "elsewhere").mkdir()
    for language in languages:
        page = elsewhere_page(language, strings[language.locale], edition.home)
        (folder / "elsewhere" / f"{language.locale}.html").write_text(page, encoding="utf-8")
    copies = compressed_copies({path: (folder / path).read_bytes() for path in _paths(folder)}) if compress else {}
    listed = compressed_list(copies)
    table = _manifest(root, folder, edition, languages, listed, development=key is None)
    _patch(folder, table, older)
    (folder / COMPRESSED).write_bytes(listed)
    (folder / MANIFEST).write_bytes(manifest_bytes(table))
    if key is None:
        thrown = throw_away_key(folder.with_name("key"))
        key = thrown.file
        (folder / DEVELOPMENT_SIGNERS).write_text(thrown.signer, encoding="utf-8")
    sign(folder / MANIFEST, key)
    return Tree(folder, copies, key, table["development"])


def _paths(folder: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]


def _signers(root: Path) -> str:
    """The lines of the keys that mirrors trust, without remarks."""
    lines = (root / MIRROR / SIGNERS).read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if line.strip() and not line.startswith("#"))


def _public(key: Path) -> str:
    """The public half of a key, as it stands in a line of allowed_signers."""
    try:
        return key.with_name(f"{key.name}.pub").read_text(encoding="utf-8").split()[1]
    except (OSError, IndexError):
        mend = "name the private key; its public half, with .pub behind the name, must lie beside it"
        raise ContentError([Problem(str(key), 1, "this is no key, or its public half is missing", mend)]) from None


def _manifest(
    root: Path, folder: Path, edition: Edition, languages: Sequence[Language], listed: bytes, *, development: bool
) -> dict[str, Any]:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["kadam"]
    try:
        return manifest_of(
            folder,
            guide=GUIDE,
            edition=edition.number,
            date=edition.date,
            development=development,
            home=edition.home,
            urgent=edition.urgent,
            stale_after=edition.stale_after,
            languages={language.locale: language.name for language in languages},
            replaces=None,
            withdrawn=settings.get("withdrawn", []),
            patches={},
            compressed=[len(listed), sha256(listed).hexdigest()],
        )
    except (TroubleError, ValueError, KeyError) as error:
        raise ContentError([Problem("pyproject.toml", 1, str(error), "see [tool.kadam]")]) from None


def _older(previous: Sequence[Path]) -> list[tuple[bytes, Path]]:
    """The manifests of the zips of older editions, newest last, and the zips."""
    older = []
    for file in previous:
        try:
            with zipfile.ZipFile(file) as archive:
                data = archive.read(MANIFEST)
            older.append((number_of(read_manifest(data).edition), data, file))
        except (OSError, KeyError, zipfile.BadZipFile, TroubleError) as error:
            mend = "name the zip of all languages of an older edition"
            raise ContentError([Problem(str(file), 1, f"this is no edition of the guide ({error})", mend)]) from None
    return [(data, file) for _number, data, file in sorted(older)]


def _patch(folder: Path, table: dict[str, Any], older: Sequence[tuple[bytes, Path]]) -> None:
    """Add patches from the older editions, newest last: the newest is the one that this edition replaces."""
    for data, file in older:
        manifest = read_manifest(data)
        with tempfile.TemporaryDirectory(dir=folder.parent) as name, zipfile.ZipFile(file) as archive:
            for path in manifest.files:
                target = Path(name) / path  # read_manifest refuses paths that lead out
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(path))
            table["patches"][manifest.sha256] = make_patches(Path(name), data, folder, table, folder / UPDATES)
        table["replaces"] = {"edition": manifest.edition, "manifest": manifest.sha256}
