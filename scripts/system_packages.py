"""`python -m scripts.system_packages build test`: the system packages for a target, installed or named.

Runs before the virtual environment exists, so it needs nothing but Python.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

HELP = "install the system packages of a target, or say how to"

DEBIAN = {
    "build": {"python3-venv": "ensurepip"},
    "spelling": {
        "hunspell": "/usr/bin/hunspell",
        "hunspell-en-gb": "/usr/share/hunspell/en_GB.dic",
        "hunspell-ru": "/usr/share/hunspell/ru_RU.dic",
        "hunspell-kk": "/usr/share/hunspell/kk_KZ.dic",
    },
    "print": {
        "libpango-1.0-0": "/usr/share/doc/libpango-1.0-0",
        "libpangoft2-1.0-0": "/usr/share/doc/libpangoft2-1.0-0",
        "libharfbuzz-subset0": "/usr/share/doc/libharfbuzz-subset0",
        "fonts-noto-core": "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    },
    "release": {
        "openssh-client": "/usr/bin/ssh-keygen",
    },
    "test": {
        "git": "/usr/bin/git",
        "gettext": "/usr/bin/msgcat",
        "chromium": "/usr/bin/chromium",
        "firefox-esr": "/usr/bin/firefox-esr",
        "nginx-light": "/usr/sbin/nginx",
        "apache2": "/usr/sbin/apache2",
        "caddy": "/usr/bin/caddy",
        "rclone": "/usr/bin/rclone",
        "kiwix-tools": "/usr/bin/kiwix-serve",
        "default-jre-headless": "/usr/bin/java",
        "faketime": "/usr/bin/faketime",
    },
}
"""For each target the Debian packages, and what shows that a package is there: a file, or a Python module."""

BREW = {
    "build": "brew install python@3.11",
    "spelling": "brew install hunspell",
    "print": "brew install pango && brew install --cask font-noto-sans",
    "release": "brew install openssh",
    "test": "brew install gettext && brew install --cask chromium",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`system_packages TARGET …`."""
    parser.add_argument("targets", nargs="+", choices=sorted(DEBIAN), metavar="TARGET", help=", ".join(DEBIAN))


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Install what is missing when root on Debian or Ubuntu; otherwise print the command. 0 when all is there."""
    del root
    if sys.version_info < (3, 11):  # noqa: UP036  this file is what says so to an older Python
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    missing = [
        package for target in arguments.targets for package, sign in DEBIAN[target].items() if not _is_there(sign)
    ]
    if not missing:
        return 0
    if sys.platform == "darwin":
        print(f"Please run: {' && '.join(BREW[target] for target in arguments.targets)}", file=sys.stderr)
        return 1
    if not shutil.which("apt-get") or os.geteuid() != 0:
        print(f"Please run: sudo apt-get update && sudo apt-get install {' '.join(missing)}", file=sys.stderr)
        return 1
    print(f"installing {', '.join(missing)}", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *missing]):
        subprocess.run(["/usr/bin/apt-get", *command], stdout=subprocess.DEVNULL, env=environment, check=True)
    return 0


def _is_there(sign: str) -> bool:
    return Path(sign).exists() if sign.startswith("/") else importlib.util.find_spec(sign) is not None


def main() -> int:
    """Run alone, before the other commands can be imported."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    return run(parser.parse_args(), Path(__file__).parent.parent)


if __name__ == "__main__":
    sys.exit(main())
