"""The Nu HTML checker finds no error on any page. It needs Java and Node, as nothing else here does."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

CHECKER = "vnu-jar@26.9.27"
FOLDER = ROOT / "build" / "nu"


@pytest.mark.skipif(not shutil.which("java") or not shutil.which("npm"), reason="needs Java and Node")
def test_the_markup_of_every_page_is_sound(site: Path) -> None:
    jar = FOLDER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not jar.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        npm = str(shutil.which("npm"))
        fetched = subprocess.run([npm, "install", "--no-save", "--silent", CHECKER], cwd=FOLDER, check=False)
        if fetched.returncode != 0 or not jar.exists():
            pytest.skip("the checker can't be fetched here")
    java = str(shutil.which("java"))
    command = [java, "-jar", str(jar), "--errors-only", "--skip-non-html", "--format", "gnu", str(site)]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stderr.splitlines()
    # From a folder a page has no origin of its own, so the checker calls 'self' in the policy a violation.
    errors = [line for line in found if line and "Content Security Policy" not in line]
    assert errors == []
