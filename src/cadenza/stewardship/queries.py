"""Signs of drift, counted and opened to people: states, dates and counts, never words (HR-2, HR-4). Constant queries each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Count, DateTimeField, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from cadenza.handover.access import overseen
from cadenza.handover.models import Handover
from cadenza.insight.figures import nearest_cycle_of
from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.models import HRScope, Person, ReportingLine
from cadenza.people.relations import manager_of, managers_of
from cadenza.people.rules import PRESENT
from cadenza.plans.models import Action, Commitment, Goal, Perspective, Plan, Review, StatusChange, Suggestion
from cadenza.plans.near_copies import copies_among
from cadenza.plans.promises import not_kept
from cadenza.plans.queries import IN_FORCE, PlanRow, agreed_goals, plans_of_people
from cadenza.plans.rules import ActionKind, CommitmentState, GoalStatus, PlanState
from cadenza.plans.trade_off_queries import perhaps_slipping, slipping_plans
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
    among: frozenset[int] = frozenset()
    """The people looked at: a copy is one of another of theirs."""

    @property
    def today(self) -> date:
        return day_of(self.at)

    @cached_property
    def alike(self) -> dict[int, int]:
        """Goals of plans in force that say nearly the same as another person's among them, with their owners (LEARN-4)."""
        goals = copies_among(self.among, self.cycle).goals
        return {goal: owner for goal, (owner, state) in goals.items() if state in IN_FORCE}


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
    """Every sign that the reader may see, with its count. A constant number of statements; one for all signs but two."""
    groups = access.seen_together(viewer, at=at)
    follow_ups, closed = access.looked_after(groups)
    page = Drift(nearest_cycle_of(at), follow_ups=list(follow_ups[:FOLLOW_UPS_SHOWN]), closed=closed)
    if page.cycle is None:
        return page
    look = Look(viewer, page.cycle, at, practice_at(at).drift)
    numbers: dict[Sign, int] = {}
    for group in groups:
        if group.here:
            about = _everybody_with(group.signs, replace(look, among=group.here))
            numbers |= {sign: len(about[sign] & group.here) for sign in group.signs}
    for sign in (one for one in WHOM if one in numbers):
        if numbers[sign]:
            page.findings.append(Finding(sign, numbers[sign]))
        else:
            page.quiet.append(sign)
    return page


def numbers_of(people: QuerySet[Person], look: Look, signs: Iterable[Sign]) -> dict[Sign, int]:
    """Of how many of these people each sign is seen; nothing where there is nobody. A constant number of statements."""
    here = frozenset(people.order_by().values_list("pk", flat=True))
    about = _everybody_with(signs, replace(look, among=here)) if here else {}
    return {sign: len(found & here) for sign, found in about.items()}


def _everybody_with(signs: Iterable[Sign], look: Look) -> dict[Sign, set[int]]:
    """About whom each sign is, whoever asks. One statement, besides what goals put off and near-copies ask for themselves.

    The database counts poorly what somebody sees of what there is: it weighs both against each other for every sign. So it says what there
    is, which takes milliseconds, and whom the reader sees is held against that here.
    """
    found: dict[Sign, set[int]] = {}
    parts: list[str] = []
    values: list[Any] = []
    numbered = dict(enumerate(signs))
    for number, sign in numbered.items():
        ids = WHOM[sign](look)
        found[sign] = set(ids) if isinstance(ids, list) else set()
        if not isinstance(ids, list) and not ids.query.is_empty():
            with suppress(EmptyResultSet):
                sql, given = ids.query.sql_with_params()
                parts.append(f"SELECT {number:d}, person.* FROM ({sql}) person")  # noqa: S608  the ORM's own statement
                values += given
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            for number, person in cursor.fetchall():
                found[numbered[number]].add(person)
    return found


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
    people = access.people_seen(look.viewer, sign, at=look.at)
    if sign == Sign.NEAR_COPIES:
        look = replace(look, among=frozenset(people.order_by().values_list("pk", flat=True)))
    return FACTS[sign](people.filter(pk__in=WHOM[sign](look)), look)


Ids = QuerySet[Any, Any] | list[int]
"""People by their number, whoever asks: each sign is read once over all plans of a cycle, and then asked whom the reader sees."""


def _plans(look: Look) -> QuerySet[Plan]:
    return Plan.objects.filter(cycle=look.cycle, state__in=IN_FORCE)


def _goals(look: Look) -> QuerySet[Goal]:
    """Goals that both agreed and that are still worked on."""
    running = agreed_goals().filter(plan__cycle=look.cycle, plan__state=PlanState.ACTIVE, ended_as="")
    return running.exclude(status=GoalStatus.COMPLETED).order_by()


def _owners(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by().values("plan__owner")


def _mine(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(plan__owner=OuterRef("pk"))


def _number(rows: QuerySet[Any], per: str = "plan__owner") -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(per).annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0))


def _since_agreed(people: QuerySet[Person], look: Look, goals: QuerySet[Goal]) -> QuerySet[Person]:
    agreed = _plans(look).filter(owner=OuterRef("pk")).values("agreed_at")[:1]
    return people.annotate(since=Subquery(agreed), found=_number(_mine(goals)))


def _due(look: Look) -> QuerySet[Review]:
    return Review.objects.filter(rests=False, due_on__lte=look.today - timedelta(days=1))


def _never_reviewed(look: Look) -> Ids:
    """An agreed plan of which reviews were due and none was held; a pause is no drift (REV-4, PIP-19)."""
    held = Review.objects.filter(plan=OuterRef("pk"), held_at__isnull=False)
    return _plans(look).filter(Exists(_due(look).filter(plan=OuterRef("pk"))), ~Exists(held)).values("owner")


def _reviews_missed(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    due = _mine(_due(look)).filter(plan__cycle=look.cycle, plan__state__in=IN_FORCE)
    return people.annotate(since=Subquery(due.order_by("due_on").values("due_on")[:1]), found=_number(due))


def _still(look: Look) -> QuerySet[Goal]:
    """Goals that are stuck and stay so, or that are on track by their word while nothing of them gets done."""
    long, stuck = (look.at - timedelta(days=days) for days in (look.limits.unchanged_days, look.limits.stuck_days))
    done = Action.objects.filter(removed_at=None, done_on__gt=day_of(long)).values("goal")
    stays = Q(status__in=STUCK) & _as_since(stuck)
    return _goals(look).filter(stays | Q(status=GoalStatus.ON_TRACK) & _as_since(long) & ~Q(pk__in=done))


def _as_since(moment: datetime) -> Q:
    """Goals whose last change is older than that: of their status, or else when they were offered. Sets, which a database reads once."""
    changes = StatusChange.objects.order_by().values("goal")
    return ~Q(pk__in=changes.filter(at__gt=moment)) & (Q(agreed_in__offered_at__lte=moment) | Q(pk__in=changes))


def _unchanged(look: Look) -> Ids:
    """Whose goal is one of those."""
    return _owners(_still(look))


def _longest_unchanged(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    last = StatusChange.objects.filter(goal=OuterRef("pk")).order_by().values("goal").annotate(last=Max("at")).values("last")
    goals = _mine(_still(look)).annotate(since=Coalesce(Subquery(last), F("agreed_in__offered_at"), output_field=DateTimeField()))
    return people.annotate(since=Subquery(goals.order_by("since").values("since")[:1]), found=_number(goals))


def _late(look: Look) -> QuerySet[Handover]:
    late = overseen(look.viewer, at=look.at, relations=SEEN_BY[Sign.NOT_TAKEN_OVER])
    return late.filter(since__lte=look.at - timedelta(days=look.limits.handover_days))


def _not_taken_over(look: Look) -> Ids:
    """A handover that nobody has accepted within its days (HAND-2)."""
    return _late(look).order_by().values("person")


def _waiting_since(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    late = _late(look).filter(person=OuterRef("pk"))
    return people.annotate(since=Subquery(late.order_by("since").values("since")[:1]), found=Value(1))


def _missed(look: Look) -> QuerySet[Commitment]:
    """Commitments that count as not kept (COM-2). One that is open is its holder's to report only while they still manage the person (HAND-2)."""
    line = ReportingLine.objects.in_force(look.at).filter(person=OuterRef("plan__owner"), manager=OuterRef("holder"))
    reportable = ~Q(state=CommitmentState.OPEN) | Exists(line)
    told_or_overdue = ~Q(state=CommitmentState.OPEN) | Q(due_date__lt=look.today)  # said first, so that the rest is asked of few
    return Commitment.objects.filter(told_or_overdue, plan__cycle=look.cycle).filter(not_kept(today=look.today), reportable)


def _not_kept(look: Look) -> Ids:
    """Somebody of whose commitments several were missed (COM-2)."""
    holders = _missed(look).order_by().values("holder").annotate(n=Count("pk"))
    return holders.filter(n__gte=look.limits.misses).values("holder")


def _first_missed(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    missed = _missed(look).filter(holder=OuterRef("pk"))
    return people.annotate(since=Subquery(missed.order_by("due_date").values("due_date")[:1]), found=_number(missed, "holder"))


def _put_off(look: Look) -> Ids:
    """Goals carried on again and again without a trade-off (TIME-2). Few plans carry anything twice; those are looked at one by one."""
    goals = perhaps_slipping(look.today, cycle=look.cycle).order_by().values("plan")
    rows = list(Plan.objects.filter(pk__in=goals).select_related("cycle").only("state", "owner", "cycle"))
    flagged = slipping_plans(rows, today=look.today)
    return [plan.owner_id for plan in rows if plan.pk in flagged]


def _times_put_off(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    return people.annotate(
        since=Value(None, output_field=DateTimeField()), found=_number(_mine(perhaps_slipping(look.today, cycle=look.cycle)))
    )


def _taught(look: Look) -> QuerySet[Goal]:
    """Goals whose actions are courses and reading alone (ACT-2)."""
    actions = Action.objects.filter(goal=OuterRef("pk"), removed_at=None)
    return _goals(look).filter(Exists(actions.filter(kind=ActionKind.EDUCATION)), ~Exists(actions.exclude(kind=ActionKind.EDUCATION)))


def _education_only(look: Look) -> Ids:
    """Whose goal is one of those."""
    return _owners(_taught(look))


def _since_taught(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    return _since_agreed(people, look, _taught(look))


def _near_copies(look: Look) -> Ids:
    """A plan that says nearly the same as another one among the people looked at (LEARN-4)."""
    return list(look.alike.values())


def _since_copied(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    return _since_agreed(people, look, Goal.objects.filter(pk__in=list(look.alike)))


def _one_sided(look: Look) -> Ids:
    """A plan in which every open goal is a suggestion taken over word for word, or to which the manager neither suggested a goal nor said a view.

    Their commitments say nothing here: no plan is agreed without them (COM-1). A goal reworded on the way is the person's own (PLAN-3).
    """
    theirs = Perspective.objects.filter(plan__cycle=look.cycle).exclude(author=F("plan__owner")).exclude(text="")
    verbatim = Suggestion.objects.filter(plan__cycle=look.cycle, goal__outcome=F("outcome")).values("goal")
    counts = {"goals": Count("pk"), "suggested": Count("suggestion"), "taken": Count("pk", filter=Q(pk__in=verbatim))}
    plans = _goals(look).values("plan").annotate(**counts)
    one_side = plans.filter(Q(taken=F("goals")) | (Q(suggested=0) & ~Q(plan__in=theirs.order_by().values("plan"))))
    return _owners(one_side)


def _since_one_sided(people: QuerySet[Person], look: Look) -> QuerySet[Person]:
    return _since_agreed(people, look, _goals(look))


WHOM: Mapping[Sign, Callable[[Look], Ids]] = {
    Sign.NEVER_REVIEWED: _never_reviewed,
    Sign.UNCHANGED: _unchanged,
    Sign.NOT_TAKEN_OVER: _not_taken_over,
    Sign.NOT_KEPT: _not_kept,
    Sign.PUT_OFF: _put_off,
    Sign.EDUCATION_ONLY: _education_only,
    Sign.NEAR_COPIES: _near_copies,
    Sign.ONE_SIDED: _one_sided,
}
"""Whom each sign is about, whoever asks."""

FACTS: Mapping[Sign, Callable[[QuerySet[Person], Look], QuerySet[Person]]] = {
    Sign.NEVER_REVIEWED: _reviews_missed,
    Sign.UNCHANGED: _longest_unchanged,
    Sign.NOT_TAKEN_OVER: _waiting_since,
    Sign.NOT_KEPT: _first_missed,
    Sign.PUT_OFF: _times_put_off,
    Sign.EDUCATION_ONLY: _since_taught,
    Sign.NEAR_COPIES: _since_copied,
    Sign.ONE_SIDED: _since_one_sided,
}
"""Since when, and how many."""


def _day(moment: datetime | date | None) -> date | None:
    return day_of(moment) if isinstance(moment, datetime) else moment
