"""Which edition to take: each source's manifest, proven before anything in it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from scripts.mirror.disk import gunzipped
from scripts.mirror.places import Mirror
from scripts.mirror.schema import (
    DEVELOPMENT_SIGNERS,
    LARGEST_MANIFEST,
    MANIFEST,
    SIGNATURE,
    Manifest,
    number_of,
    read_manifest,
)
from scripts.mirror.signature import check_signature, trust_for
from scripts.mirror.sources import Source
from scripts.mirror.trouble import AbsentError, RefusedError, TroubleError, UnreachableError
from scripts.mirror.verify import Proven
from scripts.mirror.voice import Voice

_OFFERS_SMALL = 1 << 16


@dataclass(frozen=True)
class Offer:
    """A proven manifest that a source offers, with its signature and, of a development build, its signers."""

    source: Source
    manifest: Manifest
    signature: bytes
    development_signers: bytes


@dataclass(frozen=True)
class Judge:
    """What offers are held against: the mirror, its present edition if it can be proven, keys given, and the time."""

    mirror: Mirror
    present: Proven | None
    signers: Path | None
    now: datetime
    voice: Voice

    def offer(self, source: Source) -> Offer:
        """What a source offers. Raises RefusedError if it is not signed by a trusted key, UnreachableError if away."""
        try:
            signature = _offers_read(source, SIGNATURE, _OFFERS_SMALL)
            if self.present and signature == (self.present.tree / SIGNATURE).read_bytes():
                present = self.present.manifest
                return Offer(source, present, signature, self._development_signers(source, present))
            return self._packed_or_plain(source, signature)
        except UnreachableError as error:
            raise type(error)(f"{source.name}: {error}") from None
        except TroubleError as error:
            raise RefusedError(f"{source.name}: {error}") from None

    def newest(self, sources: list[Source]) -> Offer:
        """The newest edition that may be taken. Tells of each source that offers none. Raises TroubleError."""
        offers: list[Offer] = []
        troubles: list[TroubleError] = []
        for source in sources:
            try:
                offer = self.offer(source)
                self._allowed(offer)
                offers.append(offer)
            except TroubleError as error:
                troubles.append(error)
        if offers:
            for trouble in troubles:
                # a source that offers what is not ours concerns whoever reads only warnings, too
                tell = self.voice.say if isinstance(trouble, UnreachableError) else self.voice.warn
                tell(f"left out: {trouble}")
            return max(offers, key=lambda offer: number_of(offer.manifest.edition))
        # a refusal says more than a server that is away
        troubles.sort(key=lambda trouble: isinstance(trouble, UnreachableError), reverse=True)
        for trouble in troubles[:-1]:
            self.voice.warn(str(trouble))
        raise troubles[-1]

    def _packed_or_plain(self, source: Source, signature: bytes) -> Offer:
        unpacked, first = b"", TroubleError()
        try:
            unpacked = gunzipped(_offers_read(source, f"{MANIFEST}.gz", LARGEST_MANIFEST), LARGEST_MANIFEST)
            return self._offer(source, signature, unpacked)
        except TroubleError as error:
            first = error
        # an old manifest.json.gz may have been left beside a new manifest.json
        try:
            data = _offers_read(source, MANIFEST, LARGEST_MANIFEST)
        except AbsentError as error:
            raise (error if isinstance(first, AbsentError) else first) from None
        except UnreachableError as error:
            raise (error if isinstance(first, UnreachableError) else first) from None
        if data == unpacked:
            raise first
        return self._offer(source, signature, data)

    def _offer(self, source: Source, signature: bytes, data: bytes) -> Offer:
        manifest = read_manifest(data)
        development = self._development_signers(source, manifest)
        trust = trust_for(manifest, self.signers, self.mirror.folder, (lambda: development) if development else None)
        check_signature(data, signature, trust, self._moment(manifest))
        return Offer(source, manifest, signature, development)

    def _development_signers(self, source: Source, manifest: Manifest) -> bytes:
        try:
            return source.read(DEVELOPMENT_SIGNERS, _OFFERS_SMALL) if manifest.development else b""
        except TroubleError:
            return b""

    def _moment(self, manifest: Manifest) -> datetime:
        if self.now.date() >= manifest.date:
            return self.now
        if self.now < manifest.noon - timedelta(days=1, hours=12):
            self.voice.warn(
                f"this computer's clock says {self.now:%Y-%m-%d}, before edition {manifest.edition} "
                f"of {manifest.date} was made: set the clock"
            )
        return manifest.noon

    def _allowed(self, offer: Offer) -> None:
        name, new = offer.source.name, offer.manifest
        if self.present:
            edition, start = self.present.manifest.edition, self.present.manifest.sha256
        else:
            edition, start = self.mirror.known() or ("", "")
        if not edition or new.sha256.startswith(start):
            return
        if number_of(new.edition) < number_of(edition):
            raise RefusedError(
                f"{name}: offers edition {new.edition}, older than {edition}, which is here: refused; "
                "ask for the newer one there, or use another source"
            )
        both = self.present and self.present.manifest.development and new.development
        if number_of(new.edition) == number_of(edition) and not both:
            raise RefusedError(
                f"{name}: offers another edition {new.edition} than the one here, under the same number: refused; "
                "tell those who publish it"
            )


def utc_now() -> datetime:
    """The time by this computer's clock."""
    return datetime.now(timezone.utc)  # noqa: UP017  # Python 3.9


def stale(manifest: Manifest, now: datetime) -> str:
    """A line when an edition is older than its publishers say a copy may be, else nothing."""
    age = (now.date() - manifest.date).days
    if age <= manifest.stale_after:
        return ""
    where = f"look at {manifest.home}" if manifest.home else "look for a newer one"
    return f"edition {manifest.edition} of {manifest.date} is {age} days old, over {manifest.stale_after}: {where}"


def _offers_read(source: Source, path: str, most: int) -> bytes:
    try:
        return source.read(path, most)
    except TroubleError as error:
        raise type(error)(f"{path}: {error}") from None
