"""Signs of drift, counted and opened to people: states, dates and counts, never words (HR-2, HR-4). Constant queries each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, DateTimeField, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from cadenza.handover.access import overseen
from cadenza.insight.figures import nearest_cycle_of
from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.models import HRScope, Person
from cadenza.people.relations import manager_of, managers_of, people_with
from cadenza.people.rules import PRESENT
from cadenza.plans.models import Action, Commitment, Goal, NearCopy, Perspective, Plan, Review, StatusChange
from cadenza.plans.near_copies import copied_plans
from cadenza.plans.queries import IN_FORCE, PlanRow, agreed_goals, plans_of_people
from cadenza.plans.rules import ActionKind, CommitmentState, GoalStatus, PlanState
from cadenza.plans.trade_off_queries import slipping_plans
from cadenza.practice.practice_rules import SHIPPED, DriftLimits
from cadenza.practice.queries import practice_at
from cadenza.stewardship import access
from cadenza.stewardship.models import FollowUp
from cadenza.stewardship.rules import SEEN_BY, FollowUpState, Sign
from cadenza.strategy.models import Cycle

PEOPLE_PER_PAGE = 50
FOLLOW_UPS_SHOWN = 30

STUCK = (GoalStatus.BLOCKED, GoalStatus.NEEDS_RESET)


@dataclass(frozen=True)
class Look:
    """What a sign is looked for in: one cycle, on one instant, for one reader."""

    viewer: Person
    cycle: Cycle
    at: datetime
    limits: DriftLimits = SHIPPED.drift
    """From when on something is a sign, as HR set it (HR-3)."""

    @property
    def today(self) -> date:
        return day_of(self.at)


@dataclass(frozen=True)
class Finding:
    """One sign and how many people it is seen about."""

    sign: Sign
    people: int


@dataclass
class Drift:
    """The page: what was found, and what was asked about it."""

    cycle: Cycle | None
    findings: list[Finding] = field(default_factory=list)
    quiet: list[Sign] = field(default_factory=list)
    """Signs that the reader looks for and that show nowhere."""
    follow_ups: list[FollowUp] = field(default_factory=list)
    closed: int = 0


def drift(viewer: Person, *, at: datetime) -> Drift:
    """Every sign that the reader may see, with its count. One statement a sign."""
    access.reader(viewer, at=at)
    asked = access.looked_after(viewer, at=at)
    page = Drift(
        nearest_cycle_of(at),
        follow_ups=list(asked.exclude(state=FollowUpState.CLOSED)[:FOLLOW_UPS_SHOWN]),
        closed=asked.filter(state=FollowUpState.CLOSED).count(),
    )
    if page.cycle is None:
        return page
    look = Look(viewer, page.cycle, at, practice_at(at).drift)
    held = {relations: people_with(viewer, relations, at=at).exists() for relations in set(SEEN_BY.values())}
    for sign in (one for one in FOUND if held[SEEN_BY[one]]):
        people = found(look, sign).count()
        if people:
            page.findings.append(Finding(sign, people))
        else:
            page.quiet.append(sign)
    return page


@dataclass(frozen=True)
class Seen:
    """One person behind a sign."""

    person: Person
    manager: Person | None
    plan: PlanRow | None
    since: date | None
    count: int
    follow_up: FollowUp | None


@dataclass
class Opened:
    """A sign opened to its people, a page at a time."""

    sign: Sign
    cycle: Cycle
    rows: list[Seen]
    total: int
    number: int
    pages: int


def opened(viewer: Person, sign: str, *, number: int = 1, at: datetime) -> Opened:
    """The people about whom a sign is seen, the longest first. Unseen for a sign that does not exist."""
    access.reader(viewer, at=at)
    cycle = nearest_cycle_of(at)
    if sign not in set(Sign) or cycle is None:
        raise Unseen
    people = (
        found(Look(viewer, cycle, at, practice_at(at).drift), Sign(sign))
        .select_related("team")
        .order_by(F("since").asc(nulls_last=True), "name", "pk")
    )
    pages: Any = Paginator(people, PEOPLE_PER_PAGE)
    page = pages.get_page(number)
    shown = list(page.object_list)
    ids = [person.pk for person in shown]
    managers = managers_of(ids, at=at)
    named = Person.objects.in_bulk(set(managers.values()))
    plans = plans_of_people(ids, cycle, at=at)
    open_ones = FollowUp.objects.filter(sign=sign, about__in=ids).exclude(state=FollowUpState.CLOSED).select_related("asked")
    asked = {one.about_id: one for one in open_ones}
    rows = [
        Seen(
            person,
            named.get(managers.get(person.pk, 0)),
            plans.get(person.pk),
            _day(person.since),
            person.found,
            asked.get(person.pk),
        )
        for person in shown
    ]
    return Opened(Sign(sign), cycle, rows, pages.count, page.number, pages.num_pages)


def to_be_asked(sign: Sign, about: Person, *, at: datetime) -> list[Person]:
    """Whom one can ask about a sign: the person's manager, and the HR people who look after them; about promises, whoever made them."""
    who = [about] if sign == Sign.NOT_KEPT else []
    manager = manager_of(about, at=at)
    if manager is not None and sign != Sign.NOT_KEPT:
        who.append(manager)
    scopes = HRScope.objects.filter(Q(until=None) | Q(until__gt=at), person=about, since__lte=at)
    partners = Person.objects.filter(pk__in=scopes.values("partner"), status__in=PRESENT).order_by("name", "pk")
    return [*who, *(one for one in partners if one not in who and one != about)]


def found(look: Look, sign: Sign) -> QuerySet[Person]:
    """Everybody about whom the reader sees this sign, annotated with `since` and `found`. One statement."""
    return FOUND[sign](access.people_seen(look.viewer, sign, at=look.at), look)


def _running(look: Look) -> QuerySet[Plan]:
    return Plan.objects.filter(owner=OuterRef("pk"), cycle=look.cycle, state__in=IN_FORCE)


def _open_goals(look: Look) -> QuerySet[Goal]:
    mine = agreed_goals().filter(plan__owner=OuterRef("pk"), plan__cycle=look.cycle, plan__state=PlanState.ACTIVE, ended_as="")
    return mine.exclude(status=GoalStatus.COMPLETED).order_by()


def _counted(rows: QuerySet[Any], per: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(per).annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0))


def _never_reviewed(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    """An agreed plan of which reviews were due and none was held; a pause is no drift (REV-4, PIP-19)."""
    reviews = Review.objects.filter(plan__owner=OuterRef("pk"), plan__cycle=look.cycle, plan__state__in=IN_FORCE)
    due = reviews.filter(rests=False, due_on__lte=look.today - timedelta(days=1))
    return people.filter(Exists(due), ~Exists(reviews.filter(held_at__isnull=False))).annotate(
        since=Subquery(due.order_by("due_on").values("due_on")[:1]), found=_counted(due, "plan__owner")
    )


def _unchanged(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    """A goal that is stuck and stays so, or that is on track by its word while nothing of it gets done."""
    long, stuck = (look.at - timedelta(days=days) for days in (look.limits.unchanged_days, look.limits.stuck_days))
    changes = StatusChange.objects.filter(goal=OuterRef("pk")).order_by().values("goal").annotate(last=Max("at")).values("last")
    since = Coalesce(Subquery(changes), F("agreed_in__offered_at"), output_field=DateTimeField())
    done = Action.objects.filter(goal=OuterRef("pk"), removed_at=None, done_on__gt=day_of(long))
    goals = _open_goals(look).annotate(since=since)
    goals = goals.filter(Q(status__in=STUCK, since__lte=stuck) | (Q(status=GoalStatus.ON_TRACK, since__lte=long) & ~Exists(done)))
    return people.filter(Exists(goals)).annotate(
        since=Subquery(goals.order_by("since").values("since")[:1]), found=_counted(goals, "plan__owner")
    )


def _not_taken_over(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    """A handover that nobody has accepted within its days (HAND-2)."""
    late = overseen(look.viewer, at=look.at, relations=SEEN_BY[Sign.NOT_TAKEN_OVER])
    late = late.filter(since__lte=look.at - timedelta(days=look.limits.handover_days), person=OuterRef("pk"))
    return people.filter(Exists(late)).annotate(since=Subquery(late.order_by("since").values("since")[:1]), found=Value(1))


def _not_kept(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    """A manager of whose commitments several were missed, contested, or never confirmed by the next review (COM-2)."""
    later = Review.objects.filter(plan=OuterRef("plan"), held_at__gt=OuterRef("reported_at"))
    unconfirmed = Q(state=CommitmentState.DELIVERED, contested_at=None, confirmed_at=None) & Exists(later)
    contested = Q(state=CommitmentState.DELIVERED, contested_at__isnull=False)
    mine = Commitment.objects.filter(holder=OuterRef("pk"), plan__cycle=look.cycle)
    missed = mine.filter(Q(state=CommitmentState.MISSED) | contested | unconfirmed)
    return people.annotate(found=_counted(missed, "holder"), since=Subquery(missed.order_by("due_date").values("due_date")[:1])).filter(
        found__gte=look.limits.misses
    )


def _put_off(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    """Goals carried on again and again without a trade-off (TIME-2). Few plans carry anything twice; those are looked at one by one."""
    twice = Goal.objects.filter(plan=OuterRef("pk"), carried_from__carried_from__isnull=False, dropped_at=None)
    plans = Plan.objects.filter(Exists(twice), owner__in=people.values("pk"), cycle=look.cycle).select_related("cycle")
    flagged = slipping_plans(list(plans), today=look.today)
    mine = Plan.objects.filter(pk__in=flagged, owner=OuterRef("pk"))
    goals = Goal.objects.filter(plan__owner=OuterRef("pk"), plan__in=flagged, carried_from__carried_from__isnull=False, dropped_at=None)
    return people.filter(Exists(mine)).annotate(since=Value(None, output_field=DateTimeField()), found=_counted(goals, "plan__owner"))


def _education_only(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    """A goal whose actions are courses and reading alone (ACT-2)."""
    actions = Action.objects.filter(goal=OuterRef("pk"), removed_at=None)
    goals = _open_goals(look).filter(Exists(actions.filter(kind=ActionKind.EDUCATION)), ~Exists(actions.exclude(kind=ActionKind.EDUCATION)))
    return people.filter(Exists(goals)).annotate(
        since=Subquery(_running(look).values("agreed_at")[:1]), found=_counted(goals, "plan__owner")
    )


def _near_copies(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    """A plan that says nearly the same as another one among these people's (LEARN-4)."""
    copied = copied_plans(people, look.cycle)
    goals = _open_goals(look).filter(plan__in=copied, pk__in=NearCopy.objects.filter(cycle=look.cycle).values("goal"))
    return people.filter(Exists(_running(look).filter(pk__in=copied))).annotate(
        since=Subquery(_running(look).values("agreed_at")[:1]), found=_counted(goals, "plan__owner")
    )


def _one_sided(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    """A plan in which every open goal is a suggestion taken over, or in which no goal and no word comes from the manager."""
    goals = _open_goals(look)
    theirs = Perspective.objects.filter(plan__owner=OuterRef("pk"), plan__cycle=look.cycle).exclude(author=OuterRef("pk")).exclude(text="")
    all_taken = Exists(goals) & ~Exists(goals.filter(suggestion=None))
    none_theirs = Exists(goals) & ~Exists(goals.filter(suggestion__isnull=False)) & ~Exists(theirs)
    return people.filter(all_taken | none_theirs).annotate(
        since=Subquery(_running(look).values("agreed_at")[:1]), found=_counted(goals, "plan__owner")
    )


FOUND: Mapping[Sign, Callable[[QuerySet[Person], Look], QuerySet[Person]]] = {
    Sign.NEVER_REVIEWED: _never_reviewed,
    Sign.UNCHANGED: _unchanged,
    Sign.NOT_TAKEN_OVER: _not_taken_over,
    Sign.NOT_KEPT: _not_kept,
    Sign.PUT_OFF: _put_off,
    Sign.EDUCATION_ONLY: _education_only,
    Sign.NEAR_COPIES: _near_copies,
    Sign.ONE_SIDED: _one_sided,
}


def _day(moment: datetime | date | None) -> date | None:
    return day_of(moment) if isinstance(moment, datetime) else moment
