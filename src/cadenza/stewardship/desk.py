"""What system and talent reviews ask of one reader, as rows for the first page (DUE-1). A handful of statements, and only for who has any."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from cadenza.people.models import Person
from cadenza.stewardship import system_review_access, talent_access
from cadenza.stewardship.system_review_models import Decision, SystemReview
from cadenza.stewardship.talent_models import TalentSession, TalentSnapshot


@dataclass
class StewardDesk:
    """Rows behind the dues."""

    decisions: list[Decision] = field(default_factory=list)
    to_fill: list[SystemReview] = field(default_factory=list)
    """Reviews that the reader fills and that are not held yet."""
    to_read: list[TalentSession] = field(default_factory=list)
    """Sessions that are open to the reader now."""
    own: list[TalentSnapshot] = field(default_factory=list)
    """The reader's own snapshots, once their session is over and until they are read."""


def steward_desk_of(reader: Person, waits: Collection[str], *, at: datetime) -> StewardDesk:
    """Everything of this kind on a reader's desk; `waits` names the kinds of which there may be any, the others are not asked for."""
    return StewardDesk(
        decisions=list(system_review_access.open_decisions(reader, at=at)) if "decisions" in waits else [],
        to_fill=list(system_review_access.to_fill(reader, at=at)) if "system-review" in waits else [],
        to_read=list(talent_access.open_to(reader, at=at)) if "talent" in waits else [],
        own=list(talent_access.own_snapshots(reader, at=at).filter(read_at=None)) if "talent-own" in waits else [],
    )
