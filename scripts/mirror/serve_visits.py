"""All connections of visitors together: how many there may be, and who goes when there is no room."""

from __future__ import annotations

import asyncio
from typing import Any, Set  # noqa: UP035  # see Visits

STALL = 30.0
"""Seconds without a request, or without a piece of the answer being taken, after which a visit ends."""

_VISITS_FRESH = 2.0


class Visits(Set[Any]):  # noqa: UP006  # older Python gets as far as the line that tells it so
    """All visits; at most `room` at once."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def sweep(self) -> None:
        """End the visits that have made no progress for too long, and look again in a second."""
        loop = asyncio.get_running_loop()
        for visit in [visit for visit in self if visit.deadline < loop.time()]:
            visit.drop()
        loop.call_later(1, self.sweep)

    def make_room(self) -> bool:
        """Whether one more may come: if all places are taken, that of the visit that has stood still longest."""
        if len(self) < self.room:
            return True
        slowest = min(self, key=lambda visit: visit.deadline)
        if slowest.deadline > asyncio.get_running_loop().time() + STALL - _VISITS_FRESH:
            return False
        slowest.drop()
        return True
