"""Servers that mean harm: nothing is read without end, nothing waited for without end, nothing unpacked without end."""

from __future__ import annotations

import gzip
import os
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.mirror.servers import Handler, Server, running, serving
from tests.mirror.test_faults import unpatched
from tests.mirror.trees import CHANGED, copy_of, mirror_of_older, newer, run, table_in, whole

PATIENCE = 1.0
SIGNED, PACKED, PLAIN = "manifest.json.sig", "manifest.json.gz", "manifest.json"


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _handle: None)


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1000):
        handler.send(bytes(1 << 16))


def endless_chunks(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for _ in range(1000):
        handler.send(b"10000\r\n" + bytes(1 << 16) + b"\r\n")


def slow_body(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1400")
    handler.end_headers()
    drip(handler)


def slow_chunk(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    drip(handler)


def slow_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    drip(handler)


def drip(handler: Handler) -> None:
    for _ in range(200):
        handler.send(b"0")
        time.sleep(0.05)


def silent(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1400")
    handler.end_headers()
    time.sleep(PATIENCE * 3)


def too_long(handler: Handler) -> None:
    handler.answer(200, bytes(9 << 20), {})


def announced_too_long(handler: Handler) -> None:
    handler.answer(200, b"short", {"Content-Length": "99999999999999999999"})


def announced_too_short(handler: Handler) -> None:
    handler.answer(200, (newer() / CHANGED).read_bytes(), {"Content-Length": "100"})


def redirect(handler: Handler) -> None:
    handler.answer(302, b"", {"Location": "http://localhost:9/evil\x1b[2J"})


def circle(handler: Handler) -> None:
    handler.answer(302, b"", {"Location": handler.path})


def redirect_to_file(handler: Handler) -> None:
    handler.answer(302, b"", {"Location": "file:///etc/passwd"})


def bomb(handler: Handler) -> None:
    handler.answer(200, gzip.compress(bytes(90 << 20)), {})


def encoded_bomb(handler: Handler) -> None:
    handler.answer(200, gzip.compress(bytes(90 << 20)), {"Content-Encoding": "gzip"})


def encoded_rubbish(handler: Handler) -> None:
    handler.answer(200, b"rubbish", {"Content-Encoding": "gzip"})


def unknown_encoding(handler: Handler) -> None:
    handler.answer(200, b"x", {"Content-Encoding": "br\x1b[2J"})


def other_piece(handler: Handler) -> None:
    handler.answer(206, b"x", {"Content-Range": "bytes 5-5/6"})


def no_http(handler: Handler) -> None:
    handler.wfile.write(b"rubbish\r\n\r\n")


def many_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n")


def error(handler: Handler) -> None:
    handler.answer(503, b"later", {})


CASES: list[tuple[Callable[[Handler], None], str, int, str]] = [
    (endless, SIGNED, 1, "goes on beyond 65536 bytes: refused"),
    (endless_chunks, SIGNED, 1, "goes on beyond 65536 bytes: refused"),
    (too_long, PLAIN, 1, "goes on beyond 8388608 bytes: refused"),
    (endless, CHANGED, 1, "sends more than the manifest says: refused"),
    (endless_chunks, CHANGED, 1, "sends more than the manifest says: refused"),
    (slow_body, SIGNED, 3, "too slow, or silent for 1 seconds"),
    (slow_body, CHANGED, 3, "too slow, or silent for 1 seconds"),
    (slow_chunk, CHANGED, 3, "too slow, or silent for 1 seconds"),
    (slow_headers, CHANGED, 3, "too slow, or silent for 1 seconds"),
    (silent, CHANGED, 3, "too slow, or silent for 1 seconds"),
    (too_long, CHANGED, 1, "announces 9437184 bytes where the manifest says"),
    (announced_too_long, CHANGED, 1, "announces 99999999999999999999 bytes where the manifest says"),
    (announced_too_short, CHANGED, 3, "before the end"),
    (
        redirect,
        CHANGED,
        1,
        "sends on to another place: refused; if that is right, give it as source: http://localhost:9/evil",
    ),
    (redirect_to_file, CHANGED, 1, "sends on to another place: refused"),
    (circle, CHANGED, 3, "redirects in a circle"),
    (bomb, PACKED, 0, ""),
    (encoded_bomb, CHANGED, 1, "sends more than the manifest says: refused"),
    (encoded_rubbish, CHANGED, 1, "damaged gzip data"),
    (unknown_encoding, CHANGED, 1, "sends an encoding that was not asked for, br"),
    (other_piece, CHANGED, 1, "sends another piece than was asked for"),
    (no_http, CHANGED, 3, "the connection failed"),
    (many_headers, CHANGED, 3, "the connection failed"),
    (error, CHANGED, 3, "the server answers 503"),
]


@pytest.mark.parametrize(("act", "path", "code", "words"), CASES)
def test_a_hostile_server(tmp_path: Path, act: Callable[[Handler], None], path: str, code: int, words: str) -> None:
    folder, tree = mirror_of_older(tmp_path / "m"), unpatched(tmp_path / "tree")
    if path == PLAIN:
        (tree / PACKED).unlink()
    begun = time.monotonic()
    with serving(tree) as server:

        def odd(handler: Handler, asked: str) -> bool:
            if asked == path:
                handler.close_connection = True
                act(handler)
            return asked == path

        server.odd = odd
        ran = run("sync", server.address, folder, "--patience", PATIENCE)
        moved = server.sent
    assert (ran.code, whole(folder)) == (code, "2026.2" if code == 0 else "2026.1")
    assert words in ran.err
    assert ran.err.count("\n") == bool(code)
    assert ran.err.replace("\n", "").isprintable()
    assert time.monotonic() - begun < 15
    assert moved < 40 << 20  # what lies in the sockets' buffers comes on top of what is read


def test_a_bomb_in_a_signed_place_is_not_unpacked(tmp_path: Path) -> None:
    """A manifest.json.gz of 10000 times its size, with no plain manifest beside it."""
    folder, tree = mirror_of_older(tmp_path / "m"), copy_of(newer(), tmp_path / "tree")
    (tree / PLAIN).unlink()
    (tree / PACKED).write_bytes(gzip.compress(bytes(90 << 20)))
    ran = run("sync", tree, folder)
    assert (ran.code, whole(folder)) == (1, "2026.1")


def test_an_honest_server_may_compress_and_redirect_within_itself(tmp_path: Path) -> None:
    folder, tree = mirror_of_older(tmp_path / "m"), unpatched(tmp_path / "tree")
    with serving(tree) as server:
        server.packs = True

        def odd(handler: Handler, asked: str) -> bool:
            if asked == CHANGED:
                handler.answer(301, b"", {"Location": "/copy.html"})
            elif asked == "copy.html":
                handler.answer(200, (tree / CHANGED).read_bytes(), {})
            return asked in (CHANGED, "copy.html")

        server.odd = odd
        assert run("sync", server.address, folder).code == 0
        assert server.sent < sum((tree / path).stat().st_size for path in table_in(tree)["files"]) // 3
    assert whole(folder) == "2026.2"


def test_a_server_that_takes_a_name_from_another_part_of_the_tree(tmp_path: Path) -> None:
    """Every file is right in itself, but one stands for another: the manifest says which belongs where."""
    folder, tree = mirror_of_older(tmp_path / "m"), unpatched(tmp_path / "tree")
    (tree / CHANGED).write_bytes((tree / "ky/plan/place.html").read_bytes())
    ran = run("sync", tree, folder)
    assert (ran.code, whole(folder)) == (1, "2026.1")
    assert f"{CHANGED}: has other content than the manifest says: refused" in ran.err


def certified(server: Server, folder: Path) -> Path:
    """Have a server speak TLS, with a certificate of its own making; the file of that certificate."""
    made = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", *made, *names],  # noqa: S607
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return folder / "cert.pem"


def test_https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, server = mirror_of_older(tmp_path / "m"), Server(newer())
    certificate = certified(server, tmp_path)
    with running(server):
        address = f"https://localhost:{server.server_port}/"
        ran = run("sync", address, folder)
        assert (ran.code, whole(folder)) == (3, "2026.1")
        assert "its certificate does not hold (self-signed certificate): check this computer's clock" in ran.err
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert run("sync", address, folder).code == 0
    assert whole(folder) == "2026.2"


def test_a_server_that_is_silent_before_anything_is_asked(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for scheme in ("http", "https"):
            begun = time.monotonic()
            ran = run("sync", f"{scheme}://127.0.0.1:{port}/", folder, "--patience", 0.5)
            assert (ran.code, "too slow, or silent for 0.5 seconds" in ran.err) == (3, True)
            assert time.monotonic() - begun < 5


def test_a_proxy_is_asked_for_the_whole_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = mirror_of_older(tmp_path / "m")
    with serving(newer()) as server:

        def odd(handler: Handler, asked: str) -> bool:
            assert handler.headers["Host"] == "guide.example"
            file = newer() / asked.removeprefix("http://guide.example/kadam/")
            handler.answer(200, file.read_bytes(), {})
            return True

        server.odd = odd
        monkeypatch.setenv("http_proxy", server.address)
        monkeypatch.delenv("no_proxy", raising=False)
        assert run("sync", "http://guide.example/kadam", folder).code == 0
    assert whole(folder) == "2026.2"
