"""`python -m scripts release`: what hosts get: zips, e-books, Kiwix files, print, manifest, checksums, signatures."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

from macros.edition import read_edition
from macros.languages import published
from macros.problems import ContentError, Problem
from macros.strings import load_strings
from scripts.progress import Progress

OURS = re.compile(
    r"kadam-[\d.]+(-\w+)?\.(zip|epub|zim)|manifest\.json(\.sig)?|mirror\.py|(allowed|development)_signers"
    r"|HOSTING\.txt|SHA256SUMS(\.sig)?"
)
"""The names that the files of a release can have."""

HELP = "make what hosts get: zips, e-books, Kiwix files, manifest, checksums, signatures"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`release [--key FILE] [--previous ZIP] [--without zim] [--site DIR] [--to DIR]`."""
    parser.add_argument("--key", type=Path, help="the private key that signs; without it a development build is made")
    parser.add_argument(
        "--previous",
        action="append",
        type=Path,
        default=[],
        metavar="ZIP",
        help="the zip of an older edition, to patch",
    )
    parser.add_argument(
        "--without", action="append", choices=("epub", "zim", "zip"), default=[], help="leave these out; again for more"
    )
    parser.add_argument("--site", type=Path, help="the built site (default: site/)")
    parser.add_argument("--to", type=Path, help="where the files go (default: dist)")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Make the release; 0 when all of it stands in dist/, and of an earlier one nothing is left.

    Raises ContentError, with dist/ as it was, for what is missing or wrong.
    """
    from scripts.release.edition import assemble  # noqa: PLC0415  libzim and its like are needed here alone
    from scripts.release.files import Maker  # noqa: PLC0415

    started = time.monotonic()
    site = (arguments.site or root / "site").resolve()
    target = (arguments.to or root / "dist").resolve()
    languages = published(root)
    for language in languages:
        if not (site / language.locale / "index.html").exists():
            raise ContentError([Problem("site", 1, "the site is not built", "run make build first")])
    edition = read_edition(root)
    strings = {language.locale: load_strings(root, language.locale) for language in languages}
    target.mkdir(parents=True, exist_ok=True)
    _check_place(target)
    with tempfile.TemporaryDirectory(dir=target, prefix=".release-") as name:
        beside = Path(name)
        tree = assemble(
            root,
            site,
            beside / "tree",
            strings,
            key=arguments.key,
            previous=arguments.previous,
            compress="zip" not in arguments.without,
        )
        new = beside / "new"
        maker = Maker(tree, site, new, edition, languages, strings)
        steps = maker.steps(arguments.without)
        progress = Progress(len(steps))
        for step in steps:
            progress.step(step())
        maker.checksums(target / "print")
        _replace(new, target)
    print(f"edition {edition.number} in {time.monotonic() - started:.0f} s: {target}")
    if tree.development:
        print("a development build: signed with a throw-away key (--key FILE signs for publication)", file=sys.stderr)
    return 0


def _check_place(target: Path) -> None:
    """Raise ContentError when the folder holds what no release has made: it would be taken for an older one."""
    strange = sorted(file.name for file in target.iterdir() if file.is_file() and not OURS.fullmatch(file.name))
    if strange:
        wrong = f"{target} holds other files, such as {strange[0]}"
        raise ContentError([Problem(str(target), 1, wrong, "name a folder of its own with --to")])


def _replace(new: Path, target: Path) -> None:
    """Put the new files into dist/, and take away those of an earlier release. The print editions stay."""
    names = {file.name for file in new.iterdir()}
    for old in [file for file in target.iterdir() if file.is_file() and file.name not in names]:
        old.unlink()
    for file in sorted(new.iterdir()):
        shutil.move(file, target / file.name)
