"""What objectives and key results allow, and how progress is computed. Pure."""

from __future__ import annotations

from cadenza.people.rules import Coded


class ObjectiveLevel(Coded):
    """Whose objective it is."""

    COMPANY = "company"
    TEAM = "team"


class Direction(Coded):
    """Which way a key result has to move (STRAT-2). KEEP stays between baseline and target; a MILESTONE is done or not."""

    UP = "up"
    DOWN = "down"
    KEEP = "keep"
    MILESTONE = "milestone"


class ResultState(Coded):
    """Where a key result stands. A draft came from an import or an unfinished form; dropped ones stay readable."""

    DRAFT = "draft"
    ACTIVE = "active"
    DROPPED = "dropped"
    CLOSED = "closed"
