"""`python -m scripts translations`: what waits for translators, and the records that say so."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import Any

HELP = "what waits for translators; accept, review, compare"

ACTIONS = ("status", "update", "accept", "review", "trivial", "terms", "report", "side-by-side")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`translations ACTION`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name in ACTIONS:
        module = _module(name)
        action = actions.add_parser(name, help=module.HELP, description=module.__doc__)
        module.add_arguments(action)


def run(arguments: argparse.Namespace, root: Path) -> int:
    """The action's exit code."""
    return int(_module(arguments.action).run(arguments, root))


def _module(action: str) -> Any:
    """The action's module, imported only here: the content's check, which the actions use, imports this package."""
    return importlib.import_module(f"scripts.translations.{action.replace('-', '_')}")
