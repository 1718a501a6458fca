"""Whom a copy is believed, which folders a mirror takes, and what it remembers when its edition is damaged."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scripts.mirror.holding import check_folder, hold
from scripts.mirror.signature import Trust, check_signature
from scripts.mirror.sources import Source, open_source
from scripts.mirror.trouble import MisuseError, TroubleError
from scripts.release.signing import sign
from tests.mirror.trees import (
    NOW,
    WITHDRAWN,
    Ran,
    copy_of,
    key,
    make_tree,
    mirror_of_older,
    newer,
    older,
    publish,
    run,
    signers,
    signers_file,
    table_in,
    table_of,
    whole,
)

TRUST = ("--signers", signers_file("first"))


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _handle: None)


@pytest.fixture
def released(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mirror.py that carries the first key."""
    monkeypatch.setattr("scripts.mirror.signature.ALLOWED_SIGNERS", signers("first"))


def edition(folder: Path, number: str, trusted: str, signer: str) -> Path:
    """An edition that brings these keys."""
    tree = make_tree(folder, number, f"Of {number}.", trusted)
    return publish(tree, table_of(tree, number, date(2026, 11, 20)), signer)


def forged(folder: Path) -> Path:
    """A folder that looks like a mirror, made by somebody else."""
    tree = edition(folder / "current", "2026.9", signers("stranger"), "stranger")
    (folder / "allowed_signers").write_text(signers("stranger"), encoding="utf-8")
    assert tree.is_dir()
    return folder


def development(folder: Path) -> Path:
    """A development build of anybody."""
    tree = make_tree(folder, "2027.1", "x", "")
    publish(tree, table_of(tree, "2027.1", date(2026, 11, 20), development=True), "throw-away")
    (tree / "development_signers").write_text(key("throw-away").signer, encoding="utf-8")
    return tree


def fingerprint_of(name: str) -> str:
    """What ssh-keygen says of a key."""
    public = key(name).file.with_suffix(".pub")
    told = subprocess.run(["ssh-keygen", "-lf", str(public)], capture_output=True, text=True, check=True)  # noqa: S607
    return told.stdout.split()[1]


# whom a folder is believed


@pytest.mark.usefixtures("released")
def test_a_folder_does_not_vouch_for_itself(tmp_path: Path) -> None:
    folder = forged(tmp_path / "m")
    words = (
        f"manifest.json was signed with the key {fingerprint_of('stranger')} that this mirror.py does not carry; "
        f"if this is your own mirror, give --signers {folder}/allowed_signers"
    )
    assert run("verify", folder) == Ran(1, "", f"mirror.py: {words}\n")
    assert run("serve", folder, "--port", 0) == Ran(1, "", f"mirror.py: {words}\n")
    told = run("status", folder)
    assert (told.code, words in told.out) == (1, True)
    assert run("verify", folder, "--signers", folder / "allowed_signers").code == 0


@pytest.mark.usefixtures("released")
def test_a_forged_folder_cannot_make_up_the_change_of_keys(tmp_path: Path) -> None:
    folder = forged(tmp_path / "m")
    step = folder / "vouched/001"
    step.mkdir(parents=True)
    for name in ("manifest.json", "manifest.json.sig"):
        shutil.copy(newer() / name, step / name)  # signed by the first key, but it brings other keys
    (step / "allowed_signers").write_text(signers("stranger"), encoding="utf-8")
    assert run("verify", folder).code == 1
    for name in ("manifest.json", "manifest.json.sig"):
        shutil.copy(folder / "current" / name, step / name)
    assert run("verify", folder).code == 1


@pytest.mark.usefixtures("released")
def test_a_change_of_keys_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "m"
    assert run("sync", older(), folder).code == 0
    assert run("sync", edition(tmp_path / "2", "2026.2", signers("first", "next"), "first"), folder).code == 0
    third = edition(tmp_path / "3", "2026.3", signers("next"), "next")
    (third / "revoked_keys").write_text(key("first").file.with_suffix(".pub").read_text(encoding="utf-8"))
    publish(third, table_of(third, "2026.3", date(2026, 11, 20)), "next")
    assert run("sync", third, folder).code == 0
    assert (folder / "allowed_signers").read_text(encoding="utf-8") == signers("next")
    assert sorted(step.name for step in (folder / "vouched").iterdir()) == ["001", "002", "003"]
    assert run("verify", folder).out.startswith("whole: edition 2026.3 ")
    assert run("sync", third, folder).code == 0
    assert len([*(folder / "vouched").iterdir()]) == 3
    monkeypatch.setattr("scripts.mirror.signature.ALLOWED_SIGNERS", signers("next"))
    assert run("verify", folder).code == 0  # a newer mirror.py needs no way
    monkeypatch.setattr("scripts.mirror.signature.ALLOWED_SIGNERS", signers("first"))
    shutil.rmtree(folder / "vouched/002")
    ran = run("verify", folder)
    assert (ran.code, "that this mirror.py does not carry" in ran.err) == (1, True)


@pytest.mark.usefixtures("released")
def test_a_key_that_a_mirror_knows_as_revoked_counts_no_more(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    assert run("verify", folder).code == 0
    (folder / "revoked_keys").write_text(key("first").file.with_suffix(".pub").read_text(encoding="utf-8"))
    for _ in range(2):
        ran = run("verify", folder)
        assert (ran.code, "the key of releases@kadam has been revoked" in ran.err) == (1, True)
        (folder / "allowed_signers").unlink(missing_ok=True)


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize("text", ["", "\n \n", "# a remark\n\n  # another\n"])
def test_blank_keys_of_a_mirror_are_none(tmp_path: Path, text: str) -> None:
    folder = mirror_of_older(tmp_path / "m")
    (folder / "allowed_signers").write_text(text)
    ran = run("sync", development(tmp_path / "evil"), folder)
    assert (ran.code, "is a development build, signed with a throw-away key: refused" in ran.err) == (1, True)
    assert run("sync", newer(), folder).code == 0
    assert (folder / "allowed_signers").read_text(encoding="utf-8") == signers("first")
    assert whole(folder) == "2026.2"


def test_remarks_in_the_program_are_no_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.mirror.signature.ALLOWED_SIGNERS", "# There are no keys yet.\n")
    ran = run("sync", development(tmp_path / "tree"), tmp_path / "m", "--quiet")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("DEVELOPMENT BUILD, signed with a throw-away key")  # --quiet does not hide it
    assert run("verify", tmp_path / "m").code == 0


@pytest.mark.usefixtures("released")
def test_files_of_keys_are_small_and_no_links(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    file = folder / "allowed_signers"
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    words = f"mirror.py: {file} is no ordinary file: put the file itself there\n"
    assert run("verify", folder) == Ran(1, "", words)
    assert run("sync", newer(), folder).code == 1
    file.unlink()
    os.mkfifo(file)
    assert run("verify", folder) == Ran(1, "", words)
    file.unlink()
    with file.open("wb") as stream:
        stream.truncate(1 << 40)
    assert "is larger than such a file can be (64 kB): refused" in run("verify", folder).err
    file.unlink()
    (folder / "revoked_keys").symlink_to("/dev/zero")
    assert "revoked_keys is no ordinary file" in run("verify", folder).err


def test_signers_of_a_development_build_are_small_and_no_links(tmp_path: Path) -> None:
    tree = development(tmp_path / "tree")
    with (tree / "development_signers").open("wb") as stream:
        stream.truncate(1 << 40)
    assert "is larger than such a file can be (64 kB): refused" in run("verify", tree).err
    (tree / "development_signers").unlink()
    (tree / "development_signers").symlink_to("/dev/zero")
    assert "development_signers is no ordinary file" in run("verify", tree).err


# which folders a mirror takes


def test_a_folder_with_other_things_is_not_taken(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    (folder / "incoming/uploads").mkdir(parents=True)
    (folder / "photo.jpg").write_text("x")
    before = sorted(folder.rglob("*"))
    words = f"mirror.py: {folder} holds other things (photo.jpg): name an empty or a new folder\n"
    assert run("sync", older(), folder, *TRUST) == Ran(2, "", words)
    assert sorted(folder.rglob("*")) == before
    (folder / "photo.jpg").unlink()
    (folder / ".hidden").write_text("x")
    (folder / "lost+found").mkdir()
    assert run("sync", older(), folder, *TRUST).code == 0
    assert (folder / "incoming/uploads").is_dir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(MisuseError, match="is no folder: name an empty or a new folder"):
        check_folder(tmp_path / "file")


@pytest.mark.parametrize("name", ["incoming", "editions", "vouched"])
def test_links_to_the_folders_of_others_are_not_followed(tmp_path: Path, name: str) -> None:
    victim, folder = tmp_path / "victim", tmp_path / "m"
    (victim / "0123456789abcdef").mkdir(parents=True)
    folder.mkdir()
    (folder / name).symlink_to(victim)
    ran = run("sync", older(), folder, *TRUST)
    assert (ran.code, f"{folder / name} is a symbolic link, which sync does not follow" in ran.err) == (2, True)
    assert [file.name for file in victim.iterdir()] == ["0123456789abcdef"]


def test_only_what_is_ours_is_deleted_from_incoming(tmp_path: Path) -> None:
    folder, victim = mirror_of_older(tmp_path / "m"), tmp_path / "victim"
    victim.mkdir()
    (victim / "precious").write_text("x")
    for name in ("uploads", "old-photos", "0123456789abcdef", "old-2026.1-12345678", "old-current"):
        (folder / "incoming" / name / "in").mkdir(parents=True)
    (folder / "incoming/.DS_Store").write_text("x")
    (folder / "incoming/fedcba9876543210").symlink_to(victim)
    for _ in range(2):
        ran = run("sync", newer(), folder)
        assert (ran.code, ran.err) == (0, "")
    assert sorted(left.name for left in (folder / "incoming").iterdir()) == [".DS_Store", "old-photos", "uploads"]
    assert (victim / "precious").is_file()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_his(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    folder.mkdir()
    os.chown(folder, 65534, -1)
    words = f"mirror.py: {folder} belongs to nobody: run this as that user: sudo -u nobody …\n"
    assert run("sync", older(), folder, *TRUST) == Ran(2, "", words)
    assert [*folder.iterdir()] == []
    os.chown(folder, 54321, -1)
    with pytest.raises(MisuseError, match="belongs to #54321: run this as that user: sudo -u '#54321' …"), hold(folder):
        pass
    (folder / "editions").mkdir()  # something to recover: verify must not stumble over it
    assert "no edition is here" in run("verify", folder).err


def test_nobody_else_can_hold_the_lock(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    (folder / "lock").chmod(0o666)
    mask = os.umask(0)
    try:
        assert run("sync", newer(), folder).code == 0
        assert stat.S_IMODE((folder / "lock").stat().st_mode) == 0o600
        (folder / "lock").unlink()
        with hold(folder):
            assert stat.S_IMODE((folder / "lock").stat().st_mode) == 0o600
    finally:
        os.umask(mask)
    (folder / "lock").unlink()
    (folder / "lock").symlink_to(tmp_path / "made")
    ran = run("sync", newer(), folder)
    assert ran == Ran(2, "", f"mirror.py: {folder / 'lock'} is no ordinary file: delete it\n")
    assert not (tmp_path / "made").exists()
    (folder / "lock").unlink()
    os.mkfifo(folder / "lock")
    assert "is no ordinary file: delete it" in run("sync", newer(), folder).err


def test_a_new_folder_is_taken(tmp_path: Path) -> None:
    check_folder(tmp_path / "new")
    assert not (tmp_path / "new").exists()
    check_folder(tmp_path)


# what cannot be read


def test_a_source_that_this_user_may_not_read_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, closed = mirror_of_older(tmp_path / "m"), tmp_path / "closed"

    def denied(text: str, patience: float) -> Source:
        if text == str(closed):
            raise PermissionError(errno.EACCES, "Permission denied", text)
        return open_source(text, patience)

    monkeypatch.setattr("scripts.mirror.sync.open_source", denied)
    words = f"{closed}: cannot be read by this user (Permission denied)"
    assert run("sync", closed, folder) == Ran(3, "", f"mirror.py: {words}\n")
    ran = run("sync", closed, newer(), folder)
    assert (ran.code, f"left out: {words}\n" in ran.out) == (0, True)
    assert whole(folder) == "2026.2"


def test_a_source_that_is_refused_is_told_of_at_night_too(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    (tmp_path / "text").write_text("no zip")
    ran = run("sync", tmp_path / "text", tmp_path / "absent", newer(), folder, "--quiet")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"left out: {tmp_path / 'text'}: is no zip archive, or a damaged one: get it anew\n"


def openssh(folder: Path, version: str, keygen: str) -> None:
    """An OpenSSH that fails with these words."""
    folder.mkdir()
    for name, said in (("ssh", version), ("ssh-keygen", keygen)):
        if said:
            (folder / name).write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n", encoding="utf-8")
            (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("version", "keygen", "too_old"),
    [
        ("OpenSSH_8.4p1 Debian-5, OpenSSL 1.1.1w", "No principal matched.", True),
        ("OpenSSH_for_Windows_8.1p1, LibreSSL 3.0.2", "usage", True),
        ("OpenSSH_8.7p1", "No principal matched.", False),
        ("OpenSSH_10.0p2", "No principal matched.", False),
        ("OpenSSH_8.4p1", "Signature verification failed: incorrect signature", False),
        ("", "ssh-keygen: illegal option -- Y", True),
        ("", "No principal matched.", False),
    ],
)
def test_an_openssh_that_is_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, keygen: str, *, too_old: bool
) -> None:
    (tmp_path / "data").write_bytes(b"x")
    signature = sign(tmp_path / "data", key("first").file).read_bytes()
    openssh(tmp_path / "bin", version, keygen)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(TroubleError) as caught:
        check_signature(b"x", signature, Trust(signers("first"), "", "here"), NOW)
    words = "this OpenSSH is too old to check signatures: 8.7 or newer is needed (Debian 12, Ubuntu 22.04)"
    assert (str(caught.value) == words) is too_old


# what is shown, and remembered


def without_links(folder: Path) -> Path:
    """The present edition as a real folder, as on a disk without symbolic links."""
    tree = (folder / "current").resolve()
    (folder / "current").unlink()
    tree.rename(folder / "current")
    return folder / "current"


def test_an_empty_folder_made_by_hand_gives_way(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    (folder / "current").mkdir(parents=True)
    for _ in range(2):
        assert run("sync", older(), folder, *TRUST).code == 0
        assert whole(folder) == "2026.1"
        assert [path.name for path in (folder / "editions").iterdir()] == [(folder / "current").readlink().name]


def test_a_damaged_folder_gives_way(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    current = without_links(folder)
    for _ in range(3):
        (current / "manifest.json").write_bytes(b"damaged")
        assert run("sync", newer(), folder).code == 0
        assert whole(folder) == "2026.2"
        if current.is_symlink():
            without_links(folder)
    assert [*(folder / "incoming").iterdir()] == []
    assert [*(folder / "editions").iterdir()] == []


def test_an_edition_that_cannot_be_shown_waits_under_incoming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = mirror_of_older(tmp_path / "m")

    def denied(*_: Any, **__: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "symlink", denied)
        for _ in range(3):
            assert run("sync", newer(), folder).code == 5
            assert whole(folder) == "2026.1"
            assert len([*(folder / "editions").iterdir()]) == 1
    ran = run("sync", newer(), folder)
    assert (ran.code, "0 patched, 0 fetched" in ran.out) == (0, True)  # nothing is brought twice
    assert whole(folder) == "2026.2"


def test_an_edition_left_by_a_process_that_died_is_replaced(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    assert run("sync", newer(), folder).code == 0
    name = (folder / "current").resolve().name
    (folder / "current").unlink()
    (folder / "current").symlink_to("editions/none")
    assert run("sync", newer(), folder).code == 0
    assert (folder / "current").resolve().name == name
    assert whole(folder) == "2026.2"


def test_a_rollback_is_refused_without_links_too(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    assert run("sync", newer(), folder).code == 0
    (without_links(folder) / "manifest.json.sig").write_text("x")
    ran = run("sync", older(), folder)
    assert (ran.code, "offers edition 2026.1, older than 2026.2, which is here: refused" in ran.err) == (1, True)
    other = copy_of(newer(), tmp_path / "other")
    publish(other, {**table_in(other), "urgent": True}, "first")
    assert "offers another edition 2026.2 than the one here" in run("sync", other, folder).err
    assert run("sync", newer(), folder).code == 0
    assert whole(folder) == "2026.2"


def test_the_edition_that_is_noted_only_rises(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    note = folder / "mirror.json"
    note.write_text(json.dumps({**json.loads(note.read_bytes()), "edition": "2026.10", "manifest": "00"}))
    assert run("sync", newer(), folder).code == 0
    told = json.loads(note.read_bytes())
    assert (told["edition"], told["manifest"]) == ("2026.10", "00")
    odds: list[Any] = ["9.x", [], None]
    for odd in odds:
        note.write_text(json.dumps({"languages": None, "edition": odd}))
        assert run("sync", newer(), folder).code == 0
        assert json.loads(note.read_bytes())["edition"] == "2026.2"


def test_all_is_done_before_a_word_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = mirror_of_older(tmp_path / "m")

    def gone(_voice: object, line: str) -> None:
        if "is in place" in line:
            raise OSError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr("scripts.mirror.voice.Voice.say", gone)
    tree = edition(tmp_path / "2", "2026.2", signers("first", "next"), "first")
    table = {
        **table_in(tree),
        "withdrawn": [{"path": WITHDRAWN, "since": "2026.2", "reason": ""}],
    }
    assert run("sync", publish(tree, table, "first"), folder).code == 5
    assert json.loads((folder / "mirror.json").read_bytes())["edition"] == "2026.2"
    assert (folder / "allowed_signers").read_text(encoding="utf-8") == signers("first", "next")
    assert len([*(folder / "editions").iterdir()]) == 1


def test_a_source_with_a_name_that_is_no_text(tmp_path: Path) -> None:
    folder, source = mirror_of_older(tmp_path / "m"), tmp_path / os.fsdecode(b"\xeb\xe8")
    copy_of(newer(), source)
    assert run("sync", source, folder, "--quiet").code == 0
    assert (folder / "mirror.json").read_bytes().isascii()
    assert json.loads((folder / "mirror.json").read_bytes())["source"] == str(source)
