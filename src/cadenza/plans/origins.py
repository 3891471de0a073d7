"""Where a goal came from: an assessed gap, a suggestion, a goal of an earlier cycle; for whoever may read each of them (STRAT-1, GAP-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.evidence.access import WHO_MAY as EVIDENCE
from cadenza.evidence.models import PerformanceInput
from cadenza.evidence.rules import InputSource
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.rules import Relation
from cadenza.plans.access import may
from cadenza.plans.models import Goal, Plan


@dataclass(frozen=True)
class Origin:
    """One thing that a goal came from, in a sentence."""

    words: str
    """Goes on after "This goal came from ..."."""
    who: Person | None
    on: date
    text: str = ""
    """What was said then."""
    href: str = ""


def origins_of(plan: Plan, goal: Goal, relations: frozenset[Relation]) -> list[Origin]:
    """What a goal came from, nearest first; each only for readers whom its own room lets read it. One query."""
    named = ("gap__capability", "gap__proposed_by", "gap__came_from", "suggestion__by", "suggestion__need", "carried_from__plan__cycle")
    row = Goal.objects.select_related(*named).get(pk=goal.pk)
    found = []
    suggestion = getattr(row, "suggestion", None)
    if suggestion is not None and may(relations, "see-suggestions", plan.state):
        found.append(Origin(_("a suggestion"), suggestion.by, day_of(suggestion.at), suggestion.why))
        if suggestion.need is not None:
            found.append(_of_need(suggestion.need))
    if row.carried_from is not None:
        before = row.carried_from
        href = reverse("goal", args=[plan.owner.handle, before.plan.cycle.key, before.number])
        words = _("goal %(number)d of %(cycle)s") % {"number": before.number, "cycle": before.plan.cycle.label}
        found.append(Origin(words, None, before.plan.cycle.end_date, href=href))
    if row.gap is not None and relations & EVIDENCE["gap.see"]:  # TRUST C2: not whoever only stands in
        href = f"{reverse('evidence', args=[plan.owner.handle])}#gap-{row.gap.pk}"
        levels = {"capability": row.gap.capability.name, "now": row.gap.level_now, "needed": row.gap.level_needed}
        words = _("a gap in %(capability)s, level %(now)d then and level %(needed)d needed") % levels
        found.append(Origin(words, row.gap.proposed_by, day_of(row.gap.proposed_at), row.gap.why, href))
        need = getattr(row.gap, "came_from", None)
        if need is not None:
            found.append(_of_need(need))
    return found


def _of_need(need: PerformanceInput) -> Origin:
    """Talk about performance in which the need came up (GAP-2)."""
    words = {
        InputSource.REVIEW: _("what a review brought up"),
        InputSource.CALIBRATION: _("what a calibration brought up"),
        InputSource.PROJECT_CLOSE: _("what the close of a project brought up"),
        InputSource.ONE_TO_ONE: _("what a 1:1 brought up"),
    }
    return Origin(words[InputSource(need.source)], None, need.held_on)
