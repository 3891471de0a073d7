"""The verb of application: each of the two says in which work an education action was used, or what stood in the way (LEARN-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cadenza.objections import Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.plans import application_rules as rules
from cadenza.plans.access import action_for
from cadenza.plans.application_rules import Use
from cadenza.plans.models import Application
from cadenza.plans.reset_rules import Side
from cadenza.plans.rules import ActionKind
from cadenza.practice.queries import practice_at
from cadenza.trail.record import record


@dataclass(frozen=True)
class ApplicationDraft:
    """One side's answer as it was sent."""

    use: Use | None
    work: str = ""
    used_on: date | None = None
    link: str = ""
    in_the_way: str = ""


@transaction.atomic
def say_application(action_id: int, draft: ApplicationDraft, *, by: Person, at: datetime) -> Application:
    """Answer one's own side of the question that is open now. Rule LEARN-3. The plan's row is locked, so nobody answers twice."""
    action = action_for(by, "application.write", action_id, at=at, lock=True)
    if action.kind != ActionKind.EDUCATION or action.done_on is None or action.removed_at is not None:
        raise Unseen
    owner, today = action.goal.plan.owner, day_of(at)
    side = Side.PERSON if by.pk == owner.pk else Side.MANAGER
    week = rules.open_week(action.done_on, today, practice_at(at).follow_ups)
    answered = week is not None and Application.objects.filter(action=action, week=week, side=side).exists()
    refuse_if(rules.objections_to_saying(week, answered=answered))
    words = {"work": draft.work.strip(), "link": draft.link.strip(), "in_the_way": draft.in_the_way.strip()}
    refuse_if(rules.objections_to_application(draft.use, **words, used_on=draft.used_on, done_on=action.done_on, today=today))
    assert week is not None
    used = draft.use is Use.USED
    kept = {"work": words["work"], "link": words["link"], "used_on": draft.used_on} if used else {"in_the_way": words["in_the_way"]}
    made = Application.objects.create(action=action, week=week, side=side, author=by, said_at=at, used=used, **kept)
    record("plans.application-said", by=by, about=owner, at=at, action=action.pk, week=int(week), used=used)
    return made
