"""What a page says of the copy that it is in. It comes with the script: only a new edition's script differs then."""

from __future__ import annotations

import json

from macros.edition import Edition
from macros.render import written_date
from macros.strings import Strings


def edition_script(edition: Edition, strings: Strings) -> str:
    """The statement that tells the page's script its edition, in the words of the language."""
    date = written_date(edition.date.isoformat(), strings.locale)
    table = {
        "said": strings.text("page", "Edition %(number)s, %(date)s.") % {"number": edition.number, "date": date},
        "day": edition.date.isoformat(),
        "after": edition.stale_after,
        "home": edition.home,
        "age": strings.text("copy", "Age of this edition in days: {days}."),
        "old": strings.text(
            "copy",
            "This copy is old: {days} days. Facts and support numbers may have changed since. "
            "Call a number before you share it, and look for a newer copy.",
        ),
        "host": strings.text("copy", "This copy stands at {host}."),
        "device": strings.text("copy", "This copy is in a folder of this device."),
        "newest": strings.text("copy", "The newest edition"),
    }
    return f"kadam.edition={json.dumps(table, ensure_ascii=False, separators=(',', ':'))};"
