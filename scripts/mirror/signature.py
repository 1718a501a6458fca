"""Whose edition it is: signatures made and checked by ssh-keygen, and the keys that are trusted."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scripts.mirror.disk import read_small
from scripts.mirror.schema import MANIFEST, Manifest
from scripts.mirror.trouble import TroubleError

NAMESPACE = "kadam-manifest@v1"
SIGNERS = "allowed_signers"
REVOKED = "revoked_keys"
ALLOWED_SIGNERS = ""
"""The lines of allowed_signers that a released mirror.py carries."""

THROW_AWAY = "DEVELOPMENT BUILD, signed with a throw-away key: this proves that the copy is whole, NOT whose it is."


@dataclass(frozen=True)
class Trust:
    """Keys that may sign, in the form of ssh-keygen's allowed_signers, those that may not, and where they are from."""

    signers: str
    revoked: str
    source: str


def trust_for(
    manifest: Manifest, given: Path | None, mirror: Path | None, beside: Callable[[], bytes] | None = None
) -> Trust:
    """The keys that may have signed this manifest: those given, else the mirror's own, else those of this program.

    `beside` gets the bytes of development_signers, which count for a development build when no other key is known.
    Raises TroubleError when there is no key to go by, or when a development build is offered to a real mirror.
    """
    if given is not None:
        return read_trust(given)
    known = own_trust(mirror)
    if mirror is not None and os.path.lexists(mirror / SIGNERS):
        theirs = read_trust(mirror / SIGNERS)
        known = theirs if has_keys(theirs.signers) else known
    if has_keys(known.signers):
        if manifest.development:
            raise TroubleError(
                f"edition {manifest.edition} is a development build, signed with a throw-away key: refused; "
                "to try it out nevertheless, give its keys with --signers FILE"
            )
        return known
    if manifest.development and beside is not None:
        return Trust(beside().decode("utf-8", "replace"), "", "development_signers")
    raise TroubleError("no key is known that could have signed this: give the file allowed_signers with --signers FILE")


def own_trust(mirror: Path | None) -> Trust:
    """The keys that this program carries, without those that a mirror knows as revoked. Raises TroubleError."""
    return Trust(ALLOWED_SIGNERS, _signature_revoked(mirror) if mirror else "", "mirror.py")


def has_keys(signers: str) -> bool:
    """Whether a text in the form of allowed_signers holds more than blank lines and remarks."""
    return any(line.strip() and not line.lstrip().startswith("#") for line in signers.splitlines())


def read_trust(file: Path) -> Trust:
    """The keys of an allowed_signers file, and of revoked_keys beside it. Raises TroubleError if it cannot be read."""
    try:
        return Trust(read_small(file).decode("utf-8", "replace"), _signature_revoked(file.parent), str(file))
    except OSError as error:
        raise TroubleError(f"{file}: cannot be read ({error.strerror}): check --signers") from None


def _signature_revoked(folder: Path) -> str:
    file = folder / REVOKED
    try:
        return read_small(file).decode("utf-8", "replace") if os.path.lexists(file) else ""
    except OSError as error:
        raise TroubleError(f"{file}: cannot be read ({error.strerror}): run this as its owner") from None


def fingerprint(data: bytes, signature: bytes) -> str:
    """The fingerprint of the key that made a signature of `data`, trusted or not. Raises TroubleError."""
    with tempfile.TemporaryDirectory(prefix="kadam-") as name:
        file = Path(name) / "signature"
        file.write_bytes(signature)
        done = _ssh_keygen(["-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(file)], data)
    found = re.search(rb"SHA256:[A-Za-z0-9+/=]+", done.stdout)
    return found[0].decode("ascii") if found else "without a fingerprint"


def check_signature(data: bytes, signature: bytes, trust: Trust, moment: datetime) -> str:
    """The name of the signer of `data`, if a trusted key that was valid at `moment` signed it.

    Raises TroubleError otherwise, with what is wrong in words.
    """
    with tempfile.TemporaryDirectory(prefix="kadam-") as name:
        folder = Path(name)
        (folder / "signers").write_text(trust.signers, encoding="utf-8")
        (folder / "signature").write_bytes(signature)
        files = ["-f", str(folder / "signers"), "-s", str(folder / "signature")]
        when = f"-Overify-time={moment:%Y%m%d%H%M}"
        found = _ssh_keygen(["-Y", "find-principals", *files, when])
        principal = found.stdout.decode("utf-8", "replace").partition("\n")[0].strip()
        if found.returncode or not principal:
            raise TroubleError(_signature_fault(found.stderr.decode("utf-8", "replace"), trust, moment))
        check = ["-Y", "verify", "-n", NAMESPACE, "-I", principal, *files, when]
        checked = _ssh_keygen(check, data)
        if checked.returncode:
            raise TroubleError(_signature_fault(checked.stderr.decode("utf-8", "replace"), trust, moment))
        if trust.revoked.strip():
            (folder / "revoked").write_text(trust.revoked, encoding="utf-8")
            if _ssh_keygen([*check, "-r", str(folder / "revoked")], data).returncode:
                raise TroubleError(f"the key of {principal} has been revoked, or {REVOKED} cannot be read: refused")
    return principal


def _ssh_keygen(arguments: list[str], data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    # UTC for times in allowed_signers; ssh-keygen before 9.1 knows no Z behind them
    environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C"}
    try:
        return subprocess.run(
            ["ssh-keygen", *arguments],  # noqa: S607  # where it stands differs from host to host
            input=data,
            capture_output=True,
            check=False,
            timeout=60,
            env=environment,
        )
    except FileNotFoundError:
        raise TroubleError("ssh-keygen is missing, which checks signatures: install OpenSSH 8.7 or newer") from None
    except subprocess.TimeoutExpired:
        raise TroubleError("ssh-keygen did not answer within a minute: try again") from None


_SIGNATURE_FAULTS = (
    ("expired", f"the key that signed {MANIFEST} had expired by {{day}}: refused; is there a newer edition?"),
    ("not yet valid", f"the key that signed {MANIFEST} was not valid yet on {{day}}: refused; check the clock"),
    ("namespace", f"the signature of {MANIFEST} was made for another purpose: refused"),
    ("incorrect signature", f"{MANIFEST} and its signature do not belong together, damaged or forged: refused"),
    ("parse signature", f"the signature of {MANIFEST} is damaged: refused; get it anew"),
    ("armor", f"the signature of {MANIFEST} is damaged: refused; get it anew"),
    ("No principal matched", f"{MANIFEST} was signed with a key that {{source}} does not know: refused"),
    ("", f"the signature of {MANIFEST} does not hold: refused; get it anew"),
)
"""What ssh-keygen says, and what a host is told."""


_SIGNATURE_TOO_OLD = "this OpenSSH is too old to check signatures: 8.7 or newer is needed (Debian 12, Ubuntu 22.04)"
_SIGNATURE_UNKNOWN = ("unknown option", "illegal option", "invalid option", "unknown key option", "unsupported oper")


def _signature_fault(said: str, trust: Trust, moment: datetime) -> str:
    if "incorrect signature" not in said and _signature_too_old(said):
        return _SIGNATURE_TOO_OLD
    words = next(words for sign, words in _SIGNATURE_FAULTS if sign in said)
    return words.format(day=f"{moment:%Y-%m-%d}", source=trust.source)


def _signature_too_old(said: str) -> bool:
    try:
        told = subprocess.run(["ssh", "-V"], capture_output=True, check=False, timeout=60).stderr  # noqa: S607
    except (OSError, subprocess.TimeoutExpired):
        told = b""
    version = re.search(rb"OpenSSH_(?:for_Windows_)?(\d+)\.(\d+)", told)
    if version:
        return (int(version[1]), int(version[2])) < (8, 7)
    return any(sign in said.lower() for sign in _SIGNATURE_UNKNOWN)
