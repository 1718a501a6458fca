"""What the reader of manifests refuses, and what it tells of one that is right."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scripts.mirror.schema import number_of, read_manifest
from scripts.mirror.trouble import TroubleError, check_paths
from scripts.release.manifest import manifest_bytes
from tests.mirror.trees import BOOK, copy_of, newer, older, table_in, table_of

SHA256 = "a" * 64


def changed(**changes: Any) -> bytes:
    """The newer edition's manifest with something else in it."""
    return json.dumps({**table_in(newer()), **changes}).encode()


def test_a_manifest_tells_parts_and_files() -> None:
    manifest = read_manifest((newer() / "manifest.json").read_bytes())
    assert manifest.edition == "2026.2"
    assert manifest.name == f"2026.2-{manifest.sha256[:8]}"
    assert manifest.part("ky/index.html") == "ky"
    assert manifest.part("elsewhere/ky.html") == "common"
    assert BOOK in manifest.wanted(["ky"])
    assert not [path for path in manifest.wanted(["ky"]) if path.startswith("ru/")]
    assert manifest.wanted(None) == manifest.files


def test_only_changed_text_goes_into_a_patch() -> None:
    new = read_manifest((newer() / "manifest.json").read_bytes())
    old = read_manifest((older() / "manifest.json").read_bytes())
    assert new.changed_text("ky", old) == ["ky/index.html", "ky/plan/place.html", "ky/plan/who.html"]
    assert new.changed_text("ky", new) == []


def test_editions_are_compared_as_numbers() -> None:
    assert number_of("2026.10") > number_of("2026.9")
    assert number_of("2026.1.1") > number_of("2026.1")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": 2}, "a format that this mirror.py does not know: get the newer mirror.py"),
        ({"guide": "other"}, "is of another guide, other: check the address"),
        ({"edition": "2026-1"}, "the edition's number"),
        ({"edition": "../../x"}, "the edition's number"),
        ({"edition": 2026}, "is not as it must be"),
        ({"date": "soon"}, "is not as it must be"),
        ({"development": 1}, "development"),
        ({"stale_after": 0}, "stale_after"),
        ({"stale_after": True}, "stale_after"),
        ({"home": "javascript:alert(1)"}, "home"),
        ({"languages": {"../ky": "x"}}, "languages"),
        ({"languages": []}, "is not as it must be"),
        ({"withdrawn": [{"path": "../x"}]}, "unsafe path '../x'"),
        ({"files": {"x": [-1, SHA256]}}, "a size that is absurd"),
        ({"files": {"x": [True, SHA256]}}, "a size that is absurd"),
        ({"files": {"x": [(64 << 20) + 1, SHA256]}}, "a size that is absurd"),
        ({"files": {"x": [1, "a" * 63]}}, "a SHA-256 that is none"),
        ({"files": {f"f{n}": [64 << 20, SHA256] for n in range(33)}}, "over 2 GB in all"),
        ({"files": {f"f{n}": [0, SHA256] for n in range(20_001)}}, "over 20000 files"),
        ({"files": {"manifest.json": [1, SHA256]}}, "the name manifest.json is reserved"),
        ({"files": {"mirror.json": [1, SHA256]}}, "the name mirror.json is reserved"),
        ({"files": {"updates/x": [1, SHA256]}}, "the name updates/x is reserved"),
        ({"files": {"x.html.gz": [1, SHA256]}}, "x.html.gz is a compressed copy"),
        ({"patches": {SHA256: {"ky": ["ky/x", 1, SHA256]}}}, "a patch outside updates/"),
        ({"patches": {SHA256: {"ky": ["updates/../x", 1, SHA256]}}}, "unsafe path 'updates/../x'"),
        ({"compressed": [1]}, "is not as it must be"),
    ],
)
def test_a_manifest_that_is_not_as_it_must_be(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(TroubleError) as caught:
        read_manifest(changed(**changes))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"null", b"\xff", b"{", b"[" * 100_000, b'{"format":1,"guide":"kadam"}', b" " * ((8 << 20) + 1)],
)
def test_bytes_that_are_no_manifest(data: bytes) -> None:
    with pytest.raises(TroubleError, match=r"manifest\.json"):
        read_manifest(data)


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        (["../x"], "empty, dotted"),
        (["a/../x"], "empty, dotted"),
        (["/etc/passwd"], "absolute"),
        (["a//b"], "empty"),
        (["a/"], "empty"),
        ([""], "empty"),
        ([".htaccess"], "dotted"),
        (["a/.git/x"], "dotted"),
        (["a\\..\\x"], "a backslash"),
        (["a\nb"], "a control character"),
        (["a\x1b[2J"], "a control character"),
        (["a\u202eb"], "a control character"),
        (["\ud800"], "a control character"),
        (["C:/x"], "Windows forbids"),
        (["a/nul.txt"], "a device"),
        (["a."], "dotted"),
        (["x" * 201], "over 200 characters"),
        (["Ky/x", "ky/y"], "only in case"),
        (["a/Index.html", "a/index.html"], "only in case"),
        (["\u0439", "\u0438\u0306"], "only in case"),
        (["a", "a/b"], "below a file"),
        (["a/b", "a"], "a file and a folder"),
        (["a", "a"], "given twice"),
    ],
)
def test_paths_that_could_do_harm(paths: list[str], words: str) -> None:
    with pytest.raises(TroubleError) as caught:
        check_paths(paths)
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


def test_ordinary_paths_are_safe() -> None:
    check_paths(["index.html", "ky/plan/who.html", "ky/plan/who.js", "assets/кыргызча.svg", "x" * 200])


def test_a_manifest_is_not_made_of_a_tree_that_contradicts_it(tmp_path: Path) -> None:
    tree = copy_of(newer(), tmp_path / "tree")
    again = [{"path": "index.html", "since": "2026.2", "reason": "x"}]
    with pytest.raises(ValueError, match=r"index\.html is withdrawn, but stands in the tree"):
        table_of(tree, "2026.3", date(2026, 11, 21), withdrawn=again)
    (tree / "link.html").symlink_to("index.html")
    with pytest.raises(ValueError, match=r"link\.html is a symbolic link"):
        table_of(tree, "2026.3", date(2026, 11, 21))
    (tree / "link.html").rename(tree / "Index.html")
    (tree / "Index.html").unlink()
    (tree / "Index.html").write_text("x")
    with pytest.raises(TroubleError, match="differs from another only in case"):
        table_of(tree, "2026.3", date(2026, 11, 21))


def test_a_manifest_is_the_same_bytes_each_time() -> None:
    table = table_of(older(), "2026.1", date(2026, 11, 1))
    assert manifest_bytes(table) == (older() / "manifest.json").read_bytes()
    assert manifest_bytes(table).endswith(b"}\n")
    assert "manifest.json" not in table["files"]
    assert not [path for path in table["files"] if path.endswith(".gz")]
