"""`verify`: whether a copy is whole and whose it is, without a network."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.mirror.disk import read_small
from scripts.mirror.places import Mirror, is_mirror, languages_in, manifest_in, shown_tree
from scripts.mirror.schema import DEVELOPMENT_SIGNERS, Manifest
from scripts.mirror.signature import THROW_AWAY, check_signature, has_keys, own_trust, trust_for
from scripts.mirror.tree import faults
from scripts.mirror.trouble import TroubleError
from scripts.mirror.vouched import signer_followed

_VERIFY_MOST_LINES = 200


@dataclass(frozen=True)
class Proven:
    """A tree whose manifest is signed by a trusted key: who signed, and which languages it says it holds."""

    tree: Path
    manifest: Manifest
    signer: str
    languages: list[str] | None


def proven(tree: Path, signers: Path | None, mirror: Path | None, *, by_its_word: bool = False) -> Proven:
    """The edition of a tree by its signature; its files are not looked at. Raises TroubleError.

    Keys that lie in a mirror's own folder count when they follow from those of this program, if that has any; else
    only `by_its_word`, as for a sync that the folder's owner runs.
    """
    manifest, signature = manifest_in(tree)
    file = tree / DEVELOPMENT_SIGNERS
    trust = trust_for(manifest, signers, mirror, (lambda: read_small(file)) if os.path.lexists(file) else None)
    if mirror is not None and signers is None and not by_its_word and has_keys(own_trust(mirror).signers):
        signer = signer_followed(manifest, signature, mirror, trust)
    else:
        signer = check_signature(manifest.data, signature, trust, manifest.noon)
    languages = languages_in(tree)
    unknown = sorted(set(languages or ()) - set(manifest.languages))
    if unknown:
        raise TroubleError(f"mirror.json names a language that edition {manifest.edition} lacks: run sync again")
    return Proven(tree, manifest, signer, languages)


def verify(folder: Path, signers: Path | None) -> int:
    """Print what is wrong with a mirror or a published tree, a line each, and a last line with what holds.

    0 when all of it holds, else 1. Raises TroubleError when there is no telling.
    """
    if is_mirror(folder):
        Mirror(folder).recover()
    known = proven(shown_tree(folder), signers, folder if is_mirror(folder) else None)
    manifest = known.manifest
    if manifest.development:
        print(THROW_AWAY)
    count = 0
    for fault in faults(known.tree, manifest, known.languages):
        count += 1
        if count <= _VERIFY_MOST_LINES:
            print(fault, file=sys.stderr)
    if count:
        print(f"NOT WHOLE: edition {manifest.edition}, faults: {count}: run sync, or get it anew", file=sys.stderr)
        return 1
    files = len(manifest.wanted(known.languages))
    print(f"whole: edition {manifest.edition} of {manifest.date}, {files} files, signed by {known.signer}")
    if known.languages is not None:
        print(f"This copy holds only: {', '.join(named(manifest, known.languages))}.")
    return 0


def named(manifest: Manifest, languages: list[str] | None) -> list[str]:
    """Languages with their own names, as in "ky (Кыргызча)"; None stands for all."""
    chosen = manifest.languages if languages is None else languages
    return [f"{locale} ({manifest.languages[locale]})" for locale in chosen]
