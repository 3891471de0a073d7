"""Plans that protect time, rest for a while, or hold a goal that serves another role: what person and manager settle beside the goals."""

from __future__ import annotations

from datetime import date, timedelta

from cadenza.demo.endings import TRADES, running_plan
from cadenza.demo.organisation import House
from cadenza.people import days
from cadenza.people.models import Person
from cadenza.plans import actions as plans
from cadenza.plans import pausing, protecting
from cadenza.plans.edits import PlanEdits
from cadenza.plans.models import Plan
from cadenza.plans.rules import PlanState
from cadenza.web.revisions import Edit, base_of

HOURS = {"Asha Raman": 2, "Tom Adeyemi": 3}
NOTE = "The data team will need somebody who owns its pipeline next year. It is not the path you named, so I say it openly; say no if it is not for you."
OWN = "I would like to try that work for a quarter before I decide. My own direction stays what it is."


def keep_time(house: House) -> None:
    """Hours a week for two people, and two named days for one of them (TIME-1)."""
    for name, hours in HOURS.items():
        plan = running_plan(house, name)
        if plan is None:
            continue
        me, at = house.person(name), house.now - timedelta(days=20)
        plans.save_words(plan.pk, PlanEdits(plan={"hours_a_week": Edit(str(hours), base_of(plan, "hours_a_week"))}), by=me, at=at)
        if name in TRADES:
            _name_days(house, plan, me)


def settle_beside(house: House) -> None:
    """Among the manager's people: a goal for another role, one more that waits for an answer, reviews paused, and a pause proposed (PLAN-10, PIP-19)."""
    manager = house.role("manager")
    open_plans = Plan.objects.filter(
        state=PlanState.ACTIVE, cycle__end_date__gte=days.day_of(house.now), owner__lines__manager=manager, owner__lines__until=None
    )
    quiet = [plan for plan in open_plans.select_related("owner", "cycle").order_by("owner__name") if plan.owner.name not in HOURS]
    with_room = [plan for plan in quiet if plan.goals.filter(dropped_at=None).count() < 2]
    for number, plan in enumerate(with_room[:2]):
        draft = plans.SuggestionDraft(
            "Keeps the data pipeline running through one release on their own",
            "The data team has a gap there",
            aims_elsewhere=True,
            note=NOTE,
        )
        made = plans.suggest_goal(plan.pk, draft, by=manager, at=house.now - timedelta(days=6))
        if number == 0:
            plans.accept_suggestion(made.pk, by=plan.owner, at=house.now - timedelta(days=5), elsewhere_words=OWN)
    for number, plan in enumerate(quiet[-2:]):
        until = days.day_of(house.now) + timedelta(days=12 + 5 * number)
        pause = pausing.propose_pause(plan.pk, until, by=plan.owner, at=house.now - timedelta(days=2))
        if number == 0:
            pausing.agree_pause(plan.pk, pause.pk, by=manager, at=house.now - timedelta(days=1))


def _name_days(house: House, plan: Plan, me: Person) -> None:
    at = house.now - timedelta(days=20)
    block = protecting.add_block(plan.pk, by=me, at=at)
    first = min(days.day_of(house.now) + timedelta(days=9), plan.cycle.end_date)
    words = {
        "name": "Two days for the capacity model",
        "first_day": _iso(first),
        "last_day": _iso(min(first + timedelta(days=1), plan.cycle.end_date)),
    }
    plans.save_words(
        plan.pk, PlanEdits(blocks={block.pk: {name: Edit(text, base_of(block, name)) for name, text in words.items()}}), by=me, at=at
    )


def _iso(day: date) -> str:
    return day.isoformat()
