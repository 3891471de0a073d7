"""What a reader may know of the people behind a key result: levels by C2, states of goals by E1, groups by 1.5 (TRUST R3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cadenza.evidence.access import visible_evidence, visible_gaps
from cadenza.evidence.models import Evidence, GapAssessment
from cadenza.people.access import present
from cadenza.people.models import Person
from cadenza.people.relations import people_with, roles_of
from cadenza.people.rules import GrantedRole, Relation
from cadenza.plans.access import visible_plans
from cadenza.plans.models import Goal
from cadenza.plans.queries import agreed_goals

WHO_MAY: Mapping[str, frozenset[Relation]] = {
    # C2: levels held, and the evidence beside them. The same as evidence.access "gap.see"; a test keeps them equal.
    "see-levels": frozenset({Relation.SELF, Relation.MANAGER}),
    # E1: the state of a goal together with the key result that it serves (B2). Nobody further up: they see figures of groups.
    "see-goals": frozenset({Relation.SELF, Relation.MANAGER, Relation.DELEGATE}),
}

LEVELS_TOGETHER: frozenset[GrantedRole] = frozenset({GrantedRole.EXECUTIVE, GrantedRole.HR_ADMIN})
"""C2 `a`: how groups of five and more stand, once a week. Neither the line above a manager nor an HR generalist has it."""


@dataclass(frozen=True)
class Sight:
    """Whom a reader knows by level or by goal. Everybody else is counted as everybody may count them: by agreed goals."""

    reader: Person
    levels: Mapping[int, Person]
    """People whose levels the reader may see, themself among them."""
    counts: bool
    """Whether levels and states of these people enter the risk that the reader is shown: when they lead or stand in for somebody.
    One's own level alone does not make the figures differ from everybody's."""

    @property
    def by_levels(self) -> bool:
        """Whether the page says that it counts levels held."""
        return self.counts and len(self.levels) > 1


def sight_of(viewer: Person, *, at: datetime) -> Sight:
    """What the viewer may know now. One query, and one more for those who lead nobody."""
    levels = present(people_with(viewer, WHO_MAY["see-levels"], at=at)).select_related("team").order_by("name", "pk")
    found = {person.pk: person for person in levels}
    return Sight(viewer, found, len(found) > 1 or people_with(viewer, {Relation.DELEGATE}, at=at).exists())


def levels_seen(viewer: Person, *, at: datetime) -> QuerySet[GapAssessment]:
    """Assessments that both agreed, of people whose levels the viewer may see."""
    return visible_gaps(viewer, at=at).filter(person_agreed_at__isnull=False, manager_agreed_at__isnull=False)


def evidence_seen(viewer: Person, *, at: datetime) -> QuerySet[Evidence]:
    """Evidence that stands, about people whose evidence the viewer may read."""
    return visible_evidence(viewer, at=at).filter(withdrawn_at=None)


def goals_seen(viewer: Person, *, at: datetime) -> QuerySet[Goal]:
    """Agreed goals whose plans the viewer may read."""
    return agreed_goals().filter(plan__in=visible_plans(viewer, at=at).values("pk"))


def may_find_builders(viewer: Person, *, at: datetime) -> bool:
    """Whether the page of who could build something can show the viewer anybody: their reports, or groups. To others it says what is needed."""
    return sees_groups(viewer, at=at) or people_with(viewer, {Relation.MANAGER}, at=at).exists()


def sees_groups(viewer: Person, *, at: datetime) -> bool:
    """Whether the viewer is shown how groups stand on a ladder."""
    return bool(roles_of(viewer, at=at) & LEVELS_TOGETHER)
