"""`python -m scripts translations`: renew the message catalogues from the English text."""

from __future__ import annotations

import argparse
from pathlib import Path

from macros.languages import SOURCE, read_languages
from macros.strings import catalogue_path
from scripts.files import write_whole
from scripts.translations.catalogues import catalogue_text, template_catalogue, updated_catalogue

HELP = "renew the message catalogues"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`translations update [--lang ky]`."""
    commands = parser.add_subparsers(dest="action", required=True)
    update = commands.add_parser("update", help="write new and changed strings into the catalogues")
    update.add_argument("--lang", help="only this language, such as ky")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Write locales/guide.pot and each language's guide.po; 0 when done."""
    template = template_catalogue(root)
    write_whole(root / "locales" / "guide.pot", catalogue_text(template))
    for language in read_languages(root):
        if language.locale == SOURCE or arguments.lang not in (None, language.locale):
            continue
        catalogue = updated_catalogue(root, language.locale, template)
        write_whole(catalogue_path(root, language.locale), catalogue_text(catalogue))
        waiting = sum(1 for message in catalogue if message.id and (message.fuzzy or not _is_full(message.string)))
        print(f"{language.locale}: {len(catalogue)} strings, {waiting} to translate or look at")
    return 0


def _is_full(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)
