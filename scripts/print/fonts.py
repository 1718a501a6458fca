"""The letters of the print editions: Noto Sans, where it lies on this machine, and the letters that it has."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from macros.problems import ContentError, Problem

FOLDERS = (
    Path("/usr/share/fonts/truetype/noto"),  # Debian, Ubuntu: fonts-noto-core
    Path("/usr/share/fonts/noto"),
    Path("/usr/share/fonts/google-noto"),
    Path("/opt/homebrew/share/fonts"),
    Path.home() / "Library" / "Fonts",
)
FACES = {
    ("normal", "400"): "NotoSans-Regular.ttf",
    ("normal", "700"): "NotoSans-Bold.ttf",
    ("italic", "400"): "NotoSans-Italic.ttf",
    ("italic", "700"): "NotoSans-BoldItalic.ttf",
}
SIGNS = "NotoSansMath-Regular.ttf"
"""Where arrows come from."""

FAMILY = "Kadam Print"


def font_file(name: str) -> Path:
    """The file of a font. Raises ContentError when it is on none of the usual places."""
    for folder in FOLDERS:
        if (folder / name).exists():
            return folder / name
    mend = "run python -m scripts system_packages print"
    raise ContentError([Problem("scripts/print/fonts.py", 1, f"the font {name} is not installed", mend)])


def font_faces() -> str:
    """The style that names the fonts by their files, so that no other can take their place."""
    return "".join(
        f"@font-face {{ font-family: '{FAMILY}'; font-style: {style}; font-weight: {weight}; "
        f"src: url('{font_file(name).as_uri()}'); }}\n"
        for (style, weight), name in FACES.items()
    ) + (f"@font-face {{ font-family: '{FAMILY} Signs'; src: url('{font_file(SIGNS).as_uri()}'); }}\n")


@cache
def letters() -> frozenset[int]:
    """The code points that every face has, or the signs."""
    sets = []
    for name in [*FACES.values(), SIGNS]:
        with TTFont(font_file(name), lazy=True) as font:
            sets.append(set(font.getBestCmap()))
    return frozenset(set.intersection(*sets[:-1]) | sets[-1])


def missing_letters(text: str) -> list[str]:
    """The letters of a text that the fonts lack, each once."""
    return sorted(
        {letter for letter in text if ord(letter) not in letters() and not letter.isspace() and letter != "\u00ad"}
    )
