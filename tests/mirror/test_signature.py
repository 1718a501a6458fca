"""Whose signature counts, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scripts.mirror.schema import read_manifest
from scripts.mirror.signature import Trust, check_signature, read_trust, trust_for
from scripts.mirror.trouble import TroubleError
from scripts.release.signing import new_key, sign
from tests.mirror.trees import NOW, key, newer, signers, signers_file

DATA = b'{"edition":"x"}\n'


def signed(folder: Path, name: str, data: bytes = DATA) -> bytes:
    """The signature of these bytes by a key."""
    (folder / "data").write_bytes(data)
    return sign(folder / "data", key(name).file).read_bytes()


def refused(data: bytes, signature: bytes, trust: Trust, moment: datetime = NOW) -> str:
    """What is said of a signature that must not hold."""
    with pytest.raises(TroubleError) as caught:
        check_signature(data, signature, trust, moment)
    return str(caught.value)


def test_a_trusted_key_is_named(tmp_path: Path) -> None:
    trust = Trust(signers("first", "next"), "", "here")
    assert check_signature(DATA, signed(tmp_path, "first"), trust, NOW) == "releases@kadam"
    assert check_signature(DATA, signed(tmp_path, "next"), trust, NOW) == "releases@kadam"


def test_signatures_that_do_not_hold(tmp_path: Path) -> None:
    trust = Trust(signers("first"), "", "here")
    good = signed(tmp_path, "first")
    assert refused(DATA + b" ", good, trust) == (
        "manifest.json and its signature do not belong together, damaged or forged: refused"
    )
    assert refused(DATA, signed(tmp_path, "stranger"), trust) == (
        "manifest.json was signed with a key that here does not know: refused"
    )
    assert refused(DATA, b"", trust) == "the signature of manifest.json is damaged: refused; get it anew"
    assert refused(DATA, good[:100], trust) == "the signature of manifest.json is damaged: refused; get it anew"
    assert "refused" in refused(DATA, good, Trust("", "", "here"))
    assert "refused" in refused(DATA, good, Trust("not a line of keys\n", "", "here"))


def test_a_signature_for_another_purpose(tmp_path: Path) -> None:
    trust = Trust(signers("first").replace('namespaces="kadam-manifest@v1",', 'namespaces="git",'), "", "here")
    assert "refused" in refused(DATA, signed(tmp_path, "first"), trust)


def test_a_key_counts_only_in_its_time(tmp_path: Path) -> None:
    expired = signed(tmp_path, "expired")
    trust = Trust(signers("expired", "early"), "", "here")
    assert check_signature(DATA, expired, trust, datetime(2026, 5, 31, 23, 59, tzinfo=UTC)) == "releases@kadam"
    assert refused(DATA, expired, trust, datetime(2026, 6, 1, 0, 1, tzinfo=UTC)) == (
        "the key that signed manifest.json had expired by 2026-06-01: refused; is there a newer edition?"
    )
    assert refused(DATA, signed(tmp_path, "early"), trust) == (
        "the key that signed manifest.json was not valid yet on 2026-11-21: refused; check the clock"
    )


def test_the_time_zone_of_the_computer_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expired = signed(tmp_path, "expired")
    for zone in ("Asia/Bishkek", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        trust = Trust(signers("expired"), "", "here")
        check_signature(DATA, expired, trust, datetime(2026, 5, 31, 23, 59, tzinfo=UTC))
        assert "expired" in refused(DATA, expired, trust, datetime(2026, 6, 1, 0, 1, tzinfo=UTC))


def test_a_revoked_key(tmp_path: Path) -> None:
    good = signed(tmp_path, "first")
    revoked = key("first").file.with_suffix(".pub").read_text(encoding="utf-8")
    other = key("stranger").file.with_suffix(".pub").read_text(encoding="utf-8")
    words = "the key of releases@kadam has been revoked, or revoked_keys cannot be read: refused"
    assert refused(DATA, good, Trust(signers("first"), revoked, "here")) == words
    assert refused(DATA, good, Trust(signers("first"), "no key at all\n", "here")) == words
    assert check_signature(DATA, good, Trust(signers("first"), other, "here"), NOW)


def test_revoked_keys_are_read_from_beside_the_signers(tmp_path: Path) -> None:
    (tmp_path / "allowed_signers").write_text("a\n", encoding="utf-8")
    (tmp_path / "revoked_keys").write_text("b\n", encoding="utf-8")
    assert read_trust(tmp_path / "allowed_signers") == Trust("a\n", "b\n", str(tmp_path / "allowed_signers"))
    with pytest.raises(TroubleError, match="check --signers"):
        read_trust(tmp_path / "nowhere")


def test_which_keys_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = read_manifest((newer() / "manifest.json").read_bytes())
    with pytest.raises(TroubleError, match="no key is known that could have signed this"):
        trust_for(manifest, None, tmp_path, lambda: b"a throw-away key")
    monkeypatch.setattr("scripts.mirror.signature.ALLOWED_SIGNERS", "built in\n")
    assert trust_for(manifest, None, tmp_path).signers == "built in\n"
    (tmp_path / "allowed_signers").write_text("of the mirror\n", encoding="utf-8")
    assert trust_for(manifest, None, tmp_path).signers == "of the mirror\n"
    assert trust_for(manifest, signers_file("first"), tmp_path).signers == signers("first")


def test_without_ssh_keygen_a_host_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    good = signed(tmp_path, "first")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused(DATA, good, Trust(signers("first"), "", "here")).startswith("ssh-keygen is missing")


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    new_key(tmp_path, "a@b", "c", "20260101", "20270101")
    with pytest.raises(FileExistsError, match="a key is there already"):
        new_key(tmp_path, "a@b", "c", "20260101", "20270101")


def test_signing_with_what_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(DATA)
    with pytest.raises(RuntimeError, match="ssh-keygen: "):
        sign(tmp_path / "data", tmp_path / "data")
