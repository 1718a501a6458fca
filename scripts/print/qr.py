"""QR codes on paper: only where a printout should lead to what is true today."""

from __future__ import annotations

from html import escape

import segno


def qr_svg(address: str, title: str) -> str:
    """The SVG of the code of an address, one unit a module, with the title that a screen reader says."""
    drawn = str(segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=4))
    start = drawn.index(">") + 1
    return f"{drawn[:start]}<title>{escape(title)}</title>{drawn[start:]}"
