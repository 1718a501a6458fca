"""Certificates of completion for a list of names, in any of the languages or two at once, made on the device."""

from __future__ import annotations

from typing import Any

from macros.strings import Strings


def context(guide: Any) -> dict[str, Any]:
    """The words of a certificate in each published language, the page's own first."""
    found = [(language, words(strings)) for language, strings in guide.catalogues()]
    return {"languages": sorted(found, key=lambda pair: pair[0].locale != guide.locale)}


def words(strings: Strings) -> dict[str, str]:
    """What stands on a certificate in one language."""
    return {
        "title": strings.text("certificate_maker", "Certificate"),
        "took_part": strings.text("certificate_maker", "took part from the first session to the last in"),
        "where": strings.text("certificate_maker", "Place and date"),
        "trainers": strings.text("certificate_maker", "Trainers"),
        "foot": strings.text("certificate_maker", "Kadam: a guide for young men who want to act for gender equality"),
    }


def anchors(tables: Any) -> list[str]:
    """No ids."""
    return []
