"""Tests of scripts.files."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.files import replace_folder, write_whole


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a" / "file.txt"
    write_whole(file, "one\n")
    assert file.read_bytes() == b"one\n"
    with pytest.raises(UnicodeEncodeError):
        write_whole(file, "two \ud800")
    assert file.read_bytes() == b"one\n"
    assert [path.name for path in file.parent.iterdir()] == ["file.txt"]


def test_a_folder_takes_the_place_of_another(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "site"
    for folder in (new, old):
        folder.mkdir()
        (folder / f"{folder.name}.html").touch()
    replace_folder(new, old)
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == ["site", "site/new.html"]


def test_the_old_folder_comes_back_when_the_new_one_can_not_be_moved(tmp_path: Path) -> None:
    old = tmp_path / "site"
    old.mkdir()
    (old / "index.html").touch()
    with pytest.raises(OSError, match="missing"):
        replace_folder(tmp_path / "missing", old)
    assert (old / "index.html").exists()
