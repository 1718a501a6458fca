"""What verify and status tell of copies that are whole, damaged, or somebody else's."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from scripts.release.manifest import manifest_bytes
from tests.mirror.trees import (
    BOOK,
    CHANGED,
    NOW,
    Ran,
    copy_of,
    key,
    make_tree,
    mirror_of_older,
    newer,
    older,
    paths_below,
    publish,
    run,
    signers,
    signers_file,
    table_in,
    table_of,
)


def verified(tree: Path) -> Ran:
    """What verify answers, with the first key trusted."""
    return run("verify", tree, "--signers", signers_file("first"))


def test_a_published_tree_and_a_mirror_are_whole(tmp_path: Path) -> None:
    assert verified(newer()) == Ran(0, "whole: edition 2026.2 of 2026-11-20, 24 files, signed by releases@kadam\n", "")
    assert run("verify", mirror_of_older(tmp_path / "m")).out.startswith(
        "whole: edition 2026.1 of 2026-11-01, 25 files"
    )


def test_a_copy_whose_keys_are_not_known_proves_nothing() -> None:
    ran = run("verify", newer())  # its own allowed_signers does not count
    assert ran.code == 1
    assert (
        ran.err
        == "mirror.py: no key is known that could have signed this: give the file allowed_signers with --signers FILE\n"
    )


@pytest.mark.parametrize("path", [*paths_below(newer())])
def test_a_flipped_bit_in_any_file(tmp_path: Path, path: str) -> None:
    tree = copy_of(newer(), tmp_path / "tree")
    data = bytearray((tree / path).read_bytes())
    data[len(data) // 2] ^= 1
    (tree / path).write_bytes(data)
    ran = verified(tree)
    assert ran.code == 1
    assert ran.out == ""
    if path in ("manifest.json", "manifest.json.sig"):
        assert ran.err.count("\n") == 1
        assert "manifest.json" in ran.err
    else:
        assert f"changed: {path} " in ran.err
        assert ran.err.endswith("NOT WHOLE: edition 2026.2, faults: 1: run sync, or get it anew\n")


def rename(tree: Path) -> None:
    (tree / CHANGED).rename(tree / "ky/plan/whom.html")


def link(tree: Path) -> None:
    (tree / BOOK).rename(tree.parent / "outside.pdf")
    (tree / BOOK).symlink_to(tree.parent / "outside.pdf")


def link_folder(tree: Path) -> None:
    (tree / "ky").rename(tree.parent / "ky")
    (tree / "ky").symlink_to(tree.parent / "ky")


@pytest.mark.parametrize(
    ("break_it", "lines"),
    [
        (lambda tree: (tree / CHANGED).unlink(), [f"missing: {CHANGED}"]),
        (lambda tree: (tree / "ky/evil.html").write_text("x"), ["not of this edition: ky/evil.html"]),
        (lambda tree: (tree / ".htaccess").write_text("x"), ["not of this edition: .htaccess"]),
        (rename, [f"missing: {CHANGED}", "not of this edition: ky/plan/whom.html"]),
        (
            lambda tree: (tree / BOOK).write_bytes((tree / BOOK).read_bytes()[:-1]),
            [f"changed: {BOOK} has 299999 bytes, must have 300000"],
        ),
        (link, [f"symbolic link: {BOOK}"]),
        (link_folder, ["symbolic link: ky"]),
        (lambda tree: os.mkfifo(tree / "pipe"), ["not an ordinary file: pipe"]),
        (lambda tree: (tree / "empty").mkdir(), ["not of this edition: the empty folder empty"]),
        (lambda tree: (tree / "index.html.br").write_bytes(b"x"), ["not of this edition: index.html.br (its content"]),
        (lambda tree: (tree / "nothing.html.gz").write_bytes(b"x"), ["not of this edition: nothing.html.gz"]),
        (lambda tree: (tree / "bad\x1b[2J").write_bytes(b"x"), ["not of this edition: bad?[2J"]),
        (
            lambda tree: (tree / "index.html.gz").write_bytes(gzip.compress(b"another page")),
            ["changed: index.html.gz is not index.html compressed"],
        ),
        (
            lambda tree: (tree / "index.html.gz").write_bytes(gzip.compress(bytes(50_000_000))),
            ["changed: index.html.gz is not index.html compressed"],
        ),
    ],
)
def test_a_tree_that_is_not_as_published(tmp_path: Path, break_it: Callable[[Path], None], lines: list[str]) -> None:
    tree = copy_of(newer(), tmp_path / "tree")
    break_it(tree)
    ran = verified(tree)
    assert ran.code == 1
    assert ran.out == ""
    for line in lines:
        assert line in ran.err


def test_a_compressed_copy_that_is_right(tmp_path: Path) -> None:
    tree = copy_of(newer(), tmp_path / "tree")
    (tree / "index.html.gz").write_bytes(gzip.compress((tree / "index.html").read_bytes()))
    assert verified(tree).code == 0


def test_compressed_copies_of_a_zip_go_by_their_list(tmp_path: Path) -> None:
    tree = copy_of(newer(), tmp_path / "tree")
    (tree / "index.html.br").write_bytes(b"brotli")
    listed = {"index.html.br": [6, hashlib.sha256(b"brotli").hexdigest()]}
    (tree / "compressed.json").write_bytes(manifest_bytes(listed))
    data = (tree / "compressed.json").read_bytes()
    publish(tree, {**table_in(tree), "compressed": [len(data), hashlib.sha256(data).hexdigest()]}, "first")
    assert verified(tree).code == 0
    (tree / "index.html.br").write_bytes(b"brOtli")
    assert "not of this edition: index.html.br" in verified(tree).err
    (tree / "compressed.json").write_bytes(data.replace(b"6", b"7"))
    assert "changed: compressed.json has other content of the same size" in verified(tree).err


def test_a_patch_that_was_changed(tmp_path: Path) -> None:
    tree = copy_of(newer(), tmp_path / "tree")
    (tree / "updates/2026.1-ky.bsdiff").unlink()
    assert verified(tree).code == 0  # patches are a help, not a part of the edition
    (tree / "updates/other.bsdiff").write_bytes(b"x")
    assert "not of this edition: updates/other.bsdiff" in verified(tree).err


def test_a_development_build_says_so_loudly(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", "2026.3", "x", signers("first"))
    publish(tree, table_of(tree, "2026.3", date(2026, 11, 21), development=True), "throw-away")
    assert run("verify", tree).code == 1
    (tree / "development_signers").write_text(key("throw-away").signer, encoding="utf-8")
    ran = run("verify", tree)
    assert ran.code == 0
    assert ran.out.startswith(
        "DEVELOPMENT BUILD, signed with a throw-away key: this proves that the copy is whole, NOT whose"
    )
    assert "DEVELOPMENT BUILD" in run("status", tree).out
    released = copy_of(newer(), tmp_path / "released")
    (released / "development_signers").write_text(signers("first"), encoding="utf-8")
    assert run("verify", released).code == 1  # for a release they do not count


def test_a_development_build_is_refused_where_real_keys_are_known(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", "2026.3", "x", signers("first"))
    publish(tree, table_of(tree, "2026.3", date(2026, 11, 21), development=True), "throw-away")
    (tree / "development_signers").write_text(key("throw-away").signer, encoding="utf-8")
    ran = run("sync", tree, mirror_of_older(tmp_path / "m"))
    assert ran.code == 1
    assert "edition 2026.3 is a development build, signed with a throw-away key: refused" in ran.err


def test_an_old_copy_stays_provable_when_its_key_has_expired(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", "2026.0", "x", signers("expired"))
    publish(tree, table_of(tree, "2026.0", date(2026, 5, 1)), "expired")
    trusted = signers_file("expired")
    assert run("verify", tree, "--signers", trusted).code == 0
    assert run("status", tree, "--signers", trusted, now=NOW + timedelta(days=9999)).code == 0


def test_status_tells_what_to_do(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    ran = run("status", folder)
    assert ran.code == 0
    assert "edition:   2026.1\n" in ran.out
    assert "age:       20 days\n" in ran.out
    assert "languages: en (English), ky (Кыргызча), ru (Русский)\n" in ran.out
    assert f"from:      {older()}\n" in ran.out
    assert "old:       no\n" in ran.out
    late = run("status", folder, now=datetime(2027, 11, 1, tzinfo=NOW.tzinfo))
    assert "old:       yes, edition 2026.1 of 2026-11-01 is 365 days old, over 180: look at https://" in late.out
    assert f"next: get the newest edition: python3 mirror.py sync {older()} {folder}\n" in late.out
    (folder / "current/manifest.json").write_bytes(b"{}")
    broken = run("status", folder)
    assert broken.code == 1
    assert broken.out.startswith("signature: DOES NOT HOLD: ")


def test_a_folder_without_a_copy(tmp_path: Path) -> None:
    ran = run("verify", tmp_path)
    assert ran.code == 1
    assert (
        ran.err
        == f"mirror.py: {tmp_path}: no edition is here (manifest.json is missing): check the folder, or run sync\n"
    )


def test_a_note_that_is_not_ours(tmp_path: Path) -> None:
    tree = copy_of(newer(), tmp_path / "tree")
    for note in ("[]", '{"languages": "ky"}', '{"languages": []}', "{"):
        (tree / "mirror.json").write_text(note, encoding="utf-8")
        assert "mirror.json is damaged: delete it" in verified(tree).err
    (tree / "mirror.json").write_text(json.dumps({"languages": ["kk"]}), encoding="utf-8")
    assert "names a language that edition 2026.2 lacks" in verified(tree).err
