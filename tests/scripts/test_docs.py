"""Every command and make target is described where people look for it."""

from __future__ import annotations

import re

import pytest

from scripts.__main__ import COMMANDS
from scripts.translations import ACTIONS
from tests.conftest import ROOT

DESCRIBED = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("target", re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
def test_every_target_of_make_is_described(target: str) -> None:
    assert re.search(rf"make ({target})\b|`{target}`", DESCRIBED), target


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_described_or_has_its_target(command: str) -> None:
    assert re.search(rf"\b{command}\b", DESCRIBED + MAKEFILE)


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_for_translators_is_described(action: str) -> None:
    assert re.search(rf"^\| `{action}", DESCRIBED, re.MULTILINE)
