"""A new edition made ready beside the present one: what is unchanged linked, the rest by patches or file by file."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from scripts.mirror.disk import gzipped_whole, is_entry, link_or_copy, make_folder, write_file
from scripts.mirror.offers import Offer
from scripts.mirror.patch import LARGEST_STREAM, apply_patch, old_stream
from scripts.mirror.places import Mirror, read_note
from scripts.mirror.schema import COMMON, DEVELOPMENT_SIGNERS, HOLDS, MANIFEST, SIGNATURE, Entry, Manifest, is_locale
from scripts.mirror.sources import Source, bring
from scripts.mirror.tree import compressible, faults, flush_tree, is_copy_of, left_aside, stubs, walk
from scripts.mirror.trouble import AbsentError, TroubleError
from scripts.mirror.verify import Proven
from scripts.mirror.voice import Voice

_STAGE_MOST_LANGUAGES = 50


@dataclass
class Counts:
    """How the files of an edition came: already there, out of patches, or fetched; and how many bytes were fetched."""

    kept: int = 0
    patched: int = 0
    fetched: int = 0
    size: int = 0


class Staging:
    """The folder under incoming/ in which an edition grows. What was interrupted goes on there the next time."""

    def __init__(self, mirror: Mirror, offer: Offer, sources: list[Source], voice: Voice) -> None:
        self.counts = Counts()
        self._mirror, self._offer, self._sources, self._voice = mirror, offer, sources, voice
        self._manifest = offer.manifest
        self._folder = mirror.incoming / offer.manifest.sha256[:16]
        self.tree = self._folder / "tree"

    def build(self, languages: list[str] | None, present: Proven | None, jobs: int) -> Path:
        """The finished tree, checked as a whole and on the disk. Raises TroubleError, and OSError about the disk."""
        self._mirror.clear_incoming(self._folder)
        make_folder(self.tree)
        missing = self._manifest.wanted(languages)
        self.counts.kept = len(missing)
        self._sift(missing)
        self._link(missing, present)
        self.counts.kept -= len(missing)
        if present and present.manifest.sha256 in self._manifest.patches:
            for part in [COMMON, *(languages or self._manifest.languages)]:
                self._patch(part, missing, present)
        self._fetch(missing, jobs)
        self._finish(languages)
        for path in left_aside(self.tree):  # what the system put there meanwhile
            _stage_delete(self.tree / path)
        fault = next(faults(self.tree, self._manifest, languages), None)
        if fault:
            raise TroubleError(f"{self.tree}: {fault}, after it was written: check the disk, then run sync again")
        flush_tree(self.tree)
        return self.tree

    def discard(self) -> None:
        """Delete what is left when the tree has gone to its place."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _sift(self, missing: dict[str, Entry]) -> None:
        for path, _ in list(walk(self.tree)):
            file = self.tree / path
            if path in missing and is_entry(file, missing[path]):
                del missing[path]
            elif file.is_symlink() or not file.is_dir():
                file.unlink()
        for folder, _, _ in os.walk(self.tree, topdown=False):
            if Path(folder) != self.tree and not os.listdir(folder):  # noqa: PTH208  # as os.walk tells it
                Path(folder).rmdir()

    def _link(self, missing: dict[str, Entry], present: Proven | None) -> None:
        old = {entry.sha256: path for path, entry in present.manifest.files.items()} if present else {}
        for path, entry in list(missing.items()):
            for name in (path, old.get(entry.sha256, path)):
                if is_entry(self._mirror.current / name, entry):
                    link_or_copy(self._mirror.current / name, self.tree / path)
                    del missing[path]
                    break

    def _patch(self, part: str, missing: dict[str, Entry], present: Proven) -> None:
        path, entry = self._manifest.patches[present.manifest.sha256].get(part, ("", Entry(0, "")))
        changed = self._manifest.changed_text(part, present.manifest)
        size = sum(self._manifest.files[one].size for one in changed)
        lacking = sum(missing[one].size for one in changed if one in missing)
        # compressed on the way, the files themselves take about a quarter
        if not path or 4 * entry.size >= lacking or size > LARGEST_STREAM:
            return
        old = old_stream(present.tree, present.manifest, part)
        if old is None:
            return
        try:
            self._bring(path, entry)
            self.counts.size += entry.size
            new = apply_patch(old, (self.tree / path).read_bytes(), size)
        except AbsentError:
            return
        except TroubleError as error:
            self._voice.say(f"{error}: {path} is not used, its files are fetched one by one")
            return
        for one, data in _stage_split(new, self._manifest, changed):
            if one in missing:
                write_file(self.tree / one, data)
                del missing[one]
                self.counts.patched += 1

    def _fetch(self, missing: dict[str, Entry], jobs: int) -> None:
        pool = ThreadPoolExecutor(max_workers=jobs)
        try:
            work: dict[Future[None], str] = {
                pool.submit(self._bring, path, entry): path for path, entry in sorted(missing.items())
            }
            for done in as_completed(work):
                try:
                    done.result()
                except TroubleError as error:
                    raise self._held_back(work[done]) or error from None
                self.counts.fetched += 1
                self.counts.size += missing[work[done]].size
                self._voice.progress(f"{self.counts.fetched} of {len(missing)} files")
        except KeyboardInterrupt:
            for source in self._sources:
                source.close()  # so that no transfer is waited for
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def _bring(self, path: str, entry: Entry) -> None:
        part = self._folder / "parts" / hashlib.sha256(f"{path} {entry.sha256}".encode()).hexdigest()
        bring(self._sources, path, entry, part)
        part.chmod(0o644)
        make_folder((self.tree / path).parent)
        part.replace(self.tree / path)

    def _held_back(self, path: str) -> TroubleError | None:
        # asked for only now: nearly every source holds all languages
        part = self._manifest.part(path)
        for source in self._sources:
            try:
                told = read_note(source.read(HOLDS, 1 << 16), HOLDS).get("languages") or []
            except TroubleError:
                continue
            languages = [locale for locale in told[:_STAGE_MOST_LANGUAGES] if is_locale(locale)]
            if languages and part != COMMON and part not in languages:
                return TroubleError(
                    f"{source.name}: holds only {', '.join(languages)}, not {part}: "
                    f"take another source, or ask for --lang {languages[0]}"
                )
        return None

    def _finish(self, languages: list[str] | None) -> None:
        write_file(self.tree / MANIFEST, self._manifest.data)
        write_file(self.tree / SIGNATURE, self._offer.signature)
        if self._offer.development_signers:
            write_file(self.tree / DEVELOPMENT_SIGNERS, self._offer.development_signers)
        if languages is not None:
            write_file(self.tree / HOLDS, json.dumps({"languages": languages}).encode() + b"\n")
        made = stubs(self.tree, self._manifest, languages)
        for path, data in made.items():
            write_file(self.tree / path, data)
        for path in compressible(self._manifest, made, languages):
            plain, old = self.tree / path, self._mirror.current / f"{path}.gz"
            if is_copy_of(old, plain):
                link_or_copy(old, self.tree / f"{path}.gz")
            else:
                write_file(self.tree / f"{path}.gz", gzipped_whole(plain.read_bytes()))


def _stage_delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _stage_split(new: bytes, manifest: Manifest, paths: list[str]) -> Iterator[tuple[str, bytes]]:
    start = 0
    for path in paths:
        entry = manifest.files[path]
        data = new[start : start + entry.size]
        start += entry.size
        if hashlib.sha256(data).hexdigest() == entry.sha256:
            yield path, data
