"""The web server of mirror.py with many visitors, slow ones, an edition that changes, and its beginning and end."""

from __future__ import annotations

import asyncio
import errno
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import zxingcpp

from scripts.mirror import serve, serve_address
from tests.mirror.serving import ROOT, Server, contents, serving, write_tree

FILES = contents("2026.1")
IMPATIENT = "serve_visit.HEAD_WAIT, serve_visit.STALL = 0.5, 2.0"


def alone(work: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread of its own: that of the tests may hold the event loop of a browser."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def request(path: str) -> bytes:
    return f"GET /{path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return int(head[9:12]), await reader.readexactly(length)


@contextmanager
def connected(server: Server, number: int) -> Iterator[list[socket.socket]]:
    """Connections that stay open."""
    with ExitStack() as stack:
        yield [stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 10)) for _ in range(number)]


def mirror_of(folder: Path, edition: str) -> Path:
    """A mirror's folder that shows an edition."""
    write_tree(folder / "editions" / edition, edition)
    show(folder, edition)
    return folder


def show(folder: Path, edition: str) -> None:
    """Exchange the edition that a mirror's folder shows."""
    link = folder / ".new"
    link.symlink_to(Path("editions", edition))
    link.replace(folder / "current")


def drain(visitor: socket.socket) -> bytes:
    """Everything that still comes until the other side ends the connection, in whatever way."""
    got = b""
    with suppress(ConnectionResetError):
        while data := visitor.recv(1 << 20):
            got += data
    return got


def test_two_hundred_visitors_at_once_are_all_answered(tmp_path: Path) -> None:
    paths = ["ky/index.html", "ky/plan/who.html", "ky/assets/kadam.js", "ru/index.html"]
    together = asyncio.Barrier(200)

    async def visit(port: int, number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for path in (paths * 2)[number % 4 :][:4]:
            await together.wait()
            writer.write(request(path))
            assert await read_answer(reader) == (200, FILES[path])
        writer.close()

    async def all_visit(port: int) -> None:
        await asyncio.gather(*(visit(port, number) for number in range(200)))

    with serving(write_tree(tmp_path)) as server:
        alone(all_visit(server.port))


def test_slow_visitors_do_not_hold_up_others(tmp_path: Path) -> None:
    with serving(write_tree(tmp_path)) as server, connected(server, 60) as typing, connected(server, 60) as reading:
        for visitor in reading:
            visitor.sendall(request("ky/print/book.pdf") * 9)
        longest = 0.0
        for letter in request("ky/index.html")[:6]:
            for visitor in typing:
                visitor.sendall(bytes([letter]))
            for path in ("ky/plan/who.html", "ky/assets/kadam.js", "ky/print/book.pdf"):
                start = time.monotonic()
                assert server.ask(f"/{path}").body == FILES[path]
                longest = max(longest, time.monotonic() - start)
            time.sleep(0.5)
        assert longest < 3
        status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="utf-8")
        assert int(status.partition("VmRSS:")[2].split()[0]) < 100_000, "3 MB for each slow visitor would be 180 MB"


def test_a_visit_ends_when_nothing_moves(tmp_path: Path) -> None:
    with serving(write_tree(tmp_path), IMPATIENT) as server, connected(server, 4) as (silent, typing, idle, stuck):
        idle.sendall(request("ky/index.html"))
        stuck.sendall(request("ky/print/book.pdf") * 20)
        start = time.monotonic()
        with suppress(BrokenPipeError, ConnectionResetError):
            while time.monotonic() < start + 20:
                typing.sendall(b"G")
                time.sleep(0.1)
        assert time.monotonic() - start < 15, "a byte now and then is no progress"
        assert drain(silent) == b""
        assert drain(idle).endswith(FILES["ky/index.html"])
        assert 1.5 < time.monotonic() - start < 15
        time.sleep(2)
        assert len(drain(stuck)) < 20 * len(FILES["ky/print/book.pdf"])


def test_requests_are_not_hoarded(tmp_path: Path) -> None:
    with serving(write_tree(tmp_path)) as server, connected(server, 1) as [visitor]:
        visitor.settimeout(2)
        with pytest.raises(TimeoutError):
            visitor.sendall(request("ky/print/book.pdf") * 1_000_000)
        assert server.ask("/ky/index.html").status == 200


def test_newcomers_take_the_places_of_those_who_stand_still(tmp_path: Path) -> None:
    with serving(write_tree(tmp_path), "serve._SERVE_VISITS = 20") as server, connected(server, 20) as silent:
        for visitor in silent[10:]:
            visitor.sendall(b"GET / HT")
        for _ in range(30):
            assert server.ask("/ky/index.html").status == 200
        time.sleep(0.2)
        with connected(server, 20) as reading:
            for visitor in reading:
                visitor.sendall(request("ky/index.html"))
                assert visitor.recv(15) == b"HTTP/1.1 200 OK"
            busy = server.ask("/ky/index.html")
            assert (busy.status, busy.fields["Retry-After"], busy.fields["Connection"]) == (503, "2", "close")


def test_no_answer_mixes_two_editions(tmp_path: Path) -> None:
    folder = mirror_of(tmp_path / "mirror", "2026.1")
    editions = [contents("2026.1"), contents("2026.2")]
    paths = ["ky/plan/who.html", "ky/assets/kadam.js", "ky/print/book.pdf", "ky/index.html"]

    async def visit(port: int, path: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        seen: list[int] = []
        while len(set(seen)) < 2 or len(seen) < 20:
            writer.write(request(path))
            status, body = await read_answer(reader)
            assert (status, body in (editions[0][path], editions[1][path])) == (200, True)
            seen.append(body == editions[1][path])
        writer.close()

    async def swap() -> None:
        for count in range(1000):
            show(folder, f"2026.{1 + (count + 1) % 2}")
            await asyncio.sleep(0.05 + count % 7 * 0.02)  # no beat in which a visitor could meet always the same one

    async def run(port: int) -> None:
        swapping = asyncio.create_task(swap())
        await asyncio.wait_for(asyncio.gather(*(visit(port, path) for path in paths * 10)), 60)
        swapping.cancel()

    write_tree(folder / "editions" / "2026.2", "2026.2")
    with serving(folder) as server:
        alone(run(server.port))


def test_a_new_edition_shows_at_once(tmp_path: Path) -> None:
    folder = mirror_of(tmp_path, "2026.1")
    with serving(folder) as server:
        old = server.ask("/ky/index.html")
        with connected(server, 1) as [download]:
            download.sendall(request("ky/print/book.pdf"))
            begun = download.recv(10_000)
            mirror_of(folder, "2026.2")
            new = server.ask("/ky/index.html", if_none_match=old.fields["ETag"])
            assert (new.status, new.body) == (200, contents("2026.2")["ky/index.html"])
            shutil.rmtree(folder / "editions" / "2026.1")
            download.shutdown(socket.SHUT_WR)
            assert (begun + drain(download)).endswith(FILES["ky/print/book.pdf"])


LATE = """
import os, shutil
from scripts.mirror.serve_files import Shelf
prepare = Shelf.prepare
def late(shelf, path, **how):
    if shelf.edition == "2026.1":
        os.chdir({folder!r})
        os.replace(".new", "current")
        shutil.rmtree("editions/2026.1")
    return prepare(shelf, path, **how)
Shelf.prepare = late
"""


def test_an_edition_that_goes_while_it_is_read_is_not_missed(tmp_path: Path) -> None:
    folder = mirror_of(tmp_path, "2026.1")
    write_tree(folder / "editions" / "2026.2", "2026.2")
    (folder / ".new").symlink_to(Path("editions", "2026.2"))
    with serving(folder, LATE.format(folder=str(folder))) as server:
        answer = server.ask("/ky/plan/who.html")
        assert (answer.status, answer.body) == (200, contents("2026.2")["ky/plan/who.html"])


def test_a_folder_exchanged_by_two_renames(tmp_path: Path) -> None:
    (tmp_path / "editions").mkdir()
    write_tree(tmp_path / "current", "2026.1")
    write_tree(tmp_path / "new", "2026.2")
    with serving(tmp_path) as server:
        assert server.ask("/ky/index.html").body == FILES["ky/index.html"]
        (tmp_path / "current").rename(tmp_path / "editions" / "old")
        assert server.ask("/ky/index.html").body == FILES["ky/index.html"], "between the two renames"
        (tmp_path / "new").rename(tmp_path / "current")
        for path in ("ky/index.html", "ky/plan/who.html", "ky/print/book.pdf"):
            assert server.ask(f"/{path}").body == contents("2026.2")[path]


def test_an_edition_that_cannot_be_read_is_not_shown(tmp_path: Path) -> None:
    folder = mirror_of(tmp_path, "2026.1")
    with serving(folder) as server:
        assert server.ask("/ky/index.html").status == 200
        tree = write_tree(folder / "editions" / "2026.2", "2026.2")
        whole = (tree / "manifest.json").read_bytes()
        (tree / "manifest.json").write_bytes(whole[:100])
        show(folder, "2026.2")
        for _ in range(3):
            assert server.ask("/ky/plan/who.html").body == FILES["ky/plan/who.html"]
        (tree / "manifest.json").write_bytes(whole)
        time.sleep(1.1)
        assert server.ask("/ky/plan/who.html").body == contents("2026.2")["ky/plan/who.html"]
        code, out, err = server.end()
    assert (code, out, err.count("\n")) == (0, "", 1)
    assert "manifest.json cannot be read" in err
    assert "edition 2026.1 is shown until then" in err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_even_with_visitors(tmp_path: Path, number: int) -> None:
    with serving(write_tree(tmp_path)) as server, connected(server, 5) as visitors:
        for visitor in visitors:
            visitor.sendall(request("ky/print/book.pdf") * 3)
            visitor.recv(1)
        assert server.end(number) == (0, "", "")


def run(folder: Path, host: str, port: int) -> tuple[int, str, str]:
    """What a server says that cannot begin: exit code, output, errors."""
    code = "import sys\nfrom pathlib import Path\nfrom scripts.mirror.serve import serve_folder\n"
    code += f"sys.exit(serve_folder(Path({str(folder)!r}), {host!r}, {port}, True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=20, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_what_hinders_it_is_told_in_one_line(tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        told = run(tree, "127.0.0.1", port)
    assert told == (1, "", f"port {port} is in use: end the program that has it, or choose another with --port\n")
    assert run(tree, "127.0.0.1", 70_000) == (1, "", "70000 is no port: choose one from 1 to 65535\n")
    nowhere = (1, "", "203.0.113.9 is no address of this machine: use --host 0.0.0.0 for all of them\n")
    assert run(tree, "203.0.113.9", 0) == nowhere
    for folder in (tmp_path, tmp_path / "missing"):
        code, out, err = run(folder, "127.0.0.1", 0)
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert str(folder) in err
    (tree / "manifest.json").write_text("{}")
    code, out, err = run(tree, "127.0.0.1", 0)
    assert (code, out, err.count("\n")) == (1, "", 1)


def test_a_port_that_is_not_allowed() -> None:
    line = serve._serve_fault(PermissionError(errno.EACCES, "Permission denied"), "127.0.0.1", 80)
    assert line == "port 80 is not allowed: ports below 1024 need administrator's rights; choose --port 8080"


def test_quiet_says_nothing(tmp_path: Path) -> None:
    tree = write_tree(tmp_path)
    code = "import sys\nfrom pathlib import Path\nfrom scripts.mirror.serve import serve_folder\n"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code += f"sys.exit(serve_folder(Path({str(tree)!r}), '127.0.0.1', {port}, True))"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=10) == (b"", b"")
    assert process.returncode == 0


def test_the_greeting_names_only_this_machine(tmp_path: Path) -> None:
    with serving(write_tree(tmp_path)) as server:
        lines = server.greeting.splitlines()
    assert lines == [
        "Kadam, edition 2026.1:",
        f"  http://127.0.0.1:{server.port}/",
        "Only this machine can open it. For phones in the same network: --host 0.0.0.0",
        "Ctrl+C ends.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_phones_are_shown_the_address_and_its_code(tmp_path: Path, encoding: str) -> None:
    fake = "serve.addresses = lambda host: ['192.168.43.1', '10.0.0.7']"
    with serving(write_tree(tmp_path), f"sys.stdout.reconfigure(encoding={encoding!r}); {fake}", "0.0.0.0") as server:  # noqa: S104
        lines = server.greeting.splitlines()
        assert server.ask("/ky/index.html").status == 200
    links = [f"http://192.168.43.1:{server.port}/", f"http://10.0.0.7:{server.port}/"]
    assert [line.strip() for line in lines[1:3]] == links
    code = lines[3:-1]
    if encoding == "ascii":
        lit = [[letter == "#" for letter in line[::2]] for line in code]
    else:
        lit = [[letter in both for letter in line] for line in code for both in ("█▀", "█▄")]
    rows = [b"".join((b"\xff" if light else b"\0") * 3 for light in row) for row in lit for _ in range(3)]
    found = zxingcpp.read_barcode(memoryview(b"".join(rows)).cast("B", shape=[len(rows), len(rows[0])]))
    assert found is not None
    assert found.text == links[0]


def test_a_development_build_says_so(tmp_path: Path) -> None:
    manifest = write_tree(tmp_path) / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"development":false', '"development":true'))
    with serving(tmp_path) as server:
        assert "A DEVELOPMENT BUILD" in server.greeting


def test_the_wireless_address_comes_first_and_virtual_ones_never(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [("lo", "127.0.0.1"), ("eth0", "192.0.2.2"), ("docker0", "172.17.0.1"), ("wlan0", "10.42.0.1")]
    monkeypatch.setattr(serve_address, "_addresses_by_name", lambda: names)
    monkeypatch.setattr(serve_address, "_addresses_by_route", lambda: ["192.0.2.2", "172.17.0.1"])
    assert serve_address.addresses("0.0.0.0") == ["10.42.0.1", "192.0.2.2"]  # noqa: S104
    monkeypatch.setattr(serve_address, "_addresses_by_name", lambda: names[:1])
    monkeypatch.setattr(serve_address, "_addresses_by_route", list)
    assert serve_address.addresses("0.0.0.0") == ["127.0.0.1"]  # noqa: S104
    assert serve_address.addresses("::1") == ["[::1]"]
    assert serve_address.addresses("192.168.4.1") == ["192.168.4.1"]


def test_addresses_are_this_machines_own() -> None:
    for address in serve_address.addresses("0.0.0.0"):  # noqa: S104
        with socket.socket() as probe:
            probe.bind((address, 0))


def test_nothing_is_noted_about_visitors(tmp_path: Path) -> None:
    with serving(write_tree(tmp_path)) as server:
        before = sorted(tmp_path.rglob("*"))
        for path in ("/", "/nothing", "/ky/print/book.pdf"):
            server.ask(path, user_agent="Phone", referer="http://a/")
        server.raw(b"nonsense\r\n\r\n")
        assert server.end() == (0, "", "")
    assert sorted(tmp_path.rglob("*")) == before
