"""What the web server of mirror.py answers, asked by real sockets."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mirror.serving import Server, contents, serving, write_tree

FILES = contents("2026.1")
WHO = FILES["ky/plan/who.html"]
TAG = f'"{hashlib.sha256(WHO).hexdigest()}"'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a whole tree, for tests that change nothing."""
    with serving(write_tree(tmp_path_factory.mktemp("served") / "tree")) as one:
        yield one


def test_a_page_comes_whole_with_its_fields(server: Server) -> None:
    answer = server.ask("/ky/plan/who.html?from=qr#top")
    assert (answer.status, answer.body) == (200, WHO)
    assert answer.fields == {
        "Content-Length": str(len(WHO)),
        "Content-Type": "text/html; charset=utf-8",
        "ETag": TAG,
        "Vary": "Accept-Encoding",
        "Cache-Control": "no-cache",
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip, deflate", "GZIP;q=0.5"])
def test_text_is_packed_for_those_who_take_it(server: Server, accepted: str) -> None:
    answer = server.ask("/ky/plan/who.html", accept_encoding=accepted)
    assert (answer.fields["Content-Encoding"], answer.fields["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(answer.body) == WHO
    assert int(answer.fields["Content-Length"]) == len(answer.body) < 2000
    assert answer.fields["ETag"] == TAG[:-1] + '-gzip"'


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "gzip; q=0.00", "gzipped"])
def test_text_is_plain_for_others(server: Server, accepted: str) -> None:
    answer = server.ask("/ky/plan/who.html", accept_encoding=accepted)
    assert ("Content-Encoding" in answer.fields, answer.body) == (False, WHO)


def test_what_gzip_does_not_shrink_is_plain(server: Server) -> None:
    assert "Content-Encoding" not in server.ask("/allowed_signers", accept_encoding="gzip").fields
    assert server.ask("/ky/print/book.pdf", accept_encoding="gzip").body == FILES["ky/print/book.pdf"]


@pytest.mark.parametrize("path", sorted(FILES))
def test_every_listed_file_is_served_and_packed_alike(server: Server, path: str) -> None:
    assert server.ask(f"/{path}").body == FILES[path]
    packed = server.ask(f"/{path}", accept_encoding="gzip")
    body = gzip.decompress(packed.body) if "Content-Encoding" in packed.fields else packed.body
    assert body == FILES[path]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("ky/assets/kadam.js", "text/javascript; charset=utf-8"),
        ("ky/assets/a.css", "text/css; charset=utf-8"),
        ("ky/assets/a.json", "application/json; charset=utf-8"),
        ("ky/assets/a.svg", "image/svg+xml; charset=utf-8"),
        ("ky/assets/a.webmanifest", "application/manifest+json; charset=utf-8"),
        ("ky/assets/a.xml", "application/xml; charset=utf-8"),
        ("ky/assets/a.txt", "text/plain; charset=utf-8"),
        ("mirror.py", "text/x-python; charset=utf-8"),
        ("manifest.json", "application/json; charset=utf-8"),
        ("manifest.json.sig", "text/plain; charset=utf-8"),
        ("allowed_signers", "text/plain; charset=utf-8"),
        ("manifest.json.gz", "application/gzip"),
        ("ky/print/book.pdf", "application/pdf"),
        ("ky/assets/a.epub", "application/epub+zip"),
        ("ky/assets/a.zip", "application/zip"),
        ("ky/assets/a.zim", "application/octet-stream"),
        ("ky/assets/a.png", "image/png"),
        ("updates/old-ky.bsdiff", "application/octet-stream"),
    ],
)
def test_each_kind_of_file_says_what_it_is(server: Server, path: str, kind: str) -> None:
    answer = server.ask(f"/{path}")
    assert (answer.status, answer.fields["Content-Type"]) == (200, kind)
    assert answer.fields["Cache-Control"] == "no-cache"


def test_the_manifest_packed_by_hand_is_not_unpacked_by_browsers(server: Server) -> None:
    answer = server.ask("/manifest.json.gz", accept_encoding="gzip")
    assert "Content-Encoding" not in answer.fields
    assert gzip.decompress(answer.body) == server.ask("/manifest.json").body


@pytest.mark.parametrize("known", [TAG, f"W/{TAG}", f'"other", {TAG}', "*"])
def test_a_known_version_is_not_sent_again(server: Server, known: str) -> None:
    answer = server.ask("/ky/plan/who.html", if_none_match=known)
    assert (answer.status, answer.body, answer.fields["ETag"]) == (304, b"", TAG)
    assert "Content-Length" not in answer.fields


def test_packed_and_plain_are_different_versions(server: Server) -> None:
    assert server.ask("/ky/plan/who.html", if_none_match=TAG, accept_encoding="gzip").status == 200
    packed = TAG[:-1] + '-gzip"'
    assert server.ask("/ky/plan/who.html", if_none_match=packed).status == 200
    assert server.ask("/ky/plan/who.html", if_none_match=packed, accept_encoding="gzip").status == 304


def test_head_gives_the_same_fields_and_no_body(server: Server) -> None:
    for path in ("/ky/plan/who.html", "/ky/print/book.pdf", "/nothing"):
        whole, head = server.ask(path), server.ask(path, "HEAD")
        assert (head.status, head.fields, head.body) == (whole.status, whole.fields, b"")
    assert server.ask("/ky/plan/who.html", "HEAD", range="bytes=0-1").status == 200


RANGES = [
    ("0-9", 0, 10),
    ("5-", 5, None),
    ("-7", -7, None),
    ("10-99999999", 10, None),
    ("0-0", 0, 1),
    ("-99999999", 0, None),
]


@pytest.mark.parametrize("path", ["ky/plan/who.html", "ky/assets/kadam.js", "ky/print/book.pdf"])
@pytest.mark.parametrize(("asked", "start", "stop"), RANGES)
def test_a_part_of_a_file_is_plain(server: Server, path: str, asked: str, start: int, stop: int | None) -> None:
    whole = FILES[path]
    answer = server.ask(f"/{path}", range=f"bytes={asked}", accept_encoding="gzip")
    first = range(len(whole))[start]
    assert (answer.status, answer.body) == (206, whole[start:stop])
    assert answer.fields["Content-Range"] == f"bytes {first}-{first + len(answer.body) - 1}/{len(whole)}"
    assert "Content-Encoding" not in answer.fields


@pytest.mark.parametrize("asked", [f"{len(WHO)}-", "99999999-", "-0"])
def test_a_part_behind_the_end_is_refused(server: Server, asked: str) -> None:
    answer = server.ask("/ky/plan/who.html", range=f"bytes={asked}")
    assert (answer.status, answer.fields["Content-Range"], answer.body) == (416, f"bytes */{len(WHO)}", b"")


@pytest.mark.parametrize("asked", ["bytes=9-5", "bytes=-", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=²-"])
def test_a_range_that_is_none_gets_the_whole_file(server: Server, asked: str) -> None:
    answer = server.raw(f"GET /ky/plan/who.html HTTP/1.1\r\nHost: a\r\nRange: {asked}\r\n\r\n".encode("latin-1"))
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(WHO)


def test_a_part_of_another_version_is_never_sent(server: Server) -> None:
    def status(if_range: str) -> int:
        return int(server.ask("/ky/plan/who.html", range="bytes=1-2", if_range=if_range).status)

    tags = [TAG, TAG[:-1] + '-gzip"', f"W/{TAG}", "Sat, 21 Nov 2026 12:00:00 GMT"]
    assert [status(tag) for tag in tags] == [206, 200, 200, 200]


def test_folders_lead_to_their_first_page(server: Server) -> None:
    assert server.ask("/").body == FILES["index.html"]
    assert server.ask("/ky/plan/").body == FILES["ky/plan/index.html"]
    for path, target in (("/ky", "ky/"), ("/ky/plan", "plan/"), ("/ky/plan?x", "plan/")):
        answer = server.ask(path)
        assert (answer.status, answer.fields["Location"], answer.body) == (301, target, b"")


def test_a_page_that_is_not_there(server: Server) -> None:
    for path in ("/ky/nothing.html", "/ky/plan/x/y", "/ky/plan/who.html/", "/ky/assets/", "/ky/assets"):
        answer = server.ask(path)
        assert (answer.status, answer.body) == (404, FILES["ky/404.html"])
    for path in ("/nothing", "/a/b/", "/updates/", "/elsewhere", "//ky/index.html"):
        answer = server.ask(path)
        assert (answer.status, answer.body) == (404, FILES["index.html"].replace(b'href="', b'href="/'))
    packed = server.ask("/ky/nothing.html", accept_encoding="gzip", range="bytes=0-1", if_none_match="*")
    assert (packed.status, packed.body) == (404, FILES["ky/404.html"])


@pytest.mark.parametrize(
    "path", ["secret.html", ".hidden.html", "ky/plan/who.html.gz", "KY/index.html", "ky/./index.html", "%3Findex.html"]
)
def test_what_the_manifest_does_not_name_is_not_there(server: Server, path: str) -> None:
    assert server.ask(f"/{path}").status == 404


@pytest.mark.parametrize(
    "target",
    [
        "/../outside.txt",
        "/ky/../../outside.txt",
        "/%2e%2e/outside.txt",
        "/ky/..%2f..%2foutside.txt",
        "/%252e%252e/outside.txt",
        "/..\\outside.txt",
        "/%5c..%5coutside.txt",
        "//outside.txt",
        "/ky/%00/../../outside.txt",
        "/ky/index.html%00.txt",
        "/%c0%ae%c0%ae/outside.txt",
        "http://a/../outside.txt",
        "/{absolute}",
    ],
)
def test_no_path_leads_out_of_the_tree(server: Server, target: str) -> None:
    outside = server.folder.parent / "outside.txt"
    outside.write_text("not for visitors")
    answer = server.raw(f"GET {target.format(absolute=outside)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 Not Found\r\n")
    assert b"not for visitors" not in answer


def test_links_are_not_followed(tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree")
    (tree / "ky" / "plan").rename(tmp_path / "plan")
    (tree / "ky" / "plan").symlink_to(tmp_path / "plan")
    for path in ("ky/index.html", "ky/print/book.pdf", "manifest.json.sig"):
        (tree / path).rename(tmp_path / "moved")
        (tmp_path / "moved").rename(tmp_path / Path(path).name)
        (tree / path).symlink_to(tmp_path / Path(path).name)
    with serving(tree) as server:
        statuses = [
            server.ask(f"/{path}").status for path in ("ky/index.html", "ky/print/book.pdf", "ky/plan/who.html")
        ]
        assert statuses == [500, 500, 500]
        assert server.ask("/manifest.json.sig").status == 404
        assert server.ask("/ru/index.html").body == FILES["ru/index.html"]
        code, out, err = server.end()
    assert (code, out, err.count("\n")) == (0, "", 3)


def test_a_damaged_file_is_not_shown(tmp_path: Path) -> None:
    tree = write_tree(tmp_path)
    (tree / "ky/plan/who.html").write_bytes(WHO.replace(b"2026", b"2025"))
    (tree / "ky/index.html").write_bytes(FILES["ky/index.html"] + b"\n")
    (tree / "ky/print/book.pdf").write_bytes(FILES["ky/print/book.pdf"][:-1] + b"x")
    (tree / "ky/assets/a.css").unlink()
    os.mkfifo(tree / "ky/assets/pipe")
    (tree / "ky/assets/pipe").rename(tree / "ky/assets/a.png")
    with serving(tree) as server:
        for _ in range(2):
            for path in ("ky/plan/who.html", "ky/index.html", "ky/print/book.pdf", "ky/assets/a.png"):
                answer = server.ask(f"/{path}", range="bytes=0-9")
                assert (answer.status, answer.body, answer.fields["Cache-Control"]) == (500, b"", "no-store")
        assert server.ask("/ky/assets/a.css").status == 404
        assert server.ask("/ky/plan/").body == FILES["ky/plan/index.html"]
        code, out, err = server.end()
    assert (code, out) == (0, "")
    assert sorted(err.splitlines()) == [
        f"{path} is not what manifest.json says and is not shown: sync this copy again"
        for path in ("ky/assets/a.png", "ky/index.html", "ky/plan/who.html", "ky/print/book.pdf")
    ]


def test_the_packed_file_beside_is_used_if_it_holds_the_page(tmp_path: Path) -> None:
    tree = write_tree(tmp_path)
    mark = gzip.compress(WHO, 1, mtime=77)
    (tree / "ky/plan/who.html.gz").write_bytes(mark)
    (tree / "ky/index.html.gz").write_bytes(gzip.compress(b"another page"))
    (tree / "ru/index.html.gz").write_bytes(gzip.compress(FILES["ru/index.html"]) + b"more")
    (tree / "manifest.json.gz").write_bytes(gzip.compress(b"{}"))
    with serving(tree) as server:
        assert server.ask("/ky/plan/who.html", accept_encoding="gzip").body == mark
        for path in ("ky/index.html", "ru/index.html"):
            answer = server.ask(f"/{path}", accept_encoding="gzip")
            assert (gzip.decompress(answer.body), answer.body[-4:] == b"more") == (FILES[path], False)
        assert server.ask("/manifest.json.gz").status == 404
        assert gzip.decompress(server.ask("/manifest.json", accept_encoding="gzip").body).startswith(b'{"compressed"')


def test_pages_in_a_language_that_the_copy_lacks(tmp_path: Path) -> None:
    tree = write_tree(tmp_path, languages=["ky"])
    (tree / "ru/index.html").write_text("not made from the template")
    with serving(tree) as server:
        answer = server.ask("/ru/index.html")
        assert (answer.status, answer.body) == (200, b"<title>Not here</title>ru/index.html")
        assert answer.fields["ETag"] == f'"{hashlib.sha256(answer.body).hexdigest()}"'
        assert server.ask("/ru").fields["Location"] == "ru/"
        for path in ("ru/assets/kadam.js", "ru/nothing.html"):
            answer = server.ask(f"/{path}")
            assert (answer.status, answer.body) == (404, b"<title>Not here</title>ru/404.html")
        assert server.ask("/ky/plan/who.html").body == WHO


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "PROPFIND"])
def test_visitors_can_only_read(server: Server, method: str) -> None:
    answer = server.ask("/ky/index.html", method)
    assert (answer.status, answer.fields["Allow"], answer.body) == (405, "GET, HEAD", b"")


def test_a_body_is_never_taken_for_a_request(server: Server) -> None:
    inner = b"GET /ky/plan/who.html HTTP/1.1\r\nHost: a\r\n\r\n"
    for field in (b"Content-Length: %d" % len(inner), b"Transfer-Encoding: chunked"):
        for method, status in ((b"POST", b"405"), (b"GET", b"200")):
            answer = server.raw(method + b" / HTTP/1.1\r\nHost: a\r\n" + field + b"\r\n\r\n" + inner)
            assert answer.startswith(b"HTTP/1.1 " + status)
            assert (answer.count(b"HTTP/1.1 "), b"Connection: close\r\n" in answer) == (1, True)


def test_a_large_body_does_not_destroy_the_answer(server: Server) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n"
    assert server.raw(head + b"x" * 4_000_000).startswith(b"HTTP/1.1 405 ")


BAD = {
    "no version": b"GET /\r\n\r\n",
    "no path": b"GET HTTP/1.1\r\nHost: a\r\n\r\n",
    "relative": b"GET ky/index.html HTTP/1.1\r\nHost: a\r\n\r\n",
    "spaces": b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
    "lower case": b"get / HTTP/1.1\r\nHost: a\r\n\r\n",
    "version 2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "overlong line": b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "endless line": b"GET /" + b"a" * 90_000,
    "overlong fields": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
    "letters": "GET /кадам HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "field": b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
    "folded field": b"GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
    "space before colon": b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    "zero": b"GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
    "bare line feeds": b"GET / HTTP/1.1\nHost: a\n\n",
    "bare line feed inside": b"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "empty lines": b"\r\n\r\n",
}


@pytest.mark.parametrize("sent", BAD.values(), ids=BAD.keys())
def test_what_is_no_request_is_refused(server: Server, sent: bytes) -> None:
    answer = server.raw(sent)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_requests_in_a_row_are_answered_in_order(server: Server) -> None:
    paths = ["ky/plan/who.html", "ky/print/book.pdf", "ky/assets/kadam.js", "ky/index.html"] * 3
    sent = b"".join(f"GET /{path} HTTP/1.1\r\nHost: a\r\n\r\n".encode() for path in paths)
    rest = server.raw(sent)
    for path in paths:
        head, _, rest = rest.partition(b"\r\n\r\n")
        assert (head[:15], rest[: len(FILES[path])] == FILES[path]) == (b"HTTP/1.1 200 OK", True)
        rest = rest[len(FILES[path]) :]
    assert rest == b""


@pytest.mark.parametrize(
    ("version", "field", "answers"),
    [
        ("1.1", "", 2),
        ("1.1", "Connection: close", 1),
        ("1.0", "", 1),
        ("1.0", "Connection: Keep-Alive", 2),
    ],
)
@pytest.mark.parametrize("path", ["ky/plan/who.html", "ky/print/book.pdf"])
def test_connections_stay_open_for_those_who_want_it(
    server: Server, path: str, version: str, field: str, answers: int
) -> None:
    request = f"GET /{path} HTTP/{version}\r\nHost: a\r\n{field}\r\n".encode() + (b"\r\n" if field else b"")
    got = server.raw(request * 2)
    assert got.count(b"HTTP/1.1 200 OK") == answers
    assert got.endswith(FILES[path])
