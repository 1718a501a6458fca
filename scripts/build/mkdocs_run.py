"""One MkDocs build a language, side by side on the cores."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from macros.problems import ContentError, Problem


def build_languages(root: Path, locales: list[str], site: Path) -> Iterator[str]:
    """Build each language into `site`/<locale>; yields each locale as it is done.

    Raises ContentError with what MkDocs said, should it find what the checks before it did not.
    """
    problems: list[Problem] = []
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        running = {pool.submit(build_language, root, locale, site / locale): locale for locale in locales}
        for done in as_completed(running):
            said = done.result()
            if said:
                problems += _problems(said, running[done])
            else:
                yield running[done]
    if problems:
        raise ContentError(problems)


def build_language(root: Path, locale: str, site: Path) -> str:
    """Build one language into `site`; what MkDocs complained of, or nothing."""
    environment = {
        **os.environ,
        "KADAM_LOCALE": locale,
        "KADAM_SITE_DIR": str(site),
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    return "" if run.returncode == 0 else (run.stderr + run.stdout).strip() or "MkDocs failed and said nothing"


def _problems(said: str, locale: str) -> Iterator[Problem]:
    lines = [line for line in said.splitlines() if re.match(r"\s*(ERROR|WARNING)|\w*(Error|Exception)\b", line)]
    for line in lines or said.splitlines()[-1:]:
        text = re.sub(r"^(ERROR|WARNING)\s*-?\s*", "", line.strip())
        page = re.search(r"[\w/-]+\.md", text)
        path = f"docs/{locale}/{page[0].removeprefix(locale + '/')}" if page else "mkdocs.yml"
        yield Problem(path, 1, f"MkDocs, building {locale}: {text}", "mend what it names")
