"""The half-year's figures as a review freezes them: counts of people, plans, reviews and results, and no person (SYS-1, SYS-2).

A constant number of statements, however many people. What is shown of them to whom is decided where they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from cadenza.evidence.models import GapAssessment, PerformanceInput
from cadenza.insight.figures import critical_share
from cadenza.people.days import day_of, start_of
from cadenza.people.models import Person
from cadenza.plans.models import Action, Application, Goal, Plan, Reset, Review
from cadenza.plans.queries import IN_FORCE, agreed_goals
from cadenza.plans.reset_rules import GOES_ON, GoalEnd
from cadenza.plans.rules import ActionKind, PlanState
from cadenza.practice.queries import practice_at
from cadenza.stewardship.queries import Look, numbers_of
from cadenza.stewardship.rules import Sign
from cadenza.stewardship.system_review_access import counted, here, left_out
from cadenza.stewardship.system_review_rules import Figure, Line
from cadenza.strategy.models import Cycle, KeyResult
from cadenza.strategy.rules import ResultState, progress_of

AGREED_ONCE = (*IN_FORCE, PlanState.LEFT)
MANAGERS_PART = ("support_given", "observations", "conditions")


def half_years_figures(cycles: Iterable[Cycle], *, by: Person, at: datetime) -> dict[str, Any]:
    """Everything that the document holds about a half-year, as it stands at this instant, ready to be kept."""
    begun = [cycle for cycle in cycles if cycle.start_date <= day_of(at)]
    people = counted(at=at)
    total = people.count()
    return {
        "people": total,
        "cycles": [{"key": cycle.key, **_of_cycle(cycle, people, total, at)} for cycle in begun],
        "beside": _kept({**_leavers(begun, at), **_delivered(begun)}),
        "drift": _kept(_drift(begun, people, total, by, at)),
        "checklist": _kept(_checklist(begun, people, at)),
    }


def read_figures(kept: Mapping[str, Any]) -> dict[str, Figure]:
    """Figures as they were kept, once more as figures."""
    return {name: Figure(*given) for name, given in kept.items() if given is not None}


def _kept(figures: Mapping[str, Figure]) -> dict[str, list[int]]:
    return {str(name): list(astuple(figure)) for name, figure in figures.items()}


def _of_cycle(cycle: Cycle, people: QuerySet[Person], total: int, at: datetime) -> dict[str, Any]:
    """Plans, rhythm, resets and how goals ended, of one cycle. Four statements."""
    plans = Plan.objects.filter(cycle=cycle, state__in=IN_FORCE, owner__in=people.values("pk"))
    over = cycle.end_date < day_of(at)
    ended = Goal.objects.filter(plan=OuterRef("pk"), agreed_in__isnull=False)
    flagged = plans.annotate(
        was_reset=Exists(Reset.objects.filter(plan=OuterRef("pk"))),
        achieved=Exists(ended.filter(ended_as=GoalEnd.ACHIEVED)),
        went_on=Exists(ended.filter(ended_as__in=GOES_ON)),
    )
    reset = Q(was_reset=True)
    sums = flagged.aggregate(
        agreed=Count("pk"),
        looked_at=Count("pk", filter=reset),
        with_one=Count("pk", filter=reset & Q(achieved=True)),
        with_more=Count("pk", filter=reset & Q(went_on=True)),
    )
    cover = critical_share(cycle)
    found = {"plans": Figure(sums["agreed"], total, total), "rhythm": _rhythm(plans, at)}
    if over:
        found |= {
            "reset": Figure(sums["looked_at"], sums["agreed"], sums["agreed"]),
            "achieved": Figure(sums["with_one"], sums["looked_at"], sums["looked_at"]),
            "went-on": Figure(sums["with_more"], sums["looked_at"], sums["looked_at"]),
        }
    return {"figures": _kept(found), "covered": [cover.covered, cover.total]}


def _rhythm(plans: QuerySet[Plan], at: datetime) -> Figure:
    """Reviews held of reviews due, as the overview counts them (REV-7, PIP-19)."""
    due = Q(held_at__isnull=False) | Q(due_on__lte=day_of(at), rests=False)
    reviews = Review.objects.filter(due, plan__in=plans.values("pk"))
    sums = reviews.aggregate(held=Count("pk", filter=Q(held_at__isnull=False)), due=Count("pk"), people=Count("plan__owner", distinct=True))
    return Figure(sums["held"], sums["due"], sums["people"], _largest(reviews, "plan__owner"))


def _largest(rows: QuerySet[Any], whose: str) -> int:
    """How many of these rows are one person's at most (TRUST 1.5, dominance). One statement."""
    return rows.order_by().values(whose).annotate(parts=Count("pk")).aggregate(largest=Max("parts"))["largest"] or 0


def _leavers(cycles: list[Cycle], at: datetime) -> dict[str, Figure]:
    """Who left of those with an agreed plan of this half-year, and of those without. Beside each other, not one because of the other."""
    if not cycles:
        return {}
    first, last = _span(cycles, at)
    gone = Q(end_date__range=(first, last), end_date__lt=day_of(at))
    planned = Plan.objects.filter(owner=OuterRef("pk"), cycle__in=cycles, state__in=AGREED_ONCE, agreed_version__isnull=False)
    people = Person.objects.filter(here(at) | gone).exclude(pk__in=left_out(at=at)).annotate(planned=Exists(planned))
    sums = people.aggregate(
        having=Count("pk", filter=Q(planned=True)),
        left_with=Count("pk", filter=Q(planned=True) & gone),
        without=Count("pk", filter=Q(planned=False)),
        left_without=Count("pk", filter=Q(planned=False) & gone),
    )
    return {
        "left-with-plan": Figure(sums["left_with"], sums["having"], sums["having"]),
        "left-without": Figure(sums["left_without"], sums["without"], sums["without"]),
    }


def _delivered(cycles: list[Cycle]) -> dict[str, Figure]:
    """Closed key results that reached their target, with an agreed goal behind them and without: facts about key results (TRUST R3)."""
    closed = KeyResult.objects.filter(cycle__in=cycles, state=ResultState.CLOSED)
    groups: dict[str, list[bool]] = {"reached-with-goals": [], "reached-without": []}
    for result in closed.annotate(served=Exists(agreed_goals().filter(key_result=OuterRef("pk")))):
        progress = progress_of(result)
        if progress is not None:
            groups["reached-with-goals" if result.served else "reached-without"].append(progress >= 1)
    return {name: Figure(sum(reached), len(reached), len(reached)) for name, reached in groups.items()}


def _drift(cycles: list[Cycle], people: QuerySet[Person], total: int, by: Person, at: datetime) -> dict[str, Figure]:
    """How many people each sign of drift is seen about, in the latest cycle of the half-year (HR-2)."""
    if not cycles:
        return {}
    look = Look(by, max(cycles, key=lambda cycle: cycle.start_date), at, practice_at(at).drift)
    return {sign: Figure(count, total, total) for sign, count in numbers_of(people, look, Sign).items()}


def _checklist(cycles: list[Cycle], people: QuerySet[Person], at: datetime) -> dict[str, Figure]:
    """The five lines of the alignment checklist (SYS-2), each so many of so many."""
    if not cycles:
        return {}
    first, last = _span(cycles, at)
    over = [cycle for cycle in cycles if cycle.end_date < day_of(at)]
    plans = Plan.objects.filter(cycle__in=over, state__in=IN_FORCE, owner__in=people.values("pk"))
    reset = plans.aggregate(done=Count("reset"), plans=Count("pk"), people=Count("owner", distinct=True))
    return {
        Line.NEEDS: _needs(people, first, last),
        Line.GAPS: _tied_to_gaps(cycles, people),
        Line.COACHING: _coaching(people, first, last),
        Line.APPLICATION: _applied(cycles, people, day_of(at) - timedelta(weeks=practice_at(at).follow_ups.first_week)),
        Line.OUTCOMES: Figure(reset["done"], reset["plans"], reset["people"]),
    }


def _needs(people: QuerySet[Person], first: date, last: date) -> Figure:
    """People with whom a review was held, and for whom a need was captured or a gap assessed in the same half-year (GAP-1, GAP-2)."""
    reviewed = people.filter(Exists(Review.objects.filter(plan__owner=OuterRef("pk"), held_on__range=(first, last))))
    captured = Exists(PerformanceInput.objects.filter(person=OuterRef("pk"), held_on__range=(first, last)))
    within = {"proposed_at__gte": start_of(first), "proposed_at__lt": start_of(last + timedelta(days=1))}
    assessed = Exists(GapAssessment.objects.filter(person=OuterRef("pk"), **within))
    sums = reviewed.annotate(captured=captured, assessed=assessed).aggregate(
        count=Count("pk", filter=Q(captured=True) | Q(assessed=True)), people=Count("pk")
    )
    return Figure(sums["count"], sums["people"], sums["people"])


def _education(cycles: list[Cycle], people: QuerySet[Person]) -> QuerySet[Action]:
    agreed = agreed_goals().filter(plan__cycle__in=cycles, plan__owner__in=people.values("pk"))
    return Action.objects.filter(goal__in=agreed.values("pk"), kind=ActionKind.EDUCATION, removed_at=None)


def _tied_to_gaps(cycles: list[Cycle], people: QuerySet[Person]) -> Figure:
    """Education actions whose goal builds a capability in which a gap was assessed (LEARN-2)."""
    gaps = GapAssessment.objects.filter(person=OuterRef("goal__plan__owner"), capability=OuterRef("goal__capability"), superseded_at=None)
    education = _education(cycles, people)
    sums = education.annotate(assessed=Exists(gaps)).aggregate(
        tied=Count("pk", filter=Q(assessed=True) | Q(goal__gap__isnull=False)),
        all=Count("pk"),
        people=Count("goal__plan__owner", distinct=True),
    )
    return Figure(sums["tied"], sums["all"], sums["people"], _largest(education, "goal__plan__owner"))


def _coaching(people: QuerySet[Person], first: date, last: date) -> Figure:
    """Reviews held in which the manager's part was answered (REV-1). The people behind it are the managers (TRUST R15)."""
    held = Review.objects.filter(plan__owner__in=people.values("pk"), held_on__range=(first, last))
    silent = Q(**dict.fromkeys(MANAGERS_PART, ""))
    sums = held.aggregate(answered=Count("pk", filter=~silent), held=Count("pk"), managers=Count(F("manager"), distinct=True))
    return Figure(sums["answered"], sums["held"], sums["managers"], _largest(held, "manager"))


def _applied(cycles: list[Cycle], people: QuerySet[Person], until: date) -> Figure:
    """Education actions done by a day, of which somebody said in which work it was used, or what stood in the way (LEARN-3).

    The day lies as far back as the practice's first question comes after the deed: of what is newer, nobody was asked yet (HR-3).
    """
    done = _education(cycles, people).filter(done_on__lte=until)
    said = Exists(Application.objects.filter(action=OuterRef("pk")))
    sums = done.annotate(said=said).aggregate(
        said_of=Count("pk", filter=Q(said=True)), all=Count("pk"), people=Count("goal__plan__owner", distinct=True)
    )
    return Figure(sums["said_of"], sums["all"], sums["people"], _largest(done, "goal__plan__owner"))


def _span(cycles: list[Cycle], at: datetime) -> tuple[date, date]:
    """The first day of these cycles, and their last or today, whichever comes first."""
    return min(cycle.start_date for cycle in cycles), min(max(cycle.end_date for cycle in cycles), day_of(at))
