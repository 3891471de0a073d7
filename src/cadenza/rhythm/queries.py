"""A 1:1 as its page needs it: who meets, what is on the agenda, what was promised, where each goal stands. Constant queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q

from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import people_with
from cadenza.people.rules import Relation
from cadenza.plans import promises, review_rules
from cadenza.plans.models import Action, Commitment, Goal, Plan, Review, ReviewedGoal, StatusChange, TradeOff
from cadenza.plans.review_access import RUNNING
from cadenza.plans.review_rules import Standing
from cadenza.plans.reviews import both_work, last_changes, opening_look
from cadenza.plans.rules import CommitmentState, PlanState
from cadenza.plans.trade_off_queries import open_trade_offs
from cadenza.rhythm.access import Pair, pair_for
from cadenza.rhythm.models import AgendaPoint, MeetingTime
from cadenza.rhythm.rules import REFLECTION_MINUTES, REVIEW_MINUTES, agenda_on, side_of

LONG_AGO, FAR_AHEAD = timedelta(days=60), timedelta(days=14)
"""A meeting's date may lie a little outside the cycle of its plan: a moved review, a talk before the quarter begins."""


@dataclass
class GoalPart:
    """One goal inside a review."""

    goal: Goal
    row: ReviewedGoal
    last: StatusChange | None
    actions: list[Action] = field(default_factory=list)
    trade_offs: list[TradeOff] = field(default_factory=list)
    """Time that this goal gave way with, and that is not made good yet (TIME-1)."""

    @property
    def prefix(self) -> str:
        """What the names of this goal's fields begin with, on the page and in what the rules say about them."""
        return f"goal-{self.goal.number}"

    @property
    def moved_key(self) -> str:
        return f"{self.prefix}-moved"

    @property
    def block_key(self) -> str:
        return f"{self.prefix}-in_the_way"

    @property
    def open_actions(self) -> list[Action]:
        return [action for action in self.actions if action.done_on is None]


@dataclass
class SupportPart:
    """One commitment as the page shows it."""

    commitment: Commitment
    standing: Standing

    @property
    def can_be_answered(self) -> bool:
        """Whether there is a report that the person has not answered."""
        return self.standing in {Standing.REPORTED, Standing.UNCONFIRMED, Standing.MISSED, Standing.RENEGOTIATED}

    @property
    def open_to_report(self) -> bool:
        """Whether the manager may still say something else: not once it is confirmed or has a new day."""
        return self.commitment.confirmed_at is None and self.commitment.replaced_by_id is None


@dataclass
class Meeting:
    """Everything on the page of one 1:1."""

    pair: Pair
    day: date
    today: date
    plan: Plan | None = None
    review: Review | None = None
    reviews: list[Review] = field(default_factory=list)
    """All of the plan's, in their order."""
    agenda: list[AgendaPoint] = field(default_factory=list)
    usual: MeetingTime | None = None
    """When the two usually meet; none: a day only."""
    support: list[SupportPart] = field(default_factory=list)
    goals: list[GoalPart] = field(default_factory=list)
    removers: list[Person] = field(default_factory=list)
    moved_to: date | None = None

    @property
    def side(self) -> str:
        return side_of(self.pair.relations)

    @property
    def person(self) -> Person:
        return self.pair.person

    @property
    def manager(self) -> Person | None:
        return self.pair.manager

    @property
    def writable(self) -> bool:
        """Whether words can be written into a review here: there is one, not held, of a plan that runs."""
        return self.review is not None and self.review.held_at is None and self.plan is not None and self.plan.state in RUNNING

    @property
    def number(self) -> int:
        """Which of the plan's reviews this is, from 1."""
        return [one.pk for one in self.reviews].index(self.review.pk) + 1 if self.review else 0

    @property
    def minutes(self) -> int:
        return REFLECTION_MINUTES if self.review is not None and self.review.kind == "reflection" else REVIEW_MINUTES

    @property
    def before(self) -> Review | None:
        """The review held last before this meeting."""
        held = [one for one in self.reviews if one.held_on is not None and one != self.review and one.held_on <= max(self.day, self.today)]
        return max(held, key=lambda one: one.held_on or date.min, default=None)

    @property
    def after(self) -> Review | None:
        """The next review that is to come after this one."""
        return review_rules.next_review(one for one in self.reviews if one != self.review)

    @property
    def usual_day(self) -> date:
        """Mid-way to the next review: the day preselected for the next action and for clearing a block (DESIGN 5)."""
        until = self.after.due_on if self.after else self.plan.cycle.end_date if self.plan else self.today
        return review_rules.midway(today=self.today, until=until, works=both_work(self.person, self.manager))

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Every question of the review that was answered."""
        if self.review is None:
            return []
        texts: list[tuple[str, str]] = [(name, getattr(self.review, name)) for name in review_rules.QUESTIONS]
        return [(name, text) for name, text in texts if text]

    @property
    def reflected(self) -> list[tuple[str, str]]:
        """What the manager has written for their own part."""
        return [(name, text) for name, text in self.answers if name in review_rules.REFLECTION]

    @property
    def hands(self) -> dict[str, tuple[int, datetime]]:
        """Who saved each field last, and when, by the field's name on the page."""
        rows: list[tuple[str, Review | ReviewedGoal]] = [(f"{part.prefix}-", part.row) for part in self.goals]
        if self.review is not None:
            rows.append(("", self.review))
        found = {}
        for prefix, row in rows:
            for name in (*review_rules.QUESTIONS, *review_rules.GOAL_QUESTIONS):
                who, when = row.last_saved(name)
                if who is not None and when is not None and vars(row).get(name):
                    found[f"{prefix}{name}"] = (who, when)
        return found


def meeting_for(viewer: Person, handle: str, day: date, *, at: datetime) -> Meeting:
    """The 1:1 of a day for whoever takes part in it. Raises Unseen for everybody else, and for a day without a review for HR.

    HR gets a meeting without plan, agenda, words and goals: the review's dates and that it was held (TRUST E4, HR-4).
    """
    today = day_of(at)
    pair = pair_for(viewer, "meeting.see-held", handle, at=at)
    meeting = Meeting(pair, day, today)
    reviews = _reviews_around(pair.person, day)
    meeting.review = _on_day(reviews, day)
    if not pair.may("meeting.open"):
        if meeting.review is None:
            raise Unseen
        meeting.reviews = [without_words(one) for one in reviews if one.plan_id == meeting.review.plan_id]
        return meeting
    meeting.plan = meeting.review.plan if meeting.review else _plan_around(reviews, day)
    meeting.reviews = [one for one in reviews if meeting.plan is not None and one.plan_id == meeting.plan.pk]
    if meeting.review is None:
        meeting.moved_to = next((one.due_on for one in meeting.reviews if one.planned_on == day and one.due_on != day), None)
    if pair.may("agenda.see"):
        meeting.agenda = agenda_of(pair, day)
        meeting.usual = MeetingTime.objects.filter(person=pair.person, manager=pair.manager).first()
    if meeting.plan is not None and pair.may("commitments.see"):
        meeting.support = support_of(meeting)
    if meeting.review is not None:
        _add_goals(meeting, meeting.review)
    return meeting


def without_words(review: Review) -> Review:
    """A review's dates alone, so that no template can show what was said in it."""
    for name in (*Review.WORDS, "move_reason"):
        setattr(review, name, "")
    return review


def agenda_of(pair: Pair, day: date) -> list[AgendaPoint]:
    """What this pair has on its list for a day. One query."""
    if pair.manager is None:
        return []
    points = AgendaPoint.objects.filter(person=pair.person, manager=pair.manager, for_date__lte=day).select_related("author")
    return agenda_on(points.filter(Q(ticked_for=None) | Q(ticked_for__gte=day)), day)


def support_of(meeting: Meeting) -> list[SupportPart]:
    """The manager's commitments that are not settled yet, or were settled since the last review. Two queries."""
    assert meeting.plan is not None
    since = meeting.before.held_at if meeting.before else None
    fresh = Q(reported_at__gt=since) if since else Q(reported_at__isnull=False)
    unsettled = Q(state=CommitmentState.OPEN) | Q(confirmed_at=None, contested_at__isnull=False) | Q(confirmed_at=None, replaced_by=None)
    rows = (
        Commitment.objects.filter(plan=meeting.plan)
        .filter(unsettled | fresh)
        .select_related("holder", "goal")
        .prefetch_related("earlier_reports__holder")
    )
    lapsed = ExpressionWrapper(promises.lapsed(today=meeting.today), output_field=BooleanField())
    return [
        SupportPart(one, standing_of(one, lapsed=one.lapsed, today=meeting.today))
        for one in rows.annotate(lapsed=lapsed).order_by("due_date", "pk")
    ]


def standing_of(commitment: Commitment, *, lapsed: bool, today: date) -> Standing:
    """How a commitment stands today (COM-2)."""
    confirmed, contested = commitment.confirmed_at is not None, commitment.contested_at is not None
    return review_rules.standing_of(commitment, confirmed=confirmed, contested=contested, lapsed=lapsed, today=today)


def next_meeting_day(person: Person, *, at: datetime) -> date:
    """The day of somebody's next 1:1 that has a review; today when none is to come. One query."""
    reviews = Review.objects.filter(plan__owner=person, plan__state__in=RUNNING, held_at=None, rests=False)
    return reviews.order_by("due_on", "pk").values_list("due_on", flat=True).first() or day_of(at)


def next_of_manager(manager: Person, *, after: Person, at: datetime) -> Review | None:
    """The review that the manager has next with somebody else, so that nobody has to go home in between (DESIGN 5). One query."""
    reports = people_with(manager, {Relation.MANAGER}, at=at)
    reviews = Review.objects.filter(plan__owner__in=reports.values("pk"), plan__state__in=RUNNING, held_at=None, rests=False)
    return reviews.exclude(plan__owner=after).select_related("plan__owner").order_by("due_on", "pk").first()


def _reviews_around(person: Person, day: date) -> list[Review]:
    return list(
        Review.objects.filter(plan__owner=person, plan__cycle__start_date__lte=day + FAR_AHEAD, plan__cycle__end_date__gte=day - LONG_AGO)
        .exclude(plan__state=PlanState.DRAFT)
        .select_related("plan__owner", "plan__cycle", "manager", "held_by")
        .order_by("due_on", "pk")
    )


def _on_day(reviews: list[Review], day: date) -> Review | None:
    """The review of a day; of two, the one that is still to be held."""
    that_day = [one for one in reviews if one.due_on == day]
    return min(that_day, key=lambda one: one.held_at is not None, default=None)


def _plan_around(reviews: list[Review], day: date) -> Plan | None:
    plans = {one.plan_id: one.plan for one in reviews}
    return next((plan for plan in plans.values() if plan.cycle.start_date <= day <= plan.cycle.end_date), None)


def _add_goals(meeting: Meeting, review: Review) -> None:
    """The goals with what this review says of them, what is open in each, and who could clear a block. Four queries."""
    rows = {row.goal_id: row for row in ReviewedGoal.objects.filter(review=review).select_related("remover")}
    goals = Goal.objects.filter(plan=review.plan_id).select_related("key_result", "capability", "supporter").order_by("number")
    shown = [goal for goal in goals if goal.dropped_at is None or goal.pk in rows]
    last = last_changes([goal.pk for goal in shown])
    parts = {}
    for goal in shown:
        goal.plan = review.plan
        row = rows.get(goal.pk) or opening_look(review, goal, last.get(goal.pk))
        parts[goal.pk] = GoalPart(goal, row, last.get(goal.pk))
    for action in Action.objects.filter(goal__in=parts, removed_at=None).select_related("partner").order_by("due_date", "number"):
        parts[action.goal_id].actions.append(action)
    for goal_id, owed in open_trade_offs(review.plan).items():
        if goal_id in parts:
            parts[goal_id].trade_offs = owed
    meeting.goals = list(parts.values())
    meeting.removers = _removers(meeting)


def _removers(meeting: Meeting) -> list[Person]:
    """Who could clear a block: the two who meet, and whoever the goals already name. The manager stands first (DESIGN 5)."""
    named = [meeting.manager, meeting.person]
    for part in meeting.goals:
        named += [part.goal.supporter, part.row.remover, *(action.partner for action in part.actions)]
    return list({one.pk: one for one in named if one is not None}.values())
