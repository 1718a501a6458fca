"""`sync`: bring a mirror to the newest edition, so that at any moment it shows one whole edition."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scripts.mirror.disk import SMALL, is_entry, read_small, replace_file
from scripts.mirror.holding import check_folder
from scripts.mirror.offers import Judge, Offer, stale
from scripts.mirror.places import Mirror, is_mirror, note_in, shown_tree
from scripts.mirror.schema import MANIFEST, Manifest
from scripts.mirror.signature import REVOKED, SIGNERS, THROW_AWAY, Trust, check_signature
from scripts.mirror.sources import Source, open_source
from scripts.mirror.stage import Staging
from scripts.mirror.tree import faults
from scripts.mirror.trouble import MisuseError, TroubleError, UnreachableError
from scripts.mirror.verify import Proven, named, proven
from scripts.mirror.voice import Voice
from scripts.mirror.vouched import keep_vouched


@dataclass(frozen=True)
class Order:
    """What a host asks for. `languages`: as before if empty, "all" for all. `patience` in seconds. `now` in UTC."""

    sources: list[str]
    folder: Path
    languages: list[str]
    jobs: int
    signers: Path | None
    patience: float
    now: datetime
    voice: Voice


def sync(order: Order) -> int:
    """Bring the mirror in `order.folder` to the newest edition that the sources offer; 0 when it has it.

    Raises TroubleError, and OSError about the mirror's disk; the edition shown stays what it was then.
    """
    if (order.folder / MANIFEST).is_file() and not is_mirror(order.folder):
        raise MisuseError(f"{order.folder} is a published copy itself: give another folder, for a mirror")
    check_folder(order.folder)
    mirror = Mirror(order.folder)
    with mirror.lock():
        present = _sync_present(mirror, order)
        sources = _sync_sources(order)
        try:
            judge = Judge(mirror, present, order.signers, order.now, order.voice)
            offer = judge.newest(sources)
            sources.sort(key=lambda source: source is not offer.source)
            _sync_to(order, mirror, present, offer, sources)
        finally:
            for source in sources:
                source.close()
    return 0


def _sync_present(mirror: Mirror, order: Order) -> Proven | None:
    if not is_mirror(mirror.folder) or not mirror.current.exists():
        return None
    try:
        return proven(shown_tree(mirror.folder).resolve(), order.signers, mirror.folder, by_its_word=True)
    except TroubleError as error:
        order.voice.say(f"the edition that is here cannot be proved ({error}); its sound files are used all the same")
        return None


def _sync_sources(order: Order) -> list[Source]:
    sources: list[Source] = []
    troubles = []
    for text in order.sources:
        try:
            sources.append(open_source(text, order.patience))
        except TroubleError as error:
            troubles.append(error)
        except OSError as error:
            troubles.append(UnreachableError(f"{text}: cannot be read by this user ({error.strerror})"))
    if not sources:
        raise troubles[-1]
    for trouble in troubles:
        tell = order.voice.say if isinstance(trouble, UnreachableError) else order.voice.warn
        tell(f"left out: {trouble}")
    return sources


def _sync_to(order: Order, mirror: Mirror, present: Proven | None, offer: Offer, sources: list[Source]) -> None:
    manifest, voice = offer.manifest, order.voice
    languages = _sync_languages(order, mirror, manifest)
    if manifest.development:
        voice.warn(THROW_AWAY)
    if present and _sync_is_current(present, manifest, languages):
        done = f"edition {manifest.edition} of {manifest.date} is here already, whole"
    else:
        staging = Staging(mirror, offer, sources, voice)
        mirror.show(staging.build(languages, present, order.jobs), manifest.name)
        counts = staging.counts
        before = f" (was {present.manifest.edition})" if present else ""
        done = (
            f"edition {manifest.edition} of {manifest.date}{', an urgent correction,' if manifest.urgent else ''} "
            f"is in place{before}: {counts.kept} files kept, "
            f"{counts.patched} patched, {counts.fetched} fetched, {counts.size} bytes, "
            f"signed, in {', '.join(named(manifest, languages))}"
        )
    # all that matters is done before a word is said: a terminal may be gone, or not know the letters
    left = _sync_keys(mirror, offer)
    mirror.note(languages, offer.source.name, manifest)
    mirror.prune(manifest)
    voice.say(done)
    if left:
        voice.warn(left)
    old = stale(manifest, order.now)
    if old:
        voice.warn(old)


def _sync_languages(order: Order, mirror: Mirror, manifest: Manifest) -> list[str] | None:
    if not order.languages:
        languages = note_in(mirror.folder).get("languages")
    else:
        languages = None if "all" in order.languages else sorted(set(order.languages))
    unknown = sorted(set(languages or ()) - set(manifest.languages))
    if unknown:
        known = ", ".join(manifest.languages)
        raise MisuseError(f"edition {manifest.edition} has no language {unknown[0]}: it has {known}")
    return languages


def _sync_is_current(present: Proven, manifest: Manifest, languages: list[str] | None) -> bool:
    same = present.manifest.sha256 == manifest.sha256 and present.languages == languages
    return same and next(faults(present.tree, manifest, languages), None) is None


def _sync_keys(mirror: Mirror, offer: Offer) -> str:
    """Take over the keys that a proven edition brings, if they vouch for it as well; else the line that says so."""
    manifest, tree = offer.manifest, mirror.current
    if manifest.development or SIGNERS not in manifest.files:
        return ""
    brought = _sync_small(manifest, tree, SIGNERS)
    # what was revoked once stays so, also what the host revoked by hand
    file = mirror.folder / REVOKED
    before = read_small(file).decode("utf-8", "replace").splitlines() if os.path.lexists(file) else []
    lines = _sync_small(manifest, tree, REVOKED).decode("utf-8", "replace").splitlines()
    revoked = "".join(f"{line}\n" for line in dict.fromkeys([*before, *lines]))
    try:
        trust = Trust(brought.decode("utf-8", "replace"), revoked, SIGNERS)
        check_signature(manifest.data, offer.signature, trust, manifest.noon)
    except TroubleError as error:
        return f"edition {manifest.edition} brings keys that do not vouch for it, so the old ones stay: {error}"
    if not _sync_same(mirror.folder / SIGNERS, brought):
        keep_vouched(mirror.folder, manifest, offer.signature, brought)
    for name, data in ((REVOKED, revoked.encode()), (SIGNERS, brought)):
        if data and not _sync_same(mirror.folder / name, data):
            replace_file(mirror.folder / name, data)
    return ""


def _sync_same(place: Path, data: bytes) -> bool:
    return os.path.lexists(place) and read_small(place) == data


def _sync_small(manifest: Manifest, tree: Path, name: str) -> bytes:
    entry = manifest.files.get(name)
    return read_small(tree / name) if entry and entry.size <= SMALL and is_entry(tree / name, entry) else b""
