"""`status`: which edition a copy holds, how old it is, and what to do next."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path

from scripts.mirror.offers import stale
from scripts.mirror.places import Mirror, is_mirror, note_in, shown_tree
from scripts.mirror.signature import THROW_AWAY
from scripts.mirror.trouble import TroubleError, shown
from scripts.mirror.verify import named, proven


def status(folder: Path, signers: Path | None, now: datetime) -> int:
    """Print what is known of a mirror or a published tree; 0, or 1 when its signature does not hold."""
    mirror = folder if is_mirror(folder) else None
    if mirror:
        Mirror(folder).recover()
    source = shown(str(note_in(folder).get("source") or "")) if mirror else ""
    try:
        known = proven(shown_tree(folder), signers, mirror)
    except TroubleError as error:
        print(f"signature: DOES NOT HOLD: {error}")
        print("next: do what this line says; until then do not show this copy to readers")
        return 1
    manifest = known.manifest
    if manifest.development:
        print(THROW_AWAY)
    old = stale(manifest, now)
    print(f"edition:   {manifest.edition}")
    print(f"date:      {manifest.date}{' (an urgent correction)' if manifest.urgent else ''}")
    print(f"age:       {(now.date() - manifest.date).days} days")
    print(f"languages: {', '.join(named(manifest, known.languages))}")
    print(f"signature: of {known.signer}, holds{' (throw-away key)' if manifest.development else ''}")
    print(f"from:      {source or 'not known'}")
    print(f"old:       {'yes, ' + old if old else 'no'}")
    again, place = shlex.quote(source or manifest.home or "SOURCE"), shlex.quote(str(folder))
    if old:
        print(f"next: get the newest edition: python3 mirror.py sync {again} {place if mirror else 'DIR'}")
    else:
        print(f"next: check the files now and then: python3 mirror.py verify {place}")
    return 0
