"""Who may know what: MkDocs stays in three places, macros know nothing of scripts."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT

MAY_KNOW_MKDOCS = {"scripts/build/mkdocs_hooks.py"}
SOURCES = sorted(file for folder in ("macros", "scripts") for file in (ROOT / folder).rglob("*.py"))


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_only_the_hooks_import_mkdocs(file: Path) -> None:
    knows = any(name.split(".")[0].startswith("mkdocs") for name in imported(file))
    assert not knows or file.relative_to(ROOT).as_posix() in MAY_KNOW_MKDOCS


@pytest.mark.parametrize(
    "file", [file for file in SOURCES if file.is_relative_to(ROOT / "macros")], ids=lambda file: file.name
)
def test_macros_import_nothing_of_scripts(file: Path) -> None:
    assert not any(name.split(".")[0] == "scripts" for name in imported(file))


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "helpers", "common", "misc"}
    assert not [file for file in SOURCES if file.stem in empty or file.parent.name in empty]


def test_no_python_module_outgrows_a_reader() -> None:
    """The aim is under 200 lines; none may pass 260."""
    long = {file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in SOURCES}
    assert not {name: lines for name, lines in long.items() if lines > 260}


def test_every_command_starts_with_the_packages_of_a_build_alone() -> None:
    """`make build` installs requirements.lock, without browsers, linters and test tools."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert any(name.startswith("playwright") for name in settings["optional-dependencies"]["dev"])
    absent = (
        "playwright",
        "pytest",
        "lxml",
        "zxingcpp",
        "mypy",
        "weasyprint",
        "polib",
        "libzim",
        "brotli",
        "segno",
        "bsdiff4",
    )
    hide = f"import sys; sys.modules.update(dict.fromkeys({absent}))\n"
    code = hide + "from scripts.__main__ import main; main(['--help'])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "build the site" in run.stdout
