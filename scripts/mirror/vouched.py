"""The keys that a mirror took over one after another, each time from an edition that the keys before had signed.

A folder cannot vouch for itself: its own allowed_signers counts for a proof only when the way to it begins with keys
that this program carries. DIR/vouched/001, 002 … hold that way: manifest, signature and allowed_signers of each edition
that brought new keys.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from scripts.mirror.disk import read_small, replace_file
from scripts.mirror.holding import VOUCHED
from scripts.mirror.places import manifest_in
from scripts.mirror.schema import MANIFEST, SIGNATURE, Entry, Manifest
from scripts.mirror.signature import SIGNERS, Trust, check_signature, fingerprint, own_trust
from scripts.mirror.trouble import TroubleError

_VOUCHED_NUMBER = re.compile(r"\d{3}")
_VOUCHED_MOST = 40
"""Changes of keys that are followed: a folder of somebody else must not keep a computer busy."""


def keep_vouched(mirror: Path, manifest: Manifest, signature: bytes, signers: bytes) -> None:
    """Write down an edition that brings new keys, once. Raises OSError about the disk."""
    steps = _vouched_steps(mirror)
    last = steps[-1] / MANIFEST if steps else None
    if last and last.is_file() and last.read_bytes() == manifest.data:
        return
    step = mirror / VOUCHED / f"{int(steps[-1].name) + 1 if steps else 1:03}"
    for name, data in ((SIGNERS, signers), (SIGNATURE, signature), (MANIFEST, manifest.data)):
        replace_file(step / name, data)


def signer_followed(manifest: Manifest, signature: bytes, mirror: Path, theirs: Trust) -> str:
    """The signer of a mirror's edition by this program's keys, or by those to which vouched editions lead from them.

    `theirs` are the mirror's own keys. Raises TroubleError, in other words when only they hold.
    """
    own = own_trust(mirror)
    for trust in (own, _vouched_followed(mirror, own)):
        try:
            return check_signature(manifest.data, signature, trust, manifest.noon)
        except TroubleError:
            continue
    check_signature(manifest.data, signature, theirs, manifest.noon)
    raise TroubleError(
        f"{MANIFEST} was signed with the key {fingerprint(manifest.data, signature)} that this mirror.py does not "
        f"carry; if this is your own mirror, give --signers {mirror / SIGNERS}"
    )


def _vouched_followed(mirror: Path, start: Trust) -> Trust:
    # what was revoked later may have vouched before: that counts for the edition itself, not for the way to its keys
    reached = Trust(start.signers, "", start.source)
    for step in _vouched_steps(mirror)[-_VOUCHED_MOST:]:
        try:
            manifest, signature = manifest_in(step)
            brought = read_small(step / SIGNERS)
            check_signature(manifest.data, signature, reached, manifest.noon)
        except (TroubleError, OSError):
            continue  # from before this program's keys, or not whole
        if manifest.files.get(SIGNERS) == Entry(len(brought), hashlib.sha256(brought).hexdigest()):
            reached = Trust(brought.decode("utf-8", "replace"), "", SIGNERS)
    return Trust(reached.signers, start.revoked, reached.source)


def _vouched_steps(mirror: Path) -> list[Path]:
    folder = mirror / VOUCHED
    if folder.is_symlink() or not folder.is_dir():
        return []
    return sorted(step for step in folder.iterdir() if _VOUCHED_NUMBER.fullmatch(step.name))
