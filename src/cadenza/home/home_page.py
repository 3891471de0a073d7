"""The home page from a desk: the list of dues and, by role, what stands beside it (DESIGN 4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadenza.home.desk import Desk
from cadenza.home.dues import dues_of, said
from cadenza.home.rules import SATURDAY, Due, DueKind, DueList, arranged, cycle_words
from cadenza.home.talks import private_dues
from cadenza.home.waiting import waiting_on_others
from cadenza.plans.models import Action, Commitment, Goal
from cadenza.plans.rules import CommitmentState, PlanState
from cadenza.strategy.priority_rules import in_order_of_priority
from cadenza.strategy.rules import weeks_of
from cadenza.web.words import first_line


@dataclass(frozen=True)
class NextStep:
    """One goal of the reader's own, with the action that comes next."""

    goal: Goal
    href: str
    action: Action | None


def home_page(desk: Desk) -> dict[str, Any]:
    """What the template shows."""
    listed = arranged(dues_of(desk), today=desk.today)
    return {
        "desk": desk,
        "dues": listed,
        "groups": groups_of(listed, desk.today),
        "later": [as_row(due, desk.today) | {"snooze": ""} if due.was is None else as_row(due, desk.today) for due in listed.later_shown],
        "private": [as_row(due, desk.today) for due in private_dues(desk)],
        "week": weeks_of(desk.cycle.start_date, desk.cycle.end_date, desk.today) if desk.cycle else None,
        "cycle_words": cycle_words(desk.cycle.key) if desk.cycle else "",
        "team": team_states(desk),
        "month": reviews_of_month(desk),
        "waiting": waiting_on_others(desk),
        "helped": [(ask, first_line(ask.what)) for ask in desk.helped],
        "steps": next_steps(desk),
        "promised": [one for one in desk.commitments if is_promised_to(desk, one)],
    }


def groups_of(listed: DueList, today: date) -> list[tuple[str, list[dict[str, Any]]]]:
    """Late, today, this week; the first row of all has the primary button."""
    week = _("Next week") if today.weekday() >= SATURDAY else _("This week")
    first = tuple(due for due in listed.today if due.kind == DueKind.TAKE_OVER)  # DESIGN 4: a new manager's handover before all else
    rest = tuple(due for due in listed.today if due not in first)
    groups = [(_("First"), first), (_("Late"), listed.late), (_("Today"), rest), (week, listed.week)]
    shown = [(heading, [as_row(due, today) for due in dues]) for heading, dues in groups if dues]
    if shown:
        shown[0][1][0]["first"] = True
    return shown


def as_row(due: Due, today: date) -> dict[str, Any]:
    """A due as web/due.html takes it."""
    late = (today - due.on).days
    if late > 0:
        when = ngettext("%(days)d day late", "%(days)d days late", late) % {"days": late}
    else:
        when = _("Today") if late == 0 else date_format(due.on, "D j M")
    return {
        "on": due.on,
        "when": when,
        "late": late > 0,
        "what": due.what,
        "why": due.why,
        "href": due.url,
        "button": due.button,
        "hidden_context": due.about,
        "moved": _("Snoozed; it was due on %(day)s.") % {"day": said(due.was)} if due.was else "",
        "snooze": reverse("snooze", args=[due.kind.value, due.of]) if due.snoozable or (due.was and late < 0) else "",
    }


def team_states(desk: Desk) -> dict[str, int]:
    """How many agreed plans of the reader's reports stand in which state."""
    active = {plan.pk for plan in desk.plans_of_reports if plan.state == PlanState.ACTIVE}
    return dict(Counter(status.value for plan, status in desk.states.items() if plan in active))


def reviews_of_month(desk: Desk) -> tuple[int, int]:
    """Reviews with others held this month, of all that fall into it (REV-7)."""
    others = [review for review in desk.reviews if review.plan.owner_id != desk.reader.pk]
    this = [review for review in others if _in_month(review.held_on or review.due_on, desk.today)]
    return sum(1 for review in this if review.held_on is not None), len(this)


def _in_month(day: date, today: date) -> bool:
    return (day.year, day.month) == (today.year, today.month)


def next_steps(desk: Desk) -> list[NextStep]:
    """The reader's own goals, each with the action due next; those that serve a key result stand first (STRAT-6)."""
    plan = desk.own_plan
    if plan is None:
        return []
    first = {action.goal_id: action for action in reversed(desk.actions) if action.what}
    return [
        NextStep(goal, reverse("goal", args=[desk.reader.handle, plan.cycle.key, goal.number]), first.get(goal.pk))
        for goal in in_order_of_priority(desk.goals)
    ]


def is_promised_to(desk: Desk, one: Commitment) -> bool:
    """Whether somebody promised this to the reader and it is still open."""
    return one.plan.owner_id == desk.reader.pk and one.state == CommitmentState.OPEN
