"""Keys, and signatures made with them, by ssh-keygen."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.mirror.signature import NAMESPACE


@dataclass(frozen=True)
class Key:
    """A signing key: the file of its private half, and its line of allowed_signers."""

    file: Path
    signer: str


def new_key(folder: Path, principal: str, comment: str, valid_after: str, valid_before: str) -> Key:
    """A new Ed25519 key without a passphrase, in `folder`/key. The dates are as YYYYMMDD, in UTC.

    Raises FileExistsError when a key is there already, RuntimeError when ssh-keygen fails.
    """
    file = folder / "key"
    if file.exists():
        raise FileExistsError(f"{file}: a key is there already")
    folder.mkdir(parents=True, exist_ok=True)
    _run(["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", str(file)])
    public = file.with_suffix(".pub").read_text(encoding="utf-8").strip()
    options = f'namespaces="{NAMESPACE}",valid-after="{valid_after}",valid-before="{valid_before}"'
    return Key(file, f"{principal} {options} {public}\n")


def throw_away_key(folder: Path) -> Key:
    """A key for a development build: it proves that a copy is whole, and nothing of whose it is."""
    return new_key(folder, "development@kadam", "throw-away", "20200101", "20991231")


def sign(file: Path, key: Path) -> Path:
    """Sign a file with a private key: file.sig beside it. Raises RuntimeError when ssh-keygen fails."""
    made = file.with_name(f"{file.name}.sig")
    made.unlink(missing_ok=True)
    _run(["-q", "-Y", "sign", "-n", NAMESPACE, "-f", str(key), str(file)])
    return made


def _run(arguments: list[str]) -> None:
    done = subprocess.run(["ssh-keygen", *arguments], capture_output=True, text=True, check=False)  # noqa: S607
    if done.returncode:
        raise RuntimeError(f"ssh-keygen: {done.stderr.strip() or done.stdout.strip()}")
