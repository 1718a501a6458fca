"""Sources that cost too much, hang, lie about what they are, or are named wrongly: one line, and the next is tried."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scripts.mirror import cli
from scripts.mirror.schema import MOST_FILES, read_manifest
from scripts.mirror.sources import ZipSource, open_source
from scripts.mirror.stage import Staging
from scripts.mirror.tree import left_aside
from scripts.mirror.trouble import MisuseError, RefusedError, TroubleError, UnreachableError, check_paths
from scripts.release.joined import joined
from tests.mirror.servers import Handler, serving
from tests.mirror.test_faults import unpatched
from tests.mirror.trees import (
    BOOK,
    CHANGED,
    copy_of,
    mirror_of_older,
    newer,
    older,
    publish,
    run,
    signers,
    signers_file,
    table_in,
    whole,
)

SIGNED, PACKED, PLAIN = "manifest.json.sig", "manifest.json.gz", "manifest.json"


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _handle: None)


def changed(**changes: Any) -> bytes:
    """The newer edition's manifest with something else in it."""
    return json.dumps({**table_in(newer()), **changes}).encode()


# a manifest that nobody signed


def test_an_unsigned_manifest_costs_little_memory() -> None:
    deep = [{"path": f"{number:x}/" + "a/" * 94 + "a"} for number in range(33_000)]
    data = changed(withdrawn=deep)
    tracemalloc.start()
    try:
        with pytest.raises(TroubleError, match="over 20000 withdrawn"):
            read_manifest(data)
        with pytest.raises(TroubleError, match="it lists more than ours ever does"):
            read_manifest(b"[" + b"[],[[]]," * 900_000 + b"0]")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 60 << 20


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"withdrawn": [{"path": f"a{number}"} for number in range(MOST_FILES + 1)]}, "over 20000 withdrawn"),
        (
            {"patches": {str(number): {"ky": ["updates/x", 1, "a" * 64]} for number in range(MOST_FILES + 1)}},
            "over 20000 patches",
        ),
        ({"withdrawn": [{"path": "a/" * 13 + "a"}]}, "deeper than 12 folders"),
        ({"languages": {"ky": "Кыргызча\x1b[2J"}}, "languages"),
        ({"languages": {"ky": "x" * 201}}, "languages"),
        ({"home": "https://guide.example/\nnext: rm"}, "home"),
        ({"files": {"ky/Thumbs.db": [1, "a" * 64]}}, "the name ky/Thumbs.db is reserved"),
        ({"edition": "٢٠٢٦.١"}, "the edition's number"),
    ],
)
def test_a_manifest_is_bounded(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(TroubleError) as caught:
        read_manifest(changed(**changes))
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


def test_numbers_of_a_manifest_have_at_most_15_digits() -> None:
    read_manifest(changed(unknown=10**15 - 1))
    with pytest.raises(TroubleError, match="cannot be read"):
        read_manifest(changed(unknown=10**15))


def test_paths_of_twelve_folders_are_safe() -> None:
    check_paths(["a/" * 12 + "a"])


def test_the_same_manifest_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, tree = mirror_of_older(tmp_path / "m"), copy_of(newer(), tmp_path / "tree")
    publish(tree, table_in(tree), "stranger")
    read: list[bytes] = []

    def reading(data: bytes) -> Any:
        read.append(data)
        return read_manifest(data)

    monkeypatch.setattr("scripts.mirror.offers.read_manifest", reading)
    ran = run("sync", tree, folder)
    assert (ran.code, len(read)) == (1, 1)
    assert "was signed with a key that" in ran.err


# zip archives


def zip_of(tree: Path, file: Path) -> Path:
    """An archive as a release has it."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(tree.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(tree).as_posix())
    return file


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_in_another_way_is_refused(tmp_path: Path, way: int) -> None:
    file = tmp_path / "kadam.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.write(newer() / PLAIN, PLAIN)
        archive.writestr(SIGNED, bytes(1000), way)
    ran = run("sync", file, newer(), mirror_of_older(tmp_path / "m"))
    assert ran.code == 0
    assert f"{file}: 'manifest.json.sig' in it is packed in another way than ours: refused" in ran.err + ran.out


def crowded(file: Path, count: int) -> Path:
    """An archive with many empty files."""
    with zipfile.ZipFile(file, "w") as archive:
        archive.write(newer() / PLAIN, PLAIN)
        for number in range(count):
            archive.writestr(zipfile.ZipInfo(f"{number:x}"), b"")
    return file


def test_a_zip_with_too_many_members_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = crowded(tmp_path / "few.zip", 300), crowded(tmp_path / "many.zip", 70_000)
    monkeypatch.setattr("scripts.mirror.sources._SOURCES_MOST_MEMBERS", 301)
    ZipSource(few).close()
    lying = tmp_path / "lying.zip"  # its end tells of one member only
    lying.write_bytes(few.read_bytes()[:-14] + b"\1\0\1\0" + few.read_bytes()[-10:])

    def never(*_: object) -> None:
        pytest.fail("the list of members was read")

    monkeypatch.setattr("scripts.mirror.sources._SOURCES_MOST_MEMBERS", 300)
    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", never)
    for file in (few, many, lying):
        with pytest.raises(TroubleError, match="has more files than an archive of ours"):
            ZipSource(file)


def test_a_zip_of_the_release_is_taken(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    assert run("sync", zip_of(newer(), tmp_path / "kadam.zip"), folder).code == 0
    assert whole(folder) == "2026.2"


# addresses


@pytest.mark.parametrize("location", ["http://[evil", "http://a\u2100b/".encode().decode("latin-1"), "//a:b:c/"])
def test_a_redirect_to_no_address_is_one_line_and_the_next_source_is_tried(tmp_path: Path, location: str) -> None:
    folder = mirror_of_older(tmp_path / "m")
    with serving(newer()) as server:

        def odd(handler: Handler, _path: str) -> bool:
            handler.answer(302, b"", {"Location": location})
            return True

        server.odd = odd
        ran = run("sync", server.address, newer(), folder)
    assert (ran.code, whole(folder)) == (0, "2026.2")
    assert ran.err.count("\n") == 1
    assert "sends on to" in ran.err


@pytest.mark.parametrize("address", ["http://[::1/", "http:///x", "http://h:99999/", "https://h:0/", "http://a b/"])
def test_an_address_that_is_none(tmp_path: Path, address: str) -> None:
    folder = mirror_of_older(tmp_path / "m")
    alone = run("sync", address, folder)
    assert (alone.code, alone.err) == (
        2,
        f"mirror.py: {address}: is no address: write it like https://guide.example/\n",
    )
    assert run("sync", address, newer(), folder).code == 0
    assert whole(folder) == "2026.2"


def test_an_address_with_a_password_is_refused_and_not_shown(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    before = (folder / "mirror.json").read_bytes()
    ran = run("sync", "https://joe:secret@guide.example/x/", folder)
    assert (ran.code, ran.err) == (
        2,
        "mirror.py: https://guide.example: an address with a password is stored and shown: leave it out\n",
    )
    assert (folder / "mirror.json").read_bytes() == before


def test_addresses_are_made_fit_for_requests() -> None:
    names = {
        "HTTPS://Guide.Example": "https://guide.example/",
        "http://guide.example:8080/путь": "http://guide.example:8080/%D0%BF%D1%83%D1%82%D1%8C/",
        "http://guide.example/a%20b/": "http://guide.example/a%20b/",
        "http://кадам.example/": f"http://{'кадам'.encode('idna').decode()}.example/",
        "http://[::1]:8080/x": "http://[::1]:8080/x/",
    }
    for typed, name in names.items():
        assert open_source(typed, 1).name == name


def test_capitals_and_other_letters_reach_the_server(tmp_path: Path) -> None:
    shutil.copytree(newer(), tmp_path / "tree" / "жол")
    folder = mirror_of_older(tmp_path / "m")
    with serving(tmp_path / "tree") as server:
        assert run("sync", server.address.upper() + "жол", folder).code == 0
    assert whole(folder) == "2026.2"


@pytest.mark.parametrize("kind", [ValueError, MemoryError, RuntimeError])
def test_the_last_resort_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]) -> None:
    def broken(*_: object) -> int:
        raise kind("x\x1b[2J\ny")

    monkeypatch.setattr(cli, "sync", broken)
    ran = run("sync", newer(), tmp_path / "m")
    assert (ran.code, ran.err) == (
        1,
        f"mirror.py: stopped by what it did not expect ({kind.__name__}: x?[2J?y): report it\n",
    )


# time


def drip(handler: Handler) -> None:
    """Bytes without end, each tenth of a second as many as twice the slowest rate."""
    handler.close_connection = True
    handler.send_response(200)
    handler.send_header("Content-Length", "60000")
    handler.end_headers()
    for _ in range(300):
        handler.send(b"x" * 30)
        time.sleep(0.1)


@pytest.mark.parametrize("path", [SIGNED, PACKED])
def test_a_manifest_that_drips_does_not_hold_up_the_next_source(tmp_path: Path, path: str) -> None:
    folder, begun = mirror_of_older(tmp_path / "m"), time.monotonic()
    with serving(newer()) as server:

        def odd(handler: Handler, asked: str) -> bool:
            if asked == path:
                drip(handler)
            elif asked == PLAIN:
                handler.answer(404, b"", {})
            return asked in (path, PLAIN)

        server.odd = odd
        ran = run("sync", server.address, newer(), folder, "--patience", 0.3)
    assert (ran.code, whole(folder)) == (0, "2026.2")
    assert "too slow: it took more than ten times the patience in all" in ran.out
    assert time.monotonic() - begun < 12


def test_a_proxy_that_drips_its_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            while True:
                try:
                    link = door.accept()[0]
                except OSError:
                    return
                threading.Thread(target=dripping, args=(link,), daemon=True).start()

        def dripping(link: socket.socket) -> None:
            with link:
                try:
                    link.recv(4096)
                    link.sendall(b"HTTP/1.1 200 OK\r\n")
                    for _ in range(90):
                        link.sendall(b"X: y\r\n")
                        time.sleep(0.1)
                except OSError:
                    return

        threading.Thread(target=answer, daemon=True).start()
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{door.getsockname()[1]}")
        monkeypatch.delenv("no_proxy", raising=False)
        begun = time.monotonic()
        ran = run("sync", "https://guide.example/", mirror_of_older(tmp_path / "m"), "--patience", 0.5)
    assert (ran.code, "too slow, or silent for 0.5 seconds" in ran.err) == (3, True)
    assert time.monotonic() - begun < 5


def program(folder: Path) -> Path:
    """The joined mirror.py, which trusts the first key."""
    file = folder / "mirror.py"
    file.write_text(joined(Path(cli.__file__).parent, signers("first")), encoding="utf-8")
    return file


def test_ctrl_c_ends_at_once(tmp_path: Path) -> None:
    mirror, folder = program(tmp_path), tmp_path / "m"
    with serving(newer()) as server:
        under_way = threading.Event()

        def odd(handler: Handler, asked: str) -> bool:
            if asked == BOOK:
                handler.send_response(200)
                handler.send_header("Content-Length", str((newer() / BOOK).stat().st_size))
                handler.end_headers()
                under_way.set()
                for _ in range(200):
                    handler.send(b"x" * 500)
                    time.sleep(0.1)
            return asked == BOOK

        server.odd = odd
        command = [sys.executable, str(mirror), "sync", server.address, str(folder), "--patience", "5"]
        ran = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert under_way.wait(20)
        time.sleep(0.5)
        begun = time.monotonic()
        ran.send_signal(signal.SIGINT)
        err = ran.communicate(timeout=30)[1]
    assert (ran.returncode, err) == (3, "mirror.py: stopped; what was fetched is kept for the next time\n")
    assert time.monotonic() - begun < 3


# what a source says, and how it is shown


def test_what_a_source_says_of_its_languages_is_not_printed_as_it_is(tmp_path: Path) -> None:
    tree = unpatched(tmp_path / "tree")
    (tree / CHANGED).unlink()
    said = ["\x1b[2J\nwhole: edition 2026.9", "KY", "../x", *[f"aa-{number:04}" for number in range(60)]]
    (tree / "mirror.json").write_text(json.dumps({"languages": said}))
    with serving(tree) as server:
        ran = run("sync", server.address, mirror_of_older(tmp_path / "m"))
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert ran.err.strip().isprintable()
    assert "holds only aa-0000, aa-0001, " in ran.err
    assert "aa-0046, not ky" in ran.err


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "koi8-r"])
def test_no_encoding_ends_in_a_traceback(tmp_path: Path, encoding: str) -> None:
    mirror, folder = program(tmp_path), tmp_path / "m"
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    for arguments in (["sync", newer(), folder, "--lang", "ky"], ["status", folder], ["verify", folder]):
        command = [sys.executable, str(mirror), *map(str, arguments)]
        ran = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_refusal_is_told_from_a_source_that_is_away(tmp_path: Path) -> None:
    assert issubclass(RefusedError, TroubleError)
    assert not issubclass(RefusedError, UnreachableError)
    folder, forged = mirror_of_older(tmp_path / "m"), copy_of(newer(), tmp_path / "forged")
    publish(forged, table_in(forged), "stranger")
    ran = run("sync", "http://127.0.0.1:9/", forged, newer(), folder, "--quiet")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith(f"left out: {forged}: manifest.json was signed with a key that")
    assert ran.err.count("\n") == 1


def test_a_refused_packed_manifest_counts_though_the_plain_one_is_away(tmp_path: Path) -> None:
    with serving(newer()) as server:

        def odd(handler: Handler, asked: str) -> bool:
            if asked == PACKED:
                handler.answer(200, gzip.compress(bytes(90 << 20)), {})
            elif asked == PLAIN:
                handler.answer(404, b"", {})
            return asked in (PACKED, PLAIN)

        server.odd = odd
        assert run("sync", server.address, mirror_of_older(tmp_path / "m")).code == 1


# folders and sticks


@pytest.mark.parametrize("path", [CHANGED, SIGNED, PACKED, PLAIN])
@pytest.mark.parametrize("kind", ["fifo", "link"])
def test_only_ordinary_files_of_a_folder_are_opened(tmp_path: Path, path: str, kind: str) -> None:
    folder, tree = mirror_of_older(tmp_path / "m"), unpatched(tmp_path / "tree")
    if path == PLAIN:
        (tree / PACKED).unlink()
    source = open_source(str(tree), 1)
    (tree / path).unlink()
    if kind == "fifo":
        os.mkfifo(tree / path)
    else:
        (tree / path).symlink_to(newer() / path)
    with pytest.raises(TroubleError, match="is no ordinary file" if kind == "fifo" else "is a symbolic link") as caught:
        source.read(path, 1 << 20)
    assert not isinstance(caught.value, UnreachableError)
    if path == CHANGED:
        ran = run("sync", tree, folder)
        assert (ran.code, whole(folder)) == (1, "2026.1")


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    tree = unpatched(tmp_path / "tree")
    shutil.move(tree / "ky/plan", tmp_path / "plan")
    (tree / "ky/plan").symlink_to(tmp_path / "plan")
    with pytest.raises(TroubleError, match="is a symbolic link, or lies behind one: refused"):
        open_source(str(tree), 1).read(CHANGED, 1 << 20)


def littered(tree: Path) -> list[str]:
    """Put into a tree what systems leave on sticks; the paths, as they are told."""
    for path in ("System Volume Information/x.dat", ".Trashes/501", "lost+found/x", "$RECYCLE.BIN/x", "LOST.DIR/x"):
        (tree / path).parent.mkdir()
        (tree / path).write_text("x")
    for path in (".DS_Store", "ky/.DS_Store", "ky/plan/Thumbs.db", "en/Desktop.ini", "ky/plan/._who.html"):
        (tree / path).write_text("x")
    folders = ["System Volume Information", ".Trashes", "lost+found", "$RECYCLE.BIN", "LOST.DIR"]
    return [*folders, ".DS_Store", "ky/.DS_Store", "ky/plan/Thumbs.db", "en/Desktop.ini", "ky/plan/._who.html"]


def test_what_systems_leave_on_sticks_is_left_aside(tmp_path: Path) -> None:
    tree = copy_of(newer(), tmp_path / "stick")
    junk = littered(tree)
    assert sorted(left_aside(tree)) == sorted(junk)
    ran = run("verify", tree, "--signers", signers_file("first"))
    assert (ran.code, ran.err) == (0, "")
    first, last = ran.out.splitlines()
    assert first.startswith("left aside: ")
    assert first.endswith(" and 5 more, which the operating system put there")
    assert last.startswith("whole: edition 2026.2")
    folder = mirror_of_older(tmp_path / "m")
    assert run("sync", tree, folder).code == 0
    assert left_aside(folder / "current") == []


@pytest.mark.parametrize("path", ["ky/lost+found", "ky/.DS_Store"])
def test_folders_with_such_names_elsewhere_are_faults(tmp_path: Path, path: str) -> None:
    tree = copy_of(newer(), tmp_path / "stick")
    (tree / path).mkdir()
    (tree / path / "page.html").write_text("x")
    ran = run("verify", tree, "--signers", signers_file("first"))
    assert (ran.code, f"not of this edition: {path}/page.html" in ran.err) == (1, True)


def test_a_link_with_such_a_name_is_a_fault(tmp_path: Path) -> None:
    tree = copy_of(newer(), tmp_path / "stick")
    (tree / ".Trashes").symlink_to("/etc")
    (tree / "ky/._x").symlink_to("/etc/passwd")
    ran = run("verify", tree, "--signers", signers_file("first"))
    assert ran.code == 1
    assert "symbolic link: .Trashes\n" in ran.err
    assert "symbolic link: ky/._x\n" in ran.err


def test_nothing_of_the_kind_stays_in_staging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when macOS writes on a stick while the edition is made ready."""
    finish = Staging._finish

    def finish_and_litter(staging: Staging, languages: list[str] | None) -> None:
        finish(staging, languages)
        littered(staging.tree)

    monkeypatch.setattr(Staging, "_finish", finish_and_litter)
    folder = mirror_of_older(tmp_path / "m")
    assert run("sync", newer(), folder).code == 0
    assert left_aside(folder / "current") == []


# how the commands are called


def test_arguments_that_are_the_wrong_way_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = mirror_of_older(tmp_path / "m")
    for address in ("https://guide.example/", "HTTP://guide.example", "file:///x"):
        ran = run("sync", folder, address)
        assert (ran.code, "SOURCE comes first, DIR last" in ran.err) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_a_zip_where_a_folder_belongs(tmp_path: Path) -> None:
    file = zip_of(newer(), tmp_path / "kadam.zip")
    for command in ("verify", "status", "serve"):
        ran = run(command, file)
        assert (ran.code, "unpack it first, or give it to sync" in ran.err) == (2, True)
    ran = run("sync", newer(), file)
    assert (ran.code, "SOURCE comes first, DIR last" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--jobs", "99", "argument --jobs: give a whole number from 1 to 16"),
        ("--jobs", "0", "argument --jobs: give a whole number from 1 to 16"),
        ("--patience", "x", "argument --patience: give seconds, from 0.1 to 3600"),
        ("--patience", "nan", "argument --patience: give seconds, from 0.1 to 3600"),
    ],
)
def test_options_that_are_out_of_bounds(
    capsys: pytest.CaptureFixture[str], option: str, value: str, words: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["sync", "x", "y", option, value])
    assert words in capsys.readouterr().err


def test_status_prints_commands_that_can_be_pasted(tmp_path: Path) -> None:
    tree = copy_of(older(), tmp_path / "a b")
    publish(tree, {**table_in(tree), "date": str(date(2026, 1, 2))}, "first")
    folder = tmp_path / "m z"
    assert run("sync", tree, folder, "--signers", signers_file("first")).code == 0
    assert f"python3 mirror.py sync '{tree}' '{folder}'\n" in run("status", folder).out
    assert run("sync", newer(), folder).code == 0
    assert f"python3 mirror.py verify '{folder}'\n" in run("status", folder).out


def test_an_older_python_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    assert cli.main(["status", "x"]) == 2
    assert capsys.readouterr().err == "mirror.py: needs Python 3.9 or newer: install it, and run this with it\n"


def test_a_source_that_may_not_be_read_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = zip_of(newer(), tmp_path / "kadam.zip")

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", forbidden)
        with pytest.raises(UnreachableError, match="cannot be read"):
            open_source(str(file), 1)
        patched.setattr(Path, "stat", forbidden)
        with pytest.raises(UnreachableError, match="cannot be read"):
            open_source(str(tmp_path), 1)


def test_what_is_typed_wrong_is_misuse() -> None:
    with pytest.raises(MisuseError, match="is no address: write file:///folder"):
        open_source("file://[x/", 1)
