"""How often something may be asked for: counted in this process's memory alone, so that counting costs nothing and writes nothing down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass
class Pace:
    """At most so many within a span of time, for each key. With several server processes each counts for itself."""

    most: int
    within: timedelta
    remembered: int = 10_000
    """Keys kept at once; when there are more, counting begins anew, so that nobody can fill the memory."""
    _counts: dict[str, tuple[datetime, int]] = field(default_factory=dict)

    def allows(self, key: str, at: datetime) -> bool:
        """Count one more for a key, and say whether it still may."""
        begun, count = self._counts.get(key, (at, 0))
        if at - begun >= self.within or at < begun:
            begun, count = at, 0
        if key not in self._counts and len(self._counts) >= self.remembered:
            self._counts.clear()
        self._counts[key] = (begun, count + 1)
        return count < self.most

    def forget(self) -> None:
        """Begin anew."""
        self._counts.clear()
