"""Whatever goes wrong at the source, on the way or on the disk: the mirror shows one whole edition, and says why."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import resource
import shutil
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.mirror.disk import link_or_copy, write_file
from tests.mirror.servers import Handler, serving
from tests.mirror.test_sync import TRUST, zipped
from tests.mirror.trees import (
    BOOK,
    CHANGED,
    copy_of,
    mirror_of_older,
    newer,
    publish,
    run,
    table_in,
    whole,
)


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _handle: None)


def unpatched(folder: Path) -> Path:
    """The newer edition without patches, to be broken: every changed file must be fetched."""
    tree = copy_of(newer(), folder)
    shutil.rmtree(tree / "updates")
    return publish(tree, {**table_in(tree), "patches": {}}, "first")


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def flip_manifest(tree: Path) -> None:
    (tree / "manifest.json.gz").unlink()
    data = (tree / "manifest.json").read_bytes()
    (tree / "manifest.json").write_bytes(data.replace(b'"urgent":false', b'"urgent":1    '))


@pytest.mark.parametrize("over", ["http", "folder", "zip"])
@pytest.mark.parametrize(
    ("break_it", "code", "words"),
    [
        (lambda tree: flip(tree / CHANGED), 1, f"{CHANGED}: has other content than the manifest says: refused"),
        (lambda tree: flip(tree / "index.html"), 0, ""),  # unchanged: it is here already
        (flip_manifest, 1, "manifest.json and its signature do not belong together, damaged or forged: refused"),
        (lambda tree: flip(tree / "manifest.json.gz"), 0, ""),  # the plain one is there
        (lambda tree: flip(tree / "manifest.json.sig"), 1, "manifest.json"),
        (lambda tree: (tree / CHANGED).unlink(), 3, f"{CHANGED}: "),
        (lambda tree: (tree / CHANGED).rename(tree / "ky/plan/whom.html"), 3, f"{CHANGED}: "),
        (lambda tree: (tree / "manifest.json.sig").unlink(), 3, "manifest.json.sig: "),
        (lambda tree: (tree / "ky/extra.html").write_text("x"), 0, ""),
        (lambda tree: (tree / CHANGED).write_bytes((tree / CHANGED).read_bytes()[:-9]), None, f"{CHANGED}: "),
        (lambda tree: (tree / CHANGED).write_bytes((tree / CHANGED).read_bytes() + b"more"), 1, f"{CHANGED}: "),
    ],
)
def test_a_source_that_is_damaged(
    tmp_path: Path, over: str, break_it: Callable[[Path], None], code: int | None, words: str
) -> None:
    folder, tree = mirror_of_older(tmp_path / "m"), unpatched(tmp_path / "tree")
    break_it(tree)
    with serving(tree) as server:
        source = {"http": server.address, "folder": tree}.get(over) or zipped(tree, tmp_path / "x.zip")
        ran = run("sync", source, folder)
        assert ran.code == (code if code is not None else 3 if over == "http" else 1)
        assert whole(folder) == ("2026.1" if ran.code else "2026.2")
        assert words in ran.err
        assert ran.err.count("\n") == bool(ran.code)
        if ran.code:
            assert run("sync", newer(), folder).code == 0  # what was fetched does no harm later
            assert whole(folder) == "2026.2"


UNSAFE = ["../evil.html", "/tmp/evil.html", "ky\\..\\..\\evil.html", "ky/../../evil.html"]  # noqa: S108


@pytest.mark.parametrize("path", [*UNSAFE, "KY/index.html", "Index.html", "ky"])
def test_a_signed_manifest_with_an_unsafe_path(tmp_path: Path, path: str) -> None:
    folder, tree = mirror_of_older(tmp_path / "m"), unpatched(tmp_path / "tree")
    before = sorted(tmp_path.rglob("*"))
    table = table_in(tree)
    table["files"][path] = [4, hashlib.sha256(b"evil").hexdigest()]
    publish(tree, table, "first")
    with serving(tree) as server:
        server.odd = evil
        ran = run("sync", server.address, folder)
    assert (ran.code, whole(folder)) == (1, "2026.1")
    assert "unsafe path" in ran.err
    assert sorted(tmp_path.rglob("*")) == before
    assert not Path("/tmp/evil.html").exists()  # noqa: S108


def evil(handler: Handler, path: str) -> bool:
    """Have whatever is called evil."""
    if path.endswith("evil.html"):
        handler.answer(200, b"evil", {})
        return True
    return False


@pytest.mark.parametrize("name", ["../evil", "/evil", "ky/../../evil", "ky\\evil", "KY/index.html", "evil link"])
def test_a_zip_with_an_unsafe_member(tmp_path: Path, name: str) -> None:
    folder = mirror_of_older(tmp_path / "m")
    file = zipped(newer(), tmp_path / "x.zip")
    member = zipfile.ZipInfo(name)
    member.external_attr = (stat.S_IFLNK | 0o777 if "link" in name else stat.S_IFREG | 0o644) << 16
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(member, "/etc/passwd")
    before = sorted(tmp_path.rglob("*"))
    ran = run("sync", file, folder)
    assert (ran.code, whole(folder)) == (1, "2026.1")
    assert ("is a symbolic link: refused" if "link" in name else "unsafe path") in ran.err
    assert sorted(tmp_path.rglob("*")) == before


def test_files_that_are_no_zip_of_ours(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    (tmp_path / "text").write_text("no zip")
    assert "is no zip archive, or a damaged one: get it anew" in run("sync", tmp_path / "text", folder).err
    whole_zip = zipped(newer(), tmp_path / "x.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole_zip[:-1000])
    assert run("sync", tmp_path / "cut.zip", folder).code == 1
    (tmp_path / "middle.zip").write_bytes(whole_zip[:9000] + bytes(30_000) + whole_zip[39_000:])
    assert run("sync", tmp_path / "middle.zip", tmp_path / "new", *TRUST).code == 1
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("x", "y")
    assert "manifest.json is not in it: this is no archive of ours" in run("sync", tmp_path / "other.zip", folder).err
    assert whole(folder) == "2026.1"


def body(tree: Path, folder: Path, *more: object) -> int:
    """How many bytes a sync moves."""
    with serving(tree) as server:
        assert run("sync", server.address, folder, "--jobs", 1, *more).code == 0
        return server.sent


@pytest.mark.parametrize("where", range(14))
def test_a_connection_that_breaks_off_during_an_update(tmp_path: Path, where: int) -> None:
    """Breaks off after 0, 1, 2 bytes, then in signature, manifest, patches, the last two in the very last bytes."""
    total = sum((newer() / path).stat().st_size for path in ("manifest.json.sig", "manifest.json.gz"))
    total += sum(file.stat().st_size for file in (newer() / "updates").iterdir())
    after = [0, 1, 2, *(total * step // 10 for step in range(1, 10)), total - 2, total - 1][where]
    folder = mirror_of_older(tmp_path / "m")
    with serving(newer()) as server:
        server.cut_after = after
        ran = run("sync", server.address, folder)
        assert (ran.code, ran.err.count("\n"), whole(folder)) == (3, 1, "2026.1")
        assert ": broke off " in ran.err or "the connection failed" in ran.err
        server.cut_after = None
        assert run("sync", server.address, folder).code == 0
    assert whole(folder) == "2026.2"


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.9, 0.98])
def test_a_connection_that_breaks_off_during_a_first_sync(tmp_path: Path, share: float) -> None:
    total = body(newer(), tmp_path / "other", *TRUST)
    folder = tmp_path / "m"
    with serving(newer()) as server:
        server.cut_after = int(total * share)
        ran = run("sync", server.address, folder, "--jobs", 1, *TRUST)
        assert (ran.code, (folder / "current").exists()) == (3, False)
        server.cut_after, first = None, server.sent
        server.sent = 0
        assert run("sync", server.address, folder, "--jobs", 1, *TRUST).code == 0
        # signature and manifest come again, headers of what broke off, nothing else
        assert first + server.sent < total + 6000
    assert whole(folder) == "2026.2"


def test_a_large_file_goes_on_where_it_broke_off(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    with serving(newer()) as server:
        server.odd = lambda handler, path: path == BOOK and half(handler, newer() / path)
        ran = run("sync", server.address, folder, *TRUST)
        assert (ran.code, f"{BOOK}: broke off 100000 bytes before the end" in ran.err) == (3, True)
        server.odd = lambda _handler, _path: False
        server.asked.clear()
        server.sent = 0
        assert run("sync", server.address, folder, *TRUST).code == 0
        assert (BOOK, "bytes=200000-") in server.asked
        assert 100_000 < server.sent < 110_000
    assert whole(folder) == "2026.2"


def half(handler: Handler, file: Path) -> bool:
    """Send the first 200000 bytes of a file, and of its rest nothing."""
    if handler.headers.get("Range"):
        handler.answer(206, b"", {"Content-Range": "bytes 200000-299999/300000", "Content-Length": "100000"})
    else:
        handler.answer(200, file.read_bytes()[:200_000], {"Content-Length": "300000"})
    handler.close_connection = True
    return True


def test_what_was_kept_of_a_broken_transfer_is_not_trusted(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    with serving(newer()) as server:
        server.odd = lambda handler, path: path == BOOK and half(handler, newer() / path)
        run("sync", server.address, folder, *TRUST)
        part = next(file for file in (folder / "incoming").rglob("parts/*"))
        part.write_bytes(bytes(part.stat().st_size))
        server.odd = lambda _handler, _path: False
        server.asked.clear()
        assert run("sync", server.address, folder, *TRUST).code == 0
        assert [wanted for path, wanted in server.asked if path == BOOK] == ["bytes=200000-", ""]
    assert whole(folder) == "2026.2"


class Full:
    """A disk that is full at the n-th time that anything is written, named, linked or flushed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = -1
        self.patch = monkeypatch
        for name in ("mkdir", "symlink", "replace", "rename", "fsync", "open"):
            self.wrap(os, name)
        for module in list(sys.modules):
            if module.startswith("scripts.mirror.") and hasattr(sys.modules[module], "put"):
                self.wrap(sys.modules[module], "put")

    def wrap(self, place: Any, name: str) -> None:
        real = getattr(place, name)

        def full(*arguments: Any, **more: Any) -> Any:
            if name == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                return real(*arguments, **more)  # reading takes no room
            self.left -= 1
            if self.left == 0:
                if name == "put":
                    real(arguments[0], arguments[1][: len(arguments[1]) // 2])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*arguments, **more)

        self.patch.setattr(place, name, full)


def test_a_disk_that_is_full_at_any_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = mirror_of_older(tmp_path / "kept")
    disk = Full(monkeypatch)
    seen = set()
    for count in range(1, 1000):
        folder = Path(shutil.copytree(kept, tmp_path / "m", symlinks=True))
        disk.left = count
        ran = run("sync", newer(), folder, "--lang", "ky")
        reached, disk.left = disk.left <= 0, -1
        if not reached:
            break
        assert (ran.code, "the disk is full: free some space" in ran.err) == (5, True), ran
        assert ran.err.count("\n") == 1
        seen.add(whole(folder))
        if count % 10 == 0:
            assert run("sync", newer(), folder, "--lang", "ky").code == 0
            assert whole(folder) == "2026.2"
        shutil.rmtree(folder)
    assert count > 60
    assert (ran.code, whole(folder), seen) == (0, "2026.2", {"2026.1", "2026.2"})


def test_a_real_limit_of_the_file_size(tmp_path: Path) -> None:
    """The system itself refuses to write a file over 100 kB: the book has 300."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        ran = run("sync", newer(), tmp_path / "m", *TRUST)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (ran.code, "the disk is full: free some space" in ran.err) == (5, True)
    assert run("sync", newer(), tmp_path / "m", *TRUST).code == 0
    assert whole(tmp_path / "m") == "2026.2"


def test_two_at_once(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    with (folder / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = run("sync", newer(), folder)
    assert (ran.code, ran.err) == (4, f"mirror.py: {folder}: another sync is running: wait until it is done\n")
    assert whole(folder) == "2026.1"
    assert run("sync", newer(), folder).code == 0


def test_same_size_other_content(tmp_path: Path) -> None:
    folder, tree = mirror_of_older(tmp_path / "m"), unpatched(tmp_path / "tree")
    text = (tree / CHANGED).read_text(encoding="utf-8")
    (tree / CHANGED).write_text(text.replace("A new sentence.", "A bad sentence."), encoding="utf-8")
    ran = run("sync", tree, folder)
    assert (ran.code, whole(folder)) == (1, "2026.1")
    assert f"{CHANGED}: has other content than the manifest says: refused" in ran.err
    assert "A bad sentence." not in (folder / "current" / CHANGED).read_text(encoding="utf-8")


def test_writing_a_file_never_changes_it_under_another_name(tmp_path: Path) -> None:
    """Editions share their unchanged files."""
    write_file(tmp_path / "old/page.html", b"old")
    link_or_copy(tmp_path / "old/page.html", tmp_path / "new/page.html")
    assert (tmp_path / "new/page.html").samefile(tmp_path / "old/page.html")
    write_file(tmp_path / "new/page.html", b"new")
    assert (tmp_path / "old/page.html").read_bytes() == b"old"
