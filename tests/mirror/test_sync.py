"""What sync does when all is well, from every kind of source, and which editions it refuses."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from scripts.mirror.voice import Voice
from tests.mirror.servers import serving
from tests.mirror.trees import (
    BOOK,
    CHANGED,
    NOW,
    WITHDRAWN,
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
    whole,
)

TRUST = ("--signers", signers_file("first"))


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _handle: None)


def zipped(tree: Path, file: Path, top: str = "") -> Path:
    """The zip of a tree, as a release has it."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths_below(tree):
            archive.write(tree / path, f"{top}{path}")
    return file


@pytest.mark.parametrize("kind", ["folder", "file", "zip", "zip in a folder", "http", "http without slash", "mirror"])
def test_an_edition_comes_from_everywhere(tmp_path: Path, kind: str) -> None:
    folder = mirror_of_older(tmp_path / "m")
    with serving(newer()) as server:
        sources = {"folder": newer(), "file": newer().as_uri(), "http": server.address}
        sources["http without slash"] = server.address.rstrip("/")
        if kind.startswith("zip"):
            top = "kadam-2026.2/" if kind == "zip in a folder" else ""
            sources[kind] = zipped(newer(), tmp_path / "kadam.zip", top)
        if kind == "mirror":
            sources[kind] = tmp_path / "other"
            assert run("sync", newer(), sources[kind], *TRUST).code == 0
        ran = run("sync", sources[kind], folder)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("edition 2026.2 of 2026-11-20 is in place (was 2026.1): 15 files kept, ")
    assert whole(folder) == "2026.2"
    assert "A new sentence." in (folder / "current" / CHANGED).read_text(encoding="utf-8")


def test_an_urgent_correction_is_told_as_such(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    urgent = copy_of(newer(), tmp_path / "urgent")
    publish(urgent, {**table_in(urgent), "urgent": True}, "first")
    assert "edition 2026.2 of 2026-11-20, an urgent correction, is in place" in run("sync", urgent, folder).out
    assert "(an urgent correction)" in run("status", folder).out


def test_a_first_sync_installs_the_keys_and_links_the_edition(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "m"
    ran = run("sync", older(), folder, *TRUST)
    assert ran.out == (
        "edition 2026.1 of 2026-11-01 is in place: 0 files kept, 0 patched, 25 fetched, "
        f"{sum(size for size, _ in table_in(older())['files'].values())} bytes, signed, "
        "in en (English), ky (Кыргызча), ru (Русский)\n"
    )
    assert (folder / "allowed_signers").read_text(encoding="utf-8") == signers("first")
    assert (folder / "current").readlink().as_posix().startswith("editions/2026.1-")
    assert json.loads((folder / "mirror.json").read_bytes()) == {
        "languages": None,
        "source": str(older()),
        "edition": "2026.1",
        "manifest": hashlib.sha256((older() / "manifest.json").read_bytes()).hexdigest(),
    }
    assert [*(folder / "incoming").iterdir()] == []
    mode = (folder / "current" / CHANGED).stat().st_mode & 0o777
    assert (mode, (folder / "current/ky").stat().st_mode & 0o777) == (0o644, 0o755)


def test_unchanged_files_are_linked_and_compressed_copies_made(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    before = (folder / "current" / BOOK).stat().st_ino
    run("sync", newer(), folder)
    assert (folder / "current" / BOOK).stat().st_ino == before
    assert (folder / "current" / f"{CHANGED}.gz").is_file()
    assert (folder / "current/manifest.json.gz").is_file()


def test_all_is_on_the_disk_before_the_edition_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that loses its power shows one whole edition, too."""
    folder = mirror_of_older(tmp_path / "m")
    before = {file.stat().st_ino for file in (folder / "current").resolve().rglob("*")}
    flushed = set()
    at_swap = set()
    replace = os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.add(os.fstat(handle).st_ino))

    def swap(source: Path, target: Path) -> None:
        if Path(target).name == "current":
            at_swap.update(flushed)
        replace(source, target)

    monkeypatch.setattr(os, "replace", swap)
    assert run("sync", newer(), folder).code == 0
    made = {path.stat().st_ino for path in (folder / "current").resolve().rglob("*")} - before
    assert len(made) > 20
    assert made <= at_swap
    assert folder.stat().st_ino in flushed


def test_a_second_sync_asks_for_the_signature_only_and_says_nothing(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    with serving(newer()) as server:
        assert (run("sync", server.address, folder, "--quiet").out, whole(folder)) == ("", "2026.2")
        server.asked.clear()
        ran = run("sync", server.address, folder, "--quiet")
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        assert server.asked == [("manifest.json.sig", "")]
        assert run("sync", server.address, folder).out == "edition 2026.2 of 2026-11-20 is here already, whole\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("quiet", "terminal", "printed"),
    [
        (False, True, "\r1 of 2 files\r            \rdone\n"),
        (False, False, "done\n"),
        (True, True, ""),
    ],
)
def test_how_far_it_is_shows_on_a_terminal_only(*, quiet: bool, terminal: bool, printed: str) -> None:
    with contextlib.redirect_stdout(Terminal() if terminal else io.StringIO()) as out:
        voice = Voice(quiet=quiet)
        voice.progress("1 of 2 files")
        voice.progress("2 of 2 files")  # too soon after the other to be worth the while
        voice.say("done")
    assert out.getvalue() == printed


def test_a_damaged_mirror_is_mended(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    file = folder / "current" / CHANGED
    file.unlink()
    file.write_text("not what it was")
    (folder / "current/extra.html").write_text("x")
    assert "24 files kept, 0 patched, 1 fetched" in run("sync", older(), folder).out
    assert whole(folder) == "2026.1"
    assert len([*(folder / "editions").iterdir()]) == 1
    (folder / "current/manifest.json").write_bytes(b"{}")
    ran = run("sync", older(), folder)
    assert "the edition that is here cannot be proved (manifest.json has a format" in ran.out
    assert whole(folder) == "2026.1"


def test_withdrawn_files_are_gone_everywhere(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    assert (folder / "current" / WITHDRAWN).is_file()
    run("sync", newer(), folder)
    assert whole(folder) == "2026.2"
    assert [path for path in paths_below(folder) if WITHDRAWN in path] == []


def test_one_older_edition_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    for count in range(1, 5):
        tree = make_tree(tmp_path / f"t{count}", f"2026.{count}", "x", signers("first"))
        publish(tree, table_of(tree, f"2026.{count}", date(2026, 11, 1)), "first")
        assert run("sync", tree, folder, *TRUST).code == 0
    kept = sorted(path.name.split("-")[0] for path in (folder / "editions").iterdir())
    assert kept == ["2026.3", "2026.4"]


def test_one_language_then_all(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    with serving(newer()) as server:
        ran = run("sync", server.address, folder, "--lang", "ky", *TRUST)
        assert ran.out.endswith("signed, in ky (Кыргызча)\n")
        assert not [path for path, _ in server.asked if path.startswith(("ru/", "en/"))]
        stub = (folder / "current/ru/plan/who.html").read_text(encoding="utf-8")
        assert stub == "<a href='https://x/ru/plan/who.html'>ru</a>"
        assert not (folder / "current/ru/assets").exists()
        assert run("verify", folder).out.endswith("This copy holds only: ky (Кыргызча).\n")
        (folder / "current/ru/index.html").write_text("something else")
        assert "changed: ru/index.html, which stands for a page that this copy lacks" in run("verify", folder).err
        assert run("sync", server.address, folder).code == 0  # as before: the language stays
        assert run("verify", folder).out.endswith("This copy holds only: ky (Кыргызча).\n")
        assert "files kept" in run("sync", server.address, folder, "--lang", "all").out
    assert (whole(folder), (folder / "current/ru/assets/app.js").is_file()) == ("2026.2", True)
    assert "holds only" not in run("verify", folder).out


def test_one_language_is_updated_by_patch(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    run("sync", older(), folder, "--lang", "ky", *TRUST)
    with serving(newer()) as server:
        run("sync", server.address, folder)
        assert [path for path, _ in server.asked][2:] == ["updates/2026.1-ky.bsdiff"]
    assert whole(folder) == "2026.2"


def test_a_mirror_of_one_language_has_no_other(tmp_path: Path) -> None:
    run("sync", newer(), tmp_path / "ky", "--lang", "ky", *TRUST)
    with serving(tmp_path / "ky/current") as server:
        for source in (tmp_path / "ky", server.address):
            ran = run("sync", source, tmp_path / "ru", "--lang", "ru", *TRUST)
            assert ran.code == 1
            words = "holds only ky, not ru: take another source, or ask for --lang ky"
            assert ran.err == f"mirror.py: {source}: {words}\n"
            assert not (tmp_path / "ru/current").exists()
            assert run("sync", source, tmp_path / "all", *TRUST).code == 1
        assert run("sync", server.address, newer(), tmp_path / "ru", "--lang", "ru", *TRUST).code == 0
    assert whole(tmp_path / "ru") == "2026.2"


def test_a_language_that_does_not_exist(tmp_path: Path) -> None:
    ran = run("sync", newer(), tmp_path / "m", "--lang", "xx", *TRUST)
    assert (ran.code, ran.err) == (2, "mirror.py: edition 2026.2 has no language xx: it has en, ky, ru\n")


def refused(folder: Path, source: object, *more: object, now: datetime = NOW) -> str:
    """What is said when a source's edition must be refused; the older one stays."""
    ran = run("sync", source, folder, *more, now=now)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert whole(folder) == "2026.1"
    return ran.err


def test_an_older_edition_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    run("sync", newer(), folder, *TRUST)
    ran = run("sync", older(), folder)
    assert ran.code == 1
    assert "offers edition 2026.1, older than 2026.2, which is here: refused" in ran.err
    (folder / "current/manifest.json").write_bytes(b"damaged")
    ran = run("sync", older(), folder)
    assert (ran.code, "older than 2026.2" in ran.err) == (1, True)
    assert run("sync", older(), newer(), folder).code == 0
    assert whole(folder) == "2026.2"


def test_an_edition_of_the_same_number_with_other_content_is_refused(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", "2026.1", "An odd sentence.", signers("first"))
    publish(tree, table_of(tree, "2026.1", date(2026, 11, 1)), "first")
    words = refused(mirror_of_older(tmp_path / "m"), tree)
    assert "offers another edition 2026.1 than the one here, under the same number: refused" in words


def test_development_builds_of_one_number_may_follow_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    for count in (1, 2):
        tree = make_tree(tmp_path / f"t{count}", "2026.3", f"Sentence {count}.", "")
        publish(tree, table_of(tree, "2026.3", date(2026, 11, 21), development=True), "throw-away")
        (tree / "development_signers").write_text(key("throw-away").signer, encoding="utf-8")
        ran = run("sync", tree, folder)
        assert (ran.code, ran.err.startswith("DEVELOPMENT BUILD")) == (0, True)
        assert run("verify", folder).code == 0
    assert not (folder / "allowed_signers").exists()
    released = run("sync", newer(), folder)
    assert (released.code, "no key is known" in released.err) == (1, True)


@pytest.mark.parametrize(
    ("signer", "words"),
    [
        ("stranger", "allowed_signers does not know: refused"),
        ("expired", "does not know: refused"),
    ],
)
def test_an_edition_of_an_unknown_key_is_refused(tmp_path: Path, signer: str, words: str) -> None:
    tree = copy_of(newer(), tmp_path / "tree")
    publish(tree, table_in(tree), signer)
    assert words in refused(mirror_of_older(tmp_path / "m"), tree)


def test_an_expired_key_signs_no_new_edition(tmp_path: Path) -> None:
    """Neither an edition of its own time that comes today, nor one of today; nor can a key sign before its time."""
    folder = mirror_of_older(tmp_path / "m")
    (folder / "allowed_signers").write_text(signers("first", "expired", "early"), encoding="utf-8")
    for signer, day, words in (
        ("expired", date(2026, 5, 1), "had expired by 2026-11-21: refused"),
        ("expired", date(2026, 11, 20), "had expired by 2026-11-21: refused"),
        ("early", date(2026, 11, 20), "was not valid yet on 2026-11-21: refused; check the clock"),
    ):
        tree = make_tree(tmp_path / f"{signer}-{day}", "2026.2", "x", signers("first"))
        publish(tree, table_of(tree, "2026.2", day), signer)
        assert words in refused(folder, tree)


def test_a_revoked_key_is_refused(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    public = key("first").file.with_suffix(".pub").read_text(encoding="utf-8")
    (folder / "revoked_keys").write_text(public, encoding="utf-8")
    ran = run("sync", newer(), folder)
    assert (ran.code, "the key of releases@kadam has been revoked" in ran.err) == (1, True)
    assert run("verify", folder).code == 1


def test_keys_are_changed_by_an_edition_that_the_old_key_signed(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    second = make_tree(tmp_path / "second", "2026.2", "x", signers("first", "next"))
    publish(second, table_of(second, "2026.2", date(2026, 11, 20)), "first")
    third = make_tree(tmp_path / "third", "2026.3", "x", signers("next"))
    (third / "revoked_keys").write_text(key("first").file.with_suffix(".pub").read_text(encoding="utf-8"))
    publish(third, table_of(third, "2026.3", date(2026, 11, 21)), "next")
    assert "does not know: refused" in refused(folder, third)  # nobody has vouched for that key yet
    assert run("sync", second, folder).code == 0
    assert (folder / "allowed_signers").read_text(encoding="utf-8") == signers("first", "next")
    assert run("sync", third, folder).code == 0
    assert (folder / "allowed_signers").read_text(encoding="utf-8") == signers("next")
    assert (folder / "revoked_keys").is_file()
    assert whole(folder) == "2026.3"
    fourth = make_tree(tmp_path / "fourth", "2026.4", "x", signers("first"))
    publish(fourth, table_of(fourth, "2026.4", date(2026, 11, 21)), "first")
    assert run("sync", fourth, folder).code == 1


def test_keys_that_do_not_vouch_for_the_edition_that_brings_them_are_not_taken(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    tree = make_tree(tmp_path / "tree", "2026.2", "x", signers("next"))
    publish(tree, table_of(tree, "2026.2", date(2026, 11, 20)), "first")
    ran = run("sync", tree, folder, "--quiet")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("edition 2026.2 brings keys that do not vouch for it, so the old ones stay: ")
    assert (folder / "allowed_signers").read_text(encoding="utf-8") == signers("first")
    assert whole(folder) == "2026.2"


def test_another_guide_is_refused(tmp_path: Path) -> None:
    tree = copy_of(newer(), tmp_path / "tree")
    publish(tree, {**table_in(tree), "guide": "other"}, "first")
    assert "is of another guide, other: check the address" in refused(mirror_of_older(tmp_path / "m"), tree)


def test_an_edition_that_nobody_renews_is_told_of(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    ran = run("sync", older(), folder, "--quiet", now=datetime(2027, 11, 1, tzinfo=NOW.tzinfo))
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == ("edition 2026.1 of 2026-11-01 is 365 days old, over 180: look at https://guide.example/\n")


def test_a_clock_that_is_wrong(tmp_path: Path) -> None:
    for moment in (datetime(1970, 1, 2, tzinfo=NOW.tzinfo), datetime(2026, 11, 5, tzinfo=NOW.tzinfo)):
        folder = mirror_of_older(tmp_path / f"{moment.year}")
        ran = run("sync", newer(), folder, now=moment)  # 1970 is before the key's time as well
        assert ran.code == 0
        assert ran.err.startswith(f"this computer's clock says {moment:%Y-%m-%d}, before edition 2026.2 of 2026-11-20 ")
        assert ran.err.endswith("was made: set the clock\n")
        assert whole(folder) == "2026.2"


def test_the_newest_of_several_sources_counts_and_others_help_out(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    incomplete = copy_of(newer(), tmp_path / "tree")
    for path in (CHANGED, "en/plan/who.html"):
        (incomplete / path).unlink()
    for file in (incomplete / "updates").iterdir():
        file.unlink()
    forged = copy_of(newer(), tmp_path / "forged")
    publish(forged, {**table_in(forged), "edition": "2027.1"}, "stranger")
    ran = run("sync", older(), forged, "http://127.0.0.1:9/", incomplete, newer(), folder, "--patience", 5)
    assert (ran.code, ran.err.count("\n")) == (0, 1)
    assert ran.err.startswith(f"left out: {forged}: manifest.json was signed with a key that ")
    assert "left out: http://127.0.0.1:9/: manifest.json.sig: the connection failed" in ran.out
    assert whole(folder) == "2026.2"


def test_exit_codes_for_what_cannot_be_had(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    assert run("sync", "http://127.0.0.1:9/", folder).code == 3
    gone = run("sync", tmp_path / "usb", folder)
    assert (gone.code, gone.err) == (
        3,
        f"mirror.py: {tmp_path / 'usb'}: no such folder or zip: is the disk plugged in?\n",
    )
    assert run("sync", "ftp://example.org/", folder).code == 2
    assert run("sync", "file://otherhost/x", folder).code == 2
    assert run("sync", newer(), copy_of(newer(), tmp_path / "tree")).code == 2
    with pytest.raises(SystemExit) as usage:
        run("sync", folder)
    assert usage.value.code == 2
    assert whole(folder) == "2026.1"


def test_without_symbolic_links_two_folders_are_exchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "symlink", no_links)
    monkeypatch.setattr(os, "link", no_links)
    folder = tmp_path / "m"
    assert run("sync", older(), folder, *TRUST).code == 0
    assert run("sync", newer(), folder).code == 0
    assert (whole(folder), (folder / "current").is_symlink()) == ("2026.2", False)
    third = make_tree(tmp_path / "third", "2026.3", "x", signers("first"))
    publish(third, table_of(third, "2026.3", date(2026, 11, 21)), "first")
    assert run("sync", third, folder).code == 0
    assert sorted(path.name.split("-")[0] for path in (folder / "editions").iterdir()) == ["2026.2"]
    rename = os.rename

    def fails(source: Path, target: Path) -> None:
        if (Path(source).parent.name, Path(target).name) == ("editions", "current") and "2026.4" in str(source):
            raise OSError(5, "Input/output error")
        rename(source, target)

    monkeypatch.setattr(os, "rename", fails)
    fourth = make_tree(tmp_path / "fourth", "2026.4", "x", signers("first"))
    publish(fourth, table_of(fourth, "2026.4", date(2026, 11, 21)), "first")
    ran = run("sync", fourth, folder)
    assert (ran.code, "trouble with the disk (Input/output error)" in ran.err) == (5, True)
    assert whole(folder) == "2026.3"
    assert [path for path in (folder / "editions").iterdir() if "2026.4" in path.name] == []
    shutil.rmtree(folder / "incoming")
    (folder / "current").rename(folder / "editions" / "2026.3-00000000")  # as if killed between the two renames
    assert whole_after_recovery(folder) == "2026.3"


def whole_after_recovery(folder: Path) -> str:
    """The edition that the next command puts into place."""
    assert run("status", folder).code == 0
    return whole(folder)
