"""What a role profile and the next one need, what is held, and how much evidence there is for it (GAP-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cadenza.capability.models import Capability
from cadenza.capability.queries import profile_needs_of
from cadenza.evidence.models import GapAssessment
from cadenza.evidence.queries import evidence_counts, latest_levels, open_views_of
from cadenza.people.days import day_of
from cadenza.people.models import Person


@dataclass(frozen=True)
class Held:
    """A capability: the level that both agreed and the level needed, here and on the next step, and how much evidence there is (GAP-3)."""

    capability: Capability
    now: int | None
    needed: int | None
    following: int | None
    evidence: int
    proposed: GapAssessment | None = None
    """What one of the two has assessed since, while the other has not answered or sees it differently."""

    @property
    def short(self) -> bool:
        return self.needed is not None and (self.now is None or self.now < self.needed)


def capabilities_of(person: Person, *, at: datetime) -> dict[str, Any]:
    """The capabilities of the role and of the next level, then those beyond both that evidence or an assessment speaks of.

    For readers who may see assessments (TRUST C2). Feedback is not counted: how much of it there is, is the person's own (TRUST D2).
    """
    needs = profile_needs_of(person.pk, day=day_of(at))
    levels, counts, proposed = latest_levels([person.pk]).get(person.pk, {}), evidence_counts(person), open_views_of(person)

    def row(one: Capability, needed: int | None, following: int | None) -> Held:
        return Held(one, levels.get(one.pk), needed, following, counts.get(one.pk, 0), proposed.get(one.pk))

    held = [row(capability, need.now, need.next) for capability, need in needs.needs]
    beyond = (levels.keys() | counts.keys() | proposed.keys()) - {one.capability.pk for one in held}
    held += [row(one, None, None) for one in (Capability.objects.filter(pk__in=beyond).order_by("name") if beyond else ())]
    return {"profile": needs.profile, "following": needs.following, "held": held}
