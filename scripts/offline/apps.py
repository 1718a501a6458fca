"""What an installed icon needs: a manifest with the guide's name, and one with a name that says nothing."""

from __future__ import annotations

import json
from pathlib import Path

from macros.strings import Strings

PLAIN_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#6b7280"/>'
    '<path fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" d="M9 11h14M9 16h14M9 21h9"/></svg>\n'
)


def write_apps(folder: Path, strings: Strings, logo: str) -> None:
    """Write both manifests and both icons into one language's folder."""
    assets = folder / "assets"
    (assets / "icon.svg").write_text(logo + "\n", encoding="utf-8")
    (assets / "icon-plain.svg").write_text(PLAIN_ICON, encoding="utf-8")
    for name, title, icon in (
        ("app", "Kadam", "icon.svg"),
        ("app-plain", strings.text("phone_panel", "Notes"), "icon-plain.svg"),
    ):
        manifest = {
            "name": title,
            "short_name": title,
            "lang": strings.locale,
            "start_url": "index.html",
            "scope": "./",
            "id": f"{name}-{strings.locale}",
            "display": "standalone",
            "background_color": "#fffaf2",
            "theme_color": "#fffaf2",
            "icons": [{"src": f"assets/{icon}", "type": "image/svg+xml", "sizes": "any", "purpose": "any"}],
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (folder / f"{name}.webmanifest").write_text(text + "\n", encoding="utf-8")
